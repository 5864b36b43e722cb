"""Policies from their TOML files: strict, so that a misspelt key is never a rule silently lost."""

import functools
import hashlib
import tomllib
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from importlib import resources
from itertools import pairwise
from pathlib import Path

from vtr_lib.errors import ConfigError
from vtr_lib.policy.model import Policy, Value, cents

HEAD = ("id", "about", "marketplace", "country", "zone", "currency", "extends")


def _is_share(value: object) -> bool:
    return isinstance(value, str) and 0 < Fraction(value) <= 1


def _is_days(value: object) -> bool:
    return type(value) is int and value >= 0


def _is_amount(value: object) -> bool:
    return type(value) in (int, Decimal) and cents(value) >= 0


def _is_names(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


def _by_name(check):
    return lambda value: isinstance(value, dict) and all(check(entry) for entry in value.values())


# The keys a policy may and must have, each with the check of its values.
KEYS = {
    "target": _is_share,
    "prime_target": _is_share,
    "window_days": _is_days,
    "lag_days": _is_days,
    "due_days": _is_days,
    "same_country_as": _by_name(lambda value: isinstance(value, str)),
    "counted_origins": _is_names,
    "two_scan_from": _by_name(_is_amount),
    "arrival_scan": lambda value: value in ("any", "strict"),
    "too_late_days": _is_days,
    "freight_carriers": _is_names,
    "letter_mail_below": _is_amount,
    "letter_mail_services": _by_name(_is_names),
    "untracked_lane_below": _by_name(_is_amount),
    "untracked_services": _by_name(_is_names),
    "untracked_words": _is_names,
    "integrated_carriers": _is_names,
    "handover_days": _is_days,
    "reused_after_hours": _is_days,
    "clause_order": _is_names,
    "unmendable": _is_names,
}


def known() -> list[str]:
    """The ids of the policies that ship with the package."""
    return sorted(
        file.name.removesuffix(".toml")
        for file in resources.files("vtr_lib.policy").iterdir()
        if file.name.endswith(".toml")
    )


@functools.cache
def load(name: str = "us") -> Policy:
    """A shipped policy by its id, or one's own by the path of its file.

    Raises ``ConfigError`` naming file, key and day for an unknown key, a value that does not fit, values out of order
    or without a source; and for a name there is no policy of, with the names there are.
    """
    if name in known():
        return _read(resources.files("vtr_lib.policy").joinpath(f"{name}.toml").read_bytes(), f"{name}.toml")
    if name.endswith(".toml") and Path(name).is_file():
        return _read(Path(name).read_bytes(), name)
    raise ConfigError("POLICY_UNKNOWN", policy=name, known=", ".join(known()))


def _read(raw: bytes, file: str) -> Policy:
    try:
        document = tomllib.loads(raw.decode("utf-8"), parse_float=Decimal)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError("POLICY_SYNTAX", file=file, reason=error) from error
    head = document.pop("policy", {})
    for key in head:
        if key not in HEAD:
            raise ConfigError("POLICY_KEY", file=file, column=f"policy.{key}", known=", ".join(HEAD))
    base = load(head["extends"]) if "extends" in head else None
    for key in ("id", "about") if base else [key for key in HEAD if key != "extends"]:
        if not isinstance(head.get(key), str):
            raise ConfigError("POLICY_MISSING", file=file, column=f"policy.{key}")
    sources = (base.sources if base else {}) | document.pop("sources", {})
    timeline, abouts = (dict(base.timeline), dict(base.abouts)) if base else ({}, {})
    for key, entry in document.items():
        if key not in KEYS:
            raise ConfigError("POLICY_KEY", file=file, column=key, known=", ".join(KEYS))
        values = tuple(_value(key, block, sources, file) for block in entry.pop("values", ()))
        for earlier, later in pairwise(values):
            if later.from_on <= earlier.from_on:
                raise ConfigError("POLICY_OVERLAP", file=file, column=key, day=later.from_on)
        timeline[key] = _merged(timeline.get(key, ()), values)
        abouts[key] = abouts.get(key, {}) | entry
        for word in ("about", "unit"):
            if word not in abouts[key]:
                raise ConfigError("POLICY_MISSING", file=file, column=f"{key}.{word}")
        for word in entry:
            if word not in ("about", "unit"):
                raise ConfigError("POLICY_KEY", file=file, column=f"{key}.{word}", known="about, unit, values")
    for key in KEYS:
        if not timeline.get(key):
            raise ConfigError("POLICY_MISSING", file=file, column=key)
    inherited = {name: getattr(base, name) for name in HEAD[:-1]} if base else {}
    fields = inherited | {name: head[name] for name in HEAD[:-1] if name in head}
    digest = hashlib.sha256((base.sha256.encode() if base else b"") + raw).hexdigest()
    return Policy(**fields, sources=sources, timeline=timeline, abouts=abouts, sha256=digest)


def _value(key: str, block: dict, sources: dict, file: str) -> Value:
    day = block.get("from")
    where = f"{key} from {day}"
    if set(block) != {"from", "value", "source"} or not isinstance(day, date) or isinstance(day, datetime):
        raise ConfigError("POLICY_BLOCK", file=file, column=where)
    if block["source"] not in sources:
        raise ConfigError("POLICY_SOURCE", file=file, column=where, source=block["source"], known=", ".join(sources))
    try:
        fits = KEYS[key](block["value"])
    except (ValueError, ArithmeticError, TypeError):
        fits = False
    if not fits:
        raise ConfigError("POLICY_VALUE", file=file, column=where, value=block["value"])
    return Value(day, block["value"], block["source"])


def _merged(old: tuple[Value, ...], new: tuple[Value, ...]) -> tuple[Value, ...]:
    """Values by day; a new value takes the place of an old one of the same day."""
    by_day = {value.from_on: value for value in (*old, *new)}
    return tuple(by_day[day] for day in sorted(by_day))
