"""From tables to verdicts: the kernel's steps in a row, in Polars."""

from datetime import date

import polars as pl

from vtr_lib.frames import polars_schema
from vtr_lib.metrics.counts import SEGMENTS
from vtr_lib.policy import Policy
from vtr_lib.schema import VERDICTS
from vtr_lib.store import facts
from vtr_lib.store.reduce import reduce
from vtr_lib.tracking.carriers import resolve
from vtr_lib.tracking.normal import normalise
from vtr_lib.verdict.judge import judge

PACKAGE_COLUMNS = (
    "package_id", "order_id", *SEGMENTS, "carrier_raw", "service", "tracking", "tracking_raw", "destination",
    "origin_source", "confirmed_at", "value_cents", "currency", "is_prime",
)  # fmt: skip


def judge_tables(
    packages: pl.DataFrame,
    scans: pl.DataFrame,
    snapshots: pl.DataFrame,
    policy: Policy,
    as_of: date | None = None,
    file: str | None = None,
) -> pl.DataFrame:
    """Verdicts of canonical tables, one row a package and in its order; numbers and carriers may be as typed.

    ``file`` is named in errors. Raises what ``facts.fill`` and ``judge`` raise.
    """
    scans = scans.with_columns(_number(scans["tracking"]), _number(scans["alias_of"]), resolve(scans["carrier"]))
    snapshots = snapshots.with_columns(_number(snapshots["tracking"]))
    built = facts.build(facts.fill(packages, file), reduce(scans), snapshots, policy)
    return judge(built, policy, as_of)


def _number(numbers: pl.Series) -> pl.Series:
    return normalise(numbers)["normalised"].alias(numbers.name)


def judged(packages: pl.DataFrame, built: pl.DataFrame, policy: Policy, as_of: date | None) -> pl.DataFrame:
    """A store's packages with their verdicts: ``PACKAGE_COLUMNS`` and, beside them, the columns of ``schema.VERDICTS``.

    A store may hold packages of another marketplace, or from before the policy's first known day. No rule of this
    policy is theirs: they are out of scope, by a clause that says so.
    """
    foreign = pl.col("marketplace") != policy.marketplace
    early = pl.col("confirmed_on") < policy.first_on
    rows = facts.relabelled(built, policy).with_row_index("row")
    outside = rows.filter(foreign | early).select(
        "row",
        "package_id",
        "confirmed_on",
        "promised_on",
        state=pl.lit("out_of_scope"),
        clause=pl.when(foreign)
        .then(pl.lit("out_of_scope.marketplace"))
        .otherwise(pl.lit("out_of_scope.before_policy")),
        rule=pl.lit("none"),
        scans_needed=pl.lit(0, pl.Int64),
        is_fixable=pl.lit(False),
        flags=pl.lit(""),
    )
    inside = rows.filter(~(foreign | early))
    verdicts = judge(inside.drop("row"), policy, as_of).cast(polars_schema(VERDICTS)).with_columns(inside["row"])
    whole = pl.concat([verdicts, outside], how="diagonal").sort("row")
    return pl.concat([packages.select(PACKAGE_COLUMNS), whole.drop("row", "package_id")], how="horizontal")
