"""Losses add up to what the rate lacks, exactly; faults that come together share a defect."""

from fractions import Fraction
from itertools import permutations
from math import factorial

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vtr_lib.metrics.attribution import Loss, fault_sets, losses, shapley
from vtr_lib.metrics.rate import Rate
from vtr_lib.schema import STATES

TARGET = Fraction(95, 100)
COLUMNS = {"carrier": pl.String, "state": pl.String, "clause": pl.String, "cause": pl.String, "packages": pl.Int64}
CLAUSES = {"defect": [("scan.none", "missing_updates"), ("id.late", "late_shipment")], "unknown": [("unknown.x", None)]}
rows = st.lists(
    st.sampled_from(STATES).flatmap(
        lambda state: st.tuples(
            st.sampled_from(["ups", "usps", None]),
            st.just(state),
            st.sampled_from(CLAUSES.get(state, [(state, None)])),
            st.integers(1, 900),
        )
    ),
    max_size=30,
)


def counts(cells) -> pl.DataFrame:
    data = [(carrier, state, *clause, packages) for carrier, state, clause, packages in cells]
    return pl.DataFrame(data, COLUMNS, orient="row")


def test_a_loss_says_what_it_costs():
    whole = Rate(403, 431)
    loss = Loss("ontrac", 20, 33, 53, whole)
    assert loss.points == Fraction(2000, 431)
    assert loss.gap(TARGET) == (95 - Fraction(40300, 431)) * Fraction(20, 28)
    assert loss.without == Rate(423, 431)


@pytest.mark.parametrize(("valid", "gap"), [(94, Fraction(1, 6)), (95, 0), (96, 0), (100, 0)])
def test_there_is_no_gap_where_the_target_is_met(valid, gap):
    assert Loss("ups", 1 if valid < 100 else 0, 1, 2, Rate(valid, 100)).gap(TARGET) == gap


@settings(deadline=None)
@given(rows, st.sampled_from(["carrier", "clause", "cause"]))
def test_losses_add_up_to_what_the_rate_lacks(cells, by):
    valid = sum(packages for _, state, _, packages in cells if state == "valid")
    counted = valid + sum(packages for _, state, _, packages in cells if state in ("defect", "unknown"))
    found = losses(counts(cells), by)
    assert sum(loss.missed for loss in found) == counted - valid
    if counted > valid or (counted and by == "carrier"):
        rate = Fraction(100 * valid, counted)
        assert {loss.of for loss in found} == {Rate(valid, counted)}
        assert sum(loss.points for loss in found) == 100 - rate
        assert sum(loss.gap(TARGET) for loss in found) == max(0, 95 - rate)
    else:
        assert found == []


@settings(deadline=None)
@given(rows, st.randoms())
def test_the_most_missed_come_first_whatever_the_order_of_the_rows(cells, chance):
    shuffled = chance.sample(cells, len(cells))
    found = losses(counts(cells), "carrier")
    assert found == losses(counts(shuffled), "carrier")
    assert [(-loss.missed, loss.name) for loss in found] == sorted((-loss.missed, loss.name) for loss in found)


@given(rows)
def test_without_is_the_rate_recounted_with_these_mended(cells):
    for loss in losses(counts(cells), "carrier"):
        mended = [
            (carrier, "valid" if (carrier or "unknown") == loss.name and state in CLAUSES else state, clause, packages)
            for carrier, state, clause, packages in cells
        ]
        assert {other.of for other in losses(counts(mended), "carrier")} == {loss.without}


def test_what_nobody_knows_is_unknown_and_what_is_valid_has_no_cause():
    cells = [
        (None, "defect", ("scan.none", "missing_updates"), 3),
        (None, "unknown", ("unknown.x", None), 2),
        ("ups", "valid", ("valid", None), 5),
        ("dhl", "exempt", ("exempt.origin", None), 9),
    ]
    found = {by: [(loss.name, loss.missed, loss.valid, loss.counted) for loss in losses(counts(cells), by)]
             for by in ("carrier", "cause", "clause")}  # fmt: skip
    assert found["carrier"] == [("unknown", 5, 0, 5), ("ups", 0, 5, 5)]
    assert found["cause"] == [("missing_updates", 3, 0, 3), ("unknown", 2, 0, 2)]
    assert found["clause"] == [("scan.none", 3, 0, 3), ("unknown.x", 2, 0, 2)]


def brute_shapley(faults: list[frozenset[str]]) -> dict[str, Fraction]:
    """The mean over all orders in which faults are mended of how many packages each one mends."""
    names = sorted(set().union(*faults))
    found = dict.fromkeys(names, Fraction(0))
    for order in permutations(names):
        mended = set()
        for name in order:
            before = sum(each <= mended for each in faults)
            mended.add(name)
            found[name] += sum(each <= mended for each in faults) - before
    return {name: value / factorial(len(names)) for name, value in found.items()}


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sets(st.sampled_from("abcde"), min_size=1).map(frozenset), min_size=1, max_size=12))
def test_shapley_is_the_mean_over_all_orders(faults):
    found = shapley(faults)
    assert found == brute_shapley(faults)
    assert sum(found.values()) == len(faults)
    assert list(found) == sorted(found, key=lambda name: (-found[name], name))


def test_no_faults_share_nothing():
    assert shapley([]) == {}
    assert shapley([frozenset()]) == {}


def test_the_faults_of_a_defect_are_its_clause_and_the_flags_that_are_clauses():
    frame = pl.DataFrame(
        [
            ("defect", "id.missing", "scan.none;combined;no_origin"),
            ("defect", "scan.none", None),
            ("defect", "scan.none", ""),
            ("valid", "valid", "scan.none"),
            ("exempt", "exempt.origin", "id.missing"),
            ("defect", "id.late", "id.reused;scanned_before_confirmation;identity"),
        ],
        ["state", "clause", "flags"],
        orient="row",
    )
    assert fault_sets(frame) == [
        frozenset({"id.missing", "scan.none"}),
        frozenset({"scan.none"}),
        frozenset({"scan.none"}),
        frozenset({"id.late", "id.reused"}),
    ]
    assert fault_sets(frame.clear()) == []
    assert sum(shapley(fault_sets(frame)).values()) == 4
