"""Bodies of ``confirmShipment`` (Orders API v0): what a program told Amazon of one package.

The body itself does not hold the order's id, which is part of the address it is sent to: it is taken from what stands
around the body, as a recorded request or a log has it.
"""

from collections.abc import Iterator

from vtr_lib.sources import confirmation, documents
from vtr_lib.sources.documents import Document, Row, at, members, text
from vtr_lib.sources.reading import Reading

FORMAT, VERSION = "confirm_shipment", "v0"
ORDER_IDS = ("orderId", "order_id", "AmazonOrderId", "amazonOrderId", "parameters.orderId", "parameters.orderId.value")


def records(tree: object) -> list | None:
    """The confirmations in a tree, each with its ``orderId``, or None where there is none."""
    found = list(_found(tree, {}))
    return found or None


def _found(tree: object, around: dict) -> Iterator[dict]:
    if isinstance(tree, list):
        for member in tree:
            yield from _found(member, around)
    elif isinstance(tree, dict):
        around = around | {"orderId": _order_id(tree) or around.get("orderId")}
        if isinstance(tree.get("packageDetail"), dict):
            yield tree | around
            return
        for wrap in ("request", "parameters", "body", "value", "payload"):
            yield from _found(tree.get(wrap), around)


def _order_id(tree: dict) -> str | None:
    for path in ORDER_IDS:
        value = tree
        for step in path.split("."):
            value = value.get(step) if isinstance(value, dict) else None
        if isinstance(value, str):
            return value
    return None


def read(source: Document, found: list, zone: str) -> Reading:
    """The confirmations, one row an item of a package; days are those of ``zone``."""
    return documents.read(source, FORMAT, VERSION, found, _flatten, confirmation.KINDS, zone)


def _flatten(body: dict) -> Iterator[tuple[str, Row]]:
    package = at(body, "packageDetail")
    common = (
        {"order_id": text(body, "orderId"), "service": text(package, "shippingMethod")}
        | confirmation.carrier(text(package, "carrierCode"), text(package, "carrierName"))
        | confirmation.number(text(package, "trackingNumber"))
        | confirmation.dated(text(package, "shipDate"))
    )
    for item in members(package, "orderItems") or [{}]:
        packed = {"order_item_id": text(item, "orderItemId"), "quantity": text(item, "quantity")}
        yield "confirmations", common | packed
