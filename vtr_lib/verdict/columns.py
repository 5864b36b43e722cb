"""How the kernel's columns are put together: from the rules of several days, from cases of which the first holds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

import narwhals as nw

from vtr_lib.policy import Policy, Rule

EPOCH = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Days since 1970-01-01, as the columns ``…_day`` have them."""
    return (day - EPOCH).days


@dataclass(frozen=True, slots=True)
class _Noting(Rule):
    """A rule that notes which of its keys were asked for; its name is one of all of them."""

    asked: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        self.asked.update(self.policy.timeline)
        return Rule.name.fget(self)

    def __getitem__(self, key: str):
        self.asked.add(key)
        return Rule.__getitem__(self, key)

    def says_the_same(self, later: Rule) -> bool:
        """All that was asked for holds on under ``later``."""
        return all(self.values.get(key) == later.values.get(key) for key in self.asked)


def by_rule(policy: Policy, column: Callable[[Rule], nw.Expr]) -> nw.Expr:
    """``column`` under the rule of each package's own day, the day of its confirmation.

    It is written once for days on which nothing changed of what it asks for: most columns ask for a key or two, and
    writing one down costs more than what it judges.
    """
    chosen, last = None, None
    for rule in policy.rules():
        if last and last.says_the_same(rule):
            continue
        last = _Noting(rule.policy, rule.from_on, rule.until_on, rule.values)
        told = column(last)
        is_since = nw.col("confirmed_day") >= day_number(rule.from_on)
        chosen = told if chosen is None else nw.when(is_since).then(told).otherwise(chosen)
    return chosen


def first_of(cases: Iterable[tuple[nw.Expr, nw.Expr]], otherwise: nw.Expr) -> nw.Expr:
    """The value of the first case that holds."""
    chosen = otherwise
    for case, value in reversed(list(cases)):
        chosen = nw.when(case).then(value).otherwise(chosen)
    return chosen


def column_of(clause: str) -> str:
    """The column that says whether a clause holds: Spark takes a point in a column's name for a path into it."""
    return clause.replace(".", "_")


def holds(clause: str) -> nw.Expr:
    """Whether the clause holds, once its step has been taken."""
    return nw.col(column_of(clause))
