"""Tracking histories: every scan of the case as a list, and of a cited package the page that shows its way."""

from collections.abc import Iterator
from functools import cached_property

import polars as pl

from vtr_lib.appeal.case import Case
from vtr_lib.report.explain import explain_all
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

    def of(self, package: dict) -> dict:
        """The way of one package, a row of the case's: ``facts``, the ``steps`` of its verdict, its ``scans``.

        ``scans`` are at most ``SHOWN``, the first and the last; ``left_out`` is how many there are between them and
        ``left_after`` the place in ``scans`` behind which they belong.
        """
        rows = self._by_package.get(package["package_id"], self.scans.clear()).to_dicts()
        left_out = max(0, len(rows) - SHOWN)
        first = SHOWN // 2 if left_out else len(rows)
        shown = rows[:first] + rows[first + left_out :]
        verdict = explain_all(self.case.month, package["package_id"])[0]
        return {
            **{name: package[name] for name in ("order_id", "package_id", "tracking", "carrier", "state", "clause")},
            "facts": {name: package[name] for name in FACTS},
            "steps": verdict["steps"],
            "verdict": verdict,
            "scans": shown,
            "left_out": left_out,
            "left_after": first,
        }

    @cached_property
    def _by_package(self) -> dict[str, pl.DataFrame]:
        return {name: rows for (name,), rows in self.scans.partition_by("package_id", as_dict=True).items()}


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
