"""A store as of a day: what investigations read is of that day, of that window, and of the same packages."""

from datetime import UTC, date, datetime

import polars as pl

from vtr_lib.report.month import OF_FACTS, OF_PACKAGES, Month


def test_packages_are_the_verdicts_with_more_columns(month):
    assert month.packages.select(month.verdicts.columns).equals(month.verdicts)
    held = month.store.table("packages").join(
        month.store.table("facts").select("package_id", *OF_FACTS), on="package_id"
    )
    columns = ["package_id", *OF_PACKAGES, *OF_FACTS]
    assert month.packages.select(columns).sort("package_id").equals(held.select(columns).sort("package_id"))


def test_inside_is_the_window_of_the_summary(month):
    for basis, found in month.summary["windows"].items():
        assert month.inside(basis).height == found["packages"]
        assert tuple(map(str, month.window(basis))) == (found["first_on"], found["last_on"])


def test_no_scan_is_later_than_the_day_in_the_marketplaces_zone(month):
    earlier = Month(month.store, month.policy, date(2025, 2, 10))
    ends_at = datetime(2025, 2, 11, 8, tzinfo=UTC)  # midnight in Los Angeles
    everything = month.store.table("scans")
    assert earlier.scans.height == everything.filter(pl.col("scanned_at") < ends_at).height < everything.height
    assert earlier.scans["scanned_at"].max() < ends_at
