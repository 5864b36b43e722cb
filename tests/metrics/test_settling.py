"""The day on which pending packages settle, held against judging itself on that day and the day before."""

from datetime import date, timedelta

import polars as pl
import pytest

from vtr_lib import policy as policies
from vtr_lib.metrics.settling import settles_on

DAY = date(2025, 2, 3)


def settled(rule: str, promised: date | None, policy: str = "us") -> date | None:
    frame = pl.DataFrame(
        {"rule": [rule], "promised_on": [promised], "confirmed_on": [DAY]},
        {"rule": pl.String, "promised_on": pl.Date, "confirmed_on": pl.Date},
    )
    return frame.select(settles_on(policies.load(policy))).item()


@pytest.mark.parametrize(("rule", "promised", "days"), [
    ("us@2025-01-15", DAY + timedelta(days=5), 15),  # the promise and ten days
    ("us@2025-01-15", None, 20),                     # ten days after the confirmation, and ten
    ("us@2016-10-12", DAY, 14),                      # two weeks of lag before August 2021
    ("us@2021-08-09", DAY, 10),
])  # fmt: skip
def test_the_promise_and_the_lag_of_the_rule_of_the_day(rule, promised, days):
    assert settled(rule, promised) == DAY + timedelta(days=days)


def test_a_rule_of_another_policy_settles_nothing():
    assert settled("none", DAY) is None
    assert settled("us@2025-01-15", DAY, "us@2025-01-20") is None
    assert settled("us@2025-01-20", DAY, "us@2025-01-20") == DAY + timedelta(days=10)
