"""Scans of all providers as one: what stands once, which leg, whose number, and which parcel's life."""

import random
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from vtr_lib.schema import SCAN_KINDS, SCANS, SEEN
from vtr_lib.sources.scans import aliased, lives, scans
from vtr_lib.sources.tables import TABLES
from vtr_lib.store.reduce import reduce

NOON = datetime(2025, 1, 5, 12, tzinfo=UTC)


def event(kind="accept", at=NOON, physical="yes", **more):
    return {"tracking": "N1", "scanned_at": at, "kind": kind, "physical": physical, "leg": "forward"} | more


def frame(*rows):
    return pl.DataFrame(list(rows), schema=TABLES["scans"], orient="row")


def told(*rows, columns=("kind", "carrier", "country")):
    return scans(frame(*rows)).select(columns).rows()


def seconds(count):
    return NOON + timedelta(seconds=count)


@pytest.mark.parametrize(
    ("first", "second", "count"),
    [
        ({}, {}, 1),
        ({}, {"at": seconds(59)}, 1),
        ({}, {"at": seconds(60)}, 2),
        ({}, {"at": seconds(-1)}, 2),
        ({}, {"kind": "arrive"}, 2),
        ({}, {"tracking": "N2"}, 2),
        ({}, {"leg": "return"}, 2),
        ({"carrier": "usps"}, {"carrier": "ups"}, 2),
        ({"carrier": "usps"}, {}, 1),
        ({"country": "US"}, {"country": "CN"}, 1),
        ({}, {"physical": "no"}, 1),
        ({}, {"raw_code": "A1"}, 1),
    ],
)
def test_what_two_tell_is_one_event(first, second, count):
    one, other = event(**first), event(**second)
    assert len(told(one, other)) == count
    assert_frame_equal(scans(frame(one, other)), scans(frame(other, one, one)))


def test_each_teller_adds_what_it_knows():
    made = scans(
        frame(
            event(at=NOON, country="CN", raw_code="x", source_file="a", source_line=1),
            event(at=seconds(37), carrier="usps", city="Reno", source_file="b", source_line=2),
        )
    )
    (row,) = made.to_dicts()
    assert (row["scanned_at"], row["carrier"], row["country"], row["city"]) == (seconds(37), "usps", "CN", "Reno")


def test_of_two_carriers_a_third_telling_without_one_stays_apart():
    assert told(event(carrier="usps"), event(carrier="ups"), event(), columns=("carrier",)) == [
        ("ups",), ("usps",), (None,),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "held"), [(("no", "yes"), "yes"), (("no", "unknown"), "unknown"), (("unknown", "yes"), "yes")]
)
def test_physical_is_what_a_verdict_would_make_of_both(said, held):
    assert told(*(event(physical=each) for each in said), columns=("physical",)) == [(held,)]


END = datetime(2025, 1, 5, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("exact", "count"),
    [
        ({"at": NOON}, 1),
        ({"at": END}, 1),
        ({"at": END - timedelta(days=1) + timedelta(seconds=1)}, 1),
        ({"at": END - timedelta(days=1)}, 2),
        ({"at": END + timedelta(seconds=61)}, 2),
        ({"at": NOON, "kind": "arrive"}, 2),
        ({"at": NOON, "precision": "day"}, 2),
    ],
)
def test_a_day_gives_way_to_an_exact_time_within_it(exact, count):
    made = scans(frame(event(at=END, precision="day"), event(**exact)))
    assert made.height == count
    assert count == 2 or made["scanned_at"].to_list() == [exact["at"]]


def test_the_way_back_is_a_leg_of_its_own():
    days = [NOON + timedelta(days=day) for day in range(4)]
    made = scans(
        frame(
            event("delivered", days[3]),
            event("accept", days[0], source_file="a", raw_code="x"),
            event("accept", days[0], source_file="b", raw_code="y"),
            event("return", days[2], leg="return"),
            event("arrive", days[1]),
        )
    )
    assert made.select("kind", "leg").rows() == [
        ("accept", "forward"), ("arrive", "forward"), ("return", "return"), ("delivered", "return"),
    ]  # fmt: skip
    assert reduce(made.select(SCANS.names))["delivered_at"].to_list() == [None]


