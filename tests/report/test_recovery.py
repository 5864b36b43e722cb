"""The course of the days to come: held against judged packages followed one by one, and drawn as it is."""

import json
from datetime import date, timedelta

import polars as pl
import pytest

from vtr_lib.report import recovery_chart, recovery_tables
from vtr_lib.report.month import Month
from vtr_lib.report.recovery import WAYS, recovery
from vtr_lib.report.recovery_statement import statement
from vtr_lib.words import languages, load

TABLES = ("first_days", "days", "category_days", "leaving", "assumed")
ABOVE = date(2025, 1, 31)  # a day on which the store met its target, and still does if all pending ones are missed
BEFORE = date(2024, 11, 1)  # nothing was confirmed yet


@pytest.fixture(scope="module")
def found(month):
    return recovery(month)


@pytest.fixture(scope="module")
def above(month):
    return recovery(Month(month.store, month.policy, ABOVE))


@pytest.fixture(scope="module")
def empty(month):
    return recovery(Month(month.store, month.policy, BEFORE))


@pytest.mark.parametrize("step", [0, 1, 7, 29, 30, 45])
def test_without_new_packages_the_course_is_that_of_the_packages_left(month, found, step):
    first = date.fromisoformat(found["first_on"]) + timedelta(days=step)
    for group in found["groups"]:
        left = month.inside().filter(pl.col("confirmed_on") >= first)
        if group["category"]:
            left = left.filter(pl.col("category") == group["category"])
        states = dict(left["state"].value_counts().iter_rows())
        valid, pending = states.get("valid", 0), states.get("pending", 0)
        counted = valid + pending + states.get("defect", 0) + states.get("unknown", 0)
        for end, more in (("low", 0), ("high", pending)):
            rate = group["ways"]["nothing"][end]["rates"][step]
            assert rate == {"valid": valid + more, "counted": counted}


def test_the_first_day_told_is_the_first_on_or_above_the_target(found):
    for group in found["groups"]:
        for way in group["ways"].values():
            for end in way.values():
                met = [20 * rate["valid"] >= 19 * rate["counted"] > 0 for rate in end["rates"]]
                assert end["met_on"] == (found["days"][met.index(True)] if any(met) else None)
                stays = next((place for place in range(46) if all(met[place:])), None)
                assert end["stays_from"] == (found["days"][stays] if stays is not None else None)
    assert found["groups"][0]["ways"]["clean"]["high"]["met_on"] == "2025-03-03"


def test_all_packages_and_the_categories_below_the_target(month, found):
    rows = month.summary["windows"]["confirmed"]["by"]["category"]
    below = [row["name"] for row in rows if row["counted"] and 20 * row["valid"] < 19 * row["counted"]]
    assert [group["category"] for group in found["groups"]] == [None, *below] == [None, "Home & Kitchen"]
    for group, row in zip(found["groups"][1:], [row for row in rows if row["name"] in below], strict=True):
        for key in ("valid", "counted", "pending", "repairs", "clean_needed"):
            assert group[key] == row[key]
    assert json.loads(json.dumps(found)) == found


def test_what_leaves_adds_up_to_what_is_missed_and_pending(found):
    for group in found["groups"]:
        rows = group["leaving"]
        assert sum(row["missed"] for row in rows) == group["counted"] - group["valid"]
        assert sum(row["pending"] for row in rows) == group["pending"]
        assert (rows[-1]["missed_left"], rows[-1]["pending_left"]) == (0, 0)
        for row in rows:
            assert date.fromisoformat(row["on"]) - date.fromisoformat(row["confirmed_on"]) == timedelta(days=30)
        gone = max(row["on"] for row in rows)
        place = found["days"].index(gone)
        rate = group["ways"]["clean"]["low"]["rates"][place]
        assert rate["valid"] == rate["counted"]


def test_a_store_above_its_target_is_told_so(above, words):
    group = above["groups"][0]
    assert 20 * group["valid"] >= 19 * group["counted"]
    is_safe = group["ways"]["clean"]["low"]["stays_from"] == above["as_of"]
    assert ("there is nothing to recover" in statement(above, words).lead) == is_safe
    settled = json.loads(json.dumps(above))
    for way in settled["groups"][0]["ways"].values():
        way["low"] = way["high"] = {"rates": way["high"]["rates"]} | dict.fromkeys(
            ("met_on", "stays_from"), ABOVE.isoformat()
        )
    assert "there is nothing to recover" in statement(settled, words).lead
    assert "whatever comes" in recovery_chart.by_way(settled, words).layout.meta["title"]


def test_nothing_is_drawn_of_nothing(empty, words):
    assert statement(empty, words).lead.startswith("No package of the window")
    for draw in (recovery_chart.by_way, recovery_chart.by_category):
        assert draw(empty, words).layout.meta["title"].startswith("No package of this window")
    assert "usual" not in empty["groups"][0]["ways"]
    assert recovery_tables.leaving(empty, words).rows == ()
    assert all(rate["counted"] == 0 for rate in empty["groups"][0]["ways"]["clean"]["high"]["rates"])


def test_a_panel_for_each_assumption_draws_its_rates(found, words):
    figure = recovery_chart.by_way(found, words)
    for place, way in enumerate(WAYS):
        axis = f"x{place + 1 if place else ''}"
        drawn = {trace.meta["series"]: trace for trace in figure.data if trace.xaxis == axis}
        for end in ("low", "high"):
            rates = found["groups"][0]["ways"][way][end]["rates"]
            assert [list(pair) for pair in drawn[end].customdata] == [[r["valid"], r["counted"]] for r in rates]
            assert list(drawn[end].x) == found["days"]
        met = [found["groups"][0]["ways"][way][end]["met_on"] for end in ("low", "high")]
        assert list(drawn["met"].x) == [day for day in met if day]
        assert set(drawn["target"].y) == {95}


def test_the_day_by_day_table_has_every_rate_that_is_drawn(found, words):
    table = recovery_tables.days(found, words)
    assert [row[0].isoformat() for row in table.rows] == found["days"]
    assert len(table.head) == 1 + 2 * len(WAYS)
    assert table.rows[3][2].text == "95.2 % (463/486)"
    assert (table.rows[2][2].look, table.rows[3][2].look) == ("below", "met")


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("which", ["found", "above", "empty"])
def test_every_table_and_sentence_in_every_language(request, lang, which):
    found, words = request.getfixturevalue(which), load(lang)
    for name in TABLES:
        table = getattr(recovery_tables, name)(found, words)
        assert {len(line) for line in (*table.rows, *filter(None, [table.total]))} <= {len(table.head)}, name
        assert "{" not in table._repr_html_(), name
    assert "{" not in repr(statement(found, words))


def test_names_of_categories_stay_text(found, words, payloads):
    group = found["groups"][1]
    hostile = found | {"groups": [found["groups"][0], *(group | {"category": name} for name in payloads)]}
    figure = recovery_chart.by_category(hostile, words)
    assert len(figure.layout.annotations) == recovery_chart.CATEGORIES
    assert f"the course of {recovery_chart.CATEGORIES}" in figure.layout.meta["title"]
    for note in figure.layout.annotations:
        assert "<img" not in note.text
        assert "<script" not in note.text
    assert "<img" not in recovery_tables.first_days(hostile, words)._repr_html_()
    assert len(recovery_tables.first_days(hostile, words).rows) == 4 * (1 + len(payloads))
