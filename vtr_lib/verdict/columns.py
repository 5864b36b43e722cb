"""How the kernel's columns are put together: from the rules of several days, from cases of which the first holds."""

from collections.abc import Callable, Iterable
from datetime import date

import narwhals as nw

from vtr_lib.policy import Policy, Rule

EPOCH = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Days since 1970-01-01, as the columns ``…_day`` have them."""
    return (day - EPOCH).days


def by_rule(policy: Policy, column: Callable[[Rule], nw.Expr]) -> nw.Expr:
    """``column`` under the rule of each package's own day, the day of its confirmation."""
    first, *later = policy.rules()
    chosen = column(first)
    for rule in later:
        chosen = nw.when(nw.col("confirmed_day") >= day_number(rule.from_on)).then(column(rule)).otherwise(chosen)
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
