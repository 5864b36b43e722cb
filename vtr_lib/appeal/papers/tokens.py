"""Known numbers in a text: order ids, tracking numbers, ASINs, each found as a whole and never inside of a longer one.

Blanks and dashes within a number as printed are passed over. Of a text that was found in a picture, letters and digits
that look alike (O and 0) count as the same where that leaves one known number alone.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import polars as pl

from vtr_lib.appeal.papers.limits import limit
from vtr_lib.tracking.check import check

ATOM = re.compile("[0-9A-Z]+")
DIGIT = re.compile("[0-9]")
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
DATED = re.compile(  # what stands beside a number without being part of it
    r"(?<![0-9-])[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?![0-9-])|(?<![0-9/])[0-9]{1,4}/[0-9]{1,2}/[0-9]{1,4}(?![0-9/])"
    r"|(?<![0-9:])[0-9]{1,2}:[0-9]{2}(?![0-9])"
)
BLANK, DASH, LINE = "blank", "dash", "line"
GAPS = {" ": BLANK, "-": DASH, "\u2010": DASH, "\u2011": DASH, "\u2013": DASH}
NAME_GAPS = GAPS | {"_": DASH, "/": LINE}
WRAPPED = re.compile(" ?\n ?")
WORD = 5  # letters from which on they are a word and no part of a number
LONE = 10  # characters from which on a number that is printed in one piece may stand among others
ORDER = (3, 7, 7)  # an order id's parts
COPY = 2  # digits at most of what counts the files of one number, as in ``-2``
ALIKE = str.maketrans("OQDILSBZG", "000115826")


@dataclass(frozen=True, slots=True)
class Atom:
    """A run of Latin letters and digits; ``gap`` says what parts it from the one before, None where more does."""

    text: str
    gap: str | None
    is_dated: bool

    @property
    def counts(self) -> bool:
        """Whether it could be a piece of a longer number."""
        return not self.is_dated and DIGIT.search(self.text) is not None


class Numbers:
    """Known numbers in their plain form (``plain``); ``found`` says which of them stand in a text."""

    def __init__(self, known: Collection[str]):
        self._known = frozenset(filter(None, known))
        self._longest = max(map(len, self._known), default=0)
        self._alike: dict[str, str | None] = {}
        for number in self._known:
            key = number.translate(ALIKE)
            self._alike[key] = number if key not in self._alike else None

    def found(self, text: str, is_seen: bool = False, alike_from: int | None = None) -> set[str]:
        """The known numbers in ``text``.

        ``is_seen`` says that it was found in a picture; then a number of ``alike_from`` characters or more (None: the
        usual limit) is known in spite of misread ones, unless what was read is itself sound by its check digit.
        """
        atoms = atoms_of(text, GAPS)
        alike_from = limit("joined_from") if alike_from is None else alike_from
        found, near = set(), {}
        for joined, pieces in self._windows(atoms):
            if joined in self._known:
                if _stands_alone(atoms, *pieces):
                    found.add(joined)
            elif is_seen and len(joined) >= alike_from:
                number = self._alike.get(joined.translate(ALIKE))
                if number and _stands_alone(atoms, *pieces):
                    near[joined] = number
        return found | {near[joined] for joined in _without_sound(near)}

    def named(self, name: str) -> set[str]:
        """The known numbers in a file's path: there a dash parts words too, and ``-2`` counts files."""
        atoms = atoms_of(name, NAME_GAPS)
        return {
            joined
            for joined, pieces in self._windows(atoms)
            if joined in self._known and _stands_alone_in_name(atoms, *pieces)
        }

    def _windows(self, atoms: list[Atom]) -> Iterator[tuple[str, tuple[int, int]]]:
        """Every run of neighbours that could be one number, joined, with the places of its first and last piece."""
        for first, atom in enumerate(atoms):
            joined, last = atom.text, first
            yield joined, (first, last)
            while not _is_word(atoms[last]) and last + 1 < len(atoms) and len(joined) < self._longest:
                last += 1
                if atoms[last].gap is None or _is_word(atoms[last]):
                    break
                joined += atoms[last].text
                if len(joined) > self._longest:
                    break
                yield joined, (first, last)


def plain(number: str) -> str:
    """A number without blanks and dashes, in capitals.

    >>> plain("1z 999 aa1 01 2345 6784")
    '1Z999AA10123456784'
    """
    return "".join(ATOM.findall(_even(number)))


def _even(text: str) -> str:
    return UNSEEN.sub("", unicodedata.normalize("NFKC", text)).upper()


def atoms_of(text: str, gaps: dict[str, str]) -> list[Atom]:
    """The atoms of a text in their order."""
    text = _even(text)
    dated = [match.span() for match in DATED.finditer(text)]
    found, end, at = [], None, 0
    for match in ATOM.finditer(text):
        while at < len(dated) and dated[at][1] <= match.start():
            at += 1
        is_dated = at < len(dated) and dated[at][0] <= match.start() and match.end() <= dated[at][1]
        between = text[end : match.start()] if end is not None else None
        gap = gaps.get(between) or (LINE if between and WRAPPED.fullmatch(between) else None)
        found.append(Atom(match[0], gap, is_dated))
        end = match.end()
    return found


def _is_word(atom: Atom) -> bool:
    return len(atom.text) >= WORD and not DIGIT.search(atom.text)


def _stands_alone(atoms: list[Atom], first: int, last: int) -> bool:
    """Whether a run of atoms is a number of its own, not a piece of the one that goes on beside it."""
    parts = [len(atom.text) for atom in atoms[first : last + 1]]
    inside = {atom.gap for atom in atoms[first + 1 : last + 1]}
    if LINE in inside and sum(parts) < limit("joined_from"):
        return False
    parting = {DASH}
    if BLANK in inside or LINE in inside or (first == last and parts[0] < LONE):
        parting = {DASH, BLANK}
    has_ended = len(parts) > 2 and len(set(parts[:-1])) == 1 and parts[-1] < parts[0]  # 9400 1000 00
    before = atoms[first].gap in parting and atoms[first - 1].counts
    after = not has_ended and last + 1 < len(atoms) and atoms[last + 1].gap in parting and atoms[last + 1].counts
    return not before and not after


def _stands_alone_in_name(atoms: list[Atom], first: int, last: int) -> bool:
    parts = [len(atom.text) for atom in atoms[first : last + 1]]
    if LINE in {atom.gap for atom in atoms[first + 1 : last + 1]}:
        return False
    if (first == last and parts[0] >= LONE) or tuple(parts) == ORDER:
        return True
    before = atoms[first].gap in (DASH, BLANK) and atoms[first - 1].counts
    after = last + 1 < len(atoms) and atoms[last + 1].gap in (DASH, BLANK) and atoms[last + 1].counts
    return not before and (not after or len(atoms[last + 1].text) <= COPY)


def _without_sound(read: Collection[str]) -> list[str]:
    """Of numbers as they were read those whose check digit does not say that they were read rightly."""
    if not read:
        return []
    checked = check(pl.DataFrame({"tracking": sorted(read)}, schema={"tracking": pl.String}))
    return checked.filter(pl.col("status") != "ok")["tracking"].to_list()
