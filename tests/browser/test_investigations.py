"""The notebooks of the sample store as pages, in every language and at two widths: nothing overlaps, nothing is cut."""

import shutil
from pathlib import Path

import pytest

from vtr_lib.publish.month import NOTEBOOKS as OF_REPORT
from vtr_lib.publish.runner import NOTEBOOKS, run
from vtr_lib.report import html
from vtr_lib.report.month import open_month
from vtr_lib.words import languages, load

pytestmark = pytest.mark.browser

SAMPLE = Path(__file__).parents[2] / "data" / "sample"
AS_OF = "2025-02-28"
NAMES = sorted(path.stem for path in NOTEBOOKS.glob("0[1-9]_*.ipynb"))


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("investigations") / "data"
    shutil.copytree(SAMPLE, folder / "sample")
    return folder


@pytest.fixture(scope="module")
def page_in(data, tmp_path_factory):
    """The page of a notebook in a language, run once."""
    folder = tmp_path_factory.mktemp("pages")
    summary = open_month("sample", AS_OF, data=data).summary

    def make(name: str, lang: str) -> Path:
        path = folder / f"{name}-{lang}.html"
        if not path.exists():
            notebook = run(name, {"as_of": AS_OF, "lang": lang}, folder / f"{name}.ipynb", data)
            path.write_text(html.page([notebook], summary, load(lang), [f"{name}.ipynb"]), "utf-8")
        return path

    return make


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("lang", languages())
def test_a_notebook_reads_well_at_any_width(open_page, page_in, name, lang):
    for width in (1280, 400):
        opened = open_page(page_in(name, lang), width)
        assert opened.troubles == []
        assert [pair for pairs in opened.overlaps() for pair in pairs] == [], width
        assert [label for labels in opened.cut() for label in labels] == [], width
        assert opened.ask("document.documentElement.scrollWidth") <= width
        named = opened.ask(
            "[...document.querySelectorAll('.plot')].map(e => e.querySelectorAll('svg[role=img][aria-label]').length)"
        )
        assert set(named) == {1}
        tables, figures = (opened.ask(f"document.querySelectorAll('{tag}').length") for tag in ("table", "figure"))
        assert tables >= figures > 0


@pytest.fixture(scope="module")
def whole(page_in, data, tmp_path_factory):
    """The report of the sample store, of all notebooks that are in it."""
    folder = tmp_path_factory.mktemp("whole")
    notebooks = [run(name, {"as_of": AS_OF, "lang": "en"}, folder / f"{name}.ipynb", data) for name in OF_REPORT]
    summary = open_month("sample", AS_OF, data=data).summary
    text = html.page(notebooks, summary, load("en"), [f"{name}.ipynb" for name in OF_REPORT])
    (folder / "report.html").write_text(text, "utf-8")
    return folder / "report.html"


def test_the_whole_report_is_small(whole):
    assert whole.stat().st_size < 3_500_000


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 400)])
def test_axe_finds_nothing_on_any_page(open_page, whole, width, scheme):
    opened = open_page(whole, width, "", color_scheme=scheme)
    for page in opened.ask("[...document.querySelectorAll('.page')].map(page => page.id)"):
        opened.go(f"#{page}")
        assert opened.faults() == [], page


PARTED = """[...document.querySelectorAll("td, th")].filter(cell => cell.offsetHeight).flatMap(cell => {
    const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    const parted = [];
    for (let text; (text = walker.nextNode()); )
        for (const word of text.data.matchAll(/[A-Za-z0-9.,%\u2212+]+/g)) {
            const range = document.createRange();
            range.setStart(text, word.index);
            range.setEnd(text, word.index + word[0].length);
            if (new Set([...range.getClientRects()].map(box => Math.round(box.top))).size > 1) parted.push(text.data);
        }
    return parted.filter(text => !text.includes("://"));
})"""


@pytest.fixture
def paper(open_page, whole):
    """The whole report as it is printed."""
    opened = open_page(whole, 688, "")  # as the printer finds it: most figures not yet drawn
    opened.page.emulate_media(media="print")
    assert opened.ask("vtrPrintable()") is True
    return opened


def test_nothing_is_wider_than_the_paper(paper):
    boxes = "[...document.querySelectorAll('table, .plot')].map(e => e.getBoundingClientRect())"
    assert paper.ask(f"Math.max(...{boxes}.map(box => box.width))") <= 690
    assert (
        paper.ask("Math.max(...[...document.querySelectorAll('.plot')].map(e => e.getBoundingClientRect().height))")
        < 940
    )


def test_on_paper_no_word_is_parted_and_no_label_lies_over_another(paper):
    assert paper.ask(PARTED) == []
    assert [pair for pairs in paper.overlaps() for pair in pairs] == []
    assert [label for labels in paper.cut() for label in labels] == []


def test_paper_leaves_out_the_rest_of_long_lists_and_says_so(paper):
    lists = "[...document.querySelectorAll('.spared')]"
    rows = paper.ask(f"{lists}.map(e => [...e.querySelectorAll('tbody tr')].filter(row => row.offsetHeight).length)")
    assert len(rows) > 10
    assert set(rows) == {15}
    assert paper.ask(f"{lists}.every(e => e.querySelector('.on-paper').offsetHeight > 0)")
    every = "[...document.querySelectorAll('.scroll:not(.spared) tbody tr')].every(row => row.offsetHeight > 0)"
    assert paper.ask(every)
    paper.page.emulate_media(media="screen")
    assert paper.ask(f"{lists}.every(e => e.querySelector('.on-paper').offsetHeight == 0)")
