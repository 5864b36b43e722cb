"""Chance that falls alike on every machine: only ``random.Random.random()``, whose sequence Python promises to keep."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from random import Random


class Dice:
    """One stream of chance from one seed; the order of the throws is part of the result."""

    def __init__(self, seed: int):
        self.random = Random(seed).random

    def chance(self, share: float) -> bool:
        """True in ``share`` of the throws."""
        return self.random() < share

    def below(self, limit: int) -> int:
        """A whole number 0 … ``limit`` − 1."""
        return int(self.random() * limit)

    def between(self, least: int, most: int) -> int:
        """A whole number ``least`` … ``most``, both in."""
        return least + int(self.random() * (most - least + 1))

    def pick(self, things: Sequence):
        """One of ``things``, each as likely."""
        return things[int(self.random() * len(things))]


class Urn:
    """Things to draw, each as often as its weight; things of weight 0 are never drawn."""

    def __init__(self, weighted: Sequence[tuple[object, int]]):
        weighted = [(thing, weight) for thing, weight in weighted if weight]
        self.things = [thing for thing, _ in weighted]
        self.sums = list(accumulate(weight for _, weight in weighted))

    def draw(self, dice: Dice):
        return self.things[bisect_right(self.sums, int(dice.random() * self.sums[-1]))]
