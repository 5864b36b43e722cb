"""Confirmations and Orders API packages → one row a package, and what each holds.

A package is an order and a number in it, however often and by whom it was told: by the seller's confirmations, by
Amazon's API, or by both. What Amazon recorded outweighs what the seller uploaded, unless that is newer.
"""

from dataclasses import dataclass

import polars as pl

from vtr_lib.sources.order_items import newest
from vtr_lib.tracking.normal import normalise

WHOLE = ""  # stands for the order item of a confirmation that speaks of the whole order
NO_NUMBER = ""


@dataclass(frozen=True, slots=True)
class Told:
    """Packages as one side tells them: one row an (order_id, mark), what they hold, and counts worth naming.

    ``mark`` is the normalised number; without one, what else sets the package apart in its order.
    """

    packages: pl.DataFrame
    contents: pl.DataFrame
    quality: dict[str, int]


def confirmed(confirmations: pl.DataFrame, items: pl.DataFrame) -> Told:
    """The packages of shipping confirmations, ``numbered`` in the order of upload, a file in the order of its lines.

    A later row overwrites earlier ones of its order item, a row for the whole order all before it. Where it is known
    how much was ordered, rows of one item stand beside each other as several packages while all rows together state no
    more, and a row for the whole order keeps what later rows of its items leave. Where it is not known, rows of one
    item stand beside each other if they come from one file, and a later row of an item overwrites the whole. ``NULL``
    takes back the numbers before it: the package stays, without one. All rows of an order that have no number are one
    package.

    ``confirmed_at`` is when the first row of a package was dated, be it overwritten since; ``entered_at`` when the row
    that overwrote it was, where that is later, else null; a file that says when it was sent is believed.
    """
    rows = confirmations.sort("upload", "source_line").with_columns(pl.coalesce("shipped_at", "entered_at"))
    rows = rows.with_columns(
        pl.col("order_item_id").fill_null(WHOLE).alias("part"),
        pl.col("is_delete").fill_null(False),
        _number(rows).alias("mark"),
        pl.int_range(pl.len()).alias("turn"),
    )
    # A number stated again is no new number: it keeps its first day.
    rows = rows.with_columns(
        pl.col("shipped_at", "precision").sort_by("shipped_at").first().over("order_id", "part", "mark", "is_delete"),
        pl.col("entered_at").min().over("order_id", "part", "mark", "is_delete"),
    ).unique(["order_id", "part", "mark", "is_delete"], keep="last", maintain_order=True)
    held = _after_deletes(rows)
    ordered = items.group_by("order_id").agg(pl.col("quantity").sum().alias("ordered"))
    standing = _standing(held.join(ordered, on="order_id", how="left", maintain_order="left"))
    before = pl.concat(
        [rows.join(standing, on="turn", how="anti"), standing.filter(pl.col("part") == WHOLE)], how="diagonal"
    )
    standing = _first_dated(standing, before)
    packages = standing.group_by("order_id", "mark", maintain_order=True).agg(
        pl.col("confirmed_at").min(),
        pl.col("precision").sort_by("confirmed_at").first().alias("confirmed_precision"),
        pl.col("entered_at").max(),
        *(pl.col(name).last() for name in ("carrier_raw", "is_other_carrier", "service", "tracking_raw")),
        pl.col("origin", "label_origin").last(ignore_nulls=True),
        pl.col("is_label_bought").max(),
        pl.col("part").filter(pl.col("part") != WHOLE).unique().sort().str.join("+").alias("parts"),
        pl.col("source_file").last(),
        pl.col("source_line").last(),
    )
    return Told(
        packages,
        standing.select("order_id", "mark", "order_item_id", "quantity"),
        {"numbers_taken_back": rows.height - held.height, "confirmations_overwritten": held.height - standing.height},
    )


def _number(rows: pl.DataFrame) -> pl.Series:
    return normalise(rows["tracking_raw"])["normalised"].fill_null(NO_NUMBER)


