"""Items on invoices and contracts with the units bought, from the seller's list or from lines of the text."""

import functools
import re
import tomllib
import unicodedata
from collections.abc import Iterable
from importlib import resources

import polars as pl

from vtr_lib.appeal.papers.items import items_of
from vtr_lib.appeal.papers.reading import TWICE, Paper
from vtr_lib.appeal.papers.said import Said
from vtr_lib.appeal.papers.tokens import Numbers, plain

KINDS = ("invoice", "contract")
ALIKE_FROM = 10  # an ASIN's length: from there on misread letters are seen through
WHOLE = r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,9})"
CELL = re.compile(r"\S+(?: \S+)*")  # columns are kept apart by two blanks or more
ROWS = {
    "path": pl.String, "page": pl.Int64, "kind": pl.Enum(KINDS), "number": pl.String, "item": pl.Int64,
    "quantity": pl.Int64,
}  # fmt: skip


@functools.cache
def _patterns() -> tuple[re.Pattern, ...]:
    """What is a heading, what a cell with units, what says both on one line (``Qty: 12``), the paper's own number."""
    table = tomllib.loads(resources.files(__package__).joinpath("quantities.toml").read_text("utf-8"))
    headings, units = ("|".join(map(re.escape, table[key]["words"])) for key in ("quantity", "unit"))
    heading = rf"(?:{headings}) ?(?:\((?:{units})\))?[.:]?"
    number = rf"{WHOLE} ?(?:{units})?\.?"
    labelled = rf"(?<![a-z])(?:{headings}) ?[:=] ?{WHOLE}(?![0-9.,]*[0-9]) ?(?:{units})?(?![a-z])"
    before = "|".join(map(re.escape, table["number"]["words"]))
    own = rf"(?<![a-z])(?:{before})\.?[ :#]{{0,9}}([a-z0-9][a-z0-9/-]{{0,29}})"
    return re.compile(heading), re.compile(number), re.compile(labelled), re.compile(own)


def rows(
    papers: Iterable[Paper], kinds: dict[str, str], items: pl.DataFrame, said: Iterable[Said] = ()
) -> pl.DataFrame:
    """One row for each line of an invoice or contract that names one of ``items`` (asin, sku, quantity).

    Columns path, page (null from the list), kind, number (the paper's own, from the list, else from its text, else
    null), item (its place in ``items_of(items)``), quantity (units, null where they are not known beyond doubt). What
    the list says of a paper and an item stands in place of that paper's text. A line of the text says a quantity where
    it names one item only. Empty for no papers or no items.
    """
    names = {name: place for place, item in enumerate(items_of(items)) for name in item.names}
    numbers = Numbers(names)
    listed: dict[str, list[Said]] = {}
    for each in said:
        listed.setdefault(each.file, []).append(each)
    found = []
    for paper in papers:
        kind = kinds.get(paper.path)
        if kind in KINDS and not paper.fault:
            told = [each for path in paper.paths for each in listed.get(path, ())]
            found += [(paper.path, page, kind, *rest) for page, *rest in _of_paper(paper, told, numbers, names)]
    return pl.DataFrame(found, ROWS, orient="row").sort(list(ROWS), nulls_last=True)


def _of_paper(paper: Paper, told: list[Said], numbers: Numbers, names: dict[str, int]) -> list[tuple]:
    """Page, number, item and quantity of each line."""
    own = next((each.number for each in told if each.number), None) or _own_number(paper)
    in_text = _in_text(paper, numbers, names)
    typed: dict[int, list[Said]] = {}
    for each in told:
        if each.asin and plain(each.asin) in names:
            typed.setdefault(names[plain(each.asin)], []).append(each)
    for item, entries in list(typed.items()):
        if any(each == item for _, each, _ in in_text) and not any(entry.quantity for entry in entries):
            del typed[item]  # the list says only that it is there
    found = [(None, each.number or own, item, each.quantity) for item, rows in typed.items() for each in rows]
    return found + [(page, own, item, quantity) for page, item, quantity in in_text if item not in typed]


def _own_number(paper: Paper) -> str | None:
    """The number the paper's text gives itself, in capitals; None where there is none, or several."""
    text = _even("\n".join(page or "" for page in paper.pages))
    found = {number.upper() for number in _patterns()[3].findall(text) if any(map(str.isdigit, number))}
    return found.pop() if len({plain(number) for number in found}) == 1 else None


def _even(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _in_text(paper: Paper, numbers: Numbers, names: dict[str, int]) -> list[tuple[int, int, int | None]]:
    """Page, item and quantity of each line; of a page that was read twice the reading that tells more."""
    found = []
    for page, (text, how) in enumerate(zip(paper.lines, paper.how, strict=True), 1):
        readings = (_of_reading(part, numbers, names, how == "ocr") for part in (text or "").split(TWICE))
        best = max(readings, key=lambda rows: (sum(quantity is not None for _, quantity in rows), len(rows)))
        found += [(page, item, quantity) for item, quantity in best]
    return found


def _of_reading(text: str, numbers: Numbers, names: dict[str, int], is_seen: bool) -> list[tuple[int, int | None]]:
    found, heading = [], None
    for line in _even(text).replace("\t", "    ").split("\n"):
        heading = _heading(line) or heading
        items = sorted({names[name] for name in numbers.found(line, is_seen, ALIKE_FROM)})
        quantity = _quantity(line, heading) if len(items) == 1 else None
        found += [(item, quantity) for item in items]
    return found


def _heading(line: str) -> tuple[int, int] | None:
    """Where on the line the one heading of a quantity stands, None where there is none or several."""
    if any(map(str.isdigit, line)):
        return None
    cells = [match for match in CELL.finditer(line) if _patterns()[0].fullmatch(match[0])]
    return cells[0].span() if len(cells) == 1 else None


def _quantity(line: str, heading: tuple[int, int] | None) -> int | None:
    """The units of a line: what it labels as such, else the one whole number under the heading."""
    labelled = _patterns()[2].findall(line)
    if labelled:
        return _whole(labelled[0]) if len(labelled) == 1 else None
    if heading is None:
        return None
    under = [match for match in CELL.finditer(line) if match.start() < heading[1] and match.end() > heading[0]]
    number = _patterns()[1].fullmatch(under[0][0]) if len(under) == 1 else None
    return _whole(number[1]) if number else None


def _whole(text: str) -> int | None:
    return int(text.replace(",", "")) or None
