"""The planted fault of the sample is found, sized and told with its counts; a calm store has none."""

from datetime import date, timedelta
from fractions import Fraction

import polars as pl
import pytest

from tests.report.conftest import HOSTILE
from vtr_lib.metrics.control import ChangeDay
from vtr_lib.metrics.findings import Fall
from vtr_lib.metrics.rate import Rate
from vtr_lib.report import findings, phrases
from vtr_lib.report.month import open_month
from vtr_lib.report.statement import Statement
from vtr_lib.sample import write
from vtr_lib.sample.story import BAD_CARRIER, BAD_FROM
from vtr_lib.schema import BASES

SCANS = ("missing_updates", "unknown")


@pytest.fixture(scope="module")
def found(month):
    return findings.data(month)


def test_the_bad_carrier_is_found_on_its_day_and_nothing_else(found):
    [fall] = found["falls"]
    assert fall["where"] == {"carrier": BAD_CARRIER}
    assert abs(date.fromisoformat(fall["on"]) - BAD_FROM) <= timedelta(days=2)
    assert fall["earliest"] <= fall["on"] <= fall["latest"]


@pytest.mark.parametrize("basis", BASES)
@pytest.mark.parametrize("causes", [(), SCANS])
def test_what_it_costs_is_what_the_packages_say(month, basis, causes):
    found = findings.data(month, basis, causes)
    [fall] = found["falls"]
    rows = [row for row in month.inside(basis).to_dicts() if row["state"] in ("valid", "defect", "unknown")]
    missed = [
        row for row in rows
        if row["state"] != "valid" and (not causes or (row["cause"] or "unknown") in causes)
    ]  # fmt: skip
    own = [row for row in missed if row["carrier"] == BAD_CARRIER and str(row["confirmed_on"]) >= fall["on"]]
    assert (found["counted"], found["missed"]) == (len(rows), len(missed))
    assert found["behind"]["0"] == [row["package_id"] for row in own]
    assert fall["missed"] == len(own) > 0
    assert Fraction(fall["points"]) == Fraction(100 * len(own), len(rows))
    assert fall["without"] == {"valid": len(rows) - len(missed) + len(own), "counted": len(rows)}
    lacking = 95 - Fraction(100 * (len(rows) - len(missed)), len(rows))
    assert Fraction(found["lacking"]) == max(0, lacking)
    assert Fraction(fall["gap"]) == max(0, lacking) * Fraction(len(own), len(missed))


@pytest.mark.parametrize("causes", [("invalid_number",), ("late_shipment",)])
def test_a_family_that_did_not_fall_says_so(month, words, causes):
    found = findings.data(month, causes=causes)
    assert found["falls"] == []
    assert findings.sentences(found, words) == (words("findings.none", level="1"),)


def test_every_number_of_the_sentence_is_in_the_data(found, words):
    [sentence] = findings.sentences(found, words)
    [fall] = found["falls"]
    for told in (
        phrases.rate(fall["before"], words), phrases.rate(fall["after"], words), phrases.rate(fall["without"], words),
        phrases.points(Fraction(fall["points"]), words), words.day(fall["on"]),
        f"{fall['missed']} of the {found['missed']}", "OnTrac",
        f"{phrases.points(Fraction(fall['gap']), words)} of the "
        f"{phrases.points(Fraction(found['lacking']), words)} points",
    ):  # fmt: skip
        assert told in sentence
    table = findings.table(found, words)
    assert table.rows[0][0].code == BAD_CARRIER
    assert table.rows[0][6:8] == (fall["missed"], phrases.points(Fraction(fall["points"]), words))


def test_an_investigation_opens_with_what_then_where_and_since_when(found, words):
    told = findings.opening(Statement("what", ("more",)), found, words)
    assert (told.lead, *told.lines) == ("what", *findings.sentences(found, words), "more")


@pytest.mark.parametrize("seed", [7, 20250115])
def test_a_calm_store_has_no_fall(tmp_path, words, seed):
    write(tmp_path / "data" / "sample", 1500, seed, is_calm=True)
    calm = open_month("sample", "2025-02-28", data=tmp_path / "data")
    assert findings.data(calm)["falls"] == []


