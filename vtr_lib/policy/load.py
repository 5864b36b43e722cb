"""Policies from their TOML files: strict, so that a misspelt key is never a rule silently lost."""

import functools
import hashlib
import tomllib
from datetime import date, datetime
from decimal import Decimal
from importlib import resources
from itertools import pairwise
from pathlib import Path

from vtr_lib.errors import ConfigError
from vtr_lib.policy import sisters
from vtr_lib.policy.compare import plain
from vtr_lib.policy.keys import HEAD, HEAD_FITS, KEYS, is_text
from vtr_lib.policy.model import ABSENT, Policy, Value


def known() -> list[str]:
    """The ids of the policies that ship with the package."""
    return sorted(
        file.name.removesuffix(".toml")
        for file in resources.files("vtr_lib.policy").iterdir()
        if file.name.endswith(".toml") and file.name != sisters.FILE
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
    if name.endswith(".toml") and Path(name).exists():
        if str(Path(name).resolve()) in extending:
            raise ConfigError("POLICY_CIRCLE", file=name, column="policy.extends")
        try:
            raw = Path(name).read_bytes()
        except OSError as error:
            raise ConfigError("POLICY_FILE", file=name, reason=error.strerror) from error
        own = _read(raw, name, (*extending, str(Path(name).resolve())))
        if own.id.lower() in known():
            raise ConfigError("POLICY_ID", file=name, column="policy.id", value=own.id)
        return own
    base, _, day = name.rpartition("@")
    if base:
        try:
            fixed_on = date.fromisoformat(day)
        except ValueError:
            raise ConfigError("POLICY_AT", policy=name, value=day) from None
        policy = _load(base, extending)
        if policy.fixed_on:
            raise ConfigError("POLICY_AT", policy=name, value=name.removeprefix(f"{policy.id.partition('@')[0]}@"))
        return policy.at(fixed_on)
    raise ConfigError("POLICY_UNKNOWN", policy=name, known=known())


@functools.cache
def _shipped(name: str) -> Policy:
    return _read(resources.files("vtr_lib.policy").joinpath(f"{name}.toml").read_bytes(), f"{name}.toml", ())


def _extended(name: str, file: str, extending: tuple[str, ...]) -> Policy:
    """The policy a file extends: a shipped one, or another file, looked for beside it."""
    beside = Path(file).parent / name
    try:
        base = _load(str(beside) if name.endswith(".toml") else name, extending)
    except ConfigError as error:
        if error.file:
            raise
        raise ConfigError(error.code, file=file, column="policy.extends", **error.values) from error
    if base.fixed_on:
        raise ConfigError("POLICY_EXTENDS", file=file, column="policy.extends", value=name)
    return base


def _read(raw: bytes, file: str, extending: tuple[str, ...]) -> Policy:
    try:
        document = tomllib.loads(raw.decode("utf-8-sig"), parse_float=Decimal)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError("POLICY_SYNTAX", file=file, reason=error) from error
    for key, entry in document.items():
        if key not in ("policy", "sources", *KEYS):
            raise ConfigError("POLICY_KEY", file=file, column=key, known=list(KEYS))
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
            if not is_text(abouts[key].get(word)):
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
            raise ConfigError("POLICY_KEY", file=file, column=f"policy.{key}", known=list(HEAD))
        if not isinstance(value, str) or (key in HEAD_FITS and not HEAD_FITS[key](value)):
            raise ConfigError("POLICY_VALUE", file=file, column=f"policy.{key}", value=value)
    for key in ("id", "about") if "extends" in head else HEAD[:-1]:
        if key not in head:
            raise ConfigError("POLICY_MISSING", file=file, column=f"policy.{key}")
    return _extended(head["extends"], file, extending) if "extends" in head else None


def _sources(found: dict, file: str) -> dict[str, dict]:
    for name, source in found.items():
        for word in ("title", "confidence"):
            if not isinstance(source, dict) or not is_text(source.get(word)):
                raise ConfigError("POLICY_MISSING", file=file, column=f"sources.{name}.{word}")
        for word in source:
            if not isinstance(source[word], str):
                raise ConfigError("POLICY_VALUE", file=file, column=f"sources.{name}.{word}", value=source[word])
            if word not in ("title", "confidence", "url"):
                raise ConfigError(
                    "POLICY_KEY", file=file, column=f"sources.{name}.{word}", known="title, confidence, url"
                )
    return found


def _blocks(key: str, entry: dict, file: str) -> list[dict]:
    blocks = entry.pop("values", [])
    if not isinstance(blocks, list) or not blocks or not all(isinstance(block, dict) for block in blocks):
        raise ConfigError("POLICY_BLOCK", file=file, column=key)
    return blocks


def _value(key: str, block: dict, sources: dict, file: str) -> Value:
    day = block.get("from")
    where = f"{key} from {day}"
    if set(block) != {"from", "value", "source"} or not isinstance(day, date) or isinstance(day, datetime):
        raise ConfigError("POLICY_BLOCK", file=file, column=where)
    if not isinstance(block["source"], str) or block["source"] not in sources:
        raise ConfigError("POLICY_SOURCE", file=file, column=where, source=block["source"], known=list(sources))
    try:
        fits = KEYS[key](block["value"])
    except (ValueError, ArithmeticError, TypeError):
        fits = False
    if not fits:
        raise ConfigError("POLICY_VALUE", file=file, column=where, value=plain(block["value"]))
    return Value(day, block["value"], block["source"])


def _merged(old: tuple[Value, ...], new: tuple[Value, ...]) -> tuple[Value, ...]:
    """Values by day; a new value takes the place of an old one of the same day."""
    by_day = {value.from_on: value for value in (*old, *new)}
    return tuple(by_day[day] for day in sorted(by_day))
