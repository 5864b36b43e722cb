"""Rates of a window in all and by segment, as plain data."""

import polars as pl

from vtr_lib.metrics.counts import between, by_state
from vtr_lib.metrics.rate import Rate
from vtr_lib.report import phrases
from vtr_lib.report.month import Month
from vtr_lib.schema import STATES
from vtr_lib.words import Words

NOTHING = "none"  # the name of the packages that have no clause, cause or day


def rates(month: Month, basis: str = "confirmed", by: str | None = None) -> dict:
    """``store``, ``basis``, ``as_of``, ``target``, ``window`` (both days), ``total``, and ``rows``, one a ``by``.

    A row has its name, the packages in each state, ``valid``, ``counted``, ``percent`` (cut, ``n/a`` where nothing
    counts), ``text`` and ``is_met`` (None where nothing counts). ``by`` is a segment, ``clause``, ``cause`` or ``day``;
    the rows' counts add up to the total's.
    """
    rule = month.policy.on(month.as_of)
    first, last = month.window(basis)
    counts = between(month.counts(basis), first, last)
    target = rule.share("target")
    rows = by_state(counts.with_columns(pl.col(by).cast(pl.String).fill_null(NOTHING)), by) if by else pl.DataFrame()
    return {
        "store": month.store.name,
        "basis": basis,
        "by": by,
        "as_of": month.as_of.isoformat(),
        "policy": month.policy.id,
        "target": rule["target"],
        "window": {"first_on": first.isoformat(), "last_on": last.isoformat(), "days": rule["window_days"]},
        "total": _row(by_state(counts).row(0, named=True), target),
        "rows": [{"name": row[by]} | _row(row, target) for row in rows.iter_rows(named=True)],
    }


def name_of(row: dict, by: str | None, words: Words) -> str:
    """A row's name for a reader: the carrier's, the clause's, the cause's, the day; of the total, that it is one."""
    if "name" not in row:
        return words("rate.total")
    name = row["name"]
    if name == NOTHING:
        return words("rate.nothing")
    if by == "day":
        return words.day(name)
    sections = {"clause": "clauses", "cause": "causes"}
    return words.name(sections[by], name) if by in sections else phrases.segment(name, by, words)


def _row(row: dict, target) -> dict:
    rate = Rate(row["valid"], row["counted"])
    states = {state: row[state] for state in STATES}
    found = {"counted": rate.counted, "percent": rate.percent(), "text": str(rate), "is_met": rate.meets(target)}
    return states | found
