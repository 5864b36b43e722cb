"""The notebook of an appeal: it says what the pack says, writes nothing unasked, and the same pack when asked."""

import re
from fractions import Fraction
from pathlib import Path

import pytest
from appeal.conftest import AS_OF, CATEGORY, package, scan
from appeal.evidence import pdf
from report.late_store import store_of

from vtr_lib.appeal import pack, rates_chart, seller_tables, statement, tables
from vtr_lib.appeal.case import open_case, told
from vtr_lib.appeal.draft import draft
from vtr_lib.appeal.letter_box import LetterBox
from vtr_lib.appeal.places import places
from vtr_lib.errors import MissingInput
from vtr_lib.publish import month as months
from vtr_lib.publish.runner import run
from vtr_lib.report import blocks
from vtr_lib.report.month import open_month
from vtr_lib.words import languages, load

ANSWERS = """
[missing_updates]
why = "The second dock was not collected from <b>daily</b>."
changed_on = 2025-02-10
"""


@pytest.fixture(scope="module")
def papers(told_store, tmp_path_factory) -> Path:
    """A proof of delivery of a package of the case, what to look for in it, and answers."""
    folder = tmp_path_factory.mktemp("evidence")
    row = next(row for row in told_store["canonical_packages"] if row["package_id"].startswith("999-0000101"))
    lines = ["Proof of delivery", f"Tracking number {row['tracking']}", f"Order {row['order_id']}", "Delivered"]
    (folder / "proof.pdf").write_bytes(pdf([lines]))
    (folder / "unknown.pdf").write_bytes(pdf([["A page about nothing in particular, of some length"]]))
    (folder / "redact.txt").write_text(f"{row['order_id']}: Ann Planted\n", "utf-8")
    (folder / "answers.toml").write_text(ANSWERS, "utf-8")
    return folder


def blind(picture) -> None:
    """No tesseract: nobody reads pictures."""


def drafted(case, papers=None):
    return draft(case, papers, [], words_of=blind)


@pytest.fixture(scope="module")
def bare(case):
    """A draft without papers."""
    return drafted(case)


@pytest.fixture(scope="module")
def found(case, papers):
    """A draft with papers and answers."""
    return drafted(case, papers)


