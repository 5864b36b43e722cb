"""The months before: each held against the store judged on that very day, and changes that add up."""

import json
from datetime import date, timedelta
from fractions import Fraction

import polars as pl
import pytest

from vtr_lib.metrics.attribution import losses
from vtr_lib.metrics.counts import between, count, rate
from vtr_lib.report import months_shown
from vtr_lib.report.month import Month
from vtr_lib.report.months import MOST, months
from vtr_lib.words import languages, load

ENDS = [date(2024, 12, 31), date(2025, 1, 31), date(2025, 2, 28)]
LATER = date(2026, 6, 15)  # long after the last package


@pytest.fixture(scope="module")
def found(month):
    return months(month)


@pytest.fixture(scope="module")
def later(month):
    return months(Month(month.store, month.policy, LATER))


@pytest.fixture(scope="module")
def empty(month):
    return months(Month(month.store, month.policy, date(2024, 12, 29)))


def test_each_month_is_what_the_store_says_as_of_its_end(month, found):
    assert [row["end"] for row in found["rows"]] == [end.isoformat() for end in ENDS]
    for end, row in zip(ENDS, found["rows"], strict=True):
        whole = count(month.store.verdicts(month.policy, end))
        counts = between(whole, end - timedelta(days=29), end)
        assert (row["valid"], row["counted"]) == (rate(counts).valid, rate(counts).counted)
        assert row["pending"] == counts.filter(pl.col("state") == "pending")["packages"].sum() > 0
    assert json.loads(json.dumps(found)) == found


def test_the_last_one_is_the_reports_own_rate(month, found):
    own = month.summary["windows"]["confirmed"]["rate"]
    assert (found["rows"][-1]["valid"], found["rows"][-1]["counted"]) == (own["valid"], own["counted"])


def test_changes_are_exact_and_what_moved_most_is_the_greatest_part(month, found):
    for before, after in zip(found["rows"], found["rows"][1:], strict=False):
        one, other = (Fraction(100 * row["valid"], row["counted"]) for row in (before, after))
        assert Fraction(after["points"]) == other - one
        for by, most in after["moved"].items():
            lost = []
            for row in (before, after):
                end = date.fromisoformat(row["end"])
                counts = between(count(month.store.verdicts(month.policy, end)), end - timedelta(days=29), end)
                lost.append({loss.name: loss.points for loss in losses(counts, by)})
            parts = {name: lost[0].get(name, 0) - lost[1].get(name, 0) for name in {*lost[0], *lost[1]}}
            assert sum(parts.values()) == other - one
            assert parts[most["name"]] == Fraction(most["points"])
            assert abs(parts[most["name"]]) == max(map(abs, parts.values()))
    assert found["rows"][-1]["moved"]["carrier"]["name"] == "ontrac"
    assert found["rows"][0]["points"] is None


def test_a_month_without_a_package_is_named(later, words):
    rows = later["rows"]
    assert len(rows) == MOST
    assert [row["counted"] for row in rows[-2:]] == [0, 0]
    assert {row["points"] for row in rows[-2:]} == {None}
    table = months_shown.table(later, words)
    assert len(table.rows) == MOST
    assert (table.rows[0][1], table.rows[0][2].text) == ("n/a (0)", "no package in this window")
    assert later["rows"][-1]["end"] == "2026-05-31"


@pytest.mark.parametrize(("first", "ends"), [(date(2024, 12, 2), 3), (date(2024, 12, 3), 2)])
def test_a_window_that_the_data_do_not_fill_is_none(month, first, ends):
    class Shorter(Month):
        @property
        def verdicts(self):
            return super().verdicts.with_columns(pl.col("confirmed_on").clip(lower_bound=first))

    assert len(months(Shorter(month.store, month.policy, month.as_of))["rows"]) == ends


def test_before_any_month_has_ended_nothing_is_shown(empty, words):
    assert empty["rows"] == []
    assert months_shown.chart(empty, words).layout.meta["title"].startswith("No month has ended")
    assert months_shown.table(empty, words).rows == months_shown.categories(empty, words).rows == ()


def test_the_figure_draws_every_month_with_its_standing(found, words):
    figure = months_shown.chart(found, words)
    points = {
        place: (trace.name, *counts)
        for trace in figure.data
        if trace.customdata is not None
        for place, counts in zip(trace.x, trace.customdata, strict=True)
    }
    for place, row in enumerate(found["rows"]):
        standing = "met" if 20 * row["valid"] > 19 * row["counted"] else "below"
        assert points[place] == (standing, row["valid"], row["counted"])
    assert "1 of 3" in figure.layout.meta["title"]


def test_categories_add_up_to_the_month(found):
    for place, end in enumerate(found["by_category"]):
        row = next(row for row in found["rows"] if row["end"] == end)
        for key in ("valid", "counted"):
            assert sum(line["rates"][place][key] for line in found["categories"]) == row[key]


@pytest.mark.parametrize("lang", languages())
def test_in_every_language(found, later, lang):
    words = load(lang)
    for each in (found, later):
        for table in (months_shown.table(each, words), months_shown.categories(each, words)):
            assert {len(line) for line in table.rows} <= {len(table.head)}
            assert "{" not in table._repr_html_()
