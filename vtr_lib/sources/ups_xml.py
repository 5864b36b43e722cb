"""UPS tracking before its JSON: XML or SOAP, the activities of each package, one record a shipment."""

from collections.abc import Iterator

from vtr_lib.sources import events
from vtr_lib.sources.documents import Document, Row, at, either, members, text
from vtr_lib.sources.reading import Reading
from vtr_lib.sources.ups import SHAPES

FORMAT, VERSION = "ups_xml", "1"
PLACE = "ActivityLocation.Address"


def records(tree: object) -> list | None:
    """The shipments in a tree, or None where there is none."""
    answer = at(tree, "TrackResponse") or at(tree, "Envelope.Body.TrackResponse")
    return members(answer, "Shipment") or None


def read(source: Document, shipments: list, zone: str) -> Reading:
    """The packages' scans, by the clock of their places. The answer does not say when it was given."""
    return events.trackings(source, FORMAT, VERSION, shipments, _flatten)


def _flatten(shipment: dict) -> Iterator[tuple[str, Row]]:
    for package in members(shipment, "Package"):
        for activity in members(package, "Activity"):
            told = " ".join(part for name in ("Date", "Time") if (part := text(activity, name)))
            yield (
                "scans",
                events.scan(
                    [("ups.status.type", either(activity, "Status.StatusType.Code", "Status.Type"))],
                    None,
                    tracking=text(package, "TrackingNumber"),
                    scanned_at=told or None,
                    shapes=SHAPES,
                    region=text(activity, f"{PLACE}.StateProvinceCode"),
                    carrier="ups",
                    country=text(activity, f"{PLACE}.CountryCode"),
                    city=text(activity, f"{PLACE}.City"),
                    provider="ups",
                ),
            )
