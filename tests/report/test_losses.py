"""Losses as data add up to what the rate lacks, and the bars draw that data."""

import json
from fractions import Fraction

import polars as pl
import pytest

from vtr_lib.metrics.counts import count
from vtr_lib.report import losses, rows

KINDS = ("carrier", "origin", "category", "clause", "cause")


@pytest.fixture(scope="session")
def counts(verdicts):
    return count(verdicts)


@pytest.fixture(params=KINDS)
def found(request, counts, summary):
    return losses.data(counts, request.param, summary)


def bars(figure) -> list[dict]:
    """Every bar of a figure from the top down."""
    drawn = [
        {"row": row, "base": base, "length": length, "look": trace.name}
        for trace in figure.data
        for row, base, length in zip(trace.y, trace.base, trace.x, strict=True)
    ]
    return sorted(drawn, key=lambda bar: bar["row"])


def test_the_losses_of_the_data_add_up_exactly(found, summary):
    rate = summary["windows"]["confirmed"]["rate"]
    share = Fraction(100 * rate["valid"], rate["counted"])
    assert (found["valid"], found["counted"]) == (rate["valid"], rate["counted"])
    assert sum(row["missed"] for row in found["rows"]) == rate["counted"] - rate["valid"]
    assert sum(Fraction(row["points"]) for row in found["rows"]) == 100 - share
    assert sum(Fraction(row["gap"]) for row in found["rows"]) == 95 - share > 0
    for row in found["rows"]:
        assert row["without"] == {"valid": rate["valid"] + row["missed"], "counted": rate["counted"]}
    assert json.loads(json.dumps(found)) == found


def test_the_waterfall_leads_from_all_to_the_rate(found, words):
    first, *falls, last = bars(losses.waterfall(found, words))
    assert (first["base"], first["length"]) == (0, 100)
    start = 100
    for fall in falls:
        assert fall["base"] + fall["length"] == pytest.approx(start, abs=1e-3)
        start = fall["base"]
    assert last["length"] == pytest.approx(start, abs=0.01)
    assert [bar["row"] for bar in (first, *falls, last)] == list(range(len(falls) + 2))


def test_an_axis_that_does_not_start_at_0_says_so(counts, summary, words):
    figure = losses.waterfall(losses.data(counts, "carrier", summary), words)
    start = figure.layout.xaxis.range[0]
    assert start > 0
    assert f"The axis starts at {start} %." in figure.layout.meta["subtitle"]
    low = losses.data(counts, "carrier", summary) | {"valid": 1}
    whole = losses.waterfall(low, words)
    assert whole.layout.xaxis.range[0] == 0
    assert "The axis" not in whole.layout.meta["subtitle"]


@pytest.mark.parametrize(("kinds", "own", "others"), [(10, 10, 0), (11, 9, 1), (9, 9, 0)])
def test_ten_bars_at_most(kinds, own, others, counts, summary, words):
    found = losses.data(counts, "carrier", summary)
    row = next(row for row in found["rows"] if row["missed"])
    many = found | {"rows": [row | {"name": f"c{number:02}", "missed": 30 - number} for number in range(kinds)]}
    for draw in (losses.waterfall, losses.gap):
        looks = [bar["look"] for bar in bars(draw(many, words))]
        assert (looks.count("loss"), looks.count("others")) == (own, others)
    figure = losses.waterfall(many, words)
    drawn = [missed for trace in figure.data if trace.meta for missed in trace.meta["missed"]]
    assert sum(drawn) == sum(30 - number for number in range(kinds))
    assert any("2 others" in label for label in figure.layout.yaxis.ticktext) == bool(others)


def test_the_gap_is_made_of_its_parts(found, words):
    drawn = bars(losses.gap(found, words))
    lacking = 95 - Fraction(100 * found["valid"], found["counted"])
    assert sum(bar["length"] for bar in drawn) == pytest.approx(float(lacking), abs=1e-3)
    assert {bar["base"] for bar in drawn} == {0}
    assert f"{found['repairs']} packages" in losses.gap(found, words).layout.meta["title"]


@pytest.mark.parametrize(
    ("valid", "title"), [(95, "Nothing lacks to 95 %: 95.0 % (95/100)"), (94, "1.00 points, or 1 pack")]
)
def test_where_the_target_is_met_there_is_no_gap(valid, title, counts, summary, words):
    missed = {"name": "ups", "missed": 100 - valid, "valid": 0, "counted": 100 - valid, "points": "5", "gap": "1"}
    found = losses.data(counts, "carrier", summary)
    found |= {"valid": valid, "counted": 100, "repairs": max(0, 95 - valid), "rows": [missed]}
    figure = losses.gap(found, words)
    assert figure.layout.meta["title"].startswith(title)
    assert bool(bars(figure)) == (valid < 95)


