"""TrackingMore API v2 to v4: trackings asked for, listed or pushed; one record a tracking.

Their words mislead: ``notfound001`` is an advice, ``pickup`` is out for delivery. Times are by the clock of the place.
A number that is ``pending`` was not asked for yet.
"""

from collections.abc import Iterator

from vtr_lib.sources import countries, documents, events
from vtr_lib.sources.documents import Document, Row, either, members, text
from vtr_lib.sources.reading import Reading
from vtr_lib.tracking import carriers

FORMAT, VERSION = "trackingmore", "4"
LEGS = ("origin_info", "destination_info")
MARKS = {"delivery_status", "origin_info", "destination_info"}
UNASKED = "pending"


def records(tree: object) -> list | None:
    """The trackings in a tree, or None where there is none."""
    found = []
    for body in documents.bodies(tree):
        data = body.get("data", body)
        if isinstance(data, dict):
            data = data["items"] if isinstance(data.get("items"), list) else [data]
        found += [each for each in data if _is_ours(each)] if isinstance(data, list) else []
    return found or None


def _is_ours(record: object) -> bool:
    return isinstance(record, dict) and "tracking_number" in record and bool(MARKS & record.keys())


def read(source: Document, trackings: list, zone: str) -> Reading:
    """The trackings' scans, snapshots, origins and aliases."""
    return events.trackings(source, FORMAT, VERSION, trackings, _flatten)


def _flatten(record: dict) -> Iterator[tuple[str, Row]]:
    number = text(record, "tracking_number")
    yield "origins", {"tracking": number, "origin": either(record, "origin_country", "original_country")}
    yield from events.alias(number, text(record, "destination_track_number"), FORMAT)
    status = either(record, "delivery_status", "status")
    if status != UNASKED:
        checked_at = either(record, "update_at", "updated_at", "update_date")
        yield from events.snapshot(number, checked_at, FORMAT, status)
    for leg in LEGS:
        carrier = carriers.by_code(either(record, f"{leg}.courier_code", "courier_code", "carrier_code"))
        for event in members(record, f"{leg}.trackinfo"):
            yield "scans", _scan(number, carrier, event)


def _scan(number: str | None, carrier: str | None, event: dict) -> Row:
    fine = either(event, "checkpoint_delivery_substatus", "substatus")
    coarse = either(event, "checkpoint_delivery_status", "checkpoint_status")
    country, region = countries.of_place(either(event, "location", "Details"))
    return events.scan(
        [("trackingmore.status", fine and fine.replace(" ", "")), ("trackingmore.status", coarse)],
        either(event, "tracking_detail", "StatusDescription"),
        tracking=number,
        scanned_at=either(event, "checkpoint_date", "checkpoint_time", "Date"),
        region=text(event, "state") or region,
        carrier=carrier,
        country=either(event, "country_iso2", "country_iso") or country,
        city=text(event, "city"),
        provider=FORMAT,
    )
