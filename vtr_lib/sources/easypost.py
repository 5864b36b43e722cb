"""EasyPost trackers: one, a list, inside a webhook's event or a shipment; one record a tracker.

``status_detail`` is finer than ``status``, but often only ``status_update``. A label's event has a city too.
"""

from collections.abc import Iterator

from vtr_lib.sources import documents, events
from vtr_lib.sources.documents import Document, Row, at, members, text
from vtr_lib.sources.reading import Reading
from vtr_lib.tracking import carriers

FORMAT, VERSION = "easypost", "2"


def records(tree: object) -> list | None:
    """The trackers in a tree, or None where there is none."""
    found = [held for body in documents.bodies(tree) if (held := _held(body)) is not None]
    return [record for held in found for record in held] if found else None


def _held(body: dict) -> list | None:
    if isinstance(body.get("trackers"), list):
        return body["trackers"]
    if isinstance(body.get("events"), list) and body["events"]:
        inside = [_held(each) for each in body["events"] if isinstance(each, dict)]
        return [record for held in inside if held for record in held] if any(inside) else None
    for each in (body, body.get("result"), body.get("tracker")):
        if isinstance(each, dict) and "tracking_code" in each and "tracking_details" in each:
            return [each]
    return None


def read(source: Document, trackers: list, zone: str) -> Reading:
    """The trackers' scans, snapshots and origins. All that happens to a parcel sent back is of the return leg."""
    return events.trackings(source, FORMAT, VERSION, trackers, _flatten)


def _flatten(record: dict) -> Iterator[tuple[str, Row]]:
    number, carrier = text(record, "tracking_code"), carriers.by_code(text(record, "carrier"))
    yield "origins", {"tracking": number, "origin": text(record, "carrier_detail.origin_tracking_location.country")}
    yield from events.snapshot(number, text(record, "updated_at"), FORMAT, text(record, "status"))
    for event in members(record, "tracking_details"):
        codes = [("easypost.status_detail", text(event, "status_detail")), ("easypost.status", text(event, "status"))]
        row = events.scan(
            codes,
            text(event, "message"),
            tracking=number,
            scanned_at=text(event, "datetime"),
            region=text(event, "tracking_location.state"),
            carrier=carriers.by_code(text(event, "source")) or carrier,
            country=text(event, "tracking_location.country"),
            city=text(event, "tracking_location.city"),
            provider=FORMAT,
        )
        yield "scans", row | ({"leg": "return"} if at(record, "is_return") is True else {})
