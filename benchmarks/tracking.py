"""Tracking numbers a second against a loop over single numbers, and how often chance makes a number look right.

    python benchmarks/tracking.py [NUMBERS]

Both sides are timed in one run, so their ratio means something on any machine. The loop knows the same formats and
rules. The package ``tracking-numbers`` (nothing else needs it) is timed on all of them too, where it is installed.
"""

import importlib.util
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl

from vtr_lib.tracking.check import statuses
from vtr_lib.tracking.formats import formats

LOOPED = 20_000  # numbers the loop is timed on; it takes as long for each at any count
DRAWN = 20_000  # random strings of digits of each length
ROUNDS = 3
TWIN = Path(__file__).parent.parent / "tests" / "tracking" / "twin.py"
MIX = {  # weights of the formats in the mixed numbers, as a store that ships to the US has them
    "usps-impb-92": 12, "usps-impb-93": 4, "usps-impb-94": 25, "ups-1z": 15, "fedex-12": 12, "fedex-15": 2,
    "dhl-express-10": 3, "ontrac": 3, "lasership": 2, "amazon-tb": 3, "s10-cn": 6, "s10-us": 2, "s10-gb": 2,
    "s10-in": 1, "yanwen": 2, "yunexpress": 3, "canada-post-16": 2, "gofo": 1,
}  # fmt: skip


def load_twin():
    spec = importlib.util.spec_from_file_location("tracking_twin", TWIN)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def mixed(count: int, twin, seed: int = 5) -> tuple[pl.Series, pl.Series]:
    """``count`` numbers and their carriers: 94 % right, 2 % mistyped, 2 % with blanks, 1 % another's, 1 % none."""
    chance = random.Random(seed)
    table = {entry.name: entry for entry in formats()}
    drawn = chance.choices(list(MIX), list(MIX.values()), k=count)
    numbers, carriers = [], []
    for name in drawn:
        template = chance.choice(table[name].templates)
        chars = [chance.choice(place) for place in template.places]
        if template.check_at is not None:
            start, end = template.covered
            chars[template.check_at] = twin.expected(twin.FORMATS[name]["check"], "".join(chars[start:end]))
        number, carrier, luck = "".join(chars), table[name].carrier, chance.random()
        if luck < 0.02:
            at = chance.randrange(3, len(number))
            number = number[:at] + chance.choice("0123456789") + number[at + 1 :]
        elif luck < 0.04:
            number = f" {number[:4]} {number[4:]}"
        elif luck < 0.05:
            carrier = chance.choice(["usps", "ups", "fedex"])
        elif luck < 0.06:
            number = chance.choice(["", "N/A", "9.4E+21"])
        numbers.append(number)
        carriers.append(carrier)
    return pl.Series(numbers), pl.Series(carriers)


def rates(*jobs: tuple[Callable[[], object], int], rounds: int = ROUNDS) -> list[float]:
    """Million numbers a second of each job, the best of a few rounds; they take turns, so that a busy hour hits all."""
    best = [float("inf")] * len(jobs)
    for _ in range(rounds):
        for place, (job, _) in enumerate(jobs):
            started = time.perf_counter()
            job()
            best[place] = min(best[place], time.perf_counter() - started)
    return [count / seconds / 1e6 for (_, count), seconds in zip(jobs, best, strict=True)]


def speeds(count: int) -> None:
    twin = load_twin()
    pool = min(count, 200_000)
    numbers, carriers = mixed(pool, twin)
    some = list(zip(numbers[:LOOPED].to_list(), carriers[:LOOPED].to_list(), strict=True))
    found = statuses(numbers[:LOOPED], carriers[:LOOPED])
    assert found.rows() == [twin.status(number, carrier) for number, carrier in some], "the two sides disagree"
    copies = -(-count // pool)
    numbers, carriers = pl.concat([numbers] * copies)[:count], pl.concat([carriers] * copies)[:count]
    jobs = [(lambda: statuses(numbers, carriers), count)]
    jobs += [(lambda: [twin.status(number, carrier) for number, carrier in some], len(some))]
    if importlib.util.find_spec("tracking_numbers"):
        from tracking_numbers import get_tracking_number

        given = numbers.to_list()
        jobs += [(lambda: [get_tracking_number(number) for number in given], count)]
    ours, loop, *theirs = rates(*jobs)
    print(f"numbers                       {count:>12,}")
    print(f"ours, million a second        {ours:>12.3f}")
    print(f"loop, million a second        {loop:>12.3f}   ours is {ours / loop:.0f} times as fast")
    for rate in theirs:
        print(f"tracking-numbers, million     {rate:>12.3f}   ours is {ours / rate:.0f} times as fast")
    if not theirs:
        print("tracking-numbers              not installed")


def chances(drawn: int = DRAWN, seed: int = 9) -> None:
    """What random strings of digits are called, by length: without a carrier, and how many are ok under some."""
    chance = random.Random(seed)
    called = ("ok", "ok_unchecked", "ambiguous", "unknown_format", "check_digit_wrong", "mangled")
    carriers = ("usps", "ups", "fedex", "dhl-express", "canada-post")
    print("\nrandom digits, in percent: what they are called without a carrier; ok under a carrier")
    print("| length | " + " | ".join((*called, *(f"ok: {carrier}" for carrier in carriers))) + " |")
    print("|---:" * (1 + len(called) + len(carriers)) + "|")
    for length in range(8, 35):
        digits = pl.Series(["".join(chance.choices("0123456789", k=length)) for _ in range(drawn)])
        alone = _statuses_under(digits, None)
        counts = [(alone == status).sum() for status in called]
        counts += [(_statuses_under(digits, carrier) == "ok").sum() for carrier in carriers]
        print(f"| {length} | " + " | ".join(f"{100 * count / drawn:.1f}" for count in counts) + " |")


def _statuses_under(numbers: pl.Series, carrier: str | None) -> pl.Series:
    return statuses(numbers, pl.Series([carrier], dtype=pl.String).new_from_index(0, len(numbers)))["status"]


if __name__ == "__main__":
    speeds(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
    chances()
