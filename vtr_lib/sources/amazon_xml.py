"""Amazon's XML envelopes: order reports and All Orders as downloaded, fulfilment as uploaded; one record a message.

Buyers and addresses stand in them, of which the country alone is read. An amount of an item is that of its line.
"""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from vtr_lib.sources import all_orders, confirmation, documents, events, marketplaces, order_line
from vtr_lib.sources.documents import Document, Row, at, members, text
from vtr_lib.sources.reading import Reading

FORMAT, VERSION = "amazon_xml", "1.01"
MESSAGES = ("OrderReport", "Order", "OrderFulfillment")
KINDS = order_line.KINDS | confirmation.KINDS


def records(tree: object) -> list | None:
    """The messages in an envelope, or None where there is none."""
    if not isinstance(tree, dict) or "AmazonEnvelope" not in tree:
        return None
    found = members(tree, "AmazonEnvelope.Message")
    return found if all(message.keys() & set(MESSAGES) for message in found) else None


def read(source: Document, messages: list, zone: str) -> Reading:
    """The messages' order lines and confirmations; days are those of ``zone``."""
    return documents.read(source, FORMAT, VERSION, messages, _flatten, KINDS, zone)


def _flatten(message: dict) -> Iterator[tuple[str, Row]]:
    for order in members(message, "OrderReport"):
        common = _order(order, "OrderDate", "FulfillmentData.Address.CountryCode") | {"fulfilment": "merchant"}
        for item in members(order, "Item"):
            yield "order_lines", common | _line(item) | _promoted(item)
    for order in members(message, "Order"):
        channel = (text(order, "FulfillmentData.FulfillmentChannel") or "").casefold()
        common = _order(order, "PurchaseDate", "FulfillmentData.Address.Country") | {
            "updated_at": text(order, "LastUpdatedDate"),
            "order_status": text(order, "OrderStatus"),
            "fulfilment": all_orders.FULFILMENT.get(channel),
        }
        for item in members(order, "OrderItem"):
            off = {
                "item_promotion_cents": _sum(members(item, "Promotion"), "ItemPromotionDiscount"),
                "ship_promotion_cents": _sum(members(item, "Promotion"), "ShipPromotionDiscount"),
            }
            yield "order_lines", common | _line(item) | off | {"item_status": text(item, "ItemStatus")}
    for sent in members(message, "OrderFulfillment"):
        package = _package(sent)
        for item in members(sent, "Item") or [{}]:
            packed = {"order_item_id": text(item, "AmazonOrderItemCode"), "quantity": text(item, "Quantity")}
            yield "confirmations", package | packed


def _order(order: dict, dated: str, country: str) -> Row:
    return {
        "order_id": text(order, "AmazonOrderID"),
        "merchant_order_id": events.coded(text(order, "MerchantOrderID")),
        "purchased_at": text(order, dated),
        "marketplace": marketplaces.BY_DOMAIN.get((text(order, "SalesChannel") or "").casefold()),
        "destination": text(order, country),
    }


def _line(item: dict) -> Row:
    amounts = {text(part, "Type"): at(part, "Amount") for part in members(item, "ItemPrice.Component")}
    principal = amounts.get("Principal")
    return {
        "order_item_id": text(item, "AmazonOrderItemCode"),
        "sku": text(item, "SKU"),
        "asin": text(item, "ASIN"),
        "quantity": text(item, "Quantity"),
        "currency": text(principal, "@currency"),
        "item_price_cents": text({"Amount": principal}, "Amount"),
        "shipping_price_cents": text({"Amount": amounts.get("Shipping")}, "Amount"),
    }


def _promoted(item: dict) -> Row:
    """What promotions took off, by what they took it off from."""
    parts = [part for promotion in members(item, "Promotion") for part in members(promotion, "Component")]
    return {
        name: _sum([part for part in parts if text(part, "Type") == kind], "Amount")
        for name, kind in (("item_promotion_cents", "Principal"), ("ship_promotion_cents", "Shipping"))
    }


def _sum(parts: list[dict], path: str) -> str | None:
    """The sum of amounts as text; of one that is no number the text itself, to be named as a fault."""
    amounts = [amount for part in parts if (amount := text(part, path))]
    try:
        return str(sum(map(Decimal, amounts))) if amounts else None
    except InvalidOperation:
        return next(amount for amount in amounts if not amount.replace(".", "").lstrip("-").isdigit())


def _package(sent: dict) -> Row:
    number = text(sent, "FulfillmentData.ShipperTrackingNumber") or text(sent, "ShipperTrackingNumber")
    return (
        {
            "order_id": text(sent, "AmazonOrderID"),
            "service": text(sent, "FulfillmentData.ShippingMethod"),
            "origin": text(sent, "ShipFromAddress.CountryCode"),
        }
        | confirmation.carrier(text(sent, "FulfillmentData.CarrierCode"), text(sent, "FulfillmentData.CarrierName"))
        | confirmation.number(number)
        | confirmation.dated(text(sent, "FulfillmentDate"))
    )
