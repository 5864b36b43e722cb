"""HTML from templates, those beside this module or those of another room: every value put in is escaped."""

import functools
from importlib import resources
from importlib.resources.abc import Traversable

import jinja2

TEMPLATES = resources.files(__package__).joinpath("templates")


@functools.cache
def _environment(folder: Traversable) -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda name: read(name, folder)),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def read(name: str, folder: Traversable = TEMPLATES) -> str:
    """The text of a template or of a file that goes into a page."""
    return folder.joinpath(name).read_text("utf-8")


def render(name: str, folder: Traversable = TEMPLATES, **values: object) -> str:
    """The template ``name`` filled in. A value the template asks for and does not get is an error."""
    return _environment(folder).get_template(name).render(values)
