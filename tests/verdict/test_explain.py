"""The explanation's deciding test is the verdict's clause, in every boundary case, and its values are the package's."""

import functools
from datetime import date

import pytest
from making import facts_of, facts_of_cases, package, scans_of, snapshot

from vtr_lib import policy as policies
from vtr_lib.policy.model import ABSENT, service_key
from vtr_lib.verdict import exemptions, numbers, scans
from vtr_lib.verdict.compared import COMPARED
from vtr_lib.verdict.explain import GROUPS, KEYS, explain, explain_each
from vtr_lib.verdict.judge import OUTSIDE, UNKNOWN, judge
from vtr_lib.words import load

US = policies.load("us")


def explained(change: dict, written: list[str] = (), policy: str = "us") -> dict:
    row = package(**change)
    asked = [snapshot(row)] if change.get("asked", True) else []
    as_of = date.fromisoformat(change["as_of"]) if "as_of" in change else None
    facts = facts_of([row], scans_of(row, written), asked, policy)
    return explain(facts.row(0, named=True), policies.load(policy), as_of)


def decided_by(found: dict) -> str:
    """The clause by the order of the tests alone: the first that holds, but a fault that time can mend is pending."""
    holding = [step["clause"] for step in found["steps"] if step["holds"]]
    return "pending" if "pending" in holding else holding[0]


def step(found: dict, clause: str) -> dict:
    return next(one for one in found["steps"] if one["clause"] == clause)


@functools.cache
def explained_cases() -> list[tuple[dict, dict, dict]]:
    """Every case of amazon.com, its explanation, and its verdict."""
    found = []
    for day, (cases, rows) in facts_of_cases("us").items():
        as_of = day and date.fromisoformat(day)
        found += zip(cases, explain_each(rows, US, as_of), judge(rows, US, as_of).to_dicts(), strict=True)
    return found


def test_the_deciding_test_is_the_verdicts_clause():
    assert len(explained_cases()) > 100
    for case, found, verdict in explained_cases():
        assert (found["state"], found["clause"]) == (case["state"], case["clause"]), case["says"]
        assert decided_by(found) == case["clause"], case["says"]
        assert [one["clause"] for one in found["steps"] if one["decides"]] == [case["clause"]], case["says"]
        told = ("state", "clause", "rule", "flags")
        assert {name: verdict[name] for name in told} == {name: found[name] for name in told}, case["says"]


@pytest.mark.parametrize(("cents", "relation", "clause"), [(499, "<", "valid"), (500, "=", "scan.no_delivery")])
def test_a_value_beside_its_limit(cents, relation, clause):
    found = explained({"origin": "CN", "value_cents": cents}, ["arrive"])
    assert found["clause"] == clause
    [value] = [one for one in step(found, clause)["compared"] if one["what"] == "value"]
    assert value == {"what": "value", "value": cents, "relation": relation, "limit": 500, "unit": "USD"}
    source = step(found, clause)["source"]
    assert (source["key"], source["from_on"]) == ("two_scan_from", date(2025, 1, 15))
    assert "announcement" in source["title"]
    assert source["confidence"].startswith("official")


def all_compared() -> list[dict]:
    """What is compared in any step of any case of amazon.com."""
    return [pair for _, found, _ in explained_cases() for one in found["steps"] for pair in one["compared"]]


def test_a_relation_is_true_of_its_values():
    pairs = [pair for pair in all_compared() if pair["relation"] in ("<", "=", ">") and pair["unit"] != ""]
    assert len(pairs) > 100
    for pair in pairs:
        value, limit = pair["value"], pair["limit"]
        assert {"<": value < limit, "=": value == limit, ">": value > limit}[pair["relation"]]


def test_letter_mail_names_its_list_and_limit():
    label = "USPS First Class Mail envelopes"
    found = explained({"carrier": "usps", "service": label, "value_cents": 999, "tracking": ""})
    compared = {one["what"]: one for one in step(found, "exempt.letter_mail")["compared"]}
    assert (compared["service"]["value"], compared["service"]["relation"]) == (service_key(label), "in")
    assert (compared["value"]["relation"], compared["value"]["limit"]) == ("<", 1000)
    assert found["steps"][-1]["clause"] == "exempt.letter_mail", "numbers and scans were not asked about"


def test_prime_is_said_where_it_keeps_an_exemption_off():
    found = explained({"is_prime": True, "is_digital": True}, ["accept"])
    assert {"what": "is_prime", "value": True, "relation": None, "limit": None, "unit": ""} in step(
        found, "exempt.digital"
    )["compared"]
    assert found["clause"] == "valid"


def test_a_fault_that_time_may_mend_is_followed_by_pending():
    found = explained({"as_of": "2025-02-04"})
    assert [one["clause"] for one in found["steps"]][-2:] == ["scan.none", "pending"]
    assert [one["holds"] for one in found["steps"]][-2:] == [True, True]
    assert step(found, "pending")["compared"][-1]["value"] == date(2025, 2, 20)


def test_the_reading_of_the_policy_counts():
    dear = {"value_cents": 2500}
    assert explained(dear, ["arrive"])["clause"] == "valid"
    assert explained(dear, ["arrive"], "us-flat")["clause"] == "scan.no_delivery"


def test_every_clause_is_grouped_compared_and_told():
    clauses = {*OUTSIDE, *exemptions.CLAUSES, *numbers.CLAUSES, *UNKNOWN, *scans.CLAUSES, "pending", "valid"}
    assert set(GROUPS) == set(COMPARED) == clauses
    assert set(KEYS) <= clauses
    assert set(KEYS.values()) <= set(US.timeline) | set(ABSENT)
    words = load("en")
    assert clauses <= set(words.table("clauses"))
    assert {one["what"] for one in all_compared()} <= set(words.table("explain.what"))
