"""The pages of a dispute's evidence on what Amazon's report says beside our records, row by row."""

from vtr_lib.appeal.case import Case
from vtr_lib.appeal.evidence import Part
from vtr_lib.appeal.exhibits import Exhibit
from vtr_lib.appeal.tables import carrier, short, table
from vtr_lib.calendar import day_of
from vtr_lib.report.table import Cell, Table
from vtr_lib.words import Words

LISTED = 40  # rows, two pages at most
PARTS = ("listed", "disputed", "agreed", "undecided", "strange")


def parts(case: Case, told: dict, exhibits: dict[str, Exhibit], words: Words) -> list[Part]:
    """One section: Amazon's rows by what our records say of them, and those in question with both views. None where
    Amazon lists nothing.
    """
    if not told["dispute"]["listed"]:
        return []
    say, see = words.table("appeal.differences"), exhibits["amazon"]
    said = (say["said"], words("appeal.exhibits.see", label=see.label(words), file=see.file))
    return [Part("differences", say["title"], said, (_sums(told, words), _rows(case, words)))]


def _sums(told: dict, words: Words) -> Table:
    say = words.table("appeal.differences")
    counts = told["dispute"] | {"disputed": told["span"]["packages"]}
    rows = tuple((say[name], counts[name]) for name in PARTS)
    return table(say["sums"], (say["what"], words("tables.packages")), rows, words, {1})


def _rows(case: Case, words: Words) -> Table:
    """Each package in question: what Amazon marks, and the scans and the clause here."""
    say, names, zone = words.table("appeal.differences"), words.table("reconcile.columns"), case.month.policy.zone
    marks = {True: words("explain.yes"), False: words("explain.no"), None: words("report.no_share")}
    found = case.amazon.of("amazon_alone")
    rows = tuple(
        (
            short(row["order_id"]), short(row["tracking"]), carrier(row["carrier"], words),
            marks[row["amazon_scan"]], marks[row["amazon_delivery"]],
            *(row[name] and day_of(row[name], zone) for name in ("first_scan_at", "delivery_at")),
            Cell(words.name("clauses", row["clause"]), code=row["clause"]),
        )
        for row in found.head(LISTED).iter_rows(named=True)
    )  # fmt: skip
    head = [names[name] for name in ("order_id", "tracking", "carrier", "amazon_scan", "amazon_delivery",
                                     "first_scan_at", "delivery_at", "clause")]  # fmt: skip
    return table(say["rows"].format(shown=len(rows), count=found.height), head, rows, words)
