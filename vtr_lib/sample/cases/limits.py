"""Values exactly on, and one cent below, the limits of 5 and 15 dollars, under both rules."""

from vtr_lib.sample.cases.case import BEFORE, SINCE, Case
from vtr_lib.sample.cases.scans import scanned
from vtr_lib.sample.model import Order
from vtr_lib.sample.shop import Shop
from vtr_lib.sample.world import BY_SKU

ONE = (("accept", 0.4), ("arrive", 5.2))
TWO = (*ONE, ("delivered", 7.5))

ROWS = (  # name, SKU, price, shipping, promotion, tax (None: 7 %), scans
    ("CN 4.99, one scan", "EL-CABLE", 499, 0, 0, None, ONE),
    ("CN 5.00, one scan", "EL-CABLE", 500, 0, 0, None, ONE),
    ("CN 5.00, two scans", "EL-CABLE", 500, 0, 0, None, TWO),
    ("CN 4.90 + 0.40 tax, one scan", "EL-CABLE", 490, 0, 0, 40, ONE),
    ("CN 5.40 - 0.41 promotion, one scan", "EL-CABLE", 540, 0, 41, None, ONE),
    ("CA 4.99, one scan", "SO-SYRUP", 499, 0, 0, None, ONE),
    ("CA 5.00, one scan", "SO-SYRUP", 500, 0, 0, None, ONE),
    ("AS 5.00, one scan", "SO-SNORK", 500, 0, 0, None, ONE),
    ("UM 5.00, one scan", "AC-SHELL", 500, 0, 0, None, ONE),
    ("GB 14.99, one scan", "BP-BALM", 1499, 0, 0, None, ONE),
    ("GB 15.00, one scan", "BP-BALM", 1500, 0, 0, None, ONE),
    ("IN 14.99, one scan", "BP-OIL", 1499, 0, 0, None, ONE),
    ("IN 15.00, one scan", "BP-OIL", 1500, 0, 0, None, ONE),
    ("IN 15.00, two scans", "BP-OIL", 1500, 0, 0, None, TWO),
)


def priced(sku: str, price: int, shipping: int, promotion: int, tax: int | None, steps: tuple):
    """An order of one piece at just this price with just these scans."""

    def make(shop: Shop, at: int) -> list[Order]:
        order = shop.order(at, sku=BY_SKU[sku], price=price, shipping=shipping)
        line = order.lines[0]
        line.promotion, line.tax = promotion, line.tax if tax is None else tax
        return scanned(order, *steps)

    return make


CASES = (
    Case("CN 4.00 + 1.00 shipping, one scan", 1, BEFORE, priced("EL-CABLE", 400, 100, 0, None, ONE)),
    *(
        Case(f"{name}, {era}", 1, span, priced(*row))
        for name, *row in ROWS
        for era, span in (("before", BEFORE), ("since", SINCE))
    ),
)
