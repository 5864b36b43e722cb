"""Silences are told where they were planted, and nowhere else."""

import math
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from vtr_lib.metrics import silence
from vtr_lib.metrics.silence import AROUND, FEW, UNDER_WAY, fates, outcome, silences, telling

FIRST = date(2024, 12, 2)  # a Monday
DAYS = 91
LAST = FIRST + timedelta(days=DAYS - 1)
MEANS = {"usps": 60, "ups": 40, "fedex": 25, "ontrac": 10, "yunexpress": 4, "gofo": 1}
WEEK = (1.2, 1, 1, 1, 1, 0.5, 0.15)
HUSH = date(2025, 1, 14)
KINDS = {"carrier": pl.String, "day": pl.Date, "scans": pl.Int64, "sent": pl.Int64}


def frame(rows) -> pl.DataFrame:
    return pl.DataFrame(rows, KINDS, orient="row")


def series(seed: int, batches: float | None = None) -> pl.DataFrame:
    """Scans without a fault: Poisson by weekday, the days of a carrier varying as a gamma of this shape where given."""
    dice = np.random.default_rng(seed)
    rows = []
    for carrier, mean in MEANS.items():
        for step in range(DAYS):
            day = FIRST + timedelta(days=step)
            usual = mean * WEEK[day.weekday()]
            lively = dice.gamma(batches, 1 / batches) if batches else 1
            rows.append((carrier, day, int(dice.poisson(usual * lively)), int(dice.poisson(usual))))
    return frame(rows)


def steady(**means: int) -> pl.DataFrame:
    """The same number of scans and packages on every day."""
    days = [FIRST + timedelta(days=step) for step in range(DAYS)]
    return frame([(carrier, day, mean, mean) for carrier, mean in means.items() for day in days])


def hushed(daily: pl.DataFrame, first: date, days: int, *carriers: str, left: int = 0) -> pl.DataFrame:
    """The same with ``left`` scans of these carriers on each of ``days`` days; of all where none is named."""
    of_these = pl.col("carrier").is_in(carriers) if carriers else pl.lit(True)
    is_hush = of_these & pl.col("day").is_between(first, first + timedelta(days=days - 1))
    return daily.with_columns(scans=pl.when(is_hush).then(left).otherwise("scans"))


@pytest.mark.parametrize(("carrier", "days"), [("usps", 1), ("ups", 1), ("fedex", 2), ("ontrac", 3), ("yunexpress", 9)])
@pytest.mark.parametrize("seed", range(4))
def test_a_planted_outage_is_found_on_its_days(carrier, days, seed):
    found = silences(hushed(series(seed), HUSH, days, carrier), LAST)
    assert found["carrier"].to_list() == [carrier]
    row = found.row(0, named=True)
    assert abs((row["first_on"] - HUSH).days) <= 1  # a quiet day of its own may stand beside it
    assert row["first_on"] <= HUSH
    assert row["last_on"] >= HUSH + timedelta(days=days - 1)
    assert row["expected"] > 5
    assert not row["is_still"]


@pytest.mark.parametrize("batches", [None, 2.0])
def test_of_200_faultless_series_one_in_a_hundred_at_most_is_accused(batches):
    accused = sum(silences(series(seed, batches), LAST).height > 0 for seed in range(100))
    assert accused <= 1


@pytest.mark.parametrize("days", [1, 2, 5])
def test_on_a_holiday_of_all_nobody_is_accused(days):
    assert silences(hushed(series(7), HUSH, days), LAST).is_empty()


def test_a_day_on_which_most_rest_accuses_nobody_and_one_carriers_day_does():
    daily = steady(big=400, bigger=500, small=80)
    assert silences(hushed(daily, HUSH, 1, "big", "bigger"), LAST).is_empty()  # the rest is less than half of the usual
    assert silences(hushed(daily, HUSH, 1, "big"), LAST)["carrier"].to_list() == ["big"]


