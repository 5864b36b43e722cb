"""How far the cells of several notebooks are, and about how long they still take."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

# What cells cost beside one another, measured: the first waits for the kernel, the second reads and judges the store.
FIRST, SECOND, OTHER = 25, 45, 1
TRUST = 0.25  # how far one more cell moves what was thought before


@dataclass(frozen=True)
class Progress:
    """``done`` of ``total`` cells, the last of notebook ``label``; ``seconds_left`` None as long as nobody can tell."""

    label: str
    done: int
    total: int
    seconds_left: int | None


class Course:
    """The way through notebooks of so many ``cells`` each, with a stopwatch that starts now."""

    def __init__(self, cells: Sequence[int], stopwatch: Callable[[], float] = time.monotonic):
        self._stopwatch, self._begun = stopwatch, stopwatch()
        self._total, self._all = sum(cells), sum(weight(number) for count in cells for number in range(count))
        self._passed, self._behind = [0] * len(cells), 0
        self._left, self._at = None, 0.0

    def progress(self, label: str) -> Progress:
        """How far it is now."""
        left = None if self._left is None else round(self._left)
        return Progress(label, sum(self._passed), self._total, left)

    def pass_cell(self, notebook: int, label: str) -> Progress:
        """One more cell of the ``notebook``-th is through; how far it is then."""
        self._behind += weight(self._passed[notebook])
        self._passed[notebook] += 1
        spent = self._stopwatch() - self._begun
        rest = self._all - self._behind
        if not rest:
            self._left = 0.0
        elif self._left is not None:
            thought = max(0.0, self._left - (spent - self._at))
            self._left = thought + TRUST * (spent * rest / self._behind - thought)
        elif self._behind >= FIRST + SECOND:
            self._left = spent * rest / self._behind
        self._at = spent
        return self.progress(label)


def weight(number: int) -> int:
    """What the cell of this number, from 0, costs beside others."""
    return (FIRST, SECOND)[number] if number < 2 else OTHER
