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
    assert opened.page.title() == "Valid tracking rate: sample, Feb 28, 2025"
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


SHOWN = "[...document.querySelectorAll('.page')].filter(page => page.offsetHeight).map(page => page.id)"
CURRENT = "[...document.querySelectorAll('[aria-current=page]')].map(link => link.hash)"
SHOWN_AND_CURRENT = f"[{SHOWN}, {CURRENT}]"
DRAWN = "document.querySelectorAll('.js-plotly-plot').length"


def test_one_page_is_shown_at_a_time(open_page, page_of):
    opened = open_page(page_of("ordinary"), at="")
    assert (opened.ask(SHOWN), opened.ask(CURRENT), opened.ask(DRAWN)) == (["findings"], ["#findings"], 0)
    opened.page.locator(".pages a[href='#rate']").click()
    opened.page.locator(".js-plotly-plot").nth(6).wait_for()
    assert opened.becomes(SHOWN_AND_CURRENT, [["rate"], ["#rate"]])
    assert opened.becomes("document.activeElement.id", "rate-title")
    opened.page.locator(".pages a[href='#all']").click()
    assert opened.becomes(SHOWN_AND_CURRENT, [["findings", "rate"], ["#all"]])
    opened.page.go_back()
    assert opened.becomes(SHOWN, ["rate"])
    opened.page.go_back()
    assert opened.becomes(SHOWN, ["findings"])
    opened.page.go_forward()
    assert opened.becomes(SHOWN, ["rate"])
    opened.page.keyboard.press("Home")
    opened.page.locator(".skip").focus()
    opened.page.keyboard.press("Enter")
    assert opened.becomes("document.activeElement.id", "content")
    assert opened.ask(SHOWN) == ["rate"]
    assert opened.troubles == []


def test_a_link_to_a_heading_opens_its_page(open_page, page_of):
    opened = open_page(page_of("ordinary"), at="#rate-2-1-1")
    assert opened.ask(SHOWN) == ["rate"]
    assert -5 < opened.ask("document.querySelector(location.hash).getBoundingClientRect().top") < 400


def test_the_contents_lead_somewhere(open_page, page_of):
    opened = open_page(page_of("ordinary"), 400, "#rate")
    opened.page.locator("#rate .contents summary").click()
    opened.page.locator("#rate .contents a").last.click()
    assert opened.becomes("document.querySelector(location.hash).getBoundingClientRect().top < 100", True)
    assert opened.ask(SHOWN) == ["rate"]


def test_without_javascript_all_pages_stand_below_each_other(chromium, page_of):
    context = chromium.new_context(offline=True, java_script_enabled=False)
    page = context.new_page()
    page.goto(page_of("ordinary").as_uri() + "#rate")
    assert page.locator("#findings").is_visible()
    assert page.locator("#rate").is_visible()
    assert page.locator(".cannot").is_visible()
    assert not page.locator(".plot").first.is_visible()
    context.close()


def test_a_browser_that_cannot_unpack_says_so(chromium, page_of):
    context = chromium.new_context(offline=True)
    context.add_init_script("delete window.DecompressionStream")
    page = context.new_page()
    page.goto(page_of("ordinary").as_uri() + "#rate")
    assert page.locator(".cannot").is_visible()
    assert page.locator("table").first.is_visible()
    context.close()


INKS = """[...document.querySelectorAll(".plot text, .plot path")]
    .filter(e => e.getBoundingClientRect().width)
    .flatMap(e => [getComputedStyle(e).fill, ...(e.tagName == "text" ? [] : [getComputedStyle(e).stroke])])"""


def test_figures_follow_the_screen_and_are_light_on_paper(open_page, page_of):
    opened = open_page(page_of("ordinary"), at="#rate", color_scheme="dark")
    light, dark = "rgb(26, 26, 26)", "rgb(236, 236, 236)"
    assert dark in opened.ask(INKS)
    assert not {light, "rgb(68, 68, 68)", "rgb(89, 89, 89)"} & set(opened.ask(INKS))
    opened.ask("document.documentElement.dataset.drawn = 'no'")
    opened.page.emulate_media(color_scheme="light")
    opened.drawn()
    assert light in opened.ask(INKS)
    assert dark not in opened.ask(INKS)
    opened.page.emulate_media(color_scheme="dark")
    assert opened.ask("vtrPrintable()") is True
    assert light in opened.ask(INKS)
    assert dark not in opened.ask(INKS)
    assert opened.ask("document.querySelectorAll('svg[role=img][aria-label]').length") == 7


@pytest.mark.parametrize("kind", ["hostile", "empty"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_page, page_of, kind, scheme):
    for width in (1280, 400):
        assert open_page(page_of(kind), width, color_scheme=scheme).faults() == []


def test_panels_stand_below_each_other_on_a_narrow_screen(open_page, page_of):
    is_below = "[...document.querySelectorAll('.plot')].at(-2)._fullLayout.xaxis2.domain[1] == 1"
    assert open_page(page_of("ordinary"), 400).ask(is_below)
    wide = open_page(page_of("ordinary"), 1280)
    assert not wide.ask(is_below)
    wide.page.set_viewport_size({"width": 400, "height": 900})
    assert wide.becomes(is_below, True)
    wide.page.set_viewport_size({"width": 1280, "height": 900})
    assert wide.becomes(is_below, False)


@pytest.mark.parametrize("width", [400, 1280])
def test_letters_of_figures_do_not_lie_over_each_other(open_page, page_of, width):
    assert open_page(page_of("ordinary"), width).overlaps() == [[]] * 7


def test_the_page_can_be_printed(open_page, page_of):
    opened = open_page(page_of("ordinary"), at="#findings")
    assert opened.ask("vtrPrintable()") is True
    assert opened.ask("[...document.querySelectorAll('.long')].every(details => details.open)")
    assert opened.ask(DRAWN) == 7
    paper = opened.page.pdf(prefer_css_page_size=True)
    assert paper.startswith(b"%PDF")
    assert opened.becomes(SHOWN, ["findings"])  # back to what was shown
    assert opened.troubles == []


def test_the_browser_s_own_printing_draws_what_was_not_shown(open_page, page_of):
    opened = open_page(page_of("ordinary"), at="#rate", color_scheme="dark")
    opened.go("#findings")
    opened.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    widths = opened.ask("[...document.querySelectorAll('.plot')].map(e => e._fullLayout.width * (e.style.zoom || 1))")
    assert widths == pytest.approx([680] * 7, abs=2)
    assert "rgb(26, 26, 26)" in opened.ask(INKS)
