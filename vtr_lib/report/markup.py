"""HTML from the templates beside this module: every value put in is escaped."""

import functools
from importlib import resources

import jinja2

TEMPLATES = resources.files(__package__).joinpath("templates")


@functools.cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FunctionLoader(read),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def read(name: str) -> str:
    """The text of a template or of a file that goes into a page."""
    return TEMPLATES.joinpath(name).read_text("utf-8")


def render(name: str, **values: object) -> str:
    """The template ``name`` filled in. A value the template asks for and does not get is an error."""
    return _environment().get_template(name).render(values)