def _after_deletes(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows that hold once numbers are taken back; a ``NULL`` that was followed by a number does not."""
    deleted = pl.when("is_delete").then("turn")
    of_order = pl.when(pl.col("part") == WHOLE).then(deleted).max().over("order_id")
    last_delete = pl.max_horizontal(deleted.max().over("order_id", "part"), of_order).fill_null(-1)
    restated = pl.col("turn").max().over("order_id", "part")
    return rows.filter(pl.col("turn") >= last_delete, ~pl.col("is_delete") | (pl.col("turn") == restated))


def _standing(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows that no later one overwrites; ``ordered`` is the order's count of pieces, null where it is not known."""
    turn, is_whole = pl.col("turn"), pl.col("part") == WHOLE
    last_whole = pl.when(is_whole).then(turn).max().over("order_id").fill_null(-1)
    rows = rows.filter(turn >= last_whole)
    rows = rows.with_columns((turn.rank("ordinal", descending=True).over("order_id", "part") - 1).alias("newer"))
    rows = rows.sort("order_id", is_whole, "newer", "turn", descending=[False, False, False, True])
    pieces = pl.when(~is_whole).then(pl.col("quantity").fill_null(pl.col("ordered"))).fill_null(0)
    is_last_file = pl.col("upload") == pl.col("upload").max().over("order_id", "part")
    has_room = pieces.cum_sum().over("order_id") <= pl.col("ordered")
    rows = rows.filter(
        (pl.col("newer") == 0) | pl.when(pl.col("ordered").is_null()).then(is_last_file).otherwise(has_room)
    )
    # The whole order was sent under a number before some of its items got others: it holds what these leave.
    is_all_moved = (pieces.sum().over("order_id") >= pl.col("ordered")).fill_null(True)
    is_last = turn == turn.max().over("order_id")
    return rows.filter(~is_whole | is_last | ~is_all_moved).sort("turn")


def _first_dated(standing: pl.DataFrame, gone: pl.DataFrame) -> pl.DataFrame:
    """Standing rows with ``confirmed_at``, its ``precision``, and ``entered_at`` where they took a dated row's place.

    ``gone`` are rows that no longer hold, or for the whole order and so not for each of its items.

    Of several standing rows of an item it is the newest that took the place of those gone.
    """
    pairs = standing.filter(pl.col("newer") == 0).select("turn", "order_id", "part", "shipped_at")
    pairs = pairs.join(gone.select("order_id", "part", "shipped_at", "precision"), on="order_id", suffix="_gone")
    is_same = (pl.col("part") == pl.col("part_gone")) | (pl.col("part") == WHOLE) | (pl.col("part_gone") == WHOLE)
    earlier = pairs.filter(is_same, pl.col("shipped_at_gone") < pl.col("shipped_at")).sort("shipped_at_gone")
    first = earlier.group_by("turn").agg(pl.col("shipped_at_gone", "precision").first())
    rows = standing.join(first, on="turn", how="left", suffix="_gone", maintain_order="left")
    is_moved = pl.col("shipped_at_gone").is_not_null()
    return rows.with_columns(
        pl.coalesce("shipped_at_gone", "shipped_at").alias("confirmed_at"),
        pl.coalesce("precision_gone", "precision").alias("precision"),
        pl.coalesce("entered_at", pl.when(is_moved).then("shipped_at")).alias("entered_at"),
    )


def recorded(api_packages: pl.DataFrame) -> Told:
    """The packages of the Orders API: of each order those of its newest answer, except what is not sent yet."""
    rows = newest(api_packages, "order_id")
    line = pl.col("source_line").fill_null(0)
    rows = rows.filter(line == line.max().over("order_id"))
    is_sent = pl.col("confirmed_at").is_not_null() & (pl.col("status").fill_null("") != "PENDING")
    waiting = rows.filter(~is_sent).select("order_id", "package_ref").n_unique()
    rows = rows.filter(is_sent)
    rows = rows.with_columns(_number(rows).alias("number"))
    nameless = pl.when(pl.col("number") == NO_NUMBER).then("package_ref").drop_nulls().n_unique().over("order_id") > 1
    mark = pl.when((pl.col("number") == NO_NUMBER) & nameless).then(pl.format("#{}", "package_ref")).otherwise("number")
    rows = rows.with_columns(mark.alias("mark"))
    packages = rows.group_by("order_id", "mark", maintain_order=True).agg(
        pl.col("confirmed_at").min(),
        *(pl.col(name).last() for name in ("carrier_raw", "service", "tracking_raw", "updated_at")),
        pl.col("origin").drop_nulls().last(),
        (pl.col("status") == "CANCELLED").all().alias("is_cancelled"),
        pl.col("order_item_id").drop_nulls().unique().sort().str.join("+").alias("parts"),
        pl.col("source_file").last(),
        pl.col("source_line").last(),
    )
    return Told(
        packages, rows.select("order_id", "mark", "order_item_id", "quantity"), {"packages_not_sent_yet": waiting}
    )


def joined(ours: Told, amazons: Told) -> tuple[Told, pl.DataFrame, pl.DataFrame]:
    """Both sides as one; the packages that both tell (Amazon's columns end in ``_api``); and those only we tell.

    Where Amazon has packages of an order, a number that only the seller stated is a conflict and no package, unless it
    was confirmed after Amazon's answer. The last frame holds those, with Amazon's answer in columns ``…_api``.
    """
    answered = amazons.packages.group_by("order_id", maintain_order=True).agg(
        pl.col("updated_at").max().alias("answered_at"),
        pl.col("tracking_raw").drop_nulls().sort().str.join(" ").alias("mark"),
        pl.col("source_file", "source_line").last(),
    )
    key = ["order_id", "mark"]
    alone = ours.packages.join(amazons.packages, on=key, how="anti").join(answered, on="order_id", suffix="_api")
    alone = alone.filter(pl.col("answered_at").is_null() | (pl.col("confirmed_at") <= pl.col("answered_at")))
    kept = ours.packages.join(alone, on=key, how="anti")
    both = kept.join(amazons.packages, on=key, how="full", coalesce=True, suffix="_api")
    by_api, by_us = pl.col("confirmed_at_api").is_not_null(), pl.col("source_file").is_not_null()
    packages = both.select(
        *key,
        pl.coalesce("confirmed_at_api", "confirmed_at").alias("confirmed_at"),
        pl.when(by_api).then(pl.lit("second")).otherwise("confirmed_precision").alias("confirmed_precision"),
        *(pl.coalesce(f"{name}_api", name).alias(name) for name in ("carrier_raw", "service", "tracking_raw")),
        "entered_at",
        "is_other_carrier",
        "is_label_bought",
        pl.col("is_cancelled").fill_null(False),
        pl.col("origin_api").alias("api_origin"),
        pl.col("origin").alias("confirmed_origin"),
        "label_origin",
        pl.coalesce(pl.col("parts_api").replace("", None), "parts").alias("parts"),
        pl.coalesce("source_file", "source_file_api").alias("source_file"),
        pl.when(by_us).then("source_line").otherwise("source_line_api").alias("source_line"),
    )
    contents = pl.concat([
        ours.contents.join(kept, on=key, how="semi").join(amazons.packages, on=key, how="anti"),
        amazons.contents,
    ])  # fmt: skip
    told_by_both = both.filter(by_api, by_us)
    quality = ours.quality | amazons.quality | {
        "packages_by_both": told_by_both.height,
        "numbers_not_at_amazon": alone.height,
    }  # fmt: skip
    return Told(packages, contents, quality), told_by_both, alone
