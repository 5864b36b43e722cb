"""The months before, as data: the rate at the end of each, as today's files tell it, judged as of that day."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import polars as pl

from vtr_lib.metrics.attribution import Loss, losses
from vtr_lib.metrics.counts import between, by_state, count, rate
from vtr_lib.metrics.rate import Rate
from vtr_lib.metrics.rolling import window
from vtr_lib.report.month import Month
from vtr_lib.store.verdicts import judged

MOST = 12  # month ends
BY_CATEGORY = 3  # of them by category, the last ones
MOVED_BY = ("cause", "carrier")


def months(month: Month) -> dict:
    """The last ``MOST`` month ends up to the day whose window the data fill, the earliest first.

    Strings, integers, lists and dicts; days are ISO text. A row has the month's ``end``, its window and ``target``, the
    rate by day of confirmation and what is pending, all as of that end; ``points`` is the change against the month end
    before (exact, as text; None where one of them counts nothing), ``moved`` what moved most of it by cause and by
    carrier. A month without a package is a row with nothing counted. ``categories`` have the rates of the last months.
    """
    packages, facts = (month.store.table(name) for name in ("packages", "facts"))
    days = month.verdicts["confirmed_on"]
    ends = _ends(month, days.min())
    counts = {end: _counts(end, month, packages, facts, days) for end in ends}
    rows = [_row(end, counts[end], month) for end in ends]
    for before, after in pairwise(rows):
        ends_of = [counts[date.fromisoformat(row["end"])] for row in (before, after)]
        after |= _change(before, after, *ends_of)
    return {
        "as_of": month.as_of.isoformat(),
        "basis": "confirmed",
        "most": MOST,
        "rows": rows,
        "categories": _categories([(end, counts[end]) for end in ends[-BY_CATEGORY:]]),
        "by_category": [end.isoformat() for end in ends[-BY_CATEGORY:]],
    }


def _ends(month: Month, first_day: date | None) -> list[date]:
    """The month ends up to the day, the earliest first, whose whole window lies in the days the data and rule know."""
    found: list[date] = []
    end = (month.as_of + timedelta(days=1)).replace(day=1) - timedelta(days=1)
    while first_day and len(found) < MOST and end >= month.policy.first_on:
        if window(end, month.policy.on(end)["window_days"])[0] < first_day:
            break
        found.append(end)
        end = end.replace(day=1) - timedelta(days=1)
    return found[::-1]


def _counts(end: date, month: Month, packages: pl.DataFrame, facts: pl.DataFrame, days: pl.Series) -> pl.DataFrame:
    """The counts of the window that ends with ``end``: only its packages are judged, each row by itself."""
    if end == month.as_of:
        return between(month.counts(), *month.window())
    is_inside = days.is_between(*window(end, month.policy.on(end)["window_days"]))
    if not is_inside.any():
        return month.counts().clear()
    return count(judged(packages.filter(is_inside), facts.filter(is_inside), month.policy, end))


def _row(end: date, counts: pl.DataFrame, month: Month) -> dict:
    rule, found = month.policy.on(end), rate(counts)
    first, last = window(end, rule["window_days"])
    return {
        "end": end.isoformat(),
        "first_on": first.isoformat(),
        "last_on": last.isoformat(),
        "target": rule["target"],
        "valid": found.valid,
        "counted": found.counted,
        "pending": by_state(counts).row(0, named=True)["pending"],
        "packages": int(counts["packages"].sum()),
        "points": None,
        "moved": {},
    }


def _change(before: dict, after: dict, counts_before: pl.DataFrame, counts_after: pl.DataFrame) -> dict:
    """The points from one month end to the next, and what moved most of them by cause and by carrier."""
    if not before["counted"] or not after["counted"]:
        return {}
    one, other = (Fraction(100 * row["valid"], row["counted"]) for row in (before, after))
    moved = {by: _most(losses(counts_before, by), losses(counts_after, by)) for by in MOVED_BY}
    return {"points": str(other - one), "moved": {by: most for by, most in moved.items() if most}}


def _most(before: list[Loss], after: list[Loss]) -> dict | None:
    """The cause or carrier whose lost points changed most; what all of them changed by is the whole change."""
    lost = [{loss.name: loss for loss in each} for each in (before, after)]
    names = sorted({*lost[0], *lost[1]})
    moved = {name: _points(lost[0].get(name)) - _points(lost[1].get(name)) for name in names}
    if not any(moved.values()):
        return None
    name = min(moved, key=lambda each: (-abs(moved[each]), each))
    missed = [each[name].missed if name in each else 0 for each in lost]
    return {"name": name, "points": str(moved[name]), "before": missed[0], "after": missed[1]}


def _points(loss: Loss | None) -> Fraction:
    return loss.points if loss else Fraction(0)


def _categories(ends: list[tuple[date, pl.DataFrame]]) -> list[dict]:
    """A row a category with its rates at each end, the most counted at the last one first."""
    rates = [
        {row["category"]: Rate(row["valid"], row["counted"]) for row in by_state(counts, "category").to_dicts()}
        for _, counts in ends
    ]
    names = sorted({name for each in rates for name in each})
    rows = [
        {"name": name, "rates": [_plain(each.get(name, Rate(0, 0))) for each in rates]}
        for name in names
        if any(each.get(name, Rate(0, 0)).counted for each in rates)
    ]
    return sorted(rows, key=lambda row: (-row["rates"][-1]["counted"], row["name"]))


def _plain(rate: Rate) -> dict[str, int]:
    return {"valid": rate.valid, "counted": rate.counted}
