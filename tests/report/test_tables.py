"""Tables hold the summary's numbers and their sums; whatever a user typed stays text."""

import re
from html.parser import HTMLParser

import polars as pl
import pytest

from vtr_lib.report import tables
from vtr_lib.report.table import Cell, Table
from vtr_lib.schema import STATES


class Reader(HTMLParser):
    """The cells of a table by row, and every tag and attribute met."""

    def __init__(self, text: str):
        super().__init__()
        self.rows, self.tags, self.open = [], [], False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
            self.open = True

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.open = False

    def handle_data(self, data):
        if self.open:
            self.rows[-1][-1] += data


def rows(table: Table) -> list[list[str]]:
    return Reader(table._repr_html_()).rows


ALL = {
    "categories": tables.categories,
    "carriers": lambda summary, words: tables.segments(summary, "carrier", words),
    "origins": lambda summary, words: tables.segments(summary, "origin", words, "promised"),
    "identity": tables.identity,
    "clauses": tables.clauses,
    "files": tables.files,
    "quarantined": tables.quarantined,
    "unknown": tables.unknown,
    "amazon": tables.amazon,
    "provenance": tables.provenance,
}


@pytest.fixture(params=ALL)
def make(request):
    return ALL[request.param]


def marks(text: str) -> dict[tuple[str, str], tuple[int, int]]:
    """``(class, basis) → (valid, counted)`` of every rate a program can read out of the headline's HTML."""
    found = re.findall(
        r'class="(vtr-rate|vtr-reading)" data-valid="(\d+)" data-counted="(\d+)" data-basis="(\w+)"', text
    )
    return {(name, basis): (int(valid), int(counted)) for name, valid, counted, basis in found}


def test_the_headline_can_be_read_back_out_of_its_html(summary, words):
    found = marks(tables.headline(summary, words)._repr_html_())
    for basis, window in summary["windows"].items():
        assert found["vtr-rate", basis] == (window["rate"]["valid"], window["rate"]["counted"])
    other = summary["readings"][1]["rate"]
    assert found["vtr-reading", "confirmed"] == (other["valid"], other["counted"])


def test_the_headline_says_counts_target_days_and_what_is_open(summary, words):
    text = tables.headline(summary, words)._repr_html_()
    window = summary["windows"]["confirmed"]
    rate = window["rate"]
    assert f"{rate['percent']} % ({rate['valid']}/{rate['counted']})" in text
    assert "below 95 %" in text
    for said in (
        words.day(window["first_on"]),
        words.day(window["last_on"]),
        f"{window['states']['pending']} pending",
        "us-flat",
    ):
        assert said in text
    assert f"{rate['repairs']} more valid" in text


def test_a_reading_that_says_the_same_is_left_out(summary, words):
    same = summary | {"readings": [summary["readings"][0], {"policy": "twin", "rate": summary["readings"][0]["rate"]}]}
    assert "twin" not in tables.headline(same, words)._repr_html_()


def test_packages_without_a_promise_are_counted_and_said(summary, words):
    windows = summary["windows"]
    changed = summary | {"windows": windows | {"promised": windows["promised"] | {"without_promise": 17}}}
    assert "17 without a promised day" in tables.headline(changed, words)._repr_html_()
    assert "without a promised day" not in tables.headline(summary, words)._repr_html_()


@pytest.mark.parametrize("by", ["carrier", "origin", "category"])
def test_segments_hold_every_package_and_end_in_the_total(summary, words, by):
    table = tables.segments(summary, by, words)
    window = summary["windows"]["confirmed"]
    assert [row[0].code for row in table.rows] == [row["name"] for row in window["by"][by]]
    assert sum(row[-1] for row in table.rows) == table.total[-1] == window["packages"]
    for place, state in enumerate(tables.SEGMENT_STATES, 4):
        assert sum(row[place] for row in table.rows) == table.total[place] == window["states"][state]
    counts = [tuple(map(int, found[0])) for row in table.rows if (found := re.findall(r"(\d+)/(\d+)", row[1]))]
    assert [sum(column) for column in zip(*counts, strict=True)] == [window["rate"]["valid"], window["rate"]["counted"]]


@pytest.fixture
def category(summary, words):
    """The table's row of a category with so many valid and counted."""

    def make(valid: int, counted: int) -> tuple:
        states = dict.fromkeys(STATES, 0) | {"valid": valid, "defect": counted - valid}
        row = {"name": "A", "counted": counted, "repairs": 0} | states
        window = summary["windows"]["confirmed"] | {"by": {"category": [row]}}
        return tables.categories(summary | {"windows": {"confirmed": window}}, words).rows[0]

    return make


@pytest.mark.parametrize(
    ("valid", "counted", "rate", "look"),
    [
        (9499, 10000, "94.9 % (9,499/10,000)", "below"),
        (95, 100, "95.0 % (95/100)", "on_line"),
        (19, 20, "95.0 % (19/20)", "on_line"),
        (9501, 10000, "95.0 % (9,501/10,000)", "met"),
        (0, 7, "0.0 % (0/7)", "below"),
        (0, 0, "n/a (0)", "nothing"),
    ],
)
def test_a_rate_is_cut_and_held_against_the_target_in_whole_numbers(category, valid, counted, rate, look):
    row = category(valid, counted)
    assert (row[1], row[2].look) == (rate, look)


