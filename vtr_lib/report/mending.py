"""Which numbers at fault can still be put right, until when and by what."""

from datetime import timedelta

import polars as pl

from vtr_lib.calendar import end_of_day
from vtr_lib.report.faulty_numbers import is_advised
from vtr_lib.report.month import Month

LISTED = 50  # packages that are named; all are counted


def mending(at_fault: pl.DataFrame, rows: pl.DataFrame, month: Month) -> dict:
    """Of all ``at_fault``: ``ahead`` (a right number still counts), ``over`` (undelivered, its day is over), ``past``.

    ``rows`` are those of them that may be fixable, ``with_near``. ``listed``: of those ahead the ``advised``, for which
    there is something to put right by, in the order of their last day.
    """
    is_ahead = pl.col("fix_by_at") > end_of_day(month.as_of, month.policy.zone)
    fixable = rows.filter("is_fixable")
    until = (pl.col("fix_by_at") - timedelta(microseconds=1)).dt.convert_time_zone(month.policy.zone)
    ahead = fixable.filter(is_ahead).sort("fix_by_at", "package_id")
    ahead = ahead.with_columns(until_on=until.dt.to_string("%Y-%m-%d"))
    advised = ahead.filter(is_advised())
    columns = {
        "package_id": "package_id", "order_id": "order_id", "carrier": "carrier", "clause": "fault",
        "typed": pl.coalesce("tracking_raw", "tracking"), "near": "near", "looks_like": "looks_like",
        "until_on": "until_on",
    }  # fmt: skip
    return {
        "ahead": ahead.height,
        "first_on": ahead["until_on"].min(),
        "over": fixable.height - ahead.height,
        "past": at_fault.height - at_fault["is_fixable"].sum(),
        "advised": advised.height,
        "listed": advised.head(LISTED).select(**columns).to_dicts(),
    }
