"""When did it break: the dict holds the days of the store, the figure and the tables show the dict."""

import json
from datetime import date, timedelta
from itertools import pairwise

import polars as pl
import pytest

from vtr_lib.metrics.coincidence import coincidence
from vtr_lib.metrics.control import change_day, matured
from vtr_lib.metrics.counts import count
from vtr_lib.metrics.rate import Rate
from vtr_lib.report import findings, style
from vtr_lib.report.control import LIMIT, control, control_table, found_table, of_fall, title
from vtr_lib.report.control_chart import control_chart

AS_OF, BROKE = date(2025, 2, 28), date(2025, 2, 3)


def rules(month) -> list[date]:
    return [rule.from_on for rule in month.policy.rules()]


@pytest.fixture(scope="module")
def ontrac(month):
    return of_fall(month, findings.data(month))


@pytest.fixture(scope="module")
def figure(ontrac, words):
    return control_chart(ontrac, words)


def series(figure, name: str):
    return next(trace for trace in figure.data if trace.meta["series"] == name)


def drawn(trace) -> dict:
    return {day: value for day, value in zip(trace.x, trace.y, strict=True) if day is not None}


def test_the_planted_fall_is_found_and_where_none_was_planted_none(month, ontrac):
    assert abs((date.fromisoformat(ontrac["change"]["on"]) - BROKE).days) <= 2
    before, after = (Rate(**ontrac["change"][end]) for end in ("before", "after"))
    assert before + after == Rate(**ontrac["all"])
    assert ontrac["change"]["odds"] == 10**6
    assert ontrac["centre"] == ontrac["change"]["before"]
    alarms = [row["day"] for row in ontrac["days"] if row["is_alarm"]]
    signals = [row["day"] for row in ontrac["days"] if row["is_signal"]]
    assert min(*alarms, *signals) >= ontrac["change"]["earliest"]
    assert min(signals) <= "2025-02-09"
    calm = of_fall(month, findings.data(month, causes=["invalid_number"]))
    assert (calm["where"], calm["change"]) == ({}, None)


def test_what_changed_with_the_sample_is_not_a_rule(month):
    own = month.packages.filter(pl.col("carrier") == "ontrac").with_columns(day="confirmed_on")
    found = change_day(matured(month.counts(), "carrier").filter(pl.col("carrier") == "ontrac"))
    what = coincidence(own, found, ["carrier", "service", "origin"], rules(month))
    assert what.policy_days == ()
    assert "carrier" not in what.shifts["attribute"].to_list()


def test_the_days_are_those_of_the_store(month):
    found = control(month.counts(), as_of=AS_OF)
    whole = matured(month.counts())
    assert [row["day"] for row in found["days"]] == [str(day) for day in whole["day"]]
    assert [row["missed"] for row in found["days"]] == whole["missed"].to_list()
    assert sum(row["counted"] for row in found["days"]) == found["all"]["counted"] == whole["counted"].sum()
    causes = [control(month.counts(), as_of=AS_OF, causes=[cause]) for cause in
              ("missing_updates", "invalid_number", "late_shipment", "unknown")]  # fmt: skip
    assert sum(row["missed"] for each in causes for row in each["days"]) == whole["missed"].sum()
    shuffled = month.counts().sample(fraction=1, shuffle=True, seed=4)
    assert control(shuffled, as_of=AS_OF) == found


def test_the_data_are_plain(ontrac):
    assert json.loads(json.dumps(ontrac)) == ontrac

    def leaves(value):
        parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
        return [value] if parts is None else [leaf for part in parts for leaf in leaves(part)]

    assert {type(leaf) for leaf in leaves(ontrac)} <= {str, int, bool, type(None)}


def test_every_day_is_drawn_with_its_limit_and_its_score(figure, ontrac):
    shares = drawn(series(figure, "usual")) | drawn(series(figure, "alarm"))
    assert shares == {row["day"]: style.percent(row["missed"], row["counted"]) for row in ontrac["days"]}
    assert set(drawn(series(figure, "alarm"))) == {row["day"] for row in ontrac["days"] if row["is_alarm"]}
    assert drawn(series(figure, "score")) == {row["day"]: row["score"] / 100 for row in ontrac["days"]}
    assert set(drawn(series(figure, "signal"))) == {row["day"] for row in ontrac["days"] if row["is_signal"]}
    limit = series(figure, "limit")
    steps = [pair for pair in zip(limit.x, limit.y, strict=True) if pair[0]]
    most = [style.percent(row["most"], row["counted"]) for row in ontrac["days"]]
    assert [height for _, height in steps[::2]] == [height for _, height in steps[1::2]] == most
    for (start, _), (end, _), row in zip(steps[::2], steps[1::2], ontrac["days"], strict=True):
        day = date.fromisoformat(row["day"])
        assert (start, end) == (f"{day - timedelta(days=1)} 12:00", f"{day} 12:00")


def test_a_day_without_packages_has_no_limit(figure, ontrac):
    days = [date.fromisoformat(row["day"]) for row in ontrac["days"]]
    gaps = sum((after - day).days > 1 for day, after in pairwise(days))
    assert gaps
    assert list(series(figure, "limit").x).count(None) == gaps


