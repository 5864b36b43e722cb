"""Shippo tracks: answers of ``/tracks``, lists and the webhook's body; one record a track.

The substatus is asked only where the status leaves open what happened: the two contradict each other in Shippo's own
examples. The API of 2017 calls the events of a label UNKNOWN.
"""

from collections.abc import Iterator

from vtr_lib.sources import documents, events, statuses
from vtr_lib.sources.documents import Document, Row, at, either, members, text
from vtr_lib.sources.reading import Reading
from vtr_lib.tracking import carriers

FORMAT, VERSION = "shippo", "2018-02-08"
HISTORY, LATEST = ("tracking_history", "trackingHistory"), ("tracking_status", "trackingStatus")
MARKS = {*HISTORY, *LATEST}


def records(tree: object) -> list | None:
    """The tracks in a tree, or None where there is none."""
    found = []
    for body in documents.bodies(tree):
        results = body.get("results")
        tracks = results if isinstance(results, list) else [body, body.get("data")]
        found += [each for each in tracks if isinstance(each, dict) and MARKS & each.keys() and _number(each)]
    return found or None


def _number(track: dict) -> object:
    return track.get("tracking_number") or track.get("trackingNumber")


def read(source: Document, tracks: list, zone: str) -> Reading:
    """The tracks' scans, snapshots and origins."""
    return events.trackings(source, FORMAT, VERSION, tracks, _flatten)


def _flatten(record: dict) -> Iterator[tuple[str, Row]]:
    number, carrier = either(record, "tracking_number", "trackingNumber"), carriers.by_code(text(record, "carrier"))
    sender = record.get("address_from") or record.get("addressFrom")
    yield "origins", {"tracking": number, "origin": text(sender, "country") if isinstance(sender, dict) else None}
    latest = next((each for name in LATEST for each in members(record, name)), None)
    checked_at = either(latest, "object_updated", "objectUpdated", "object_created", "objectCreated")
    yield from events.snapshot(number, checked_at, FORMAT, text(latest, "status"))
    history = [event for name in HISTORY for event in members(record, name)]
    for event in history or ([latest] if latest else []):
        row = events.scan(
            _codes(event),
            either(event, "status_details", "statusDetails"),
            tracking=number,
            scanned_at=either(event, "status_date", "statusDate"),
            region=text(event, "location.state"),
            carrier=carrier,
            country=text(event, "location.country"),
            city=text(event, "location.city"),
            provider=FORMAT,
        )
        yield "scans", row


def _codes(event: dict) -> list[tuple[str, str | None]]:
    status, inside = text(event, "status"), at(event, "substatus")
    found = [("shippo.substatus", text(inside, "code") if isinstance(inside, dict) else text(event, "substatus"))]
    code = ("shippo.status", status)
    return [*found, code] if statuses.meaning([code])[0].physical == "unknown" else [code, *found]
