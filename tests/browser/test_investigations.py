"""The notebooks of the sample store as pages, in every language and at two widths: nothing overlaps, nothing is cut."""

import shutil
from pathlib import Path

import pytest

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
    """The report of all notebooks of the sample store."""
    folder = tmp_path_factory.mktemp("whole")
    notebooks = [run(name, {"as_of": AS_OF, "lang": "en"}, folder / f"{name}.ipynb", data) for name in NAMES]
    summary = open_month("sample", AS_OF, data=data).summary
    text = html.page(notebooks, summary, load("en"), [f"{name}.ipynb" for name in NAMES])
    (folder / "report.html").write_text(text, "utf-8")
    return folder / "report.html"


def test_the_whole_report_is_small(whole):
    assert whole.stat().st_size < 3_500_000


@pytest.mark.parametrize("width", [1280, 400])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(open_page, whole, width, scheme):
    opened = open_page(whole, width, "", color_scheme=scheme)
    for page in opened.ask("[...document.querySelectorAll('.page')].map(page => page.id)"):
        opened.go(f"#{page}")
        assert opened.faults() == [], page


def test_no_table_or_figure_is_wider_than_the_paper(open_page, whole):
    opened = open_page(whole, 688)
    assert opened.ask("vtrPrintable()") is True
    opened.page.emulate_media(media="print")
    wide = "[...document.querySelectorAll('table, .plot')].filter(e => e.getBoundingClientRect().width > 690).length"
    assert opened.ask(wide) == 0
    assert (
        opened.ask("Math.max(...[...document.querySelectorAll('.plot')].map(e => e.getBoundingClientRect().height))")
        < 940
    )
