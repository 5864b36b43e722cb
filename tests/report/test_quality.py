"""How good the files are: every count that is not 0 is shown, by name, and the last days are those of the tables."""

from datetime import date

import pytest

from vtr_lib.report import quality
from vtr_lib.report.month import Month
from vtr_lib.words import languages, load


def entry(**change) -> dict:
    plain = {"format": "all_orders", "encoding": "utf-8", "dropped_columns": [], "unmapped": {}, "notes": {}}
    return plain | change


def test_every_count_that_is_not_0_has_a_row(month, words):
    counts = month.store.document("quality")["counts"]
    table = quality.assembled(month.summary, words)
    assert {row[0].code: row[1] for row in table.rows} == {name: count for name, count in counts.items() if count}
    origins = [row for row in table.rows if row[0].look == "sub"]
    assert sum(row[1] for row in origins) == month.verdicts.height


@pytest.mark.parametrize("lang", languages())
def test_every_count_there_is_has_a_name(month, lang):
    names, origins = load(lang).table("quality.counts"), load(lang).table("quality.origins")
    for name in month.store.document("quality")["counts"]:
        assert name in names or name.removeprefix("origin_") in origins


def test_a_count_nobody_named_is_shown_by_its_code(words):
    (row,) = quality.assembled({"quality": {"counts": {"zebras": 3, "carriers_differ": 0}}}, words).rows
    assert (row[0].text, row[1]) == ("zebras", 3)
    assert quality.assembled({"quality": {}}, words).rows == ()


def test_notes_are_summed_over_files_and_those_without_a_meaning_left_out(words):
    files = [
        entry(notes={"times_assumed": 2, "events": 9}),
        entry(notes={"times_assumed": 3, "numbers_scientific": 1}),
        entry(notes={"times_by_day": 0}),
    ]
    table = quality.noted(files, words)
    assert [(row[0].code, row[1]) for row in table.rows] == [("times_assumed", 2), ("numbers_scientific", 1)]
    assert table.rows[0][0].text.endswith(": 5")
    assert "scientific" in table.rows[1][0].text


def test_columns_statuses_and_encodings_by_format(words):
    files = [
        entry(dropped_columns=["a", "b"], encoding="gb18030"),
        entry(dropped_columns=["b", "<img src=x>"], unmapped={"Vanished": 2}),
        entry(format="aftership", unmapped={"Vanished": 1}),
    ]
    table = quality.gathered(files, words)
    rows = {row[0].code: row[1:] for row in table.rows}
    assert rows["all_orders"] == (2, "gb18030, utf-8", "a, b, <img src=x>", "Vanished (2)")
    assert rows["aftership"] == (1, "utf-8", "", "Vanished (1)")
    assert "<img" not in table._repr_html_()


def test_the_last_days_are_those_of_the_tables(month, words):
    found = quality.last_days(month)
    assert found["confirmations"] == "2025-02-28"
    assert found["scans"] == "2025-02-28"  # 2025-03-01 04:02 UTC is the evening before at Amazon.com
    assert found["all"] == month.store.known_on.isoformat()


@pytest.mark.parametrize(
    ("as_of", "said"),
    [(date(2025, 2, 28), "the same day"), (date(2025, 3, 2), "2 days before"), (date(2025, 2, 27), "1 days after")],
)
def test_the_age_of_what_is_known(month, words, as_of, said):
    table = quality.freshness(Month(month.store, month.policy, as_of), words)
    assert {row[0].code: row[2] for row in table.rows}["scans"] == said


@pytest.mark.parametrize("lang", languages())
def test_in_every_language(month, lang):
    words, files = load(lang), month.store.files()
    shown = (quality.assembled(month.summary, words), quality.noted(files, words), quality.gathered(files, words))
    for table in (*shown, quality.freshness(month, words)):
        assert {len(row) for row in table.rows} == {len(table.head)}
        assert "{" not in table._repr_html_()
