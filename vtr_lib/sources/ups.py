"""UPS Track API: the activities of each package, one record a shipment. Times are those of the clock of the place."""

from collections.abc import Iterator

from vtr_lib.sources import documents, events
from vtr_lib.sources.documents import Document, Row, members, text
from vtr_lib.sources.reading import Reading

FORMAT, VERSION = "ups", "1"
SHAPES = ("%Y%m%d %H%M%S", "%Y%m%d %H:%M:%S", "%Y%m%d")


def records(tree: object) -> list | None:
    """The shipments in a tree, or None where there is none."""
    found = [body["trackResponse"] for body in documents.bodies(tree) if isinstance(body.get("trackResponse"), dict)]
    return [shipment for answer in found for shipment in members(answer, "shipment")] if found else None


def read(source: Document, shipments: list, zone: str) -> Reading:
    """The packages' scans; the numbers that others give to a parcel as aliases. A number not found gives nothing."""
    return events.trackings(source, FORMAT, VERSION, shipments, _flatten)


def _flatten(shipment: dict) -> Iterator[tuple[str, Row]]:
    for package in members(shipment, "package"):
        number = text(package, "trackingNumber") or text(shipment, "inquiryNumber")
        for other in members(package, "alternateTrackingNumber"):
            yield "aliases", {"tracking": text(other, "number"), "alias_of": number, "source": FORMAT}
        for activity in members(package, "activity"):
            at, zone = _clock(activity)
            place = "location.address"
            yield (
                "scans",
                events.scan(
                    [("ups.status.type", text(activity, "status.type"))],
                    None,
                    tracking=number,
                    scanned_at=at,
                    zone=zone,
                    shapes=SHAPES,
                    region=text(activity, f"{place}.stateProvince"),
                    carrier="ups",
                    country=text(activity, "location.address.countryCode")
                    or text(activity, "location.address.country"),
                    city=text(activity, f"{place}.city"),
                    provider=FORMAT,
                ),
            )


def _clock(activity: dict) -> tuple[str | None, str | None]:
    """Time and zone of an activity: in UTC where that is told, as newer answers do, else by the clock of the place."""
    if text(activity, "gmtDate") and text(activity, "gmtTime"):
        return f"{text(activity, 'gmtDate')} {text(activity, 'gmtTime')}", "UTC"
    told = f"{text(activity, 'date') or ''} {text(activity, 'time') or ''}".strip()
    return told or None, None
