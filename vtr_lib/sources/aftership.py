"""AfterShip tracking API, v4 and dated versions: one, several or the last checkpoint of a tracking; and its webhook.

A tracking that was added but never tracked (``tracked_count`` 0) was not asked for, so it gives no snapshot.
"""

from collections.abc import Iterator

from vtr_lib.sources import countries, documents, events
from vtr_lib.sources.documents import Document, Row, at, either, members, text
from vtr_lib.sources.reading import Reading
from vtr_lib.tracking import carriers

FORMAT, VERSION = "aftership", "4"


def records(tree: object) -> list | None:
    """The trackings in a tree, or None where it is no such answer."""
    found = []
    for body in documents.bodies(tree):
        data = body.get("data", body.get("msg", body))
        if not isinstance(data, dict):
            continue
        trackings, tracking = data.get("trackings"), data.get("tracking")
        is_told = "meta" in body if trackings == [] else isinstance(trackings, list)
        if is_told and (not trackings or any(_is_ours(each) for each in trackings)):
            found.append(trackings)
        elif _is_ours(tracking):
            found.append([tracking])
        elif "tracking_number" in data and data.keys() & {"checkpoints", "checkpoint"}:
            found.append([data])
    return [record for records in found for record in records] if found else None


def _is_ours(record: object) -> bool:
    return isinstance(record, dict) and "tracking_number" in record and "events" not in record


def read(source: Document, trackings: list, zone: str) -> Reading:
    """The trackings' scans, snapshots, origins and aliases."""
    return events.trackings(source, FORMAT, VERSION, trackings, _flatten)


def _flatten(record: dict) -> Iterator[tuple[str, Row]]:
    number = text(record, "tracking_number")
    carrier = carriers.by_aftership(text(record, "slug")) if text(record, "slug") else None
    origin = either(record, "origin_country_iso3", "origin_country_region")
    yield "origins", {"tracking": number, "origin": origin}
    for leg in ("first_mile", "last_mile"):
        yield from events.alias(number, text(record, f"{leg}.tracking_number"), FORMAT)
    last = at(record, "checkpoint")
    if text(record, "tracked_count") != "0":
        checked_at = either(record, "last_updated_at", "updated_at", "checkpoint.created_at")
        yield from events.snapshot(number, checked_at, FORMAT, text(record, "tag"))
    is_return = text(record, "shipment_direction") == "return"
    for event in members(record, "checkpoints") or ([last] if last else []):
        codes = [("aftership.subtag", text(event, "subtag")), ("aftership.tag", text(event, "tag"))]
        if event is last and not text(event, "checkpoint_time") and not text(event, "tag"):
            continue  # a number without any checkpoint answers with one that is empty
        own = text(event, "slug")
        country, region = countries.of_place(text(event, "location"))
        row = events.scan(
            codes,
            text(event, "message"),
            tracking=number,
            scanned_at=text(event, "checkpoint_time"),
            region=text(event, "state") or region,
            carrier=carriers.by_aftership(own) if own else carrier,
            country=either(event, "country_iso3", "country_region") or country,
            city=text(event, "city"),
            provider=FORMAT,
        )
        yield "scans", row | ({"leg": "return"} if is_return else {})
