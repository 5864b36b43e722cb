"""Packages that don't count: out of scope, or exempt by one of the clauses."""

from vtr_lib.sample.cases.case import BEFORE, SETTLED, SINCE, WHOLE, Case
from vtr_lib.sample.model import Lane, Order
from vtr_lib.sample.shop import Shop
from vtr_lib.sample.world import BY_SKU, TOWNS_ABROAD, lane

FREIGHT = Lane("US", "old-dominion", "LTL Freight", 0, 0, 4, 8, 10)
LETTERS = ("USPS First Class Mail envelopes", "USPS Standard Mail envelopes")


def untracked(order: Order, *, is_exempt: bool = True) -> list[Order]:
    """``order`` sent without a number, so that nobody can be asked."""
    package = order.packages[0]
    package.number, package.asked, package.scans = "", "", []
    package.is_exempt = is_exempt
    package.fault = "" if is_exempt else "id.missing"
    return [order]


def sent_abroad(shop: Shop, at: int) -> list[Order]:
    order = shop.order(at, sku=BY_SKU["SO-YOGA"], lane=lane("US", "ups"), town=shop.dice.pick(TOWNS_ABROAD))
    order.packages[0].is_exempt = True
    return [order]


def amazon_fulfilled(shop: Shop, at: int) -> list[Order]:
    order = shop.order(at, sku=BY_SKU["TG-DICE-7"], lane=lane("US", "ups"))
    order.channel, order.packages[0].is_exempt = "Amazon", True
    return [order]


def digital(shop: Shop, at: int) -> list[Order]:
    order = shop.order(at, sku=BY_SKU[shop.dice.pick(("AC-PDF", "AC-AUDIO"))])
    package = order.packages[0]
    package.code, package.name, package.service = "Other", "Digital Download", ""
    return untracked(order)


def freight(shop: Shop, at: int) -> list[Order]:
    order = shop.order(at, sku=BY_SKU["HK-RACK-2"], lane=FREIGHT, price=40000)
    package = order.packages[0]
    package.is_exempt, package.asked = True, shop.dice.pick(("", "17track"))
    return [order]


def letter(price: int | None, *, is_exempt: bool = True):
    """A sticker sheet in a stamped envelope."""

    def make(shop: Shop, at: int) -> list[Order]:
        order = shop.order(at, sku=BY_SKU["OP-STICK"], lane=lane("US", "usps"), price=price)
        order.packages[0].service = shop.dice.pick(LETTERS)
        return untracked(order, is_exempt=is_exempt)

    return make


def untracked_lane(sku: str, price: int | None, *services: str, is_exempt: bool = True):
    """A small packet from Britain or India by a service without tracking."""

    def make(shop: Shop, at: int) -> list[Order]:
        order = shop.order(at, sku=BY_SKU[sku], price=price)
        order.packages[0].service = shop.dice.pick(services)
        return untracked(order, is_exempt=is_exempt)

    return make


GB_SERVICES = ("Royal Mail International Standard", "International Untracked")
IN_SERVICES = ("India Post Small Packet", "International Untracked")

CASES = (
    Case("out_of_scope.abroad", 3, WHOLE, sent_abroad),
    Case("out_of_scope.amazon", 2, WHOLE, amazon_fulfilled),
    Case("exempt.digital", 4, WHOLE, digital),
    Case("exempt.freight", 4, WHOLE, freight),
    Case("exempt.letter_mail", 8, WHOLE, letter(None)),
    Case("exempt.letter_mail 9.99", 2, WHOLE, letter(999)),
    Case("letter 10.00", 1, SETTLED, letter(1000, is_exempt=False)),
    Case("exempt.untracked_lane GB", 4, SINCE, untracked_lane("BP-BALM", None, *GB_SERVICES)),
    Case("exempt.untracked_lane IN", 3, SINCE, untracked_lane("BP-OIL", None, *IN_SERVICES)),
    Case("exempt.untracked_lane GB 14.99", 2, SINCE, untracked_lane("BP-BALM", 1499, *GB_SERVICES)),
    Case("untracked GB 15.00 since", 1, SINCE, untracked_lane("BP-BALM", 1500, *GB_SERVICES, is_exempt=False)),
    Case("untracked GB 15.00 before", 1, BEFORE, untracked_lane("BP-BALM", 1500, *GB_SERVICES)),
)
