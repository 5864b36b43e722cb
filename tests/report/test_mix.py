"""The effects as data lead exactly from one window's rate to the other's, and the bars draw that data."""

import json
from datetime import date, timedelta
from fractions import Fraction

import polars as pl
import pytest
from statsmodels.stats.proportion import confint_proportions_2indep

from vtr_lib.metrics.change import mix_and_rate
from vtr_lib.metrics.counts import between, count
from vtr_lib.report import mix, phrases

BY = (["carrier"], ["category"], ["origin", "carrier"], ["origin", "carrier", "service"])


@pytest.fixture(params=BY, ids="-".join)
def found(request, verdicts, summary):
    return mix.data(verdicts, request.param, summary)


def drawn(figure) -> dict[str, list[float]]:
    return {trace.meta["kind"]: list(trace.x) for trace in figure.data}


def test_the_effects_of_the_data_add_up_exactly(found, summary):
    before, after = (Fraction(100 * found[side]["valid"], found[side]["counted"]) for side in ("before", "after"))
    rate = summary["windows"]["confirmed"]["rate"]
    assert found["after"] == {"valid": rate["valid"], "counted": rate["counted"]}
    assert Fraction(found["points"]) == after - before
    assert sum(Fraction(row["mix"]) + Fraction(row["rate"]) for row in found["rows"]) == after - before
    assert sum(map(Fraction, found["mix"].values())) + Fraction(found["rate"]) == after - before
    assert json.loads(json.dumps(found)) == found


@pytest.mark.parametrize("basis", ["confirmed", "promised"])
def test_the_two_windows_share_no_day(verdicts, summary, basis):
    found = mix.data(verdicts, ["carrier"], summary, basis)
    first, last = (date.fromisoformat(found["before"][key]) for key in ("first_on", "last_on"))
    assert last + timedelta(days=1) == date.fromisoformat(found["first_on"])
    assert (last - first).days == 29
    window = summary["windows"][basis]
    assert (found["first_on"], found["last_on"]) == (window["first_on"], window["last_on"])
    change = mix_and_rate(
        between(count(verdicts, basis), first, last),
        between(count(verdicts, basis), *(date.fromisoformat(found[key]) for key in ("first_on", "last_on"))),
        ["carrier"],
    )
    assert found["points"] == str(change.points)


def test_the_greatest_effect_comes_first(found):
    sizes = [abs(Fraction(row["mix"])) + abs(Fraction(row["rate"])) for row in found["rows"]]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > 0


def test_the_bars_are_the_effects_and_the_last_their_sum(found, words):
    figure = mix.chart(found, words)
    for kind, lengths in drawn(figure).items():
        *parts, whole = lengths
        assert len(parts) <= 10
        assert sum(parts) == pytest.approx(whole, abs=0.01)
        total = found["rate"] if kind == "rate" else sum(map(Fraction, found["mix"].values()))
        assert whole == pytest.approx(float(Fraction(total)), abs=1e-3)
    first = found["rows"][0]
    assert drawn(figure)["rate"][0] == pytest.approx(float(Fraction(first["rate"])), abs=1e-3)
    assert figure.data[0].meta["paths"][0] == first["path"]


@pytest.mark.parametrize(("kinds", "bars"), [(10, 11), (11, 11), (1, 2)])
def test_ten_rows_at_most_and_the_whole(kinds, bars, verdicts, summary, words):
    found = mix.data(verdicts, ["carrier"], summary)
    many = found | {"rows": [found["rows"][0] | {"path": [f"c{number}"]} for number in range(kinds)]}
    figure = mix.chart(many, words)
    assert [len(trace.x) for trace in figure.data] == [bars] * 2
    assert any("2 others" in label for label in figure.layout.yaxis.ticktext) == (kinds == 11)


def test_mix_and_rate_are_told_apart_without_colour(found, words):
    one, other = mix.chart(found, words).data
    assert one.marker.pattern.shape != other.marker.pattern.shape
    assert all(low < high for low, high in zip(one.y, other.y, strict=True))


def test_the_numbers_at_the_bars_have_room(found, words):
    figure = mix.chart(found, words)
    values = [value for lengths in drawn(figure).values() for value in lengths]
    narrow = figure.layout.meta["narrow"]["xaxis.range"]
    assert narrow[0] < figure.layout.xaxis.range[0] < min(0, *values)
    assert max(0, *values) < figure.layout.xaxis.range[1] < narrow[1]


