"""The pages of an appeal in a real browser: they show text, do nothing, and can be read by anybody; and on paper."""

import shutil

import pytest
from appeal.conftest import AS_OF, CATEGORY, case, month, told_store  # noqa: F401
from appeal.test_pack import ANSWERS, PAYLOADS, blind, papers  # noqa: F401
from pypdf import PdfReader
from report.late_store import store_of

from vtr_lib.appeal import pack
from vtr_lib.appeal.case import open_case
from vtr_lib.words import languages

pytestmark = pytest.mark.browser

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def pages_of(made) -> list:
    return [*sorted(made.beside.glob("*.html")), *sorted((made.bag / "data").glob("*.html"))]


@pytest.fixture(scope="module")
def ordinary(case, papers, tmp_path_factory):  # noqa: F811
    """A pack with papers, its pages left as HTML."""
    place = tmp_path_factory.mktemp("appeal")
    return pack.make(case, place, papers[0], [papers[1]], is_printing=False, words_of=blind)


@pytest.fixture(scope="module")
def hostile(told_store, tmp_path_factory):  # noqa: F811
    """A pack of a store in whose every name a payload stands."""
    place = tmp_path_factory.mktemp("hostile")
    rows = [
        row | {"category": PAYLOADS[-1], "carrier": None, "service": PAYLOADS[at % len(PAYLOADS)],
               "carrier_raw": PAYLOADS[at % len(PAYLOADS)]}
        for at, row in enumerate(told_store["canonical_packages"])
    ]  # fmt: skip
    month = store_of(place / "data", AS_OF, **(told_store | {"canonical_packages": rows}))  # noqa: F811
    (place / "evidence").mkdir()
    (place / "evidence" / "answers.toml").write_text(ANSWERS.replace("Dock supervisor", "<img src=x onerror=alert(1)>"))
    case = open_case(month, PAYLOADS[-1])  # noqa: F811
    return pack.make(case, place / "reports", place / "evidence", [], is_printing=False, words_of=blind)


def opened(chromium, path, width: int, scheme: str = "light"):
    context = chromium.new_context(offline=True, viewport={"width": width, "height": 900}, color_scheme=scheme)
    page, troubles, requests = context.new_page(), [], []
    page.on("console", lambda message: troubles.append(message.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(path.as_uri())
    return context, page, troubles, requests


@pytest.mark.parametrize("kind", ["ordinary", "hostile"])
def test_pages_show_text_do_nothing_and_fit_the_screen(chromium, request, kind):
    made = request.getfixturevalue(kind)
    names = {path.name for path in pages_of(made)}
    wanted = {f"checklist.{lang}.html" for lang in languages()} | {"letter.zh-CN.html", "letter.zh-TW.html"}
    assert names >= wanted | {"letter.html", "evidence.html"}
    for path in pages_of(made):
        for width in (1280, 400):
            context, page, troubles, requests = opened(chromium, path, width)
            assert troubles == [], path.name
            assert [url for url in requests if not url.startswith("data:")] == [path.as_uri()]
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path.name, width)
            assert page.title() != "X"
            assert page.evaluate("document.querySelectorAll('script, iframe, form, [onerror], [onload]').length") == 0
            assert page.evaluate("[...document.links].filter(each => each.protocol != 'file:').length") == 0
            context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(chromium, ordinary, scheme):
    from axe_playwright_python.sync_playwright import Axe

    for path in pages_of(ordinary):
        context, page, _, _ = opened(chromium, path, 1280, scheme)
        found = Axe().run(page, options={"runOnly": WCAG, "resultTypes": ["violations"]}).response["violations"]
        assert [(each["id"], node["html"][:120]) for each in found for node in each["nodes"]] == [], path.name
        context.close()


def test_what_is_handed_in_is_printed_the_same_each_time_on_few_pages(case, tmp_path):  # noqa: F811
    made = [pack.make(case, tmp_path / name, None, [], is_printing=True, words_of=blind) for name in ("one", "another")]
    assert made[0].lines == ()
    for name in ("letter.pdf", "evidence.pdf"):
        one, another = ((each.bag / "data" / name).read_bytes() for each in made)
        assert one == another
    pages = PdfReader(made[0].bag / "data" / "evidence.pdf").pages
    assert len(made[0].submission.cited) < len(pages) < 40
    text = "\n".join(page.extract_text() for page in pages)
    for order in made[0].submission.cited["order_id"]:
        assert order in text
    assert CATEGORY in text
    assert made[0].root == made[1].root
    shutil.rmtree(tmp_path)
