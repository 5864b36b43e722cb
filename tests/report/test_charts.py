"""Figures draw the summary's numbers, all of them, and say them to those who can't see."""

import json

import pytest

from vtr_lib.report import charts
from vtr_lib.report.style import percent

DRAWN = {
    "headline": lambda summary, words, basis="confirmed": charts.headline(summary, words, basis),
    "categories": lambda summary, words, basis="confirmed": charts.categories(summary, words, basis),
    "carriers": lambda summary, words, basis="confirmed": charts.segments(summary, "carrier", words, basis),
    "origins": lambda summary, words, basis="confirmed": charts.segments(summary, "origin", words, basis),
    "clauses": lambda summary, words, basis="confirmed": charts.clauses(summary, words, basis),
}


@pytest.fixture(params=DRAWN)
def draw(request):
    return DRAWN[request.param]


def points(figure) -> dict[str, list[int]]:
    """``name → [valid, counted]`` of every point of a chart of segments."""
    return {
        name: list(counts)
        for trace in figure.data
        if trace.mode == "markers"
        for name, counts in zip(trace.meta["names"], trace.customdata, strict=True)
    }


@pytest.mark.parametrize("by", ["carrier", "origin", "category"])
@pytest.mark.parametrize("basis", ["confirmed", "promised"])
def test_every_segment_is_drawn_with_its_counts(summary, words, by, basis):
    found = summary["windows"][basis]
    drawn = points(charts.segments(summary, by, words, basis))
    assert drawn == {row["name"]: [row["valid"], row["counted"]] for row in found["by"][by]}
    assert [sum(column) for column in zip(*drawn.values(), strict=True)] == [
        found["rate"]["valid"],
        found["rate"]["counted"],
    ]


def test_a_segment_with_nothing_counted_has_a_row_and_no_point(summary, words):
    figure = charts.segments(summary, "carrier", words)
    rows = [row["name"] for row in summary["windows"]["confirmed"]["by"]["carrier"]]
    trace = next(trace for trace in figure.data if trace.meta and "gofo" in trace.meta["names"])
    assert trace.x == (None,)
    assert "n/a (0)" in figure.layout.yaxis.ticktext[rows.index("gofo")]


def test_a_point_stands_where_its_counts_say_and_its_shape_tells_how_it_stands(summary, words):
    figure = charts.categories(summary, words)
    shapes = {trace.name: trace.marker.symbol for trace in figure.data if trace.mode == "markers"}
    assert len(set(shapes.values())) == len(shapes) == 4
    for trace in figure.data:
        if trace.mode == "markers":
            assert list(trace.x) == [percent(*counts) for counts in trace.customdata]
            for valid, counted in trace.customdata:
                assert (100 * valid >= 95 * counted) == (trace.name in ("meets 95 %", "exactly on 95 %"))


def test_exactly_on_the_line_is_neither_above_nor_below(summary, words):
    found = summary["windows"]["confirmed"] | {"by": {"category": [{"name": "A", "valid": 95, "counted": 100}]}}
    found["by"]["category"][0] |= {"is_met": True, "is_on_line": True}
    figure = charts.categories(summary | {"windows": {"confirmed": found}}, words)
    assert [trace.name for trace in figure.data if trace.mode == "markers" and trace.x] == ["exactly on 95 %"]


def test_bars_of_clauses_add_up_to_what_is_counted_and_not_valid(summary, words):
    rate = summary["windows"]["confirmed"]["rate"]
    figure = charts.clauses(summary, words)
    assert sum(sum(trace.x) for trace in figure.data) == rate["counted"] - rate["valid"]
    causes = {trace.meta["cause"]: sum(trace.x) for trace in figure.data}
    for row in summary["windows"]["confirmed"]["causes"]:
        assert causes[row["cause"]] == row["packages"]
    assert f"{rate['counted'] - rate['valid']:,} of {rate['counted']:,}" in figure.layout.meta["title"]


def test_the_headline_draws_rate_band_and_target(summary, words):
    found = summary["windows"]["confirmed"]
    band, point = charts.headline(summary, words).data
    assert point.x == (percent(found["rate"]["valid"], found["rate"]["counted"]),)
    low, high = (percent(found[end]["valid"], found[end]["counted"]) for end in ("low", "high"))
    assert band.base == (low,)
    assert band.base[0] + band.x[0] == pytest.approx(high)
    assert charts.headline(summary, words).layout.shapes[0].x0 == 95


def test_every_figure_says_what_it_shows(draw, summary, words):
    figure = draw(summary, words)
    meta = figure.layout.meta
    assert meta["title"] in meta["alt"]
    assert len(meta["alt"]) > 20
    found = summary["windows"]["confirmed"]
    for day in (found["first_on"], found["last_on"], summary["as_of"]):
        assert words.day(day) in figure.layout.title.subtitle.text
    promised = draw(summary, words, "promised")
    assert "promised" in promised.layout.title.subtitle.text
    assert words.day(summary["windows"]["promised"]["last_on"]) in promised.layout.title.subtitle.text


def test_a_figure_is_the_same_each_time_and_plain_to_compare(draw, summary, words):
    text = draw(summary, words).to_json()
    assert text == draw(summary, words).to_json()
    assert "bdata" not in text
    assert len(text) < 20_000


def test_nothing_counted_is_drawn_as_nothing(draw, nothing, words):
    figure = draw(nothing, words)
    assert figure.layout.meta["title"].startswith("No ")
    values = [value for trace in figure.data for value in trace.x or () if value is not None]
    assert values == []


def test_no_name_is_markup(draw, hostile_summary, words, payloads):
    figure = json.loads(draw(hostile_summary, words).to_json())
    shown = json.dumps([figure["layout"].get("yaxis", {}).get("ticktext"), figure["layout"].get("annotations")])
    for payload in payloads:
        if "<" in payload:
            assert json.dumps(payload)[1:-1] not in shown
    assert "%{customdata}<" not in shown
    for trace in figure["data"]:
        assert "evil" not in trace.get("hovertemplate", "")
