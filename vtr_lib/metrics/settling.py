"""When a package that is still pending is settled: the day from which it counts as missed."""

import polars as pl

from vtr_lib.policy import Policy


def settles_on(policy: Policy) -> pl.Expr:
    """The first day as of which a package is not pending, from its ``rule``, ``promised_on`` and ``confirmed_on``.

    The promise, or where none is known so many days after the confirmation as its rule says, and the lag of its rule.
    Null where the rule is none of ``policy``.
    """
    chain = pl.when(pl.lit(False)).then(pl.lit(None, pl.Date))
    for rule in policy.rules():
        due = pl.coalesce("promised_on", pl.col("confirmed_on").dt.offset_by(f"{rule['due_days']}d"))
        chain = chain.when(pl.col("rule") == rule.name).then(due.dt.offset_by(f"{rule['lag_days']}d"))
    return chain
