"""How actions, changes, days and counts of the notebook of actions are said: one wording for its tables and figure."""

from fractions import Fraction

from vtr_lib.report import phrases
from vtr_lib.report.table import Cell
from vtr_lib.words import Words


def day(iso: str, words: Words) -> Cell:
    """A day in a table, to be found by its ISO text; nothing where there is none."""
    return Cell(words.day(iso), "day", iso) if iso else Cell("")


def points(text: str, words: Words) -> str:
    """Exact points, kept as a fraction, with two decimals, cut."""
    return phrases.points(Fraction(text), words)


def carrier(slug: str, words: Words) -> str:
    """The carrier's name as readers know it."""
    return phrases.segment(slug or "unknown", "carrier", words)


def change(row: dict, words: Words) -> str:
    """What would have to change, by its kind: a group that fell, a fault of the number, lateness, a carrier's scans."""
    say = words.table("actions.changes")
    if row["kind"] == "number":
        return say["number"].format(clause=words.name("clauses", row["clause"]))
    if row["kind"] == "late":
        return say["late"]
    group = phrases.group(row["where"], words)
    return say[row["kind"]].format(group=group, day=words.day(row["on"]) if row["on"] else "")


def rated(counts: dict, share: str, words: Words) -> str:
    """A rate with its counts, and how it stands."""
    return phrases.rated(counts, share, words)
