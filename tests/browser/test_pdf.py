"""A printed report: its pages, bookmarks, letters and lines, the same every time, and what is told when it can't be."""

import os
import re
import subprocess
import sys
import unicodedata
from html import unescape
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import nbformat.v4 as nb
import plotly.graph_objects as go
import pytest

from vtr_lib.errors import VtrError
from vtr_lib.report import html, pdf, style
from vtr_lib.words import languages, load

pytestmark = pytest.mark.browser
pypdf = pytest.importorskip("pypdf")

RADICALS = str.maketrans("⻅⻓⻔⻋⻚⻝⻢", "见长门车页食马")  # which Unicode does not call the same
ROOT = Path(__file__).parents[2]
ASK = """
import sys
from pathlib import Path
from vtr_lib.report import pdf
from vtr_lib.words import load
page, target, lang = sys.argv[1:]
pdf.write(Path(page), Path(target), words=load(lang), store="sample", month="2025-01", policy="us", as_of="2025-01-31")
"""


def figure(*traces):
    return style.figure(list(traces), words=load(), title="HARD TO PRINT", subtitle="s", alt="a", height=200)


HARD = [  # what a browser would print as pictures
    figure(
        *(
            go.Bar(x=["a", "b"], y=[2, 3], marker={"color": "#8c3d00", "pattern": style.pattern(shape)})
            for shape in "/x."
        )
    ),
    figure(go.Heatmap(z=[[1, 2], [3, None]], x=["a", "b"], y=["c", "d"], showscale=False)),
]


@pytest.fixture(scope="module", autouse=True)
def there_is_a_browser():
    if pdf.find_browser() is None:
        pytest.skip("there is no Chromium on this machine")


@pytest.fixture(scope="module")
def page_in(made, tmp_path_factory):
    """The page of the made-up month in a language, written once; with a pattern in its bars and a map of its heat."""
    folder = tmp_path_factory.mktemp("pages")

    def make(lang: str) -> Path:
        path = folder / f"report-{lang}.html"
        if not path.exists():
            words, verdicts = load(lang), made["make_verdicts"]()
            summary = made["make_summary"](verdicts, ["orders-2025-01.txt"])
            notebooks = [
                made["make_notebooks"](verdicts, summary, words)[0],
                nb.new_notebook(cells=[made["cell"](*HARD)]),
            ]
            path.write_text(html.page(notebooks, summary, words, ["01.ipynb", "02.ipynb"]), "utf-8")
        return path

    return make


def printed(page: Path, target: Path, lang: str, **environment: str) -> Path:
    """Printed by a process of its own, as a scheduler does it."""
    told = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", ""), "PYTHONPATH": str(ROOT)} | environment
    told |= {name: os.environ[name] for name in ("BROWSER_PATH",) if name in os.environ}
    subprocess.run([sys.executable, "-c", ASK, page, target, lang], cwd=target.parent, env=told, check=True)
    return target


@pytest.fixture(scope="module")
def paper_in(page_in, tmp_path_factory):
    folder = tmp_path_factory.mktemp("papers")

    def make(lang: str) -> Path:
        target = folder / f"{lang}.pdf"
        return (
            target if target.exists() else printed(page_in(lang), target, lang, TZ="Asia/Shanghai", LANG="zh_CN.UTF-8")
        )

    return make


def letters_of(text: str) -> str:
    """A text without its blanks, and with the letters that a font draws alike made one: a ligature, a radical."""
    return "".join(unicodedata.normalize("NFKC", text).translate(RADICALS).split())


