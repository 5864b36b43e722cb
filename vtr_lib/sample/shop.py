"""The seller at work: orders come in, packages are made up, confirmed and sent."""

from vtr_lib.sample.clock import DAY, HOUR, day_number, pacific_day, start_of
from vtr_lib.sample.dice import Dice
from vtr_lib.sample.journeys import journey, unscanned
from vtr_lib.sample.model import Lane, Line, Order, Package, Place, Scan, Sku
from vtr_lib.sample.numbers import MAKERS, scatter
from vtr_lib.sample.story import BAD_CARRIER, BAD_FROM, BAD_SHARE, LINE_CATEGORY, LINE_FROM, UNSCANNED_SHARE
from vtr_lib.sample.world import ANY_SKU, ANY_SKU_OFF_THE_LINE, CARRIERS, SKUS, SKUS_OF, TOWNS, lanes

BAD_AT = start_of(day_number(BAD_FROM))
LINE_AT = start_of(day_number(LINE_FROM))
TAX_PER_CENT = 7
BESIDE = {
    sku: [other for other in SKUS_OF[sku.origin] if other is not sku and other.category != LINE_CATEGORY]
    for sku in SKUS
}
"""What is bought beside a SKU: from the same warehouse, and nothing that would move the category on the line."""


class Shop:
    """Makes orders one after the other; every id and number is new. Of a calm one no carrier breaks."""

    def __init__(self, dice: Dice, *, is_calm: bool = False):
        self.dice = dice
        self.is_calm = is_calm
        self.serial = dice.below(1_000_000)

    def next_serial(self) -> int:
        self.serial += 1
        return self.serial

    def order(
        self,
        at: int,
        *,
        sku: Sku | None = None,
        lane: Lane | None = None,
        town: Place | None = None,
        bought: int | None = None,
        handed: int | None = None,
        price: int | None = None,
        shipping: int | None = None,
        scans: list[Scan] | None = None,
    ) -> Order:
        """An order of one line in one package, confirmed at ``at``; what is not said falls by chance.

        ``handed`` is when the carrier gets the package. Scans that are given stand; else the way is a healthy one.
        """
        dice = self.dice
        sku = sku or (ANY_SKU_OFF_THE_LINE if at >= LINE_AT else ANY_SKU).draw(dice)
        lane = lane or lanes(sku).draw(dice)
        town = town or dice.pick(TOWNS)
        if bought is None:
            bought = at - dice.between(3 * HOUR, 40 * HOUR)
        if handed is None:
            handed = at + dice.between(HOUR, 4 * HOUR)
        if scans is None:
            scans = journey(dice, lane, handed, town)
        line = self.line(sku, price=price, shipping=shipping)
        promised = max(pacific_day(at), pacific_day(bought) + 2) + lane.promise_days
        order = Order(self.order_id(), bought, [line], town, pacific_day(bought) + 2, promised)
        order.packages.append(self.package(lane, at, [(line, line.quantity)], scans))
        return order

    def line(self, sku: Sku, quantity: int = 1, price: int | None = None, shipping: int | None = None) -> Line:
        price = sku.price * quantity if price is None else price
        shipping = 0 if shipping is None else shipping
        serial = self.next_serial()
        return Line(f"9{scatter(serial, 13)}", sku, quantity, price, (price + shipping) * TAX_PER_CENT // 100, shipping)

    def package(self, lane: Lane, at: int, contents: list[tuple[Line, int]], scans: list[Scan]) -> Package:
        carrier = CARRIERS[lane.carrier]
        number = MAKERS[lane.carrier](self.next_serial())
        package = Package(lane, lane.origin, carrier.name, "", lane.service, number, at, contents, scans)
        package.asked = self.aggregator(lane)
        return package

    def order_id(self) -> str:
        digits = scatter(self.next_serial(), 14)
        return f"999-{digits[:7]}-{digits[7:]}"

    def aggregator(self, lane: Lane) -> str:
        """Who is asked: mostly AfterShip at home and 17TRACK for what comes from abroad, sometimes both."""
        throw = self.dice.random()
        if throw < 0.03:
            return "both"
        return "aftership" if (throw < 0.95) == (lane.origin in ("US", "PR", "AS", "UM")) else "17track"

    def ordinary(self, at: int, most_packages: int = 1) -> Order:
        """An order as most are; a few have several lines, pieces, packages, a promotion, or are confirmed late."""
        dice = self.dice
        is_late = dice.chance(0.03)
        bought = at - dice.between(3 * DAY, 5 * DAY) if is_late else None
        handed = at - dice.between(HOUR, 5 * HOUR) if dice.chance(0.05) else None
        order = self.order(at, bought=bought, handed=handed)
        if is_late:
            order.promised -= 1
        package = order.packages[0]
        self._dress(order, most_packages)
        if self._goes_unscanned(package):
            package.scans = unscanned(dice, package.lane, at)
        return order

    def _goes_unscanned(self, package: Package) -> bool:
        is_bad = package.lane.carrier == BAD_CARRIER and package.confirmed >= BAD_AT
        return self.dice.chance(BAD_SHARE if is_bad and not self.is_calm else UNSCANNED_SHARE)

    def _dress(self, order: Order, most_packages: int) -> None:
        """Shipping, promotions, several pieces, several lines and several packages, by chance."""
        dice, package, line = self.dice, order.packages[0], order.lines[0]
        throw = dice.random()
        if throw < 0.10:
            order.lines = [self.line(line.sku, quantity=2)]
            package.contents = [(order.lines[0], 2)]
        elif throw < 0.17 and BESIDE[line.sku]:
            order.lines.append(self.line(dice.pick(BESIDE[line.sku])))
            package.contents = [(each, 1) for each in order.lines]
        elif throw < 0.27:
            line.shipping = 499 if line.sku.origin == "US" else 199
            line.tax = (line.price + line.shipping) * TAX_PER_CENT // 100
        elif throw < 0.34:
            line.promotion = line.price // 10
        is_divisible = len(package.contents) == 2 or package.contents[0][1] == 2
        if is_divisible and most_packages > 1 and dice.chance(0.2):
            self.split(order)

    def split(self, order: Order) -> None:
        """Send the second piece or the second line of an order in a package of its own."""
        package = order.packages[0]
        if len(package.contents) == 2:
            first, second = package.contents
        else:
            first = second = (package.contents[0][0], 1)
        package.contents = [first]
        handed = package.confirmed + self.dice.between(HOUR, 4 * HOUR)
        scans = journey(self.dice, package.lane, handed, order.town)
        order.packages.append(self.package(package.lane, package.confirmed + 60, [second], scans))
