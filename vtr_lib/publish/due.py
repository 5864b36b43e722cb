"""Which months of a store are due a report: the month is over, and the days it takes to settle have passed."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from vtr_lib import policy as policies
from vtr_lib.calendar import day_of, month_of
from vtr_lib.policy import Policy
from vtr_lib.publish.editions import Edition, edition
from vtr_lib.store.store import Store


@dataclass(frozen=True)
class Due:
    """A month that is due. It lacks a report, and may lack the files for one (``is_known`` is False)."""

    month: str
    edition: Edition
    is_known: bool


def due(store: Store, reports: Path, *, lang: str = "en", policy: str = "", as_of: date | None = None) -> list[Due]:
    """The months without a report in force, oldest first: from that of the first package on.

    A month is due on ``as_of`` (the last day the files tell of) once the policy's ``lag_days`` after its end have
    passed; ``is_known`` says whether the files tell of all its days. Months from before the policy's first rule are
    never due. A store without packages has none.
    """
    packages = store.table("packages")
    if packages.is_empty():
        return []
    usual = store.document("quality")["marketplace"].lower()
    rule = policies.load(policy or usual)
    found, today = [], as_of or store.known_on
    for month, end in _months(day_of(packages["confirmed_at"].min(), rule.zone), today):
        if not _is_due(rule, end, today):
            continue
        made = edition(reports, store.name, month, lang, rule.id, usual)
        if made.in_force is None:
            found.append(Due(month, made, end <= store.known_on))
    return found


def _months(first: date, last: date):
    """``YYYY-MM`` and the last day of every month from that of ``first`` to that of ``last``."""
    while first <= last:
        month = first.strftime("%Y-%m")
        _, end = month_of(month)
        yield month, end
        first = end + timedelta(days=1)


def _is_due(policy: Policy, end: date, today: date) -> bool:
    if not policy.fixed_on and end < policy.first_on:
        return False
    return today >= end + timedelta(days=policy.on(end)["lag_days"])
