"""Why packages were late, as data: one plain dict that figures, tables and sentences of the investigation read."""

import math
from datetime import date

import polars as pl

from vtr_lib.calendar import local_day, years_of
from vtr_lib.metrics.lateness import MARKS, banded, by_weekday, marks, partition, silent_days
from vtr_lib.metrics.rate import Rate
from vtr_lib.metrics.risk import Risk, at_most
from vtr_lib.metrics.rolling import window
from vtr_lib.metrics.sisters import rolled
from vtr_lib.policy.sisters import sisters
from vtr_lib.report import late_places
from vtr_lib.report.month import Month
from vtr_lib.report.sisters import beside, days_of

SHIP_BY_BANDS = (0, 6, 12, 24, 48, 72)  # hours past the latest ship time
SCAN_BANDS = (0, 24, 48, 72, 120, 240)  # hours from confirmation to the first physical scan
COUNTED = ("valid", "defect", "unknown")
LEAST = 20  # packages on either side below which no ratio is said
EXPOSURES = {"confirmed_late": "is_late", "handed_over_late": "is_handed_late"}


def late_shipment(month: Month, basis: str = "confirmed") -> dict:
    """What the window of ``basis`` tells of lateness: strings, integers, booleans, lists and dicts, days as ISO text.

    ``counted`` and ``missed`` are those of the rate, and ``partition`` adds up to ``family`` and ``others_late``.
    ``behind`` has the ``package_id`` of each figure's packages. A window without packages gives zeros and empty lists.
    """
    (first, last), rule = month.window(basis), month.policy.on(month.as_of)
    inside = _told(month, basis)
    counted = inside.filter(pl.col("state").is_in(COUNTED))
    missed = counted.filter("is_missed")
    parts = partition(missed).to_dicts()
    family = missed.filter(pl.col("cause") == "late_shipment")
    risks = [_risk(name, counted, column) for name, column in EXPOSURES.items()]
    silent = silent_days(*_days_told(month), first, last).to_dicts()
    never = inside.filter(pl.col("flags").str.split(";").list.contains("never_sent"))
    return {
        "basis": basis,
        "store": month.store.name,
        "as_of": month.as_of.isoformat(),
        "zone": month.policy.zone,
        "first_on": first.isoformat(),
        "last_on": last.isoformat(),
        "handover_days": rule["handover_days"],
        "too_late_days": rule["too_late_days"],
        "counted": counted.height,
        "missed": missed.height,
        "family": family.height,
        "family_days": _span(family),
        "points": Rate(family.height, counted.height).percent(),
        "others_late": sum(row["packages"] for row in parts if row["family"] == "other"),
        "partition": parts,
        "marks": [_marked(mark, missed) for mark in MARKS],
        "ship_by": banded(counted, "past_ship_by", SHIP_BY_BANDS).to_dicts(),
        "first_scan": banded(counted, "to_first_scan", SCAN_BANDS).to_dicts(),
        "late": _both(counted, "is_late"),
        "handed_late": _both(counted, "is_handed_late"),
        "risks": risks,
        "weekdays": {day: by_weekday(counted, f"{day}_on").to_dicts() for day in ("ship_by", "confirmed")},
        "silent": [row | {"day": row["day"].isoformat()} for row in silent],
        "never_sent": late_places.never_sent(never, month.items),
        "skus": late_places.by_sku(counted, month.items),
        "warehouses": late_places.by_warehouse(counted),
        "sisters": beside(month),
        "daily": _daily(month, basis),
        "unknown": _unknown(counted, month),
        "behind": {
            "partition": _ids(missed.filter((pl.col("cause") == "late_shipment") | (pl.col("marks").list.len() > 0))),
            "ship_by": _ids(counted.filter("is_late")),
            "first_scan": _ids(counted.filter("is_handed_late")),
            "risks": _ids(missed.filter(pl.col("is_late") | pl.col("is_handed_late"))),
            "weekdays": _ids(counted.filter("is_late")),
            "never_sent": _ids(never),
        },
    }  # fmt: skip


def _told(month: Month, basis: str) -> pl.DataFrame:
    """The window's packages with what is asked of each; null where it can't be known."""
    rows = month.inside(basis)
    flags = pl.col("flags").fill_null("").str.split(";").list
    is_dated = pl.col("confirmed_precision").fill_null("second") != "day"
    past = (pl.col("confirmed_at") - pl.col("ship_by_at")).dt.total_seconds()
    waited = (pl.col("first_scan_at") - pl.col("confirmed_at")).dt.total_seconds()
    return rows.with_columns(
        (pl.col("state") != "valid").alias("is_missed"),
        marks().alias("marks"),
        pl.when(pl.col("ship_by_at").is_not_null()).then(flags.contains("confirmed_late")).alias("is_late"),
        pl.when(pl.col("first_scan_at").is_not_null()).then(flags.contains("handed_over_late")).alias("is_handed_late"),
        pl.when(is_dated).then(past).alias("past_ship_by"),
        pl.when(is_dated).then(waited).alias("to_first_scan"),
        local_day("ship_by_at", month.policy.zone, years_of(rows, "ship_by_at")).alias("ship_by_on"),
    )