@pytest.mark.parametrize(("left", "carriers"), [(49, []), (50, ["silent"])])
def test_the_others_are_as_usual_at_half_of_their_usual_scans(left, carriers):
    daily = hushed(steady(silent=100, other=100), HUSH, 1, "silent")
    assert silences(hushed(daily, HUSH, 1, "other", left=left), LAST)["carrier"].to_list() == carriers


def test_two_outages_are_two_rows_and_two_carriers_as_well():
    daily = hushed(hushed(series(3), HUSH, 2, "ups", "fedex"), HUSH + timedelta(days=20), 3, "ups")
    found = silences(daily, LAST)
    assert found["carrier"].to_list() == ["fedex", "ups", "ups"]
    assert found["days"].to_list() == [2, 2, 3]


def test_a_silence_up_to_the_last_day_is_still_going_on():
    found = silences(hushed(series(1), LAST - timedelta(days=2), 3, "ups"), LAST)
    assert found.select("carrier", "days", "is_still").row(0) == ("ups", 3, True)
    ended = silences(hushed(series(1), LAST - timedelta(days=3), 3, "ups"), LAST)
    assert ended["is_still"].to_list() == [False]


def test_a_carrier_no_longer_sent_with_is_not_silent():
    daily = series(2)
    ends = pl.col("day") >= date(2025, 2, 3)
    stopped = daily.with_columns(
        pl.when((pl.col("carrier") == "ups") & ends).then(0).otherwise(name).alias(name) for name in ("scans", "sent")
    )
    found = silences(stopped, LAST).filter(pl.col("last_on") >= date(2025, 2, 3) + timedelta(days=UNDER_WAY))
    assert found.is_empty()
    lost = daily.with_columns(scans=pl.when((pl.col("carrier") == "ups") & ends).then(0).otherwise("scans"))
    assert silences(lost, LAST)["last_on"].to_list() == [LAST]


def test_a_carrier_first_used_late_is_not_silent_before():
    begins = (pl.col("carrier") == "ups") & (pl.col("day") < date(2025, 1, 20))
    daily = series(2).with_columns(pl.when(begins).then(0).otherwise(name).alias(name) for name in ("scans", "sent"))
    assert silences(daily, LAST).is_empty()


def test_of_few_scans_nothing_is_said():
    daily = hushed(series(4), HUSH, 14, "gofo")
    needed = dict(telling(daily, LAST).select("carrier", "days_needed").iter_rows())
    assert needed["gofo"] is None
    assert needed["usps"] == 1
    assert silences(daily, LAST).is_empty()


@pytest.mark.parametrize("mean", [3, 5, 9, 15])
def test_as_many_days_as_are_needed_are_told_and_one_less_is_not(mean):
    daily = steady(big=20, small=mean)
    needed = dict(telling(daily, LAST).select("carrier", "days_needed").iter_rows())["small"]
    assert 1 <= needed <= 5  # within one working week, so that no day of another class is in
    monday = date(2025, 1, 13)
    assert silences(hushed(daily, monday, needed, "small"), LAST)["days"].to_list() == [needed]
    assert silences(hushed(daily, monday, needed - 1, "small"), LAST).is_empty()


def test_the_chance_is_that_of_the_beta_binomial_distribution():
    daily = hushed(steady(big=20, small=8), HUSH, 2, "small")
    near = [FIRST + timedelta(days=step) for step in range(DAYS)]
    near = [day for day in near if day.weekday() < 5 and abs((day - HUSH).days) <= AROUND + 1]
    near = [day for day in near if HUSH - timedelta(days=AROUND) <= day <= HUSH + timedelta(days=AROUND + 1)]
    usual = len(near) - 2
    oracle = stats.betabinom.pmf(0, 40, 0.5 + 8 * usual, 0.5 + 20 * usual)
    row = silences(daily, LAST).row(0, named=True)
    assert row["chance"] == pytest.approx(oracle, rel=1e-9)
    assert row["expected"] == pytest.approx(16)
    assert row["others"] == 40


