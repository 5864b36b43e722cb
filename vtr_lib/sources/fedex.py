"""FedEx Track API: the scan events of each number, one record a number. A number may stand for several shipments."""

from collections.abc import Iterator

from vtr_lib.sources import documents, events
from vtr_lib.sources.documents import Document, Row, members, text
from vtr_lib.sources.reading import Reading

FORMAT, VERSION = "fedex", "1"


def records(tree: object) -> list | None:
    """The numbers' results in a tree, or None where there is none."""
    found = []
    for body in documents.bodies(tree):
        output = body.get("output", body)
        if isinstance(output, dict) and "completeTrackResults" in output:
            found.append(members(output, "completeTrackResults"))
    return [record for records in found for record in records] if found else None


def read(source: Document, results: list, zone: str) -> Reading:
    """The numbers' scans and origins. A number not found gives nothing: the answer does not say when it was given."""
    return events.trackings(source, FORMAT, VERSION, results, _flatten)


def _flatten(result: dict) -> Iterator[tuple[str, Row]]:
    for shipment in members(result, "trackResults"):
        number = text(result, "trackingNumber") or text(shipment, "trackingNumberInfo.trackingNumber")
        origin = text(shipment, "shipperInformation.address.countryCode")
        if origin:
            yield "origins", {"tracking": number, "origin": origin}
        for event in members(shipment, "scanEvents"):
            yield (
                "scans",
                events.scan(
                    [("fedex.eventType", text(event, "eventType"))],
                    None,
                    tracking=number,
                    scanned_at=text(event, "date"),
                    region=text(event, "scanLocation.stateOrProvinceCode"),
                    carrier="fedex",
                    country=text(event, "scanLocation.countryCode"),
                    city=text(event, "scanLocation.city"),
                    provider=FORMAT,
                ),
            )
