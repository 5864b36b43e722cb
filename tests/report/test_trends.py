"""Panels of the rolling rate: together they are the whole store, day by day."""

from collections import Counter
from datetime import date, timedelta

import polars as pl
import pytest

from vtr_lib.metrics.counts import count
from vtr_lib.metrics.rolling import rolling
from vtr_lib.report import panels, phrases, trends
from vtr_lib.report.panel import OPEN_FROM, Marks


def series(figure, name: str) -> dict:
    """Panel → trace of one series."""
    return {trace.meta["segment"]: trace for trace in figure.data if trace.meta["series"] == name}


@pytest.fixture(scope="session")
def carriers(verdicts, roll):
    return roll(verdicts, "carrier")


@pytest.fixture(scope="session")
def figure(carriers, summary, words):
    return trends.rolling(carriers, "carrier", summary, words)


def test_the_panels_add_up_to_the_store_on_every_day(figure, verdicts, roll):
    whole = roll(verdicts).sort("day")
    valid, counted = Counter(), Counter()
    for trace in series(figure, "rate").values():
        for day, (part, of, _) in zip(trace.x, trace.customdata, strict=True):
            valid[day] += part
            counted[day] += of
    days = [str(day) for day in whole["day"]]
    assert [valid[day] for day in days] == whole["valid"].to_list()
    assert [counted[day] for day in days] == whole["counted"].to_list()


@pytest.mark.parametrize(
    ("layer", "state"), [("valid", ["valid"]), ("missed", ["defect", "unknown"]), ("pending", ["pending"])]
)
def test_the_bars_add_up_to_the_days_packages(figure, verdicts, roll, layer, state):
    whole = roll(verdicts).sort("day").select(pl.sum_horizontal(f"{name}_on_day" for name in state)).to_series()
    bars = zip(*(trace.y for trace in series(figure, layer).values()), strict=True)
    assert [sum(day) for day in bars] == whole.to_list()


def test_the_busiest_come_first_and_the_rest_is_one_panel(figure, carriers):
    panels = list(series(figure, "rate"))
    assert len(panels) == trends.PANELS
    assert panels[0] == "usps"
    assert panels[-1] == "other"
    others = carriers["carrier"].n_unique() - trends.PANELS + 1
    assert f"{others} others" in figure.layout.annotations[-1].text
    assert "gofo" not in panels


@pytest.mark.parametrize(("kinds", "panels"), [(12, 12), (13, 12), (1, 1)])
def test_as_many_panels_as_fit(kinds, panels, carriers, summary, words):
    one = carriers.filter(pl.col("carrier") == "usps")
    frame = pl.concat([one.with_columns(carrier=pl.lit(f"c{number:02}")) for number in range(kinds)])
    drawn = series(trends.rolling(frame, "carrier", summary, words), "rate")
    assert len(drawn) == panels
    assert ("other" in drawn) == (kinds > 12)


def test_the_title_of_a_panel_holds_its_rate_with_counts(figure, carriers):
    last = carriers.filter(pl.col("day") == pl.col("day").max(), pl.col("carrier") == "ups").row(0, named=True)
    note = next(note.text for note in figure.layout.annotations if "UPS" in note.text)
    assert f"({last['valid']}/{last['counted']})" in note
    assert "below 95 %" in note


def test_a_day_with_nothing_counted_is_a_gap(carriers, summary, words):
    day = carriers["day"].sort()[20]
    empty = pl.when(pl.col("day") == day).then(0).otherwise(pl.col("counted", "valid"))
    frame = carriers.with_columns(empty.name.keep())
    for trace in series(trends.rolling(frame, "carrier", summary, words), "rate").values():
        assert trace.y[trace.x.index(str(day))] is None
        assert trace.connectgaps is False


def test_all_panels_have_one_scale(figure):
    layout = figure.layout.to_plotly_json()
    ranges = {tuple(layout[f"yaxis{number}"]["range"]) for number in range(3, 2 * trends.PANELS, 2)}
    assert ranges == {tuple(layout["yaxis"]["range"])}


@pytest.mark.parametrize(("counted", "start", "is_said"), [(trends.FEW - 1, 60, True), (trends.FEW, 0, False)])
def test_a_few_packages_do_not_set_the_scale(carriers, summary, words, counted, start, is_said):
    few = pl.when(pl.col("carrier") == "ontrac")
    frame = carriers.with_columns(valid=few.then(0).otherwise("valid"), counted=few.then(counted).otherwise("counted"))
    figure = trends.rolling(frame, "carrier", summary, words)
    assert figure.layout.yaxis.range[0] == start
    assert (words("charts.leaves", few=trends.FEW) in figure.layout.meta["subtitle"]) == is_said


@pytest.mark.parametrize("arrangement", ["wide", "narrow"])
def test_no_panel_lies_over_another(figure, arrangement):
    layout = figure.layout.to_plotly_json()
    patch = layout["meta"]["narrow"] if arrangement == "narrow" else {}

    def domain(axis: str) -> list[float]:
        return patch.get(f"{axis}.domain", layout[axis]["domain"])

    boxes = []
    for number in range(1, trends.PANELS + 1):
        across, upper, lower = panels.axis_names(number)
        assert domain(f"yaxis{lower}")[1] < domain(f"yaxis{upper}")[0]
        boxes.append((*domain(f"xaxis{across}"), domain(f"yaxis{lower}")[0], domain(f"yaxis{upper}")[1]))
    for place, (left, right, bottom, top) in enumerate(boxes):
        assert 0 <= left < right <= 1
        assert 0 <= bottom < top <= 1
        for other in boxes[place + 1 :]:
            assert right <= other[0] or other[1] <= left or top <= other[2] or other[3] <= bottom