def test_an_alarm_differs_by_shape_size_and_word(figure):
    usual, alarm, signal = (series(figure, name) for name in ("usual", "alarm", "signal"))
    assert usual.marker.symbol != alarm.marker.symbol == signal.marker.symbol
    assert alarm.marker.size > usual.marker.size
    for trace in (alarm, signal):
        worded = [number for number, text in enumerate(trace.text) if text]
        assert [trace.text[number] for number in worded] == ["alarm"]
        assert trace.y[worded[0]] == max(trace.y)


def test_the_band_and_the_lines_stand_on_their_days(figure, ontrac, words):
    bands = [shape for shape in figure.layout.shapes if shape.type == "rect"]
    assert {shape.x0[:10] for shape in bands} == {
        str(date.fromisoformat(ontrac["change"]["earliest"]) - timedelta(days=1))
    }
    assert {shape.x1[:10] for shape in bands} == {ontrac["change"]["latest"]}
    lines = [shape.x0 for shape in figure.layout.shapes if shape.type == "line" and shape.yref != "y2"]
    assert set(lines) == {"2025-01-15"} == set(ontrac["policy_days"])
    limits = [shape for shape in figure.layout.shapes if shape.yref == "y2"]
    assert [(shape.y0, shape.y1) for shape in limits] == [(LIMIT, LIMIT)]
    assert series(figure, "change").name.replace("<br>", " ").endswith(words.day(ontrac["change"]["latest"]))
    assert "Jan 15, 2025" in series(figure, "rule").name


def test_the_title_is_the_finding_with_its_counts(month, ontrac, words):
    assert title(ontrac, words).startswith("OnTrac: the rate fell on Feb 4, 2025, from 100.0 % (161/161) to ")
    spread = ontrac | {"change": ontrac["change"] | {"earliest": "2025-02-01"}}
    assert "between Feb 1, 2025 and Feb 4, 2025" in title(spread, words)
    usps = control(month.counts(), as_of=AS_OF, where={"carrier": "usps"})
    assert title(usps, words) == f"USPS: no day points to a fall ({Rate(**usps['all'])})"


def test_basis_days_and_cause_stand_beneath(month, words):
    data = control(month.counts("promised"), as_of=AS_OF, basis="promised", causes=["late_shipment"])
    subtitle = control_chart(data, words).layout.meta["subtitle"]
    for said in (
        words("bases.promised"),
        words.day(data["days"][0]["day"]),
        words.day(data["days"][-1]["day"]),
        "Late shipment",
        "Feb 28, 2025",
    ):
        assert said in subtitle


def test_the_tables_hold_the_numbers_of_the_figure(ontrac, words):
    table = control_table(ontrac, words)
    assert [(row[0].isoformat(), row[1], row[2], row[4]) for row in table.rows] == [
        (row["day"], row["missed"], row["counted"], row["most"]) for row in ontrac["days"]
    ]
    assert [row[5].text == "alarm" for row in table.rows] == [row["is_alarm"] for row in ontrac["days"]]
    assert [row[7].text == "alarm" for row in table.rows] == [row["is_signal"] for row in ontrac["days"]]
    assert table.total[1:3] == (sum(row[1] for row in table.rows), ontrac["all"]["counted"])
    found = dict(found_table(ontrac, words).rows)
    assert found["Rate before"] == "100.0 % (161/161)"
    assert found["Chance of as clear a fall where nothing changed"] == "less than 1 in 1,000,000"
    assert found["Days a rule starts"] == "Jan 15, 2025"


@pytest.mark.parametrize("count_of", [1, 0])
def test_one_day_and_no_day(hostile, words, count_of):
    data = control(count(hostile.head(2 * count_of)), as_of=AS_OF)
    assert len(data["days"]) == count_of
    figure = control_chart(data, words)
    assert figure.layout.meta["title"] in figure.layout.meta["alt"]
    assert len(control_table(data, words).rows) == count_of
    assert bool(figure.data) is bool(count_of)
    assert dict(found_table(data, words).rows)["Days beyond their limit"] == "none"


def test_no_name_is_markup(hostile, words, payloads):
    for payload in payloads:
        data = control(count(hostile), as_of=AS_OF, where={"carrier": payload})
        assert data["all"] == {"valid": 1, "counted": 2}
        figure = control_chart(data, words)
        shown = [figure.layout.title.text, *(trace.name or "" for trace in figure.data)]
        assert not any("<img" in text or "<svg" in text or "<a " in text or "%{" in text for text in shown)
        html = control_table(data, words)._repr_html_() + found_table(data, words)._repr_html_()
        assert "<img" not in html
        assert "x" * 50 not in html + figure.layout.meta["title"]


def test_a_segment_nobody_knows_has_its_own_words(verdicts, words):
    data = control(count(verdicts), as_of=AS_OF, where={"category": "unknown"})
    assert data["all"]["counted"] > 0
    assert title(data, words).startswith("Category not known: ")


def test_a_figure_is_the_same_each_time_and_plain_to_compare(figure, ontrac, words):
    assert figure.to_json() == control_chart(ontrac, words).to_json()
    assert "bdata" not in figure.to_json()
