"""The pages of evidence: rates, causes, papers and the ways of the cited packages, as tables in the order of the pack.

Printed they stay under 40 pages whatever the store sold: long lists stand with their first rows and the file of all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from vtr_lib.appeal import tables
from vtr_lib.appeal.case import Case
from vtr_lib.appeal.exhibits import Exhibit
from vtr_lib.appeal.looks import TEMPLATES
from vtr_lib.appeal.tables import carrier, short
from vtr_lib.errors import printable
from vtr_lib.report import explain, markup, style
from vtr_lib.report.table import Cell, Table
from vtr_lib.words import Words

LISTED = 15  # rows of a cause, a page at most with its carriers
TESTS = ("number", "scans", "time", "verdict")  # what an exemption is, is not at issue with a missed package
LET_OFF = ("exempt", "out_of_scope")  # with these it is
TESTED = ("test", "clause", "compared", "holds")


@dataclass(frozen=True)
class Part:
    """A section of the pages: its ``key``, its title, a sentence or two, its tables; ``is_sheet`` begins a sheet."""

    key: str
    title: str
    said: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    is_sheet: bool = False


@dataclass(frozen=True)
class Papers:
    """What lies in the pack of the seller's papers: ``copies`` and ``coverage``, rows as plain dicts."""

    copies: Sequence[dict] = ()
    coverage: Sequence[dict] = ()


def parts(
    case: Case, told: dict, exhibits: dict[str, Exhibit], papers: Papers, histories: Iterable[dict], words: Words
) -> list[Part]:
    """The sections in their order; a section of which there is nothing is left out."""
    found = [_contents(exhibits, words), _rates(told, exhibits, words)]
    found += [_cause(case, each, exhibits, words) for each in told["causes"]]
    if papers.copies:
        found.append(_papers(papers, exhibits, words))
    if papers.coverage:
        found.append(_coverage(papers, exhibits, words))
    found += [_history(each, number, words) for number, each in enumerate(histories, 1)]
    return found


def _contents(exhibits: dict[str, Exhibit], words: Words) -> Part:
    return Part("contents", words("appeal.evidence.contents.title"), (), (tables.exhibits(exhibits, words),))


def _rates(told: dict, exhibits: dict[str, Exhibit], words: Words) -> Part:
    say = words.table("appeal.evidence.rates")
    return Part("rates", say["title"], (say["said"], _see(exhibits, "rates", words)), (tables.rates(told, words),))


def _see(exhibits: dict[str, Exhibit], key: str, words: Words) -> str:
    return words("appeal.exhibits.see", label=exhibits[key].label(words), file=exhibits[key].file)


def _cause(case: Case, told: dict, exhibits: dict[str, Exhibit], words: Words) -> Part:
    say, family = words.table("appeal.evidence.cause"), told["cause"]
    rows = case.missed.filter(pl.col("cause").fill_null("unknown") == family)
    listed = tuple(
        (
            short(row["order_id"]), short(row["tracking_raw"] or row["tracking"]),
            carrier(row["carrier"], words), row["confirmed_on"], row["promised_on"],
            Cell(words.name("clauses", row["clause"]), code=row["clause"]),
        )
        for row in rows.head(LISTED).iter_rows(named=True)
    )  # fmt: skip
    names = words.table("appeal.columns")
    head = tuple(names[name] for name in ("order_id", "tracking", "carrier", "confirmed_on", "promised_on", "clause"))
    shown = say["listed"].format(shown=len(listed), count=rows.height)
    title = say["title"].format(cause=words.name("causes", family), count=told["packages"])
    return Part(
        f"cause-{family.replace('_', '-')}",
        title,
        (_see(exhibits, f"causes.{family}", words),),
        (tables.clauses(told, words), tables.table(shown, head, listed, words)),
    )


def _papers(papers: Papers, exhibits: dict[str, Exhibit], words: Words) -> Part:
    say = words.table("appeal.evidence.papers")
    said = (say["said"], _see(exhibits, "documents", words))
    return Part("papers", say["title"], said, (tables.copies(papers.copies, words),))


def _coverage(papers: Papers, exhibits: dict[str, Exhibit], words: Words) -> Part:
    title, said = words("appeal.evidence.coverage.title"), (_see(exhibits, "coverage", words),)
    return Part("coverage", title, said, (tables.coverage(papers.coverage, words),))


def _history(found: dict, number: int, words: Words) -> Part:
    say, names = words.table("appeal.evidence.history"), words.table("appeal.columns")
    facts = tuple(
        (names[name], _moment(value, words) or words("explain.none")) for name, value in found["facts"].items()
    )
    tests = tuple(
        (
            words(f"explain.tests.{step['test']}"), Cell(words.name("clauses", step["clause"]), code=step["clause"]),
            printable(explain.compared(step, words), 4 * tables.LONGEST), explain.held(step, words),
        )
        for step in found["steps"]
        if step["test"] in TESTS or found["state"] in LET_OFF
    )  # fmt: skip
    return Part(
        f"history-{number}",
        say["title"].format(number=number, order=short(found["order_id"])),
        (say["said"].format(
            tracking=short(found["tracking"]) or words("explain.none"),
            carrier=carrier(found["carrier"], words),
            state=words.name("states", found["state"]),
            clause=words.name("clauses", found["clause"]),
        ),),
        (
            tables.table(say["facts"], (say["fact"], say["value"]), facts, words),
            tables.table(say["tests"], [words(f"explain.columns.{name}") for name in TESTED], tests, words),
            _scans(found, words),
        ),
        is_sheet=True,
    )  # fmt: skip


def _scans(found: dict, words: Words) -> Table:
    say, names = words.table("appeal.evidence.history"), words.table("appeal.columns")
    kinds, physical = words.table("appeal.scans"), words.table("appeal.physical")
    rows = [
        (
            words.instant(scan["scanned_at"]), kinds[scan["kind"]], physical[scan["physical"]],
            carrier(scan["carrier"], words), short(", ".join(filter(None, (scan["city"], scan["country"])))),
            short(scan["raw_code"]),
        )
        for scan in found["scans"]
    ]  # fmt: skip
    if found["left_out"]:
        rows.insert(found["left_after"], (say["left_out"].format(count=found["left_out"]), "", "", "", "", ""))
    head = tuple(names[name] for name in ("scanned_at", "kind", "physical", "scanned_by", "place", "raw_code"))
    return tables.table(say["scans"], head, rows, words, nothing=say["no_scans"])


def _moment(value: object, words: Words) -> str:
    if value is None:
        return ""
    return words.instant(value) if hasattr(value, "hour") else words.day(value)


def title(told: dict, words: Words) -> str:
    """Whose evidence it is: of a category, or of one order of it."""
    if told["order_id"]:
        return words("appeal.evidence.order", order=told["order_id"])
    return words("appeal.evidence.title", category=told["category"])


def page(told: dict, found: Sequence[Part], words: Words, *, is_redacted: bool) -> str:
    """The sections as a page without scripts; ``is_redacted`` says that copies of papers lie in the pack."""
    span = told["span"]
    return markup.render(
        "evidence.html",
        TEMPLATES,
        lang=words.lang,
        fonts=style.fonts(words.lang),
        style=markup.read("page.css"),
        title=title(told, words),
        lead=words("appeal.evidence.lead", **{name: told[name] for name in ("store", "marketplace", "as_of", "rule")},
                   first_on=span["first_on"], last_on=span["last_on"]),
        note=words("appeal.evidence.made") if is_redacted else "",
        parts=found,
    )  # fmt: skip
