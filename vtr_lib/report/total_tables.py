"""The tables of the whole store's rate: what its two figures draw, in numbers."""

import polars as pl

from vtr_lib.report import phrases
from vtr_lib.report.table import Cell, Table
from vtr_lib.words import Words

OUTCOMES = ("low", "rate", "high")


def outcomes(summary: dict, words: Words, basis: str = "confirmed") -> Table:
    """The rate as it stands, and as it ends if none or all of what is pending or not known comes out valid."""
    found, share = summary["windows"][basis], summary["target"]
    say = words.table("tables.outcomes")
    return Table(
        say["caption"].format(window=phrases.window(found, words)),
        (say["outcome"], say["valid"], say["counted"], words("tables.rate"), _against(share, words)),
        tuple(
            (
                Cell(say[end], code=end),
                found[end]["valid"],
                found[end]["counted"],
                phrases.rate(found[end], words),
                _standing(found[end], share, words),
            )
            for end in OUTCOMES
        ),
        frozenset({1, 2, 3}),
        words=words,
    )


def rolling(frame: pl.DataFrame, summary: dict, words: Words, basis: str = "confirmed") -> Table:
    """The whole store's rate of windows that do not overlap, the latest first.

    ``frame`` as ``Month.rolling(None, basis)`` gives it.
    """
    length, share = summary["policy"]["window_days"], summary["target"]
    rows = frame.sort("day", descending=True).gather_every(length).to_dicts()
    return Table(
        words("tables.rolling.caption", days=length, basis=words.name("bases", basis)),
        (
            words("tables.totals.ending"), words("tables.rate"), _against(share, words),
            *(words.name("states", state) for state in ("defect", "unknown", "pending")),
        ),
        tuple(
            (
                row["day"],
                phrases.rate(row, words),
                _standing(row, share, words),
                *(row[state] for state in ("defect", "unknown", "pending")),
            )
            for row in rows
        ),
        frozenset({1, 3, 4, 5}),
        nothing=words("tables.none"),
        words=words,
    )  # fmt: skip


def _against(share: str, words: Words) -> str:
    return words("tables.standing", target=phrases.target(share))


def _standing(row: dict, share: str, words: Words) -> Cell:
    return Cell(phrases.standing(row, share, words), phrases.standing_key(row, share))
