"""The tables of the case and of what proves it, alike on the pages of the pack and in the notebook."""

from collections.abc import Iterable, Sequence

from vtr_lib.appeal import rates as rated
from vtr_lib.appeal.exhibits import Exhibit
from vtr_lib.errors import printable
from vtr_lib.report import phrases
from vtr_lib.report.table import Cell, Table, day
from vtr_lib.schema import BASES
from vtr_lib.words import Words

CARRIERS = 15  # of a clause
LONGEST = 60  # characters of a name or a number
COPIES, GAPS = 60, 30  # rows of the lists of papers and of what was sold


def table(
    caption: str, head: Iterable, rows: Iterable[tuple], words: Words, numeric: Iterable[int] = (), nothing: str = ""
) -> Table:
    """A table of an appeal, ``nothing`` where there are no rows."""
    head, nothing = tuple(map(str, head)), nothing or words("tables.none")
    return Table(str(caption), head, tuple(rows), frozenset(numeric), (), nothing, words=words)


def short(text: str | None) -> str:
    """What a user or a carrier wrote, short enough that a page stays a page."""
    return printable(text or "", LONGEST)


def carrier(slug: str | None, words: Words) -> str:
    """A carrier by its name, or that nobody knows it."""
    return short(phrases.segment(slug or "unknown", "carrier", words))


def exhibits(found: dict[str, Exhibit], words: Words) -> Table:
    """What lies in the pack, with the rows of each file."""
    say = words.table("appeal.evidence.contents")
    rows = [(each.label(words), each.about(words), each.file, each.rows) for each in found.values()]
    return table(say["caption"], (say["exhibit"], say["about"], say["file"], say["rows"]), rows, words, {3})


def rates(told: dict, words: Words) -> Table:
    """Every rate: both windows, each month, before the change and since."""
    return _windows(rated.rows(told), told, words)


def windows(told: dict, words: Words) -> Table:
    """The rates of both windows against the target, with what is pending or not known."""
    return _windows([row for row in rated.rows(told) if row["of"] in BASES], told, words)


def months(told: dict, words: Words) -> Table:
    """The rates of each month of the three, before the change and since: what ``months_chart`` draws, in numbers."""
    say = words.table("appeal.evidence.rates")
    rows = [_rated(row, told, words) for row in rated.rows(told) if row["of"] not in BASES]
    return table(say["caption"].format(category=told["category"]), _rate_head(told, words), rows, words)


def _windows(found: list[dict], told: dict, words: Words) -> Table:
    say, states = words.table("appeal.evidence.rates"), words.table("states")
    rows = [(*_rated(row, told, words), row.get("pending"), row.get("unknown")) for row in found]
    head = (*_rate_head(told, words), states["pending"], states["unknown"])
    return table(say["caption"].format(category=told["category"]), head, rows, words, {5, 6})


def _rate_head(told: dict, words: Words) -> tuple[str, ...]:
    say, target = words.table("appeal.evidence.rates"), phrases.target(told["target"])
    return say["of"], say["first_on"], say["last_on"], words("tables.rate"), words("tables.standing", target=target)


def _rated(row: dict, told: dict, words: Words) -> tuple:
    rate, standing = Cell(phrases.rate(row, words), "day"), phrases.standing(row, told["target"], words)
    return rated.name(row, words), day(row["first_on"]), day(row["last_on"]), rate, standing


def causes(told: dict, words: Words) -> Table:
    """What was missed in the three months, by cause and clause, the largest cause first."""
    say, name = words.table("appeal.evidence.cause"), words.table("appeal.letter.causes_table")["cause"]
    rows = [
        (words.name("causes", each["cause"]), *_clause(clause, words))
        for each in told["causes"]
        for clause in each["clauses"]
    ]
    return table(say["clauses"], (name, *_clause_head(words)), rows, words, {2})


def clauses(cause: dict, words: Words) -> Table:
    """The packages of one cause by clause."""
    rows = [_clause(each, words) for each in cause["clauses"]]
    return table(words("appeal.evidence.cause.clauses"), _clause_head(words), rows, words, {1})


def _clause_head(words: Words) -> tuple[str, ...]:
    say = words.table("appeal.evidence.cause")
    name, packages = words("appeal.columns.clause"), words("tables.packages")
    return name, packages, say["carriers"], say["first_on"], say["last_on"]


def _clause(found: dict, words: Words) -> tuple:
    carriers = (
        phrases.named(carrier(row["carrier"], words), words.number(row["packages"]), words)
        for row in found["carriers"][:CARRIERS]
    )
    name = Cell(words.name("clauses", found["clause"]), code=found["clause"])
    days = day(found["first_on"]), day(found["last_on"])
    return name, found["packages"], words("explain.between").join(carriers), *days


def copies(rows: Sequence[dict], words: Words) -> Table:
    """The copies of papers with the order each names; ``rows`` are those of the copies with their tracking numbers."""
    say, kinds, names = (words.table(f"appeal.{name}") for name in ("evidence.papers", "papers.kinds", "columns"))
    shown = [
        (row["file"], kinds[row["kind"]], row["order_id"], row["tracking"] or "", row["pages"]) for row in rows[:COPIES]
    ]
    head = (say["file"], say["kind"], names["order_id"], names["tracking"], say["pages"])
    caption = say["caption"].format(shown=len(shown), count=len(rows)) if rows else say["title"]
    return table(caption, head, shown, words, {4}, words("appeal.redaction.preview.none_passed"))


def coverage(rows: Sequence[dict], words: Words) -> Table:
    """The products sold with the units that invoices and contracts cover, the largest gaps first."""
    say, states = words.table("appeal.evidence.coverage"), words.table("appeal.papers.coverage")
    shown = [
        (row["asin"] or row["sku"] or "", row["sold"], row["invoiced"], row["gap"], states[row["state"]])
        for row in rows[:GAPS]
    ]
    head = (say["asin"], say["sold"], say["invoiced"], say["gap"], say["state"])
    caption = say["caption"].format(shown=len(shown), count=len(rows)) if rows else say["title"]
    return table(caption, head, shown, words, {1, 2, 3}, say["nothing"])
