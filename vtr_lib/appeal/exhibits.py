"""The exhibits: what lies in the pack, in which order, and under which name the letter and the pages cite it."""

from dataclasses import dataclass

from vtr_lib.schema import CAUSES
from vtr_lib.words import Words

FAMILIES = (*CAUSES, "unknown")
FILES = {
    "orders": "orders.xlsx",
    "rates": "rates.xlsx",
    **{f"causes.{family}": f"causes-{family.replace('_', '-')}.xlsx" for family in FAMILIES},
    "histories": "histories.csv",
    "documents": "documents.xlsx",
    "coverage": "invoices.xlsx",
    "amazon": "amazon-report.xlsx",
}


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One file of the pack that holds rows: its ``key``, its ``number`` from 1, its ``file`` and how many ``rows``."""

    key: str
    number: int
    file: str
    rows: int

    def label(self, words: Words) -> str:
        """How it is cited: ``Exhibit 2``."""
        return words("appeal.exhibits.label", number=self.number)

    def about(self, words: Words) -> str:
        """What it holds."""
        return words.table("appeal.exhibits.about")[self.key.replace(".", "_")]


def numbered(rows: dict[str, int]) -> dict[str, Exhibit]:
    """The exhibits that have rows, in the order of ``FILES`` and numbered so, by key. An unknown key is a
    ``KeyError``: no file lies in the pack that nobody can cite.
    """
    unknown = rows.keys() - FILES.keys()
    if unknown:
        raise KeyError(*sorted(unknown))
    there = [key for key in FILES if rows.get(key)]
    return {key: Exhibit(key, number, FILES[key], rows[key]) for number, key in enumerate(there, 1)}


def cited(exhibits: dict[str, Exhibit], words: Words) -> dict[str, dict[str, str]]:
    """By key the ``label`` and the ``file``, as the letter cites them."""
    return {key: {"label": exhibit.label(words), "file": exhibit.file} for key, exhibit in exhibits.items()}
