"""How long scans take: the dict counts every package once, the figure and the table show the dict."""

import json
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import polars as pl
import pytest
from lifelines.statistics import logrank_test

from vtr_lib.metrics.survival import durations, survival
from vtr_lib.report.survival import CURVES, MARKS, survival_table, title, waiting_times
from vtr_lib.report.survival_curves import HEIGHT, LINE, LOOKS, RANGE, survival_curves

AS_OF, AS_OF_AT = date(2025, 2, 28), datetime(2025, 3, 1, 8, tzinfo=UTC)


def times(packages: pl.DataFrame, leg: str = "first_scan", by: str = "carrier") -> dict:
    return waiting_times(packages, leg, by=by, as_of=AS_OF, as_of_at=AS_OF_AT)


def with_cancelled(verdicts: pl.DataFrame, is_cancelled: bool = False) -> pl.DataFrame:
    return verdicts.with_columns(is_cancelled=pl.lit(is_cancelled))


@pytest.fixture(scope="module")
def sample(month):
    return times(month.packages)


def lines(figure) -> dict:
    return {trace.meta["curve"]: trace for trace in figure.data if "curve" in trace.meta}


def ticks(figure) -> dict:
    return {trace.meta["ticks"]: trace for trace in figure.data if "ticks" in trace.meta}


def test_every_package_is_in_one_curve_or_left_out(month, sample):
    meant = month.packages.filter(pl.col("state").is_in(["valid", "defect", "unknown", "pending"]))
    assert sample["packages"] == sum(curve["packages"] for curve in sample["curves"])
    assert sample["packages"] + sum(sample["left_out"].values()) == meant.height
    assert sample["left_out"] == {
        "number": meant.filter(pl.col("cause") == "invalid_number").height,
        "not_asked": meant.filter(pl.col("clause") == "unknown.not_asked").height,
    }
    names = [name for curve in sample["curves"] for name in curve["names"]]
    assert len(names) == len(set(names)) > CURVES == len(sample["curves"])


def test_the_bad_carrier_waits_longest_and_never_gets_there(sample, words):
    ontrac = next(curve for curve in sample["curves"] if curve["name"] == "ontrac")
    assert ontrac["most"] is None
    assert ontrac["half"] < 24
    assert title(sample, words) == (
        "OnTrac waits longest for a first scan: after 3 days 18.2 % of 231 packages have none"
    )
    usps = next(curve for curve in sample["curves"] if curve["name"] == "usps")
    assert usps["most"] <= 24


