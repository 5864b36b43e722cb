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
            for start in range(0, len(rows), CHUNK):
                chunk = rows[start : start + CHUNK]
                columns = [data[offsets[chunk] + place] for place in range(length)]
                of[chunk] = _classes([block.match(columns) for block in blocks], blocks, known)
        return Matches(list(known), of)


class _Block:
    """Up to 64 templates of one length."""

    def __init__(self, found: list[tuple[int, Template, CheckRule | None]]):
        self.formats = [place for place, _, _ in found]
        length = len(found[0][1].places)
        self.allowed = np.zeros((length, 256), np.uint64)
        self.checks: dict[tuple, int] = {}  # templates, as bits, by what is to be followed for them
        for bit, (_, template, rule) in enumerate(found):
            for place, chars in enumerate(template.places):
                self.allowed[place, [ord(char) for char in chars]] |= np.uint64(1 << bit)
            if rule:
                check = (rule, template.covered, template.check_at)
                self.checks[check] = self.checks.get(check, 0) | 1 << bit
        self.machines = {check: _Machine(*check) for check in self.checks}

    def match(self, columns: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        """For each number the templates it fits wholly, and those it fits all but the check character."""
        shaped = self.allowed[0][columns[0]]
        for place in range(1, len(columns)):
            shaped &= self.allowed[place][columns[place]]
        wrong = np.zeros_like(shaped)
        for check, bits in self.checks.items():
            concerned = shaped & np.uint64(bits)
            rows = np.flatnonzero(concerned)
            if len(rows):
                rows = rows[~self.machines[check].agrees(columns, rows)]
                wrong[rows] |= concerned[rows]
        return shaped ^ wrong, wrong

    def named(self, bits: int) -> set[int]:
        """The formats of a set of templates."""
        return {place for bit, place in enumerate(self.formats) if bits >> bit & 1}


class _Machine:
    """A check rule laid out for the places it covers."""

    def __init__(self, rule: CheckRule, covered: tuple[int, int], check_at: int):
        self.places, self.check_at = range(*covered), check_at
        self.start = rule.start(len(self.places))
        self.steps = [table.ravel() for table in rule.steps(len(self.places))]
        self.answers = np.frombuffer(rule.answers.encode(), np.uint8)

    def agrees(self, columns: list[np.ndarray], rows: np.ndarray) -> np.ndarray:
        """Whether the check character is the expected one, for each of ``rows``."""
        at = np.full(len(rows), self.start, np.uint8)
        for place, step in zip(self.places, self.steps, strict=True):
            at = step[(at.astype(np.uint16) << 8) | columns[place][rows]]
        return self.answers[at] == columns[self.check_at][rows]


def _classes(found: list[tuple[np.ndarray, np.ndarray]], blocks: list[_Block], known: dict[Fit, int]) -> np.ndarray:
    """The class of each number, from the templates it fits in every block; new classes are added to ``known``."""
    frame = pl.DataFrame([bits for pair in found for bits in pair])
    distinct = frame.unique()
    classes = []
    for row in distinct.iter_rows():
        whole = set().union(*(block.named(bits) for block, bits in zip(blocks, row[::2], strict=True)))
        but_check = set().union(*(block.named(bits) for block, bits in zip(blocks, row[1::2], strict=True))) - whole
        classes.append(known.setdefault(Fit(tuple(sorted(whole)), tuple(sorted(but_check))), len(known)))
    distinct = distinct.with_columns(pl.Series("class", classes, pl.Int32))
    return frame.join(distinct, on=frame.columns, how="left", maintain_order="left")["class"].to_numpy()


@cache
def engine() -> Engine:
    """The engine of the formats that come with the package."""
    return Engine(formats())
