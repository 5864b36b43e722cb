"""The planted cases dealt out over the packages, in the order in which they come."""

from itertools import accumulate

from vtr_lib.sample.cases import CASES
from vtr_lib.sample.cases.case import Case
from vtr_lib.sample.season import days

GOLDEN = 618  # per mille: steps of the golden section never bunch, however many cases share a span


def deal(packages: int, volumes: list[int]) -> list[tuple[int, Case]]:
    """Each planted case with the count of packages made before it, spread evenly over the case's days."""
    before = dict(zip(days(), accumulate(volumes, initial=0), strict=False))
    volume = dict(zip(days(), volumes, strict=True))
    dealt = []
    for place, case in enumerate(CASES):
        first, last = case.span
        start, times = before[first], case.times(packages)
        span = before[last] + volume[last] - start
        for turn in range(times):
            step = place * GOLDEN % 1000
            dealt.append((start + (turn * 1000 + step) * span // (times * 1000), place))
    return [(at, CASES[place]) for at, place in sorted(dealt)]
