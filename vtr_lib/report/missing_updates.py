"""The investigation of packages missed for lack of scans, as data: what is lacking, where, since when, for how long.

Two spans stand side by side. What the rate lost is told of the window; what needs more days to be seen (where packages
wait, which carriers went silent, on which days it happened) of the ``SPAN`` days that end with the day.
"""

from datetime import date, timedelta

import polars as pl

from vtr_lib.calendar import end_of_day, local_day, years_of
from vtr_lib.metrics.comparison import worse
from vtr_lib.metrics.counts import NOBODY_KNOWS
from vtr_lib.metrics.handover import BANDS, handovers
from vtr_lib.metrics.lacking import PARTS, has_faulty_number, has_flag, is_lacking_scans, part
from vtr_lib.metrics.survival import LEGS
from vtr_lib.metrics.trails import trails
from vtr_lib.metrics.waiting import AGES, ages, nodes
from vtr_lib.report.missing_days import days_found
from vtr_lib.report.month import Month
from vtr_lib.report.silences import silences_found
from vtr_lib.report.survival import waiting_times

SPAN = 91  # days, whole weeks
ROWS = 12  # carriers or places shown; what does not fit is summed in the last
COUNTED = ("valid", "defect", "unknown")
STALE_DAYS = 3  # a carrier not asked, or without a scan, for as long may know more
LANES = ("carrier", "origin")
NO_TRAIL = ("id.reused",)  # whose number's scans are another order's


def missing_updates(month: Month, basis: str = "confirmed") -> dict:
    """Everything the notebook shows of it: strings, integers, booleans, lists and dicts; days are ISO text.

    ``parts`` adds up to ``missed`` and ``pending``, ``carriers`` as well; ``behind`` has the packages of every figure.
    ``durations`` holds the curves of time, by leg and by carrier or origin. Raises ``AssertionError`` where a sum does
    not hold.
    """
    every = with_trails(month)
    first, last = month.window(basis)
    inside = every.join(month.inside(basis).select("package_id"), on="package_id", how="semi")
    began = month.as_of - timedelta(days=SPAN - 1)
    recent = every.filter(pl.col("confirmed_on").is_between(began, month.as_of))
    stuck_days = month.policy.on(month.as_of)["stuck_days"]
    found = {
        "basis": basis,
        "as_of": month.as_of.isoformat(),
        "first_on": first.isoformat(),
        "last_on": last.isoformat(),
        "span": {"first_on": began.isoformat(), "last_on": month.as_of.isoformat(), "days": SPAN},
        "counted": inside.filter(pl.col("state").is_in(COUNTED)).height,
        "all_missed": inside.filter(pl.col("state").is_in(COUNTED[1:])).height,
        "missed": inside.filter("is_missed").height,
        "pending": inside.filter("is_pending").height,
        "parts": _parts(inside),
        "carriers": _carriers(inside),
        "waiting": _waiting(recent, month.as_of, stuck_days),
        "handover": _handover(inside),
        "first_mile": _first_mile(inside),
        "heat": days_found(recent, began, month.as_of, ROWS),
        "silence": silences_found(recent, _sent(month, began), month.scans, month.policy.zone, began, month.as_of),
        "durations": _durations(month, began),
    }
    found["not_known"] = _not_known(inside, recent, found, month)
    found["behind"] = _behind(inside, recent, found)
    _assert_sums(found)
    return found


def with_trails(month: Month) -> pl.DataFrame:
    """Every package that counts or is pending, with what the scans tell of its number and the part it is in."""
    facts = month.store.table("facts").select("package_id", "is_asked", "asked_at")
    precise = month.store.table("packages").select("package_id", "confirmed_precision")
    rows = (
        month.packages.filter(pl.col("state").is_in([*COUNTED, "pending"]))
        .join(facts, on="package_id", how="left")
        .join(precise, on="package_id", how="left")
        .join(trails(month.scans), on="tracking", how="left")
    )
    is_anothers = pl.any_horizontal((pl.col("clause") == name) | has_flag(name) for name in NO_TRAIL)
    told = ("recorded_at", "physical_at", "last_at", "country", "city", "delivered_at", "returned_at", "unclear")
    rows = rows.with_columns(pl.when(~is_anothers).then(name).alias(name) for name in told)
    zone, years = month.policy.zone, years_of(rows, "last_at", "delivered_at")
    return rows.with_columns(
        pl.col("carrier", "origin").fill_null(NOBODY_KNOWS),
        part=part(),
        is_missed=is_lacking_scans(),
        is_pending=pl.col("state") == "pending",
        is_counted=pl.col("state") != "pending",
        is_stuck=has_flag("stuck"),
        last_scan_on=local_day("last_at", zone, years),
        delivered_on=local_day("delivered_at", zone, years),
    )


