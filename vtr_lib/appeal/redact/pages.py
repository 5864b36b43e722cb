"""Copies of papers: every page drawn anew as a picture, with what tells of people covered in it.

Every page, not only those on which something was found: annotations, form fields, attachments, scripts, links,
outlines, layers, thumbnails, metadata and text beneath pictures can hold a name that no picture shows, and a picture
has none of them.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from vtr_lib.appeal.redact import pictures, places, seen
from vtr_lib.appeal.redact.marks import Marks
from vtr_lib.appeal.redact.places import Box, Way
from vtr_lib.appeal.redact.seen import Refused
from vtr_lib.appeal.redact.spelling import known, tokens
from vtr_lib.appeal.redact.terms import LISTED, Lookout, Terms, Word

Ocr = Callable[[Image.Image], list[Word] | None]

ROUNDS = 4  # in which a covered page is read again
UPRIGHT = 3  # known words, below which a page may lie on its side or upside down
LONG = 3  # letters of a word, and one more, that is higher than wide only where it lies on its side
TURNS = (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270)


@dataclass(frozen=True, slots=True)
class Place:
    """How many places of one sort are covered on a page, the first page being 1."""

    page: int
    sort: str
    count: int


@dataclass(frozen=True, slots=True)
class Copy:
    """The copy of a paper: its bytes, or the ``reason`` why it is held back.

    ``small`` are pictures of its pages to be looked at, ``places`` what was covered; both are there also for a copy
    that is held back after it was made.
    """

    data: bytes | None
    reason: str | None
    pages: int = 0
    small: tuple[bytes, ...] = ()
    places: tuple[Place, ...] = ()


def held(reason: str) -> Copy:
    return Copy(None, reason)


def cleaned(
    paper: Path | bytes,
    format: str,
    terms: Terms,
    ocr: Ocr | None = None,
    *,
    name: str = "",
    orders: Collection[str] | None = None,
    marks: Marks | None = None,
    has_signatures: bool = True,
) -> Copy:
    """A copy of ``paper``, which is a ``pdf``, ``png`` or ``jpeg`` and is left as it is, without people.

    ``ocr`` gives the words of a picture, None where it can't. ``orders`` are those the paper belongs to: None where
    nobody knows, empty for a paper of no order such as an invoice of a supplier. ``name`` is the paper's in ``marks``.
    ``has_signatures`` covers the areas beside words such as "Signed by".

    The same input gives the same bytes. Held back, with the reason: ``no_terms`` where nothing is known to look for,
    ``people_unknown`` where the people of one of its orders are not and nothing of the seller's list stands in it,
    ``not_searched`` where a page may show what is no text and nobody can read it, ``nothing_read`` where a page that
    is not blank gave not one word (both unless the seller has marked that page), and what ``seen.pages`` refuses.
    """
    if terms.is_empty:
        return held("no_terms")
    is_lacking = bool(terms.lacking(terms.cited if orders is None else orders))
    if is_lacking and not terms.has_list:
        return held("people_unknown")
    raw = paper if isinstance(paper, bytes) else paper.read_bytes()
    lookout, marks = terms.near(orders), marks or Marks()
    bodies, small, counts = [], [], []
    try:
        for number, page in enumerate(seen.pages(raw, format), 1):
            ways, size = read(page.picture, ocr), page.picture.size
            _refuse_unseen(page, ways, is_marked=marks.has(name, number))
            boxes = marks.boxes(name, number, *size)
            boxes += places.boxes((*page.ways, *(ways or ())), lookout, *size, has_signatures=has_signatures)
            picture = pictures.covered(page.picture, boxes)
            if boxes:
                picture, more = _again(picture, ocr, lookout)
                boxes += more
            counts += [Place(number, sort, count) for sort, count in sorted(places.counted(boxes).items())]
            small.append(pictures.small(picture))
            bodies.append(_body(picture, format, page.dpi))
    except Refused as refused:
        return held(refused.reason)
    if is_lacking and not any(place.sort == LISTED for place in counts):
        return held("people_unknown")
    data = pictures.pdf(bodies) if format == "pdf" else bodies[0]
    return Copy(data, None, len(small), tuple(small), tuple(counts))


def _body(picture: Image.Image, format: str, dpi: float | None):
    if format == "pdf":
        return pictures.stream(picture), picture.size, dpi
    return pictures.png(picture) if format == "png" else pictures.jpeg(picture)


def _refuse_unseen(page: seen.Page, ways: list[Way] | None, *, is_marked: bool) -> None:
    """Raises ``Refused`` where nobody can know what stands on a page."""
    if is_marked or _is_blank(page.picture):
        return
    if ways is None and not page.is_all_text:
        raise Refused("not_searched")
    if not any(tokens(word.text) for way in (*page.ways, *(ways or ())) for word in way.words):
        raise Refused("nothing_read")


def _is_blank(picture: Image.Image) -> bool:
    return all(low == high for low, high in picture.getextrema())


def _again(picture: Image.Image, ocr: Ocr | None, lookout: Lookout) -> tuple[Image.Image, list[Box]]:
    """A covered page read again until nothing is found: what stood beside a term reads otherwise once that is gone."""
    more: list[Box] = []
    for _ in range(ROUNDS):
        found = places.boxes(read(picture, ocr) or (), lookout, *picture.size, has_signatures=False)
        if not found:
            break
        more += found
        picture = pictures.covered(picture, found)
    return picture, more


def read(picture: Image.Image, ocr: Ocr | None) -> list[Way] | None:
    """The words of a picture, None where nobody can read it.

    A picture in which few are known words of a paper is turned round too, until one way is plainly upright; where none
    is, all ways count.
    """
    words = ocr(picture) if ocr else None
    if words is None:
        return None
    ways = [Way(tuple(words))]
    for turns, turn in enumerate(TURNS, 1):
        if _is_upright(ways[-1]):
            return ways[-1:]
        if _is_blank(picture):
            break
        ways.append(Way(tuple(ocr(picture.transpose(turn)) or ()), turns))
    return ways[-1:] if _is_upright(ways[-1]) else ways


def _is_upright(way: Way) -> bool:
    """Whether a page read this way says what papers say, and its words are wider than high."""
    long = [word for word in way.words if len(word.text) > LONG]
    wide = sum(word.width > word.height for word in long)
    return 2 * wide > len(long) and known([word.text for word in way.words]) >= UPRIGHT
