"""Order lines of all files → one row an order item: the newest word on each, from whichever file said it."""

import polars as pl

from vtr_lib.sources.tables import TABLES, held

MONEY = ("item_price_cents", "shipping_price_cents", "item_promotion_cents", "ship_promotion_cents")
CONTENT = ("order_id", "sku", "asin", "quantity", "currency", *MONEY, "updated_at")
NEVER = pl.datetime(1970, 1, 1, time_unit="us", time_zone="UTC")
ITEM = ["order_id", "order_item_id"]
# By what a line of a report and an item with an id are found to be the same, the most exact first.
ALIKE = (["order_id", "sku", "quantity", "item_price_cents"], ["order_id", "sku", "quantity"], ["order_id", "sku"])


def numbered(table: str, parts: list[pl.DataFrame]) -> pl.DataFrame:
    """The parts of an intermediate table one below the other; ``upload`` is the place of each among them.

    A part that was kept before a column was known has it null.
    """
    empty = pl.DataFrame(schema=TABLES[table] | {"upload": pl.Int32})
    held_parts = (held(table, part) for part in parts)
    return pl.concat(
        [empty, *(part.with_columns(pl.lit(at, pl.Int32).alias("upload")) for at, part in enumerate(held_parts))]
    )


def newest(rows: pl.DataFrame, *by: str) -> pl.DataFrame:
    """The rows of the last update of each ``by``, of the last upload where two speak of the same update."""
    alone, several = _parted(rows, list(by))
    when = pl.col("updated_at").fill_null(NEVER)
    several = several.filter(when == when.max().over(by))
    return pl.concat([alone, several.filter(pl.col("upload") == pl.col("upload").max().over(by))])


