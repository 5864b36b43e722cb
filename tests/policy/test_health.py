"""The health of the rules: whatever is moved by one step, a cent or a day, some case notices; and all has words.

A value nobody would miss is a value without a case on each side.
"""

import functools
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import polars as pl
import pytest
from making import facts_of, package, policy_cases, scans_of, snapshot

from vtr_lib import policy as policies
from vtr_lib.policy.load import KEYS, faults
from vtr_lib.policy.model import ABSENT, ANY, Policy
from vtr_lib.verdict import numbers, scans
from vtr_lib.verdict.judge import judge
from vtr_lib.words import languages, load

LIMITS = (
    "two_scan_from",
    "letter_mail_below",
    "untracked_lane_below",
    "letter_lane_below",
    "counted_from",
    "counted_above",
)
UNSEEN = {  # moves that change no verdict, because a clause that comes first says it already
    ("us", "untracked_lane_below", -1),  # the day before, Britain and India did not count at all
    ("us", "two_scan_from", -1),  # neither did Canada and the others whose tiers began that day
}


@functools.cache
def facts_by_day(name: str) -> dict[str | None, pl.DataFrame]:
    """The facts of a policy's cases, built once, by the day that their verdicts stand on."""
    parts = {}
    for case in policy_cases(name):
        row = package(**case["change"])
        asked = [snapshot(row)] if case["change"].get("asked", True) else []
        built = facts_of([row], scans_of(row, case.get("scans", [])), asked, name)
        parts.setdefault(case["change"].get("as_of"), []).append(built)
    return {as_of: pl.concat(built) for as_of, built in parts.items()}


def verdicts_of(name: str, policy: Policy, *, with_days: bool = False) -> list[tuple[str, str]]:
    """State and clause of every case; of those that stand on a day only where ``with_days`` asks for them."""
    return [
        verdict
        for as_of, facts in facts_by_day(name).items()
        if as_of is None or with_days
        for verdict in judge(facts, policy, as_of and date.fromisoformat(as_of)).select("state", "clause").rows()
    ]


def with_value(policy: Policy, key: str, at: int, **change: object) -> Policy:
    """``policy`` with one value of ``key`` changed."""
    values = list(policy.timeline[key])
    values[at] = replace(values[at], **change)
    return replace(policy, timeline=policy.timeline | {key: tuple(values)})


def limits() -> list[tuple]:
    """Every amount of every shipped policy: ``(policy, key, block, entry, amount)``; those a reading inherits once."""
    found = []
    for name in policies.known():
        policy = policies.load(name)
        for key in LIMITS:
            for at, value in enumerate(policy.timeline.get(key, ())):
                amounts = value.value if isinstance(value.value, dict) else {None: value.value}
                found += [(name, key, at, entry, amount) for entry, amount in amounts.items() if amount != ANY]
    base = {limit[1:] for limit in found if limit[0] == "us"}
    return [limit for limit in found if limit[0] != "us-flat" or limit[1:] not in base]


@pytest.mark.parametrize("cent", [-1, 1])
@pytest.mark.parametrize(("name", "key", "at", "entry", "amount"), limits())
def test_a_case_on_each_side_of_every_limit(name, key, at, entry, amount, cent):
    policy = policies.load(name)
    other = amount + Decimal(cent) / 100
    whole = policy.timeline[key][at].value
    moved = with_value(policy, key, at, value=other if entry is None else whole | {entry: other})
    assert verdicts_of(name, moved) != verdicts_of(name, policy)


def changes() -> list[tuple[str, str, int]]:
    """Every day on which a shipped policy changes a value: ``(policy, key, block)``."""
    found = []
    for name in policies.known():
        policy, base = policies.load(name), policies.load("us").timeline
        for key, values in policy.timeline.items():
            found += [
                (name, key, at)
                for at, (old, new) in enumerate(pairwise(values), 1)
                if old.value != new.value
                and new.from_on > policy.first_on
                and not (name == "us-flat" and new in base[key])
            ]
    return found


@pytest.mark.parametrize("step", [-1, 1])
@pytest.mark.parametrize(("name", "key", "at"), changes())
def test_a_case_on_each_side_of_every_day(name, key, at, step):
    policy = policies.load(name)
    if (name, key, step) in UNSEEN and at == len(policy.timeline[key]) - 1:
        pytest.skip("says nothing another clause has not said")
    moved = with_value(policy, key, at, from_on=policy.timeline[key][at].from_on + timedelta(days=step))
    with_days = key == "lag_days"
    assert verdicts_of(name, moved, with_days=with_days) != verdicts_of(name, policy, with_days=with_days)


@pytest.mark.parametrize("step", [-1, 1])
@pytest.mark.parametrize("name", ["us", "uk", "ca"])
def test_a_case_on_each_side_of_too_late(name, step):
    policy = policies.load(name)
    last = len(policy.timeline["too_late_days"]) - 1
    moved = with_value(policy, "too_late_days", last, value=17 + step)
    assert verdicts_of(name, moved) != verdicts_of(name, policy)


def test_every_policy_has_cases():
    assert {case["policy"] for case in policy_cases(None)} == set(policies.known())


@pytest.mark.parametrize("lang", languages())
def test_every_key_and_every_clause_has_words(lang):
    words = load(lang)
    assert words.table("policy.keys").keys() == KEYS.keys()
    assert set(faults()) <= words.table("clauses").keys()
    assert {case["clause"] for case in policy_cases(None)} <= words.table("clauses").keys()


def test_the_faults_a_policy_may_order_are_those_that_are_judged():
    assert set(faults()) == {*numbers.CLAUSES, *scans.CLAUSES}


def test_what_may_be_left_out_fits_its_own_key():
    assert all(KEYS[key](value) for key, value in ABSENT.items())
