"""What a dispute rests on, as plain data: what Amazon's report says of the packages, and what the rates would be.

Both views are counted and named; ours is never put in the place of Amazon's. A package of which nobody knows, or which
is still under way, is in no count of what is disputed.
"""

from datetime import date

import polars as pl

from vtr_lib.appeal.case import TOLD, Case
from vtr_lib.metrics.counts import window_day
from vtr_lib.metrics.rate import Rate
from vtr_lib.report.reconcile import Reconciled, days_of, reconcile

LET_OFF = ("exempt", "out_of_scope")
# On these a verdict may stand as on a guess, by which Amazon's own could differ.
DOUBTS = ("no_origin", "no_value", "no_rate_for_currency", "discount_decides", "carrier_unknown",
          "carrier_not_integrated", "first_mile")  # fmt: skip
MARKS = ("no_scan", "no_delivery")  # what Amazon says is lacking
COUNTED = ("valid", "defect", "unknown")


def told(case: Case) -> dict:
    """``reports`` (of all categories), and how many packages Amazon's report lists as missed (``listed``): those
    ``agreed`` are defects by both, of those ``undecided`` our files can't tell (not asked for, pending, under another
    number), ``strange`` rows are no package of the store; the rest is the case.

    Of the case ``kinds`` (proof and clause), ``carriers``, ``days`` of first physical scan, largest first, and
    ``doubts``, flags on which a verdict may stand as on a guess. ``rates`` are of the category in the window of
    promised days, ``account`` of Amazon's own count, each as ``listed`` and as ``recounted``; None where none of the
    packages lies in it. The sums are asserted.
    """
    rows = case.amazon.of("amazon_alone")
    listed = _listed(case.amazon)
    kinds = [_kind(*name, part) for name, part in rows.partition_by("proof", "clause", as_dict=True).items()]
    scanned = _scanned(case, rows)
    is_undecided = pl.col("state").is_in(["unknown", "pending"]) | (pl.col("standing") == "other_number")
    found = {
        "reports": [_days(each) for each in days_of(case.month.store.table("amazon_defects")).to_dicts()],
        "listed": listed.height,
        "shown": min(case.packages.height, TOLD),
        **{name: sum(each[name] for each in kinds) for name in MARKS},
        "agreed": listed.filter(pl.col("state") == "defect").height,
        "undecided": listed.filter(is_undecided).height,
        "strange": listed["package_id"].null_count(),
        **_span(listed),
        "kinds": sorted(kinds, key=lambda each: (-each["packages"], each["proof"], each["clause"])),
        "doubts": _doubts(rows),
        "carriers": _most(rows["carrier"].fill_null("unknown"), "carrier"),
        "days": _most(scanned, "on"),
        "rates": _of_category(case, rows),
        "account": _of_account(case, rows),
    }  # fmt: skip
    apart = found["agreed"] + found["undecided"] + found["strange"]
    assert found["listed"] == case.packages.height + apart, "rows of Amazon's reports"
    assert sum(each["packages"] for each in found["kinds"]) == case.packages.height, "disputed packages by kind"
    assert sum(each["packages"] for each in found["carriers"]) == case.packages.height, "disputed packages by carrier"
    assert sum(each["packages"] for each in found["days"]) == scanned.len(), "disputed packages by day"
    return found


def _listed(found: Reconciled) -> pl.DataFrame:
    """The rows of Amazon's report that it calls missed."""
    return found.rows.filter(pl.col("standing") != "not_listed", ~pl.col("amazon_valid").fill_null(False))


def _days(report: dict) -> dict:
    return {"file": report["source_file"], "rows": report["rows"], **_iso(report["first_on"], report["last_on"])}


def _span(rows: pl.DataFrame) -> dict:
    return _iso(rows["promised_on"].min(), rows["promised_on"].max())


def _iso(first: date | None, last: date | None) -> dict:
    return {"first_on": first and first.isoformat(), "last_on": last and last.isoformat()}


