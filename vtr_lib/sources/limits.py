"""The few numbers by which files are assembled, from ``assembling.toml``."""

import functools
import tomllib
from importlib import resources


@functools.cache
def _values() -> dict[str, int]:
    read = tomllib.loads(resources.files("vtr_lib.sources").joinpath("assembling.toml").read_text("utf-8"))
    return {name: entry["value"] for name, entry in read.items()}


def days(name: str) -> int:
    """A limit in whole days. An unknown name is a ``KeyError``.

    >>> days("earlier_life_days")
    2
    """
    return _values()[name]
