"""Which packages each paper speaks of, by order id and tracking number, and a bucket for every file."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

import polars as pl

from vtr_lib.appeal.papers.limits import limit
from vtr_lib.appeal.papers.reading import IGNORED, Paper
from vtr_lib.appeal.papers.said import Said
from vtr_lib.appeal.papers.tokens import Numbers, plain
from vtr_lib.tracking.normal import normalise

BUCKETS = ("matched", "elsewhere", "unmatched", "unreadable", "ignored", "duplicate")
BY = ("tracking", "order", "said", "name")  # the surest first
DOUBTS = ("", "name_differs")
MATCHED = {"path": pl.String, "page": pl.Int64, "package_id": pl.String, "order_id": pl.String, "by": pl.Enum(BY)}
ELSEWHERE = {"path": pl.String, "page": pl.Int64, "order_id": pl.String, "by": pl.Enum(BY)}
FILES = {"path": pl.String, "bucket": pl.Enum(BUCKETS), "fault": pl.String, "doubt": pl.Enum(DOUBTS)}


@dataclass(frozen=True, slots=True)
class Matches:
    """What papers speak of.

    ``matched`` has a row for each package on each page that names it: path, page (from 1, null where it stands not in
    the text), package_id, order_id, by. ``elsewhere`` names orders of the store outside the case: path, page, order_id,
    by. ``files`` has one row for each file, copies too: path, bucket, fault, doubt. ``name_differs`` is the doubt of a
    paper whose name says another package of the case than its text; a text that names any number counts alone.
    """

    matched: pl.DataFrame
    elsewhere: pl.DataFrame
    files: pl.DataFrame


class Package(NamedTuple):
    """A package as the papers may name it."""

    package_id: str
    order_id: str


class Hit(NamedTuple):
    """A number met in a paper: on which page, None for a name or the list, and by what it was met."""

    number: str
    page: int | None
    by: str


@dataclass(slots=True)
class Store:
    """The numbers of the case and of the rest of the store, each with what bears it."""

    orders: dict[str, list[Package]] = field(default_factory=dict)
    trackings: dict[str, list[Package]] = field(default_factory=dict)
    others: dict[str, set[tuple[str, str]]] = field(default_factory=dict)

    def numbers(self) -> Numbers:
        return Numbers(self.orders.keys() | self.trackings.keys() | self.others.keys())


def match(
    papers: Iterable[Paper],
    packages: pl.DataFrame,
    others: pl.DataFrame | None = None,
    said: Iterable[Said] = (),
    used: Collection[str] = (),
) -> Matches:
    """Hold ``papers`` against ``packages`` (package_id, order_id, tracking) and ``others`` of the store.

    ``others`` has order_id and tracking of packages outside the case. ``said`` are the rows of the seller's list.
    ``used`` are paths of papers that serve otherwise, as invoices of items do; they count as matched. A paper that
    names an order speaks of all its packages, or of those alone whose tracking numbers it names too. No papers or no
    packages give empty frames.
    """
    papers = list(papers)
    store = _store(packages, others)
    numbers = store.numbers()
    listed: dict[str, list[str]] = {}
    for each in said:
        if each.number and each.kind not in ("invoice", "contract"):
            listed.setdefault(each.file, []).append(plain(each.number))
    matched, elsewhere, files = [], [], []
    for paper in papers:
        hits = [] if paper.fault else _hits(paper, numbers, [n for path in paper.paths for n in listed.get(path, [])])
        own, doubt = _own(hits, store)
        away = _away(hits, store)
        matched += [(paper.path, page, *package, by) for (page, package), by in own.items()]
        elsewhere += [(paper.path, *row) for row in away]
        files.append((paper.path, _bucket(paper, bool(own) or paper.path in used, bool(away)), paper.fault, doubt))
        files += [(path, "duplicate", "", "") for path in paper.also]
    result = Matches(_frame(matched, MATCHED), _frame(elsewhere, ELSEWHERE), _frame(files, FILES))
    assert sorted(result.files["path"]) == sorted(path for paper in papers for path in paper.paths)
    assert result.files["path"].n_unique() == result.files.height
    return result


def _frame(rows: list[tuple], schema: dict) -> pl.DataFrame:
    return pl.DataFrame(rows, schema, orient="row").sort(list(schema), nulls_last=True)


def _store(packages: pl.DataFrame, others: pl.DataFrame | None) -> Store:
    store = Store()
    for identity, order, tracking in _plain(packages).select("package_id", "order_id", "plain").iter_rows():
        package = Package(identity, order)
        store.orders.setdefault(plain(order or ""), []).append(package)
        if tracking:
            store.trackings.setdefault(tracking, []).append(package)
    if others is not None:
        for order, tracking in _plain(others).select("order_id", "plain").iter_rows():
            for number, by in ((plain(order or ""), "order"), (tracking, "tracking")):
                store.others.setdefault(number or "", set()).add((order, by))
    for numbers in (store.orders, store.others):
        numbers.pop("", None)
    for number in store.others.keys() & (store.orders.keys() | store.trackings.keys()):
        del store.others[number]  # the case has it too
    return store


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    """``plain``: the tracking number in its normal form, null where it is none or too short to be looked for."""
    found = normalise(frame["tracking"])
    is_fit = found["fault"].is_null() & (found["normalised"].str.len_bytes() >= limit("number_from"))
    return frame.with_columns(plain=found.select(pl.when(is_fit).then("normalised")).to_series())


def _hits(paper: Paper, numbers: Numbers, listed: list[str]) -> list[Hit]:
    hits = [
        Hit(number, page, "text")
        for page, (text, how) in enumerate(zip(paper.pages, paper.how, strict=True), 1)
        for number in sorted(numbers.found(text or "", is_seen=how == "ocr"))
    ]
    hits += [Hit(number, None, "said") for number in listed]
    return hits + [Hit(number, None, "name") for path in paper.paths for number in sorted(numbers.named(path))]


def _away(hits: list[Hit], store: Store) -> set[tuple[int | None, str, str]]:
    """Page, order and by what it was known, of orders outside the case."""
    return {
        (hit.page, order, by if hit.by == "text" else hit.by)
        for hit in hits
        for order, by in store.others.get(hit.number, ())
    }


def _own(hits: list[Hit], store: Store) -> tuple[dict[tuple[int | None, Package], str], str]:
    """The packages of the case by page, with what they were known by, and the doubt there is."""
    in_text = [hit for hit in hits if hit.by == "text"]
    tracked = {package for hit in in_text for package in store.trackings.get(hit.number, ())}
    away = {plain(order) for hit in in_text for order, _ in store.others.get(hit.number, ())}
    found: dict[tuple[int | None, Package], str] = {}
    for hit in in_text:
        found |= {(hit.page, package): "tracking" for package in store.trackings.get(hit.number, ())}
    for hit in in_text:
        for package in _of_order(hit.number, store, tracked, away):
            found.setdefault((hit.page, package), "order")
    named = {package for _, package in found}
    for hit in hits:
        if hit.by == "said":
            for package in _of_number(hit.number, store, tracked, away) - named:
                found[None, package] = "said"
    by_name = {each for hit in hits if hit.by == "name" for each in _of_number(hit.number, store, tracked, away)}
    if in_text:  # a name is typed by hand, or left from the file that was copied
        return found, "name_differs" if by_name - named else ""
    for package in by_name:
        found.setdefault((None, package), "name")
    return found, ""


def _of_number(number: str, store: Store, tracked: set[Package], away: set[str]) -> set[Package]:
    return {*store.trackings.get(number, ()), *_of_order(number, store, tracked, away)}


def _of_order(number: str, store: Store, tracked: set[Package], away: set[str]) -> list[Package]:
    """The packages of an order, or those the text tracks; none where it tracks one of the order outside the case."""
    packages = store.orders.get(number, [])
    return [each for each in packages if each in tracked] or ([] if number in away else packages)


def _bucket(paper: Paper, is_matched: bool, is_elsewhere: bool) -> str:
    if paper.fault:
        return "ignored" if paper.fault in IGNORED else "unreadable"
    if is_matched:
        return "matched"
    if is_elsewhere:
        return "elsewhere"
    return "unmatched" if paper.has_text and None not in paper.pages else "unreadable"
