"""AfterShip tracking API, v4 and dated versions: one, several or the last checkpoint of a tracking; and its webhook."""

from collections.abc import Iterator

from vtr_lib.sources import documents, events
from vtr_lib.sources.documents import Document, Row, at, members, text
from vtr_lib.sources.reading import Reading
from vtr_lib.tracking import carriers

FORMAT, VERSION = "aftership", "4"


def records(tree: object) -> list | None:
    """The trackings in a tree, or None where it is no such answer."""
    found = []
    for body in documents.bodies(tree):
        data = body.get("data", body.get("msg"))
        if not isinstance(data, dict):
            continue
        if isinstance(data.get("trackings"), list):
            found.append(data["trackings"])
        elif isinstance(data.get("tracking"), dict):
            found.append([data["tracking"]])
        elif "tracking_number" in data and data.keys() & {"checkpoints", "checkpoint"}:
            found.append([data])
    return [record for records in found for record in records] if found else None


def read(source: Document, trackings: list, zone: str) -> Reading:
    """The trackings' scans, snapshots and origins."""
    return events.trackings(source, FORMAT, VERSION, trackings, _flatten)


def _flatten(record: dict) -> Iterator[tuple[str, Row]]:
    number = text(record, "tracking_number")
    carrier = carriers.by_aftership(text(record, "slug")) if text(record, "slug") else None
    origin = text(record, "origin_country_iso3") or text(record, "origin_country_region")
    yield "origins", {"tracking": number, "origin": origin}
    last = at(record, "checkpoint")
    checked_at = text(record, "last_updated_at") or text(record, "updated_at") or text(last, "created_at")
    if checked_at:
        status = events.coded(text(record, "tag"))
        yield "snapshots", {"tracking": number, "checked_at": checked_at, "provider": "aftership", "status": status}
    for event in members(record, "checkpoints") or ([last] if last else []):
        codes = [("aftership.subtag", text(event, "subtag")), ("aftership.tag", text(event, "tag"))]
        if event is last and not text(event, "checkpoint_time") and not text(event, "tag"):
            continue  # a number without any checkpoint answers with one that is empty
        own = text(event, "slug")
        yield (
            "scans",
            events.scan(
                codes,
                text(event, "message"),
                tracking=number,
                scanned_at=text(event, "checkpoint_time"),
                region=text(event, "state"),
                carrier=carriers.by_aftership(own) if own else carrier,
                country=text(event, "country_iso3") or text(event, "country_region"),
                city=text(event, "city"),
            ),
        )
