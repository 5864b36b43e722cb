"""The health of the rules: whatever is moved by a step, taken out or put in, some case notices; and all has words.

A value nobody would miss is a value without a case on each side.
"""

import functools
import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import polars as pl
import pytest
from making import documents, facts_of_cases, policy_cases

from vtr_lib import policy as policies
from vtr_lib.metrics.rate import Rate
from vtr_lib.metrics.rolling import window
from vtr_lib.policy.keys import KEYS, faults
from vtr_lib.policy.model import ABSENT, ANY, Policy
from vtr_lib.store.facts import relabelled
from vtr_lib.verdict import numbers, scans
from vtr_lib.verdict.judge import judge
from vtr_lib.words import languages, load

EVERY = next(document for document in documents() if document.get("policy") == "every")
LIMITS = (
    "two_scan_from",
    "letter_mail_below",
    "untracked_lane_below",
    "letter_lane_below",
    "counted_from",
    "counted_above",
)
DAYS = ("lag_days", "due_days", "unmendable")  # seen only where verdicts stand on a day
UNSEEN = {  # moves that change no verdict, because a clause that comes first says it already
    ("us", "untracked_lane_below", -1),  # the day before, Britain and India did not count at all
    ("us", "two_scan_from", -1),  # neither did Canada and the others whose tiers began that day
}
TWO_SCANS = ("scan.no_arrival", "scan.no_delivery", "scan.too_late")
TOGETHER = [  # neighbours in the order of faults that one package can have both
    ("id.bad_characters", "id.other_free_text"), ("id.other_free_text", "id.wrong_carrier"),
    ("id.bad_format", "id.late"), ("id.late", "id.reused"),
]  # fmt: skip
FOREIGN = [  # entries that should not be there: (policies, key, entry)
    ("us uk de fr es it ca", "counted_origins", "HK"),
    ("us", "counted_origins", "MX"),
    ("us", "freight_carriers", "xpo"),
    ("us", "letter_mail_services", {"usps": ["Ground Advantage"]}),
    ("us", "letter_mail_services", {"ups": ["USPS First Class Mail envelopes"]}),
    ("ca", "letter_mail_services", {"canada-post": ["Standard Mail envelopes"]}),
    ("us", "untracked_services", {"royal-mail": ["Royal Mail Tracked 24"]}),
    ("us", "untracked_words", "tracked"),
    ("us ca jp", "integrated_carriers", "asendia"),
    ("uk", "bought_letter_services", {"royal-mail": ["Royal Mail 1st Class Large Letter"]}),
    ("uk", "bought_letter_services", {"evri": ["Royal Mail 1st Class Letter"]}),
    ("uk de fr es it", "letter_lane_services", "Parcel"),
    ("uk de fr es it", "letter_lane_below", {"GBP": 20}),
    ("us", "two_scan_from", {"US": 5}),
    ("uk", "two_scan_from", {"GB": 5}),
    ("de", "two_scan_from", {"DE": 5}),
    ("fr", "two_scan_from", {"FR": 5}),
    ("es", "two_scan_from", {"ES": 5}),
    ("it", "two_scan_from", {"IT": 5}),
    ("ca", "two_scan_from", {"CA": 5}),
    ("jp", "two_scan_from", {"HK": 5}),
    ("us", "untracked_lane_below", {"CN": 15}),
    ("de", "counted_above", {"FR": 15}),
    ("fr es it", "counted_above", {"DE": 15}),
    ("us uk", "same_country_as", {"JE": "GB"}),
    ("us", "same_country_as", {"AS": "US"}),
    ("us ca", "same_country_as", {"HK": "CN"}),
    ("uk de fr es it", "clause_order", "id.other_free_text"),
    ("us uk de fr es it ca jp", "unmendable", "id.missing"),
    ("us uk de fr es it ca jp", "unmendable", "scan.none"),
]


def verdicts_of(name: str, policy: Policy, as_of: str | None = None, since: date | None = None) -> list[tuple]:
    """What is told of every case that stands on ``as_of``: state and clause, of some cause family and flags too.

    With ``since`` under the rule of that one day, of the cases of the days on which it holds.
    """
    cases, facts = facts_of_cases(name)[as_of]
    rule, judging = policy.on(since) if since else None, policy.at(since) if since else policy
    inside = pl.Series([True] * facts.height)
    if rule:
        inside = facts["confirmed_on"].is_between(since, rule.until_on or date.max, closed="left")
    if not inside.any():
        return []
    rows = judge(relabelled(facts.filter(inside), judging), judging, as_of and date.fromisoformat(as_of)).to_dicts()
    told = []
    for case, found in zip([case for case, held in zip(cases, inside, strict=True) if held], rows, strict=True):
        flags = sorted(found["flags"].split(";"))
        besides = tuple(found[part] if part == "cause" else flags for part in ("cause", "flags") if part in case)
        told.append((found["state"], found["clause"], *besides))
    return told


