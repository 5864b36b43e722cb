"""What can be done now, as data: what the window can still win and by when, and what the next one need not lose.

Each package of the window that is pending or not known stands in one action, and each defect in one change for the next
window; their points add up to what the rate can still move, and to what it lacks of 100.
"""

from datetime import date, timedelta
from fractions import Fraction

import polars as pl

from vtr_lib.calendar import end_of_day
from vtr_lib.metrics.counts import NOBODY_KNOWS
from vtr_lib.metrics.rate import Rate
from vtr_lib.metrics.settling import settles_on
from vtr_lib.report.faulty_numbers import faulty, with_near
from vtr_lib.report.missing_updates import with_trails
from vtr_lib.report.month import Month
from vtr_lib.report.next_window import changes, typed

ACTIONS = ("mend", "first_scan", "second_scan", "stuck", "ask", "physical", "over")
WHO = {  # who does it
    "mend": "seller", "first_scan": "warehouse", "second_scan": "carrier", "stuck": "carrier", "ask": "seller",
    "physical": "carrier", "over": "nobody",
}  # fmt: skip
OF_PARTS = {
    "never": "first_scan", "label": "first_scan", "no_arrival": "second_scan", "no_delivery": "second_scan",
    "stuck": "stuck", "not_asked": "ask",
}  # fmt: skip
JUDGED = ("valid", "defect", "pending", "unknown")
LISTED = 50


def actions(month: Month) -> dict:
    """Everything the notebook shows: strings, integers, booleans, lists and dicts; days are ISO text.

    ``valid`` and ``counted`` are the window's rate now; ``settled`` is how many count once nothing is pending, in which
    the points of ``save`` are parts, ``short`` how many of these must come out valid for the target. ``low`` and
    ``high`` are the rates if none and if all that can be saved is. ``next`` are the changes for the next window, in
    points of the rate now. ``behind`` has the packages of each action. An ``AssertionError`` names a sum that does not
    hold.
    """
    first, last = month.window()
    rule = month.policy.on(month.as_of)
    inside = _inside(month)
    whole = _counts(inside)
    save = [_saved(name, inside.filter(pl.col("action") == name), whole) for name in ACTIONS]
    target = rule.share("target")
    found = {
        "basis": "confirmed",
        "as_of": month.as_of.isoformat(),
        "first_on": first.isoformat(),
        "last_on": last.isoformat(),
        "target": rule["target"],
        **whole,
        **_reach(whole, target),
        "save": [row for row in save if row["packages"]],
        "mend": _mending(month, inside),
        "pending_by": _pending_by(inside),
        "listed": _listed(inside),
        "categories": _categories(inside, target),
        "next": changes(month, inside, whole["counted"]),
        "typed": typed(month, inside),
    }
    found["behind"] = {row["action"]: row.pop("ids") for row in found["save"]}
    found["behind"] |= {f"next_{place}": row.pop("ids") for place, row in enumerate(found["next"])}
    _assert_sums(found)
    return found


def _inside(month: Month) -> pl.DataFrame:
    """The packages of the window that count or may count, each pending or not known one with its ``action`` and days.

    ``settles_on`` is the day from which it counts as missed; ``until_on`` the last day on which a right
    number still counts, of what is not known the last day on which it is in the window, else ``settles_on``.
    """
    length = month.policy.on(month.as_of)["window_days"]
    rows = with_trails(month)
    rows = rows.join(month.inside().select("package_id"), on="package_id", how="semi")
    is_open = pl.col("state").is_in(["pending", "unknown"])
    ends_at = end_of_day(month.as_of, month.policy.zone)
    is_ahead = (pl.col("is_fixable") & (pl.col("fix_by_at") > ends_at)).fill_null(False)
    mend = pl.when(is_ahead).then(pl.lit("mend")).otherwise(pl.lit("over"))
    other = pl.col("part").replace_strict(OF_PARTS, default="physical", return_dtype=pl.String)
    last_moment = (pl.col("fix_by_at") - timedelta(microseconds=1)).dt.convert_time_zone(month.policy.zone).dt.date()
    leaves = pl.col("confirmed_on").dt.offset_by(f"{length - 1}d")
    return rows.with_columns(
        pl.col("category").fill_null(NOBODY_KNOWS),
        action=pl.when(is_open).then(pl.when(pl.col("part") == "number").then(mend).otherwise(other)),
        settles_on=settles_on(month.policy),
        until_on=pl.when(pl.col("state") == "unknown").then(leaves).when(is_ahead).then(last_moment)
        .otherwise(settles_on(month.policy)),
    ).sort("until_on", "confirmed_at", "package_id")  # fmt: skip


