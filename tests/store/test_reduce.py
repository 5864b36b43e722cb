from datetime import UTC, datetime, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from vtr_lib.frames import empty, polars_schema
from vtr_lib.schema import REDUCTIONS, SCAN_KINDS, SCANS, SEEN
from vtr_lib.store.reduce import merge, reduce

START = datetime(2025, 1, 1, tzinfo=UTC)
scan = st.fixed_dictionaries({
    "tracking": st.sampled_from(["A", "B"]),
    "scanned_at": st.integers(0, 50).map(lambda hours: START + timedelta(hours=hours)),
    "kind": st.sampled_from(SCAN_KINDS),
    "physical": st.sampled_from(["yes", "no", "unknown"]),
    "leg": st.sampled_from(["forward", "return", None]),
    "carrier": st.sampled_from(["ups", "usps", None]),
    "country": st.sampled_from(["US", "CN", None]),
    "alias_of": st.sampled_from([None, None, "A"]),
})  # fmt: skip
scans = st.lists(scan, max_size=25)


def frame(rows: list[dict]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=polars_schema(SCANS)) if rows else empty(SCANS)


def slow(rows: list[dict]) -> dict:
    """First times and the last, one scan at a time."""
    first: dict = {}
    for row in rows:
        out, physical = (
            (row["leg"] or ("return" if row["kind"] == "return" else "forward")) == "forward",
            row["physical"],
        )
        handed, arrived = row["kind"] in ("delivered", "attempt"), row["kind"] in ("arrive", "accept")
        holds = {
            "any_at": True,
            "physical_at": out and physical == "yes",
            "other_at": out and physical == "yes" and not handed,
            "arrival_at": out and physical == "yes" and arrived,
            "delivered_at": out and physical == "yes" and row["kind"] == "delivered",
            "attempt_at": out and physical == "yes" and row["kind"] == "attempt",
            "maybe_physical_at": out and physical == "unknown",
            "maybe_other_at": out and physical == "unknown" and not handed,
            "maybe_arrival_at": out and physical == "unknown" and arrived,
            "maybe_delivered_at": out and physical == "unknown" and row["kind"] == "delivered",
            "maybe_attempt_at": out and physical == "unknown" and row["kind"] == "attempt",
            "return_at": not out or row["kind"] == "return",
        }
        for number in {row["tracking"], row["alias_of"] or row["tracking"]}:
            seen = first.setdefault((number, row["carrier"], row["country"]), dict.fromkeys([*SEEN, "last_at"]))
            seen["last_at"] = max(seen["last_at"] or row["scanned_at"], row["scanned_at"])
            for name in (name for name in SEEN if holds[name]):
                seen[name] = min(seen[name] or row["scanned_at"], row["scanned_at"])
    return first


@settings(deadline=None)
@given(scans)
def test_reduce_agrees_with_one_scan_at_a_time(rows):
    reduced = reduce(frame(rows))
    assert reduced.columns == REDUCTIONS.names
    keys = ("tracking", "scanned_by", "scanned_in")
    found = {
        tuple(row[key] for key in keys): {name: row[name] for name in row if name not in keys}
        for row in reduced.to_dicts()
    }
    assert found == slow(rows)


@settings(deadline=None)
@given(scans, st.integers(0, 25), st.randoms(use_true_random=False))
def test_parts_merge_to_the_whole_in_any_order_and_any_number_of_times(rows, cut, random):
    whole = reduce(frame(rows))
    mixed = random.sample(rows, len(rows))
    one, other = reduce(frame(mixed[:cut])), reduce(frame(mixed[cut:]))
    assert merge([one, other]).equals(whole)
    assert merge([other, one, other]).equals(whole)
