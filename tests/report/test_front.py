"""The pages before the reports: who is in trouble comes first, every name is text, every link leads beside the page."""

from html.parser import HTMLParser

import pytest

from vtr_lib.report import front
from vtr_lib.words import languages, load

TARGET = {"target": "95/100", "known_on": "2025-02-28", "unknown": 0, "pending": 1234}
HOSTILE = '"><svg onload=alert(1)>{{7*7}}</script>'


def row(store: str, valid: int, month: str = "2025-02", below: tuple = (), policy: str = "") -> dict:
    said = TARGET | {"valid": valid, "counted": 100 if valid is not None else 0, "below": list(below)}
    path = f"{store}/{month}/en/r001/report.html"
    return {
        "store": store,
        "month": month,
        "policy": policy,
        "page": path,
        "pdf": "",
        "said": said | {"valid": valid or 0},
    }


class Page(HTMLParser):
    def __init__(self, text: str):
        super().__init__()
        self.tags, self.attributes, self.links, self.text = [], set(), [], ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attributes}
        self.links += [value for name, value in attributes if name in ("href", "src")]

    def handle_data(self, data):
        self.text += data


def test_stores_below_the_target_come_first_then_by_name():
    rows = [row("b", 95), row("a", 99), row("d", 94), row("c", 99, below=["Toys"]), row("e", None)]
    assert [(each["store"], each["look"]) for each in front.stores(rows)] == [
        ("c", "below"), ("d", "below"), ("b", "on_line"), ("a", "met"), ("e", "nothing"),
    ]  # fmt: skip
    page = front.index(rows, load("en"))
    assert "2 of 5 stores are below the target" in page


def test_the_latest_month_leads_and_those_before_follow():
    rows = [row("a", 99, f"2024-{month:02}") for month in range(1, 13)] + [row("a", 90, "2025-01")]
    (store,) = front.stores(rows)
    assert store["now"]["month"] == "2025-01"
    assert [each["month"] for each in store["months"]] == [f"2024-{month:02}" for month in range(2, 13)] + ["2025-01"]
    links = Page(front.index(rows, load("en"))).links
    assert links[0] == "a/2025-01/en/r001/report.html"
    assert links[1] == "a/2024-12/en/r001/report.html"


def test_ones_own_policy_is_a_row_of_its_own():
    assert len(front.stores([row("a", 99), row("a", 90, policy="mine")])) == 2


@pytest.mark.parametrize("lang", languages())
def test_names_are_text_and_nothing_is_asked_of_anybody(lang):
    page = front.index([row("a", 90, below=[HOSTILE])], load(lang))
    found = Page(page)
    assert HOSTILE in found.text
    assert not {"script", "img"} & set(found.tags)
    assert not [name for name in found.attributes if name.startswith("on")]
    assert all(link.startswith("a/") for link in found.links)
    door = Page(
        front.door(
            HOSTILE,
            "2025-02",
            "en/r001/report.html",
            [{"name": "r001", "path": "en/r001/report.html", "moved": None}],
            load(lang),
        )
    )
    assert HOSTILE in door.text
    assert set(door.links) == {"en/r001/report.html"}


def test_no_report_yet():
    page = front.index([], load("en"))
    assert "There is no report yet" in page
    assert "<table" not in page


def said(valid: int, counted: int = 100) -> dict:
    return {"valid": valid, "counted": counted, "target": "95/100"}


def test_the_course_of_a_store_falls_with_its_rate():
    found = front.course([said(100), said(95), said(0, 0), said(90)])
    assert found == {"path": "M0,0L40,15L120,30", "target": 15.0, "x": 120.0, "y": 30.0}
    assert front.course([said(100), said(100)])["target"] == front.HIGH
    assert front.course([said(90)]) is None
    assert front.course([said(90), said(0, 0)]) is None


def test_the_course_is_told_too():
    page = front.index([row("a", 99, "2025-01"), row("a", 94)], load("en"))
    assert 'aria-label="Jan 2025: 99.0 % (99/100); Feb 2025: 94.0 % (94/100)"' in page
    assert "svg" not in Page(front.index([row("a", 99)], load("en"))).tags
