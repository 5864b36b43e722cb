"""The pages of an appeal, filled in by ``report.markup``."""

from importlib import resources

TEMPLATES = resources.files(__name__)
