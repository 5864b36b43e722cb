"""DHL Unified tracking: the events of a shipment, one record a shipment. Times often lack their offset.

A code says what happened; the words beside it contradict it in DHL's own examples and are not read.
"""

from collections.abc import Iterator

from vtr_lib.sources import documents, events
from vtr_lib.sources.documents import Document, Row, members, text
from vtr_lib.sources.reading import Reading
from vtr_lib.tracking import carriers

FORMAT, VERSION = "dhl", "unified"
SERVICES = {"express": "DHL Express", "parcel-de": "DHL Paket", "ecommerce": "DHL eCommerce"}


def records(tree: object) -> list | None:
    """The shipments in a tree, or None where there is none."""
    found = []
    for body in documents.bodies(tree):
        shipments = members(body, "shipments") if isinstance(body.get("shipments"), list) else []
        if not all("id" in each and "status" in each and "service" in each for each in shipments):
            return None
        found += shipments
    return found or None


def read(source: Document, shipments: list, zone: str) -> Reading:
    """The shipments' scans and origins. The answer does not say when it was given, so there is no snapshot."""
    return events.trackings(source, FORMAT, VERSION, shipments, _flatten)


def _flatten(shipment: dict) -> Iterator[tuple[str, Row]]:
    number = text(shipment, "id")
    service = next(
        (name for sign, name in SERVICES.items() if (text(shipment, "service") or "").startswith(sign)), None
    )
    yield "origins", {"tracking": number, "origin": text(shipment, "origin.address.countryCode")}
    for event in members(shipment, "events"):
        yield (
            "scans",
            events.scan(
                [("dhl_unified.statusCode", text(event, "statusCode"))],
                None,
                tracking=number,
                scanned_at=text(event, "timestamp"),
                carrier=carriers.slug_of(service),
                country=text(event, "location.address.countryCode"),
                provider=FORMAT,
            ),
        )