@functools.cache
def honest(name: str, as_of: str | None, since: date | None) -> list[tuple]:
    """``verdicts_of`` a policy as it is."""
    return verdicts_of(name, policies.load(name), as_of, since)


def is_told_apart(name: str, moved: Policy, since: date | None = None, *, with_days: bool) -> bool:
    """Some case comes out otherwise; of those whose verdicts stand on a day where ``with_days`` asks for them."""
    days = [as_of for as_of in facts_of_cases(name) if as_of] if with_days else [None]
    return any(verdicts_of(name, moved, as_of, since) != honest(name, as_of, since) for as_of in days)


def is_noticed(name: str, key: str, at: int, **change: object) -> bool:
    """Some case comes out otherwise with one value of ``key`` changed, on one of the days on which it holds."""
    policy = policies.load(name)
    moved = with_value(policy, key, at, **change)
    values = policy.timeline[key]
    until = values[at + 1].from_on if at + 1 < len(values) else date.max
    days = [rule.from_on for rule in policy.rules() if values[at].from_on <= rule.from_on < until]
    if values[at].from_on < policy.first_on < until:
        days.append(policy.first_on)
    return any(is_told_apart(name, moved, day, with_days=key in DAYS) for day in sorted(set(days), reverse=True))


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
    assert is_noticed(name, key, at, value=other if entry is None else whole | {entry: other})


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
    assert is_told_apart(name, moved, with_days=key == "lag_days")


def asks_two(name: str) -> bool:
    """Some origin of the policy needs two scans."""
    return any(value.value for value in policies.load(name).timeline["two_scan_from"])


def own_values():
    """``(policy, key, block, value)`` of every shipped policy; of the flat reading only what is its own."""
    base = policies.load("us").timeline
    for name in policies.known():
        for key, values in policies.load(name).timeline.items():
            for at, value in enumerate(values):
                if name != "us-flat" or value not in base[key]:
                    yield name, key, at, value.value


def numbers_of_days() -> list[tuple]:
    """Every number of days or hours that a verdict hangs on; the 17 days only where two scans are asked."""
    keys = ("lag_days", "due_days", "handover_days", "reused_after_hours", "too_late_days")
    found = [(name, key, at, value) for name, key, at, value in own_values() if key in keys]
    return [
        entry for entry in found if entry[1] != "too_late_days" or (asks_two(entry[0]) and not is_replaced(*entry[:3]))
    ]


def is_replaced(name: str, key: str, at: int) -> bool:
    """Another value of the key follows."""
    return at + 1 < len(policies.load(name).timeline[key])


@pytest.mark.parametrize("step", [-1, 1])
@pytest.mark.parametrize(("name", "key", "at", "value"), numbers_of_days())
def test_a_case_on_each_side_of_every_number_of_days(name, key, at, value, step):
    assert is_noticed(name, key, at, value=value + step)


def without(value) -> list[tuple[str, object]]:
    """A list or table with each of its entries taken out, a list in a table's entry one by one."""
    if isinstance(value, list):
        return [(str(gone), [entry for entry in value if entry != gone]) for gone in value]
    if not isinstance(value, dict):
        return []
    found = []
    for name, entry in value.items():
        if isinstance(entry, list):
            found += [(f"{name} {gone}", value | {name: less}) for gone, less in without(entry)]
        else:
            found.append((name, {other: kept for other, kept in value.items() if other != name}))
    return found


def is_needless(name: str, key: str, gone: str) -> bool:
    """An entry that decides nothing: what it says holds anyhow."""
    if key == "consolidators":
        return True  # a flag rests on them, no clause: tests/verdict/test_flags.py has each
    if key == "unmendable":
        return True  # both faults are of a package that was delivered: nothing can come any more
    if key == "same_country_as" and gone == "UK":
        return name in ("ca", "jp")  # in Canada no package from Britain counts, in Japan every package does
    return key == "clause_order" and gone in TWO_SCANS and not asks_two(name)


TAKEN = [
    pytest.param(name, key, at, less, id=f"{name}-{key}-{at}-{gone}")
    for name, key, at, value in own_values()
    for gone, less in without(value)
    if not is_needless(name, key, gone)
]


@pytest.mark.parametrize(("name", "key", "at", "less"), TAKEN)
def test_no_entry_of_a_list_can_be_taken_out(name, key, at, less):
    assert is_noticed(name, key, at, value=less)