def files(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


def test_a_draft_says_what_the_pack_says(case, found, papers, tmp_path):
    made = pack.make(case, tmp_path, papers, [], is_printing=False, words_of=blind)
    assert found.submission.told == made.submission.told
    assert found.standing == made.standing
    for lang in languages():
        words = load(lang)
        assert found.submission.plan(words) == made.submission.plan(words)
        assert statement.standing(found, words) == statement.standing(made, words)
        assert repr(seller_tables.papers(found.submission.documents, words)) == repr(
            seller_tables.papers(made.submission.documents, words)
        )
    assert found.submission.papers == made.submission.papers != []


def test_a_draft_leaves_nothing(case, papers, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = files(papers)
    assert drafted(case, papers).submission.documents.passed
    assert list(tmp_path.iterdir()) == []
    assert files(papers) == before


def test_it_says_whether_the_data_support_an_appeal_and_what_is_there(bare, words):
    lead, *lines = repr(statement.standing(bare, words)).splitlines()
    assert lead == words.table("appeal.letter.support")["no_change_day"]
    assert lines[0] == words.table("appeal.letter.remedies")["no_change_day"]
    assert re.match(r"Checklist: \d+ of \d+ lines are there; blanks in the letter: \d+", lines[-1])


def test_what_is_not_there_is_said(bare, words):
    submission = bare.submission
    assert "data/evidence/" in seller_tables.papers(submission.documents, words)._repr_html_()
    for table in (
        tables.copies(submission.papers, words),
        seller_tables.held(submission.documents, words),
        tables.coverage(submission.coverage, words),
    ):
        assert table.rows == ()
        assert table.nothing in table._repr_html_()
        assert "0 of" not in table.caption


def test_papers_stand_with_their_orders(found, words):
    submission = found.submission
    shown = repr(seller_tables.papers(submission.documents, words))
    assert "proof.pdf" in shown
    assert "unknown.pdf" in shown
    assert [row[2] for row in tables.copies(submission.papers, words).rows] == ["999-0000101-0000001"]


def test_missed_packages_stand_in_one_row_each(case, words):
    table = tables.causes(told(case), words)
    assert sum(row[2] for row in table.rows) == case.missed.height == 5
    by_cause = [row for each in told(case)["causes"] for row in tables.clauses(each, words).rows]
    assert [row[1:] for row in table.rows] == by_cause


def points(figure) -> list[tuple[str, int, int]]:
    return sorted(
        (name, *counts)
        for trace in figure.data
        if trace.mode == "markers"
        for name, counts in zip(trace.meta["names"], trace.customdata, strict=True)
    )


@pytest.mark.parametrize("day", [None, AS_OF.replace(day=10)])
def test_the_figure_draws_what_the_table_says(case, words, day):
    data = told(case, day)
    figure, table = rates_chart.months(data, words), tables.months(data, words)
    rows = [*data["months"], *([data["changed"][side] for side in ("before", "since")] if day else [])]
    assert sorted(counts for _, *counts in points(figure)) == sorted([row["valid"], row["counted"]] for row in rows)
    assert len(table.rows) == len(rows) == (5 if day else 3)
    for name, valid, counted in points(figure):
        assert f"{valid}/{counted}" in next(row[3].text for row in table.rows if row[0] == name)
        assert name in figure.layout.meta["alt"]
    assert ("Feb 10, 2025" in figure.layout.meta["title"]) == bool(day)


def test_the_figure_counts_the_months_below(case, words):
    data = told(case)
    below = [row for row in data["months"] if Fraction(row["valid"], row["counted"]) < Fraction(data["target"])]
    assert rates_chart.months(data, words).layout.meta["title"] == f"Months below 95 %: {len(below)} of 3"
    nothing = data | {"months": [row | {"valid": 0, "counted": 0} for row in data["months"]]}
    assert "No package" in rates_chart.months(nothing, words).layout.meta["title"]


@pytest.mark.parametrize("lang", languages())
def test_the_letter_is_shown_whole_with_its_blanks_marked(found, lang):
    words = load(lang)
    plan = found.submission.plan(words)
    shown = LetterBox(plan, words)._repr_html_()
    assert blocks.is_ours(shown)
    assert blocks.of_own(LetterBox(plan, words))["kind"] == "letter"
    own = [line for sentence in plan.sentences for line in sentence.blanks]
    marked = re.findall("<mark>(.*?)</mark>", shown)
    assert len(marked) == len(plan.blanks) > len(own) > 0
    assert all(f"{each.number}. " in shown for each in plan.sentences)
    assert "&lt;b&gt;daily" in shown
    assert "<b>" not in shown
    assert repr(LetterBox(plan, words)).startswith(plan.title)


def test_a_store_without_the_category_is_told_so(case):
    with pytest.raises(MissingInput, match=r"NO_CATEGORY.*Toys & Games"):
        open_case(case.month, "Toy")


def test_places_are_the_usual_ones_or_those_given(tmp_path, monkeypatch):
    monkeypatch.delenv("VTR_REPORTS", raising=False)
    data = tmp_path / "data"
    (data / "evidence" / "mine").mkdir(parents=True)
    assert places("mine", data=data).papers == data / "evidence" / "mine"
    assert places("other", data=data).papers == data / "evidence"
    assert places("mine", data=tmp_path / "none").papers is None
    found = places("sample", data=data, evidence=tmp_path, reports=tmp_path)
    assert (found.papers, found.reports) == (tmp_path, tmp_path)
    assert found.raw == (data / "raw", data / "sample")
    assert places("mine", data=data).raw == (data / "raw",)
    assert places("mine", data=data).reports == tmp_path / "reports"
    monkeypatch.setenv("VTR_REPORTS", "/elsewhere")
    assert places("mine", data=data).reports == Path("/elsewhere")
    assert places("mine", data=data, reports=tmp_path).reports == tmp_path
    assert places("sample", data=data, raw=["a"]).raw == (Path("a"),)


@pytest.fixture(scope="module")
def data(told_store, tmp_path_factory):
    """A data folder that a kernel can open the store of."""
    data = tmp_path_factory.mktemp("kernel") / "data"
    store_of(data, AS_OF, **told_store)
    return data


def outputs(notebook) -> dict[str, str]:
    return {cell.id: cell.outputs[0].data.get("text/plain", "") for cell in notebook.cells if cell.get("outputs")}


def test_run_with_write_it_writes_the_very_pack_of_the_command(data, papers, tmp_path):
    given = {"store": "made-up", "lang": "zh-CN", "category": CATEGORY.lower(), "evidence": str(papers), "write": True}
    shown = outputs(run("09_appeal", given, None, data, reports=tmp_path))
    folder = tmp_path / "made-up" / "appeals" / "home-kitchen-2025-02-28" / "r001"
    name = "vtr-appeal-made-up-home-kitchen-2025-02-28"
    assert str(folder / f"{name}.zip") in shown["written"]
    assert str(folder / pack.aside.FOLDER) in shown["written"]
    assert pack.bag.root(folder / name) in shown["written"]
    case = open_case(open_month("made-up", AS_OF, data=data), CATEGORY)
    again = pack.make(case, tmp_path, papers, [], is_printing=False)
    assert (again.folder, again.is_new) == (folder, False)
    assert not (data.parent / "reports").exists()
    assert shown["letter-text"] == repr(LetterBox(again.submission.plan(load("zh-CN")), load("zh-CN")))


def test_run_with_a_category_the_store_lacks_it_ends_with_the_nearest(data):
    with pytest.raises(MissingInput, match=r"CELL_FAILED.*open.*NO_CATEGORY.*Toys & Games") as caught:
        run("09_appeal", {"store": "made-up", "category": "Toy"}, None, data)
    assert caught.value.exit_code == 66
    assert not (data.parent / "reports" / "made-up" / "appeals" / "toy-2025-02-28").exists()


def test_it_is_no_page_of_the_monthly_report():
    assert "09_appeal" not in months.NOTEBOOKS


def test_a_hostile_category_is_text(tmp_path, words):
    name = "<img src=x onerror=alert(1)> %{x}"
    rows = [package(number, AS_OF.replace(day=number), category=name) for number in (2, 3)]
    month = store_of(tmp_path, AS_OF, canonical_packages=rows, scans=[scan(rows[0], "accept", 1)])
    submission = drafted(open_case(month, name)).submission
    figure = rates_chart.months(submission.told, words)
    assert "<img" not in figure.to_json()
    assert "<img" not in tables.windows(submission.told, words)._repr_html_()
    assert "<img" not in LetterBox(submission.plan(words), words)._repr_html_()
