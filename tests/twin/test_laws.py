"""Laws that hold whatever is drawn: order, splits, and what one more package may do to the others."""

from datetime import UTC, datetime
from itertools import pairwise
from random import Random

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from twin.comparing import frames
from twin.drawing import AS_OF, Draw

from vtr_lib import policy as policies
from vtr_lib.frames import hold
from vtr_lib.metrics.counts import count, rate
from vtr_lib.schema import PACKAGES
from vtr_lib.store import facts
from vtr_lib.store.reduce import merge, reduce
from vtr_lib.store.verdicts import judge_tables
from vtr_lib.verdict.judge import judge

US = policies.load("us")
drawn = st.builds(lambda seed, as_of, size: Draw(Random(seed), as_of).fill(size), st.integers(), st.sampled_from(AS_OF),
                  st.integers(1, 40))  # fmt: skip


def verdicts(tables, as_of) -> pl.DataFrame:
    return judge_tables(*tables, US, as_of)


def rated(packages: pl.DataFrame, judged: pl.DataFrame):
    segments = packages.select("carrier", "origin", "category")
    return rate(count(pl.concat([judged, segments], how="horizontal")))


@settings(max_examples=10, deadline=None)
@given(drawn, st.integers())
def test_the_order_of_rows_says_nothing(draw, seed):
    packages, scans, snapshots = frames(draw)
    straight = verdicts((packages, scans, snapshots), draw.as_of)
    mixed = [table.sample(fraction=1, shuffle=True, seed=seed % 2**63) for table in (packages, scans, snapshots)]
    found = verdicts(mixed, draw.as_of)
    assert found["package_id"].to_list() == mixed[0]["package_id"].to_list()
    assert found.sort("package_id").equals(straight.sort("package_id"))


@settings(max_examples=10, deadline=None)
@given(drawn, st.lists(st.integers(0, 60), max_size=3))
def test_scans_in_parts_are_reduced_to_the_whole(draw, cuts):
    scans = frames(draw)[1]
    ends = sorted({0, *(cut for cut in cuts if cut < scans.height), scans.height})
    parts = [reduce(scans.slice(start, end - start)) for start, end in pairwise(ends)]
    assert merge([*parts, reduce(scans)]).equals(reduce(scans))


@settings(max_examples=10, deadline=None)
@given(drawn, drawn)
def test_tables_judged_apart_and_together(one, other):
    """Packages in two files: their numbers do not meet, so that each file's verdicts are what they are alone."""
    tables = [frames(one), frames(other)]
    tables[1] = tuple(table.with_columns(own(table)) for table in tables[1])
    together = [pl.concat(pair) for pair in zip(*tables, strict=True)]
    apart = pl.concat([verdicts(table, one.as_of) for table in tables])
    assert verdicts(together, one.as_of).equals(apart)


def own(table: pl.DataFrame) -> list[pl.Expr]:
    """Ids and numbers of a table's own: a store, and numbers that nobody else has."""
    names = {"package_id": "q", "tracking": "ZQ", "tracking_raw": "ZQ", "alias_of": "ZQ"}
    known = [name for name in names if name in table.columns]
    store = [pl.lit("second").alias("store")] if "store" in table.columns else []
    return store + [(names[name] + pl.col(name).str.replace_all(r"\W", "")).alias(name) for name in known]


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 10**6), st.sampled_from(AS_OF), st.integers(1, 30))
def test_facts_are_judged_a_slice_at_a_time(seed, cut, as_of, size):
    draw = Draw(Random(seed), as_of).fill(size)
    packages, scans, snapshots = frames(draw)
    built = facts.build(facts.fill(packages), reduce(scans), snapshots, US)
    cut %= built.height + 1
    parts = [judge(part, US, as_of) for part in (built[:cut], built[cut:]) if part.height]
    assert pl.concat(parts).equals(judge(built, US, as_of))


@settings(max_examples=12, deadline=None)
@given(drawn, st.sampled_from([("exempt", {"is_digital": "true"}), ("exempt", {"origin": "DE"}), ("valid", {})]))
def test_one_more_package(draw, added):
    """An exempt one never moves the rate, a valid one adds one to both counts; no other verdict changes."""
    state, change = added
    packages, scans, snapshots = frames(draw)
    at, number = datetime(2025, 1, 3, tzinfo=UTC), "1Z999AA10123456784"
    row = {
        "marketplace": "US", "package_id": "added", "order_id": "999-0000000-0000000", "confirmed_at": at.isoformat(),
        "destination": "US", "origin": "US", "carrier": "ups", "tracking": number, "value_cents": "2500",
    } | change  # fmt: skip
    more = pl.concat([hold(pl.DataFrame([row]), PACKAGES), packages])
    scanned = {"tracking": number, "scanned_at": at, "kind": "accept", "physical": "yes"}
    scans_more = pl.concat([scans, pl.DataFrame([scanned], schema=scans.schema)])
    before = verdicts((packages, scans, snapshots), draw.as_of)
    after = verdicts((more, scans_more, snapshots), draw.as_of)
    assert after["state"][0] == state
    assert after[1:].equals(before)
    old, new = rated(packages, before), rated(more, after)
    more_valid = int(state == "valid")
    assert (new.valid, new.counted) == (old.valid + more_valid, old.counted + more_valid)
