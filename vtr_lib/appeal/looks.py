"""Where the templates of an appeal lie, which ``report.markup`` fills in."""

from importlib import resources

TEMPLATES = resources.files(__package__).joinpath("templates")
