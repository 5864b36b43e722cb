"""Orders API 2026-01-01: bodies of ``searchOrders`` and ``getOrder``, one record an order, with its packages.

Asked for without buyer and recipient they hold no personal data; where they do hold some, it is not looked at.
"""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from vtr_lib.sources import documents, marketplaces, order_line
from vtr_lib.sources.documents import Document, Row, at, members, text
from vtr_lib.sources.reading import Reading

FORMAT, VERSION = "orders_api", "2026-01-01"
KINDS = {
    **order_line.KINDS,
    "api_packages": {
        "order_id": "identifier",
        "package_ref": "identifier",
        "updated_at": "instant",
        "confirmed_at": "instant",
        "carrier_raw": "text",
        "service": "text",
        "tracking_raw": "number",
        "origin": "origin",
        "order_item_id": "identifier",
        "quantity": "count",
    },
    "api_orders": {
        "order_id": "identifier",
        "updated_at": "instant",
        "destination": "country",
        "ship_by_at": "instant",
        "promised_at": "instant",
    },
}
FULFILMENT = {"MERCHANT": "merchant", "AMAZON": "amazon"}


def records(tree: object) -> list | None:
    """The orders in a tree, or None where it is no answer of this API."""
    found = [body for body in documents.bodies(tree) if "orders" in body or "order" in body]
    orders = [order for body in found for order in (members(body, "orders") if "orders" in body else [body["order"]])]
    return orders if found and all(isinstance(order, dict) and "orderId" in order for order in orders) else None


def read(source: Document, orders: list, zone: str) -> Reading:
    """The orders' lines and packages, one row an item of each package."""
    return documents.read(source, FORMAT, VERSION, orders, _flatten, KINDS)


def _flatten(order: dict) -> Iterator[tuple[str, Row]]:
    common = {"order_id": text(order, "orderId"), "updated_at": text(order, "lastUpdatedTime")}
    destination = text(order, "recipient.deliveryAddress.countryCode")
    status = text(order, "fulfillment.fulfillmentStatus")
    around = {
        "order_status": status,
        "fulfilment": FULFILMENT.get(text(order, "fulfillment.fulfilledBy") or ""),
        "marketplace": marketplaces.BY_ID.get(text(order, "salesChannel.marketplaceId") or ""),
        "destination": destination,
    }
    yield (
        "api_orders",
        common
        | around
        | {
            "ship_by_at": text(order, "fulfillment.shipByWindow.latestDateTime"),
            "promised_at": text(order, "fulfillment.deliverByWindow.latestDateTime"),
            "is_prime": "PRIME" in programs if isinstance(programs := at(order, "programs"), list) else False,
        },
    )
    for item in members(order, "orderItems"):
        yield "order_lines", common | around | {"purchased_at": text(order, "createdTime")} | _line(item)
    for package in members(order, "packages"):
        for packed in members(package, "packageItems") or [{}]:
            yield (
                "api_packages",
                common
                | _package(package)
                | {
                    "order_item_id": text(packed, "orderItemId"),
                    "quantity": text(packed, "quantity"),
                },
            )


def _package(package: dict) -> Row:
    return {
        "package_ref": text(package, "packageReferenceId"),
        "confirmed_at": text(package, "createdTime") or text(package, "shipTime"),
        "carrier_raw": text(package, "carrier"),
        "service": text(package, "shippingService"),
        "tracking_raw": text(package, "trackingNumber"),
        "origin": text(package, "shipFromAddress.countryCode"),
        "status": text(package, "packageStatus.status"),
    }


def _line(item: dict) -> Row:
    quantity = text(item, "quantityOrdered")
    sums = {text(part, "type"): at(part, "subtotal") for part in members(item, "proceeds.breakdowns")}
    unit = at(item, "product.price.unitPrice")
    price = text(sums.get("ITEM"), "amount") or _times(text(unit, "amount"), quantity)
    return {
        "order_item_id": text(item, "orderItemId"),
        "sku": text(item, "product.sellerSku"),
        "asin": text(item, "product.asin"),
        "quantity": quantity,
        "currency": text(sums.get("ITEM"), "currencyCode") or text(unit, "currencyCode"),
        "item_price_cents": price,
        "shipping_price_cents": text(sums.get("SHIPPING"), "amount"),
        "item_promotion_cents": text(sums.get("DISCOUNT"), "amount"),
    }


def _times(amount: str | None, quantity: str | None) -> str | None:
    """A unit price as the price of the line; what is no number stays as it is, to be named as a fault."""
    try:
        return str(Decimal(amount) * int(quantity))
    except (InvalidOperation, TypeError, ValueError):
        return amount
