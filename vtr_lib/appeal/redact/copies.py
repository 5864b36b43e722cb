"""Copies of all papers of a pack: written, proved, and passed on or held back; each paper is in exactly one list."""

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from threading import Lock

from PIL import Image

from vtr_lib.appeal.redact import pages, proof
from vtr_lib.appeal.redact.marks import Marks
from vtr_lib.appeal.redact.pages import Copy, Ocr
from vtr_lib.appeal.redact.places import Placed
from vtr_lib.appeal.redact.terms import Terms, Word
from vtr_lib.store.staging import close_up

AT_ONCE = min(4, os.cpu_count() or 1)  # pictures read at the same time


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper to be copied: where it lies, what it is, its ``name`` below the seller's folder, and its copy's name.

    ``orders`` and ``has_signatures`` are those of ``pages.cleaned``.
    """

    path: Path
    format: str
    name: str
    copy_name: str
    orders: frozenset[str] | None = None
    has_signatures: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a paper; ``digest`` is the SHA-256 of a copy that is passed on, else None.

    ``name`` is the paper's, or the beginning of its own digest where the seller called it after somebody.
    """

    paper: Paper
    name: str
    copy: Copy
    digest: str | None


def written(
    papers: Iterable[Paper],
    folder: Path,
    terms: Terms,
    ocr: Ocr | None = None,
    marks: Marks | None = None,
    progress: Callable[[str, int, int], None] = lambda file, done, total: None,
) -> list[Outcome]:
    """Writes into ``folder`` the copy of each paper that may be passed on, and says of every paper what became of it.

    A copy is read back from where it was written and searched again; one in which anything is found is removed. While
    ``ocr`` reads a picture of one paper, another is drawn: ``ocr`` may be called from several threads at once. Raises
    ``OSError`` where a paper can't be read or a copy can't be written.
    """
    papers, drawing = list(papers), Lock()  # PDFium does one thing at a time

    def read(picture: Image.Image) -> Sequence[Word] | None:
        drawing.release()
        try:
            return ocr(picture)
        finally:
            drawing.acquire()

    def outcome(paper: Paper) -> Outcome:
        with drawing:
            return _outcome(paper, folder, terms, ocr and read, marks)

    outcomes = []
    with ThreadPoolExecutor(AT_ONCE) as threads:
        for paper, found in zip(papers, threads.map(outcome, papers), strict=True):
            outcomes.append(found)
            progress(paper.name, len(outcomes), len(papers))
    return outcomes


def shown(paper: Paper, terms: Terms) -> str:
    """A paper's name as it may stand in a log: without a term."""
    if not terms.near(paper.orders).found([Placed(paper.name, 0, 0, 0, 0)]):
        return paper.name
    return f"{sha256(paper.path.read_bytes()).hexdigest()[:12]}{paper.path.suffix.lower()}"


def _outcome(paper: Paper, folder: Path, terms: Terms, ocr: Ocr | None, marks: Marks | None) -> Outcome:
    name = shown(paper, terms)
    copy = pages.cleaned(
        paper.path,
        paper.format,
        terms,
        ocr,
        name=paper.name,
        orders=paper.orders,
        marks=marks,
        has_signatures=paper.has_signatures,
    )
    if copy.data is None:
        return Outcome(paper, name, copy, None)
    target = folder / paper.copy_name
    with target.open("xb") as file:
        file.write(copy.data)
    close_up(target)
    reason = proof.fault(target, paper.format, terms, ocr, paper.orders)
    if reason:
        target.unlink()
        return Outcome(paper, name, replace(copy, data=None, reason=reason), None)
    return Outcome(paper, name, replace(copy, data=b""), sha256(copy.data).hexdigest())


def passed(outcomes: Sequence[Outcome]) -> list[Outcome]:
    return [each for each in outcomes if each.digest]


def held(outcomes: Sequence[Outcome]) -> list[Outcome]:
    return [each for each in outcomes if not each.digest]
