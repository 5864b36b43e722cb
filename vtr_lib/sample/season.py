"""How many packages are confirmed on which day: Mondays busy, weekends quiet, a peak before Christmas."""

from datetime import date, timedelta

from vtr_lib.sample.dice import Dice
from vtr_lib.sample.story import FIRST_DAY, LAST_DAY

WEEKDAYS = (140, 116, 110, 106, 104, 44, 32)
SPELLS = (  # first day, per cent of an ordinary day
    (date(2024, 12, 1), 110),
    (date(2024, 12, 9), 145),
    (date(2024, 12, 20), 105),
    (date(2024, 12, 24), 30),
    (date(2024, 12, 25), 6),
    (date(2024, 12, 26), 70),
    (date(2025, 1, 1), 14),
    (date(2025, 1, 2), 95),
    (date(2025, 1, 20), 55),
    (date(2025, 1, 21), 100),
    (date(2025, 2, 1), 108),
    (date(2025, 2, 17), 55),
    (date(2025, 2, 18), 108),
)


def days() -> list[date]:
    """Every day of the story."""
    return [FIRST_DAY + timedelta(days=step) for step in range((LAST_DAY - FIRST_DAY).days + 1)]


def volumes(packages: int, dice: Dice) -> list[int]:
    """Packages confirmed on each of ``days()``; they sum to ``packages``."""
    weights = []
    for day in days():
        spell = next(per_cent for first, per_cent in reversed(SPELLS) if first <= day)
        weights.append(WEEKDAYS[day.weekday()] * spell * dice.between(88, 112))
    whole = sum(weights)
    shares = [divmod(packages * weight, whole) for weight in weights]
    left = packages - sum(count for count, _ in shares)
    most_cut = sorted(range(len(shares)), key=lambda index: (-shares[index][1], index))[:left]
    return [count + (index in most_cut) for index, (count, _) in enumerate(shares)]
