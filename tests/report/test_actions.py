"""What can be done now: every open package in one action, every defect in one change, and points that add up."""

import json
from datetime import date, timedelta
from fractions import Fraction

import polars as pl
import pytest

from vtr_lib.metrics.settling import settles_on
from vtr_lib.report import action_tables
from vtr_lib.report.action_chart import saving
from vtr_lib.report.action_statement import statement
from vtr_lib.report.actions import ACTIONS, actions
from vtr_lib.report.month import Month
from vtr_lib.words import languages, load

TABLES = ("save", "mend", "pending_by", "pending", "categories", "changes")
EARLIER = date(2025, 2, 4)  # numbers can still be put right
BEFORE = date(2024, 11, 1)  # nothing was confirmed yet


@pytest.fixture(scope="module")
def found(month):
    return actions(month)


@pytest.fixture(scope="module")
def earlier(month):
    return Month(month.store, month.policy, EARLIER)


@pytest.fixture(scope="module")
def mendable(earlier):
    return actions(earlier)


@pytest.fixture(scope="module")
def over(found):
    """The same with every pending package come out missed, and the one nobody asked for as well."""
    valid, settled = found["valid"], found["settled"]
    ends = {"low": found["low"], "high": found["low"], "counted": settled, "pending": 0, "unknown": 0, "savable": 0}
    rows = [row | {"savable": 0, "high": row["low"]} for row in found["categories"]]
    nothing = {"save": [], "mend": [], "pending_by": [], "listed": [], "categories": rows}
    lost = [row | {"points": str(Fraction(100 * row["packages"], settled))} for row in found["next"]]
    more = {"packages": settled - valid - 27, "points": str(Fraction(100 * (settled - valid - 27), settled))}
    return found | ends | nothing | {"next": [*lost, found["next"][1] | more]}


@pytest.fixture(scope="module")
def empty(month):
    return actions(Month(month.store, month.policy, BEFORE))


def states(month: Month) -> dict[str, int]:
    return dict(month.inside()["state"].value_counts().iter_rows())


def test_every_open_package_is_in_one_action_and_every_defect_in_one_change(month, found):
    inside = month.inside()
    for prefix, wanted in (("", ["pending", "unknown"]), ("next_", ["defect"])):
        own = [ids for name, ids in found["behind"].items() if name.startswith("next_") == bool(prefix)]
        listed = sorted(package for ids in own for package in ids)
        assert listed == sorted(inside.filter(pl.col("state").is_in(wanted))["package_id"])
    assert {row["action"] for row in found["save"]} <= set(ACTIONS)
    assert json.loads(json.dumps(found)) == found


@pytest.mark.parametrize("which", ["found", "mendable", "over"])
def test_the_points_are_what_the_rate_can_still_move(request, which):
    found = request.getfixturevalue(which)
    open_ = sum((Fraction(row["points"]) for row in found["save"]), Fraction(0))
    ends = [Fraction(100 * found[end]["valid"], found[end]["counted"]) for end in ("low", "high")]
    assert open_ == ends[1] - ends[0] + Fraction(100 * found["over"], found["settled"])
    assert Fraction(found["lacks"]) == max(Fraction(0), 95 - ends[0])
    lost = sum(Fraction(row["points"]) for row in found["next"])
    not_known = Fraction(100 * found["unknown"], found["counted"])
    assert lost + not_known == 100 - Fraction(100 * found["valid"], found["counted"])


def test_the_highest_rate_is_that_of_the_store_if_all_of_it_came_out_valid(month, found):
    mine = {package for name, ids in found["behind"].items() if not name.startswith("next_") for package in ids}
    mended = month.inside().with_columns(
        state=pl.when(pl.col("package_id").is_in(pl.Series(list(mine)).implode()))
        .then(pl.lit("valid"))
        .otherwise("state")
    )
    counted = mended.filter(pl.col("state").is_in(["valid", "defect", "unknown"]))
    assert found["high"] == {"valid": counted.filter(pl.col("state") == "valid").height, "counted": counted.height}


def test_short_is_the_fewest_that_must_come_out_valid(found, mendable):
    for row in (found, mendable, *found["categories"], *mendable["categories"]):
        fewest = next(more for more in range(row["settled"] + 1) if 20 * (row["valid"] + more) >= 19 * row["settled"])
        assert row["short"] == fewest