def test_another_seed_has_the_same_fault(tmp_path):
    write(tmp_path / "data" / "sample", 1500, 7)
    other = open_month("sample", "2025-02-28", data=tmp_path / "data")
    [fall] = findings.data(other)["falls"]
    assert fall["where"] == {"carrier": BAD_CARRIER}
    assert abs(date.fromisoformat(fall["on"]) - BAD_FROM) <= timedelta(days=2)


@pytest.mark.parametrize(("missed", "is_told"), [(1, True), (0, False)])
def test_a_fall_that_costs_the_window_next_to_nothing_is_only_counted(month, words, monkeypatch, missed, is_told):
    """Of 431 counted packages one is more than one in a thousand."""
    day = month.inside().filter(carrier="canada-post", state="defect")["confirmed_on"].max() + timedelta(
        days=1 - missed
    )
    change = ChangeDay(day, day, day, Rate(50, 50), Rate(10, 20), 9.0, 1e-6)
    monkeypatch.setattr(findings, "falls", lambda counts: [Fall({"carrier": "canada-post"}, change, 1e-5)])
    found = findings.data(month)
    assert (len(found["falls"]), found["small"]) == (is_told, not is_told)
    assert any("are not told: 1" in line for line in findings.sentences(found, words)) != is_told


def test_many_falls_are_told_in_part_and_listed_whole(found, words):
    many = found | {"falls": found["falls"] * (findings.TOLD + 2)}
    told = findings.sentences(many, words)
    assert len(told) == findings.TOLD + 1
    assert told[-1] == words("findings.more", more=2)
    assert len(findings.table(many, words).rows) == findings.TOLD + 2


def test_the_packages_left_over_are_called_the_others(found, words):
    [fall] = found["falls"]
    for apart, name in (([], words("report.group.all")), ([{"carrier": "ups"}], words("report.group.rest"))):
        told = found | {"falls": [fall | {"where": {}, "apart": apart}]}
        assert findings.sentences(told, words)[0].startswith(name)


def test_marks_are_those_of_the_segment_alone(month, found):
    assert [change["name"] for change in findings.marks(month, "carrier", found).changes] == [BAD_CARRIER]
    assert findings.marks(month, "origin", found).changes == ()
    marks = findings.marks(month, None, found)
    assert marks.changes == ()
    assert marks.lag == 10
    assert date(2025, 1, 15) in marks.rules
    assert findings.marks(month, "carrier", found | {"basis": "promised"}).lag == 0


def test_what_changed_on_the_same_day_is_told_with_its_counts(month, found, words, monkeypatch):
    day = date(2025, 1, 15)
    change = ChangeDay(day, day, day + timedelta(days=1), Rate(50, 50), Rate(10, 20), 9.0, 1e-6)
    monkeypatch.setattr(findings, "falls", lambda counts: [Fall({"origin": "CN"}, change, 1e-5)])
    moved = month.packages.with_columns(
        service=pl.when(pl.col("confirmed_on") >= day).then(pl.lit("New line")).otherwise(pl.lit("Old line"))
    )
    monkeypatch.setitem(month.__dict__, "packages", moved)
    told = findings.data(month)
    [fall] = told["falls"]
    assert fall["policy_days"] == ["2025-01-15"]
    assert {(shift["attribute"], shift["value"], shift["kind"]) for shift in fall["shifts"]} >= {
        ("service", "New line", "new"), ("service", "Old line", "vanished"),
    }  # fmt: skip
    [sentence] = findings.sentences(told, words)
    assert "service New line went from 0 of" in sentence
    assert "Jan 15, 2025" in sentence


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_never_becomes_markup(found, words, name):
    hostile = found | {"falls": [found["falls"][0] | {"where": {"carrier": name, "category": name}}]}
    shown = (
        Statement("x", findings.sentences(hostile, words))._repr_html_() + findings.table(hostile, words)._repr_html_()
    )
    assert "<script" not in shown
    assert "<img" not in shown


def test_no_packages_say_that_nothing_counts(found, words):
    met = found | {"lacking": "0"}
    assert words("findings.gap", gap="0.00", lacking="0.00", target="95") not in findings.sentences(met, words)[0]
    nothing = found | {"counted": 0, "missed": 0, "falls": []}
    assert findings.sentences(nothing, words) == (words("findings.nothing"),)
    assert "None" not in str(findings.table(nothing, words).total)
