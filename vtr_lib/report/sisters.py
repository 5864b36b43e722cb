"""The measures beside the rate, of a store as of a day: rows for a table, and their days for a figure."""

from datetime import date, datetime, timedelta

import polars as pl

from vtr_lib.calendar import start_of_day
from vtr_lib.metrics import sisters as counting
from vtr_lib.metrics.rolling import window
from vtr_lib.policy.sisters import Sister, sisters
from vtr_lib.report.month import Month

ELSEWHERE = ("out_of_scope.fulfilment", "out_of_scope.marketplace", "out_of_scope.unconfirmed")
SCANNED_ENOUGH = ("exempt", "out_of_scope", "pending")  # not held to be valid, and yet tracked if scanned


def beside(month: Month) -> list[dict]:
    """A row a measure and window asked on the day: its counts, what is in neither count, unit, window and limit."""
    daily = days_of(month)
    return [
        _row(counting.measure(sister.name, sister.unit, daily[sister.name], *_window(sister, month, length)), sister)
        for sister in sisters(month.policy.marketplace, month.as_of)
        for length in sister.windows
    ]


def days_of(month: Month) -> dict[str, pl.DataFrame]:
    """The daily counts of every measure by its name, as ``metrics.sisters`` gives them."""
    until, zone = _until(month), month.policy.zone
    sent, orders = _sent(month), _orders(month)
    waiting = orders.filter(~pl.col("is_sent"), ~pl.col("is_cancelled"), ~pl.col("is_pending"))
    both = pl.concat([
        sent.select("order_id", "confirmed_at", "ship_by_at"),
        waiting.select("order_id", pl.lit(None, sent.schema["confirmed_at"]).alias("confirmed_at"), "ship_by_at"),
    ])  # fmt: skip
    return {
        "late_shipment": counting.late_shipment(both, until, zone),
        "on_time_delivery": counting.on_time_delivery(_units(month, sent), until, zone),
        "cancellation": counting.cancellation(orders, until, zone),
    }


def _row(found: counting.Measure, sister: Sister) -> dict:
    return {
        "name": found.name,
        "unit": found.unit,
        "by": sister.by,
        "first_on": found.first_on.isoformat(),
        "last_on": found.last_on.isoformat(),
        "days": (found.last_on - found.first_on).days + 1,
        "part": found.part,
        "counted": found.counted,
        "apart": found.apart,
        "limit": str(sister.limit),
        "side": sister.side,
        "is_met": sister.is_met(found.part, found.counted),
        "since": sister.from_on.isoformat(),
        "source": sister.source,
        "confidence": sister.confidence,
    }


def _window(sister: Sister, month: Month, length: int) -> tuple[date, date]:
    return window(month.as_of, length, sister.lag_days)


def _until(month: Month) -> datetime:
    return start_of_day(month.as_of + timedelta(days=1), month.policy.zone) - timedelta(microseconds=1)


def _sent(month: Month) -> pl.DataFrame:
    """The seller's own packages on the marketplace that were confirmed by the day, wherever they were sent to."""
    return month.packages.filter(~pl.col("clause").is_in(ELSEWHERE))


def _orders(month: Month) -> pl.DataFrame:
    """The seller's own orders on the marketplace, with whether a package of theirs was confirmed by the day."""
    sent = _sent(month)["order_id"].unique()
    rows = month.orders.filter(pl.col("marketplace") == month.policy.marketplace, pl.col("fulfilment") == "merchant")
    return rows.with_columns(pl.col("order_id").is_in(sent.implode()).alias("is_sent"))


def _units(month: Month, sent: pl.DataFrame) -> pl.DataFrame:
    """``sent`` with ``units``, ``is_tracked`` and ``delivered_at``, as on-time delivery counts them.

    Tracked is what has valid tracking; and, where the rate does not ask, what was scanned under a number without fault.
    A unit whose tracking is not valid leaves this measure and lowers the rate, so the two move apart.
    """
    units = month.items.group_by("package_id").agg(
        pl.when(pl.col("quantity").is_not_null().all()).then(pl.col("quantity").sum()).alias("units")
    )
    delivered = pl.concat(
        [month.packages.select("package_id"), month.store.table("facts").select("delivered_at")], how="horizontal"
    )
    is_scanned = pl.col("first_scan_at").is_not_null() & ~pl.col("is_fixable")
    return (
        sent.join(units, on="package_id", how="left")
        .join(delivered, on="package_id", how="left")
        .with_columns(
            (
                (pl.col("state") == "valid") | (pl.col("state").is_in(SCANNED_ENOUGH) & is_scanned.fill_null(False))
            ).alias("is_tracked")
        )
    )