def _counts(rows: pl.DataFrame) -> dict[str, int]:
    """Of some packages: ``valid`` of ``counted``, ``pending``, ``unknown``, ``settled`` and what is ``savable``."""
    states = {state: rows.filter(pl.col("state") == state).height for state in JUDGED}
    counted = states["valid"] + states["defect"] + states["unknown"]
    open_, over = states["pending"] + states["unknown"], rows.filter(pl.col("action") == "over").height
    return {
        "valid": states["valid"], "counted": counted, "pending": states["pending"], "unknown": states["unknown"],
        "settled": counted + states["pending"], "savable": open_ - over, "over": over,
    }  # fmt: skip


def _reach(counts: dict[str, int], target: Fraction) -> dict:
    """The lowest and the highest rate, how many are ``short`` of the target, and the points this ``lacks``."""
    low = Rate(counts["valid"], counts["settled"])
    lacks = max(Fraction(0), 100 * target - Fraction(100 * low.valid, low.counted)) if low.counted else Fraction(0)
    return {
        "low": {"valid": low.valid, "counted": low.counted},
        "high": {"valid": low.valid + counts["savable"], "counted": low.counted},
        "short": low.repairs(target),
        "lacks": str(lacks),
        "clean_needed": Rate(counts["valid"], counts["counted"]).clean_needed(target),
    }


def _saved(name: str, rows: pl.DataFrame, whole: dict) -> dict:
    return {
        "action": name,
        "who": WHO[name],
        "packages": rows.height,
        "points": str(Fraction(100 * rows.height, whole["settled"] or 1)),
        "first_on": _iso(rows["until_on"].min()),
        "last_on": _iso(rows["until_on"].max()),
        "ids": rows["package_id"].to_list(),
    }


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _mending(month: Month, inside: pl.DataFrame) -> list[dict]:
    """The packages whose number can still be put right, the first due on top: what is wrong and what may be put in."""
    ahead = inside.filter(pl.col("action") == "mend").select("package_id", "until_on")
    if not ahead.height:
        return []
    rows = with_near(faulty(month).filter(pl.col("package_id").is_in(ahead["package_id"].implode())))
    columns = ("package_id", "order_id", "carrier", "clause", "typed", "near", "looks_like", "until_on")
    rows = rows.join(ahead, on="package_id").sort("until_on", "package_id")
    as_typed = pl.coalesce("tracking_raw", "tracking").fill_null("")
    rows = rows.with_columns(pl.col("until_on").cast(pl.String), clause="fault", typed=as_typed)
    return rows.select(columns).to_dicts()


def _pending_by(inside: pl.DataFrame) -> list[dict]:
    """Pending packages by carrier and what they lack, with how many of the carrier's counted ones were missed."""
    is_pending, is_missed = pl.col("state") == "pending", pl.col("state").is_in(["defect", "unknown"])
    carriers = inside.group_by("carrier").agg(
        missed=is_missed.sum().cast(pl.Int64), counted=(~is_pending).sum().cast(pl.Int64)
    )
    days = pl.col("settles_on").cast(pl.String)
    rows = inside.filter(is_pending).group_by("carrier", "part")
    rows = rows.agg(packages=pl.len().cast(pl.Int64), first_on=days.min(), last_on=days.max())
    rows = rows.join(carriers, on="carrier")
    return rows.sort(["packages", "carrier", "part"], descending=[True, False, False]).to_dicts()


def _listed(inside: pl.DataFrame) -> list[dict]:
    """The first ``LISTED`` pending packages by the day from which they count as missed."""
    rows = inside.filter(pl.col("state") == "pending").sort("settles_on", "confirmed_at", "package_id").head(LISTED)
    number = pl.coalesce("tracking", "tracking_raw").fill_null("")
    days = [pl.col(name).cast(pl.String) for name in ("confirmed_on", "settles_on")]
    return rows.select("package_id", "order_id", "carrier", *days, "part", "action", number=number).to_dicts()


def _categories(inside: pl.DataFrame, target: Fraction) -> list[dict]:
    """Every category that is below the target, or would be if nothing more came, the most short first."""
    rows = []
    for (name,), part in inside.partition_by("category", as_dict=True).items():
        counts = _counts(part)
        rows.append({"name": name} | counts | _reach(counts, target))
    return sorted((row for row in rows if row["short"]), key=lambda row: (-row["short"], row["name"]))


def _assert_sums(found: dict) -> None:
    open_ = found["pending"] + found["unknown"]
    assert sum(row["packages"] for row in found["save"]) == open_ == found["savable"] + found["over"], "open by action"
    assert sum(row["packages"] for row in found["pending_by"]) == found["pending"], "pending by carrier"
    defects = found["counted"] - found["valid"] - found["unknown"]
    assert sum(row["packages"] for row in found["next"]) == defects, "defects by change"
    points = sum(Fraction(row["points"]) for row in found["next"])
    assert points * (found["counted"] or 1) == 100 * defects, "points by change"
