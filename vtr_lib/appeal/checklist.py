"""The checklist: what an appeal of this kind holds, what of it is there, and who can supply the rest.

It is the seller's own and no part of what is handed in: it says what is weak, and whether the data support an appeal.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WHO = {
    "span": "seller", "numbers": "seller", "scans": "carrier", "amazon": "seller", "proofs": "carrier",
    "papers_matched": "seller", "papers_searched": "seller", "invoices": "supplier", "why": "seller",
    "actions": "seller", "measures": "seller", "changed": "seller", "blanks": "seller", "findings": "seller",
    "printed": "machine",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """One line: ``there`` of ``needed`` (whole numbers) of what ``key`` names; who can supply the rest.

    ``state`` is ``there`` where all is, ``partly``, ``missing``, or ``not_needed`` where nothing of it is needed.
    """

    key: str
    there: int
    needed: int

    @property
    def who(self) -> str:
        return WHO[self.key]

    @property
    def state(self) -> str:
        if not self.needed:
            return "not_needed"
        return "there" if self.there >= self.needed else "partly" if self.there else "missing"


def score(items: Sequence[Item]) -> tuple[int, int]:
    """How many lines are there as a whole, of how many that are needed."""
    needed = [item for item in items if item.state != "not_needed"]
    return sum(item.state == "there" for item in needed), len(needed)
