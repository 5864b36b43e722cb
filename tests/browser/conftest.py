"""A Chromium with the network cut, and the made-up month of the report's tests."""

import runpy
import shutil
from pathlib import Path

import pytest

from vtr_lib.words import load

LETTERS = ".xtick text, .ytick text, .y2tick text, .annotation text, .legendtext, .sankey-node text"
OVERLAPS = """[...document.querySelectorAll(".plot")].map(plot => {
    const boxes = [...plot.querySelectorAll("LETTERS")]
        .map(text => [text.getBoundingClientRect(), text.textContent]).filter(([box]) => box.width);
    const pairs = [];
    boxes.forEach(([a, one], at) => boxes.slice(at + 1).forEach(([b, other]) => {
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (across > 2 && down > 3) pairs.push(one + " | " + other);
    }));
    return pairs;
})""".replace("LETTERS", LETTERS)
CUT = """[...document.querySelectorAll(".plot")].map(plot => {
    const frame = plot.getBoundingClientRect();
    return [...plot.querySelectorAll("LETTERS")].filter(text => {
        const box = text.getBoundingClientRect();
        return box.width && (box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1);
    }).map(text => text.textContent);
})""".replace("LETTERS", LETTERS)
TWO_FRAMES = """document.fonts.ready.then(() =>
    new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))))"""
PATIENCE, PAUSE = 30_000, 50  # milliseconds: a busy machine is slow, and nothing here asks how fast it is
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
MADE = runpy.run_path(str(Path(__file__).parents[1] / "report" / "conftest.py"))


@pytest.fixture(scope="session")
def made():
    """What the tests of the report make a month with: ``make_verdicts``, ``make_summary``, ``make_notebooks``, …"""
    return MADE


@pytest.fixture(scope="session")
def words():
    return load("en")


@pytest.fixture(scope="session")
def chromium():
    playwright = pytest.importorskip("playwright.sync_api")
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not path:
        pytest.skip("there is no Chromium on this machine")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


class Opened:
    """A page in the browser with all that went wrong or was asked for while it opened.

    It opens at ``at``: as a whole unless told otherwise, so that every figure of every page is drawn.
    """

    def __init__(self, browser, path: Path, width: int, at: str = "#all", **context):
        self.troubles, self.requests = [], []
        self.context = browser.new_context(offline=True, viewport={"width": width, "height": 900}, **context)
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self.troubles.append(message.text))
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(path.as_uri() + at)
        self.drawn()
        if at == "#all":
            assert self.ask("document.querySelectorAll('.plot:not(.js-plotly-plot)').length") == 0

    def drawn(self):
        """Wait until all that is to be seen now is drawn, laid out and told to the page's observers."""
        self.page.locator("html[data-drawn=yes]").wait_for(state="attached")
        self.page.evaluate(TWO_FRAMES)

    def go(self, at: str):
        """Follow a link to ``at`` and wait until what it shows is drawn."""
        self.page.evaluate("at => { location.hash = at; document.documentElement.dataset.drawn = 'no' }", at)
        self.drawn()

    def ask(self, script: str):
        return self.page.evaluate(script)

    def becomes(self, script: str, expected) -> bool:
        """Whether ``script`` comes to say ``expected``, for what a click leads to comes a little after it."""
        for _ in range(PATIENCE // PAUSE):
            if self.ask(script) == expected:
                return True
            self.page.wait_for_timeout(PAUSE)
        pytest.fail(f"{script}\nsays {self.ask(script)!r}\nand not {expected!r}")

    def overlaps(self) -> list[list[str]]:
        """By figure the pairs of labels of which one lies over the other by more than a hair."""
        return self.ask(OVERLAPS)

    def cut(self) -> list[list[str]]:
        """By figure the labels that reach beyond its frame."""
        return self.ask(CUT)

    def faults(self) -> list[str]:
        """What axe-core finds against WCAG 2.2 A and AA and its best practice, in what is shown now."""
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page, options={"runOnly": [*WCAG, "best-practice"], "resultTypes": ["violations"]})
        return [
            f"{each['id']}: {node['target']} {node['html'][:120]}"
            for each in found.response["violations"]
            for node in each["nodes"]
        ]


@pytest.fixture
def open_page(chromium):
    """``open_page(path, width=1280, at="#all", **context)`` → ``Opened``."""
    opened = []

    def make(path: Path, width: int = 1280, at: str = "#all", **context) -> Opened:
        opened.append(Opened(chromium, path, width, at, **context))
        return opened[-1]

    yield make
    for each in opened:
        each.context.close()


@pytest.fixture
def page(chromium):
    """An empty page as wide as a small laptop."""
    context = chromium.new_context(viewport={"width": 1280, "height": 1000})
    yield context.new_page()
    context.close()