def _kind(proof: str, clause: str, rows: pl.DataFrame) -> dict:
    """Packages that are not missed here for one reason, and how many of them Amazon marks as without a scan."""
    return {
        "proof": proof,
        "clause": clause,
        "packages": rows.height,
        "no_scan": (~rows["amazon_scan"].fill_null(True)).sum(),
        "no_delivery": (~rows["amazon_delivery"].fill_null(True)).sum(),
    }


def _doubts(rows: pl.DataFrame) -> list[dict]:
    """How many packages bear each flag of ``DOUBTS``, in their order; a package may bear several."""
    flags = rows["flags"].fill_null("").str.split(";")
    counts = {flag: flags.list.contains(flag).sum() for flag in DOUBTS}
    return [{"flag": flag, "packages": packages} for flag, packages in counts.items() if packages]


def _scanned(case: Case, rows: pl.DataFrame) -> pl.Series:
    """The day of the first physical scan of each package that has one and rests on it."""
    found = rows.filter(pl.col("proof").is_in(["scan", "scans"]))["first_scan_at"].drop_nulls()
    return found.dt.convert_time_zone(case.month.policy.zone).dt.date().cast(pl.String)


def _most(values: pl.Series, name: str) -> list[dict]:
    counts = values.alias(name).value_counts().sort(["count", name], descending=[True, False])
    return [{name: value, "packages": packages} for value, packages in counts.iter_rows()]


def _of_category(case: Case, rows: pl.DataFrame) -> dict | None:
    """The packages of the category promised in the window: those that our rule counts, and those that Amazon lists.

    Its report lists defects only, so that every other package is taken as valid. A listed row that is no package of the
    store counts for what Amazon says of it. The promised day of a listed row is Amazon's.
    """
    first, last = case.month.window("promised")
    listed = _listed(reconcile(case.month, case.category))
    on = pl.coalesce("amazon_on", window_day("promised"))
    days = listed.filter(pl.col("package_id").is_not_null()).select(
        "package_id", amazon_on="promised_on", is_listed=True
    )
    of_category = case.month.packages.filter(pl.col("category") == case.category)
    inside = of_category.join(days, on="package_id", how="left").filter(on.is_between(first, last))
    is_listed = pl.col("is_listed").fill_null(False)
    counted = inside.filter(pl.col("state").is_in(COUNTED) | is_listed)
    strange = listed.filter(pl.col("package_id").is_null(), pl.col("promised_on").is_between(first, last)).height
    ours = counted.join(rows, on="package_id", how="semi")
    if ours.is_empty():
        return None
    whole, missed = counted.height + strange, counted.filter(is_listed).height + strange
    return _iso(first, last) | _both(Rate(whole - missed, whole), ours["state"])


def _of_account(case: Case, rows: pl.DataFrame) -> dict | None:
    """Amazon's latest own count of the account whose days hold packages of the dispute; one that is not sound, with
    more valid packages than packages, is passed over.
    """
    told = case.month.store.table("amazon_rates").filter(
        pl.col("marketplace") == case.month.policy.marketplace, pl.col("valid") <= pl.col("shipments"),
        pl.col("window_from_at").is_not_null(), pl.col("window_to_at").is_not_null(),
    )  # fmt: skip
    for row in told.sort("window_to_at", descending=True, maintain_order=True).iter_rows(named=True):
        first, last = row["window_from_at"].date(), row["window_to_at"].date()
        ours = rows.filter(pl.col("promised_on").is_between(first, last))
        if ours.height and ours.height <= row["shipments"] - row["valid"]:
            return _iso(first, last) | _both(Rate(row["valid"], row["shipments"]), ours["state"])
    return None


def _both(listed: Rate, states: pl.Series) -> dict:
    """A rate as Amazon lists it, and with the disputed packages of ``states`` counted as our records show."""
    let_off = states.is_in(LET_OFF).sum()
    recounted = Rate(listed.valid + states.len() - let_off, listed.counted - let_off)
    assert listed.valid <= recounted.valid <= recounted.counted <= listed.counted, "a rate counted again"
    return {
        "packages": states.len(),
        "listed": {"valid": listed.valid, "counted": listed.counted},
        "recounted": {"valid": recounted.valid, "counted": recounted.counted},
    }
