"""The kernel against judging a package at a time, and against the least any engine must do.

    python benchmarks/kernel.py [PACKAGES]

One run, one input: canonical frames in memory with their scans. The kernel is timed whole, from tables as typed to
counts: numbers checked, scans reduced, facts built, judged, counted. Its rivals give the same clauses:

- pandas' ``apply(axis=1)`` with the rule for one row, its scans looked up by number, its number checked by patterns;
- the same function in a bare loop over dicts, without pandas;
- Polars passing over the same columns once, with one group by number and one by day and carrier: no rule at all.

The slow ones are timed on a sample and scaled to the whole; each package costs them the same at any count.
"""

import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

import pandas as pd
import polars as pl

TESTS = Path(__file__).parent.parent / "tests"
sys.path[0] = str(TESTS)  # where `twin` is the folder of the twin, not a benchmark

from tracking.twin import normal as plain_number  # noqa: E402
from tracking.twin import status  # noqa: E402
from twin import twin  # noqa: E402
from twin.comparing import frames  # noqa: E402
from twin.drawing import Draw  # noqa: E402

from vtr_lib import policy as policies  # noqa: E402
from vtr_lib.metrics.counts import count  # noqa: E402
from vtr_lib.store import facts  # noqa: E402
from vtr_lib.store.reduce import reduce  # noqa: E402
from vtr_lib.verdict.judge import judge  # noqa: E402

SAMPLE = 10_000  # packages the slow rivals are timed on
ROUNDS = 5
US = policies.load("us")


class Checked:
    """Numbers as typed → normal form and status by carrier, found by patterns, one number at a time."""

    def __getitem__(self, typed):
        return plain_number(typed)[0], ByCarrier(typed)


class ByCarrier:
    def __init__(self, typed):
        self.typed = typed

    def __getitem__(self, carrier):
        return status(self.typed, carrier)[1]


def seconds(job, rounds: int = ROUNDS) -> float:
    """The best of a few rounds."""
    best = float("inf")
    for _ in range(rounds):
        started = time.perf_counter()
        job()
        best = min(best, time.perf_counter() - started)
    return best


def kernel(packages: pl.DataFrame, scans: pl.DataFrame, snapshots: pl.DataFrame) -> pl.DataFrame:
    """Counts of the packages' verdicts."""
    built = facts.build(facts.fill(packages), reduce(scans), snapshots, US)
    return count(pl.concat([judge(built, US), packages.select("carrier", "origin", "category")], how="horizontal"))


def bare(packages: pl.DataFrame, scans: pl.DataFrame, snapshots: pl.DataFrame) -> pl.DataFrame:
    for table in (packages, scans, snapshots):
        table.select(pl.all().null_count())
    scans.group_by("tracking").agg(pl.col("scanned_at").min())
    return packages.group_by(pl.col("confirmed_at").dt.date(), "carrier").len()


def looped(packages: list[dict], scans: list[dict], snapshots: list[dict]) -> Counter:
    """Clauses by the rule for one row, over dicts."""
    return Counter(verdict["clause"] for verdict in twin.judge(packages, scans, snapshots, Checked()))


def applied(packages: list[dict], scans: list[dict], snapshots: list[dict], frame: pd.DataFrame) -> Counter:
    """Clauses by the rule for one row, put through ``apply``: its row is a pandas Series."""
    tables = twin.Tables(packages, scans, snapshots, Checked())
    return Counter(frame.apply(lambda row: tables.verdict(row)["clause"], axis=1))


def canonical(draw: Draw) -> Draw:
    """A draw with its numbers in their normal form and its carriers as slugs, as canonical tables have them."""
    for row in (*draw.packages, *draw.scans, *draw.snapshots):
        for name in ("tracking", "tracking_raw", "alias_of"):
            if row.get(name):
                row[name] = draw.known[row[name]][0] or row[name]
        if "carrier" in row:
            row["carrier"] = twin.slug(row["carrier"] or row.get("carrier_raw"))
    return draw


def main(packages: int) -> None:
    whole, few = canonical(Draw(Random(1)).fill(packages)), canonical(Draw(Random(1)).fill(SAMPLE))
    tables, scale = frames(whole), len(whole.packages) / len(few.packages)
    rows = few.packages, few.scans, few.snapshots
    frame = pd.DataFrame(few.packages, dtype=object)
    frame = frame.where(frame.notna(), None)
    ours = kernel(*frames(few)).group_by("clause").agg(pl.col("packages").sum())
    assert dict(ours.rows()) == looped(*rows) == applied(*rows, frame), "the two sides disagree"
    quick, least = seconds(lambda: kernel(*tables)), seconds(lambda: bare(*tables))
    loop, apply = (seconds(job, 1) * scale for job in (lambda: looped(*rows), lambda: applied(*rows, frame)))
    sampled = f"{len(few.packages):,} scaled"
    lines = [
        (f"pandas apply, {sampled}", apply, f"the kernel is {apply / quick:.0f} times as fast"),
        (f"bare loop, {sampled}", loop, f"the kernel is {loop / quick:.0f} times as fast"),
        ("one bare pass of Polars", least, f"the kernel takes {quick / least:.0f} times as long"),
    ]
    built = facts.build(facts.fill(tables[0]), reduce(tables[1]), tables[2], US)
    again = seconds(lambda: judge(built, US))
    lines.append(("judging facts again", again, f"a new reading of the rule takes {again / quick:.0%} of the kernel"))
    print(f"{len(whole.packages):,} packages, {len(whole.scans):,} scans; seconds, from tables to counts")
    for name, took, remark in [("kernel", quick, ""), *lines]:
        print(f"{name:<36}{took:>8.2f}   {remark}".rstrip())


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
