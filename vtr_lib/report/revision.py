"""What a new revision of a report changed against the one before, and why."""

from vtr_lib.report import phrases
from vtr_lib.report.statement import Statement
from vtr_lib.report.table import Cell, Table, day
from vtr_lib.words import Words

LISTED = 50


def statement(changes: dict, words: Words) -> Statement:
    """How many packages' verdicts moved as the lead; then the rates of before and now, and the reasons."""
    moved, why = len(changes["moved"]), changes["why"]
    lead = words("revision.lead" if moved else "revision.still", before=changes["before"], count=moved)
    rates = [
        words(
            "revision.rate",
            basis=words.name("bases", basis), before=phrases.rate(rate["before"], words),
            after=phrases.rate(rate["after"], words),
        )
        for basis, rate in changes["rates"].items()
        if rate["before"]
    ]  # fmt: skip
    reasons = [
        words(f"revision.{way}", names=words("report.list").join(names))
        for way, names in (*why["inputs"].items(), ("damaged", why["damaged"]))
        if names
    ]
    reasons += [words(f"revision.{part}") for part in ("policy", "readings", "code") if why[part]]
    counts = []
    if changes["came"] or changes["went"]:
        counts = [words("revision.packages", came=changes["came"], went=changes["went"])]
    return Statement(lead, (*rates, *(reasons or [words("revision.again")]), *counts))


def table(changes: dict, words: Words) -> Table:
    """The packages whose verdict moved with both clauses, by day of confirmation; the first ``LISTED``, all counted."""
    moved = changes["moved"]
    return Table(
        words("revision.caption", listed=min(LISTED, len(moved)), count=len(moved)),
        tuple(words.table("revision.columns").values()),
        tuple(
            (
                Cell(row["order_id"], code=row["package_id"]),
                day(row["confirmed_on"]),
                _verdict(row["before"], words),
                _verdict(row["after"], words),
                words("report.list").join(words.name("revision.differs", name) for name in row["differs"]),
            )
            for row in moved[:LISTED]
        ),
        nothing=words("tables.none"),
        words=words,
    )


def _verdict(judged: list[str], words: Words) -> Cell:
    """A state, and the clause where it says more."""
    state, clause = judged
    told = words.name("states", state)
    if clause != state:
        told = words("revision.verdict", state=told, clause=words.name("clauses", clause))
    return Cell(told, code=clause)