def _sent(month: Month, began: date) -> pl.DataFrame:
    """Every package confirmed from ``began`` on, exempt ones as well."""
    inside = month.packages.filter(pl.col("confirmed_on").is_between(began, month.as_of))
    return inside.with_columns(pl.col("carrier").fill_null(NOBODY_KNOWS))


def _parts(inside: pl.DataFrame) -> list[dict]:
    """A row for each of ``PARTS``: packages ``missed``, those of them ``late`` by their cause, packages ``pending``."""
    is_late = pl.col("cause") == "late_shipment"
    counts = inside.group_by("part").agg(
        missed=pl.col("is_missed").sum(),
        late=(pl.col("is_missed") & is_late.fill_null(False)).sum(),
        pending=pl.col("is_pending").sum(),
    )
    rows = {row.pop("part"): row for row in counts.to_dicts()}
    nothing = {"missed": 0, "late": 0, "pending": 0}
    return [{"part": name} | rows.get(name, nothing) for name in PARTS]


def _carriers(inside: pl.DataFrame) -> list[dict]:
    """A row for every carrier, the one with the most missed first; the days on which its missed were confirmed.

    ``standing`` is that of ``comparison.worse`` among the others; ``too_few`` too where nothing counts.
    """
    missed_on = pl.col("confirmed_on").filter("is_missed")
    rows = inside.group_by("carrier").agg(
        *(pl.col(f"is_{state}").sum().cast(pl.Int64).alias(state) for state in ("counted", "missed", "pending")),
        first_on=missed_on.min().cast(pl.String),
        last_on=missed_on.max().cast(pl.String),
    )
    compared = worse(rows.select("carrier", "counted", valid=pl.col("counted") - pl.col("missed")))
    rows = rows.join(compared.select("carrier", "standing"), on="carrier", how="left")
    rows = rows.with_columns(pl.col("standing").fill_null("too_few"))
    return rows.sort(["missed", "counted", "carrier"], descending=[True, True, False]).to_dicts()


def _waiting(recent: pl.DataFrame, as_of: date, stuck_days: int) -> dict:
    """Scanned, neither delivered nor on the way back: by the place of the last scan, with the days since."""
    rows = recent.filter(_is_waiting()).with_columns(days=(pl.lit(as_of) - pl.col("last_scan_on")).dt.total_days())
    found = nodes(rows)
    rest = found.slice(ROWS - 1) if found.height > ROWS else found.clear()
    shown = found.head(found.height - rest.height)
    left = rows.join(rest.select("country", "city"), on=["country", "city"], how="semi", nulls_equal=True)
    summed = left.select(*ages(), packages=pl.len(), stuck=pl.col("is_stuck").sum()) if left.height else None
    return {
        "packages": rows.height,
        "stuck": int(rows["is_stuck"].sum()),
        "stuck_days": stuck_days,
        "places": found.height,
        "nodes": shown.to_dicts(),
        "rest": summed.row(0, named=True) | {"places": rest.height} if summed is not None else None,
    }


def _is_waiting() -> pl.Expr:
    return pl.col("last_at").is_not_null() & pl.col("delivered_at").is_null() & pl.col("returned_at").is_null()


def _handover(inside: pl.DataFrame) -> dict:
    """Packages in each band of time to the first scan, by carrier; those with a faulty number are left out."""
    rows = handovers(inside.filter(~has_faulty_number()))
    measures = ["packages", *BANDS]
    shown, rest = rows.head(ROWS if rows.height <= ROWS else ROWS - 1), rows.slice(ROWS - 1)
    return {
        "rows": shown.to_dicts(),
        "rest": rest.select(measures).sum().row(0, named=True) | {"names": rest["carrier"].to_list()}
        if rows.height > ROWS
        else None,
        "total": rows.select(measures).sum().row(0, named=True),
    }