@pytest.mark.parametrize(("factor", "rows"), [(1.0001, 1), (0.9999, 0)])
def test_the_limit_is_the_level_divided_by_carriers_and_days(factor, rows):
    daily = hushed(steady(big=20, small=8), HUSH, 2, "small")
    chance = silences(daily, LAST)["chance"][0]
    assert silences(daily, LAST, level=chance * 2 * DAYS * factor).height == rows


def slow(daily: pl.DataFrame, last: date, level: float = silence.LEVEL) -> list[tuple]:
    """The same in plain loops over days, without an array."""
    scans = {(carrier, day): number for carrier, day, number, _ in daily.iter_rows()}
    sent = {(carrier, day): number for carrier, day, _, number in daily.iter_rows()}
    carriers, first = sorted(daily["carrier"].unique()), daily["day"].min()
    days = [first + timedelta(days=step) for step in range((last - first).days + 1)]
    total = {day: sum(scans.get((carrier, day), 0) for carrier in carriers) for day in days}

    def under_way(carrier, day):
        return sum(sent.get((carrier, day - timedelta(days=back)), 0) for back in range(UNDER_WAY))

    def log_chance(own, all_, spread, tried):
        one, two = 0.5 + own / spread, 0.5 + (all_ - own) / spread
        beta = [math.lgamma(one) + math.lgamma(rest) - math.lgamma(one + rest) for rest in (two, two + tried / spread)]
        return beta[1] - beta[0]

    def spread_of(carrier, usual):
        own, all_ = sum(scans.get((carrier, day), 0) for day in usual), sum(total[day] for day in usual)
        if own in (0, all_):
            return own, all_, None
        share = own / all_
        off = sum(
            (scans.get((carrier, day), 0) - share * total[day]) ** 2 / (total[day] * share * (1 - share))
            for day in usual
        )
        return own, all_, max(1.0, off / (len(usual) - 1))

    limit = math.log(level / (len(carriers) * len(days)))
    found = []
    for carrier in carriers:
        runs, run = [], []
        for day in [*days, None]:
            if day is not None and not scans.get((carrier, day), 0):
                run.append(day)
            elif run:
                runs, run = [*runs, run], []
        for run in runs:
            held = [day for day in run if under_way(carrier, day) and total[day]]
            if not held:
                continue
            run = [day for day in run if held[0] <= day <= held[-1]]
            chance = usual_others = 0.0
            for kind in {max(0, day.weekday() - 4) for day in run}:
                low, high = run[0] - timedelta(days=AROUND), run[-1] + timedelta(days=AROUND)
                usual = [
                    day for day in days
                    if low <= day <= high and day not in run and max(0, day.weekday() - 4) == kind
                    and total[day] and under_way(carrier, day)
                ]  # fmt: skip
                if len(usual) < 3:
                    continue
                mine = [day for day in run if max(0, day.weekday() - 4) == kind]
                way = sum(under_way(carrier, day) for day in usual) / len(usual)
                tried = sum(total[day] * min(1, under_way(carrier, day) / way) for day in mine)
                own, all_, spread = spread_of(carrier, usual)
                usual_others += (all_ - own) / len(usual) * len(mine)
                if spread is not None:
                    chance += log_chance(own, all_, spread, tried)
            others = sum(total[day] for day in run)
            if chance <= limit and 2 * others >= usual_others > 0:
                found.append((carrier, run[0], run[-1], round(math.exp(chance), 12)))
    return found


def quick(daily: pl.DataFrame) -> list[tuple]:
    found = silences(daily, LAST)
    return [(*row[:3], round(row[3], 12)) for row in found.select("carrier", "first_on", "last_on", "chance").rows()]


