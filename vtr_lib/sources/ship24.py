"""Ship24 trackings: answers of its search and of trackers, and the webhook's body; one record a tracking.

Times have no offset but where ``utcOffset`` gives one. An event may be told under another number than was asked for,
the last mile's; it stands under that number as an alias. Only the webhook says when Ship24 looked.
"""

from collections.abc import Iterator

from vtr_lib.sources import countries, documents, events
from vtr_lib.sources.documents import Document, Row, at, either, members, text
from vtr_lib.sources.reading import Reading
from vtr_lib.tracking import carriers

FORMAT, VERSION = "ship24", "1"
OURS = {"shipment", "tracker"}


def records(tree: object) -> list | None:
    """The trackings in a tree, or None where there is none."""
    found, is_empty = [], False
    for body in documents.bodies(tree):
        data = body.get("data", body)
        trackings = data.get("trackings") if isinstance(data, dict) else None
        if isinstance(trackings, list) and any(isinstance(each, dict) and each.keys() & OURS for each in trackings):
            found += trackings
        is_empty |= trackings == [] and body.keys() == {"data"}
    return found or ([] if is_empty else None)


def read(source: Document, trackings: list, zone: str) -> Reading:
    """The trackings' scans, snapshots, origins and aliases."""
    return events.trackings(source, FORMAT, VERSION, trackings, _flatten)


def _flatten(record: dict) -> Iterator[tuple[str, Row]]:
    told = members(record, "events")
    numbers = [text(each, "tn") for each in members(record, "shipment.trackingNumbers")]
    first = next((either(event, "eventTrackingNumber", "trackingNumber") for event in told), None)
    asked = text(record, "tracker.trackingNumber") or next(iter(numbers), None) or first
    yield "origins", {"tracking": asked, "origin": text(record, "shipment.originCountryCode")}
    for other in numbers:
        yield from events.alias(asked, other, FORMAT)
    milestone = text(record, "shipment.statusMilestone")
    yield from events.snapshot(asked, text(record, "metadata.generatedAt"), FORMAT, milestone)
    for event in told:
        own = either(event, "eventTrackingNumber", "trackingNumber") or asked
        codes = [("ship24.statusCode", text(event, "statusCode")), ("ship24.milestone", text(event, "statusMilestone"))]
        country, region = countries.of_place(text(event, "location"))
        row = events.scan(
            codes,
            text(event, "status"),
            tracking=own,
            alias_of=None if own == asked else asked,
            scanned_at=_time(event),
            region=region,
            carrier=carriers.by_code(text(event, "courierCode")),
            country=country,
            provider=FORMAT,
        )
        yield "scans", row


def _time(event: dict) -> str | None:
    at_place, offset = either(event, "occurrenceDatetime", "datetime"), text(event, "utcOffset")
    if at_place and at(event, "hasNoTime") is True:
        return at_place[:10]
    return f"{at_place}{offset}" if at_place and offset and "T" in at_place and len(at_place) == 19 else at_place
