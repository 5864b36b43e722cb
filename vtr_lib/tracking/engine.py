"""Every number against every format at once.

Numbers of one length stand in columns of bytes. For each place one table gives, by the byte, the set of templates that
allow it, as bits; the sets of all places ANDed leave the templates whose shape fits. Check characters are then followed
for those alone. Numbers that fit the same templates form one class: there are few, so all else is decided by class.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from vtr_lib.tracking.digits import CheckRule
from vtr_lib.tracking.formats import LONGEST, Format, Template, formats

WORD = 64  # templates tried together
CHUNK = 1 << 16  # numbers tried together, so that their columns stay in the processor's cache


@dataclass(frozen=True, slots=True)
class Fit:
    """What the numbers of one class fit, as places in the table of formats: wholly, and all but the check character."""

    whole: tuple[int, ...] = ()
    but_check: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Matches:
    """``classes`` of numbers, and for each number the place of its class."""

    classes: list[Fit]
    of: np.ndarray


class Engine:
    """Formats made into tables. ``match`` is all there is to it."""

    def __init__(self, table: tuple[Format, ...]):
        drawn: dict[int, list[tuple[int, Template, CheckRule | None]]] = {}
        for place, entry in enumerate(table):
            for template in entry.templates:
                drawn.setdefault(len(template.places), []).append((place, template, entry.check))
        self._blocks = {
            length: [_Block(found[start : start + WORD]) for start in range(0, len(found), WORD)]
            for length, found in drawn.items()
        }

    def match(self, numbers: pl.Series) -> Matches:
        """The class of each number; null, empty, too long and foreign ones are in the class that fits nothing."""
        array = numbers.fill_null("").rechunk().to_arrow(compat_level=pl.CompatLevel.oldest())
        offsets = np.frombuffer(array.buffers()[1], np.int64)[array.offset : array.offset + len(array) + 1]
        data = np.frombuffer(array.buffers()[2] or b"", np.uint8)
        lengths = np.minimum(np.diff(offsets), LONGEST + 1).astype(np.uint8)
        by_length = np.argsort(lengths, kind="stable")
        ends = np.cumsum(np.bincount(lengths, minlength=LONGEST + 2))
        known: dict[Fit, int] = {Fit(): 0}
        of = np.zeros(len(array), np.int32)
        for length, blocks in self._blocks.items():
            rows = by_length[ends[length - 1] : ends[length]]
            if not len(rows):
                continue
            texts = np.ndarray(len(data) - length + 1, f"V{length}", data, strides=(1,))  # one begins at every byte
            for start in range(0, len(rows), CHUNK):
                chunk = rows[start : start + CHUNK]
                columns = np.ascontiguousarray(texts[offsets[chunk]].view(np.uint8).reshape(-1, length).T)
                of[chunk] = _classes([block.match(columns) for block in blocks], blocks, known)
        return Matches(list(known), of)


class _Block:
    """Up to 64 templates of one length."""

    def __init__(self, found: list[tuple[int, Template, CheckRule | None]]):
        self.formats = [place for place, _, _ in found]
        length = len(found[0][1].places)
        self.allowed = np.zeros((length, 256), np.uint64)
        checks: dict[tuple, int] = {}  # the templates, as bits, by what is to be followed for them
        for bit, (_, template, rule) in enumerate(found):
            for place, chars in enumerate(template.places):
                self.allowed[place, [ord(char) for char in chars]] |= np.uint64(1 << bit)
            if rule:
                check = (rule, template.covered, template.check_at)
                checks[check] = checks.get(check, 0) | 1 << bit
        self.checks = [(_Machine(*check), bits) for check, bits in checks.items()]

    def match(self, columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """For each number the templates whose shape it has, as bits, and which of the checks fail, as bits."""
        shaped = self.allowed[0].take(columns[0])
        for place in range(1, len(columns)):
            shaped &= self.allowed[place].take(columns[place])
        failed = np.zeros(len(shaped), np.int64)
        for place, (machine, bits) in enumerate(self.checks):
            rows = np.flatnonzero(shaped & np.uint64(bits))
            if len(rows):
                failed[rows[~machine.agrees(columns.take(rows, axis=1))]] |= 1 << place
        return shaped, failed

    def fits(self, shaped: int, failed: int) -> tuple[set[int], set[int]]:
        """The formats that one outcome of ``match`` fits wholly, and those it fits but for the check character."""
        wrong = sum(shaped & bits for place, (_, bits) in enumerate(self.checks) if failed >> place & 1)
        return self._named(shaped ^ wrong), self._named(wrong)

    def _named(self, bits: int) -> set[int]:
        return {place for bit, place in enumerate(self.formats) if bits >> bit & 1}


class _Machine:
    """A check rule laid out for the places it covers."""

    def __init__(self, rule: CheckRule, covered: tuple[int, int], check_at: int):
        self.places, self.check_at = range(*covered), check_at
        # The machine's number stands in the upper byte: ORed with a character it is the place in the next table.
        self.start = rule.start(len(self.places)) << 8
        self.steps = [table.ravel().astype(np.uint16) << 8 for table in rule.steps(len(self.places))]
        self.answers = np.frombuffer(rule.answers.encode(), np.uint8)

    def agrees(self, columns: np.ndarray) -> np.ndarray:
        """Whether the check character is the expected one, for each number."""
        at = np.full(columns.shape[1], self.start, np.uint16)
        for place, step in zip(self.places, self.steps, strict=True):
            at |= columns[place]
            at = step.take(at)
        return self.answers.take(at >> 8) == columns[self.check_at]


def _classes(found: list[tuple[np.ndarray, np.ndarray]], blocks: list[_Block], known: dict[Fit, int]) -> np.ndarray:
    """The class of each number, from what it came to in every block; new classes are added to ``known``."""
    outcome = np.zeros(len(found[0][0]), np.int64)
    for block, (shaped, failed) in zip(blocks, found, strict=True):
        values, place = np.unique(shaped, return_inverse=True)
        outcome = _counted_through(((outcome * len(values) + place) << len(block.checks)) | failed)
    first = np.zeros(outcome.max() + 1, np.int64)
    first[outcome[::-1]] = np.arange(len(outcome))[::-1]
    classes = np.zeros(len(first), np.int32)
    for place, row in enumerate(first):
        sides = [
            block.fits(int(shaped[row]), int(failed[row]))
            for block, (shaped, failed) in zip(blocks, found, strict=True)
        ]
        whole = set().union(*(side[0] for side in sides))
        but_check = set().union(*(side[1] for side in sides)) - whole
        classes[place] = known.setdefault(Fit(tuple(sorted(whole)), tuple(sorted(but_check))), len(known))
    return classes[outcome]


def _counted_through(values: np.ndarray) -> np.ndarray:
    """Whole numbers, none very large, renumbered 0, 1, 2 … in their order."""
    occurs = np.bincount(values) > 0
    return (np.cumsum(occurs) - 1)[values]


@cache
def engine() -> Engine:
    """The engine of the formats that come with the package."""
    return Engine(formats())
