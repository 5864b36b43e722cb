"""Tracking histories: every scan of the case as a list, and of a cited package the page that shows its way."""

from collections.abc import Iterator
from functools import cached_property

import polars as pl

from vtr_lib.appeal.case import Case
from vtr_lib.report.explain import explained
from vtr_lib.words import Words

SHOWN = 16  # scans on a page, the first and the last of a longer way
COLUMNS = (
    "order_id", "package_id", "tracking", "scanned_at", "kind", "physical", "leg", "carrier", "country", "city",
    "raw_code", "source_file", "source_line",
)  # fmt: skip
FACTS = ("confirmed_at", "tracking_entered_at", "promised_on", "first_scan_at", "arrival_at", "delivery_at")


class Histories:
    """The scans of a case's packages up to its day."""

    def __init__(self, case: Case):
        self.case = case

    @cached_property
    def scans(self) -> pl.DataFrame:
        """Every record under a number of the case with the columns ``COLUMNS``, package by package as they were
        confirmed, then by time. A number that two packages share stands with both.
        """
        packages = self.case.packages.select("order_id", "package_id", "tracking").with_row_index("place")
        named = packages.filter(pl.col("tracking").is_not_null())
        scans = self.case.month.scans.rename({"carrier": "scanned_by"})
        rows = named.join(scans, on="tracking").rename({"scanned_by": "carrier"})
        return rows.sort("place", "scanned_at", "kind", "source_file", "source_line").select(COLUMNS)

    def of(self, packages: pl.DataFrame) -> list[dict]:
        """The way of each of some packages of the case: ``facts``, the ``steps`` of its verdict, its ``scans``.

        ``scans`` are at most ``SHOWN``, the first and the last; ``left_out`` is how many there are between them and
        ``left_after`` the place in ``scans`` behind which they belong.
        """
        if packages.is_empty():
            return []
        verdicts = explained(self.case.month, packages["package_id"])
        scans = self.scans.filter(pl.col("package_id").is_in(packages["package_id"].implode()))
        by_package = scans.partition_by("package_id", as_dict=True)
        return [
            _way(
                package,
                verdicts[package["package_id"]]["steps"],
                by_package.get((package["package_id"],), scans.clear()),
            )
            for package in packages.iter_rows(named=True)
        ]


def _way(package: dict, steps: list[dict], scans: pl.DataFrame) -> dict:
    left_out = max(0, scans.height - SHOWN)
    first = SHOWN // 2 if left_out else scans.height
    return {
        **{name: package[name] for name in ("order_id", "package_id", "tracking", "carrier", "state", "clause")},
        "facts": {name: package[name] for name in FACTS},
        "steps": steps,
        "scans": pl.concat([scans[:first], scans[first + left_out :]]).to_dicts(),
        "left_out": left_out,
        "left_after": first,
    }


def told(rows: pl.DataFrame, words: Words) -> Iterator[tuple]:
    """The rows of ``scans`` for a list, with kinds and legs in words beside the codes of the carrier."""
    kinds, physical, legs = (words.table(f"appeal.{name}") for name in ("scans", "physical", "legs"))
    of_words = {"kind": kinds, "physical": physical, "leg": legs}
    for row in rows.iter_rows(named=True):
        yield tuple(of_words[name].get(value, value) if name in of_words else value for name, value in row.items())


def head(words: Words) -> list[str]:
    """The names of the columns of that list."""
    names = words.table("appeal.columns")
    return [names["scanned_by" if name == "carrier" else name] for name in COLUMNS]
