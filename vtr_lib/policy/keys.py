"""The keys a policy may and must have, and what fits each: a misspelt name must never be a rule silently lost."""

import functools
import re
import tomllib
from decimal import Decimal
from fractions import Fraction
from importlib import resources
from zoneinfo import ZoneInfo

from vtr_lib.policy.model import ANY, cents
from vtr_lib.words import load as words

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,39}")
LONGEST, DEAREST = 10_000, 10**14  # days or hours, and cents: beyond it a slip of the pen, and too much for the kernel
HEAD = ("id", "about", "marketplace", "country", "zone", "currency", "extends")


def _is_share(value: object) -> bool:
    return isinstance(value, str) and 0 < Fraction(value) <= 1


def _is_days(value: object) -> bool:
    return type(value) is int and 0 <= value <= LONGEST


def _is_amount(value: object) -> bool:
    return type(value) in (int, Decimal) and 0 <= cents(value) <= DEAREST


def is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_names(value: object) -> bool:
    """Texts, each once: a blank one would be found in every label."""
    return isinstance(value, list) and all(map(is_text, value)) and len(set(value)) == len(value)


def _is_country(value: object) -> bool:
    return isinstance(value, str) and bool(re.fullmatch("[A-Z]{2}", value))


def _is_currency(value: object) -> bool:
    return isinstance(value, str) and bool(re.fullmatch("[A-Z]{3}", value))


def _is_countries(value: object) -> bool:
    return _is_names(value) and all(map(_is_country, value))


def _is_carriers(value: object) -> bool:
    """Slugs of the table of carriers, so that a misspelt one is never a rule silently lost."""
    return _is_names(value) and set(value) <= _carriers()


@functools.cache
def _carriers() -> set[str]:
    table = resources.files("vtr_lib").joinpath("tracking", "carriers.toml")
    return tomllib.loads(table.read_text("utf-8")).keys()


def _is_zone(value: str) -> bool:
    try:
        return bool(ZoneInfo(value))
    except (ValueError, OSError, LookupError):
        return False


def _is_faults(value: object) -> bool:
    """Names of faults, each once: what words there are for, so that a misspelt one is never a rule silently lost."""
    return _is_names(value) and set(value) <= set(faults())


def _by(is_name, check):
    """A table whose names and entries fit."""
    return lambda value: isinstance(value, dict) and all(is_name(name) and check(value[name]) for name in value)


def _by_country(check):
    return _by(_is_country, check)


def _by_carrier(check):
    return _by(lambda name: _is_carriers([name]), check)


def _any_or(check):
    return lambda value: value == ANY or check(value)


# The keys a policy may and must have, each with the check of its values.
KEYS = {
    "target": _is_share,
    "prime_target": _is_share,
    "window_days": lambda value: _is_days(value) and value > 0,
    "lag_days": _is_days,
    "due_days": _is_days,
    "same_country_as": _by_country(_is_country),
    "counted_origins": _any_or(_is_countries),
    "two_scan_from": _by_country(_is_amount),
    "arrival_scan": lambda value: value in ("any", "strict"),
    "too_late_days": _is_days,
    "freight_carriers": _is_carriers,
    "letter_mail_below": _any_or(_is_amount),
    "letter_mail_services": _by_carrier(_is_names),
    "untracked_lane_below": _by_country(_is_amount),
    "untracked_services": _by_carrier(_is_names),
    "untracked_words": _is_names,
    "bought_letter_services": _by_carrier(_is_names),
    "letter_lane_below": _by(_is_currency, _is_amount),
    "letter_lane_services": _is_names,
    "counted_from": _is_amount,
    "counted_above": _by_country(_is_amount),
    "integrated_carriers": _any_or(_is_carriers),
    "handover_days": _is_days,
    "reused_after_hours": _is_days,
    "stuck_days": _is_days,
    "consolidators": _is_carriers,
    "clause_order": _is_faults,
    "unmendable": _is_faults,
}

HEAD_FITS = {
    "id": ID.fullmatch,
    "zone": _is_zone,
    "marketplace": _is_country,
    "country": _is_country,
    "currency": _is_currency,
}


def faults() -> list[str]:
    """The clauses by which a package may fail: those a policy orders."""
    return [name for name in words().table("clauses") if name.startswith(("id.", "scan."))]