@pytest.mark.parametrize("lang", languages())
def test_a_report_is_printed_whole(paper_in, page_in, lang):
    words, paper = load(lang), pypdf.PdfReader(paper_in(lang))
    page = page_in(lang).read_text("utf-8")
    assert paper.metadata["/Title"] == re.search("<title>(.*)</title>", page)[1]
    assert paper.trailer["/Root"]["/Lang"] == lang
    assert paper.trailer["/Root"]["/MarkInfo"]["/Marked"]
    count, texts = len(paper.pages), [letters_of(each.extract_text()) for each in paper.pages]
    for number, (each, text) in enumerate(zip(paper.pages, texts, strict=True), 1):
        assert [float(side) for side in each.mediabox[2:]] == pytest.approx([595.3, 841.9], abs=1)
        assert letters_of(words("report.pdf.page", page=number, pages=count)) in text
        assert letters_of(words("report.pdf.foot", store="sample", month="2025-01", policy="us")) in text
    bookmarks = [each.title for each in _flat(paper.outline)]
    headings = re.findall(r"<h2[^>]*>(.*?)</h2>", page.split("<main")[1])
    assert bookmarks
    assert set(headings) <= set(bookmarks)
    assert all(any(letters_of(title) in text for text in texts) for title in bookmarks)
    for caption in re.findall(r"<figcaption><strong>(.*?)</strong>", page):
        assert letters_of(unescape(caption)) in "".join(texts)


def _flat(outline: list):
    for each in outline:
        yield from _flat(each) if isinstance(each, list) else [each]


@pytest.mark.parametrize("lang", languages())
def test_every_letter_is_in_the_file_and_no_picture(paper_in, lang):
    paper = pypdf.PdfReader(paper_in(lang))
    drawn = 0
    for each in paper.pages:
        resources = each["/Resources"]
        assert not [name for name, thing in resources.get("/XObject", {}).items() if thing["/Subtype"] == "/Image"]
        assert not resources.get("/Pattern")
        drawn += each.get_contents().get_data().count(b"\nf")
        for font in resources.get("/Font", {}).values():
            for held in font.get_object().get("/DescendantFonts", [font]):
                held = held.get_object()
                descriptor = held.get("/FontDescriptor", {})
                assert held["/Subtype"] == "/Type3" or {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor)
    assert drawn > 100


def test_the_same_report_is_the_same_file(paper_in, page_in, tmp_path):
    elsewhere = tmp_path / "with a blank"
    elsewhere.mkdir()
    again = printed(
        page_in("zh-TW"), elsewhere / "b.pdf", "zh-TW", TZ="America/New_York", LANG="C", TMPDIR=str(tmp_path)
    )
    assert again.read_bytes() == paper_in("zh-TW").read_bytes()
    assert [each.name for each in tmp_path.iterdir()] == [elsewhere.name]
    assert b"D:20250131000000+00'00'" in again.read_bytes()


def refused(tmp_path: Path, text: str) -> str:
    """The code with which a page is refused."""
    page, target = tmp_path / "page.html", tmp_path / "page.pdf"
    page.write_text(f"<!DOCTYPE html><meta charset=utf-8><title>t</title>{text}", "utf-8")
    with pytest.raises(VtrError) as raised:
        pdf.write(page, target, words=load(), store="s", month="2025-01", policy="us", as_of="2025-01-31")
    assert not target.exists()
    return raised.value.code


@pytest.mark.parametrize(
    "text",
    [
        "<script>nothing.here()</script>",
        "<script>Promise.reject(new Error('late'))</script>",
        "<script>addEventListener('beforeprint', () => nothing.here())</script>",
        "<script>window.vtrPrintable = async () => { throw new Error('no') }</script>",
        "<script>window.vtrPrintable = async () => false</script>",
        "<script>window.vtrPrintable = async () => { setTimeout(() => nothing.here());"
        "await new Promise(done => setTimeout(done, 50)) }</script>",
    ],
)  # fmt: skip
def test_a_script_that_fails_is_told_of(tmp_path, text):
    assert refused(tmp_path, text) == "PAGE_FAILED"


def test_a_page_that_never_is_ready_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "SECONDS", 4)
    assert refused(tmp_path, "<div class=plot></div>") == "BROWSER_TIMEOUT"


def test_nothing_is_asked_of_the_network(tmp_path):
    asked = []

    class Listening(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *said):
            pass

    server = HTTPServer(("127.0.0.1", 0), Listening)
    Thread(target=server.serve_forever, daemon=True).start()
    place = f"http://127.0.0.1:{server.server_port}"
    assert refused(tmp_path, f"<img src='{place}/a.png'><script>fetch('{place}/b')</script>") == "PAGE_FAILED"
    server.shutdown()
    assert asked == []