@pytest.mark.parametrize(
    ("points", "words_of_title"), [(Fraction(-1), "fell by 1.00"), (Fraction(1), "rose by 1.00"), (0, "is the same")]
)
def test_the_title_says_which_way(points, words_of_title, verdicts, summary, words):
    found = mix.data(verdicts, ["carrier"], summary) | {"points": str(points)}
    title = mix.chart(found, words).layout.meta["title"]
    assert words_of_title in title
    assert phrases.rate(found["after"], words) in title


def test_both_windows_stand_on_the_figure(found, words):
    subtitle = mix.chart(found, words).layout.meta["subtitle"]
    for day in (found["first_on"], found["last_on"], *(found["before"][key] for key in ("first_on", "last_on"))):
        assert words.day(day) in subtitle


def test_the_tables_end_in_the_whole_change(found, words):
    table, levels = mix.table(found, words), mix.levels(found, words)
    whole = phrases.points(Fraction(found["points"]), words, signed=True)
    assert table.total[-1] == levels.total[-1] == whole
    assert len(table.rows) == len(found["rows"])
    assert {len(row) for row in (table.head, table.total, *table.rows)} == {len(found["by"]) + 5}
    assert len(levels.rows) == len(found["by"]) + 1


@pytest.mark.parametrize("lacking", ["before", "after", "both"])
def test_an_empty_window_is_not_compared(lacking, verdicts, summary, words):
    first = date.fromisoformat(summary["windows"]["confirmed"]["first_on"])
    kept = {"before": pl.col("confirmed_on") >= first, "after": pl.col("confirmed_on") < first, "both": pl.lit(False)}
    found = mix.data(verdicts.filter(kept[lacking]), ["carrier"], summary)
    assert (found["points"], found["rows"]) == (None, [])
    figure = mix.chart(found, words)
    assert figure.layout.meta["title"] == words("mix.title.nothing")
    assert len(figure.data) == 0
    assert mix.table(found, words).rows == mix.levels(found, words).rows == ()
    assert found["interval"] is None


def test_hostile_names_stay_text(hostile, hostile_summary, words):
    before = hostile.with_columns(pl.col("confirmed_on") - pl.duration(days=30))
    found = mix.data(pl.concat([before.head(20), hostile]), ["carrier", "service"], hostile_summary)
    assert found["rows"]
    figure = json.loads(mix.chart(found, words).to_json())
    labels = [*figure["layout"]["yaxis"]["ticktext"], *figure["layout"]["meta"]["narrow"]["yaxis.ticktext"]]
    for label in labels:
        assert "<img" not in label
        assert "%{" not in label
    assert "<img" not in mix.table(found, words)._repr_html_()


def test_rows_of_any_order_give_the_same_figure(found, verdicts, summary, words):
    other = mix.data(verdicts.sample(fraction=1, shuffle=True, seed=3), found["by"], summary)
    assert mix.chart(found, words).to_json() == mix.chart(other, words).to_json()
    assert "bdata" not in mix.chart(found, words).to_json()


def test_the_planted_carrier_lowers_the_sample_most_and_by_its_rate(month):
    first = mix.data(month.verdicts, ["carrier"], month.summary)["rows"][0]
    assert first["path"] == ["ontrac"]
    assert Fraction(first["rate"]) < -abs(Fraction(first["mix"]))


@pytest.mark.parametrize(("value", "plain", "signed"), [
    (Fraction(464999, 100000), "4.64", "+4.64"),
    (Fraction(-489, 1000), "−0.48", "−0.48"),
    (Fraction(-1, 1000), "0.00", "0.00"),
    (Fraction(0), "0.00", "0.00"),
    (Fraction(100), "100.00", "+100.00"),
])  # fmt: skip
def test_points_are_cut_towards_zero(words, value, plain, signed):
    assert (phrases.points(value, words), phrases.points(value, words, signed=True)) == (plain, signed)


def test_how_sure_the_change_is_stands_in_the_caption(month, words):
    found = mix.data(month.verdicts, ["carrier"], month.summary)
    counts = [[found[side]["valid"], found[side]["counted"]] for side in ("after", "before")]
    low, high = confint_proportions_2indep(*counts[0], *counts[1], method="newcomb", compare="diff")
    told = [float(Fraction(end)) for end in found["interval"]]
    assert told == pytest.approx([100 * low, 100 * high], abs=0.01)
    assert told[0] < float(Fraction(found["points"])) < told[1]
    caption = mix.levels(found, words).caption
    assert f"{abs(told[0]):.2f}" in caption
    assert f"{told[1]:.2f}" in caption
