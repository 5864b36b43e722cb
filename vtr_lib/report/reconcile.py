"""Amazon's defect report beside our own verdicts: what both call missed, and where one of them alone does.

Amazon's rows and ours are two views of the same packages; neither is put in place of the other.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from vtr_lib.errors import DataError, MissingInput
from vtr_lib.ingest.entry import refuse_too_many
from vtr_lib.report import phrases
from vtr_lib.report.month import Month
from vtr_lib.sources import containers, recognise
from vtr_lib.words import Words

TABLE = "amazon_defects"
SAME, DIFFERENT = ("both_missed", "both_valid"), ("amazon_alone", "other_number", "pending", "ours_alone")
STANDINGS = (*DIFFERENT[:3], "both_missed", "ours_alone", "both_valid", "not_held", "not_listed")
LISTED = ("amazon_alone", "other_number", "pending", "ours_alone", "not_held", "not_listed")  # where the two differ
MISSED = ("defect", "unknown")
OF_AMAZON = {"has_valid_tracking": "amazon_valid", "has_physical_scan": "amazon_scan",
             "has_delivery_scan": "amazon_delivery"}  # fmt: skip
OURS = ("order_id", "package_id", "tracking", "carrier", "state", "clause", "flags", "scans_needed", "first_scan_at",
        "delivery_at")  # fmt: skip
COLUMNS = (
    "standing", "order_id", "package_id", "tracking", "amazon_tracking", "category", "carrier", "promised_on",
    "amazon_valid", "amazon_scan", "amazon_delivery", "state", "clause", "proof", "first_scan_at", "delivery_at",
    "flags", "source_file", "source_line",
)  # fmt: skip


@dataclass(frozen=True)
class Reconciled:
    """``rows`` with the columns ``COLUMNS``, sorted by standing and order: each row of Amazon's report, and each
    package of ours that it should name and does not; ``repeated`` rows more say again what a later one says.

    ``standing`` says who calls it missed. ``amazon_alone`` is what a dispute rests on: there ``proof`` says why it is
    not missed here (``scan``, ``scans``, ``exemption``, ``scope``). ``other_number`` is a package valid here whose
    number is another one in Amazon's report, ``pending`` one of which nobody can tell yet. ``not_held`` is a row that
    is no package of the store, ``not_listed`` a package that we call missed, promised within the days of a report.
    """

    rows: pl.DataFrame
    repeated: int

    def of(self, *standings: str) -> pl.DataFrame:
        """The rows of these standings."""
        return self.rows.filter(pl.col("standing").is_in(standings))

    @cached_property
    def identity(self) -> dict[str, int]:
        """Both sums, asserted: ``rows`` = ``repeated`` + ``same`` + ``different`` + ``theirs_only``, and the packages
        ``missed`` here = ``both_missed`` + ``ours_alone`` + ``ours_only``.
        """
        counts = {standing: self.of(standing).height for standing in STANDINGS}
        found = {
            "rows": self.rows.filter(pl.col("standing") != "not_listed").height + self.repeated,
            "repeated": self.repeated,
            "same": sum(counts[standing] for standing in SAME),
            "different": sum(counts[standing] for standing in DIFFERENT),
            "theirs_only": counts["not_held"],
            "missed": self.rows.filter(pl.col("state").is_in(MISSED))["package_id"].n_unique(),
            "both_missed": counts["both_missed"],
            "ours_alone": counts["ours_alone"],
            "ours_only": counts["not_listed"],
        }
        whole = found["repeated"] + found["same"] + found["different"] + found["theirs_only"]
        assert found["rows"] == whole, "rows of Amazon's reports"
        assert found["missed"] == found["both_missed"] + found["ours_alone"] + found["ours_only"], (
            "packages missed here"
        )
        return found

    @cached_property
    def standings(self) -> dict[str, int]:
        """How many rows there are of each standing."""
        return {standing: self.of(standing).height for standing in STANDINGS}

    @cached_property
    def reports(self) -> list[dict]:
        """Each file with its ``rows`` here, and the first and last promised day in them."""
        of_amazon = self.rows.filter(pl.col("standing") != "not_listed")
        return days_of(of_amazon).sort("source_file").rename({"source_file": "file"}).to_dicts()


def reconcile(month: Month, category: str = "", order_id: str = "", report: pl.DataFrame | None = None) -> Reconciled:
    """Amazon's reports in the store, or the rows ``report`` as ``read`` gives them, held against our verdicts.

    A row is a package's by order and number, or by its order alone where the store holds one package of it. Of a
    ``category`` stand the rows that name it, and those that name none where the package is of it. No report gives no
    rows.
    """
    rows = month.store.table(TABLE) if report is None else report
    found, repeated = _latest(rows.rename({"tracking": "amazon_tracking"}).with_row_index("row"))
    held = _held(found, month.packages)
    listed = pl.concat([held, _not_listed(rows, held, month.packages)], how="diagonal_relaxed")
    missed = listed.filter(pl.col("state").is_in(MISSED))["package_id"]
    assert held.height == found.height, "rows of Amazon's reports"
    assert missed.n_unique() == missed.len(), "packages missed, each once"
    wanted = pl.col("order_id") == order_id if order_id else pl.lit(True)
    wanted = wanted & (pl.col("category") == category if category else pl.lit(True))
    rank = pl.col("standing").replace_strict({name: at for at, name in enumerate(STANDINGS)}, return_dtype=pl.Int64)
    listed = listed.filter(wanted).sort(rank, "order_id", "package_id", "row", nulls_last=True)
    again = repeated.join(held.select("row", "category"), left_on="kept", right_on="row")
    return Reconciled(listed.select(COLUMNS), again.filter(wanted).height)


def _latest(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows without those that a later one repeats; and those, each with the row that is ``kept`` in its stead.

    Amazon lists a package again each day. A row without a number is repeated by a later file's of the same order.
    """
    file = pl.col("source_file").fill_null("")
    named, blank = (rows.filter(holds) for holds in (pl.col("amazon_tracking").is_not_null(),
                                                     pl.col("amazon_tracking").is_null()))  # fmt: skip
    named = named.with_columns(kept=pl.col("row").max().over("order_id", "amazon_tracking"))
    blank = blank.with_columns(
        kept=pl.when(file == file.last().over("order_id")).then("row").otherwise(pl.col("row").max().over("order_id"))
    )
    every = pl.concat([named, blank]).sort("row")
    is_kept = pl.col("row") == pl.col("kept")
    return every.filter(is_kept).drop("kept"), every.filter(~is_kept).select("order_id", "kept")


