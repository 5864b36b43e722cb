"""What each clause compares: the values of a package it looks at, beside the limits and lists of the rule of its day.

A comparison is a dict: ``what``, ``value``, ``relation`` (null where there is nothing to hold it against), ``limit``,
``unit``.
"""

from collections.abc import Callable
from datetime import date, timedelta

from vtr_lib.policy import Rule
from vtr_lib.policy.model import ANY, service_key
from vtr_lib.verdict.columns import EPOCH


def against(what: str, value: object, limit: object, unit: str = "") -> dict:
    """``value`` beside ``limit``, and how they stand to each other; null where one is not known."""
    relation = None
    if value is not None and limit is not None:
        relation = "=" if value == limit else "<" if value < limit else ">"
    return {"what": what, "value": value, "relation": relation, "limit": limit, "unit": unit}


def _is(what: str, value: object, unit: str = "") -> dict:
    return {"what": what, "value": value, "relation": None, "limit": None, "unit": unit}


def same(what: str, value: object, limit: object) -> dict:
    relation = "=" if value == limit else "not"
    return {"what": what, "value": value, "relation": relation, "limit": limit, "unit": ""}


def _within(what: str, value: object, names, key: str) -> dict:
    """Whether ``value`` is in a list of the policy, by the list's key: some are long."""
    return {
        "what": what,
        "value": value,
        "relation": "in" if names == ANY or value in names else "not in",
        "limit": key,
        "unit": "list",
    }


def _money(seen: dict, limit: int | None, rule: Rule) -> dict:
    return against("value", seen["value"], limit, rule.policy.currency)


def _prime(seen: dict) -> dict | None:
    """Told only of Prime, of which no exemption holds."""
    return _is("is_prime", True) if seen["is_prime"] else None


def _domestic(seen: dict, rule: Rule) -> dict:
    return same("from_country", seen["from_country"], rule.policy.country)


def _two(seen: dict, rule: Rule) -> list[dict | None]:
    """How many scans are asked, and why: the value beside its origin's limit."""
    limit = rule.cents_by("two_scan_from").get(seen["from_country"])
    why = _money(seen, limit, rule) if limit is not None else None
    return [_is("from_country", seen["from_country"]), why, _is("scans_asked", 2 if seen["is_two"] else 1)]


def _days(seen: dict) -> int | None:
    known = seen["delivery_day"] is not None and seen["promised_day"] is not None
    return seen["delivery_day"] - seen["promised_day"] if known else None


def _after(at, hours: int):
    return None if at is None else at + timedelta(hours=hours)


def _letter_mail(seen: dict, rule: Rule, as_of: date | None) -> list:
    services = [service_key(label) for label in rule["letter_mail_services"].get(seen["carrier"], ())]
    return [
        _prime(seen), _domestic(seen, rule), _is("carrier", seen["carrier"]),
        _within("service", seen["service"], services, "letter_mail_services"),
        _money(seen, rule.cents("letter_mail_below"), rule),
    ]  # fmt: skip


def _low_value(seen: dict, rule: Rule, as_of: date | None) -> list:
    above = rule.cents_by("counted_above").get(seen["from_country"])
    limits = [rule.cents("counted_from")] + ([] if above is None else [above + 1])
    return [_prime(seen), _is("from_country", seen["from_country"]), *(_money(seen, limit, rule) for limit in limits)]


def _bought_letter(seen: dict, rule: Rule, as_of: date | None) -> list:
    services = [service_key(label) for label in rule["bought_letter_services"].get(seen["carrier"], ())]
    within = _within("service", seen["service"], services, "bought_letter_services")
    return [_prime(seen), _domestic(seen, rule), within]


def _letter_lane(seen: dict, rule: Rule, as_of: date | None) -> list:
    currency = seen["currency"] or rule.policy.currency
    services = [service_key(label) for label in rule["letter_lane_services"]]
    limit = rule.cents_by("letter_lane_below").get(currency)
    return [
        _prime(seen), _domestic(seen, rule), _within("service", seen["service"], services, "letter_lane_services"),
        against("value", seen["value_cents"], limit, currency),
    ]  # fmt: skip


def _untracked_lane(seen: dict, rule: Rule, as_of: date | None) -> list:
    limits = rule.cents_by("untracked_lane_below")
    within = _within("from_country", seen["from_country"], limits, "untracked_lane_below")
    limit = limits.get(seen["from_country"])
    return [
        _prime(seen), within, _money(seen, limit, rule) if limit is not None else None,
        _within("carrier", seen["carrier"], rule["integrated_carriers"], "integrated_carriers"),
        _is("service", seen["service"]), _is("is_untracked_label", seen["is_untracked_label"]),
    ]  # fmt: skip


