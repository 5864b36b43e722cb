"""The tables of an appeal: the case, the letter and the papers, alike on the pages of the pack and in the notebook."""

from collections.abc import Iterable, Sequence

from vtr_lib.appeal import rates as rated
from vtr_lib.appeal.checklist import Item
from vtr_lib.appeal.documents import Documents
from vtr_lib.appeal.exhibits import Exhibit
from vtr_lib.appeal.letter.checker import Finding
from vtr_lib.appeal.letter.plan import Plan
from vtr_lib.appeal.papers import lists as paper_lists
from vtr_lib.appeal.redact import log
from vtr_lib.report import phrases
from vtr_lib.report.table import Cell, Table, day
from vtr_lib.schema import BASES
from vtr_lib.words import Words

CARRIERS = 15  # of a clause
COPIES, GAPS = 60, 30  # rows of the lists of papers and of what was sold


def table(
    caption: str, head: Iterable, rows: Iterable[tuple], words: Words, numeric: Iterable[int] = (), nothing: str = ""
) -> Table:
    """A table of an appeal, ``nothing`` where there are no rows."""
    head, nothing = tuple(map(str, head)), nothing or words("tables.none")
    return Table(str(caption), head, tuple(rows), frozenset(numeric), (), nothing, words=words)


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
        phrases.named(phrases.segment(row["carrier"], "carrier", words), words.number(row["packages"]), words)
        for row in found["carriers"][:CARRIERS]
    )
    name = Cell(words.name("clauses", found["clause"]), code=found["clause"])
    days = day(found["first_on"]), day(found["last_on"])
    return name, found["packages"], words("explain.between").join(carriers), *days


def papers(documents: Documents, words: Words) -> Table:
    """The seller's papers, file by file, with what became of each."""
    head, rows = paper_lists.files(documents.matches.files, documents.kinds, words)
    say = words.table("appeal.checklist")
    return table(say["papers"], head, rows, words, nothing=say["no_papers"])


def copies(rows: Sequence[dict], words: Words) -> Table:
    """The copies of papers with the order each names; ``rows`` are those of the copies with their tracking numbers."""
    say, kinds, names = (words.table(f"appeal.{name}") for name in ("evidence.papers", "papers.kinds", "columns"))
    shown = [
        (row["file"], kinds[row["kind"]], row["order_id"], row["tracking"] or "", row["pages"]) for row in rows[:COPIES]
    ]
    head = (say["file"], say["kind"], names["order_id"], names["tracking"], say["pages"])
    caption = say["caption"].format(shown=len(shown), count=len(rows)) if rows else say["title"]
    return table(caption, head, shown, words, {4}, words("appeal.redaction.preview.none_passed"))


def held(documents: Documents, words: Words) -> Table:
    """The papers of which there is no copy in the pack, with the reason."""
    reasons, names = words.table("appeal.redaction.reasons"), words.table("appeal.redaction.preview")
    rows = [(source, reasons[reason]) for source, reason in log.held_back(documents.outcomes).iter_rows()]
    return table(names["held"], (names["file"], names["reason"]), rows, words, nothing=names["none_held"])


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


def checklist(items: Iterable[Item], words: Words) -> Table:
    """What an appeal holds: how much of each is there, and who can supply the rest."""
    say = words.table("appeal.checklist")
    names, states, who = (words.table(f"appeal.checklist.{name}") for name in ("items", "states", "who"))
    rows = [
        (
            names[item.key], Cell(words("report.counts", valid=item.there, counted=item.needed), "day"),
            Cell(states[item.state], "met" if item.state in ("there", "not_needed") else "below", item.state),
            who[item.who] if item.state in ("partly", "missing") else "",
        )
        for item in items
    ]  # fmt: skip
    return table(say["caption"], (say["what"], say["count"], say["state"], say["by"]), rows, words)


def blanks(plan: Plan, words: Words) -> Table:
    """What only the seller can fill in, by the sentence it stands in."""
    say = words.table("appeal.checklist")
    rows = [(words.number(number), blank) for number, blank in plan.blanks]
    return table(say["blanks"], (say["sentence"], say["blank"]), rows, words)


def findings(found: Iterable[Finding], words: Words) -> Table:
    """What the checker finds in the letter besides blanks."""
    say = words.table("appeal.checklist")
    rows = [(words.number(each.place), each.what, each.to_do) for each in found if each.code != "blank"]
    return table(say["faults"], (say["paragraph"], say["phrase"], say["to_do"]), rows, words)
