"""When the rate recovers, as data: the days to come, of all packages and of each category below the target."""

from datetime import timedelta
from fractions import Fraction

import polars as pl

from vtr_lib.metrics.counts import between
from vtr_lib.metrics.rate import Rate
from vtr_lib.metrics.recovery import HORIZON, USUAL_DAYS, Band, Day, ahead, course, daily, first_met, met_from, usual
from vtr_lib.report.month import Month

WAYS = ("clean", "usual", "nothing")  # what is assumed of new packages
ENDS = ("low", "high")  # everything pending comes out missed, or valid


def recovery(month: Month) -> dict:
    """Everything the notebook shows: strings, integers, booleans, lists and dicts; days are ISO text.

    ``groups`` are all packages (``category`` None) and each category below the target, the most counted first. Of each:
    the rate now, its window's ``packages`` (valid, missed and pending), how the ``usual`` days came out, ``ways`` with
    the rates of ``days`` days from ``as_of`` on, and the days on which missed packages are ``leaving``. By day of
    confirmation.
    """
    first, last = month.window()
    rule = month.policy.on(month.as_of)
    target, counts = rule.share("target"), month.counts()
    categories = month.own_summary["windows"]["confirmed"]["by"]["category"]
    below = [row["name"] for row in categories if row["is_met"] is False]
    return {
        "basis": "confirmed",
        "as_of": month.as_of.isoformat(),
        "first_on": first.isoformat(),
        "last_on": last.isoformat(),
        "length": rule["window_days"],
        "horizon": HORIZON,
        "usual_days": USUAL_DAYS,
        "target": rule["target"],
        "days": [(month.as_of + timedelta(days=step)).isoformat() for step in range(HORIZON + 1)],
        "categories": sum(bool(row["counted"]) for row in categories),
        "groups": [_group(None, counts, month, target)]
        + [_group(name, counts.filter(pl.col("category") == name), month, target) for name in below],
    }


def _group(category: str | None, counts: pl.DataFrame, month: Month, target: Fraction) -> dict:
    first, last = month.window()
    past = daily(between(counts, first, last), first, last)
    rate = Rate(sum(day.valid for day in past), sum(day.valid + day.missed for day in past))
    matured, since, until = usual(between(counts, counts["day"].min() or last, last))
    new = {"clean": ahead(past, Fraction(1)), "nothing": [Day()] * HORIZON}
    if matured.counted:
        new["usual"] = ahead(past, Fraction(matured.valid, matured.counted))
    return {
        "category": category,
        "valid": rate.valid,
        "counted": rate.counted,
        "pending": sum(day.pending for day in past),
        "packages": rate.counted + sum(day.pending for day in past),
        "repairs": rate.repairs(target),
        "clean_needed": rate.clean_needed(target),
        "usual": _counts(matured)
        | {"first_on": since.isoformat() if since else "", "last_on": until.isoformat() if until else ""},
        "ways": {way: _way(course(past, new[way]), month, target) for way in WAYS if way in new},
        "leaving": _leaving(past, month),
    }


def _counts(rate: Rate) -> dict[str, int]:
    return {"valid": rate.valid, "counted": rate.counted}


def _way(bands: list[Band], month: Month, target: Fraction) -> dict:
    """The rates by day, and for each end the first day on which the target is met and the one from which it stays."""
    found = {}
    for end in ENDS:
        rates = [getattr(band, end) for band in bands]
        places = {"met_on": first_met(rates, target), "stays_from": met_from(rates, target)}
        days = {
            name: (month.as_of + timedelta(days=place)).isoformat() if place is not None else None
            for name, place in places.items()
        }
        found[end] = {"rates": [_counts(rate) for rate in rates], **days}
    return found


def _leaving(past: list[Day], month: Month) -> list[dict]:
    """The days on which packages leave that are missed or may be, with how many of these are left after each."""
    length, left = len(past), [sum(day.missed for day in past), sum(day.pending for day in past)]
    rows = []
    for place, day in enumerate(past):
        if day.missed or day.pending:
            left = [left[0] - day.missed, left[1] - day.pending]
            confirmed_on = month.as_of - timedelta(days=length - 1 - place)
            rows.append(
                {
                    "on": (confirmed_on + timedelta(days=length)).isoformat(),
                    "confirmed_on": confirmed_on.isoformat(),
                    "valid": day.valid, "missed": day.missed, "pending": day.pending,
                    "missed_left": left[0], "pending_left": left[1],
                }
            )  # fmt: skip
    return rows