@pytest.mark.parametrize(("seed", "batches", "least"), [(0, None, 3), (1, None, 3), (2, 3.0, 1)])
def test_it_agrees_with_a_slow_twin(seed, batches, least):
    daily = hushed(series(seed, batches), HUSH, 4, "ups", "ontrac")
    daily = hushed(daily, HUSH + timedelta(days=30), 9, "fedex")
    assert quick(daily) == slow(daily, LAST)
    assert len(quick(daily)) >= least


cells = st.tuples(st.sampled_from("abc"), st.integers(0, 40), st.integers(0, 400), st.integers(0, 50))


@settings(deadline=None, max_examples=40)
@given(st.lists(cells, max_size=60, unique_by=lambda cell: cell[:2]), st.randoms(use_true_random=False))
def test_whatever_the_days_hold_the_order_of_rows_changes_nothing(rows, dice):
    daily = frame([(carrier, LAST - timedelta(days=back), scans, sent) for carrier, back, scans, sent in rows])
    found = silences(daily, LAST)
    shuffled = list(daily.rows())
    dice.shuffle(shuffled)
    assert silences(frame(shuffled), LAST).equals(found)
    assert found["chance"].is_between(0, 1).all()
    assert quick(daily) == (slow(daily, LAST) if rows else [])


@pytest.mark.parametrize("daily", [frame([]), frame([("a", LAST, 0, 0)]), frame([("a", LAST, 9, 9)]), steady(one=30)])
def test_of_nothing_of_one_day_and_of_one_carrier_nothing_is_said(daily):
    assert silences(daily, LAST).is_empty()
    assert telling(daily, LAST)["days_needed"].to_list() == [None] * daily["carrier"].n_unique()


def test_the_packages_of_a_silence_have_one_fate_each():
    hush, end = date(2025, 1, 14), date(2025, 1, 16)
    rows = [  # id, confirmed, delivered, last scan, pending → fate
        ("before", hush - timedelta(days=UNDER_WAY), None, end + timedelta(days=1), False, "later"),
        ("too early", hush - timedelta(days=UNDER_WAY + 1), None, end + timedelta(days=1), False, None),
        ("inside", end, None, end + timedelta(days=9), False, "later"),
        ("after", end + timedelta(days=1), None, end + timedelta(days=9), False, None),
        ("delivered", hush - timedelta(days=3), hush - timedelta(days=1), hush - timedelta(days=1), False, None),
        ("delivered then", hush - timedelta(days=3), hush, hush - timedelta(days=1), False, "never"),
        ("late", hush - timedelta(days=3), end + timedelta(days=1), end + timedelta(days=1), False, "later"),
        ("lost", hush, None, None, False, "never"),
        ("seen before", hush - timedelta(days=2), None, hush - timedelta(days=1), False, "never"),
        ("pending", hush, None, None, True, "open"),
    ]  # fmt: skip
    kinds = {"package_id": pl.String, "confirmed_on": pl.Date, "delivered_on": pl.Date, "scanned_on": pl.Date,
             "is_open": pl.Boolean}  # fmt: skip
    packages = pl.DataFrame([row[:5] for row in rows], kinds, orient="row").with_columns(carrier=pl.lit("ups"))
    found = dict(fates(packages, "ups", hush, end).iter_rows())
    assert found == {row[0]: row[5] for row in rows if row[5]}
    assert fates(packages, "usps", hush, end).is_empty()


@pytest.mark.parametrize(
    ("later", "never", "is_still", "name"),
    [
        (FEW, 0, True, "still"),
        (FEW - 1, 0, False, "few"),
        (FEW, 0, False, "outage"),
        (0, FEW, False, "loss"),
        (9, 1, False, "outage"),
        (8, 1, False, "both"),
        (1, 9, False, "loss"),
        (1, 8, False, "both"),
        (50, 50, False, "both"),
    ],
)
def test_what_a_silence_was(later, never, is_still, name):
    assert outcome(later, never, is_still=is_still) == name
