"""Numbers at fault: which faults, since when, typed by whom, and which can still be mended; as plain data."""

from collections import Counter
from datetime import timedelta

import polars as pl

from vtr_lib.calendar import days
from vtr_lib.metrics.counts import window_day
from vtr_lib.report.confirmations import confirmed
from vtr_lib.report.faulty_numbers import FAULTS, KINDS, faulty, is_advised, is_reused, with_near
from vtr_lib.report.mending import mending
from vtr_lib.report.month import SHOWN_DAYS, Month
from vtr_lib.report.number_limits import not_known, odd
from vtr_lib.report.number_links import beneath, links, reused

JUDGED = ("valid", "defect", "pending", "unknown")


def invalid_numbers(month: Month, basis: str = "confirmed") -> dict:
    """Everything that is said of the numbers at fault: strings, integers, booleans, lists and dicts; days are ISO text.

    ``window`` is that of the rate, ``shown`` the last ``SHOWN_DAYS`` up to its end of which the store has packages; a
    fault is known as soon as a number is, so packages still pending count at once. ``mend`` is of the whole store. An
    ``AssertionError`` names a sum that does not hold.
    """
    first, last = month.window(basis)
    packages = month.packages.with_columns(day=window_day(basis))
    since = max(min(packages["day"].min() or last, last), last - timedelta(days=SHOWN_DAYS - 1))
    is_shown, is_inside = (pl.col("day").is_between(start, last) for start in (since, first))
    at_fault = faulty(month, basis)
    rows = with_near(at_fault.filter(is_shown | pl.col("is_fixable")))  # of no other numbers it is asked
    listed = rows.filter(is_shown).with_columns(is_inside=is_inside)
    shown = packages.filter(is_shown, pl.col("state").is_in(JUDGED)).with_columns(
        is_at_fault=pl.col("package_id").is_in(at_fault["package_id"].implode())
    )
    inside = shown.filter(is_inside)
    found = {
        "as_of": month.as_of.isoformat(),
        "zone": month.policy.zone,
        "window": {"basis": basis, "first_on": first.isoformat(), "last_on": last.isoformat()},
        "shown": {"basis": basis, "first_on": since.isoformat(), "last_on": last.isoformat()},
        "judged": {"window": inside.height, "shown": shown.height},
        "at_fault": {"window": listed["is_inside"].sum(), "shown": listed.height},
        "rate": _rate(inside),
        "clauses": _clauses(listed),
        "beneath": beneath(listed),
        "wrong_carrier": links(listed),
        "confirmed": confirmed(shown, month.policy.zone),
        "days": _days(listed, shown, days(since, last)),
        "mend": mending(at_fault, rows, month),
        "reused": reused(listed, month.packages),
        "not_known": not_known(packages.filter(is_shown), shown, listed),
        "behind": _behind(listed, rows, shown),
    }
    _assert_sums(found, at_fault)
    return found


def _rate(inside: pl.DataFrame) -> dict:
    """The window's ``valid`` and ``counted``, and ``missed``: how many of these are not valid by their number."""
    counted = inside.filter(pl.col("state") != "pending")
    return {
        "valid": counted.filter(pl.col("state") == "valid").height,
        "counted": counted.height,
        "missed": counted.filter("is_at_fault").height,
    }


def _clauses(listed: pl.DataFrame) -> list[dict]:
    """A row a clause, the most packages first, each with its ``kinds``; what does not occur is no row."""
    rows = []
    for fault, part in listed.partition_by("fault", as_dict=True).items():
        kinds = [(kind, part.filter(pl.col("kind") == kind)) for kind in KINDS.get(fault[0], ())]
        row = {"clause": fault[0]} | _counts(part)
        row |= {"kinds": [{"kind": kind} | _counts(of) for kind, of in kinds if of.height]}
        rows.append(row)
    return sorted(rows, key=lambda row: (-row["shown"], FAULTS.index(row["clause"])))


def _counts(part: pl.DataFrame) -> dict:
    return {
        "window": part["is_inside"].sum(),
        "missed": part.filter("is_inside", pl.col("state") == "defect").height,
        "shown": part.height,
        "pending": part.filter(pl.col("state") == "pending").height,
        "suggested": part.filter(is_advised()).height,
        "first_on": part["day"].min().isoformat(),
        "last_on": part["day"].max().isoformat(),
    }


def _days(listed: pl.DataFrame, shown: pl.DataFrame, whole: list) -> dict:
    """The ``days``, ``judged`` and ``at_fault`` on each, and ``faults``: clause → packages on each."""
    judged, at_fault = (Counter(rows["day"].to_list()) for rows in (shown, listed))
    faults = {fault: Counter(listed.filter(pl.col("fault") == fault)["day"].to_list()) for fault in FAULTS}
    return {
        "days": [day.isoformat() for day in whole],
        "judged": [judged[day] for day in whole],
        "at_fault": [at_fault[day] for day in whole],
        "faults": {fault: [of[day] for day in whole] for fault, of in faults.items() if of},
    }


def _behind(listed: pl.DataFrame, rows: pl.DataFrame, shown: pl.DataFrame) -> dict[str, list[str]]:
    """The packages behind each figure, by its name."""
    parts = {
        "clauses": listed,
        "window": listed.filter("is_inside"),
        "beneath": listed.filter(pl.col("beneath").list.len() > 0),
        "wrong_carrier": listed.filter(pl.col("fault") == "id.wrong_carrier"),
        "reused": listed.filter(is_reused()),
        "mend": rows.filter("is_fixable"),
        "odd": odd(shown),
    }
    return {name: sorted(part["package_id"].to_list()) for name, part in parts.items()}


def _assert_sums(found: dict, at_fault: pl.DataFrame) -> None:
    whole, parts = found["at_fault"], found["clauses"]
    for span in ("window", "shown"):
        assert whole[span] == sum(row[span] for row in parts), f"at fault in the {span} by clause"
    assert found["rate"]["missed"] == sum(row["missed"] for row in parts), "not valid by clause"
    for row in parts:
        assert not row["kinds"] or row["shown"] == sum(kind["shown"] for kind in row["kinds"]), row["clause"]
    for by, groups in found["confirmed"].items():
        assert whole["shown"] == sum(group["at_fault"] for group in groups), f"at fault by {by}"
        assert found["judged"]["shown"] == sum(group["judged"] for group in groups), f"judged by {by}"
    by_day = found["days"]
    assert whole["shown"] == sum(by_day["at_fault"]), "at fault by day"
    assert whole["shown"] == sum(sum(of) for of in by_day["faults"].values()), "at fault by day and clause"
    mend = found["mend"]
    assert at_fault.height == mend["ahead"] + mend["over"] + mend["past"], "at fault by what can be mended"
