"""docs/tracking.md says what the tables say."""

import re
from pathlib import Path

from vtr_lib.tracking.carriers import carriers
from vtr_lib.tracking.check import STATUSES
from vtr_lib.tracking.formats import formats

PAGE = (Path(__file__).parents[2] / "docs" / "tracking.md").read_text(encoding="utf-8")


def cells(line: str) -> list[str]:
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def rows(title: str) -> list[list[str]]:
    """The rows of the table under a title, without its head."""
    section = PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]
    return [cells(line) for line in section.splitlines() if line.startswith("|")][2:]


def test_every_format_is_told_with_its_evidence_and_source():
    told = [
        [carriers()[entry.carrier].name, f"`{entry.name}`", entry.evidence, entry.confidence, entry.source]
        for entry in formats()
    ]
    assert rows("Formats") == told


def test_every_status_is_told():
    assert [row[0] for row in rows("Statuses")] == [f"`{status}`" for status in STATUSES]


def test_random_digits_are_told_at_every_length():
    told = rows("What chance makes of random digits")
    assert [int(row[0]) for row in told] == list(range(8, 35))
    for row in told:
        assert abs(sum(map(float, row[1:7])) - 100) < 0.4
        assert float(row[1]) < 25