def test_categories_that_are_safe_whatever_comes_have_no_row(month, found):
    named = {row["name"] for row in found["categories"]}
    for row in month.summary["windows"]["confirmed"]["by"]["category"]:
        is_safe = 20 * row["valid"] >= 19 * (row["counted"] + row["pending"])
        assert (row["name"] in named) != is_safe


def test_the_planted_carrier_is_the_first_change(found):
    first = found["next"][0]
    assert (first["kind"], first["where"], first["who"]) == ("fall", {"carrier": "ontrac"}, "seller")
    assert first["packages"] == 20
    assert {row["kind"] for row in found["next"]} == {"fall", "scans", "number", "late"}


def test_pending_packages_settle_on_the_day_that_is_told(month, found):
    pending = month.inside().filter(pl.col("state") == "pending")
    told = pending.select("package_id", day=settles_on(month.policy))
    assert {row["package_id"]: row["settles_on"] for row in found["listed"]}.items() <= {
        package: day.isoformat() for package, day in told.iter_rows()
    }.items()
    for day in told["day"].unique().sort().gather_every(5):
        mine = told.filter(pl.col("day") == day)["package_id"]
        for as_of, state in ((day - timedelta(days=1), "pending"), (day, "defect")):
            judged = month.store.verdicts(month.policy, as_of).filter(pl.col("package_id").is_in(mine.implode()))
            assert set(judged["state"]) == {state}, as_of


def test_numbers_to_put_right_and_those_past_their_day(earlier, mendable):
    fixable = earlier.inside().filter("is_fixable")
    assert len(mendable["mend"]) + mendable["over"] == fixable.height == 6
    assert [row["until_on"] for row in mendable["mend"]] == sorted(row["until_on"] for row in mendable["mend"])
    assert all(row["until_on"] >= EARLIER.isoformat() for row in mendable["mend"])
    ids = [row["package_id"] for row in mendable["mend"]]
    assert sorted(mendable["behind"]["mend"]) == sorted(ids)


def test_where_nothing_can_be_saved_it_says_so(over, empty, words):
    assert over["savable"] == 0 < over["counted"]
    assert statement(over, words).lead.startswith("Nothing of this window can be saved any more")
    assert action_tables.save(over, words).rows == ()
    assert saving(over, words).data == ()
    assert empty["settled"] == 0
    assert statement(empty, words).lead.startswith("No package of the window")
    assert "No package of this window" in saving(empty, words).layout.meta["title"]


@pytest.mark.parametrize(
    ("short", "savable", "said"),
    [(0, 3, "met either way"), (3, 3, "3 of them must"), (4, 3, "more than can be saved")],
)
def test_the_statement_says_whether_it_is_enough(found, words, short, savable, said):
    told = statement(found | {"short": short, "savable": savable}, words)
    assert said in told.lines[1]
    title = saving(found | {"short": short, "savable": savable}, words).layout.meta["title"]
    assert title.startswith(
        {0: "The target of 95 % is met", 3: "Packages that can still be saved: 3, of"}.get(short, "Pa")
    )


def test_the_bars_are_the_points_and_the_line_is_the_gap(found, words):
    figure = saving(found, words)
    bars = {
        action: (packages, points)
        for trace in figure.data
        for action, packages, points in zip(trace.meta["actions"], trace.meta["packages"], trace.x, strict=True)
    }
    for row in found["save"]:
        assert bars[row["action"]] == (row["packages"], pytest.approx(float(Fraction(row["points"])), abs=1e-3))
    assert bars["all"][0] == sum(row["packages"] for row in found["save"]) == found["savable"]
    (line,) = figure.layout.shapes
    assert line.x0 == line.x1 == float(Fraction(found["lacks"]))
    assert figure.layout.xaxis.range[1] > max(bars["all"][1], line.x0)


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("which", ["found", "mendable", "over", "empty"])
def test_every_table_and_sentence_in_every_language(request, lang, which):
    found, words = request.getfixturevalue(which), load(lang)
    for name in TABLES:
        table = getattr(action_tables, name)(found, words)
        assert {len(line) for line in (*table.rows, *filter(None, [table.total]))} <= {len(table.head)}, name
        assert "{" not in table._repr_html_(), name
    assert "{" not in repr(statement(found, words))


def test_the_packages_behind_the_changes_are_named(month, found, words):
    table = action_tables.changed(found, month.packages, words)
    assert len(table.rows) == sum(row["packages"] for row in found["next"]) == 27
    assert [row[0].code for row in table.rows[:20]] == found["behind"]["next_0"]
    assert "27 of 27" in table.caption
