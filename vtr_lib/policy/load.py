"""Policies from their TOML files: strict, so that a misspelt key is never a rule silently lost."""

import functools
import hashlib
import re
import tomllib
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from importlib import resources
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from vtr_lib.errors import ConfigError
from vtr_lib.policy.model import ABSENT, ANY, Policy, Value, cents
from vtr_lib.words import load as words

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,39}")
HEAD = ("id", "about", "marketplace", "country", "zone", "currency", "extends")


def _is_share(value: object) -> bool:
    return isinstance(value, str) and 0 < Fraction(value) <= 1


def _is_days(value: object) -> bool:
    return type(value) is int and value >= 0


def _is_amount(value: object) -> bool:
    return type(value) in (int, Decimal) and cents(value) >= 0


def _is_names(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


def _is_zone(value: str) -> bool:
    try:
        return bool(ZoneInfo(value))
    except (ValueError, OSError, LookupError):
        return False


def _is_faults(value: object) -> bool:
    """Names of faults, each once: what words there are for, so that a misspelt one is never a rule silently lost."""
    return _is_names(value) and len(set(value)) == len(value) and set(value) <= set(faults())


def _by_name(check):
    return lambda value: isinstance(value, dict) and all(check(entry) for entry in value.values())


def _any_or(check):
    return lambda value: value == ANY or check(value)


# The keys a policy may and must have, each with the check of its values.
KEYS = {
    "target": _is_share,
    "prime_target": _is_share,
    "window_days": lambda value: _is_days(value) and value > 0,
    "lag_days": _is_days,
    "due_days": _is_days,
    "same_country_as": _by_name(lambda value: isinstance(value, str)),
    "counted_origins": _any_or(_is_names),
    "two_scan_from": _by_name(_is_amount),
    "arrival_scan": lambda value: value in ("any", "strict"),
    "too_late_days": _is_days,
    "freight_carriers": _is_names,
    "letter_mail_below": _any_or(_is_amount),
    "letter_mail_services": _by_name(_is_names),
    "untracked_lane_below": _by_name(_is_amount),
    "untracked_services": _by_name(_is_names),
    "untracked_words": _is_names,
    "bought_letter_services": _by_name(_is_names),
    "letter_lane_below": _by_name(_is_amount),
    "letter_lane_services": _is_names,
    "counted_from": _is_amount,
    "counted_above": _by_name(_is_amount),
    "integrated_carriers": _any_or(_is_names),
    "handover_days": _is_days,
    "reused_after_hours": _is_days,
    "stuck_days": _is_days,
    "consolidators": _is_names,
    "clause_order": _is_faults,
    "unmendable": _is_faults,
}

HEAD_FITS = {
    "id": ID.fullmatch,
    "zone": _is_zone,
    "marketplace": re.compile("[A-Z]{2}").fullmatch,
    "country": re.compile("[A-Z]{2}").fullmatch,
    "currency": re.compile("[A-Z]{3}").fullmatch,
}


def faults() -> list[str]:
    """The clauses by which a package may fail: those a policy orders."""
    return [name for name in words().table("clauses") if name.startswith(("id.", "scan."))]


def known() -> list[str]:
    """The ids of the policies that ship with the package."""
    return sorted(
        file.name.removesuffix(".toml")
        for file in resources.files("vtr_lib.policy").iterdir()
        if file.name.endswith(".toml")
    )


def load(name: str = "us") -> Policy:
    """A shipped policy by its id, or one's own by the path of its file; ``NAME@DAY`` has that day's rule for all days.

    Raises ``ConfigError`` naming file, key and day for an unknown key, a value that does not fit, values out of order
    or without a source; and for a name there is no policy of, with the names there are.
    """
    return _load(name, ())


def _load(name: str, extending: tuple[str, ...]) -> Policy:
    if name in known():
        return _shipped(name)
    if name.endswith(".toml") and Path(name).is_file():
        if str(Path(name).resolve()) in extending:
            raise ConfigError("POLICY_CIRCLE", file=name, column="policy.extends")
        own = _read(Path(name).read_bytes(), name, (*extending, str(Path(name).resolve())))
        if own.id in known():
            raise ConfigError("POLICY_ID", file=name, column="policy.id", value=own.id)
        return own
    base, _, day = name.rpartition("@")
    if base:
        try:
            fixed_on = date.fromisoformat(day)
        except ValueError:
            raise ConfigError("POLICY_AT", policy=name, value=day) from None
        return _load(base, extending).at(fixed_on)
    raise ConfigError("POLICY_UNKNOWN", policy=name, known=", ".join(known()))


@functools.cache
def _shipped(name: str) -> Policy:
    return _read(resources.files("vtr_lib.policy").joinpath(f"{name}.toml").read_bytes(), f"{name}.toml", ())


def _extended(name: str, file: str, extending: tuple[str, ...]) -> Policy:
    """The policy a file extends: a shipped one, or another file, looked for beside it."""
    beside = Path(file).parent / name
    return _load(str(beside) if name.endswith(".toml") else name, extending)


def _read(raw: bytes, file: str, extending: tuple[str, ...]) -> Policy:
    try:
        document = tomllib.loads(raw.decode("utf-8"), parse_float=Decimal)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError("POLICY_SYNTAX", file=file, reason=error) from error
    for key, entry in document.items():
        if key not in ("policy", "sources", *KEYS):
            raise ConfigError("POLICY_KEY", file=file, column=key, known=", ".join(KEYS))
        if not isinstance(entry, dict):
            raise ConfigError("POLICY_TABLE", file=file, column=key)
    head = document.pop("policy", {})
    base = _head(head, file, extending)
    sources = (base.sources if base else {}) | _sources(document.pop("sources", {}), file)
    timeline, abouts = (dict(base.timeline), dict(base.abouts)) if base else ({}, {})
    for key, entry in document.items():
        values = tuple(_value(key, block, sources, file) for block in _blocks(key, entry, file))
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
    for key in KEYS.keys() - ABSENT.keys():
        if not timeline.get(key):
            raise ConfigError("POLICY_MISSING", file=file, column=key)
    inherited = {name: getattr(base, name) for name in HEAD[:-1]} if base else {}
    fields = inherited | {name: head[name] for name in HEAD[:-1] if name in head}
    digest = hashlib.sha256((base.sha256.encode() if base else b"") + raw).hexdigest()
    return Policy(**fields, sources=sources, timeline=timeline, abouts=abouts, sha256=digest)


def _head(head: dict, file: str, extending: tuple[str, ...]) -> Policy | None:
    """The policy the file extends, once its head is found to be right."""
    for key, value in head.items():
        if key not in HEAD:
            raise ConfigError("POLICY_KEY", file=file, column=f"policy.{key}", known=", ".join(HEAD))
        if not isinstance(value, str) or (key in HEAD_FITS and not HEAD_FITS[key](value)):
            raise ConfigError("POLICY_VALUE", file=file, column=f"policy.{key}", value=value)
    for key in ("id", "about") if "extends" in head else HEAD[:-1]:
        if key not in head:
            raise ConfigError("POLICY_MISSING", file=file, column=f"policy.{key}")
    return _extended(head["extends"], file, extending) if "extends" in head else None


def _sources(found: dict, file: str) -> dict[str, dict]:
    for name, source in found.items():
        for word in ("title", "confidence"):
            if not isinstance(source, dict) or not isinstance(source.get(word), str):
                raise ConfigError("POLICY_MISSING", file=file, column=f"sources.{name}.{word}")
        for word in source:
            if word not in ("title", "confidence", "url"):
                raise ConfigError(
                    "POLICY_KEY", file=file, column=f"sources.{name}.{word}", known="title, confidence, url"
                )
    return found


def _blocks(key: str, entry: dict, file: str) -> list[dict]:
    blocks = entry.pop("values", [])
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise ConfigError("POLICY_BLOCK", file=file, column=key)
    return blocks


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
