"""The page: what the notebooks show, none of their code, nothing fetched, nothing that runs but our own script."""

import base64
import gzip
import hashlib
import json
import re
from html.parser import HTMLParser
from itertools import pairwise

import nbformat.v4 as nb
import pytest

from vtr_lib.report import html, style, tables


class Page(HTMLParser):
    """Tags with their attributes, scripts' texts and visible text."""

    def __init__(self, text: str):
        super().__init__()
        self.tags, self.scripts, self.kinds, self.text, self.inside = [], [], [], "", ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag in ("script", "style"):
            self.inside = tag
            self.scripts += [""] if tag == "script" else []
            self.kinds += [dict(attributes).get("type", "")] if tag == "script" else []

    def handle_endtag(self, tag):
        if tag == self.inside:
            self.inside = ""

    def handle_data(self, data):
        if self.inside == "script":
            self.scripts[-1] += data
        elif not self.inside:
            self.text += data

    def of_kind(self, kind: str) -> list[str]:
        return [script for script, own in zip(self.scripts, self.kinds, strict=True) if own == kind]

    def figures(self) -> list[dict]:
        return [each for each in map(json.loads, self.of_kind("application/json")) if "data" in each]

    def named(self, name: str) -> list[dict]:
        return [attributes for tag, attributes in self.tags if tag == name]


NAMES = ("01_monthly_report.ipynb", "02_rolling_rate.ipynb")


@pytest.fixture(scope="session")
def text(notebooks, summary, words):
    return html.page(notebooks, summary, words, NAMES)


@pytest.fixture(scope="session")
def page(text):
    return Page(text)


def one(*cells):
    return nb.new_notebook(cells=list(cells))


def shown(data: dict):
    return nb.new_code_cell("x", outputs=[nb.new_output("display_data", data)])


@pytest.fixture
def body(summary, words):
    """The page of cells, from its main part on and without its scripts' texts."""

    def make(*cells) -> str:
        found = html.page([one(*cells)], summary, words)
        return found[found.index("<main") : found.index("</main>")]

    return make


def test_every_figure_is_there_with_alt_text_and_title(page, notebooks):
    bundles = [
        output["data"][html.FIGURE]
        for notebook in notebooks
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if html.FIGURE in output["data"]
    ]
    plots = [plot for plot in page.named("div") if plot.get("class") == "plot"]
    assert len(bundles) == len(plots) == len(page.named("figure")) == 7
    for bundle, plot in zip(bundles, plots, strict=True):
        assert plot["role"] == "img"
        assert plot["aria-label"] == bundle["layout"]["meta"]["alt"]
        assert bundle["layout"]["meta"]["title"] in page.text


def test_figures_draw_the_same_numbers_as_the_notebook(page, notebooks):
    drawn = page.figures()
    bundles = [
        output["data"][html.FIGURE]
        for notebook in notebooks
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if html.FIGURE in output["data"]
    ]
    assert [figure["data"] for figure in drawn] == [bundle["data"] for bundle in bundles]
    look = json.loads(page.of_kind("application/json")[-1])
    assert look["config"]["showSendToCloud"] is False
    assert look["dark"] == style.DARK
    assert all("title" not in figure["layout"] for figure in drawn)


def unpacked(page: Page) -> str:
    (packed,) = page.of_kind("application/octet-stream")
    return gzip.decompress(base64.b64decode(packed)).decode()


def test_plotly_is_packed_in_once(text, page):
    assert unpacked(page).count("plotly.js v") == 1
    assert "plotly.js v" not in text
    assert len(text) < 2_500_000
    assert not any("src" in script for script in page.named("script"))


def test_nothing_is_fetched(text, page):
    for _, attributes in page.tags:
        for name in ("src", "href", "action", "data", "poster", "srcset"):
            assert "//" not in (attributes.get(name) or "")
    assert not page.named("link")
    assert "url(" not in text[text.index("<style>") : text.index("</style>")]