def test_the_table_has_every_loss_and_its_total(found, words):
    table = losses.table(found, words)
    assert [row[0].code for row in table.rows] == [row["name"] for row in found["rows"]]
    assert table.total[1] == sum(row[1] for row in table.rows) == found["counted"] - found["valid"]
    assert len(table.head) == len(table.total) == len(table.rows[0])
    is_segment = found["by"] in ("carrier", "origin", "category")
    assert (words("tables.rate") in table.head) == is_segment


def test_nothing_is_drawn_of_nothing(nothing, words, verdicts):
    found = losses.data(count(verdicts.clear()), "carrier", nothing)
    assert (found["counted"], found["rows"]) == (0, [])
    for draw in (losses.waterfall, losses.gap):
        figure = draw(found, words)
        assert figure.layout.meta["title"].startswith("No package")
        assert bars(figure) == []
    assert losses.table(found, words).rows == ()


def test_hostile_names_stay_text(hostile, hostile_summary, words, payloads):
    found = losses.data(count(hostile), "category", hostile_summary)
    assert len(found["rows"]) == len(payloads)
    for draw in (losses.waterfall, losses.gap):
        figure = json.loads(draw(found, words).to_json())
        narrow = figure["layout"]["meta"]["narrow"]["yaxis.ticktext"]
        for label in (*figure["layout"]["yaxis"]["ticktext"], *narrow):
            assert "<img" not in label
            assert "%{" not in label
    assert "<img" not in losses.table(found, words)._repr_html_()


def test_a_long_name_goes_on_two_lines_on_a_narrow_screen(counts, summary, words):
    found = losses.data(counts, "clause", summary)
    figure = losses.waterfall(found, words)
    wide, narrow = figure.layout.yaxis.ticktext, figure.layout.meta["narrow"]["yaxis.ticktext"]
    place = next(at for at, label in enumerate(wide) if label.startswith("No scan of delivery or attempt<br>"))
    assert narrow[place].startswith("No scan of delivery<br>or attempt<br>")
    for label in narrow:
        assert all(len(line) <= rows.NARROW_CHARACTERS for line in label.split("<br><span")[0].split("<br>"))


@pytest.mark.parametrize(("name", "shown"), [
    ("UPS", "UPS"),
    ("Musical Instruments and more of them", "Musical Instruments<br>and more of them"),
    ("x" * 400, "x" * 20 + "<br>" + "x" * 19 + "…"),
    ("<img src=x>", "&lt;img src=x&gt;"),
    ("", ""),
])  # fmt: skip
def test_a_narrow_label(name, shown):
    _, narrow = rows.axis([name], ["20"])
    assert narrow["yaxis.ticktext"][0].split("<br><span")[0] == shown


def test_rows_of_any_order_give_the_same_figure(counts, summary, words):
    shuffled = counts.sample(fraction=1, shuffle=True, seed=3)
    one, other = (losses.waterfall(losses.data(frame, "clause", summary), words) for frame in (counts, shuffled))
    assert one.to_json() == other.to_json()
    assert "bdata" not in one.to_json()


def test_the_planted_carrier_costs_the_sample_most(month):
    found = losses.data(month.counts(), "carrier", month.summary)
    assert found["rows"][0]["name"] == "ontrac"
    assert 2 * found["rows"][0]["missed"] > found["counted"] - found["valid"]


def test_the_faults_of_a_window_add_up_to_its_defects(month, words):
    found = losses.overlaps(month.inside(), month.summary)
    defects = month.summary["windows"]["confirmed"]["states"]["defect"]
    assert found["defects"] == defects == sum(row["first"] for row in found["rows"])
    assert sum(Fraction(row["shared"]) for row in found["rows"]) == defects
    table = losses.overlap_table(found, words)
    assert [row[0].code for row in table.rows] == [row["name"] for row in found["rows"]]
    assert table.total[1:] == (defects, "", f"{defects}.00")


def test_a_package_with_two_faults_counts_half_for_each(month, words):
    rows = (
        month.inside().filter(pl.col("clause") == "id.bad_characters").head(1).with_columns(flags=pl.lit("scan.none"))
    )
    found = losses.overlaps(rows, month.summary)
    assert (found["defects"], found["several"]) == (1, 1)
    assert {row["name"]: (row["first"], row["held"], row["shared"]) for row in found["rows"]} == {
        "id.bad_characters": (1, 1, "1/2"), "scan.none": (0, 1, "1/2"),
    }  # fmt: skip
    assert losses.overlap_table(losses.overlaps(rows.clear(), month.summary), words).rows == ()
