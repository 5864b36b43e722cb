"""The rule of the day as a table: every value with its source, nothing lost; and the readings as the docs have them."""

import re
from datetime import date
from pathlib import Path

import pytest

from vtr_lib import policy as policies
from vtr_lib.report.month import Month
from vtr_lib.report.rule import LONGEST, readings_table, rule_of, rule_table, said
from vtr_lib.words import languages, load

DOCS = Path(__file__).parents[2] / "docs" / "policy.md"


def test_every_value_in_force_has_a_row_with_day_source_and_confidence(month, words):
    policy, rule = month.policy, month.policy.on(month.as_of)
    rows = {row[0].code: row for row in rule_table(month, words).rows}
    assert rows.keys() == rule.values.keys()
    for key, value in rule.values.items():
        source = policy.sources[value.source]
        assert rows[key][3] == value.from_on
        assert rows[key][4:] == (source["title"], source["confidence"], source.get("url", ""))
    assert rows["target"][1] == "95/100"
    assert rows["target"][6].startswith("https://sellercentral.amazon.com/")


def test_an_address_is_text_and_no_link(month, words):
    shown = rule_table(month, words)._repr_html_()
    assert "https://sellercentral.amazon.com/" in shown
    assert "<a" not in shown
    assert "href" not in shown


@pytest.mark.parametrize(("day", "rule", "until"), [
    (date(2025, 1, 14), "us@2021-08-09", "2025-01-15"),
    (date(2025, 1, 15), "us@2025-01-15", None),
    (None, "us@2025-01-15", None),
])  # fmt: skip
def test_the_rule_of_a_day(day, rule, until):
    found = rule_of(policies.load("us"), day)
    assert (found["rule"], found["until"]) == (rule, until)


def test_the_caption_names_the_rule_and_its_days(month, words):
    earlier = Month(month.store, month.policy, date(2025, 1, 14))
    assert "us@2021-08-09, from Aug 9, 2021, Jan 15, 2025" in rule_table(earlier, words).caption
    assert "us@2025-01-15, from Jan 15, 2025, still in force" in rule_table(month, words).caption


@pytest.mark.parametrize(("count", "more"), [(LONGEST, ""), (LONGEST + 1, "and 2 more")])
def test_a_long_value_is_counted_to_its_end(words, count, more):
    names = [f"c{number}" for number in range(count)]
    shown = said(names, words, LONGEST)
    assert shown.endswith(more or names[-1])
    assert said(names, words) == ", ".join(names)
    assert said([], words) == said({}, words) == "none"


def test_the_readings_are_those_of_the_docs(words):
    section = DOCS.read_text("utf-8").split("## Readings")[1].split("\n## ")[0]
    docs = re.findall(r"^\| (A\d+) \| (.*?) \| (.*?) \|$", section, re.M)
    rows = readings_table(words).rows
    assert [row[0] for row in rows] == [number for number, *_ in docs]
    plain = [(question, re.sub(r" \(`.*?`\)", "", answer)) for _, question, answer in docs]
    assert [row[1] for row in rows] == [question for question, _ in plain]
    for row, (_, answer) in zip(rows, plain, strict=True):
        assert answer.split(";")[0].split(",")[0].replace("`", "") in row[2]


@pytest.mark.parametrize("lang", languages())
def test_in_every_language(month, lang):
    words = load(lang)
    for table in (rule_table(month, words), readings_table(words)):
        assert {len(row) for row in table.rows} == {len(table.head)}
        assert all(row[1] for row in table.rows)
