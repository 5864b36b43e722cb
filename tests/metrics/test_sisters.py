"""Late shipment rate, on-time delivery and cancellations against slow recounts, on both sides of days and windows."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vtr_lib.metrics.rate import Rate
from vtr_lib.metrics.sisters import cancellation, late_shipment, measure, on_time_delivery, rolled

ZONE = "America/Los_Angeles"
LOCAL = ZoneInfo(ZONE)
START = datetime(2025, 3, 1, tzinfo=UTC)  # the clocks go forward on 9 March
AT = pl.Datetime("us", "UTC")
ORDERS = {"order_id": pl.String, "confirmed_at": AT, "ship_by_at": AT}
PACKAGES = {"promised_on": pl.Date, "confirmed_on": pl.Date, "units": pl.Int64, "is_tracked": pl.Boolean,
            "delivered_at": AT}  # fmt: skip
BOUGHT = {"purchased_at": AT, "changed_at": AT, "is_cancelled": pl.Boolean, "is_pending": pl.Boolean,
          "is_sent": pl.Boolean}  # fmt: skip

hours = st.none() | st.integers(0, 500)
ends = st.integers(100, 520)


def at(hour: int | None) -> datetime | None:
    return None if hour is None else START + timedelta(hours=hour)


def pacific(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=LOCAL).astimezone(UTC)


def window(end: int) -> tuple[date, date]:
    last = at(end).astimezone(LOCAL).date()
    return last - timedelta(days=9), last


def told(found) -> tuple:
    return found.part, found.counted, found.apart


def frame(rows: list, schema: dict) -> pl.DataFrame:
    return pl.DataFrame(rows, schema, orient="row")


def slow_late(rows: list[tuple], until: datetime, first: date, last: date) -> tuple:
    late = counted = no_ship_by = overdue = 0
    for order in {row[0] for row in rows}:
        mine = [row for row in rows if row[0] == order]
        confirmed = [row[1] for row in mine if row[1] and row[1] <= until]
        ship_by = max((row[2] for row in mine if row[2]), default=None)
        moment = max(confirmed) if confirmed else ship_by
        if moment is None or not first <= moment.astimezone(LOCAL).date() <= last:
            continue
        if not confirmed:
            overdue += ship_by <= until
        elif ship_by is None:
            no_ship_by += 1
        else:
            counted += 1
            late += max(confirmed) > ship_by
    return late, counted, {"no_ship_by": no_ship_by, "overdue": overdue}


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), hours, hours), max_size=12), ends, st.randoms())
def test_late_shipments_agree_with_a_slow_recount_in_any_order(cells, end, dice):
    rows = [(order, at(confirmed), at(ship_by)) for order, confirmed, ship_by in cells]
    shuffled = dice.sample(rows, len(rows))
    daily = late_shipment(frame(shuffled, ORDERS), at(end), ZONE)
    assert daily["day"].is_sorted()
    assert daily["day"].is_unique().all()
    found = measure("late_shipment", "order", daily, *window(end))
    assert told(found) == slow_late(rows, at(end), *window(end))


def slow_on_time(rows: list[tuple], until: datetime, first: date, last: date) -> tuple:
    sums = dict.fromkeys(("part", "counted", "not_delivered", "untracked", "no_promise", "no_quantity"), 0)
    for promised, confirmed, units, is_tracked, delivered in rows:
        if not first <= (promised or confirmed) <= last:
            continue
        is_there = delivered is not None and delivered <= until
        if units is None:
            sums["no_quantity"] += 1
        elif promised is None:
            sums["no_promise"] += units
        elif not is_tracked:
            sums["untracked"] += units
        elif not is_there:
            sums["not_delivered"] += units
        else:
            sums["counted"] += units
            sums["part"] += units * (delivered.astimezone(LOCAL).date() <= promised)
    return sums.pop("part"), sums.pop("counted"), sums


days_after = st.integers(0, 20)
units = st.none() | st.integers(0, 3)
parcels = st.lists(st.tuples(st.none() | days_after, days_after, units, st.booleans(), hours), max_size=15)


@settings(deadline=None)
@given(parcels, ends)
def test_on_time_delivery_agrees_with_a_slow_recount(cells, end):
    def on(step: int | None) -> date | None:
        return None if step is None else START.date() + timedelta(days=step)

    rows = [(on(promised), on(confirmed), *rest, at(hour)) for promised, confirmed, *rest, hour in cells]
    daily = on_time_delivery(frame(rows, PACKAGES), at(end), ZONE)
    found = measure("on_time_delivery", "unit", daily, *window(end))
    assert told(found) == slow_on_time(rows, at(end), *window(end))


def slow_cancelled(rows: list[tuple], until: datetime, first: date, last: date) -> tuple:
    part = counted = pending = later = 0
    for bought, changed, is_cancelled, is_pending, is_sent in rows:
        if bought is None or bought > until or not first <= bought.astimezone(LOCAL).date() <= last:
            continue
        if is_sent:
            counted += 1
        elif is_cancelled and changed is not None and changed > until:
            later += 1
        elif is_cancelled:
            counted, part = counted + 1, part + 1
        elif is_pending:
            pending += 1
        else:
            counted += 1
    return part, counted, {"pending": pending, "changed_later": later}


@settings(deadline=None)
@given(st.lists(st.tuples(hours, hours, st.booleans(), st.booleans(), st.booleans()), max_size=15), ends)
def test_cancellations_agree_with_a_slow_recount(cells, end):
    rows = [(at(bought), at(changed), *flags) for bought, changed, *flags in cells]
    daily = cancellation(frame(rows, BOUGHT), at(end), ZONE)
    found = measure("cancellation", "order", daily, *window(end))
    assert told(found) == slow_cancelled(rows, at(end), *window(end))


@pytest.mark.parametrize(
    ("changed", "flags", "row"),
    [  # cancelled, pending, sent → part, counted, pending, changed later
        (200, (True, False, False), (1, 1, 0, 0)),  # changed at the last instant that is known
        (201, (True, False, False), (0, 0, 0, 1)),
        (None, (True, False, False), (1, 1, 0, 0)),
        (201, (True, False, True), (0, 1, 0, 0)),
        (200, (False, True, False), (0, 0, 1, 0)),
        (200, (True, True, False), (1, 1, 0, 0)),
        (201, (False, False, False), (0, 1, 0, 0)),
    ],
)
def test_an_order_is_in_one_place_by_what_was_known(changed, flags, row):
    daily = cancellation(frame([(at(190), at(changed), *flags)], BOUGHT), at(200), ZONE)
    assert daily.rows() == [(at(190).astimezone(LOCAL).date(), *row)]


SHIP_BY = pacific(2025, 2, 10, 23, 59, 59)


@pytest.mark.parametrize(
    ("confirmed", "ship_by", "expected"),
    [
        (SHIP_BY, SHIP_BY, (0, 1)),  # at the latest ship time itself
        (SHIP_BY + timedelta(microseconds=1), SHIP_BY, (1, 1)),
        (SHIP_BY, None, (0, 0)),
        (None, SHIP_BY, (0, 0)),
    ],
)
def test_late_begins_after_the_latest_ship_time(confirmed, ship_by, expected):
    daily = late_shipment(frame([("a", confirmed, ship_by)], ORDERS), SHIP_BY + timedelta(days=1), ZONE)
    found = measure("late_shipment", "order", daily, date(2025, 2, 1), date(2025, 2, 28))
    assert (found.part, found.counted) == expected


def test_an_order_is_confirmed_with_its_last_package_and_counts_once():
    rows = [("a", SHIP_BY - timedelta(days=1), SHIP_BY), ("a", SHIP_BY + timedelta(hours=1), SHIP_BY)]
    daily = late_shipment(frame(rows, ORDERS), SHIP_BY + timedelta(days=2), ZONE)
    assert daily.rows() == [(date(2025, 2, 11), 1, 1, 0, 0)]
    before = late_shipment(frame(rows, ORDERS), SHIP_BY, ZONE)  # the second package is not confirmed yet
    assert before.rows() == [(date(2025, 2, 9), 0, 1, 0, 0)]


def test_what_is_due_and_not_confirmed_stands_apart_from_the_latest_ship_time_on():
    rows = frame([("a", None, SHIP_BY)], ORDERS)
    assert late_shipment(rows, SHIP_BY, ZONE)["overdue"].sum() == 1
    assert late_shipment(rows, SHIP_BY - timedelta(microseconds=1), ZONE)["overdue"].sum() == 0


@pytest.mark.parametrize(
    ("promised", "last_instant"),
    [
        (date(2025, 2, 10), datetime(2025, 2, 11, 8, tzinfo=UTC)),
        (date(2025, 3, 8), datetime(2025, 3, 9, 8, tzinfo=UTC)),
        (date(2025, 3, 9), datetime(2025, 3, 10, 7, tzinfo=UTC)),  # the day of 23 hours
        (date(2025, 11, 2), datetime(2025, 11, 3, 8, tzinfo=UTC)),  # the day of 25 hours
    ],
)
def test_the_deadline_is_the_end_of_the_promised_day_in_the_marketplaces_zone(promised, last_instant):
    for delivered, on_time in ((last_instant - timedelta(microseconds=1), 2), (last_instant, 0)):
        rows = frame([(promised, promised, 2, True, delivered)], PACKAGES)
        daily = on_time_delivery(rows, last_instant + timedelta(days=9), ZONE)
        assert daily["part"].to_list() == [on_time]
        assert daily["counted"].to_list() == [2]


@pytest.mark.parametrize(("day", "counted"), [(0, 0), (1, 1), (14, 1), (15, 0)])
def test_a_window_holds_both_its_ends(day, counted):
    first = date(2025, 3, 1)
    daily = pl.DataFrame({"day": [first + timedelta(days=day)], "part": [1], "counted": [1]}).with_columns(
        pending=0, changed_later=0
    )
    found = measure("cancellation", "order", daily, first + timedelta(days=1), first + timedelta(days=14))
    assert found.counted == found.rate.counted == counted


@pytest.mark.parametrize("name", ["late_shipment", "on_time_delivery", "cancellation"])
def test_nothing_gives_nothing(name):
    count, schema = {"late_shipment": (late_shipment, ORDERS), "on_time_delivery": (on_time_delivery, PACKAGES),
                     "cancellation": (cancellation, BOUGHT)}[name]  # fmt: skip
    daily = count(frame([], schema), START, ZONE)
    assert daily.height == 0
    found = measure(name, "order", daily, date(2025, 1, 1), date(2025, 1, 7))
    assert (found.part, found.counted, set(found.apart.values())) == (0, 0, {0})
    assert rolled(daily, date(2025, 1, 1), date(2025, 1, 7), 3)["counted"].to_list() == [0] * 7


def test_rolled_ends_on_the_measure_of_the_same_days():
    rows = [(str(hour), at(hour), at(hour - hour % 5 + 2)) for hour in range(0, 480, 7)]
    daily = late_shipment(frame(rows, ORDERS), at(500), ZONE)
    first, last = date(2025, 3, 5), date(2025, 3, 20)
    days = rolled(daily, first, last, 10)
    assert days["day"].to_list() == [first + timedelta(days=step) for step in range(16)]
    for day, part, counted in days.iter_rows():
        found = measure("late_shipment", "order", daily, day - timedelta(days=9), day)
        assert (part, counted) == (found.part, found.counted)
    assert 0 < days["part"].sum() < days["counted"].sum()


def test_a_measure_is_never_added_to_a_rate_or_to_another():
    daily = late_shipment(frame([("a", SHIP_BY, SHIP_BY)], ORDERS), SHIP_BY, ZONE)
    found = measure("late_shipment", "order", daily, date(2025, 2, 1), date(2025, 2, 28))
    for other in (found, Rate(1, 2), 0):
        with pytest.raises(TypeError):
            found + other
