"""The pages of evidence as data: every section from the rows it stands for, and never more than can be printed."""

import pytest
from appeal.conftest import AS_OF
from publish.hostile import PAYLOADS
from report.late_store import store_of

from vtr_lib.appeal import documents, evidence, exhibits, rates, tables
from vtr_lib.appeal.case import open_case
from vtr_lib.appeal.letter.answers import Answers
from vtr_lib.appeal.submission import CITED, Submission
from vtr_lib.words import languages, load


@pytest.fixture(scope="module")
def submission(case):
    return Submission(case, Answers(), documents.nothing())


def by_key(submission, words) -> dict[str, evidence.Part]:
    return {part.key: part for part in submission.parts(words)}


def test_sections_stand_in_their_order_and_only_where_there_is_something(submission, words):
    keys = list(by_key(submission, words))
    assert keys[:2] == ["contents", "rates"]
    assert set(keys[2:5]) == {"cause-missing-updates", "cause-invalid-number", "cause-unknown"}
    assert keys[5:] == [f"history-{number}" for number in range(1, 6)]


def test_the_contents_are_the_exhibits(submission, words):
    rows = by_key(submission, words)["contents"].tables[0].rows
    assert [row[2] for row in rows] == [each.file for each in submission.exhibits.values()]
    assert [row[0] for row in rows] == [f"Exhibit {number}" for number in range(1, len(rows) + 1)]
    assert {row[2]: row[3] for row in rows}["orders.xlsx"] == submission.orders.height


def test_every_rate_stands_with_its_days_and_counts(submission, words):
    table = by_key(submission, words)["rates"].tables[0]
    assert [row[3].text for row in table.rows] == [
        "50.0 % (5/10)", "66.6 % (10/15)", "100.0 % (10/10)", "100.0 % (10/10)", "44.4 % (4/9)",
    ]  # fmt: skip
    assert [row["of"] for row in rates.rows(submission.told)] == ["confirmed", "promised", "month", "month", "month"]


def test_a_cause_lists_its_packages_and_says_how_many_there_are(submission, words):
    part = by_key(submission, words)["cause-missing-updates"]
    clauses, packages = part.tables
    assert [(row[0].code, row[1]) for row in clauses.rows] == [("scan.none", 3)]
    assert [row[0][4:11] for row in packages.rows] == ["0000101", "0000102", "0000103"]
    assert packages.caption == "3 of 3 packages, by confirmation"
    assert part.said == ("All rows: Exhibit 4, causes-missing-updates.xlsx.",)


def test_a_history_shows_what_decided(submission, words):
    found = by_key(submission, words)
    parts = [part for key, part in found.items() if key.startswith("history-")]
    assert all(part.is_sheet for part in parts)
    for part, clause in zip(parts, submission.cited["clause"], strict=True):
        _, tests, scans = part.tables
        assert [row[1].code for row in tests.rows if row[3] == words("explain.decides")] == [clause]
        assert scans.rows == ()


@pytest.mark.parametrize("lang", languages())
def test_each_language_tells_the_same_figures(submission, words, lang):
    other = by_key(submission, load(lang))
    for key, part in by_key(submission, words).items():
        assert [len(table.rows) for table in other[key].tables] == [len(table.rows) for table in part.tables]
        counts = [[cell for cell in row if isinstance(cell, int)] for table in part.tables for row in table.rows]
        assert counts == [
            [cell for cell in row if isinstance(cell, int)] for table in other[key].tables for row in table.rows
        ]


def test_names_of_any_length_leave_a_page_a_page(told_store, tmp_path, words):
    long = max(PAYLOADS, key=len)
    assert len(long) > 200
    rows = [
        row | {"carrier": None, "carrier_raw": long, "tracking_raw": long} for row in told_store["canonical_packages"]
    ]
    month = store_of(tmp_path, AS_OF, **(told_store | {"canonical_packages": rows}))
    submission = Submission(open_case(month, "Home & Kitchen"), Answers(), documents.nothing())
    assert submission.cited.height <= CITED < 40
    cells = [
        cell
        for part in submission.parts(words)
        for table in part.tables
        for row in table.rows
        for cell in row
        if isinstance(cell, str)
    ]
    assert max(map(len, cells)) <= 4 * tables.LONGEST


def test_an_exhibit_nobody_can_cite_is_a_fault():
    with pytest.raises(KeyError):
        exhibits.numbered("evidence.pdf", {"orders": 1, "zebra": 2})
    found = exhibits.numbered("evidence.pdf", {"rates": 1, "orders": 2, "amazon": 0})
    assert [(each.number, each.file) for each in found.values()] == [
        (1, "evidence.pdf"), (2, "orders.xlsx"), (3, "rates.xlsx"),
    ]  # fmt: skip
