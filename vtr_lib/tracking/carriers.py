"""Carriers: one slug for the many ways a carrier's name is written. The table is ``carriers.toml``."""

import difflib
import functools
import tomllib
import unicodedata
from dataclasses import dataclass
from importlib import resources

import polars as pl

from vtr_lib.errors import ConfigError

FILE = "carriers.toml"
UNKNOWN = "unknown"
KEYS = ("name", "aliases", "seventeen_track", "aftership", "accepts")


@dataclass(frozen=True, slots=True)
class Carrier:
    """One carrier: its slug, its name for readers, and what the outside world calls it."""

    slug: str
    name: str
    aliases: tuple[str, ...] = ()
    seventeen_track: tuple[int, ...] = ()
    aftership: tuple[str, ...] = ()
    accepts: tuple[str, ...] = ()


def key(text: str) -> str:
    """What two spellings of one name have in common: its letters and digits, whatever their case and width."""
    return "".join(char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum())


def slug_of(text: str | None) -> str | None:
    """The slug of a carrier's name, alias or slug; ``unknown`` for any other name, None for none at all.

    The whole name must agree: ``Truck`` is a carrier, ``Truck Lines`` is not.
    """
    if text is None or not text.strip():
        return None
    return _by_key().get(key(text), UNKNOWN)


def resolve(names: pl.Series) -> pl.Series:
    """``slug_of`` for every name of a String column, in its order; each different name is looked up once."""
    distinct = names.cast(pl.String).unique().drop_nulls()
    slugs = pl.Series([slug_of(name) for name in distinct], dtype=pl.String)
    return names.cast(pl.String).replace_strict(distinct, slugs, default=None, return_dtype=pl.String)


def by_seventeen_track(number: int) -> str:
    """The slug behind 17TRACK's number of a carrier, or ``unknown``."""
    return _index("seventeen_track").get(number, UNKNOWN)


def by_aftership(slug: str) -> str:
    """Our slug behind AfterShip's, or ``unknown``."""
    return _index("aftership").get(slug, UNKNOWN)


def by_code(text: str | None) -> str | None:
    """``slug_of`` for the codes of programs, which write names their own way or as AfterShip does."""
    slug = slug_of(text)
    return by_aftership(text.strip().lower()) if slug == UNKNOWN else slug


def nearest(text: str) -> list[str]:
    """Names of up to three carriers spelt most like ``text``, the nearest first; empty where none is near."""
    near = difflib.get_close_matches(key(text), list(_by_key()), n=8, cutoff=0.7)
    slugs = dict.fromkeys(_by_key()[spelling] for spelling in near)
    return [carriers()[slug].name for slug in slugs][:3]


@functools.cache
def carriers() -> dict[str, Carrier]:
    """Every carrier by its slug, in the order of the file."""
    return parse(resources.files(__package__).joinpath(FILE).read_text("utf-8"))


def parse(text: str, file: str = FILE) -> dict[str, Carrier]:
    """The carriers of a table in the notation of ``carriers.toml``.

    Raises ``ConfigError`` naming file, carrier and key: for bad TOML, an unknown key, a value of the wrong kind, a
    carrier without a name, and a spelling or an outside number that belongs to two carriers.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError("CARRIER_SYNTAX", file=file, reason=error) from error
    found = {slug: _carrier(slug, table, file) for slug, table in tables.items()}
    for field in ("spellings", "seventeen_track", "aftership"):
        _refuse_doubles(found, field, file)
    return found


def _carrier(slug: str, table: object, file: str) -> Carrier:
    if not isinstance(table, dict) or not isinstance(table.get("name"), str) or not table["name"].strip():
        raise ConfigError("CARRIER_NAME", file=file, column=slug)
    for name in table:
        if name not in KEYS:
            raise ConfigError("CARRIER_KEY", file=file, column=f"{slug}.{name}", known=list(KEYS))
    lists = {name: _listed(table.get(name, []), int if name == "seventeen_track" else str) for name in KEYS[1:]}
    for name, values in lists.items():
        if values is None:
            raise ConfigError("CARRIER_VALUE", file=file, column=f"{slug}.{name}", value=repr(table[name]))
    return Carrier(slug, table["name"], **lists)


def _listed(value: object, kind: type) -> tuple | None:
    """One value or a list of them as a tuple; None where one is of another kind."""
    values = value if isinstance(value, list) else [value]
    return tuple(values) if all(type(entry) is kind for entry in values) else None


def _refuse_doubles(found: dict[str, Carrier], field: str, file: str) -> None:
    owners: dict[object, str] = {}
    for carrier in found.values():
        values = _spellings(carrier) if field == "spellings" else getattr(carrier, field)
        for value in values:
            owner = owners.setdefault(value, carrier.slug)
            if owner != carrier.slug:
                column = f"{carrier.slug}.{'aliases' if field == 'spellings' else field}"
                raise ConfigError("CARRIER_TWICE", file=file, column=column, value=value, owner=owner)
    if field == "spellings" and key(UNKNOWN) in owners:
        raise ConfigError("CARRIER_TWICE", file=file, column=owners[UNKNOWN], value=UNKNOWN, owner=UNKNOWN)


def _spellings(carrier: Carrier) -> list[str]:
    return [key(text) for text in (carrier.slug, carrier.name, *carrier.aliases)]


@functools.cache
def _by_key() -> dict[str, str]:
    return {spelling: carrier.slug for carrier in carriers().values() for spelling in _spellings(carrier)}


@functools.cache
def _index(field: str) -> dict[object, str]:
    return {value: carrier.slug for carrier in carriers().values() for value in getattr(carrier, field)}