def _held(report: pl.DataFrame, packages: pl.DataFrame) -> pl.DataFrame:
    """``report`` with the package of each row, a package at most once: the row that names its number comes first."""
    known = packages.select(*OURS, our_category="category").join(report.select("order_id"), on="order_id", how="semi")
    alone = known.filter(pl.len().over("order_id") == 1)
    numbered = known.filter(pl.col("tracking").is_not_null()).unique(["order_id", "tracking"], keep="first",
                                                                     maintain_order=True)  # fmt: skip
    by_number = report.join(
        numbered, left_on=["order_id", "amazon_tracking"], right_on=["order_id", "tracking"], how="inner",
        maintain_order="left",
    ).with_columns(tracking="amazon_tracking")  # fmt: skip
    rest = report.join(by_number, on="row", how="anti", maintain_order="left")
    by_order = rest.join(alone, on="order_id").join(by_number, on="package_id", how="anti").sort("row")
    by_order = by_order.unique("package_id", keep="last", maintain_order=True)
    found = pl.concat([by_number, by_order], how="diagonal")
    nobody = report.join(found, on="row", how="anti", maintain_order="left")
    rows = pl.concat([found, nobody], how="diagonal").rename(OF_AMAZON)
    rows = rows.with_columns(standing=_standing(), category=pl.coalesce("category", "our_category"))
    return rows.with_columns(proof=_proof())


