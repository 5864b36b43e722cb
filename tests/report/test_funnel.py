"""A funnel draws every segment, its exact limits, and the names of those outside; too few packages stand apart."""

import json
from fractions import Fraction
from itertools import pairwise

import polars as pl
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from vtr_lib.metrics.counts import count
from vtr_lib.report import funnel

DAY = pl.lit("2025-02-20").str.to_date()


def made(segments: dict[str, tuple[int, int]]) -> pl.DataFrame:
    """Counts from name → (valid, missed)."""
    data = [(name, state, packages) for name, cell in segments.items()
            for state, packages in zip(("valid", "defect"), cell, strict=True)]  # fmt: skip
    frame = pl.DataFrame(data, {"carrier": pl.String, "state": pl.String, "packages": pl.Int64}, orient="row")
    return frame.with_columns(day=DAY)


def found_of(segments, summary) -> dict:
    return funnel.data(made(segments), "carrier", summary)


def points(figure) -> dict[str, tuple[str, list[int]]]:
    return {
        name: (trace.meta["place"], list(counts))
        for trace in figure.data
        if trace.mode == "markers"
        for name, counts in zip(trace.meta["names"], trace.customdata, strict=True)
    }


@pytest.mark.parametrize("by", ["carrier", "origin", "category"])
def test_every_segment_that_counts_is_drawn_with_its_counts(by, verdicts, summary, words):
    found = funnel.data(count(verdicts), by, summary)
    listed = {row["name"]: [row["valid"], row["counted"]] for row in summary["windows"]["confirmed"]["by"][by]}
    expected = {name: counts for name, counts in listed.items() if counts[1]}
    assert {name: counts for name, (_, counts) in points(funnel.chart(found, words)).items()} == expected
    assert json.loads(json.dumps(found)) == found


@pytest.mark.parametrize(("valid", "counted", "place", "is_far"), [
    (184, 200, "inside", False), (183, 200, "below", False), (179, 200, "below", False), (178, 200, "below", True),
    (196, 200, "inside", False), (197, 200, "above", False), (198, 200, "above", False), (199, 200, "above", True),
    (17, 20, "too_few", False), (16, 20, "below", False), (15, 20, "below", False), (14, 20, "below", True),
    (35, 35, "inside", False), (34, 34, "too_few", False),
])  # fmt: skip
def test_a_place_on_each_side_of_every_limit(valid, counted, place, is_far, summary):
    row = found_of({"this": (valid, counted - valid)}, summary)["rows"][0]
    assert (row["place"], row["is_far"]) == (place, is_far)
    low, high = (stats.binom.ppf(tail, counted, 0.95) for tail in (0.001, 0.999))
    assert row["is_far"] == (valid < low or valid > high)


@pytest.mark.parametrize(("valid", "others", "is_sure"), [
    (181, 0, True), (182, 0, False),  # P(181 or fewer of 200) = 0.006, of 182 or fewer 0.012
    (181, 1, False), (180, 1, True),  # the same of two: twice as likely
])  # fmt: skip
def test_what_is_surely_below_depends_on_how_many_are_asked(valid, others, is_sure, summary, words):
    segments = {"this": (valid, 200 - valid)} | {f"c{number}": (990, 10) for number in range(others)}
    found = found_of(segments, summary)
    assert [row["is_sure"] for row in found["rows"] if row["name"] == "this"] == [is_sure]
    title = words("funnel.carrier.below", below=1, all=1 + others, target="95")
    assert (funnel.chart(found, words).layout.meta["title"] == title) == is_sure


def test_the_limits_drawn_are_exact(verdicts, summary, words):
    found = funnel.data(count(verdicts), "carrier", summary)
    across = [point["counted"] for point in found["curve"]]
    assert across == sorted(set(across))
    for row in found["rows"]:
        assert across[0] <= row["counted"] <= across[-1]
    for point in found["curve"]:
        for key, tail in (("limits", 0.025), ("outer", 0.001)):
            assert point[key] == [
                stats.binom.ppf(tail, point["counted"], 0.95),
                stats.binom.isf(tail, point["counted"], 0.95),
            ]
    lines = [trace for trace in funnel.chart(found, words).data if trace.mode == "lines" and trace.meta]
    drawn = {(trace.meta["series"], trace.meta["end"]): trace for trace in lines}
    assert len(drawn) == 4
    for (key, end), trace in drawn.items():
        assert list(trace.y) == [round(100 * point[key][end] / point["counted"], 2) for point in found["curve"]]


SOME = {"bad": (60, 40), "fair": (190, 10), "few": (9, 1), "best": (1000, 0)}


def test_only_those_outside_are_named(summary, words):
    figure = funnel.chart(found_of(SOME, summary), words)
    assert {note.text for note in figure.layout.annotations} == {"bad", "best"}
    assert {name: place for name, (place, _) in points(figure).items()} == {
        "bad": "below", "best": "above", "fair": "inside", "few": "too_few",
    }  # fmt: skip
    assert figure.layout.meta["title"] == "Carriers further below 95 % than chance explains: 1 of 4"
    assert "bad: 60.0 % (60/100)" in figure.layout.meta["alt"]


def test_places_are_told_apart_by_shape(summary, words):
    shapes = [
        trace.marker.symbol for trace in funnel.chart(found_of(SOME, summary), words).data if trace.mode == "markers"
    ]
    assert len(shapes) == len(set(shapes)) == 4


