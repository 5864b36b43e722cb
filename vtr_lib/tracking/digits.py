"""Check digits: every rule as a small machine that walks the covered characters and ends at the expected one.

A rule keeps one number. At each character a table gives the next number from the present one and the character; at the
end ``answers`` names the check character that belongs to the number reached. Weighted sums, remainders and chained
rules all take this form, so numbers are checked by table look-ups alone.
"""

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np

ALNUM = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
COMPLEMENT = "0987654321"
ANSWERS = {  # the check character of each remainder; their count is the modulus
    "mod10": COMPLEMENT,
    "rest10": COMPLEMENT[0] + COMPLEMENT[:0:-1],
    "luhn": COMPLEMENT,
    "mod7": "0123456",
    "mod11": "01234567890",
    "s10": "50987654321",
    "mod23": "TRWAGMYFPDXBNJZSQVHLCKE",
    "mod37": "".join(ALNUM[-rest % 36] for rest in range(-1, 36)),
}
WEIGHTED = ("mod10", "rest10", "mod11")  # these name their weights, counted from the right
S10_WEIGHTS = (7, 9, 5, 3, 2, 4, 6, 8)
NOTATION = re.compile(r"(\w+)(?:\((\d+(?:,\d+)*)\))?(?: before (\d+))?(?: plus (\d+))?")


@dataclass(frozen=True)
class CheckRule:
    """One check rule: its name, its weights from the right, digits thought before the number, and a constant."""

    name: str
    weights: tuple[int, ...] = ()
    before: str = ""
    plus: int = 0

    @property
    def answers(self) -> str:
        """The check character for each number the machine may end at."""
        return ANSWERS[self.name]

    def steps(self, length: int) -> np.ndarray:
        """The tables for ``length`` covered characters, left to right: uint8 of shape (length, modulus, 256)."""
        return np.array([self._table(length - 1 - place) for place in range(length)], np.uint8)

    def start(self, length: int) -> int:
        """Where the machine stands before the first of ``length`` characters."""
        at = 36 if self.name == "mod37" else self.plus % len(self.answers)
        for place, char in enumerate(self.before):
            at = int(self._table(length + len(self.before) - 1 - place)[at, ord(char)])
        return at

    def _table(self, after: int) -> np.ndarray:
        """The step at a character that ``after`` others follow."""
        at = np.arange(len(self.answers))[:, None]
        if self.name == "mod37":  # ISO/IEC 7064, MOD 37,36
            return ((at + self._values - 1) % 36 + 1) * 2 % 37
        return (at + self._added(after)) % len(self.answers)

    def _added(self, after: int) -> np.ndarray:
        if self.name == "luhn":
            doubled = self._values * (2 - after % 2)
            return doubled // 10 + doubled % 10
        if self.name == "mod7":
            return self._values * pow(10, after, 7)
        weights = self.weights or (1,)
        return self._values * weights[after % len(weights)]

    @cached_property
    def _values(self) -> np.ndarray:
        """What each byte counts: a digit its value, a letter as the rule has it."""
        values = np.zeros(256, int)
        for place, char in enumerate(ALNUM):
            if self.name == "mod23":
                values[ord(char)] = ord(char)
            elif self.name == "mod37" or char.isdigit():
                values[ord(char)] = place
            else:
                values[ord(char)] = (ord(char) - 63) % 10  # UPS: A counts 2, B 3, … I 0
        return values


def parse_rule(text: str) -> CheckRule | None:
    """The rule in the notation of ``formats.toml``, such as ``mod10(3,1) before 92``; None where it is none."""
    found = NOTATION.fullmatch(text)
    if not found or found[1] not in ANSWERS or (found[1] in WEIGHTED) != bool(found[2]):
        return None
    weights = tuple(int(weight) for weight in found[2].split(",")) if found[2] else ()
    if found[1] == "s10":
        weights = S10_WEIGHTS
    return CheckRule(found[1], weights, found[3] or "", int(found[4] or 0))
