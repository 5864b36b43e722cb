"""The box a notebook begins with, and the packages behind a figure."""

import nbformat.v4 as nb
import pytest

from tests.report.conftest import HOSTILE
from vtr_lib.report import html
from vtr_lib.report.behind import LISTED, behind
from vtr_lib.report.statement import LONGEST, Statement
from vtr_lib.words import load

WORDS = load("en")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_statement_stands_on_the_page_as_text(text, summary):
    shown = Statement(text, (text,))._repr_html_()
    assert html.is_ours(shown)
    output = nb.new_output("display_data", {"text/html": shown, "text/plain": text})
    page = html.page([nb.new_notebook(cells=[nb.new_code_cell("", outputs=[output])])], summary, WORDS)
    assert page.count(shown) == 2  # among the findings, and where it was found
    assert '<div class="scroll"' not in page.split(shown)[0].split("<main")[1]


def test_the_packages_behind_a_figure_are_listed_by_day_and_all_counted(month):
    rows = month.packages.filter(month.packages["clause"] == "scan.none").sort("confirmed_on", "package_id")
    ids = rows["package_id"].to_list()
    table = behind(month.packages, reversed(ids), "never scanned", WORDS)
    assert [row[0].code for row in table.rows] == ids[:LISTED]
    assert f"of {len(ids)}" in table.caption
    assert {row[4].code for row in table.rows} == {"scan.none"}


def test_many_packages_are_cut_and_none_say_so(month):
    every = behind(month.packages, month.packages["package_id"], "all", WORDS)
    assert len(every.rows) == LISTED
    assert f"{LISTED} of {month.packages.height:,}" in every.caption
    nothing = behind(month.packages, [], "none", WORDS)
    assert nothing.rows == ()
    assert "0 of 0" in nothing.caption
    assert "None." in nothing._repr_html_()


@pytest.mark.parametrize("length", [LONGEST, LONGEST + 1])
def test_a_long_sentence_is_shown_whole_up_to_its_limit(length):
    shown = Statement("a" * length)._repr_html_()
    assert ("a" * length in shown) == (length <= LONGEST)
