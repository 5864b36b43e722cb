"""The kernel against its slow twin on a few hundred thousand random packages: where do they differ?

    python benchmarks/twin.py [PACKAGES] [SEED]

Packages sit on each market's own limits, days and services and in rare branches. They are judged under every policy
that ships and a reading made up for tests, on several days, and every column of every verdict is compared. Ends with 1
where anything differs, and prints the first differences.
"""

import sys
from pathlib import Path
from random import Random

TESTS = Path(__file__).parent.parent / "tests"
sys.path[0] = str(TESTS)  # where `twin` is the folder of the twin, not this file

from twin.comparing import differences  # noqa: E402
from twin.drawing import Draw  # noqa: E402
from twin.market import market  # noqa: E402

from vtr_lib import policy as policies  # noqa: E402

READINGS = {name: name for name in policies.known()} | {"strict": str(TESTS / "twin" / "strict.toml")}
AT_A_TIME = 5_000


def run(packages: int, seed: int) -> int:
    """Prints a line for each reading and day; how many columns of verdicts differed comes back."""
    each = -(-packages // sum(len(market(policy).as_ofs()) for policy in READINGS.values()))
    total, differing = 0, 0
    print(f"{'reading':<10}{'as of':<14}{'packages':>10}{'differences':>14}")
    for reading, policy in READINGS.items():
        for as_of in market(policy).as_ofs():
            drawn, differ = 0, 0
            while drawn < each:
                draw = Draw(Random(f"{seed} {reading} {as_of} {drawn}"), as_of, policy).fill(
                    min(AT_A_TIME, each - drawn)
                )
                found = differences(draw)
                drawn, differ = drawn + len(draw.packages), differ + len(found)
                for line in found[:3]:
                    print(f"    {line}")
            print(f"{reading:<10}{as_of or 'all time'!s:<14}{drawn:>10,}{differ:>14,}")
            total, differing = total + drawn, differing + differ
    print(f"{'in all':<24}{total:>10,}{differing:>14,}")
    return differing


if __name__ == "__main__":
    numbers = [int(text) for text in sys.argv[1:3]]
    sys.exit(bool(run(*(numbers + [210_000, 1][len(numbers) :]))))
