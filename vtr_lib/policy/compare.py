"""Rules as plain rows: what a rule says with its sources, and where two policies part."""

from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from vtr_lib.policy.model import Policy, Rule, Value


@dataclass(frozen=True, slots=True)
class Difference:
    """A key under which two policies say different things from ``from_on`` to ``until_on`` (excluded; None: still).

    ``left`` and ``right`` are their values with day and source, None where a policy has no such rule.
    """

    key: str
    from_on: date
    until_on: date | None
    left: Value | None
    right: Value | None


def rows(rule: Rule) -> list[dict]:
    """One dict a key of the rule, in the file's order: ``key about value unit since source title confidence``."""
    return [_row(rule.policy, key, rule.values[key]) for key in rule.policy.timeline if key in rule.values]


def _row(policy: Policy, key: str, value: Value) -> dict:
    return {"key": key} | policy.abouts[key] | told(policy, value)


def told(policy: Policy, value: Value | None) -> dict:
    """A value with ``since``, ``source``, ``title`` and ``confidence``; all None where there is no such rule."""
    if value is None:
        return dict.fromkeys(("value", "since", "source", "title", "confidence"))
    source = policy.sources[value.source]
    return {
        "value": plain(value.value),
        "since": value.from_on.isoformat(),
        "source": value.source,
        "title": source["title"],
        "confidence": source["confidence"],
    }


def plain(value: object):
    """A value as JSON can say it: an amount with decimals as text, nothing rounded."""
    if isinstance(value, dict):
        return {name: plain(entry) for name, entry in value.items()}
    return value if isinstance(value, (str, int, list)) else str(value)


def differences(left: Policy, right: Policy) -> list[Difference]:
    """Every key that differs, with the days on which it does, in the order of the keys and then of the days.

    Two policies are compared from the first day that both know; one fixed on a day says the same on all of them.
    """
    first = max(left.first_on, right.first_on)
    changes = {rule.from_on for policy in (left, right) if not policy.fixed_on for rule in policy.rules()}
    starts = [first, *sorted(day for day in changes if day > first), None]
    stretches = [(start, end, left.on(start).values, right.on(start).values) for start, end in pairwise(starts)]
    found = []
    for key in dict.fromkeys([*left.timeline, *right.timeline]):
        last = None
        for start, end, ours, theirs in stretches:
            pair = ours.get(key), theirs.get(key)
            if _same(*pair):
                last = None
            elif last and _same(last.left, pair[0]) and _same(last.right, pair[1]):
                last = found[-1] = replace(last, until_on=end)
            else:
                last = Difference(key, start, end, *pair)
                found.append(last)
    return found


def _same(left: Value | None, right: Value | None) -> bool:
    return (left and left.value) == (right and right.value)
