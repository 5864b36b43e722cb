"""What the scans tell of a package: its trail, what it lacks, how soon it was handed over, where it waits."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vtr_lib.frames import polars_schema
from vtr_lib.metrics.handover import BANDS, handovers
from vtr_lib.metrics.lacking import PARTS, has_faulty_number, has_flag, is_lacking_scans, part
from vtr_lib.metrics.trails import trails
from vtr_lib.metrics.waiting import AGES, nodes
from vtr_lib.schema import SCAN_KINDS, SCANS
from vtr_lib.verdict import numbers, scans
from vtr_lib.verdict.judge import UNKNOWN

START = datetime(2025, 2, 1, tzinfo=UTC)


def framed(rows: list[dict]) -> pl.DataFrame:
    return pl.DataFrame(rows, polars_schema(SCANS), orient="row")


# -- trails --

scan_rows = st.lists(
    st.fixed_dictionaries(
        {
            "tracking": st.sampled_from("ABC"),
            "scanned_at": st.integers(0, 6).map(lambda hour: START + timedelta(hours=hour)),
            "kind": st.sampled_from(SCAN_KINDS),
            "physical": st.sampled_from(["yes", "no", "unknown"]),
            "leg": st.sampled_from([None, "forward", "return"]),
            "country": st.sampled_from([None, "US", "CN"]),
            "city": st.sampled_from([None, "Erie", "<b>"]),
            "alias_of": st.sampled_from([None, None, "A", "D"]),
        }
    ),
    max_size=14,
)


def slow_trail(rows: list[dict], number: str) -> dict:
    """The trail of one number, scan by scan."""
    own = [row for row in rows if row["tracking"] == number] + [row for row in rows if row["alias_of"] == number]

    def is_back(row):
        return row["kind"] == "return" or row["leg"] == "return"

    out = [row for row in own if not is_back(row)]
    physical = [row for row in out if row["physical"] == "yes"]
    last = max(physical, key=lambda row: (row["scanned_at"], row["country"] or "", row["city"] or ""), default={})
    delivered = [row for row in out if row["kind"] == "delivered" and row["physical"] != "no"]

    def first(rows):
        return min((row["scanned_at"] for row in rows), default=None)

    return {
        "tracking": number, "recorded_at": first(own), "physical_at": first(physical),
        "last_at": last.get("scanned_at"), "country": last.get("country"), "city": last.get("city"),
        "delivered_at": first(delivered), "returned_at": first(row for row in own if is_back(row)),
        "unclear": sum(row["physical"] == "unknown" for row in out),
        "has_alias": any(row["alias_of"] for row in own),
    }  # fmt: skip


@settings(deadline=None, max_examples=80)
@given(scan_rows, st.randoms(use_true_random=False))
def test_a_trail_is_that_of_a_slow_walk_in_any_order(rows, dice):
    wanted = {row["tracking"] for row in rows} | {row["alias_of"] for row in rows if row["alias_of"]}
    dice.shuffle(rows)
    assert trails(framed(rows)).to_dicts() == [
        {key: slow_trail(rows, number)[key] for key in trails(framed([])).columns} for number in sorted(wanted)
    ]


# -- what is lacking --


def judged(**change) -> pl.DataFrame:
    row = {"state": "defect", "clause": "scan.none", "flags": "", "is_asked": True, "recorded_at": None} | change
    return pl.DataFrame([row], {name: pl.Boolean if name == "is_asked" else pl.String for name in row})


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({}, "never"),
        ({"recorded_at": "x"}, "label"),
        ({"clause": "scan.no_arrival"}, "no_arrival"),
        ({"clause": "scan.no_delivery"}, "no_delivery"),
        ({"clause": "scan.no_delivery", "flags": "returned;stuck"}, "stuck"),
        ({"clause": "scan.no_arrival", "flags": "stuck"}, "stuck"),
        ({"clause": "scan.too_late", "flags": "stuck"}, "too_late"),
        ({"clause": "unknown.not_asked", "state": "unknown", "is_asked": False}, "not_asked"),
        ({"clause": "unknown.physical", "state": "unknown"}, "physical"),
        ({"clause": "valid", "state": "valid", "flags": "stuck"}, None),
        ({"clause": "id.reused", "flags": "scan.none"}, None),
        ({"clause": "pending", "state": "pending", "flags": "scan.none;no_value"}, "never"),
        ({"clause": "pending", "state": "pending", "flags": "scan.none", "recorded_at": "x"}, "label"),
        ({"clause": "pending", "state": "pending", "flags": "scan.no_delivery"}, "no_delivery"),
        ({"clause": "pending", "state": "pending", "flags": "scan.no_delivery;stuck"}, "stuck"),
        ({"clause": "pending", "state": "pending", "flags": "scan.no_arrival;scan.no_delivery"}, "no_arrival"),
        ({"clause": "pending", "state": "pending", "flags": "id.missing;scan.none"}, "number"),
        ({"clause": "pending", "state": "pending", "flags": "scan.none", "is_asked": False}, "not_asked"),
        ({"clause": "pending", "state": "pending"}, "physical"),
    ],
)
def test_the_part_of_a_package(change, name):
    assert judged(**change).select(part()).item() == name


def test_every_clause_of_the_scans_has_a_part_and_no_clause_of_the_numbers():
    for clause in (*scans.CLAUSES, *UNKNOWN):
        row = judged(clause=clause)
        assert row.select(part()).item() in PARTS
        assert row.select(is_lacking_scans()).item()
    for clause in (*numbers.CLAUSES, "valid", "pending"):
        assert not judged(clause=clause).select(is_lacking_scans()).item()


def test_a_flag_is_the_whole_word_and_a_faulty_number_that_which_decides_or_waits():
    assert judged(flags="stuck").select(has_flag("stuck")).item()
    assert not judged(flags="unstuck;stucked").select(has_flag("stuck")).item()
    assert not judged(flags=None).select(has_flag("stuck")).item()
    assert judged(clause="id.missing").select(has_faulty_number()).item()
    assert judged(state="pending", clause="pending", flags="split;id.missing").select(has_faulty_number()).item()
    assert not judged(flags="id.missing").select(has_faulty_number()).item()


# -- handing over --


def handed(*gaps: tuple[timedelta | None, str]) -> pl.DataFrame:
    rows = [(START, None if gap is None else START + gap, state, "ups") for gap, state in gaps]
    at = pl.Datetime("us", "UTC")
    kinds = {"confirmed_at": at, "first_scan_at": at, "state": pl.String, "carrier": pl.String}
    return pl.DataFrame(rows, kinds, orient="row")


TICK = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("gap", "state", "name"),
    [
        (-TICK, "valid", "before"),
        (timedelta(0), "valid", "day_1"),
        (timedelta(hours=24), "valid", "day_1"),
        (timedelta(hours=24) + TICK, "valid", "day_2"),
        (timedelta(hours=48), "defect", "day_2"),
        (timedelta(hours=48) + TICK, "pending", "day_3"),
        (timedelta(hours=72), "unknown", "day_3"),
        (timedelta(hours=72) + TICK, "valid", "later"),
        (None, "defect", "never"),
        (None, "pending", "open"),
        (None, "unknown", "unclear"),
        (None, "valid", "unclear"),
    ],
)
def test_the_band_of_a_handover(gap, state, name):
    row = handovers(handed((gap, state))).row(0, named=True)
    assert {band: row[band] for band in BANDS if row[band]} == {name: 1}


def test_bands_add_up_to_the_packages_and_the_busiest_carrier_is_first():
    many = handed(*[(timedelta(hours=hours), "valid") for hours in range(-20, 200, 7)], (None, "defect"))
    few = handed((None, "pending")).with_columns(carrier=pl.lit("a"))
    found = handovers(pl.concat([few, many]))
    assert found["carrier"].to_list() == ["ups", "a"]
    assert found.select(pl.sum_horizontal(BANDS)).to_series().to_list() == found["packages"].to_list() == [33, 1]
    assert handovers(many.clear()).is_empty()


# -- waiting --


def waits(rows) -> pl.DataFrame:
    kinds = {"country": pl.String, "city": pl.String, "days": pl.Int64, "is_stuck": pl.Boolean}
    return pl.DataFrame(rows, kinds, orient="row")


waiting = st.lists(
    st.tuples(st.sampled_from([None, "US", "CN"]), st.sampled_from([None, "Erie"]), st.integers(0, 90), st.booleans()),
    max_size=40,
)


@settings(deadline=None)
@given(waiting, st.randoms(use_true_random=False))
def test_the_ages_of_a_place_are_numpys_inverted_distribution(rows, dice):
    found = nodes(waits(rows))
    dice.shuffle(rows)
    assert nodes(waits(rows)).equals(found)
    assert found["packages"].sum() == len(rows)
    assert found["packages"].to_list() == sorted(found["packages"], reverse=True)
    for row in found.iter_rows(named=True):
        days = [each[2] for each in rows if each[:2] == (row["country"], row["city"])]
        oracle = np.quantile(days, [0, 0.25, 0.5, 0.75, 1], method="inverted_cdf")
        assert [row[age] for age in AGES] == oracle.tolist()
        assert row["stuck"] == sum(each[3] for each in rows if each[:2] == (row["country"], row["city"]))
