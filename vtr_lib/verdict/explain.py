"""Why one package got its verdict: every test in its order, what was compared, and where the rule stands.

Whether a test holds is read from the kernel's own columns, worked out for the one row; the rule is not written here a
second time. What is told beside it are the values a clause looks at and the limits of the rule of the day.
"""

from collections.abc import Callable
from datetime import date, timedelta

import polars as pl

from vtr_lib.frames import polars_schema
from vtr_lib.policy import Policy, Rule
from vtr_lib.policy.model import ANY, service_key
from vtr_lib.schema import FACTS
from vtr_lib.verdict import exemptions, numbers, scans
from vtr_lib.verdict.judge import EPOCH, OUTSIDE, UNKNOWN, column_of, traced

GROUPS = {
    **dict.fromkeys(OUTSIDE, "scope"),
    **dict.fromkeys(exemptions.CLAUSES, "exemption"),
    **dict.fromkeys(numbers.CLAUSES, "number"),
    **dict.fromkeys((*UNKNOWN, *scans.CLAUSES), "scans"),
    "pending": "time",
    "valid": "verdict",
}
# The value of the policy that a clause rests on; the others rest on no limit or list.
KEYS = {
    "out_of_scope.destination": "same_country_as",
    "exempt.origin": "counted_origins",
    "exempt.freight": "freight_carriers",
    "exempt.letter_mail": "letter_mail_below",
    "exempt.low_value": "counted_from",
    "exempt.bought_letter": "bought_letter_services",
    "exempt.letter_lane": "letter_lane_below",
    "exempt.untracked_lane": "untracked_lane_below",
    **dict.fromkeys((*numbers.CLAUSES, *scans.CLAUSES), "clause_order"),
    "id.other_free_text": "integrated_carriers",
    "id.reused": "reused_after_hours",
    "scan.no_arrival": "two_scan_from",
    "scan.no_delivery": "two_scan_from",
    "scan.too_late": "too_late_days",
    "pending": "lag_days",
    "valid": "two_scan_from",
}


def explain(row: dict, policy: Policy, as_of: date | None = None) -> dict:
    """The verdict of one package (a row of ``schema.FACTS``) step by step.

    Gives ``package_id``, ``state``, ``clause``, ``rule``, ``flags`` and ``steps``. A step is a test in the order in
    which it is made: ``test`` (scope, exemption, number, scans, time, verdict), ``clause``, ``holds``, ``decides``,
    ``compared`` (what, value, relation, limit, unit) and ``source`` (key, from_on, title, confidence; None where no
    value of the policy decides). The first test that holds decides, but a fault that time can mend is pending.
    Raises what ``judge`` raises.
    """
    return explain_each(pl.DataFrame([row], schema=polars_schema(FACTS)), policy, as_of)[0]


def explain_each(facts: pl.DataFrame, policy: Policy, as_of: date | None = None) -> list[dict]:
    """``explain`` for each row of ``facts``, in their order."""
    seen = traced(facts, policy, as_of).to_native()
    return [_explained(row, policy.on(row["confirmed_on"]), as_of) for row in seen.iter_rows(named=True)]


def _explained(seen: dict, rule: Rule, as_of: date | None) -> dict:
    steps = _made([_step(clause, seen, rule, as_of) for clause in _order(rule)])
    return {name: seen[name] for name in ("package_id", "state", "clause", "rule", "flags")} | {"steps": steps}


def _made(steps: list[dict]) -> list[dict]:
    """The tests that were made: up to the first that holds, and after a fault whether time can still mend it."""
    first = next(at for at, step in enumerate(steps) if step["holds"] and step["clause"] != "pending")
    if steps[first]["test"] in ("number", "scans"):
        return [*steps[: first + 1], *(step for step in steps if step["clause"] == "pending")]
    return [step for step in steps[: first + 1] if step["clause"] != "pending"]


def _order(rule: Rule) -> list[str]:
    """All clauses in the order of the tests."""
    faults = rule["clause_order"]
    at_number = [name for name in faults if name in numbers.CLAUSES]
    at_scans = [name for name in faults if name in scans.CLAUSES]
    return [*OUTSIDE, *exemptions.CLAUSES, *at_number, *UNKNOWN, *at_scans, "pending", "valid"]