PUT = [
    pytest.param(name, key, entry, id=f"{name}-{key}-{re.sub(r'[^A-Za-z0-9]+', ' ', str(entry)).strip()}")
    for names, key, entry in FOREIGN
    for name in names.split()
]


@pytest.mark.parametrize(("name", "key", "entry"), PUT)
def test_no_entry_can_be_put_into_a_list(name, key, entry):
    values = policies.load(name).timeline[key]
    last = values[-1].value
    more = [entry, *last] if isinstance(last, list) else with_entries(last, entry)
    assert is_noticed(name, key, len(values) - 1, value=more)


def with_entries(table: dict, more: dict) -> dict:
    """A table with entries put in; a list of one that is there already grows."""
    return table | {
        name: [*table.get(name, ()), *entry] if isinstance(entry, list) else entry for name, entry in more.items()
    }


@pytest.mark.parametrize(("first", "second"), TOGETHER)
@pytest.mark.parametrize("name", policies.known())
def test_the_order_of_faults_that_can_meet(name, first, second):
    values = policies.load(name).timeline["clause_order"]
    order = values[-1].value
    if first not in order or second not in order:
        pytest.skip("the market knows no such fault")
    swapped = [{first: second, second: first}.get(clause, clause) for clause in order]
    assert is_noticed(name, "clause_order", len(values) - 1, value=swapped)


@pytest.mark.parametrize("name", ["us", "uk", "ca"])
def test_which_scan_is_the_first_of_two(name):
    assert is_noticed(name, "arrival_scan", len(policies.load(name).timeline["arrival_scan"]) - 1, value="strict")


@pytest.mark.parametrize(("name", "key"), [
    *((name, "integrated_carriers") for name in ("uk", "de", "fr", "es", "it")), ("jp", "counted_origins"),
    ("us", "letter_mail_below"), ("ca", "letter_mail_below"),
])  # fmt: skip
def test_any_is_no_list(name, key):
    """Where every carrier, origin or value will do, a list or a limit in its place is noticed."""
    at = [value.value for value in policies.load(name).timeline[key]].index(ANY)
    assert is_noticed(name, key, at, value=5 if key.endswith("below") else ["JP", "ups"])


@pytest.mark.parametrize("name", policies.known())
@pytest.mark.parametrize("step", [-1, 1])
def test_targets_and_the_window(name, step):
    rule = policies.load(name).rules()[-1]
    for key in ("target", "prime_target"):
        moved = rule.share(key) + Fraction(step, 1000)
        cases = [case for case in EVERY["rate"] if case["key"] == key]
        assert any(Rate(case["valid"], case["counted"]).meets(moved) is not case["meets"] for case in cases)
    case = EVERY["window"][0]
    moved = window(case["as_of"], rule["window_days"] + step, rule["lag_days"])
    assert moved != (case["first"], case["last"])


@pytest.mark.parametrize("name", policies.known())
def test_every_value_has_a_source_and_every_key_a_unit(name):
    policy = policies.load(name)
    assert set(policy.timeline) <= KEYS.keys()
    for key, values in policy.timeline.items():
        assert policy.abouts[key]["about"], key
        assert policy.abouts[key]["unit"], key
        assert values, key
        assert all(value.source in policy.sources for value in values), key
    used = {value.source for values in policy.timeline.values() for value in values}
    assert used == policy.sources.keys(), "a source nothing rests on"


@pytest.mark.parametrize("name", policies.known())
def test_every_clause_a_policy_can_cite_has_cases_on_both_sides(name):
    """A package it is cited for, and one that counts though the key is asked; faults at least once each."""
    policy, cases = policies.load(name), policy_cases(name, spread=True)
    cited = {case["clause"] for case in cases}
    keys = {
        "exempt.origin": "counted_origins", "exempt.freight": "freight_carriers",
        "exempt.letter_mail": "letter_mail_services", "exempt.bought_letter": "bought_letter_services",
        "exempt.letter_lane": "letter_lane_services", "exempt.untracked_lane": "untracked_lane_below",
    }  # fmt: skip
    asked = {
        clause
        for clause, key in keys.items()
        if any(value.value not in ((), ANY) for value in policy.timeline.get(key, ()))
    }
    asked |= {"exempt.low_value"} if {"counted_from", "counted_above"} & policy.timeline.keys() else set()
    asked |= {clause for clause in policy.rules()[-1]["clause_order"] if clause not in TWO_SCANS or asks_two(name)}
    base = {case["clause"] for case in policy_cases("us", spread=True)} if name == "us-flat" else set()
    assert asked <= cited | base
    assert {"valid", "pending"} <= cited


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
