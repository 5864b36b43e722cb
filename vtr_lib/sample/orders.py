"""The whole story as a stream of orders, day after day in the order of their confirmation."""

from collections import deque
from collections.abc import Iterator

from vtr_lib.sample.clock import HOUR, day_number, start_of
from vtr_lib.sample.deck import deal
from vtr_lib.sample.dice import Dice
from vtr_lib.sample.model import Order
from vtr_lib.sample.season import days, volumes
from vtr_lib.sample.shop import Shop

OPEN = 8 * HOUR
WORKING = 10 * HOUR + HOUR // 2


def orders(packages: int, seed: int, *, is_calm: bool = False) -> Iterator[Order]:
    """Orders with ``packages`` packages in all, and some orders that have none; in a calm story no carrier breaks."""
    dice = Dice(seed)
    counts = volumes(packages, dice)
    planted = deque(deal(packages, counts))
    shop = Shop(dice, is_calm=is_calm)
    made = due = 0
    for day, count in zip(days(), counts, strict=True):
        opening = start_of(day_number(day)) + OPEN
        first, due = due, due + count
        while made < due or (planted and planted[0][0] < due):
            at = opening + min(made - first, count) * WORKING // max(count, 1) + dice.below(300)
            if planted and (planted[0][0] <= made or made >= due):
                batch = planted.popleft()[1].make(shop, at)
            else:
                batch = [shop.ordinary(at, due - made)]
            made += sum(len(order.packages) for order in batch)
            yield from batch
