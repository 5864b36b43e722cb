"""The scans of a package on its way, each a ``Scan`` in the order of time, none later than the exports."""

from vtr_lib.sample.clock import DAY, HOUR, seconds
from vtr_lib.sample.dice import Dice
from vtr_lib.sample.model import Lane, Place, Scan
from vtr_lib.sample.story import KNOWN_UNTIL
from vtr_lib.sample.world import WAREHOUSES

KNOWN = seconds(KNOWN_UNTIL)
AT_HOME = ("US", "PR")


def journey(dice: Dice, lane: Lane, handed: int, town: Place) -> list[Scan]:
    """A healthy way from handing over at ``handed`` to the delivery in ``town``."""
    start = WAREHOUSES[lane.origin]
    days = dice.between(lane.least_days, lane.most_days)
    delivered = by_daylight(dice, handed + days * DAY, town)
    scans = []
    if dice.chance(0.05):
        scans.append(Scan(handed - dice.between(600, 3 * HOUR), "label", start))
    scans.append(Scan(handed, "accept", start))
    if lane.origin in AT_HOME:
        if dice.chance(0.15):
            scans.append(Scan(delivered - dice.between(5 * HOUR, 9 * HOUR), "arrive", town))
    else:
        scans += _abroad(dice, handed, delivered, start, town)
    if dice.chance(0.05):
        scans.append(Scan(delivered - dice.between(2 * HOUR, 4 * HOUR), "out", town))
    if days > 1 and dice.chance(0.015):
        scans.append(Scan(delivered - DAY, "attempt", town))
    scans.append(Scan(delivered, "delivered", town))
    return known(scans)


def by_daylight(dice: Dice, at: int, town: Place) -> int:
    """A time between nine and seven on the day ``at`` falls on in ``town``."""
    return (at + town.offset) // DAY * DAY - town.offset + dice.between(9 * HOUR, 19 * HOUR)


def _abroad(dice: Dice, handed: int, delivered: int, start: Place, town: Place) -> list[Scan]:
    landed = delivered - dice.between(40, 60) * HOUR
    scans = []
    if dice.chance(0.1):
        scans.append(Scan(handed + dice.between(18, 30) * HOUR, "depart", start))
    scans.append(Scan(landed, "arrive", town))
    if dice.chance(0.08):
        scans.append(Scan(landed + dice.between(2, 9) * HOUR, "customs", town))
    return scans


def unscanned(dice: Dice, lane: Lane, confirmed: int) -> list[Scan]:
    """A label that was printed and never seen again; sometimes not even the label is known."""
    if dice.chance(0.3):
        return []
    return known([Scan(confirmed - dice.between(600, 2 * HOUR), "label", WAREHOUSES[lane.origin])])


def known(scans: list[Scan]) -> list[Scan]:
    """The scans that had happened when the files were exported, in the order of time."""
    return sorted((scan for scan in scans if scan.at < KNOWN), key=lambda scan: scan.at)


def checked_at(scans: list[Scan]) -> int:
    """When an aggregator last looked: two hours after the end of the journey, else shortly before the exports."""
    last_look = KNOWN - HOUR // 2
    is_over = scans and scans[-1].kind in ("delivered", "returned")
    return min(scans[-1].at + 2 * HOUR, last_look) if is_over else last_look
