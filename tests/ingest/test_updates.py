"""A store brought up to date batch by batch holds, row for row, what it would hold if made of all files at once."""

from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vtr_lib import policy
from vtr_lib.ingest.tables import joined, made, updated
from vtr_lib.sources import recognise
from vtr_lib.sources.tables import TABLES
from vtr_lib.store.touched import touched

RAW = Path(__file__).parents[2] / "data" / "sample"
US = policy.load("us")
START = datetime(2025, 2, 1, tzinfo=UTC)


def grown(batches: list[list[dict]]) -> tuple:
    """The tables made batch by batch, and those made of all batches at once; a batch is its files' tables."""
    before, was = {}, made({}, store="mine", policy=US)
    for files in batches:
        batch = {table: [rows] for table, rows in joined(files).items()}
        was = updated(was, before, batch, store="mine", policy=US)
        before = {table: [*before.get(table, []), *batch.get(table, [])] for table in {*before, *batch}}
    return was, made(before, store="mine", policy=US)


def same(batches: list[list[dict]]) -> None:
    ours, whole = grown(batches)
    for name, table in whole.tables.items():
        assert ours.tables[name].equals(table), name
    assert ours.counts == whole.counts


def cut(files: list, places: list[int]) -> list[list]:
    ends = [0, *sorted(place % (len(files) + 1) for place in places), len(files)]
    return [files[first:last] for first, last in pairwise(ends)]


@cache
def sample() -> list[dict]:
    return [recognise.read(path, zone=US.zone).tables for path in sorted(RAW.iterdir())]


@settings(deadline=None, max_examples=5)
@given(st.permutations(range(len(list(RAW.iterdir())))), st.lists(st.integers(0, 99), min_size=1, max_size=3))
def test_the_sample_in_any_batches_and_any_order(order, places):
    same(cut([sample()[at] for at in order], places))


instants = st.integers(0, 400).map(lambda hours: START + timedelta(hours=hours))
orders, numbers = st.sampled_from(["A", "B", "C", "D"]), st.sampled_from(["N1", "N2", "N3", "N4"])
named = {
    "order_lines": {
        "order_id": orders,
        "sku": st.sampled_from(["s1", "s2"]),
        "order_item_id": st.sampled_from([None, "1", "2"]),
        "quantity": st.integers(1, 3),
        "item_price_cents": st.sampled_from([None, 100, 499, 500]),
        "updated_at": instants,
        "currency": st.just("USD"),
        "order_status": st.sampled_from([None, "Shipped", "Cancelled"]),
        "merchant_order_id": st.sampled_from([None, None, "M1", "A"]),
    },
    "confirmations": {
        "order_id": orders,
        "order_item_id": st.sampled_from([None, "1", "2"]),
        "quantity": st.sampled_from([None, 1, 2]),
        "shipped_at": instants,
        "precision": st.just("second"),
        "carrier_raw": st.sampled_from(["UPS", "USPS", "Best"]),
        "is_other_carrier": st.just(False),
        "tracking_raw": st.one_of(st.none(), numbers, numbers.map(lambda number: f" {number.lower()}")),
        "is_delete": st.sampled_from([False, False, True]),
    },
    "api_packages": {
        "order_id": orders,
        "package_ref": st.sampled_from(["1", "2"]),
        "updated_at": instants,
        "confirmed_at": st.one_of(st.none(), instants),
        "carrier_raw": st.sampled_from(["UPS", "USPS"]),
        "tracking_raw": st.one_of(st.none(), numbers),
        "order_item_id": st.sampled_from([None, "1"]),
    },
    "api_orders": {"order_id": orders, "updated_at": instants, "promised_at": st.one_of(st.none(), instants)},
    "labels": {"tracking": numbers, "order_id": st.one_of(st.none(), orders), "origin": st.sampled_from([None, "CN"])},
    "aliases": {"tracking": numbers, "alias_of": numbers, "source": st.just("p")},
    "canonical_packages": {
        "marketplace": st.just("US"),
        "package_id": st.sampled_from(["A:N1", "B:own"]),
        "order_id": orders,
        "confirmed_at": instants,
        "destination": st.just("US"),
        "tracking": st.one_of(st.none(), numbers),
    },
    "origins": {"tracking": numbers, "origin": st.sampled_from(["US", "CN"])},
    "scans": {
        "tracking": numbers,
        "scanned_at": instants,
        "kind": st.sampled_from(["accept", "delivered", "return", "unknown"]),
        "physical": st.sampled_from(["yes", "no", "unknown"]),
        "carrier": st.sampled_from([None, "ups", "usps"]),
        "alias_of": st.one_of(st.none(), st.none(), numbers),
    },
    "snapshots": {"tracking": numbers, "checked_at": instants, "provider": st.just("p"), "status": st.none()},
    "skus": {"sku": st.sampled_from(["s1", "s2"]), "category": st.sampled_from(["Toys", "Books"])},
    "amazon_defects": {"order_id": orders, "tracking": numbers},
}