def _standing() -> pl.Expr:
    is_missed, is_ok = pl.col("state").is_in(MISSED), pl.col("amazon_valid").fill_null(False)
    is_other = (pl.col("tracking") != pl.col("amazon_tracking")).fill_null(False)
    return (
        pl.when(pl.col("package_id").is_null()).then(pl.lit("not_held"))
        .when(is_missed & is_ok).then(pl.lit("ours_alone"))
        .when(is_missed).then(pl.lit("both_missed"))
        .when(is_ok).then(pl.lit("both_valid"))
        .when(pl.col("state") == "pending").then(pl.lit("pending"))
        .when((pl.col("state") == "valid") & is_other).then(pl.lit("other_number"))
        .otherwise(pl.lit("amazon_alone"))
    )  # fmt: skip


def _proof() -> pl.Expr:
    """Why a package that Amazon alone calls missed is none here."""
    kinds = (
        pl.when(pl.col("state") == "exempt").then(pl.lit("exemption"))
        .when(pl.col("state") == "out_of_scope").then(pl.lit("scope"))
        .when(pl.col("scans_needed") > 1).then(pl.lit("scans"))
        .otherwise(pl.lit("scan"))
    )  # fmt: skip
    return pl.when(pl.col("standing") == "amazon_alone").then(kinds)


def _not_listed(report: pl.DataFrame, held: pl.DataFrame, packages: pl.DataFrame) -> pl.DataFrame:
    """Packages missed here that no row is, and that were promised within the days of one of the reports."""
    spans = days_of(report).filter(pl.col("first_on").is_not_null())
    promised = pl.coalesce("promised_on", "confirmed_on")
    is_within = pl.any_horizontal(
        pl.lit(False), *(promised.is_between(row["first_on"], row["last_on"]) for row in spans.to_dicts())
    )
    rows = packages.filter(pl.col("state").is_in(MISSED) & is_within).join(held, on="package_id", how="anti")
    return rows.select(*OURS, "category", "promised_on", standing=pl.lit("not_listed"))


def days_of(report: pl.DataFrame) -> pl.DataFrame:
    """Each file with its ``rows``, and the ``first_on`` and ``last_on`` day promised in them."""
    days = {"first_on": pl.col("promised_on").min(), "last_on": pl.col("promised_on").max()}
    return report.group_by("source_file", maintain_order=True).agg(rows=pl.len(), **days)


def read(paths: Iterable[str | Path], zone: str) -> pl.DataFrame:
    """The rows of Amazon's reports in these files, which no store takes in; ``zone`` is the marketplace's.

    Raises ``DataError`` for a file that is none, or of which too much can't be read; ``MissingInput`` for a path that
    is not there or holds no file.
    """
    found = []
    for path in map(Path, paths):
        files = containers.found(path)
        if not files:
            raise MissingInput("NO_FILES", file=path)
        for source in files:
            if source.error:
                raise source.error
            reading = recognise.read(source, zone=zone)
            if TABLE not in reading.tables:
                raise DataError("NO_DEFECT_REPORT", file=source.name, read_as=reading.format)
            refuse_too_many(reading)
            found.append(reading.tables[TABLE])
    return pl.concat(found)


def head(words: Words) -> list[str]:
    """The names of the columns of a list, as ``told`` fills them."""
    return [words(f"reconcile.columns.{name}") for name in (*COLUMNS, "why")]


def told(rows: pl.DataFrame, words: Words) -> Iterator[tuple]:
    """The rows for a list that people open: standings, states and proofs in words, the clause by code and, last, in
    words.
    """
    says = {"standing": words.table("reconcile.standings"), "state": words.table("states"),
            "proof": words.table("reconcile.proofs")}  # fmt: skip
    for row in rows.select(COLUMNS).iter_rows(named=True):
        row["flags"] = words("explain.between").join(phrases.flags(row["flags"], words))
        named = (says[name].get(value) if value and name in says else value for name, value in row.items())
        yield (*named, words.name("clauses", row["clause"]) if row["clause"] else None)
