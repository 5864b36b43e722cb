"""USPS Web Tools, before its JSON: the events of a number in XML, one record a number. Times are those of the place.

Its oldest answers tell an event in a sentence; such a record is set aside.
"""

from collections.abc import Iterator

from vtr_lib.sources import events
from vtr_lib.sources.documents import Document, Row, at, members, text
from vtr_lib.sources.reading import Reading

FORMAT, VERSION = "usps_xml", "track-v2"
PARTS = ("TrackSummary", "TrackDetail")
SHAPES = ("%B %d, %Y %I:%M %p", "%B %d, %Y")
HOME = "US"


def records(tree: object) -> list | None:
    """The numbers in a tree, or None where there is none."""
    return members(tree, "TrackResponse.TrackInfo") or None


def read(source: Document, numbers: list, zone: str) -> Reading:
    """The numbers' scans. The answer does not say when it was given, so there is no snapshot."""
    return events.trackings(source, FORMAT, VERSION, numbers, _flatten)


def _flatten(info: dict) -> Iterator[tuple[str, Row]]:
    for event in (event for part in PARTS if at(info, part) for event in members(info, part)):
        told = " ".join(part for name in ("EventDate", "EventTime") if (part := text(event, name)))
        yield (
            "scans",
            events.scan(
                [("usps.eventCode", text(event, "EventCode"))],
                None,
                tracking=text(info, "@ID"),
                scanned_at=told or None,
                shapes=SHAPES,
                region=text(event, "EventState"),
                carrier="usps",
                country=text(event, "EventCountry") or HOME,
                city=text(event, "EventCity"),
                provider="usps",
            ),
        )