@pytest.mark.parametrize("share", [1.0, 0.5, 0.0])
@pytest.mark.parametrize("kinds", [funnel.NAMED, funnel.NAMED + 3])
def test_names_never_share_a_height(share, kinds, summary, words):
    """Seen from the points, which lie apart by their rates on an axis at least ``PLOT`` px high."""
    many = {f"c{n:02}": (round(share * (900 + n)), 900 + n - round(share * (900 + n))) for n in range(kinds)}
    figure = funnel.chart(found_of(many, summary), words)
    low, high = figure.layout.yaxis.range
    assert len(figure.layout.annotations) == funnel.NAMED
    for tall in (funnel.PLOT, 400):
        heights = sorted((note.y - low) / (high - low) * tall - note.ay for note in figure.layout.annotations)
        gaps = [upper - lower for lower, upper in pairwise(heights)]
        assert min(gaps) >= funnel.LABEL - 1
        assert heights[-1] <= tall
    assert ("named in the table only: 3" in figure.layout.meta["subtitle"]) == (kinds > funnel.NAMED)


def test_each_name_is_beside_its_own_point(summary, words):
    found = found_of({"bad": (60, 40), "worse": (50, 50), "fair": (990, 10)}, summary)
    where = {row["name"]: row for row in found["rows"]}
    for note in funnel.chart(found, words).layout.annotations:
        row = where[note.text]
        assert 10**note.x == pytest.approx(row["counted"])
        assert note.y == pytest.approx(100 * row["valid"] / row["counted"])


def test_an_axis_that_does_not_start_at_0_says_so(summary, words):
    high = funnel.chart(found_of(SOME, summary), words)
    assert f"The axis starts at {high.layout.yaxis.range[0]} %." in high.layout.meta["subtitle"]
    low = funnel.chart(found_of({"none": (0, 50)}, summary), words)
    assert low.layout.yaxis.range[0] == 0
    assert "The axis" not in low.layout.meta["subtitle"]


def test_the_table_says_the_same(summary, words):
    found = found_of(SOME, summary)
    table = funnel.table(found, words)
    cells = {row[0].code: row for row in table.rows}
    assert list(cells) == [row["name"] for row in found["rows"]] == ["bad", "best", "fair", "few"]
    assert cells["bad"][1:] == (
        "60.0 % (60/100)", "50.2 % to 69.0 %", "50.2 % to 69.2 %", "90 to 99", "Far below the limits", "surely",
        "Worse", "< 0.0001",
    )  # fmt: skip
    assert cells["few"][5:8] == ("Too few to say", "", "Too few to say")
    assert cells["fair"][5] == "Within the limits"


def test_every_place_has_words(words):
    named = words.table("funnel.places")
    assert set(named) == {*funnel.PLACES, "far_below", "far_above"}


def test_nothing_is_drawn_of_nothing(nothing, words, verdicts):
    found = funnel.data(count(verdicts.clear()), "carrier", nothing)
    assert (found["rows"], found["curve"]) == ([], [])
    figure = funnel.chart(found, words)
    assert len(figure.data) == 0
    assert figure.layout.meta["alt"].startswith("No carrier")
    assert funnel.table(found, words).rows == ()


def test_one_package_is_enough_to_draw(summary, words):
    figure = funnel.chart(found_of({"only": (1, 0)}, summary), words)
    assert points(figure) == {"only": ("too_few", [1, 1])}


def test_hostile_names_stay_text(hostile, hostile_summary, words, payloads):
    bad = made({payload: (3, 9) for payload in payloads})
    found = funnel.data(bad, "carrier", hostile_summary)
    figure = json.loads(funnel.chart(found, words).to_json())
    notes = [*figure["layout"]["annotations"], *figure["layout"]["meta"]["narrow"]["annotations"]]
    assert len(notes) == 2 * funnel.NAMED
    for note in notes:
        assert "<img" not in note["text"]
        assert "%{" not in note["text"]
        assert len(note["text"]) < 80
    assert "<img" not in funnel.table(found, words)._repr_html_()


def test_rows_of_any_order_give_the_same_figure(verdicts, summary, words):
    counts = count(verdicts)
    shuffled = counts.sample(fraction=1, shuffle=True, seed=3)
    one, other = (funnel.chart(funnel.data(frame, "category", summary), words) for frame in (counts, shuffled))
    assert one.to_json() == other.to_json()
    assert "bdata" not in one.to_json()


def test_of_the_sample_the_planted_carrier_alone_is_outside_and_worse(month):
    found = funnel.data(month.counts(), "carrier", month.summary)
    below = [row["name"] for row in found["rows"] if row["place"] == "below"]
    assert below == [row["name"] for row in found["rows"] if row["standing"] == "worse"] == ["ontrac"]
    assert Fraction(found["target"]) == Fraction(95, 100)


def test_the_intervals_are_those_of_wilson_and_jeffreys_and_the_first_is_drawn(summary, words):
    found = found_of({"this": (183, 17)}, summary)
    [row] = found["rows"]
    for key, method in (("interval", "wilson"), ("jeffreys", "jeffreys")):
        ends = proportion_confint(183, 200, method=method)
        assert [float(end) for end in row[key]] == pytest.approx([100 * end for end in ends], abs=0.1)
    [trace] = [trace for trace in funnel.chart(found, words).data if (trace.meta or {}).get("names")]
    low, high = (float(end) for end in row["interval"])
    assert trace.y[0] + trace.error_y.array[0] == pytest.approx(high)
    assert trace.y[0] - trace.error_y.arrayminus[0] == pytest.approx(low)
