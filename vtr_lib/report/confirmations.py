"""How the packages of some days were confirmed: by file, hour, weekday, field of the carrier and kind of label."""

import polars as pl

BY = ("file", "hour", "weekday", "field", "label")
FEW = 20  # packages below which a group's share says nothing


def confirmed(rows: pl.DataFrame, zone: str) -> dict[str, list[dict]]:
    """For each of ``BY`` a row a group: ``name``, ``at_fault``, ``judged``, ``is_telling``, ``first_on``, ``last_on``.

    ``rows`` are packages with ``source_file``, ``confirmed_at``, ``confirmed_on``, ``confirmed_precision``,
    ``is_other_carrier``, ``is_label_bought`` and ``is_at_fault``. Hours are those of ``zone``, weekdays 1 (Monday) to
    7; what nobody told is a group of the name None. Both counts of the groups add up to those of ``rows``. Files stand
    in the order of their first day, the rest in the order of their names. No rows give no groups.
    """
    local = pl.col("confirmed_at").dt.convert_time_zone(zone)
    keys = {
        "file": pl.col("source_file"),
        "hour": pl.when(pl.col("confirmed_precision") == "second").then(local.dt.hour()).cast(pl.Int64),
        "weekday": pl.col("confirmed_on").dt.weekday().cast(pl.Int64),
        "field": pl.when("is_other_carrier").then(pl.lit("other")).otherwise(pl.lit("list")),
        "label": pl.when("is_label_bought").then(pl.lit("bought")).otherwise(pl.lit("own")),
    }
    return {by: _groups(rows.with_columns(key.alias("name")), by) for by, key in keys.items()}


def _groups(rows: pl.DataFrame, by: str) -> list[dict]:
    day = pl.col("confirmed_on")
    groups = rows.group_by("name").agg(
        at_fault=pl.col("is_at_fault").sum().cast(pl.Int64),
        judged=pl.len().cast(pl.Int64),
        is_telling=pl.len() >= FEW,
        first_on=day.min().dt.to_string("%Y-%m-%d"),
        last_on=day.max().dt.to_string("%Y-%m-%d"),
    )
    order = ["first_on", "last_on", "name"] if by == "file" else ["name"]
    return groups.sort(order, nulls_last=True).to_dicts()
