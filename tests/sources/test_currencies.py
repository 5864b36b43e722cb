"""Prices in foreign currencies: the seller's own dated table, whole numbers, and never below a limit by rounding."""

from datetime import date
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vtr_lib.errors import DataError
from vtr_lib.sources.currencies import ONE, convert

SENT = {"ship-date": "2025-01-11"}


def bought(price, currency="EUR", **more):
    return {"item-price": price, "currency": currency} | more


def rates(*rows):
    return "date,from,to,rate\n" + "".join(f"{row}\n" for row in rows)


def converted(files, price, *rows, currency="EUR", sent="2025-01-11"):
    made = files.store(
        files.orders(bought(price, currency)), files.confirmations({"ship-date": sent}), rates(*rows)
    )  # fmt: skip
    return made.packages.select("value_cents", "currency").row(0)


@pytest.mark.parametrize(
    ("cents", "rate", "expected"),
    [(1000, "1.0345", 1035), (499, "1", 499), (499, "1.000000001", 500), (500, "0.998", 499), (500, "0.998000001", 500),
     (0, "2", 0), (100_000, "0.006712", 672)],
)  # fmt: skip
def test_a_part_of_a_cent_is_rounded_up(cents, rate, expected):
    assert convert(cents, int(Fraction(rate) * ONE)) == expected


@given(st.integers(0, 10**12), st.integers(1, 10**15), st.integers(1, 10**9))
def test_no_value_falls_below_a_limit_by_rounding(cents, rate, limit):
    exactly = Fraction(cents * rate, ONE)
    assert convert(cents, rate) == ceil(exactly)
    assert exactly < limit or convert(cents, rate) >= limit
    assert exactly <= limit or convert(cents, rate) > limit


@pytest.mark.parametrize(
    ("price", "expected"),
    [("4.83", 500), ("4.82", 499), ("4.84", 501)],  # 4.83 × 1.034 = 4.99422, still below 5.00 before it is rounded up
)
def test_the_edge_of_five_dollars(files, price, expected):
    assert converted(files, price, "2025-01-11,EUR,USD,1.034") == (expected, "USD")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["2025-01-11,EUR,USD,2"], (2000, "USD")),
        (["2025-01-04,EUR,USD,2"], (2000, "USD")),
        (["2025-01-03,EUR,USD,2"], (1000, "EUR")),  # eight days old
        (["2025-01-12,EUR,USD,2"], (1000, "EUR")),  # of the day after
        (["2025-01-10,EUR,USD,3", "2025-01-11,EUR,USD,2"], (2000, "USD")),
        (["2025-01-11,EUR,USD,2", "2025-01-10,EUR,USD,3"], (2000, "USD")),
        (["2025-01-11,EUR,USD,3", "2025-01-11,EUR,USD,2"], (2000, "USD")),
        (["2025-01-11,EUR,GBP,2"], (1000, "EUR")),
        (["2025-01-11,USD,EUR,2"], (1000, "EUR")),
        ([], (1000, "EUR")),
    ],
)
def test_the_last_rate_by_the_day_of_confirmation(files, rows, expected):
    assert converted(files, "10.00", *rows) == expected


def test_the_day_is_the_marketplaces(files):
    late = "2025-01-12T05:00:00+00:00"  # the evening of the 11th in Los Angeles
    assert converted(files, "10.00", "2025-01-11,EUR,USD,2", "2025-01-12,EUR,USD,3", sent=late) == (2000, "USD")


def test_the_marketplaces_own_currency_is_left_alone(files):
    assert converted(files, "10.00", "2025-01-11,USD,USD,2", currency="USD") == (1000, "USD")


def test_what_was_converted_is_told_with_its_rate_and_source(files):
    made = files.store(
        files.orders(bought("10.00", **{"item-promotion-discount": "1.00"})),
        files.confirmations(SENT),
        rates("2025-01-10,EUR,USD,1.5"),
    )
    assert made.packages.select("value_cents", "value_gross_cents").row(0) == (1350, 1500)
    (row,) = made.conversions.to_dicts()
    assert row == {
        "package_id": "999-0000001-0000001:N1", "currency": "EUR", "value_cents": 900, "value_gross_cents": 1000,
        "rate_billionths": 1_500_000_000, "rate_on": date(2025, 1, 10), "source_file": "2.txt", "source_line": 2,
    }  # fmt: skip
    assert made.quality["values_converted"] == 1
    assert made.items["currency"].to_list() == ["EUR"]


def test_prices_in_two_currencies_have_no_sum(files):
    made = files.store(files.orders(bought("1.00"), bought("1.00", "USD", sku="B")), files.confirmations({}))
    assert made.packages.select("value_cents", "currency").row(0) == (None, None)
    assert made.quality["packages_of_several_currencies"] == made.quality["packages_without_value"] == 1


def test_a_table_without_foreign_packages_changes_nothing(files):
    assert files.store(rates("2025-01-11,EUR,USD,2")).conversions.is_empty()


@pytest.mark.parametrize("rate", ["0", "0.000", "-1", "1,03", "1.0000000001", "abc", "1e3", "", "NaN"])
def test_what_is_no_rate_is_set_aside(files, rate):
    try:
        reading = files.read(rates(f"2025-01-11,EUR,USD,{rate}"))
    except DataError:
        return
    assert reading.tables["exchange_rates"].is_empty()
    assert reading.faults


@pytest.mark.parametrize(
    ("heading", "rate", "billionths"),
    [
        ("date,from,to,rate", "1.0345", 1_034_500_000),
        ("Day\tCurrency\tTo\tExchange Rate", "0.000000001", 1),
        ("on,from-currency,to_currency,rate", "25000", 25_000 * ONE),
        ("date,from,to,rate", "1.5000000000000", 1_500_000_000),
    ],
)
def test_spellings(files, heading, rate, billionths):
    mark = "\t" if "\t" in heading else ","
    reading = files.read(f"{heading}\n{mark.join(('2025-01-11', 'EUR', 'USD', rate))}\n")
    assert reading.format == "exchange_rates"
    assert reading.tables["exchange_rates"].select("on", "from", "to", "rate_billionths").row(0) == (
        date(2025, 1, 11), "EUR", "USD", billionths,
    )  # fmt: skip