def test_only_our_scripts_may_run(page):
    policy = next(meta["content"] for meta in page.named("meta") if meta.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "'unsafe-inline'" not in policy.split("style-src")[0]
    running = [*page.of_kind(""), unpacked(page)]
    assert len(running) == 2
    hashes = {base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in running}
    assert hashes == set(re.findall(r"'sha256-([^']+)'", policy))


def test_no_code_is_shown(text, page):
    assert "secret_code" not in text


def test_every_link_within_the_page_leads_somewhere(page):
    targets = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    links = [link["href"] for link in page.named("a") if link["href"].startswith("#")]
    assert len(links) > 10
    assert {link[1:] for link in links} <= set(targets)
    assert len(set(targets)) == len(targets)


def test_every_notebook_can_be_reached_from_its_part_and_its_figures(page):
    links = [link["href"] for link in page.named("a") if link["href"].endswith(".ipynb")]
    assert [links.count(name) for name in NAMES] == [1 + 4, 1 + 3]


def test_headings_skip_no_level(page):
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[:2] == [1, 2]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("up", ["", "../../index.html", "../../../../index.html"])
def test_the_way_up(summary, words, up):
    links = Page(html.page([], summary, words, up=up)).named("a")
    assert [link["href"] for link in links if "index" in link["href"]] == [up] * bool(up)


@pytest.mark.parametrize(
    "up", ["https://evil.example/index.html", "//a/index.html", "javascript:x.html", "/etc/x.html", "../x"]
)
def test_the_way_up_leads_nowhere_else(summary, words, up):
    with pytest.raises(ValueError, match=re.escape(up)):
        html.page([], summary, words, up=up)


def test_files_beside_the_page_are_linked_to(summary, words):
    files = ["verdicts.xlsx", "verdicts.parquet", "summary.json", "report.pdf"]
    links = [link["href"] for link in Page(html.page([], summary, words, files=files)).named("a")]
    assert links[-4:] == files
    for strange in ("https://evil.example", "../x.json", "#all"):
        with pytest.raises(ValueError, match=strange):
            html.page([], summary, words, files=[strange])


def test_the_headline_stands_first_and_once(text, summary):
    rate = summary["windows"]["confirmed"]["rate"]
    mark = f'<p class="vtr-rate" data-valid="{rate["valid"]}" data-counted="{rate["counted"]}" data-basis="confirmed"'
    assert text.count(mark) == 1
    assert text.index('id="findings"') < text.index(mark) < text.index('id="rate"')


def test_without_a_headline_among_the_outputs_the_page_makes_its_own(summary, words):
    assert tables.headline(summary, words)._repr_html_() in html.page([one()], summary, words)


def test_the_headline_is_the_notebooks_own(summary, words):
    rate = summary["windows"]["confirmed"]["rate"] | {"valid": 1}
    other = summary | {"windows": summary["windows"] | {"confirmed": summary["windows"]["confirmed"] | {"rate": rate}}}
    cell = shown({"text/html": tables.headline(other, words)._repr_html_()})
    assert 'data-valid="1"' in html.page([one(cell)], summary, words)


def test_the_page_names_its_language_and_title(page, summary):
    assert page.named("html")[0]["lang"] == "en"
    assert f"{summary['store']}, Feb 28, 2025" in page.text


def test_the_same_input_gives_the_same_page(text, notebooks, summary, words):
    assert text == html.page(notebooks, summary, words, NAMES)


def test_pages_without_a_figure_carry_no_plotly(summary, words):
    assert len(html.page([one(nb.new_markdown_cell("# A"))], summary, words)) < 80_000


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("# A", "<h3 id="),
        ("# A\n## B", "<h4 id="),
        ("# A\n## B\n### C", "<h5>C"),
        ("# A\n### C", "<h4 id="),
        ("## A", "<h3 id="),
        ("[a](#part-1)", '<a href="#part-1">a</a>'),
        ("[a](02_rolling_rate.ipynb)", '<a href="02_rolling_rate.ipynb">a</a>'),
        ("[a](https://evil.example)", "<p>a (https://evil.example)</p>"),
        ("[a](//evil.example)", "<p>a (//evil.example)</p>"),
        ("[a](../../x.ipynb)", "<p>a (../../x.ipynb)</p>"),
        ("<https://evil.example>", "(https://evil.example)</p>"),
        ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>"),
        ("[**a**](data:text/html,x)", "[<strong>a</strong>](data:text/html,x)"),
        ("![pic](https://evil.example/a.png)", "<p>pic</p>"),
        ("[![pic](x.png)](https://evil.example)", "<p>pic (https://evil.example)</p>"),
        ("<b onclick=x>a</b>", "&lt;b onclick=x&gt;a&lt;/b&gt;"),
        ("<script>alert(1)</script>", "&lt;script&gt;"),
        ("|a|b|\n|-|-|\n|1|2|", "<td>1</td>"),
    ],
)
def test_prose_is_markdown_and_nothing_else(body, source, expected):
    assert expected in body(nb.new_markdown_cell(source))


