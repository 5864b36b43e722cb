"""Names of encodings, and what tells a file from Amazon Japan; both are data."""

import functools
import re
import tomllib
from codecs import lookup
from importlib import resources

from vtr_lib.errors import DataError

FILE = "charsets.toml"


@functools.cache
def _data() -> dict:
    return tomllib.loads(resources.files(__package__).joinpath(FILE).read_text("utf-8"))


def named(said: str, file: str) -> str:
    """The codec for a charset's name or a Content-Type with one. Raises ``DataError`` ``ENCODING_NAME``."""
    inside = re.search(r"charset\s*=\s*[\"']?([^\s;\"']+)", said, re.IGNORECASE)
    name = (inside[1] if inside else said).strip().lower()
    try:
        codec = lookup(_data()["names"].get(name, name))
        " ".encode(codec.name)  # codecs from bytes to bytes are no encodings
    except (LookupError, ValueError):
        raise DataError("ENCODING_NAME", file=file, encoding=name) from None
    return codec.name


def is_japanese(names: tuple[str, ...], labels: list[str], channels: set[str]) -> bool:
    """Whether column names, the cells of a template's label line, or sales channels are those of Amazon Japan."""
    japan = _data()["japan"]
    known = sum(label in japan["labels"] for label in labels)
    return known > 1 or not channels.isdisjoint(japan["channels"]) or not set(names).isdisjoint(japan["columns"])
