"""The people of the cited orders, out of the seller's raw files: into memory, and nowhere else.

Ingest drops columns of people as it reads, so the raw files are read afresh, with the same readers of bytes. Which
column holds what is told by its name; in a document by the names of all that it stands in.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from vtr_lib.appeal.redact import marks
from vtr_lib.appeal.redact.terms import ADDRESS, LISTED, MAIL, MESSAGE, NAME, PHONE, Terms
from vtr_lib.errors import VtrError
from vtr_lib.sources import cells, containers, documents, encoding, recognise, rows, text, workbook
from vtr_lib.sources.headings import Cell, Heading, Layout, heading, plain

ORDER_IDS = ("order-id", "amazon-order-id", "order-number", "amazonorderid", "orderid", "order")
POSTCODE = "postcode"
# What a column is, by its name. The first that fits holds; a seller's own address and goods are no person's.
GOODS = re.compile(
    r"(^|-)(from|seller|carrier|item|product|sku|asin|title|promotion|service|channel|marketplace|store)(-|$)"
)
PLACES = re.compile(
    r"(^|-)(country|state|city|county|province|region|currency|date|time|type|method|level|status|code|id|language)(-|$)"
)
COLUMNS = (
    (re.compile(r"e-?mail"), MAIL),
    (re.compile(r"phone|mobile|(^|-)tel(-|$)"), PHONE),
    (re.compile(r"gift.*(message|note)|delivery-instructions?|buyer-(notes?|message)"), MESSAGE),
    (re.compile(r"(postal|zip|post)-?code|(^|-)zip(-|$)"), POSTCODE),
    (re.compile(r"(name|company|recipient|consignee|contact|attention|full-name|given-name|surname)$"), NAME),
    (re.compile(r"address-?(line-?|field-?)?[0-9]?$|street[0-9]?$|extended-address"), ADDRESS),
)
# The seller's list may say to which order a term belongs.
OF_ORDER = re.compile(r"([0-9A-Z]{3}-[0-9]{7}-[0-9]{7})\s*[:：]\s*(.+)")


def people(raw: Iterable[str | Path] | str | Path, order_ids: Iterable[str], listed: str | Path | None = None) -> Terms:
    """What to look for in papers of ``order_ids``: their people in the files under ``raw``, and the seller's list.

    ``raw`` are the seller's own files and folders, also those that hold no orders; what can't be read is passed over,
    and its orders are among those ``lacking``. ``listed`` is ``redact.txt``: a term a line, of all papers or behind
    ``ORDER-ID:`` of one order's; ``#`` begins a comment. Without any file of orders ``is_from_orders`` is false.
    """
    cited = frozenset(order_ids)
    terms = Terms(cited)
    for path in [raw] if isinstance(raw, str | Path) else raw:
        for found in _found(Path(path)):
            for order, texts in _of_file(found, cited):
                _add(terms, order, texts)
    if listed is not None and Path(listed).exists():
        for line in marks.text(Path(listed)).splitlines():
            term = line.split("#")[0].strip()
            if term:
                own = OF_ORDER.fullmatch(term)
                terms.add(own[1] if own else None, LISTED, own[2] if own else term)
                if own:
                    terms.add(own[1], NAME, own[2])
    return terms


def column(name: str) -> str | None:
    """What of a person a column holds by its name: a sort of term, ``postcode``, or None.

    >>> column("Ship Address 1"), column("recipient_name"), column("carrier-name")
    ('address', 'name', None)
    """
    name = re.sub(r"[^a-z0-9]+", "-", plain(name)).strip("-")
    sort = None if GOODS.search(name) else next((sort for pattern, sort in COLUMNS if pattern.search(name)), None)
    return None if sort in (NAME, ADDRESS) and PLACES.search(name) else sort


def _found(path: Path) -> list[containers.Found]:
    return [each for each in containers.found(path) if each.error is None] if path.exists() else []


Texts = list[tuple[str, str]]  # sort and text


def _of_file(source: containers.Found, cited: frozenset[str]) -> Iterator[tuple[str, Texts]]:
    """The people of cited orders in one file, an order at a time; none of one that can't be read or has no orders."""
    try:
        content = containers.opened(source)
        if workbook.is_workbook(content.raw):
            for sheet in workbook.read(source.name, content.raw).sheets:
                yield from _of_table(sheet.text(source.name, content.raw), cited)
        elif documents.begins_with(content.raw, b"{", b"[", b"<"):
            yield from _of_tree(documents.document(source.name, content.raw).tree, cited)
        else:
            recognise.refuse_binary(source.name, content.raw)
            yield from _of_table(text.text(source.name, content.raw, declared=content.charset), cited)
    except (VtrError, RecursionError):
        return


def _of_table(source: text.Text, cited: frozenset[str]) -> Iterator[tuple[str, Texts]]:
    ids = {"order_id": Cell(ORDER_IDS, required=True), "sales_channel": Cell(("sales-channel",))}
    head = heading(source, (Layout("orders", "", ids, ("\t", ",", ";"), is_amazons=True),))
    sorts = {name: column(name) for name in head.names}
    personal = {name: Cell((name,)) for name, sort in sorts.items() if sort}
    head = replace(head, layout=replace(head.layout, cells=ids | personal))
    decided = encoding.decided(source, head)
    for part in rows.of(decided, head, {}):
        yield from _of_rows(part(), head, sorts, cited)


def _of_rows(part: rows.Part, head: Heading, sorts: dict, cited: frozenset[str]) -> Iterator[tuple[str, Texts]]:
    frame = part.rows.with_columns(cells.stripped(part.rows[name]).alias(name) for name in part.rows.columns[1:])
    for row in frame.filter(frame["order_id"].is_in(list(cited))).iter_rows(named=True):
        yield row["order_id"], [(sort, row[name]) for name, sort in sorts.items() if sort and row.get(name)]


def _of_tree(tree: object, cited: frozenset[str]) -> Iterator[tuple[str, Texts]]:
    """Every object that has a cited order's id, with all texts in it whose names tell of people."""
    if isinstance(tree, list):
        for member in tree:
            yield from _of_tree(member, cited)
    elif isinstance(tree, dict):
        ids = {str(value).strip() for key, value in tree.items() if _hyphened(key) in ORDER_IDS}
        if ids & cited:
            texts = [(sort, value) for name, value in _leaves(tree, "") if (sort := column(name))]
            yield from ((order, texts) for order in sorted(ids & cited))
        else:
            for member in tree.values():
                yield from _of_tree(member, cited)


def _leaves(tree: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from _leaves(value, f"{path}-{_hyphened(key)}" if path else _hyphened(key))
    elif isinstance(tree, list):
        for member in tree:
            yield from _leaves(member, path)
    elif isinstance(tree, str | int) and str(tree).strip():
        yield path, str(tree).strip()


def _hyphened(key: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", key).strip("@#").lower()


def _add(terms: Terms, order: str, texts: Texts) -> None:
    lines = [value for sort, value in texts if sort == ADDRESS]
    for sort, value in texts:
        if sort == POSTCODE:
            terms.add(order, ADDRESS, value, beside=lines or [""])
        else:
            terms.add(order, sort, value)