def _parted(rows: pl.DataFrame, by: list[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows that are alone in ``by``, which most are, and those that may not be: groups are slow and take memory."""
    may_meet = pl.struct(by).hash(11).is_duplicated()
    return rows.filter(~may_meet), rows.filter(may_meet)


def last_words(rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """One row for each ``by``: in every column the last that was said, by update, then upload, then line."""
    alone, several = _parted(rows, by)
    several = several.sort(pl.col("updated_at").fill_null(NEVER), "upload", "source_line", maintain_order=True)
    merged = several.group_by(by, maintain_order=True).agg(pl.all().last(ignore_nulls=True))
    return pl.concat([alone, merged.select(alone.columns)])


def order_items(
    parts: list[pl.DataFrame], confirmations: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame, dict[str, int]]:
    """One row an order item; pairs of a line and the item it means (its columns end in ``_api``); and quality counts.

    Items have the columns of ``order_lines``, ``item`` (their number here) and ``is_short``: more items of the order
    were confirmed than it has lines, so what a package is worth can't be known.

    A report such as All Orders gives no order item id; ids come from what does (the API, the order report) where both
    mean the same line, or from ``confirmations``. Money is the report's, the other's where the report is silent. The
    same line in overlapping exports stands once. Two equal lines can't be told from a line exported twice, so they are
    two only where two ids speak for them.
    """
    lines = numbered("order_lines", parts)
    named, report = _named(lines), _unnamed(lines)
    confirmed = _confirmed_items(confirmations, lines)
    report, alike = _told_apart(report, confirmed)
    pairs, report, named = _paired(report, named)
    differ = pairs.filter(pl.col("item_price_cents") != pl.col("item_price_cents_api"))
    is_silent = pl.col("item_price_cents").is_null()
    both = pairs.with_columns(
        pl.when(is_silent).then(f"{name}_api").otherwise(name).alias(name) for name in ("currency", *MONEY)
    )
    both = both.with_columns(
        pl.coalesce("quantity", "quantity_api").alias("quantity"), pl.col("order_item_id_api").alias("order_item_id")
    )
    only_named = named.join(report, on=["order_id", "sku"], how="anti")
    columns = [*TABLES["order_lines"]]
    items = pl.concat([frame.select(columns) for frame in (both, report, only_named)])
    items = items.sort("order_id", "order_item_id", "sku", *CONTENT[2:], "source_file", "source_line")
    short = _short(items, confirmed)
    items = items.with_row_index("item").with_columns(pl.col("order_id").is_in(short.implode()).alias("is_short"))
    counts = {
        "prices_report_and_api_differ": differ.height,
        "equal_lines_told_apart": alike + pairs.filter("is_repeated").height,
        "orders_confirmed_beyond_their_lines": len(short),
    }
    return items, pairs, counts


def _named(lines: pl.DataFrame) -> pl.DataFrame:
    """Lines with an id, one an item. Of answers that say when they are of, the newest of an order speaks alone."""
    rows = lines.filter(pl.col("order_item_id").is_not_null())
    dated = newest(rows.filter(pl.col("updated_at").is_not_null()), "order_id")
    return last_words(pl.concat([rows.filter(pl.col("updated_at").is_null()), dated]), ITEM)


def _unnamed(lines: pl.DataFrame) -> pl.DataFrame:
    """Lines without an id, each once, the newest of an order and SKU."""
    alone, alike = _parted(lines.filter(pl.col("order_item_id").is_null()), list(CONTENT))
    alike = alike.with_columns(pl.col("source_line").rank("ordinal").over("upload", *CONTENT).alias("copy"))
    alike = alike.unique([*CONTENT, "copy"], keep="last", maintain_order=True).drop("copy")
    return newest(pl.concat([alone, alike]), "order_id", "sku")


def _paired(report: pl.DataFrame, named: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Lines beside the items they mean (``_api``), and what is left of both.

    Equal lines of a report stand for as many items as there are alike, at least as many as there are lines: where
    there are more, ``is_repeated``, the report's reader had to take them for one line exported twice.
    """
    found = []
    report, named = report.with_row_index("at"), named.with_row_index("at")
    of_report, of_named = (rows.select("order_id").unique() for rows in (report, named))
    lone = report.join(of_named, on="order_id", how="anti"), named.join(of_report, on="order_id", how="anti")
    report, named = report.join(of_named, on="order_id", how="semi"), named.join(of_report, on="order_id", how="semi")
    for key in ALIKE:
        most = 1 if key is ALIKE[-1] else pl.col("ids")  # where not even the quantities agree, one line is one item
        each = report.with_columns(
            pl.len().over(key).alias("lines"),
            pl.struct(*MONEY, "quantity", "item_status").n_unique().over(key).alias("kinds"),
            pl.int_range(pl.len()).over(key).alias("turn"),
        ).filter(pl.col("kinds") == 1)
        ids = named.with_columns(pl.len().over(key).alias("ids"), pl.int_range(pl.len()).over(key).alias("turn"))
        pairs = each.filter(pl.col("turn") == 0).join(ids, on=key, how="inner", suffix="_api")
        pairs = pairs.filter(pl.col("ids") >= pl.col("lines"), pl.col("ids") <= most)
        pairs = pairs.with_columns(pl.col(name).alias(f"{name}_api") for name in key if name not in ITEM[:1])
        pairs = pairs.with_columns((pl.col("turn_api") >= pl.col("lines")).alias("is_repeated"))
        report = report.join(each.join(pairs, on=key, how="semi"), on="at", how="anti")
        named = named.join(pairs, left_on="at", right_on="at_api", how="anti")
        found.append(pairs)
    return pl.concat(found, how="diagonal"), pl.concat([lone[0], report]), pl.concat([lone[1], named])


def _confirmed_items(confirmations: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Items that only confirmations name: order_id, order_item_id and the ``stated`` quantity, null where none is."""
    told = lines.filter(pl.col("order_item_id").is_not_null())
    rows = confirmations.filter(pl.col("order_item_id").is_not_null())
    rows = rows.join(told, on="order_id", how="anti").join(lines, on="order_id", how="semi")
    return rows.group_by(ITEM, maintain_order=True).agg(pl.col("quantity").max().alias("stated"))


def _told_apart(report: pl.DataFrame, confirmed: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """An order's only line, as often as confirmations have items of it, each as large as the line; and how many more.

    The ids stay with the confirmations: which of them is which line no file says.
    """
    stated = pl.col("stated")
    ids = confirmed.group_by("order_id").agg(
        pl.len().alias("ids"), pl.when(stated.is_not_null().all()).then(stated.min()).alias("least")
    )
    alone = report.filter(pl.len().over("order_id") == 1).join(ids, on="order_id")
    alone = alone.filter(pl.col("ids") > 1, pl.col("least") >= pl.col("quantity"))
    more = alone.with_columns(pl.int_ranges(1, "ids").alias("copy")).explode("copy", empty_as_null=True)
    return pl.concat([report, more.select(report.columns)]), more.height


def _short(items: pl.DataFrame, confirmed: pl.DataFrame) -> pl.Series:
    """Orders of which more items were confirmed, and more pieces, than their lines have."""
    lines = items.group_by("order_id").agg(pl.len().alias("lines"), pl.col("quantity").sum())
    sent = confirmed.group_by("order_id").agg(pl.len().alias("ids"), pl.col("stated").sum())
    both = sent.join(lines, on="order_id")
    return both.filter(pl.col("ids") > pl.col("lines"), pl.col("stated") > pl.col("quantity"))["order_id"]
