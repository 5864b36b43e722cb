"""What two sources tell differently of one thing: what each said, and in which line of which file.

Nothing is decided here. Which side holds is the rule of the module that joins them; here both are named.
"""

import polars as pl

from vtr_lib.sources import limits
from vtr_lib.tracking import carriers

TABLE = {
    "order_id": pl.String,
    "mark": pl.String,  # the package's number, null where it is the order or an item that is spoken of
    "what": pl.String,
    "ours": pl.String,
    "theirs": pl.String,
    "our_file": pl.String,
    "our_line": pl.Int64,
    "their_file": pl.String,
    "their_line": pl.Int64,
}


def conflicts(found: list[pl.DataFrame]) -> pl.DataFrame:
    """All that was found, each once, in one order."""
    return pl.concat([pl.DataFrame(schema=TABLE), *found]).unique().sort(*TABLE, nulls_last=True)


def of_pairs(rows: pl.DataFrame, their: str, told: dict[str, str], mark: str | None = "mark") -> list[pl.DataFrame]:
    """Of rows that hold both sides: where both say something, and not the same.

    ``told`` maps a column to the name of its conflict; their columns end in ``their``. Carriers are compared as the
    carriers they mean, days of confirmation only by ``confirmed_apart_days``.
    """
    found = []
    for name, what in told.items():
        ours, theirs = rows[name], rows[f"{name}{their}"]
        if name == "carrier_raw":
            ours, theirs = carriers.resolve(ours), carriers.resolve(theirs)
        differ = (ours != theirs).fill_null(False)
        if name == "confirmed_at":
            apart = (ours.dt.date() - theirs.dt.date()).dt.total_days().abs()
            differ = (apart >= limits.days("confirmed_apart_days")).fill_null(False)
        sides = rows.with_columns(_said(ours).alias("ours"), _said(theirs).alias("theirs"))
        found.append(_named(sides.filter(differ), what, their, mark))
    return found


def not_at_amazon(alone: pl.DataFrame) -> pl.DataFrame:
    """Numbers that only the seller stated, beside those that Amazon has of the order."""
    sides = alone.with_columns(pl.col("mark").alias("ours"), pl.col("mark_api").alias("theirs"))
    return _named(sides, "number_not_at_amazon", "_api", "mark")


def within(rows: pl.DataFrame, name: str, what: str) -> pl.DataFrame:
    """Where rows of one order say different things in column ``name``: the first that was said beside each other."""
    said = rows.drop_nulls(name).sort("upload", "source_line").unique(["order_id", name], keep="first")
    several = said.filter(pl.len().over("order_id") > 1).sort("upload", "source_line", maintain_order=True)
    turn = pl.int_range(pl.len()).over("order_id")
    first, others = several.filter(turn == 0), several.filter(turn > 0)
    sides = first.join(others, on="order_id", suffix="_their")
    sides = sides.with_columns(pl.col(name).alias("ours"), pl.col(f"{name}_their").alias("theirs"))
    return _named(sides, what, "_their", None)


def _said(values: pl.Series) -> pl.Series:
    return values.dt.strftime("%Y-%m-%dT%H:%M:%SZ") if values.dtype == pl.Datetime else values.cast(pl.String)


def _named(sides: pl.DataFrame, what: str, their: str, mark: str | None) -> pl.DataFrame:
    return sides.select(
        "order_id",
        pl.col(mark) if mark else pl.lit(None, pl.String).alias("mark"),
        pl.lit(what).alias("what"),
        "ours",
        "theirs",
        pl.col("source_file").alias("our_file"),
        pl.col("source_line").alias("our_line"),
        pl.col(f"source_file{their}").alias("their_file"),
        pl.col(f"source_line{their}").alias("their_line"),
    )
