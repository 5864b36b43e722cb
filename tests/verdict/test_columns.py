"""A column is written down once for all rules that say the same of what it asks for."""

from datetime import date

import narwhals as nw
import polars as pl
import pytest

from vtr_lib import policy as policies
from vtr_lib.policy import Rule
from vtr_lib.verdict.columns import by_rule, day_number

US = policies.load("us")
DAYS = [*(rule.from_on for rule in US.rules()), date(2025, 12, 31)]


def said(rule: Rule, key: str) -> str:
    return rule.name if key == "name" else str(rule[key])


@pytest.mark.parametrize("key", [*US.timeline, "name"])
def test_every_day_has_what_its_own_rule_says_and_nothing_is_written_twice(key):
    written = []

    def column(rule: Rule) -> nw.Expr:
        written.append(rule.from_on)
        return nw.lit(said(rule, key))

    days = nw.from_native(pl.DataFrame({"confirmed_day": [day_number(day) for day in DAYS]}))
    found = days.with_columns(by_rule(US, column).alias("said"))["said"].to_list()
    assert found == [said(US.on(day), key) for day in DAYS]
    since = {rule.from_on if key == "name" else _since(rule, key) for rule in US.rules()}
    assert len(written) == len(since)


def _since(rule: Rule, key: str) -> date | None:
    return rule.values[key].from_on if key in rule.values else None
