"""The case as data: its counts are those of its packages, by whatever they are told."""

from datetime import date

import pytest

from vtr_lib.appeal.case import cited, open_case, order_case, told
from vtr_lib.errors import MissingInput, UsageError


def test_the_span_is_three_months_that_end_with_the_day(case):
    assert case.span == (date(2024, 11, 29), date(2025, 2, 28))
    assert case.packages.height == 30  # the one of November 28 is before them, the toys are another category
    assert case.packages["confirmed_at"].is_sorted()


def test_windows_and_states(case):
    found = told(case)
    assert found["span"]["states"] == {
        "out_of_scope": 0, "exempt": 0, "valid": 24, "defect": 4, "pending": 1, "unknown": 1,
    }  # fmt: skip
    window = found["windows"]["confirmed"]
    assert (window["first_on"], window["last_on"]) == ("2025-01-30", "2025-02-28")
    assert (window["valid"], window["counted"], window["pending"], window["unknown"]) == (5, 10, 1, 1)
    assert (window["is_met"], window["repairs"], window["clean_needed"]) == (False, 5, 90)
    assert [(row["month"], row["valid"], row["counted"]) for row in found["months"]] == [
        ("2024-12", 10, 10), ("2025-01", 10, 10), ("2025-02", 4, 9),
    ]  # fmt: skip


def test_causes_are_told_by_clause_and_carrier(case):
    families = {each["cause"]: each for each in told(case)["causes"]}
    assert {name: each["packages"] for name, each in families.items()} == {
        "missing_updates": 3, "invalid_number": 1, "unknown": 1,
    }  # fmt: skip
    (clause,) = families["missing_updates"]["clauses"]
    assert clause["clause"] == "scan.none"
    assert clause["carriers"] == [{"carrier": "usps", "packages": 2}, {"carrier": "ups", "packages": 1}]
    assert (clause["first_on"], clause["last_on"]) == ("2025-02-04", "2025-02-09")
    assert told(case)["causes"][0]["cause"] == "missing_updates"


@pytest.mark.parametrize(
    ("turn_on", "before", "since"),
    [
        (date(2025, 2, 11), (23, 27), (1, 2)),
        (date(2025, 2, 12), (24, 29), (0, 0)),
        (date(2025, 2, 4), (21, 21), (3, 8)),
        (date(2025, 2, 28), (24, 29), (0, 0)),
    ],
)
def test_what_changed_since_a_day(case, turn_on, before, since):
    found = told(case, turn_on)["changed"]
    assert (found["before"]["valid"], found["before"]["counted"]) == before
    assert (found["since"]["valid"], found["since"]["counted"]) == since


@pytest.mark.parametrize("turn_on", [None, date(2024, 11, 29), date(2025, 3, 1)])
def test_a_day_outside_the_span_changes_nothing(case, turn_on):
    assert told(case, turn_on)["changed"] is None


def test_a_category_is_found_as_it_is_typed(month):
    assert open_case(month, " home &  kitchen ").category == "Home & Kitchen"
    with pytest.raises(MissingInput) as caught:
        open_case(month, "Home and Kitchen")
    assert "Home & Kitchen" in str(caught.value)
    with pytest.raises(MissingInput) as caught:
        open_case(month, "zzz")
    assert "Toys & Games" in str(caught.value)


def test_an_order_is_a_case_of_its_own(month):
    case = order_case(month, " 999-0000101-0000001")
    assert (case.category, case.packages.height, case.missed.height) == ("Home & Kitchen", 1, 1)
    assert told(case)["span"]["packages"] == 1
    assert order_case(month, "999-0000107-0000001").packages.height == 1  # from before the three months
    with pytest.raises(MissingInput, match="999-0000101-0000001"):
        order_case(month, "999-0000101-0000002")


def test_every_clause_is_cited_before_one_is_cited_twice(case):
    assert cited(case, 3)["clause"].to_list() == ["scan.none", "id.missing", "unknown.not_asked"]
    assert cited(case, 3)["order_id"].to_list()[0] == "999-0000103-0000001"  # the latest
    assert cited(case, 100).height == case.missed.height == 5
    assert cited(case, 0).is_empty()


def test_an_order_of_no_category_says_so(told_store, tmp_path):
    from report.late_store import store_of

    rows = told_store | {"canonical_packages": [row | {"category": None} for row in told_store["canonical_packages"]]}
    month = store_of(tmp_path, date(2025, 2, 28), **rows)
    with pytest.raises(UsageError):
        order_case(month, "999-0000101-0000001")
