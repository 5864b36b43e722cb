"""Amazon's All Orders report: tab-separated, unquoted, CRLF; one row for each order line."""

from pathlib import Path

from vtr_lib.sample.clock import plus
from vtr_lib.sample.files.amounts import money, money_or_blank
from vtr_lib.sample.model import Line, Order

SHIP_FROM = ("address-name", "address-field-1", "address-field-2", "address-field-3", "city", "state", "country",
             "postal-code")  # fmt: skip
COLUMNS = (
    "amazon-order-id", "merchant-order-id", "purchase-date", "last-updated-date", "order-status",
    "fulfillment-channel", "sales-channel", "order-channel", "ship-service-level", "product-name", "sku", "asin",
    "item-status", "quantity", "currency", "item-price", "item-tax", "shipping-price", "shipping-tax",
    "gift-wrap-price", "gift-wrap-tax", "item-promotion-discount", "ship-promotion-discount", "ship-city",
    "ship-state", "ship-postal-code", "ship-country", "promotion-ids", "is-business-order", "purchase-order-number",
    "price-designation",
    *(f"default-ship-from-{part}" for part in SHIP_FROM),
    *(f"actual-ship-from-{part}" for part in SHIP_FROM),
)  # fmt: skip
BEFORE, AFTER = COLUMNS.index("promotion-ids"), len(COLUMNS) - COLUMNS.index("promotion-ids") - 1


class AllOrders:
    """``all-orders.txt``"""

    def __init__(self, folder: Path, packages: int):
        self.path = folder / "all-orders.txt"
        self._file = self.path.open("w", encoding="utf-8", newline="")
        self._file.write("\t".join(COLUMNS) + "\r\n")

    def add(self, order: Order) -> None:
        for place, line in enumerate(order.lines):
            row = _row(order, line)
            self._file.write(row * 2 if order.is_doubled and not place else row)
        if order.is_continued:
            self._file.write(_continuation(order))

    def close(self) -> list[Path]:
        self._file.close()
        return [self.path]


def _continuation(order: Order) -> str:
    """A row that only carries a second promotion of the row above."""
    return "\t" * BEFORE + f"Example Second Promotion {order.order_id[-4:]}" + "\t" * AFTER + "\r\n"


def _row(order: Order, line: Line) -> str:
    package, town, sku = (order.packages or [None])[0], order.town, line.sku
    amounts = "\t\t\t"
    if order.is_priced:
        amounts = f"{money(line.price)}\t{money_or_blank(line.tax)}\t{money_or_blank(line.shipping)}\t"
    origin = package.lane.origin if package and order.is_origin_known else ""
    default = "US" if order.is_origin_known else ""
    is_business = order.order_id.endswith(("11", "22", "33"))
    status = order.status
    level = "Expedited" if package and package.lane.promise_days < 5 else "Standard"
    return (
        f"{order.order_id}\t\t{plus(order.bought)}\t{plus(package.confirmed if package else order.bought + 1800)}\t"
        f"{status}\t{order.channel}\t{order.sales_channel}\t\t{level}\t{sku.title}\t{sku.sku}\t{sku.asin}\t{status}\t"
        f"{line.quantity}\t{order.currency if order.is_priced else ''}\t{amounts}\t\t\t"
        f"{money_or_blank(line.promotion)}\t\t{town.city}\t{town.state}\t{town.postcode}\t{town.country}\t"
        f"{'Example Promotion' if line.promotion else ''}\t{'true' if is_business else 'false'}\t\t"
        f"{'Business Price' if is_business else ''}\t"
        f"\t\t\t\t\t\t{default}\t\t\t\t\t\t\t\t{origin}\t\r\n"
    )
