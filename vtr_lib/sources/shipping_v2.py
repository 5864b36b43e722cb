"""Amazon Shipping V2 ``getTracking``: the scans of a label bought by Buy Shipping, one record a number.

The answer does not say when it was given, so there is no snapshot. What happens on the way back is of the return leg.
"""

from collections.abc import Iterator

from vtr_lib.sources import documents, events
from vtr_lib.sources.documents import Document, Row, members, text
from vtr_lib.sources.reading import Reading

FORMAT, VERSION = "shipping_v2", "v2"


def records(tree: object) -> list | None:
    """The answers in a tree, or None where there is none."""
    found = [body for body in documents.bodies(tree) if "trackingId" in body and "eventHistory" in body]
    return found or None


def read(source: Document, found: list, zone: str) -> Reading:
    """The numbers' scans and labels. ``alternateLegTrackingId`` is the way back's own number and no alias."""
    return events.trackings(source, FORMAT, VERSION, found, _flatten)


def _flatten(body: dict) -> Iterator[tuple[str, Row]]:
    number = text(body, "trackingId")
    yield (
        "labels",
        {"tracking": number, "is_label_bought": True, "estimated_at": text(body, "promisedDeliveryDate")},
    )
    for event in members(body, "eventHistory"):
        row = events.scan(
            [("amazon.shipping_v2.eventCode", text(event, "eventCode"))],
            None,
            tracking=number,
            scanned_at=text(event, "eventTime"),
            region=text(event, "location.stateOrRegion"),
            country=text(event, "location.countryCode"),
            city=text(event, "location.city"),
            provider=FORMAT,
        )
        is_return = (text(event, "shipmentType") or "").upper() == "RETURNS"
        yield "scans", row | ({"leg": "return"} if is_return else {})
