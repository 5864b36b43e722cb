"""Packages with a good number and scans that are missing, late, one-sided or unclear; and Seller Fulfilled Prime."""

from datetime import date

from vtr_lib.sample.cases.case import DECEMBER, FROM_ABROAD, SETTLED, WITH_PROMISE, Case
from vtr_lib.sample.clock import DAY, HOUR, start_of
from vtr_lib.sample.journeys import known, unscanned
from vtr_lib.sample.model import Order, Scan
from vtr_lib.sample.shop import Shop
from vtr_lib.sample.world import BY_SKU, WAREHOUSES, lane


def scanned(order: Order, *steps: tuple[str, float]) -> list[Order]:
    """``order`` with just these scans: kind and days after the confirmation; the first two days are at the origin."""
    package, start = order.packages[0], WAREHOUSES[order.packages[0].lane.origin]
    package.scans = known(
        [
            Scan(package.confirmed + int(days * DAY), kind, start if days < 2 or kind == "returned" else order.town)
            for kind, days in steps
        ]
    )
    package.asked = package.asked or "17track"
    return [order]


def lamp(shop: Shop, at: int) -> Order:
    """13.99 USD from China: two scans are asked."""
    return shop.order(at, sku=BY_SKU["EL-LAMP"], lane=lane("CN", "yunexpress"))


def on_the_way(*steps: tuple[str, float]):
    """A lamp from China with just these scans."""
    return lambda shop, at: scanned(lamp(shop, at), *steps)


def delivered_late(days: int):
    """A lamp delivered ``days`` days after the promise."""

    def make(shop: Shop, at: int) -> list[Order]:
        order = lamp(shop, at)
        late = (start_of(order.promised + days) + 14 * HOUR - at) / DAY
        return scanned(order, ("accept", 0.3), ("arrive", late - 3), ("delivered", late))

    return make


def unclear(asked: str):
    """A package of which it is only said that it is on its way."""

    def make(shop: Shop, at: int) -> list[Order]:
        order = shop.order(at, sku=BY_SKU["EL-TIMER"], lane=lane("US", "usps"))
        order.packages[0].asked = asked
        return scanned(order, ("label", 0.1), ("transit", 1.2), ("transit", 2.4))

    return make


def never_asked(shop: Shop, at: int) -> list[Order]:
    order = shop.order(at, sku=BY_SKU["TG-TRAIN"], lane=lane("US", "fedex"))
    order.packages[0].asked = ""
    return [order]


def unknown_carrier(shop: Shop, at: int) -> list[Order]:
    order = shop.order(at, sku=BY_SKU["SO-YOGA"], lane=lane("US", "ups"), scans=[])
    package = order.packages[0]
    package.code, package.name, package.service = "Other", "Example Local Courier", "Same Day"
    package.number, package.asked = f"EX{package.number[-8:]}", "refused"
    return [order]


def late_and_unscanned(shop: Shop, at: int) -> list[Order]:
    order = shop.order(at, sku=BY_SKU["OP-PENS"], lane=lane("US", "usps"), bought=at - 5 * DAY)
    order.packages[0].scans = unscanned(shop.dice, order.packages[0].lane, at)
    return [order]


def taken_in_only(shop: Shop, at: int) -> list[Order]:
    order = shop.order(at, sku=BY_SKU["BP-SOAP"], lane=lane("US", "usps"))
    return scanned(order, ("accept", 0.2))


def came_back(shop: Shop, at: int) -> list[Order]:
    order = shop.order(at, sku=BY_SKU["BP-COMB"], lane=lane("US", "usps"))
    return scanned(order, ("accept", 0.2), ("attempt", 3.1), ("returning", 4.0), ("returned", 7.5))


def prime(sku: str, *, is_scanned: bool = True):
    def make(shop: Shop, at: int) -> list[Order]:
        order = shop.order(at, sku=BY_SKU[sku])
        order.is_prime = True
        if not is_scanned:
            order.packages[0].scans = []
        return [order]

    return make


PRIME = (date(2025, 1, 22), date(2025, 2, 25))
PRIME_FROM_DE = (date(2025, 1, 22), date(2025, 2, 3))

CASES = (
    Case("scan.none late", 2, SETTLED, late_and_unscanned),
    Case("scan.no_arrival", 2, FROM_ABROAD, on_the_way(("label", 0.1), ("delivered", 9.2))),
    Case("scan.no_delivery", 1, FROM_ABROAD, on_the_way(("accept", 0.3), ("depart", 1.1), ("arrive", 8.4))),
    Case("scan.no_delivery returned", 1, DECEMBER,
         on_the_way(("accept", 0.3), ("arrive", 8.4), ("returning", 12.0), ("returned", 26.0))),
    Case("scan.too_late", 2, WITH_PROMISE, delivered_late(17)),
    Case("16 days late", 2, WITH_PROMISE, delivered_late(16)),
    Case("attempted", 2, FROM_ABROAD, on_the_way(("accept", 0.3), ("arrive", 7.4), ("attempt", 9.3))),
    Case("returned at home", 2, SETTLED, came_back),
    Case("one scan at home", 2, SETTLED, taken_in_only),
    Case("unknown never asked", 2, SETTLED, never_asked),
    Case("unknown 17TRACK", 1, SETTLED, unclear("17track")),
    Case("unknown AfterShip", 1, SETTLED, unclear("aftership")),
    Case("unknown carrier", 1, SETTLED, unknown_carrier),
    Case("Prime", 10, PRIME, prime("AC-NEEDL")),
    Case("Prime from DE", 2, PRIME_FROM_DE, prime("BP-CREAM")),
    Case("Prime from DE, scan.none", 1, PRIME_FROM_DE, prime("TG-DOLLS", is_scanned=False)),
)  # fmt: skip