@pytest.mark.parametrize(
    "foreign",
    [
        "<table><tr><td>1</td></tr></table>",
        '<table class="dataframe"><tr><td>1</td></tr></table>',
        '<table class="vtr-table"><tr><td><script>alert(1)</script></td></tr></table>',
        '<table class="vtr-table"><tr><td onclick="x">1</td></tr></table>',
        '<table class="vtr-table" style="position:fixed"><tr><td>1</td></tr></table>',
        '<table class="vtr-table"><tr><td><a href="https://evil.example">1</a></td></tr></table>',
        '<img class="vtr-x" src=x>',
        '<table class="vtr-table"><!-- <b> --></table>',
        "plain",
        "",
    ],
)
def test_html_from_elsewhere_is_shown_as_text(body, foreign):
    found = body(shown({"text/html": foreign, "text/plain": "1 < 2 <b>"}))
    assert '<pre tabindex="0">1 &lt; 2 &lt;b&gt;</pre>' in found
    assert foreign == "" or foreign not in found


def test_our_own_tables_are_passed_on(body, summary, words):
    table = tables.categories(summary, words)
    found = body(shown({"text/html": table._repr_html_().splitlines(True), "text/plain": repr(table)}))
    assert table._repr_html_() in found
    assert "<pre" not in found
    assert f'aria-label="{words("report.page.scroll", caption=table.caption)}"' in found


def test_what_programs_print_is_left_out(body):
    cell = nb.new_code_cell(
        "x", outputs=[nb.new_output("stream", name=name, text="noise") for name in ("stdout", "stderr")]
    )
    cell.outputs.append(nb.new_output("error", ename="E", evalue="noise", traceback=["noise"]))
    assert "noise" not in body(cell)


def test_cells_for_the_notebook_alone_are_left_out(body):
    assert "zebra" not in body(nb.new_markdown_cell("zebra", metadata={"tags": ["notebook-only"]}))
    assert "zebra" in body(nb.new_markdown_cell("zebra"))


def test_hostile_names_do_no_harm(hostile_notebooks, hostile_summary, words):
    found = Page(html.page(hostile_notebooks, hostile_summary, words, NAMES))
    assert len(found.of_kind("")) == len(found.of_kind("application/octet-stream")) == 1
    assert set(found.kinds) == {"", "application/json", "application/octet-stream"}
    assert {"img", "svg", "iframe", "object", "embed"}.isdisjoint(tag for tag, _ in found.tags)
    assert not any(name.startswith("on") for _, attributes in found.tags for name in attributes)
    assert all(link["href"].startswith("#") or link["href"] in NAMES for link in found.named("a"))
    for script in found.of_kind("application/json"):
        assert "<" not in script
        json.loads(script)
