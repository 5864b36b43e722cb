"""Orders API v0: bodies of ``getOrders``, ``getOrder`` and ``getOrderItems``; and the XML answers of MWS before it.

They hold no tracking number. ``ItemPrice`` is the amount of the line. Buyers and addresses are not looked at but for
the country.
"""

from collections.abc import Iterator

from vtr_lib.sources import documents, marketplaces, order_line
from vtr_lib.sources.documents import Document, Row, at, members, text
from vtr_lib.sources.reading import Reading

FORMAT, VERSION = "orders_v0", "v0"
KINDS = {
    **order_line.KINDS,
    "api_orders": {
        "order_id": "identifier",
        "updated_at": "instant",
        "destination": "country",
        "ship_by_at": "instant",
        "promised_at": "instant",
        "default_origin": "origin",
    },
}
FULFILMENT = {"MFN": "merchant", "AFN": "amazon"}


def records(tree: object) -> list | None:
    """The orders, and the items of an order together, or None where it is no such answer."""
    found = []
    for body in _bodies(tree):
        if "Orders" in body:
            found += _listed(body["Orders"], "Order")
        elif "OrderItems" in body and "AmazonOrderId" in body:
            found.append(body | {"OrderItems": _listed(body["OrderItems"], "OrderItem")})
        elif "AmazonOrderId" in body and "OrderStatus" in body:
            found.append(body)
        else:
            return None
    return found if found and all(isinstance(each, dict) and "AmazonOrderId" in each for each in found) else None


def _bodies(tree: object) -> list[dict]:
    """The answers in a tree; those of MWS stand in ``…Response`` and ``…Result``."""
    found = []
    for body in documents.bodies(tree):
        for _ in range(2):
            wraps = [key for key in body if key.endswith(("Response", "Result"))]
            body = body[wraps[0]] if wraps and isinstance(body[wraps[0]], dict) else body
        found.append(body)
    return found


def _listed(value: object, name: str) -> list:
    """The members of a list, which in XML stands in elements of that name."""
    value = value[name] if isinstance(value, dict) and name in value else value
    return value if isinstance(value, list) else [] if value is None else [value]


def read(source: Document, found: list, zone: str) -> Reading:
    """The orders, and the lines of those whose items are told."""
    return documents.read(source, FORMAT, VERSION, found, _flatten, KINDS, zone)


def _flatten(body: dict) -> Iterator[tuple[str, Row]]:
    order_id = text(body, "AmazonOrderId")
    if "OrderStatus" in body:
        yield "api_orders", {"order_id": order_id} | _order(body)
    for item in members(body, "OrderItems"):
        yield "order_lines", {"order_id": order_id} | _line(item)


def _order(order: dict) -> Row:
    return {
        "updated_at": text(order, "LastUpdateDate"),
        "order_status": text(order, "OrderStatus"),
        "fulfilment": FULFILMENT.get(text(order, "FulfillmentChannel") or ""),
        "marketplace": marketplaces.BY_ID.get(text(order, "MarketplaceId") or ""),
        "destination": text(order, "ShippingAddress.CountryCode"),
        "ship_by_at": text(order, "LatestShipDate"),
        "promised_at": text(order, "LatestDeliveryDate"),
        "is_prime": at(order, "IsPrime") in (True, "true"),
        "default_origin": text(order, "DefaultShipFromLocationAddress.CountryCode"),
    }


def _line(item: dict) -> Row:
    return {
        "order_item_id": text(item, "OrderItemId"),
        "sku": text(item, "SellerSKU"),
        "asin": text(item, "ASIN"),
        "quantity": text(item, "QuantityOrdered"),
        "currency": text(item, "ItemPrice.CurrencyCode"),
        "item_price_cents": text(item, "ItemPrice.Amount"),
        "shipping_price_cents": text(item, "ShippingPrice.Amount"),
        "item_promotion_cents": text(item, "PromotionDiscount.Amount"),
        "ship_promotion_cents": text(item, "ShippingDiscount.Amount"),
    }