def test_the_identity_adds_up_twice(summary, words):
    table = tables.identity(summary, words)
    whole = [row for row in table.rows if not isinstance(row[0], Cell)]
    parts = [row for row in table.rows if isinstance(row[0], Cell)]
    for column, packages in ((1, summary["identity"]["packages"]), (2, summary["windows"]["confirmed"]["packages"])):
        assert sum(row[column] for row in whole) == table.total[column] == packages
        for state in ("out_of_scope", "exempt", "defect", "unknown"):
            name = words(f"states.{state}")
            clauses = {row["clause"] for row in summary["identity"]["clauses"] if row["state"] == state}
            inside = sum(row[column] for row in parts if row[0].code in clauses)
            assert inside == next(row[column] for row in whole if row[0] == name)


def test_clauses_add_up_to_counted_less_valid(summary, words):
    table = tables.clauses(summary, words)
    rate = summary["windows"]["confirmed"]["rate"]
    assert sum(row[2] for row in table.rows) == table.total[2] == rate["counted"] - rate["valid"]


def test_every_line_of_every_file_is_in_one_place(summary, words):
    table = tables.files(summary, words)
    for row in [*table.rows, table.total]:
        assert row[3] == sum(row[4:])


def test_many_unknown_carriers_are_summed(summary, words):
    many = [{"name": f"C{number}", "packages": 2} for number in range(tables.LISTED + 5)]
    table = tables.unknown(summary | {"unknown": summary["unknown"] | {"carriers": many}}, words)
    named = [row for row in table.rows if "arrier not recognised" in row[0]]
    assert len(named) == tables.LISTED + 1
    assert sum(row[1] for row in named) == 2 * len(many)


def test_amazons_figure_stands_as_it_came_beside_ours(summary, words):
    table = tables.amazon(summary, words)
    assert table.rows[0][2:5] == (812, 771, "0.9495")
    assert len(table.rows) == 3
    assert len(tables.amazon(summary | {"amazon": []}, words).rows) == 2


def test_rolling_windows_do_not_overlap_and_add_up(verdicts, roll, summary, words):
    table = tables.rolling(roll(verdicts, "carrier"), "carrier", summary, words)
    assert table.head[1:] == ("Ending Feb 28, 2025", "Ending Jan 29, 2025", "Ending Dec 30, 2024")
    for column in range(1, 4):
        parts = [re.findall(r"(\d+)/(\d+)", row[column]) for row in table.rows]
        counts = [tuple(map(int, part[0])) for part in parts if part]
        valid, counted = (sum(column) for column in zip(*counts, strict=True))
        assert f"({valid}/{counted})" in table.total[column]


def test_tables_are_made_for_screen_readers_and_readable_diffs(make, summary, words):
    text = make(summary, words)._repr_html_()
    reader = Reader(text)
    assert text.count("<caption>") == 1
    assert all(attributes.get("scope") in ("col", "row") for tag, attributes in reader.tags if tag == "th")
    assert text.count("<tr>") == len([line for line in text.splitlines() if line.startswith("<tr>")])
    assert len({len(row) for row in reader.rows}) == 1


def test_a_table_in_a_terminal_has_the_same_cells(make, summary, words):
    table = make(summary, words)
    lines = repr(table).splitlines()
    assert lines[0] == table.caption
    assert [line.split("\t") for line in lines[1:]] == rows(table)


def test_a_table_of_nothing_says_so(make, nothing, words):
    text = make(nothing, words)._repr_html_()
    assert "</table>" in text
    assert "None." in text or Reader(text).rows[1:]


def test_whatever_is_typed_stays_text(make, hostile_summary, words):
    reader = Reader(make(hostile_summary, words)._repr_html_())
    assert {tag for tag, _ in reader.tags} <= {"table", "caption", "span", "thead", "tbody", "tfoot", "tr", "th", "td"}
    allowed = {"class", "scope", "colspan", "data-code"}
    assert all(set(attributes) <= allowed for _, attributes in reader.tags)
    assert all(char.isprintable() for row in reader.rows for cell in row for char in cell)


def test_names_that_are_payloads_can_still_be_read(hostile_summary, words, payloads):
    shown = [row[0] for row in rows(tables.segments(hostile_summary, "category", words))]
    for payload in payloads:
        if payload.isprintable() and len(payload) < 300:
            assert payload in shown


def test_no_frame_no_rows(nothing, verdicts, roll, words):
    table = tables.rolling(roll(verdicts.clear(), "origin"), "origin", nothing, words)
    assert table.rows == ()
    assert isinstance(roll(verdicts.clear(), "origin"), pl.DataFrame)


def test_the_first_box_says_that_nothing_was_left_out(summary, words):
    said = {row["label"]: row["text"] for row in tables.headline(summary, words).values["rows"]}
    identity = summary["identity"]
    packages = [int(number.replace(",", "")) for number in re.findall(r"[\d,]*\d", said["All packages"])]
    assert packages == [identity["packages"], *identity["states"].values()]
    assert packages[0] == sum(packages[1:])
    total, files, *places = (
        int(number.replace(",", "")) for number in re.findall(r"[\d,]*\d", said["All lines and records"])
    )
    assert (total, files) == (sum(entry["total"] for entry in identity["files"]), len(identity["files"]))
    assert total == sum(places)
    assert "Nobody could tell" in said
