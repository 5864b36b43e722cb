"""How actions, changes and points of the notebook of actions are said: one wording for its tables and figure."""

from fractions import Fraction

from vtr_lib.report import phrases
from vtr_lib.words import Words


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
