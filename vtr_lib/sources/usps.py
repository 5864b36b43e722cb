"""USPS tracking API v3: the events of a number, one record a number."""

from collections.abc import Iterator

from vtr_lib.sources import documents, events
from vtr_lib.sources.documents import Document, Row, members, text
from vtr_lib.sources.reading import Reading

FORMAT, VERSION = "usps", "3"
HOME = "US"


def records(tree: object) -> list | None:
    """The answers in a tree, or None where there is none."""
    found = [body for body in documents.bodies(tree) if "trackingNumber" in body and "trackingEvents" in body]
    told = [event for body in found for event in members(body, "trackingEvents")]
    # Amazon's answer on its own fulfilment has the same two keys.
    is_usps = all("eventType" in event for event in told) and all("packageNumber" not in body for body in found)
    return found if found and is_usps else None


def read(source: Document, found: list, zone: str) -> Reading:
    """The numbers' scans. The answer does not say when it was given, so there is no snapshot."""
    return events.trackings(source, FORMAT, VERSION, found, _flatten)


def _flatten(body: dict) -> Iterator[tuple[str, Row]]:
    number = text(body, "trackingNumber")
    for event in members(body, "trackingEvents"):
        local, offset = text(event, "eventTimestamp"), text(event, "GMTOffset")
        country = text(event, "eventCountry") or HOME
        yield (
            "scans",
            events.scan(
                [("usps.eventCode", text(event, "eventCode"))],
                None,
                tracking=number,
                scanned_at=text(event, "GMTTimestamp") or (local and f"{local}{offset or ''}"),
                zone="UTC" if text(event, "GMTTimestamp") else None,
                region=text(event, "eventState"),
                carrier="usps",
                country=country,
                city=text(event, "eventCity"),
                provider=FORMAT,
            ),
        )
