"""How much of a paper is opened, and from when on something in it counts, from ``limits.toml``."""

import functools
import tomllib
from importlib import resources


@functools.cache
def limits() -> dict[str, int]:
    """Every limit by its name, in whole numbers of the unit the file says."""
    read = tomllib.loads(resources.files(__package__).joinpath("limits.toml").read_text("utf-8"))
    return {name: entry["value"] for name, entry in read.items()}


def limit(name: str) -> int:
    """One limit. An unknown name is a ``KeyError``.

    >>> limit("pages")
    200
    """
    return limits()[name]