def _first_mile(inside: pl.DataFrame) -> dict:
    """Packages whose number may be that of the first mile only, and those scanned under another number, by carrier."""
    rows = inside.group_by("carrier").agg(
        packages=pl.len(),
        first_mile=has_flag("first_mile").sum(),
        missed=(has_flag("first_mile") & pl.col("is_missed")).sum(),
        elsewhere=pl.col("has_alias").fill_null(False).sum(),
    )
    rows = rows.filter((pl.col("first_mile") > 0) | (pl.col("elsewhere") > 0))
    measures = ["packages", "first_mile", "missed", "elsewhere"]
    return {
        "rows": rows.sort(["first_mile", "elsewhere", "carrier"], descending=[True, True, False]).to_dicts(),
        "total": rows.select(measures).sum().row(0, named=True),
    }


def _durations(month: Month, began: date) -> dict:
    """The curves of time of each leg by carrier and by origin, as ``waiting_times`` gives them."""
    ends_at = end_of_day(month.as_of, month.policy.zone)
    packages = month.packages.filter(pl.col("confirmed_on").is_between(began, month.as_of))
    return {
        leg: {by: waiting_times(packages, leg, by=by, as_of=month.as_of, as_of_at=ends_at) for by in LANES}
        for leg in LEGS
    }


def _not_known(inside: pl.DataFrame, recent: pl.DataFrame, found: dict, month: Month) -> dict:
    """What nobody could tell, as counts of packages where nothing else is said."""
    open_ = inside.filter(pl.col("is_missed") | pl.col("is_pending"))
    asked_on = local_day("asked_at", month.policy.zone, years_of(open_, "asked_at"))
    latest = month.as_of - timedelta(days=STALE_DAYS)
    waiting = recent.filter(_is_waiting())
    heard = recent.group_by("carrier").agg(pl.col("last_scan_on").max())
    quiet = heard.filter(pl.col("last_scan_on") <= latest)["carrier"]
    numbers = month.packages["tracking"].drop_nulls().unique()
    return {
        "stale_days": STALE_DAYS,
        "not_asked": open_.filter(~pl.col("is_asked")).height,
        "asked_before": open_.filter(pl.col("is_asked"), asked_on <= latest).height,
        "quiet_carriers": waiting.filter(pl.col("carrier").is_in(quiet.implode())).height,
        "unclear": inside.filter(pl.col("unclear") > 0).height,
        "no_place": waiting.filter(pl.col("country").is_null()).height,
        "by_day": inside.filter(pl.col("confirmed_precision") == "day").height,
        "faulty_numbers": inside.filter(has_faulty_number()).height,
        "no_carrier": inside.filter(pl.col("carrier") == NOBODY_KNOWS).height,
        "too_few": sum(row["days_needed"] is None for row in found["silence"]["telling"]),
        "strange_scans": month.scans.filter(
            ~pl.col("tracking").is_in(numbers.implode()),
            ~pl.col("alias_of").is_in(numbers.implode()).fill_null(False),
        ).height,
    }


def _behind(inside: pl.DataFrame, recent: pl.DataFrame, found: dict) -> dict[str, list[str]]:
    """The packages behind each figure, by their ids in the order of confirmation."""

    def ids(rows: pl.DataFrame) -> list[str]:
        return rows.sort("confirmed_at", "package_id")["package_id"].to_list()

    late = inside.filter(
        ~has_faulty_number(),
        pl.col("first_scan_at") > pl.col("confirmed_at") + timedelta(hours=72),
    )
    return {
        "parts": ids(inside.filter("is_missed")),
        "pending": ids(inside.filter("is_pending")),
        "waiting": ids(recent.filter(_is_waiting())),
        "handover": ids(late),
        "first_mile": ids(inside.filter(has_flag("first_mile") | pl.col("has_alias").fill_null(False))),
        "heat": ids(recent.filter("is_missed")),
        "silence": found["silence"]["under_way"],
    }


def _assert_sums(found: dict) -> None:
    for state in ("missed", "pending"):
        assert found[state] == sum(row[state] for row in found["parts"]), f"{state} by part"
        assert found[state] == sum(row[state] for row in found["carriers"]), f"{state} by carrier"
    assert found["counted"] == sum(row["counted"] for row in found["carriers"]), "counted by carrier"
    total = found["handover"]["total"]
    assert total["packages"] == sum(total[band] for band in BANDS), "packages by band"
    places = [*found["waiting"]["nodes"], *filter(None, [found["waiting"]["rest"]])]
    assert found["waiting"]["packages"] == sum(row["packages"] for row in places), "waiting by place"
    assert set(AGES) <= set(places[0]) if places else True
