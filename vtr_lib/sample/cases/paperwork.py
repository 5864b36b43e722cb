"""Orders and uploads that are odd on paper, and the category that stands exactly on the line."""

from datetime import date

from vtr_lib.sample.cases.case import BEFORE, DECEMBER, SETTLED, SINCE, WHOLE, Case
from vtr_lib.sample.cases.exempt import untracked
from vtr_lib.sample.clock import DAY
from vtr_lib.sample.journeys import unscanned
from vtr_lib.sample.model import Order
from vtr_lib.sample.shop import Shop
from vtr_lib.sample.story import LINE_CATEGORY
from vtr_lib.sample.world import BY_SKU, SKUS, lane

LINE_SKUS = tuple(sku for sku in SKUS if sku.category == LINE_CATEGORY)


def without_package(status: str, **changes: object):
    """An order that was never confirmed."""

    def make(shop: Shop, at: int) -> list[Order]:
        order = shop.order(at, scans=[])
        order.status, order.packages = status, []
        for name, value in changes.items():
            setattr(order, name, value)
        return [order]

    return make


def multi_channel(shop: Shop, at: int) -> list[Order]:
    """Sold elsewhere, sent by Amazon: Amazon's report lists it all the same."""
    [order] = without_package("Shipped", channel="Amazon", sales_channel="Non-Amazon")(shop, at)
    order.order_id = f"S01-{order.order_id[4:]}"
    return [order]


def ordinary(**changes: object):
    """An ordinary order with some of its fields changed."""

    def make(shop: Shop, at: int) -> list[Order]:
        order = shop.order(at)
        for name, value in changes.items():
            setattr(order, name, value)
        return [order]

    return make


def two_pieces_apart(shop: Shop, at: int) -> list[Order]:
    order = shop.order(at, sku=BY_SKU["TG-PUZ-1K"], lane=lane("US", "fedex"))
    order.lines = [shop.line(order.lines[0].sku, quantity=2)]
    order.packages[0].contents = [(order.lines[0], 2)]
    shop.split(order)
    return [order]


def three_lines(shop: Shop, at: int) -> list[Order]:
    order = shop.order(at, sku=BY_SKU["SO-YOGA"], lane=lane("US", "ups"))
    order.lines += [shop.line(BY_SKU["SO-ROPE"]), shop.line(BY_SKU["OP-PENS"], quantity=3)]
    order.packages[0].contents = [(line, line.quantity) for line in order.lines]
    return [order]


def uploaded_again(shop: Shop, at: int) -> list[Order]:
    """First with another number, put right the day after."""
    order = shop.order(at, sku=BY_SKU["AC-YARN"], lane=lane("US", "ups"))
    package = order.packages[0]
    package.first_typed, package.entered = package.number[:-2], at + DAY
    return [order]


def deleted(shop: Shop, at: int) -> list[Order]:
    """Uploaded with a number, which a later upload takes away by the word NULL."""
    order = shop.order(at, sku=BY_SKU["AC-NEEDL"], lane=lane("US", "ups"))
    package = order.packages[0]
    package.first_typed, package.typed, package.entered = package.number, "NULL", at + DAY
    return untracked(order, is_exempt=False)


def spelt(spell):
    """A good number written in another way; the carriers know it in the usual one."""

    def make(shop: Shop, at: int) -> list[Order]:
        order = shop.order(at, sku=BY_SKU["EL-TIMER"], lane=lane("US", "usps"))
        order.packages[0].typed = spell(order.packages[0].number)
        return [order]

    return make


def origin_not_said(shop: Shop, at: int) -> list[Order]:
    """No ship-from country in any file."""
    order = shop.order(at, sku=BY_SKU["HK-MUG-04"], lane=lane("US", "fedex"))
    order.is_origin_known, order.packages[0].origin = False, ""
    return [order]


def canadian_dollars(shop: Shop, at: int) -> list[Order]:
    order = shop.order(at, sku=BY_SKU["SO-GLOVE"])
    order.currency = "CAD"
    return [order]


def disputed(shop: Shop, at: int) -> list[Order]:
    """Delivered by the scans; Amazon says there is no delivery scan."""
    order = shop.order(at, sku=BY_SKU["EL-HUB-4"], lane=lane("CN", "4px"))
    order.packages[0].is_disputed = True
    return [order]


def overlooked(shop: Shop, at: int) -> list[Order]:
    """Never scanned, yet not among the defects Amazon lists."""
    order = shop.order(at, sku=BY_SKU["SO-ROPE"], lane=lane("US", "fedex"), scans=[])
    order.packages[0].is_disputed = True
    return [order]


def on_the_line(*, is_valid: bool):
    def make(shop: Shop, at: int) -> list[Order]:
        order = shop.order(at, sku=shop.dice.pick(LINE_SKUS), lane=lane("US", "ups"))
        if not is_valid:
            order.packages[0].scans = unscanned(shop.dice, order.packages[0].lane, at)
        return [order]

    return make


LINE = (date(2025, 1, 30), date(2025, 2, 16))
LINE_SETTLED = (date(2025, 1, 30), date(2025, 2, 4))
AMAZON = (date(2025, 1, 16), date(2025, 1, 22))
LAST = (date(2025, 2, 26), date(2025, 2, 27))

CASES = (
    Case("never confirmed", 5, LAST, without_package("Unshipped")),
    Case("never confirmed, old", 2, SETTLED, without_package("Unshipped")),
    Case("cancelled", 12, WHOLE, without_package("Cancelled")),
    Case("pending", 4, LAST, without_package("Pending", is_priced=False)),
    Case("by Amazon", 12, WHOLE, without_package("Shipped", channel="Amazon")),
    Case("S01", 3, WHOLE, multi_channel),
    Case("two packages", 6, WHOLE, two_pieces_apart),
    Case("three lines", 4, WHOLE, three_lines),
    Case("uploaded again", 4, WHOLE, uploaded_again),
    Case("NULL", 1, DECEMBER, deleted),
    Case("number with blanks", 3, WHOLE, spelt(lambda number: " ".join(number[i : i + 4] for i in range(0, 22, 4)))),
    Case("number with dashes", 2, WHOLE, spelt(lambda number: f"{number[:4]}-{number[4:]}")),
    Case("row twice", 2, WHOLE, ordinary(is_doubled=True)),
    Case("continuation row", 4, WHOLE, ordinary(is_continued=True)),
    Case("origin unknown", 2, BEFORE, origin_not_said),
    Case("in CAD", 2, SINCE, canadian_dollars),
    Case("Amazon says no", 2, AMAZON, disputed),
    Case("Amazon overlooks", 1, AMAZON, overlooked),
    Case("on the line, valid", 2, LINE, on_the_line(is_valid=True), each=19),
    Case("on the line, defect", 2, LINE_SETTLED, on_the_line(is_valid=False)),
)
