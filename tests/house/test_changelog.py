"""Every entry of the changelog has its day, the newest first."""

import re
from datetime import date

import pytest


def undated(changelog: str) -> list[str]:
    """Headings of entries without a day, or with one later than the entry above it."""
    found, above = [], date.max
    for heading in re.findall(r"^## (.+)$", changelog, re.MULTILINE):
        day = re.search(r"\b\d{4}-\d{2}-\d{2}\b", heading)
        if day is None or date.fromisoformat(day[0]) > above:
            found.append(heading)
        else:
            above = date.fromisoformat(day[0])
    return found


def test_every_entry_is_dated(texts):
    assert undated(texts.get("CHANGELOG.md", "")) == []


@pytest.mark.parametrize(
    ("changelog", "faults"),
    [
        ("# Changes\n## 0.2.0 - 2026-02-01\ntext\n## 0.1.0 - 2026-01-31\n", []),
        ("## 0.2.0\n## 0.1.0 - 2026-01-31\n", ["0.2.0"]),
        ("## 0.1.0 - 2026-01-31\n## 0.2.0 - 2026-02-01\n", ["0.2.0 - 2026-02-01"]),
    ],
)
def test_a_missing_day_is_found(changelog, faults):
    assert undated(changelog) == faults
