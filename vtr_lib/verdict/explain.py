"""Why one package got its verdict: every test in its order, what was compared, and where the rule stands.

Whether a test holds is read from the kernel's own columns, worked out for the one row; the rule is not written here a
second time. What is told beside it are the values a clause looks at and the limits of the rule of the day.
"""

from datetime import date

import polars as pl

from vtr_lib.frames import polars_schema
from vtr_lib.policy import Policy, Rule
from vtr_lib.schema import FACTS
from vtr_lib.verdict import exemptions, numbers, scans
from vtr_lib.verdict.columns import column_of
from vtr_lib.verdict.compared import COMPARED, against, same
from vtr_lib.verdict.judge import OUTSIDE, UNKNOWN, traced

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
    # What a number and a scan must be stands on the page that sets the target.
    **dict.fromkeys((*numbers.CLAUSES, *scans.CLAUSES), "target"),
    "id.other_free_text": "integrated_carriers",
    "id.reused": "reused_after_hours",
    "scan.none": "two_scan_from",
    "scan.no_arrival": "two_scan_from",
    "scan.no_delivery": "two_scan_from",
    "scan.too_late": "too_late_days",
    "pending": "lag_days",
    "valid": "two_scan_from",
}
# Exemptions that a rule may be without: the values of the policy of which it then has none.
ONLY_WHERE = {
    "exempt.low_value": ("counted_from", "counted_above"),
    "exempt.freight": ("freight_carriers",),
    "exempt.letter_mail": ("letter_mail_services",),
    "exempt.bought_letter": ("bought_letter_services",),
    "exempt.letter_lane": ("letter_lane_services",),
    "exempt.untracked_lane": ("untracked_lane_below",),
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
    """All clauses in the order of the tests, but for exemptions that the rule does not have."""
    faults = rule["clause_order"]
    at_number = [name for name in faults if name in numbers.CLAUSES]
    at_scans = [name for name in faults if name in scans.CLAUSES]
    there = [name for name, keys in ONLY_WHERE.items() if any(rule[key] for key in keys)]
    lets_off = [name for name in exemptions.CLAUSES if name not in ONLY_WHERE or name in there]
    return [*OUTSIDE, *lets_off, *at_number, *UNKNOWN, *at_scans, "pending", "valid"]


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


def outside(row: dict, policy: Policy) -> dict:
    """``explain`` for a package that no rule of ``policy`` reaches: of another marketplace, or before its first day."""
    is_foreign = row["marketplace"] != policy.marketplace
    clause = "out_of_scope.marketplace" if is_foreign else "out_of_scope.before_policy"
    foreign = same("marketplace", row["marketplace"], policy.marketplace)
    told = foreign if is_foreign else against("confirmed_on", row["confirmed_on"], policy.first_on)
    step = {"test": "scope", "clause": clause, "holds": True, "decides": True, "compared": [told], "source": None}
    found = {"package_id": row["package_id"], "state": "out_of_scope", "clause": clause, "rule": "none", "flags": ""}
    return found | {"steps": [step]}
