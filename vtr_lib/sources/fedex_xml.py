"""FedEx tracking before its JSON: SOAP, the events of each shipment, one record a shipment."""

from collections.abc import Iterator

from vtr_lib.sources import events
from vtr_lib.sources.documents import Document, Row, at, members, text
from vtr_lib.sources.reading import Reading

FORMAT, VERSION = "fedex_xml", "track-v20"


def records(tree: object) -> list | None:
    """The shipments in a tree, or None where there is none."""
    reply = at(tree, "TrackReply") or at(tree, "Envelope.Body.TrackReply")
    found = [shipment for part in members(reply, "CompletedTrackDetails") for shipment in members(part, "TrackDetails")]
    return found or members(reply, "TrackDetails") or None


def read(source: Document, shipments: list, zone: str) -> Reading:
    """The shipments' scans. The answer does not say when it was given, so there is no snapshot."""
    return events.trackings(source, FORMAT, VERSION, shipments, _flatten)


def _flatten(shipment: dict) -> Iterator[tuple[str, Row]]:
    for event in members(shipment, "Events"):
        yield (
            "scans",
            events.scan(
                [("fedex.eventType", text(event, "EventType"))],
                None,
                tracking=text(shipment, "TrackingNumber"),
                scanned_at=text(event, "Timestamp"),
                region=text(event, "Address.StateOrProvinceCode"),
                carrier="fedex",
                country=text(event, "Address.CountryCode"),
                city=text(event, "Address.City"),
                provider="fedex",
            ),
        )
