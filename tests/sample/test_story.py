"""What a reader is promised of the sample store: volumes, the carrier that turns bad, the category on the line."""

from collections import Counter
from datetime import date

import pytest

from vtr_lib.sample.clock import local, plus, zulu
from vtr_lib.sample.dice import Dice, Urn
from vtr_lib.sample.orders import orders
from vtr_lib.sample.season import days, volumes
from vtr_lib.sample.story import (
    BAD_CARRIER,
    BAD_CATEGORY,
    BAD_FROM,
    FIRST_DAY,
    LAST_DAY,
    LINE_CATEGORY,
    WINDOW,
)  # fmt: skip


@pytest.mark.parametrize("packages", [0, 1, 89, 1500, 100_000])
def test_volumes_sum_to_the_packages(packages):
    counts = volumes(packages, Dice(3))
    assert sum(counts) == packages
    assert min(counts) >= 0
    assert (days()[0], days()[-1], len(counts)) == (FIRST_DAY, LAST_DAY, 90)


def test_volumes_are_those_of_a_shop():
    by_day = dict(zip(days(), volumes(100_000, Dice(3)), strict=True))
    by_weekday = Counter()
    for day, count in by_day.items():
        by_weekday[day.weekday()] += count
    assert by_weekday.most_common(1)[0][0] == 0
    assert {day for day, _ in by_weekday.most_common()[-2:]} == {5, 6}
    assert by_day[date(2024, 12, 16)] > 1.2 * by_day[date(2025, 1, 13)]
    assert by_day[date(2024, 12, 25)] < 0.2 * by_day[date(2025, 1, 8)]


@pytest.mark.parametrize(("packages", "seed"), [(1500, 20250115), (1500, 4), (997, 5)])
def test_the_stream_holds_just_the_packages_asked_for(packages, seed):
    assert sum(len(order.packages) for order in orders(packages, seed)) == packages


def test_one_carrier_turns_bad_on_its_day(raw):
    codes = {"before": Counter(), "since": Counter()}
    for row in raw.rows:
        if row["carrier-code"] == "OnTrac":
            era = "since" if row["ship-date"][:10] >= BAD_FROM.isoformat() else "before"
            codes[era][bool(raw.codes(row["tracking-number"]) - {"InfoReceived", "InfoReceived_001"})] += 1
    assert BAD_CARRIER == "ontrac"
    assert codes["before"][False] <= 0.03 * codes["before"].total()
    # Packages handed over in the last hours before the exports may have no scan yet, so the share is a floor.
    assert codes["since"][False] >= 0.5 * codes["since"].total() > 10


@pytest.mark.parametrize("seed", [20250115, 4])
def test_in_a_calm_store_no_carrier_breaks(seed):
    def unscanned(**how: bool) -> int:
        made = [package for order in orders(1500, seed, **how) for package in order.packages]
        theirs = [package for package in made if package.lane.carrier == BAD_CARRIER]
        return sum(all(scan.kind == "label" for scan in package.scans) for package in theirs)

    assert unscanned(is_calm=True) <= 0.2 * unscanned()
    assert unscanned() > 20


def test_the_bad_carrier_carries_mostly_one_category(raw):
    category = {line["amazon-order-id"]: raw.categories[line["sku"]] for line in reversed(raw.lines)}
    sent = Counter(category[row["order-id"]] for row in raw.rows if row["carrier-code"] == "OnTrac")
    assert sent[BAD_CATEGORY] > 0.7 * sent.total()


@pytest.mark.parametrize(("packages", "seed"), [(1500, 20250115), (1500, 99), (10_000, 1)])
def test_one_category_stands_exactly_on_the_line(packages, seed):
    first, last = (day.isoformat() for day in WINDOW)
    scanned = Counter()
    for order in orders(packages, seed):
        for package in order.packages:
            day = local(package.confirmed, -8 * 3600)[:10]
            if first <= day <= last and package.contents[0][0].sku.category == LINE_CATEGORY:
                scanned[package.delivered is not None] += 1
    assert scanned[True] == 19 * scanned[False] > 0


def test_urns_draw_by_weight():
    urn, dice = Urn([("often", 9), ("never", 0), ("seldom", 1)]), Dice(1)
    drawn = Counter(urn.draw(dice) for _ in range(2000))
    assert drawn["never"] == 0
    assert 1700 < drawn["often"] < 1900


def test_instants_are_written_as_each_format_has_them():
    at = 1736957100
    assert zulu(at) == "2025-01-15T16:05:00Z"
    assert plus(at) == "2025-01-15T16:05:00+00:00"
    assert local(at, -8 * 3600) == "2025-01-15T08:05:00-08:00"
    assert local(at, 19800) == "2025-01-15T21:35:00+05:30"
