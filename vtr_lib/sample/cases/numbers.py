"""Packages whose number is missing, wrong, late or another's."""

from datetime import date

from vtr_lib.sample.cases.case import BEFORE, SETTLED, Case
from vtr_lib.sample.cases.exempt import untracked
from vtr_lib.sample.cases.scans import scanned
from vtr_lib.sample.clock import DAY, HOUR
from vtr_lib.sample.model import Lane, Order, Package
from vtr_lib.sample.shop import Shop
from vtr_lib.sample.world import BY_SKU, lane

TYPED = ("AC-YARN", "BP-SOAP", "OP-NOTE", "SO-YOGA", "TG-PUZ-1K")
XPO = Lane("US", "xpo", "LTL Freight", 0, 0, 4, 8, 10)


def missing(shop: Shop, at: int) -> list[Order]:
    return untracked(shop.order(at, sku=BY_SKU["TG-PUZ-1K"]), is_exempt=False)


def freight_not_listed(shop: Shop, at: int) -> list[Order]:
    return untracked(shop.order(at, sku=BY_SKU["SO-YOGA"], lane=XPO, price=40000), is_exempt=False)


def wrongly_typed(fault: str, carrier: str, typed, asked: str = "refused"):
    """An order whose package goes well, under a number that nobody can find."""

    def make(shop: Shop, at: int) -> list[Order]:
        order = shop.order(at, sku=BY_SKU[shop.dice.pick(TYPED)], lane=lane("US", carrier), scans=[])
        package = order.packages[0]
        package.number, package.fault, package.asked = typed(package, order, shop), fault, asked
        return [order]

    return make


def as_float(package: Package, order: Order, shop: Shop) -> str:
    """What a spreadsheet shows of a number of 22 digits."""
    digits = package.number
    return f"{digits[0]}.{digits[1:6]}".rstrip("0") + f"E+{len(digits) - 1}"


def rounded(package: Package, order: Order, shop: Shop) -> str:
    """What a spreadsheet keeps of it."""
    return package.number[:15] + "0" * (len(package.number) - 15)


def mistyped(package: Package, order: Order, shop: Shop) -> str:
    """One digit of the serial number is another."""
    place = len(package.number) - shop.dice.between(3, 5)
    wrong = str((int(package.number[place]) + shop.dice.between(1, 4)) % 10)
    return package.number[:place] + wrong + package.number[place + 1 :]


def other_free_text(shop: Shop, at: int) -> list[Order]:
    order = shop.order(at, sku=BY_SKU["OP-PENS"], lane=lane("US", "ups"))
    package = order.packages[0]
    package.code, package.name, package.fault = "Other", "UPS", "id.other_free_text"
    return [order]


def wrong_carrier(shop: Shop, at: int) -> list[Order]:
    order = shop.order(at, sku=BY_SKU["BP-SOAP"], lane=lane("US", "ups"))
    package = order.packages[0]
    package.code, package.service, package.fault = "USPS", "USPS Ground Advantage", "id.wrong_carrier"
    return [order]


def confirmed_after_delivery(shop: Shop, at: int) -> list[Order]:
    order = shop.order(
        at, sku=BY_SKU["SO-ROPE"], lane=lane("US", "ups"), bought=at - 10 * DAY, handed=at - 8 * DAY + HOUR
    )
    order.promised = order.ship_by + 5
    order.packages[0].fault = "id.late"
    return [order]


def entered_after_delivery(shop: Shop, at: int) -> list[Order]:
    """Confirmed in time without a number, which follows in a dated second upload when the buyer has the package."""
    order = shop.order(at, sku=BY_SKU["AC-YARN"], lane=lane("US", "ups"))
    package = order.packages[0]
    package.first_typed, package.entered, package.entered_dated = "", at + 9 * DAY, True
    package.fault = "id.late"
    return [order]


def reused(confirmed: float, handed: float, delivered: float):
    """An order confirmed with the number of an older one, whose steps were so many days before."""

    def make(shop: Shop, at: int) -> list[Order]:
        way, before = lane("US", "ups"), at - int(confirmed * DAY)
        older = shop.order(before, sku=BY_SKU["BP-SOAP"], lane=way, scans=[])
        scanned(older, ("accept", confirmed - handed), ("delivered", confirmed - delivered))
        newer = shop.order(at, sku=BY_SKU["TG-DICE-7"], lane=way, bought=at - 6 * HOUR, scans=older.packages[0].scans)
        package = newer.packages[0]
        package.number, package.asked, package.fault = older.packages[0].number, "", "id.reused"
        return [older, newer]

    return make


def combined(shop: Shop, at: int) -> list[Order]:
    """Two orders of one buyer in one box, confirmed minutes apart."""
    first = shop.order(at, sku=BY_SKU["BP-COMB"], lane=lane("US", "fedex"))
    box = first.packages[0]
    second = shop.order(at + 300, sku=BY_SKU["BP-SOAP"], lane=box.lane, town=first.town, scans=box.scans)
    second.packages[0].number, second.packages[0].asked = box.number, ""
    return [first, second]


LATER = (date(2024, 12, 12), date(2025, 2, 8))

CASES = (
    Case("id.missing", 1, SETTLED, missing),
    Case("id.missing freight", 1, SETTLED, freight_not_listed),
    Case("id.mangled", 2, SETTLED, wrongly_typed("id.mangled", "usps", as_float)),
    Case("id.mangled rounded", 1, SETTLED, wrongly_typed("id.mangled", "usps", rounded)),
    Case("id.bad_characters Chinese", 1, SETTLED,
         wrongly_typed("id.bad_characters", "usps", lambda package, order, shop: f"运单号{package.number}")),
    Case("id.bad_characters symbol", 1, SETTLED,
         wrongly_typed("id.bad_characters", "ups", lambda package, order, shop: f"{package.number}★")),
    Case("id.other_free_text", 2, BEFORE, other_free_text),
    Case("id.wrong_carrier", 2, SETTLED, wrong_carrier),
    Case("id.bad_format typo", 1, SETTLED, wrongly_typed("id.bad_format", "ups", mistyped, "aftership")),
    Case("id.bad_format cut", 1, SETTLED,
         wrongly_typed("id.bad_format", "ups", lambda package, order, shop: package.number[:-4], "aftership")),
    Case("id.bad_format order id", 1, SETTLED,
         wrongly_typed("id.bad_format", "fedex", lambda package, order, shop: order.order_id)),
    Case("id.late confirmed", 2, SETTLED, confirmed_after_delivery),
    Case("id.late entered", 1, SETTLED, entered_after_delivery),
    Case("id.reused on the way", 1, LATER, reused(confirmed=3, handed=2.8, delivered=-1)),
    Case("id.reused after delivery", 1, LATER, reused(confirmed=9, handed=8.8, delivered=5)),
    Case("combined", 3, SETTLED, combined),
)  # fmt: skip
