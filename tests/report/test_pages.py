"""Which cell stands on which page, and what the page of the findings says."""

import re

import nbformat.v4 as nb
import pytest

from vtr_lib.report import html, pages
from vtr_lib.report.statement import Statement
from vtr_lib.report.table import Cell, Table


def prose(source: str, *tags: str):
    return nb.new_markdown_cell(source, metadata={"tags": list(tags)})


def shown(*things):
    outputs = [nb.new_output("display_data", {"text/html": thing._repr_html_()}) for thing in things]
    return nb.new_code_cell("x", outputs=outputs)


def figure(title: str = "F"):
    return nb.new_code_cell(
        "x", outputs=[nb.new_output("display_data", {html.FIGURE: {"data": [], "layout": {"meta": {"title": title}}}})]
    )


def table(caption: str, rows: int = 1) -> Table:
    return Table(caption, ("a", "b"), tuple((str(row), row) for row in range(rows)))


@pytest.fixture
def arrange(summary, words):
    from vtr_lib.report import tables

    def make(*notebooks, names=(), beside=None) -> dict:
        made = [nb.new_notebook(cells=list(cells)) for cells in notebooks]
        return {page["name"]: page for page in pages.arrange(made, names, beside, tables.headline(summary, words))}

    return make


def said(page: dict) -> str:
    return "".join(block.get("html", "") for part in page["parts"] for block in part["blocks"])


def test_a_tag_holds_until_the_next_one(arrange):
    first = [prose("# A", "page-causes"), shown(table("one")), prose("## B"), shown(table("two"))]
    last = [prose("## C", "page-method"), shown(table("three")), prose("## D", "page-causes"), shown(table("four"))]
    found = arrange(first + last)
    assert list(found) == ["findings", "causes", "method"]
    assert all(caption in said(found["causes"]) for caption in ("one", "two", "four"))
    assert "three" not in said(found["causes"])
    assert "three" in said(found["method"])
    assert [heading["title"] for heading in found["causes"]["headings"]] == ["A", "B", "D"]
    assert [heading["level"] for heading in found["method"]["headings"]] == [3]  # no level is skipped


def test_a_notebook_without_tags(arrange):
    assert list(arrange([prose("# A")], names=["03_a.ipynb"])) == ["findings", "rate"]


def test_a_page_begins_with_the_notebook_that_begins_there(arrange):
    found = arrange(
        [prose("# Causes", "page-causes"), prose("## To mend", "page-actions")],
        [prose("# Actions", "page-actions"), prose("## Why", "page-causes")],
    )
    assert [each["title"] for each in found["actions"]["headings"]] == ["Actions", "To mend"]
    assert [each["title"] for each in found["causes"]["headings"]] == ["Causes", "Why"]


def test_the_findings_have_the_first_lines_of_a_statement(arrange):
    lines = ("one & one", "two", "three", "four", "three")
    found = arrange([prose("# A", "page-causes"), shown(Statement("Lead.", lines))])
    short = found["findings"]["findings"][0]["html"]
    assert [short.count(f"<p>{line}</p>") for line in ("one &amp; one", "two", "three", "four")] == [1, 1, 1, 0]
    assert "four" in said(found["causes"])


def test_the_findings_are_the_notebooks_opening_statements(arrange):
    found = arrange(
        [prose("# Rate", "page-rate"), shown(Statement("It fell.")), shown(Statement("Second."))],
        [prose("# Nothing said", "page-quality")],
        [prose("# Do this", "page-actions"), shown(Statement("Act."))],
    )
    assert [(each["title"], each["page"], each["target"]) for each in found["findings"]["findings"]] == [
        ("Rate", "rate", "rate-1"),
        ("Do this", "actions", "actions-3"),
    ]
    assert "It fell." in found["findings"]["findings"][0]["html"]
    assert "It fell." in said(found["rate"])


def test_cells_for_the_findings(arrange):
    found = arrange([prose("# A", "page-rate"), prose("## Before", "page-findings"), shown(table("months"))])
    assert "months" in said(found["findings"])
    assert "months" not in said(found["rate"])


def test_what_stands_beside_the_notebooks(arrange):
    found = arrange([prose("# A")], beside={"method": [table("what changed")], "recovery": []})
    assert list(found) == ["findings", "rate", "method"]
    assert "what changed" in said(found["method"])
    for strange in ({"zebra": []}, {"rate": [nb.new_notebook]}):
        with pytest.raises((ValueError, AttributeError)):
            arrange([], beside=strange)


@pytest.mark.parametrize(
    ("cells", "has_table", "is_folded"),
    [
        ([figure(), shown(table("t", 15))], True, False),
        ([figure(), shown(table("t", 16))], True, True),
        ([figure(), shown(table("s"), table("t", 16))], True, True),
        ([figure(), prose("x"), shown(table("t", 16))], False, False),
        ([shown(table("t", 16)), figure()], False, False),
    ],
)
def test_a_figure_knows_its_table(arrange, cells, has_table, is_folded):
    blocks = arrange(cells)["rate"]["parts"][0]["blocks"]
    drawn = next(block for block in blocks if block["kind"] == "figure")
    tables = [block for block in blocks if block["kind"] == "table"]
    assert drawn["table"] == (tables[0]["id"] if has_table else "")
    assert tables[-1]["is_folded"] is is_folded


def packages(rows: int) -> Table:
    """A list of packages, told by their orders' ids."""
    lines = tuple((Cell("999-1234567-1234567", code=f"999-1234567-1234567:{row}"), "a note") for row in range(rows))
    return Table("Packages", ("Order", "Also"), lines)


@pytest.mark.parametrize(
    ("cells", "is_folded", "spared"),
    [
        ([shown(packages(15))], False, 0),
        ([shown(packages(18))], True, 0),  # three rows are not worth leaving out
        ([shown(packages(19))], True, 4),
        ([figure(), shown(table("t", 19))], True, 4),
        ([shown(table("t", 90))], False, 0),  # a table by itself is printed whole
    ],
)
def test_long_lists_are_printed_by_their_first_rows(arrange, cells, is_folded, spared):
    block = next(each for each in arrange(cells)["rate"]["parts"][0]["blocks"] if each["kind"] == "table")
    assert (block["is_folded"], block["spared"]) == (is_folded, spared)


@pytest.mark.parametrize(("files", "is_named"), [(["verdicts.xlsx"], True), ([], False)])
def test_paper_says_where_the_other_rows_are(summary, words, files, is_named):
    notebook = nb.new_notebook(cells=[shown(packages(40))])
    text = html.page([notebook], summary, words, ["01.ipynb"], files=files)
    (told,) = re.findall('<p class="on-paper">(.*)</p>', text)
    assert told.startswith("Rows 1 to 15 of 40; report.html")
    assert ("verdicts.xlsx" in told) is is_named
    assert text.count("999-1234567-1234567</th>") == 40  # on the screen all are there


def test_columns_of_sentences_are_known(arrange):
    lines = (("a", "b" * 30, "字" * 16), ("a", "b", "c"))
    (block,) = arrange([shown(Table("t", ("x", "y", "z"), lines))])["rate"]["parts"][0]["blocks"]
    assert block["wide"] == [3]