def _risk(name: str, counted: pl.DataFrame, column: str) -> dict:
    """A table of two by two, with its ratio and interval; ``is_few`` where a side has fewer than ``LEAST`` packages.

    A plain count, and not whether each share is telling: what is said is the ratio, and its own interval says how wide
    it is. The count keeps away tables too small for that interval, which takes logarithms for normal.
    """
    exposed, others = counted.filter(pl.col(column)), counted.filter(~pl.col(column))
    risk = Risk(exposed["is_missed"].sum(), exposed.height, others["is_missed"].sum(), others.height)
    interval = risk.interval()
    return {
        "name": name,
        "exposed": {"missed": risk.missed, "counted": risk.exposed},
        "others": {"missed": risk.others_missed, "counted": risk.others},
        "unknown": counted.height - risk.exposed - risk.others,
        "ratio": None if risk.ratio is None else f"{float(risk.ratio):.2f}",
        "interval": None if interval is None else [f"{end:.2f}" for end in interval],
        "is_few": min(risk.exposed, risk.others) < LEAST,
        "at_most": None if risk.missed or not risk.exposed else f"{math.ceil(1000 * at_most(risk.exposed)) / 10:.1f}",
    }


def _marked(mark: str, missed: pl.DataFrame) -> dict:
    """How many missed packages bear a mark, as their clause or besides it: of the family and of others."""
    has = (pl.col("clause") == mark) | pl.col("marks").list.contains(mark)
    is_family = pl.col("cause").eq_missing("late_shipment")
    return {
        "mark": mark,
        "family": missed.filter(has, is_family).height,
        "others": missed.filter(has, ~is_family).height,
    }


def _both(counted: pl.DataFrame, column: str) -> dict:
    return {"late": int(counted[column].sum()), "known": counted[column].count()}


def _days_told(month: Month) -> tuple[pl.Series, pl.Series]:
    """The days of every confirmation and of every physical scan on the way out, in the marketplace's zone."""
    scans = month.scans.filter(pl.col("physical") == "yes", pl.col("leg").ne_missing("return"))
    scanned = scans.select(local_day("scanned_at", month.policy.zone, years_of(scans, "scanned_at")))
    sent = month.packages.filter(pl.col("clause") != "out_of_scope.unconfirmed")
    return sent["confirmed_on"], scanned.to_series()


def _daily(month: Month, basis: str) -> dict:
    """The rate and the late shipment rate of the days that end on each day: two counts of each, never one of both."""
    rule, day = month.policy.on(month.as_of), pl.col("day")
    first, last = month.window(basis)
    rate = month.rolling(basis=basis).filter(day.is_between(first, last)).select(day, part="valid", counted="counted")
    found = {"rate": _panel(rate, first, last, rule["window_days"], rule["target"])}
    for sister in sisters(month.policy.marketplace, month.as_of):
        if sister.name == "late_shipment":
            length = max(sister.windows)
            first, last = window(month.as_of, length, sister.lag_days)
            orders = rolled(days_of(month)[sister.name], first, last, length)
            found[sister.name] = _panel(orders, first, last, length, str(sister.limit))
    return found


def _panel(rows: pl.DataFrame, first: date, last: date, length: int, limit: str) -> dict:
    days = rows.with_columns(pl.col("day").dt.strftime("%Y-%m-%d")).to_dicts()
    span = {"first_on": first.isoformat(), "last_on": last.isoformat()}
    return span | {"days": length, "limit": limit, "rows": days}


def _unknown(counted: pl.DataFrame, month: Month) -> dict[str, int]:
    """What the window's counted packages and the store's orders leave open, each with its count."""
    return {
        "ship_by": counted["ship_by_at"].null_count(),
        "day_only": counted.filter(pl.col("confirmed_precision") == "day").height,
        "first_scan": counted["first_scan_at"].null_count(),
        "promise": counted["promised_on"].null_count(),
        "sku": counted.join(month.items.drop_nulls("sku"), on="package_id", how="anti").height,
        "origin": counted["origin"].null_count(),
        "purchase": month.packages.join(month.orders.drop_nulls("purchased_at"), on="order_id", how="anti").height,
    }


def _span(rows: pl.DataFrame) -> list[str]:
    """The first and the last day of confirmation; empty for no packages."""
    return [rows["confirmed_on"].min().isoformat(), rows["confirmed_on"].max().isoformat()] if rows.height else []


def _ids(rows: pl.DataFrame) -> list[str]:
    return rows["package_id"].to_list()
