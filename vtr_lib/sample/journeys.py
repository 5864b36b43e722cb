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
    delivered = handed + days * DAY + dice.between(-4 * HOUR, 6 * HOUR)
    scans = []
    if dice.chance(0.12):
        scans.append(Scan(handed - dice.between(600, 3 * HOUR), "label", start))
    scans.append(Scan(handed, "accept", start))
    if lane.origin in AT_HOME:
        if dice.chance(0.35):
            scans.append(Scan(delivered - dice.between(12, 20) * HOUR, "arrive", town))
    else:
        scans += _abroad(dice, handed, delivered, start, town)
    if dice.chance(0.12):
        scans.append(Scan(delivered - dice.between(2 * HOUR, 5 * HOUR), "out", town))
    if dice.chance(0.015):
        scans.append(Scan(delivered - dice.between(20, 23) * HOUR, "attempt", town))
    scans.append(Scan(delivered, "delivered", town))
    return known(scans)


def _abroad(dice: Dice, handed: int, delivered: int, start: Place, town: Place) -> list[Scan]:
    landed = delivered - dice.between(40, 60) * HOUR
    scans = []
    if dice.chance(0.3):
        scans.append(Scan(handed + dice.between(18, 30) * HOUR, "depart", start))
    scans.append(Scan(landed, "arrive", town))
    if dice.chance(0.2):
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