@st.composite
def files(draw) -> dict[str, pl.DataFrame]:
    """What one file gives: a few rows of one table in a world so small that everything hangs together somewhere."""
    table = draw(st.sampled_from(sorted(named)))
    rows = draw(st.lists(st.fixed_dictionaries(named[table]), min_size=1, max_size=3))
    source = {"source_file": draw(st.sampled_from(["f", "g"])), "source_line": 1}
    known = [{**row, **{name: value for name, value in source.items() if name in TABLES[table]}} for row in rows]
    return {table: pl.DataFrame(known, schema=TABLES[table])}


@settings(deadline=None, max_examples=12)
@given(st.lists(st.lists(files(), min_size=1, max_size=3), min_size=1, max_size=4))
def test_a_small_world_in_which_everything_meets(batches):
    same(batches)


def test_an_id_given_to_a_package_that_is_another_orders():
    given = {"package_id": "A:N1", "order_id": "B", "confirmed_at": START, "destination": "US", "marketplace": "US"}
    sent = {"order_id": "A", "package_ref": "1", "confirmed_at": START, "tracking_raw": "N1", "carrier_raw": "UPS"}
    batches = [{"canonical_packages": [given]}, {"api_packages": [sent]}]
    framed = [
        [{table: pl.DataFrame(cells, schema=TABLES[table])} for table, cells in batch.items()] for batch in batches
    ]
    same(framed)
    assert grown(framed)[0].tables["packages"]["order_id"].to_list() == ["A", "B"]


def rows(table: str, *cells: dict) -> dict[str, list[pl.DataFrame]]:
    return {table: [pl.DataFrame(list(cells), schema=TABLES[table])]}


def test_a_batch_touches_what_names_its_orders_and_numbers_by_way_of_others_too():
    before = rows(
        "confirmations",
        {"order_id": "A", "tracking_raw": "1z 1"},
        {"order_id": "B", "tracking_raw": "1Z1"},
        {"order_id": "B", "tracking_raw": "1Z2"},
        {"order_id": "C", "tracking_raw": "1Z3"},
    ) | rows("scans", {"tracking": "X9", "alias_of": "1Z2"}, {"tracking": "X8"})
    part = touched(before, rows("order_lines", {"order_id": "A"}))
    assert sorted(part.orders) == ["A", "B"]
    assert sorted(part.numbers) == ["1Z1", "1Z2", "X9"]
    kept = part.only(before)
    assert kept["confirmations"][0]["order_id"].to_list() == ["A", "B", "B"]
    assert kept["scans"][0]["tracking"].to_list() == ["X9"]


@pytest.mark.parametrize("table", ["skus"])
def test_a_word_on_every_product_touches_everything(table):
    assert touched({}, rows(table, {"sku": "s1"})) is None
