"""How the packages of some days were confirmed: by file, hour, weekday, field of the carrier and kind of label."""

import polars as pl

from vtr_lib.metrics.comparison import worse
from vtr_lib.report import phrases
from vtr_lib.words import Words

COLUMNS = ("name", "at_fault", "judged", "first_on", "last_on", "standing")
BY = ("file", "hour", "weekday", "field", "label")


def confirmed(rows: pl.DataFrame, zone: str) -> dict[str, list[dict]]:
    """For each of ``BY`` a row a group: ``name``, ``at_fault``, ``judged``, ``first_on``, ``last_on``, ``standing``.

    ``rows`` are packages with ``source_file``, ``confirmed_at``, ``confirmed_on``, ``confirmed_precision``,
    ``is_other_carrier``, ``is_label_bought`` and ``is_at_fault``. Hours are those of ``zone``, weekdays 1 (Monday) to
    7; what nobody told is a group of the name None. Both counts of the groups add up to those of ``rows``. Files stand
    in the order of their first day, the rest in the order of their names. ``standing`` is that of
    ``comparison.worse``: ``worse`` than all others together, ``not_worse`` or ``too_few``. No rows give no groups.
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
        first_on=day.min().dt.to_string("%Y-%m-%d"),
        last_on=day.max().dt.to_string("%Y-%m-%d"),
    )
    order = ["first_on", "last_on", "name"] if by == "file" else ["name"]
    groups = groups.with_columns(valid=pl.col("judged") - pl.col("at_fault"), counted="judged")
    return worse(groups).sort(order, nulls_last=True).select(*COLUMNS).to_dicts()


def condensed(groups: list[dict], most: int) -> list[dict]:
    """At most ``most`` rows: the groups with the most at fault in their own order, then the rest, ``count`` groups."""
    if len(groups) <= most:
        return groups
    ranked = sorted(groups, key=lambda row: (-row["at_fault"], -row["judged"]))
    kept, rest = ranked[: most - 1], ranked[most - 1 :]
    sums = {key: sum(row[key] for row in rest) for key in ("at_fault", "judged")}
    ends = {"first_on": min(row["first_on"] for row in rest), "last_on": max(row["last_on"] for row in rest)}
    return [row for row in groups if row in kept] + [sums | ends | {"count": len(rest), "standing": ""}]


def name_of(group: dict, by: str, words: Words) -> str:
    """The reader's name of a group; a file's is the user's own."""
    say = words.table("invalid_numbers.groups")
    if "count" in group:
        return say["rest"].format(count=group["count"])
    name = group["name"]
    if name is None:
        return say[f"unknown_{by}"]
    if by == "hour":
        return say["hour"].format(hour=name)
    if by == "weekday":
        return words.table("weekdays")[str(name)]
    return name if by == "file" else say[name]


def rate_of(group: dict, words: Words) -> str:
    """The share at fault with its counts."""
    return phrases.rate({"valid": group["at_fault"], "counted": group["judged"]}, words)


def finding(groups: list[dict], by: str, words: Words) -> str:
    """Which groups have more numbers at fault than the others, beyond chance; or that none has.

    What nobody told is no file and no hour: that group is compared with, and never named.
    """
    say = words.table(f"invalid_numbers.charts.{by}")
    known = [row for row in groups if row["name"] is not None]
    above = [row for row in known if row["standing"] == "worse"]
    if not sum(row["at_fault"] for row in groups):
        return words("invalid_numbers.charts.none", judged=sum(row["judged"] for row in groups))
    if not known:
        return say["unknown"]
    if len(groups) == 1:
        return say["single"].format(name=name_of(known[0], by, words), rate=rate_of(known[0], words))
    if not above:
        return say["alike"].format(all=len(known))
    most = max(above, key=lambda row: row["at_fault"])
    name, rate = name_of(most, by, words), rate_of(most, words)
    return say["worse"].format(worse=len(above), all=len(known), name=name, rate=rate)
