"""The page in a real browser without a network: every figure stands there, nothing else happens."""

import pytest

from vtr_lib.report import html

pytestmark = pytest.mark.browser

WIDTHS = (400, 768, 1280)
BOXES = """[...document.querySelectorAll(".plot")].map(plot => {
    const drawing = plot.querySelector("svg.main-svg");
    const box = drawing ? drawing.getBoundingClientRect() : {width: 0, height: 0};
    return [box.width, box.height, plot.querySelectorAll(".trace, .point, .shapelayer path").length];
})"""


@pytest.fixture(scope="module")
def page_of(made, words, tmp_path_factory):
    """Writes the page of an ordinary, a hostile or an empty month once and gives its path."""
    folder = tmp_path_factory.mktemp("pages")
    months = {
        "ordinary": lambda: (made["make_verdicts"](), ["orders-2025-01.txt"]),
        "hostile": lambda: (made["make_hostile"](), list(made["HOSTILE"])),
        "empty": lambda: (made["framed"]([]), []),
    }

    def make(kind: str):
        path = folder / f"{kind}.html"
        if not path.exists():
            verdicts, names = months[kind]()
            summary = made["make_summary"](verdicts, names)
            notebooks = made["make_notebooks"](verdicts, summary, words)
            path.write_text(html.page(notebooks, summary, words, ["01.ipynb", "02.ipynb"]), "utf-8")
        return path

    return make


@pytest.mark.parametrize("width", WIDTHS)
def test_every_figure_is_drawn(open_page, page_of, width):
    opened = open_page(page_of("ordinary"), width)
    boxes = opened.ask(BOXES)
    assert len(boxes) == 7
    for wide, high, marks in boxes:
        assert 0.7 * min(width, 600) < wide <= width
        assert high > 100
        assert marks > 0
    assert opened.troubles == []


@pytest.mark.parametrize("kind", ["ordinary", "hostile", "empty"])
def test_nothing_is_asked_of_the_network_and_nothing_goes_wrong(open_page, page_of, kind):
    opened = open_page(page_of(kind))
    assert [url for url in opened.requests if not url.startswith(("data:", "blob:"))] == [page_of(kind).as_uri()]
    assert opened.troubles == []


@pytest.mark.parametrize("kind", ["ordinary", "hostile"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_never_scrolls_sideways(open_page, page_of, kind, width):
    opened = open_page(page_of(kind), width)
    assert opened.ask("document.documentElement.scrollWidth") <= width


def test_nothing_offers_to_share(open_page, page_of):
    opened = open_page(page_of("ordinary"))
    titles = opened.ask("[...document.querySelectorAll('[data-title], [title]')].map(e => e.dataset.title || e.title)")
    assert titles  # the button that keeps a picture
    assert not [
        title for title in titles if any(word in title.lower() for word in ("share", "cloud", "edit", "chart studio"))
    ]


def test_hostile_names_stay_text(open_page, page_of, made):
    opened = open_page(page_of("hostile"))
    assert opened.page.title() == "Valid tracking rate: sample, 2025-02-28"
    assert (
        opened.ask("document.querySelectorAll('main img, main iframe, main svg[onload], main [onerror]').length") == 0
    )
    assert opened.ask("[...document.links].filter(link => link.protocol != 'file:').length") == 0
    assert opened.ask("[...document.querySelectorAll('svg a')].length") == 0
    labels = opened.ask("[...document.querySelectorAll('.ytick text')].map(text => text.textContent)")
    for payload in ("%{customdata}", "{{7*7}}", "=1+1", "[l](javascript:alert(1))"):
        assert any(label.startswith(payload) for label in labels)
    notes = opened.ask("[...document.querySelectorAll('.annotation text')].map(text => text.textContent)")
    assert any(note.startswith("%{customdata}") for note in notes)


def test_an_injected_script_cannot_run(open_page, page_of, tmp_path):
    text = page_of("ordinary").read_text("utf-8")
    spoilt = tmp_path / "spoilt.html"
    spoilt.write_text(
        text.replace("</main>", "<script>document.title='X'</script><img src=x onerror=\"document.title='X'\"></main>"),
        "utf-8",
    )
    opened = open_page(spoilt)
    assert opened.page.title() != "X"
    assert any("Content Security Policy" in trouble for trouble in opened.troubles)


def test_the_contents_lead_somewhere(open_page, page_of):
    opened = open_page(page_of("ordinary"), 400)
    opened.page.locator("nav a").last.click()
    assert opened.ask("document.querySelector(location.hash).getBoundingClientRect().top") < 100


def test_panels_stand_below_each_other_on_a_narrow_screen(open_page, page_of):
    script = "[...document.querySelectorAll('.plot')].at(-2)._fullLayout.xaxis2.domain"
    assert open_page(page_of("ordinary"), 400).ask(script) == [0, 1]
    wide = open_page(page_of("ordinary"), 1280)
    assert wide.ask(script)[1] < 0.7
    wide.page.set_viewport_size({"width": 400, "height": 900})
    wide.page.wait_for_timeout(500)
    assert wide.ask(script) == [0, 1]
    wide.page.set_viewport_size({"width": 1280, "height": 900})
    wide.page.wait_for_timeout(500)
    assert wide.ask(script)[1] < 0.7


@pytest.mark.parametrize("width", [400, 1280])
def test_letters_of_figures_do_not_lie_over_each_other(open_page, page_of, width):
    assert open_page(page_of("ordinary"), width).overlaps() == [[]] * 7


def test_the_page_can_be_printed(open_page, page_of):
    opened = open_page(page_of("ordinary"))
    paper = opened.page.pdf(prefer_css_page_size=True)
    assert paper.startswith(b"%PDF")
    opened.page.wait_for_timeout(300)
    assert opened.troubles == []
    assert opened.ask("Math.max(...[...document.querySelectorAll('.plot')].map(p => p._fullLayout.width))") > 680
