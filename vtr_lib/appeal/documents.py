"""The seller's papers in the pack: read, told apart, matched, and copied without the people who stand in them.

A copy never bears the name of its original, which may be a buyer's: it is called by its number, its kind and its order.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import count
from pathlib import Path

import polars as pl

from vtr_lib.appeal.case import Case
from vtr_lib.appeal.names import safe_name
from vtr_lib.appeal.papers import kinds, matching, quantities, reading, said
from vtr_lib.appeal.papers.coverage import coverage
from vtr_lib.appeal.papers.matching import Matches
from vtr_lib.appeal.papers.reading import Paper
from vtr_lib.appeal.redact import copies, marks
from vtr_lib.appeal.redact.copies import Outcome
from vtr_lib.appeal.redact.people import people
from vtr_lib.errors import DataError

FOLDER = "documents"
ENDINGS = {"pdf": ".pdf", "png": ".png", "jpeg": ".jpg"}
BOUGHT = ("invoice", "contract")  # papers of the seller's own purchases: a signature on them is no buyer's
TERMS, BOXES = "redact.txt", "boxes.csv"  # what the seller keeps beside the papers
GAPS = ("gap", "sold", "asin", "sku")


@dataclass(frozen=True)
class Documents:
    """What became of every file of the seller's folder.

    ``files`` are the papers with their ``kinds``, ``matches`` the packages they speak of, ``covered`` the items sold
    with the units that invoices and contracts show, the largest gaps first, ``outcomes`` the copies passed on and held
    back. Each is empty where there is no folder. ``is_searched`` says that buyers' names were found in the seller's
    files to look for.
    """

    files: tuple[Paper, ...]
    kinds: dict[str, str]
    matches: Matches
    covered: pl.DataFrame
    outcomes: tuple[Outcome, ...]
    is_searched: bool

    @cached_property
    def passed(self) -> list[Outcome]:
        return copies.passed(self.outcomes)

    @cached_property
    def held(self) -> list[Outcome]:
        return copies.held(self.outcomes)

    @property
    def height(self) -> int:
        """How many files lie in the folder."""
        return self.matches.files.height

    @property
    def is_bought(self) -> bool:
        """Whether an invoice or a contract is among the papers: without one, that nothing is covered says nothing."""
        return any(kind in BOUGHT for kind in self.kinds.values())

    @cached_property
    def proofs(self) -> dict[str, str]:
        """By the path of a paper, and of its doubles, the name of its copy in the pack, where it is passed on."""
        names = {each.paper.name: f"{FOLDER}/{each.paper.copy_name}" for each in self.passed}
        return {path: names[paper.path] for paper in self.files for path in paper.paths if paper.path in names}

    @cached_property
    def rows(self) -> list[dict]:
        """A row for each copy and package it speaks of: ``file``, ``kind``, ``pages``, ``order_id``, ``package_id``.

        An invoice that speaks of no package has one row with neither.
        """
        spoken = self.matches.matched.unique(["path", "package_id"], keep="first", maintain_order=True)
        spoken = {path: part.to_dicts() for (path,), part in spoken.partition_by("path", as_dict=True).items()}
        nobody = [{"order_id": None, "package_id": None}]
        return [
            {
                "file": f"{FOLDER}/{each.paper.copy_name}",
                "kind": self.kinds[each.paper.name],
                "pages": each.copy.pages,
                "order_id": row["order_id"],
                "package_id": row["package_id"],
            }
            for each in self.passed
            for row in spoken.get(each.paper.name, nobody)
        ]


def documents(
    case: Case,
    folder: Path,
    raw: Iterable[Path],
    place: Path,
    ocr: Callable,
    progress: Callable[[str, int, int], None] = lambda file, done, total: None,
) -> Documents:
    """Reads ``folder`` and writes the copies that may be passed on into ``place``, which is there and empty.

    ``raw`` are the seller's files in which the buyers' names stand; ``ocr`` finds the words of a picture, or gives None
    where it can't. Raises what ``papers.reading.read`` and ``papers.said.read`` raise, and ``DataError``
    ``APPEAL_BOXES_FILE`` for a place marked in a file that is not there: a slip of the pen would leave it uncovered.
    """
    papers = reading.read(folder, ocr)
    told = said.read(folder, papers)
    found = kinds.of(papers, told)
    items = _items(case)
    bought = quantities.rows(papers, found, items, told)
    columns = ("package_id", "order_id", "tracking")
    packages, everything = case.packages.select(columns), case.month.packages.select(columns)
    others = everything.join(packages, on="package_id", how="anti")
    used = set(bought["path"])
    matches = matching.match(papers, packages, others.drop("package_id"), told, used)
    terms = people(raw, packages["order_id"].unique(), folder / TERMS)
    marked = marks.read(folder / BOXES)
    if unknown := marked.unknown(path for paper in papers for path in paper.paths):
        raise DataError("APPEAL_BOXES_FILE", file=folder / BOXES, value=unknown)
    wanted = list(_wanted(folder, papers, found, matches))
    outcomes = _numbered(copies.written(wanted, place, terms, ocr, marked, progress), place)
    covered = coverage(bought, items).sort(GAPS, descending=[True, True, False, False], nulls_last=True)
    return Documents(tuple(papers), found, matches, covered, tuple(outcomes), terms.is_from_orders)


def nothing() -> Documents:
    """Where the seller has no folder of papers."""
    empty = pl.DataFrame(schema={"path": pl.String})
    matches = Matches(*(empty.with_columns(pl.lit(None, pl.String).alias(name) for name in names) for names in (
        ("package_id", "order_id", "page", "by"), ("order_id",), ("bucket", "fault", "doubt"))))  # fmt: skip
    covered = pl.DataFrame(schema={"asin": pl.String, "sku": pl.String, "sold": pl.Int64})
    return Documents((), {}, matches, covered, (), False)


def _items(case: Case) -> pl.DataFrame:
    """What was sold in the case: the items of its packages, but for what is out of its scope."""
    sold = case.packages.filter(pl.col("state") != "out_of_scope").select("package_id")
    items = case.month.items.filter(pl.col("quantity") > 0)
    return items.join(sold, on="package_id", how="semi").select("asin", "sku", "quantity")


def _numbered(outcomes: list[Outcome], place: Path) -> list[Outcome]:
    """The copies that are passed on numbered from 1 without a gap: ``003-delivery-999-1234567-1234567.pdf``."""
    numbered, number = [], count(1)
    for each in outcomes:
        if each.digest:
            name = f"{next(number):03}-{each.paper.copy_name.partition('-')[2]}"
            (place / each.paper.copy_name).rename(place / name)
            each = replace(each, paper=replace(each.paper, copy_name=name))
        numbered.append(each)
    return numbered


def _wanted(folder: Path, papers: list[Paper], found: dict[str, str], matches: Matches) -> Iterable[copies.Paper]:
    """The matched papers, each with a name for its copy that is nobody else's: a number, its kind and its order."""
    is_matched = dict(matches.files.select("path", "bucket").iter_rows())
    orders: dict[str, list[str]] = {}
    for path, order in matches.matched.select("path", "order_id").iter_rows():
        orders.setdefault(path, []).append(order)
    matched = [paper for paper in papers if is_matched[paper.path] == "matched"]
    for number, paper in enumerate(matched, 1):
        own, kind = sorted(set(orders.get(paper.path, ()))), found[paper.path]
        name = "-".join((f"{number:06}", kind, *own[:1], *(["and-more"] if len(own) > 1 else [])))
        yield copies.Paper(
            folder / paper.path,
            paper.format,
            paper.path,
            safe_name(name, ENDINGS[paper.format]),
            frozenset(own),
            kind not in BOUGHT,
        )