def test_pending_is_told_apart_by_pattern_too(figure):
    shapes = {name: series(figure, name)["usps"].marker.pattern.shape for name in ("valid", "missed", "pending")}
    assert len(set(shapes.values())) == 3


def test_the_whole_store_has_a_band_where_it_can_still_end(verdicts, roll, summary, words):
    figure = trends.rolling_total(roll(verdicts), summary, words)
    found = summary["windows"]["confirmed"]
    for end in ("low", "high"):
        trace = series(figure, end)["all"]
        assert list(trace.customdata[-1]) == [found[end]["valid"], found[end]["counted"]]
    assert list(series(figure, "rate")["all"].customdata[-1][:2]) == [found["rate"]["valid"], found["rate"]["counted"]]
    assert phrases.rate(found["rate"], words) in figure.layout.meta["title"]


def test_basis_and_days_stand_on_every_figure(figure, carriers, verdicts, roll, summary, words):
    first, last = words.day(carriers["day"].min()), words.day(carriers["day"].max())
    for each in (figure, trends.rolling_total(roll(verdicts), summary, words)):
        subtitle = each.layout.meta["subtitle"]
        assert first in subtitle
        assert last in subtitle
        assert words("bases.confirmed") in subtitle
    promised = trends.rolling(carriers, "carrier", summary, words, "promised")
    assert words("bases.promised") in promised.layout.meta["subtitle"]


def test_a_figure_is_the_same_each_time_and_plain_to_compare(figure, carriers, summary, words):
    shuffled = carriers.sample(fraction=1, shuffle=True, seed=3)
    assert figure.to_json() == trends.rolling(shuffled, "carrier", summary, words).to_json()
    assert "bdata" not in figure.to_json()


def test_no_packages_give_an_empty_figure(nothing, words, roll, verdicts):
    for figure in (
        trends.rolling(roll(verdicts.clear(), "carrier"), "carrier", nothing, words),
        trends.rolling_total(roll(verdicts.clear()), nothing, words),
    ):
        assert len(figure.data) == 0
        assert figure.layout.meta["alt"].startswith("No ")


CHANGE = {"name": "ups", "on": "2025-01-20", "earliest": "2025-01-18", "latest": "2025-01-23"}


@pytest.fixture(scope="session")
def marked(carriers, verdicts, summary, words):
    other = rolling(count(verdicts, "promised"), date(2024, 12, 30), date(2025, 2, 18), 30, "carrier")
    marks = Marks(other, 10, (CHANGE,), (date(2025, 1, 15),))
    return trends.rolling(carriers, "carrier", summary, words, marks=marks), other


def test_a_day_of_change_and_its_span_stand_in_the_panel_of_their_carrier_alone(marked):
    figure, _ = marked
    drawn = series(figure, "change")
    assert list(drawn) == ["ups"]
    assert set(drawn["ups"].x) == {CHANGE["on"]}
    [band] = figure.layout.shapes
    assert (band.x0, band.x1, band.xref) == (CHANGE["earliest"], CHANGE["latest"], drawn["ups"].xaxis)


@pytest.mark.parametrize(("on", "is_drawn"), [(0, True), (-1, True), (None, False)])
def test_only_days_on_the_axis_are_marked(carriers, summary, words, on, is_drawn):
    days = carriers["day"].unique().sort()
    day = days[on] if on is not None else days[0] - timedelta(days=1)
    change = CHANGE | {"on": str(day), "earliest": str(day - timedelta(days=3)), "latest": str(day)}
    figure = trends.rolling(carriers, "carrier", summary, words, marks=Marks(changes=(change,), rules=(day,)))
    assert len(series(figure, "change")) == is_drawn
    assert len(series(figure, "rule")) == is_drawn * trends.PANELS
    assert all(str(days[0]) <= band.x0 <= band.x1 for band in figure.layout.shapes)


def test_the_other_basis_is_shown_on_the_day_on_which_amazon_shows_it(marked, words):
    figure, other = marked
    drawn = series(figure, "other")["usps"]
    rows = other.filter(pl.col("carrier") == "usps", pl.col("day") + timedelta(days=10) >= date(2025, 1, 29)).sort(
        "day"
    )
    shown = dict(zip(drawn.x, drawn.customdata, strict=True))
    for day, valid, counted in rows.select("day", "valid", "counted").rows():
        at = str(day + timedelta(days=10))
        if at in shown:
            assert list(shown[at][:2]) == [valid, counted]
    assert max(drawn.x) == "2025-02-28"
    last = rows.row(-1, named=True)
    note = next(note.text for note in figure.layout.annotations if "USPS" in note.text)
    assert words("charts.other_basis.confirmed", rate=phrases.rate(last, words)) in note


def test_windows_with_pending_packages_are_drawn_apart(figure, carriers):
    rows = {(row["carrier"], str(row["day"])): row for row in carriers.iter_rows(named=True)}
    settled, still_open = series(figure, "rate"), series(figure, "open")
    for code, trace in settled.items():
        if code == "other":
            continue
        for at, day in enumerate(trace.x):
            row = rows[code, day]
            is_open = row["pending"] * OPEN_FROM > row["pending"] + row["counted"]
            assert (trace.y[at] is not None) == (not is_open and row["counted"] > 0)
            if is_open:
                assert (still_open[code].y[at] is not None) == (row["counted"] > 0)
    assert still_open["usps"].line.dash != settled["usps"].line.dash


def test_every_series_has_one_entry_in_the_legend(marked):
    figure, _ = marked
    entries = [trace.name for trace in figure.data if trace.showlegend]
    assert len(entries) == len(set(entries)) == len({trace.name for trace in figure.data})
