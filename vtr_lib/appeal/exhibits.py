"""The exhibits: what lies in the pack, in which order, and under which name the letter and the pages cite it."""

from dataclasses import dataclass

from vtr_lib.schema import CAUSES
from vtr_lib.words import Words

FAMILIES = (*CAUSES, "unknown")
EVIDENCE = "evidence"  # the pages to read; the others are lists
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
    """One file of the pack: its ``key``, its ``number`` from 1, its ``file`` and how many ``rows`` it lists; ``of`` is
    what the case is, for a list of one order is not called one of three months.
    """

    key: str
    number: int
    file: str
    rows: int | None = None
    of: str = "category"

    def label(self, words: Words) -> str:
        """How it is cited: ``Exhibit 2``."""
        return words("appeal.exhibits.label", number=self.number)

    def about(self, words: Words) -> str:
        """What it holds."""
        own = words.table("appeal.exhibits.own").get(self.of, {})
        return (words.table("appeal.exhibits.about") | own)[self.key.replace(".", "_")]


def kind(told: dict) -> str:
    """What a case is: ``dispute``, ``order`` or ``category``."""
    return "dispute" if told.get("dispute") else "order" if told["order_id"] else "category"


def numbered(pages: str, rows: dict[str, int], of: str = "category") -> dict[str, Exhibit]:
    """The file of the ``pages``, then the lists that have rows in the order of ``FILES``, numbered so, by key. An
    unknown key is a ``KeyError``: no list lies in the pack that nobody can cite.
    """
    unknown = rows.keys() - FILES.keys()
    if unknown:
        raise KeyError(*sorted(unknown))
    there = [key for key in FILES if rows.get(key)]
    listed = {key: Exhibit(key, number, FILES[key], rows[key], of) for number, key in enumerate(there, 2)}
    return {EVIDENCE: Exhibit(EVIDENCE, 1, pages, of=of)} | listed


def every() -> dict[str, Exhibit]:
    """All exhibits that a pack can have, for who looks at a letter without its pack."""
    return numbered(f"{EVIDENCE}.pdf", dict.fromkeys(FILES, 1))


def cited(exhibits: dict[str, Exhibit], words: Words) -> dict[str, dict[str, str]]:
    """By key the ``label``, the ``file`` and what it is ``about``, as the letter cites them."""
    return {
        key: {"label": each.label(words), "file": each.file, "about": each.about(words)}
        for key, each in exhibits.items()
    }