def _step(clause: str, seen: dict, rule: Rule, as_of: date | None) -> dict:
    holds = {"pending": seen["is_open"], "valid": seen["fault"] == ""}
    return {
        "test": GROUPS[clause],
        "clause": clause,
        "holds": bool(holds[clause] if clause in holds else seen[column_of(clause)]),
        "decides": clause == seen["clause"],
        "compared": [found for found in COMPARED[clause](seen, rule, as_of) if found],
        "source": _source(KEYS.get(clause), rule),
    }


def _source(key: str | None, rule: Rule) -> dict | None:
    if key not in rule.values:
        return None
    value = rule.values[key]
    source = rule.policy.sources[value.source]
    return {"key": key, "from_on": value.from_on, **{name: source.get(name, "") for name in ("title", "confidence")}}


def _against(what: str, value: object, limit: object, unit: str = "") -> dict:
    """``value`` beside ``limit``, and how they stand to each other; null where one is not known."""
    relation = None
    if value is not None and limit is not None:
        relation = "=" if value == limit else "<" if value < limit else ">"
    return {"what": what, "value": value, "relation": relation, "limit": limit, "unit": unit}


def _is(what: str, value: object, unit: str = "") -> dict:
    return {"what": what, "value": value, "relation": None, "limit": None, "unit": unit}


def _same(what: str, value: object, limit: object) -> dict:
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
    return _against("value", seen["value"], limit, rule.policy.currency)


def _prime(seen: dict) -> dict | None:
    """Told only of Prime, of which no exemption holds."""
    return _is("is_prime", True) if seen["is_prime"] else None


def _domestic(seen: dict, rule: Rule) -> dict:
    return _same("from_country", seen["from_country"], rule.policy.country)


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
        _against("value", seen["value_cents"], limit, currency),
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
    "out_of_scope.fulfilment": lambda seen, rule, as_of: [_same("fulfilment", seen["fulfilment"], "merchant")],
    "out_of_scope.destination": lambda seen, rule, as_of: [
        _same("to_country", seen["to_country"], rule.policy.country),
    ],
    "out_of_scope.unconfirmed": lambda seen, rule, as_of: [_against("confirmed_on", seen["confirmed_on"], as_of)],
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
        _against("tracking_entered_at", seen["tracking_entered_at"], seen["delivered_at"], "delivered_at"),
    ],
    "id.reused": lambda seen, rule, as_of: [
        _against("confirmed_at", seen["confirmed_at"], _after(seen["number_first_at"], rule["reused_after_hours"]),
                 "number_first_at"),
        _against("delivered_at", seen["delivered_at"], seen["confirmed_at"], "confirmed_at"),
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
        *_two(seen, rule), _against("days_past_promise", _days(seen), rule["too_late_days"], "days"),
    ],
    "pending": lambda seen, rule, as_of: [
        _is("fault", seen["fault"] or None, "clause"), _is("delivery_at", seen["delivery_at"]),
        _against("settled_on", EPOCH + timedelta(days=seen["settled_day"]), as_of),
    ],
    "valid": lambda seen, rule, as_of: _lacking(seen, rule),
}  # fmt: skip


def outside(row: dict, policy: Policy) -> dict:
    """``explain`` for a package that no rule of ``policy`` reaches: of another marketplace, or before its first day."""
    is_foreign = row["marketplace"] != policy.marketplace
    clause = "out_of_scope.marketplace" if is_foreign else "out_of_scope.before_policy"
    foreign = _same("marketplace", row["marketplace"], policy.marketplace)
    told = foreign if is_foreign else _against("confirmed_on", row["confirmed_on"], policy.first_on)
    step = {"test": "scope", "clause": clause, "holds": True, "decides": True, "compared": [told], "source": None}
    found = {"package_id": row["package_id"], "state": "out_of_scope", "clause": clause, "rule": "none", "flags": ""}
    return found | {"steps": [step]}