@pytest.mark.parametrize("leg", MARKS)
def test_a_curve_is_that_of_its_packages(month, leg, words):
    start, end = {"first_scan": ("confirmed_at", "first_scan_at"), "arrival": ("first_scan_at", "arrival_at"),
                  "delivery": ("first_scan_at", "delivery_at")}[leg]  # fmt: skip
    own = month.packages.filter(
        pl.col("carrier") == "usps", pl.col("state").is_in(["valid", "defect", "unknown", "pending"]),
        pl.col("cause").ne_missing(pl.lit("invalid_number")), pl.col("clause") != "unknown.not_asked",
        pl.col(start).is_not_null(),
    )  # fmt: skip
    waits = [
        (max(0, int(((row[end] or AS_OF_AT) - row[start]).total_seconds() // 3600)), row[end] is not None)
        for row in own.iter_rows(named=True)
    ]
    expected = survival([hours for hours, _ in waits], [is_event for _, is_event in waits])
    data = times(month.packages, leg)
    found = next(curve for curve in data["curves"] if curve["name"] == "usps")
    keys = ("hours", "at_risk", "events", "censored")
    shown = expected.filter(pl.col("hours") <= 24 * MARKS[leg][-1])
    assert [tuple(step[key] for key in keys) for step in found["steps"]] == shown.select(keys).rows()
    for mark in found["marks"]:
        assert mark["at_risk"] == sum(hours >= 24 * mark["days"] for hours, _ in waits)
    for step, share in zip(found["steps"], shown["survival"], strict=True):
        assert step["waiting"] <= share * 10_000 + 1e-6 < step["waiting"] + 1


def test_the_data_are_plain_and_the_order_of_rows_changes_nothing(month, sample):
    assert json.loads(json.dumps(sample)) == sample
    assert "." not in json.dumps([curve["steps"] + curve["marks"] for curve in sample["curves"]])
    assert times(month.packages.sample(fraction=1, shuffle=True, seed=6)) == sample


def test_cancelled_ones_are_counted_while_they_wait(verdicts):
    never = pl.when(pl.col("clause") != "scan.none").then("first_scan_at")
    packages = with_cancelled(verdicts.with_columns(first_scan_at=never), True)
    found = times(packages)
    assert found["cancelled"] == found["packages"] - sum(curve["events"] for curve in found["curves"])
    assert found["cancelled"] > 0
    assert times(with_cancelled(packages))["cancelled"] == 0


@pytest.mark.parametrize(("kinds", "curves", "of_rest"), [(6, 6, None), (7, 6, 2), (1, 1, None)])
def test_as_many_curves_as_can_be_told_apart(verdicts, words, kinds, curves, of_rest):
    usps = with_cancelled(verdicts.filter(pl.col("carrier") == "usps")).head(20)
    data = times(pl.concat([usps.with_columns(carrier=pl.lit(f"c{number}")) for number in range(kinds)]))
    figure = survival_curves(data, words)
    drawn = lines(figure)
    assert len(drawn) == curves
    assert len({trace.line.dash for trace in drawn.values()}) == len({trace.line.color for trace in drawn.values()})
    assert len({trace.line.dash for trace in drawn.values()}) == curves
    assert ("other" in drawn) == bool(of_rest)
    if of_rest:
        assert drawn["other"].name.startswith(f"{of_rest} others")


def test_the_figure_draws_the_steps_and_a_tick_for_who_still_waited(sample, words):
    figure = survival_curves(sample, words)
    for curve in sample["curves"]:
        line, tick = lines(figure)[curve["name"]], ticks(figure)[curve["name"]]
        assert line.line.shape == "hv"
        assert (line.x[0], line.y[0]) == (0, 100)
        steps = [(round(step["hours"] / 24, 3), step["waiting"] / 100) for step in curve["steps"]]
        assert list(zip(line.x, line.y, strict=True))[1 : len(steps) + 1] == steps
        censored = [step for step in curve["steps"] if step["censored"]]
        assert [value for value in tick.x if value is not None] == [round(s["hours"] / 24, 3) for s in censored]
        assert line.x[-1] == MARKS["first_scan"][-1]
    assert len({dash for _, dash in LOOKS}) == len({colour for colour, _ in LOOKS}) == CURVES


def test_names_at_the_ends_never_lie_on_each_other_nor_outside(sample, words):
    for ends in (sample, times_at_the_top(sample)):
        figure = survival_curves(ends, words)
        labels = [note for note in figure.layout.annotations if note.showarrow]
        assert len(labels) == len(ends["curves"])
        heights = sorted(HEIGHT * (note.y - RANGE[0]) / (RANGE[1] - RANGE[0]) - note.ay for note in labels)
        assert all(upper - lower >= LINE - 1 for lower, upper in pairwise(heights))
        assert heights[0] >= 0
        assert heights[-1] <= HEIGHT


def times_at_the_top(sample: dict) -> dict:
    """Nobody had a scan: all curves end at 100 %."""
    steps = [{"hours": 240, "at_risk": 5, "events": 0, "censored": 5, "waiting": 10_000}]
    return sample | {"curves": [curve | {"steps": steps} for curve in sample["curves"]]}


def test_on_a_narrow_screen_a_legend_names_the_curves(sample, words):
    figure = survival_curves(sample, words)
    narrow = figure.layout.meta["narrow"]
    assert figure.layout.showlegend is False
    assert narrow["showlegend"] is True
    assert [note["showarrow"] for note in narrow["annotations"]] == [False]
    assert narrow["margin.r"] < figure.layout.margin.r
    assert narrow["height"] > HEIGHT


@pytest.mark.parametrize("leg", MARKS)
def test_the_table_holds_the_numbers_at_risk(month, leg, words):
    data = times(month.packages, leg)
    table = survival_table(data, words)
    for row, curve in zip(table.rows, data["curves"], strict=True):
        assert (row[0].code, row[1], row[2]) == (curve["name"], curve["packages"], curve["events"])
        for cell, mark in zip(row[3:], curve["marks"], strict=False):
            share = "n/a" if mark["waiting"] is None else f"{mark['waiting'] // 100}.{mark['waiting'] % 100 // 10} %"
            assert cell.startswith(share)
            assert cell.endswith(f"({mark['at_risk']:,})")
        assert (row[-2] == "never reached") is (curve["most"] is None)
        assert row[-1] == (curve["log_rank"] or "n/a")
    assert len(table.head) == len(table.rows[0]) == len(table.total)
    assert table.total[1:3] == (data["packages"], sum(curve["events"] for curve in data["curves"]))


def test_each_curve_is_held_against_all_others_by_log_rank(month):
    data = times(month.packages, "first_scan")
    meant = month.packages.filter(
        pl.col("state").is_in(["valid", "defect", "unknown", "pending"]),
        pl.col("cause").fill_null("") != "invalid_number",
        pl.col("clause") != "unknown.not_asked",
    )
    waited = durations(meant, "first_scan", AS_OF_AT).with_columns(pl.col("carrier").fill_null("unknown"))
    for curve in data["curves"]:
        own, rest = (
            waited.filter(pl.col("carrier").is_in(curve["names"])),
            waited.filter(~pl.col("carrier").is_in(curve["names"])),
        )
        expected = logrank_test(own["hours"], rest["hours"], own["is_event"], rest["is_event"]).p_value
        told = curve["log_rank"]
        assert (told == "< 0.0001") == (expected < 0.0001)
        assert told == "< 0.0001" or float(told) == pytest.approx(expected, abs=6e-5)
    assert {curve["name"]: curve["log_rank"] for curve in data["curves"]}["ontrac"] == "< 0.0001"


def test_past_the_last_package_nothing_is_known(verdicts, words):
    young = with_cancelled(verdicts.filter(pl.col("confirmed_on") >= AS_OF - timedelta(days=2), carrier="usps"))
    data = times(young.with_columns(first_scan_at=pl.lit(None, young.schema["first_scan_at"])))
    (curve,) = data["curves"]
    known = [mark["days"] for mark in curve["marks"] if mark["waiting"] is not None]
    assert known == [0, 1, 2]
    assert lines(survival_curves(data, words))["usps"].x[-1] < 3
    assert survival_table(data, words).rows[0][-5] == "n/a (0)"


def test_no_packages_give_an_empty_figure(verdicts, words):
    for leg in MARKS:
        data = times(with_cancelled(verdicts.clear()), leg)
        figure = survival_curves(data, words)
        assert (data["packages"], data["curves"], len(figure.data)) == (0, [], 0)
        assert figure.layout.meta["title"].startswith("Too few packages")
        assert survival_table(data, words).rows == ()


@pytest.mark.parametrize("by", ["carrier", "origin", "category"])
def test_no_name_is_markup(hostile, words, by):
    data = times(with_cancelled(hostile), by=by)
    figure = survival_curves(data, words)
    shown = [figure.layout.title.text, *(trace.name for trace in figure.data)]
    shown += [note.text for note in figure.layout.annotations if note.showarrow]
    assert not any("<img" in text or "<svg" in text or "<a " in text or "%{" in text for text in shown)
    assert "<img" not in survival_table(data, words)._repr_html_()


def test_basis_days_and_the_finding_stand_on_the_figure(sample, words):
    meta = survival_curves(sample, words).layout.meta
    assert meta["title"] in meta["alt"]
    for said in (words.day(sample["first_on"]), words.day(sample["last_on"]), "Feb 28, 2025"):
        assert said in meta["subtitle"]
    assert survival_curves(sample, words).to_json() == survival_curves(sample, words).to_json()
    assert "bdata" not in survival_curves(sample, words).to_json()
