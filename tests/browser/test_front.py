"""The pages before the reports in a real browser: forty stores on a telephone, nothing axe-core would mend."""

import pytest

from vtr_lib.report import front
from vtr_lib.words import load

pytestmark = pytest.mark.browser

MONTHS = [f"2024-{month:02}" for month in range(3, 13)] + ["2025-01", "2025-02"]


def rows(stores: int, months: list[str]) -> list[dict]:
    return [
        {
            "store": f"a-seller-with-a-long-name-{store}",
            "month": month,
            "policy": "mine" if store == 2 else "",
            "page": f"{store}/{month}/report.html",
            "pdf": f"{store}/{month}/report.pdf",
            "said": {
                "valid": 960 - 20 * (store % 4 == 0) + at,
                "counted": 1000,
                "below": ["Beauty & Personal Care"] if store == 3 else [],
                "target": "95/100",
                "known_on": "2025-02-28",
                "unknown": 0,
                "pending": 1234,
            },
        }
        for store in range(stores)
        for at, month in enumerate(months)
    ]


@pytest.fixture
def page_at(chromium):
    contexts = []

    def make(path, width: int, scheme: str):
        contexts.append(
            chromium.new_context(offline=True, viewport={"width": width, "height": 900}, color_scheme=scheme)
        )
        page = contexts[-1].new_page()
        page.goto(path.as_uri())
        return page

    yield make
    for each in contexts:
        each.close()


def faults(page) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    wanted = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = Axe().run(page, options={"runOnly": wanted, "resultTypes": ["violations"]}).response["violations"]
    return [f"{each['id']}: {node['html'][:120]}" for each in found for node in each["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("stores", "months", "lang"), [(0, [], "en"), (1, MONTHS, "zh-CN"), (3, MONTHS[-1:], "zh-TW"), (40, MONTHS, "en")]
)
def test_all_stores(page_at, tmp_path, stores, months, lang, scheme):
    path = tmp_path / "index.html"
    path.write_text(front.index(rows(stores, months), load(lang)), "utf-8")
    for width in (1280, 400):
        page = page_at(path, width, scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator("tbody tr").count() == stores
        assert page.locator(".trend").count() == (stores if len(months) > 1 else 0)
        assert faults(page) == []
    if stores == 40:  # forty stores are seen at one glance or two
        assert page_at(path, 1280, scheme).evaluate("document.documentElement.scrollHeight") < 2700
        first = page.locator("tbody tr.row-below").count()
        assert page.locator("tbody tr").nth(first - 1).get_attribute("class").startswith("row-below")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_month(page_at, tmp_path, scheme):
    revisions = [
        {"name": name, "path": f"en/{name}/report.html", "moved": moved}
        for name, moved in (("r002", 3), ("r001", None))
    ]
    text = front.door("a-seller", "2025-02", "en/r002/report.html", revisions, load("en"))
    path = tmp_path / "report.html"
    path.write_text(text.replace('http-equiv="refresh"', 'name="stays"'), "utf-8")
    for width in (1280, 400):
        page = page_at(path, width, scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert faults(page) == []