EVENTS = st.lists(
    st.builds(
        event,
        kind=st.sampled_from(SCAN_KINDS),
        at=st.integers(0, 40).map(lambda tens: NOON + timedelta(seconds=tens * 20)),
        physical=st.sampled_from(["yes", "no", "unknown"]),
        leg=st.sampled_from(["forward", "return", None]),
        carrier=st.sampled_from(["usps", "ups", None]),
        country=st.sampled_from(["US", "CN", None]),
        tracking=st.sampled_from(["N1", "N2"]),
        source_file=st.sampled_from(["a", "b"]),
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(EVENTS, st.randoms(use_true_random=False))
def test_order_and_repetition_change_nothing_and_no_first_time_moves_by_a_minute(rows, chance):
    once = scans(frame(*rows))
    assert_frame_equal(once, scans(frame(*chance.sample(rows, len(rows)), *rows)))
    assert_frame_equal(once, scans(once.select(*TABLES["scans"])))

    def first_times(events):
        return reduce(events.select(SCANS.names)).group_by("tracking").agg(pl.col(SEEN).min()).sort("tracking")

    before, after = first_times(_with_legs(frame(*rows))), first_times(once)
    assert before["tracking"].to_list() == after["tracking"].to_list()
    for name in SEEN:
        if name.startswith("maybe_"):
            continue  # gives way to a physical scan of the same minute
        for one, other in zip(before[name], after[name], strict=True):
            assert (one is None) == (other is None), name
            assert one is None or one <= other < one + timedelta(minutes=1), name


def _with_legs(rows):
    """The rows with the leg that ``scans`` tells, in plain Python."""
    turned = {}
    for row in rows.to_dicts():
        if row["kind"] == "return" and row["physical"] == "yes":
            turned[row["tracking"]] = min(row["scanned_at"], turned.get(row["tracking"], row["scanned_at"]))
    legs = [
        "return"
        if row["leg"] == "return" or (row["tracking"] in turned and row["scanned_at"] >= turned[row["tracking"]])
        else "forward"
        for row in rows.to_dicts()
    ]
    return rows.with_columns(pl.Series("leg", legs, dtype=pl.String))


def pairs(*given):
    rows = [dict(zip(("tracking", "alias_of", "source"), each, strict=False)) for each in given]
    return pl.DataFrame(rows, schema=TABLES["aliases"], orient="row")


def counted_for(events, aliases):
    """The numbers for which some scan counts."""
    return set(reduce(aliased(scans(events), aliases).select(SCANS.names))["tracking"])


@pytest.mark.parametrize(
    ("scanned", "aliases", "counts_for"),
    [
        ("LAST", [("LAST", "FIRST")], {"LAST", "FIRST"}),
        ("FIRST", [("LAST", "FIRST")], {"LAST", "FIRST"}),
        ("FIRST", [], {"FIRST"}),
        ("FIRST", [("FIRST", "FIRST")], {"FIRST"}),
        # One step: never by way of a third number.
        ("FIRST", [("MIDDLE", "FIRST"), ("LAST", "MIDDLE")], {"FIRST", "MIDDLE"}),
        # A number of several parcels: theirs are told for it, its own are told for none of them.
        ("ONE", [("ONE", "ALL"), ("TWO", "ALL")], {"ONE", "ALL"}),
        ("ALL", [("ONE", "ALL"), ("TWO", "ALL")], {"ALL"}),
    ],
)
def test_both_numbers_of_a_parcel(scanned, aliases, counts_for):
    assert counted_for(frame(event(tracking=scanned)), pairs(*aliases)) == counts_for


def test_a_scan_that_names_its_alias_needs_no_table():
    events = frame(event(tracking="LAST", alias_of="FIRST"), event("depart", tracking="FIRST"))
    made = aliased(scans(events), pairs())
    assert sorted(made.select("tracking", "alias_of").rows()) == [("FIRST", "LAST"), ("LAST", "FIRST")]


BOUGHT = NOON - timedelta(days=3)


def package(tracking="N1", bought=BOUGHT, confirmed=NOON):
    return {"tracking": tracking, "purchased_at": bought, "confirmed_at": confirmed}


def kept(events, *packages):
    schema = {"tracking": pl.String, "purchased_at": TABLES["scans"]["scanned_at"]}
    schema |= {"confirmed_at": schema["purchased_at"]}
    stay, gone = lives(scans(frame(*events)), pl.DataFrame(list(packages), schema=schema, orient="row"))
    assert stay.height + gone.height == len(events)
    return stay.height


@pytest.mark.parametrize(
    ("packages", "limit"),
    [
        ([package()], BOUGHT - timedelta(days=2)),
        ([package(bought=None)], NOON - timedelta(days=14)),
        # Bought after it was confirmed is nonsense; the earlier of the two holds.
        ([package(bought=NOON + timedelta(days=9))], NOON - timedelta(days=2)),
        # Two orders with one number: the first sets the limit.
        ([package(), package(bought=BOUGHT - timedelta(days=100))], BOUGHT - timedelta(days=102)),
    ],
)
def test_scans_of_an_earlier_parcel_are_set_aside(packages, limit):
    assert kept([event(at=limit)], *packages) == 1
    assert kept([event(at=limit - timedelta(microseconds=1))], *packages) == 0
    assert kept([event(at=limit - timedelta(days=400), tracking="N2")], *packages) == 1


def test_a_number_and_its_alias_have_the_life_of_either_order():
    old = event(tracking="N2", alias_of="N1", at=BOUGHT - timedelta(days=30))
    assert kept([old], package("N1")) == 0
    assert kept([old], package("N1"), package("N2", bought=BOUGHT - timedelta(days=40))) == 1


def test_an_earlier_life_is_counted_and_kept_beside(files):
    sent = {"order_id": "999-0000001-0000001", "shipped_at": NOON, "tracking_raw": "N1", "source_line": 2}
    line = {"order_id": sent["order_id"], "sku": "A", "quantity": 1, "purchased_at": BOUGHT}
    events = [event(), event("delivered", at=BOUGHT - timedelta(days=200))]
    made = files.made(confirmations=[sent], order_lines=[line], scans=events)
    assert made.scans["kind"].to_list() == ["accept"]
    assert made.earlier_scans["kind"].to_list() == ["delivered"]
    assert made.quality["scans_of_an_earlier_parcel"] == 1


def test_shuffling_scans_with_aliases_changes_nothing():
    rows = [event(kind, at=seconds(n * 70), tracking=number) for n, kind in enumerate(["accept", "arrive"])
            for number in ("FIRST", "LAST", "ALL")]  # fmt: skip
    known = pairs(("LAST", "FIRST"), ("LAST", "ALL"))
    once = aliased(scans(frame(*rows)), known)
    for seed in range(5):
        mixed = random.Random(seed).sample(rows, len(rows))
        assert_frame_equal(once, aliased(scans(frame(*mixed)), known.reverse()))
