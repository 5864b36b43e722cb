"""The checklist: what an appeal of this kind holds, what of it is there, and who can supply the rest.

It is the seller's own and no part of what is handed in: it says what is weak, and whether the data support an appeal.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from vtr_lib.appeal.letter.plan import Plan
from vtr_lib.appeal.submission import Submission

WHO = {
    "span": "seller", "numbers": "seller", "scans": "carrier", "amazon": "seller", "proofs": "carrier",
    "matched": "seller", "searched": "seller", "invoices": "supplier", "why": "seller", "actions": "seller",
    "measures": "seller", "changed": "seller", "letter": "seller", "printed": "machine",
}  # fmt: skip
LEFT_OUT = ("ignored", "duplicate")


@dataclass(frozen=True, slots=True)
class Item:
    """One line: ``there`` of ``needed`` (whole numbers) of what ``key`` names; ``who`` can supply the rest.

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


def checklist(submission: Submission, plan: Plan, faults: int, printed: int) -> list[Item]:
    """Every line, in the order of ``WHO``. ``faults`` is what the checker found in the letter, blanks among it;
    ``printed`` how many of the two PDFs there are.
    """
    case, told, documents = submission.case, submission.told, submission.documents
    packages, states = case.packages, told["span"]["states"]
    asked = packages.height - states["out_of_scope"]
    first, last = case.span
    begins = case.month.verdicts["confirmed_on"].min() or last
    proved = {row["package_id"] for row in documents.rows if row["kind"] in ("delivery", "screenshot")}
    files = documents.matches.files.filter(~pl.col("bucket").cast(pl.String).is_in(LEFT_OUT))
    matched = files.filter(pl.col("bucket").cast(pl.String) == "matched").height
    covered = documents.covered
    families = [submission.answers.of(each["cause"]) for each in told["causes"]]
    counts = {
        "span": (0, 0) if case.order_id else (max(0, (last - max(first, begins)).days + 1), (last - first).days + 1),
        "numbers": (packages["tracking"].count(), packages.height),
        "scans": (asked - states["unknown"], asked),
        "amazon": (min(1, submission.amazon.height), 1),
        "proofs": (submission.cited["package_id"].is_in(list(proved)).sum(), submission.cited.height),
        "matched": (matched, files.height),
        "searched": (len(documents.passed), len(documents.outcomes)),
        "invoices": (covered["sold"].sum() - covered["gap"].sum() if documents.is_bought else 0, _sold(submission)),
        "why": (sum(bool(each.why) for each in families), len(families)),
        "actions": (sum(any(act.what and act.done_on for act in each.actions) for each in families), len(families)),
        "measures": (sum(any(one.owner and one.from_on for one in each.measures) for each in families), len(families)),
        "changed": (int(bool(told["changed"])), int(bool(families))),
        "letter": (len(plan.sentences) - min(faults, len(plan.sentences)), len(plan.sentences)),
        "printed": (printed, 2),
    }  # fmt: skip
    return [Item(key, *counts[key]) for key in WHO]


def _sold(submission: Submission) -> int:
    return submission.orders.filter(pl.col("state") != "out_of_scope")["units"].sum()