def _status(seen: dict, rule: Rule, as_of: date | None) -> list:
    return [_is("number_status", seen["number_status"], "status")]


def _lacking(seen: dict, rule: Rule) -> list:
    first, last = _is("first_of_two_at", seen["first_of_two_at"]), _is("delivery_at", seen["delivery_at"])
    return [*_two(seen, rule), *([first, last] if seen["is_two"] else [_is("physical_at", seen["physical_at"])])]


COMPARED: dict[str, Callable[[dict, Rule, date | None], list]] = {
    "out_of_scope.fulfilment": lambda seen, rule, as_of: [same("fulfilment", seen["fulfilment"], "merchant")],
    "out_of_scope.destination": lambda seen, rule, as_of: [
        same("to_country", seen["to_country"], rule.policy.country),
    ],
    "out_of_scope.unconfirmed": lambda seen, rule, as_of: [against("confirmed_on", seen["confirmed_on"], as_of)],
    "exempt.digital": lambda seen, rule, as_of: [_prime(seen), _is("is_digital", seen["is_digital"])],
    "exempt.origin": lambda seen, rule, as_of: [
        _prime(seen), _within("from_country", seen["from_country"], rule["counted_origins"], "counted_origins"),
    ],
    "exempt.freight": lambda seen, rule, as_of: [
        _prime(seen), _domestic(seen, rule),
        _within("carrier", seen["carrier"], rule["freight_carriers"], "freight_carriers"),
    ],
    "exempt.low_value": _low_value,
    "exempt.letter_mail": _letter_mail,
    "exempt.bought_letter": _bought_letter,
    "exempt.letter_lane": _letter_lane,
    "exempt.untracked_lane": _untracked_lane,
    "id.missing": _status,
    "id.mangled": _status,
    "id.bad_characters": _status,
    "id.other_free_text": lambda seen, rule, as_of: [
        _is("is_other_carrier", seen["is_other_carrier"]),
        _within("carrier", seen["carrier"], rule["integrated_carriers"], "integrated_carriers"),
    ],
    "id.wrong_carrier": _status,
    "id.bad_format": lambda seen, rule, as_of: [
        *_status(seen, rule, as_of), _is("carrier", seen["carrier"]), _is("own_physical_at", seen["own_physical_at"]),
        _is("own_maybe_at", seen["own_maybe_at"]),
    ],
    "id.late": lambda seen, rule, as_of: [
        against("tracking_entered_at", seen["tracking_entered_at"], seen["delivered_at"], "delivered_at"),
    ],
    "id.reused": lambda seen, rule, as_of: [
        against("confirmed_at", seen["confirmed_at"], _after(seen["number_first_at"], rule["reused_after_hours"]),
                 "number_first_at"),
        against("delivered_at", seen["delivered_at"], seen["confirmed_at"], "confirmed_at"),
    ],
    "unknown.not_asked": lambda seen, rule, as_of: [*_lacking(seen, rule), _is("is_asked", seen["is_asked"])],
    "unknown.physical": lambda seen, rule, as_of: [
        *_lacking(seen, rule), _is("could_suffice", seen["could_suffice"]),
    ],
    "scan.none": lambda seen, rule, as_of: [_is("physical_at", seen["physical_at"])],
    "scan.no_arrival": lambda seen, rule, as_of: [
        *_two(seen, rule), _is("physical_at", seen["physical_at"]), _is("first_of_two_at", seen["first_of_two_at"]),
    ],
    "scan.no_delivery": lambda seen, rule, as_of: [
        *_two(seen, rule), _is("physical_at", seen["physical_at"]), _is("delivery_at", seen["delivery_at"]),
    ],
    "scan.too_late": lambda seen, rule, as_of: [
        *_two(seen, rule), against("days_past_promise", _days(seen), rule["too_late_days"], "days"),
    ],
    "pending": lambda seen, rule, as_of: [
        _is("fault", seen["fault"] or None, "clause"), _is("delivery_at", seen["delivery_at"]),
        against("settled_on", EPOCH + timedelta(days=seen["settled_day"]), as_of),
    ],
    "valid": lambda seen, rule, as_of: _lacking(seen, rule),
}  # fmt: skip
