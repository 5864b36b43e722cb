"""ShipEngine and ShipStation tracking: answers of ``/tracking`` and of a label's track, and the webhook's body.

One record a number. Nothing says when the carrier was asked. Where the carrier's own code of an event has a vocabulary,
it is finer than the status.
"""

from collections.abc import Iterator

from vtr_lib.sources import documents, events
from vtr_lib.sources.documents import Document, Row, either, members, text
from vtr_lib.sources.reading import Reading
from vtr_lib.tracking import carriers

FORMAT, VERSION = "shipengine", "1"
VOCABULARIES = {"usps": "usps.eventCode", "fedex": "fedex.eventType"}
NUMBER, STATUS = ("tracking_number", "trackingNumber"), ("status_code", "statusCode")


def records(tree: object) -> list | None:
    """The answers in a tree, or None where there is none."""
    found = []
    for body in documents.bodies(tree):
        for each in (body, body.get("data")):
            if isinstance(each, dict) and {*NUMBER} & each.keys() and {*STATUS} & each.keys() and "events" in each:
                found.append(each)
    return found or None


def read(source: Document, answers: list, zone: str) -> Reading:
    """The numbers' scans."""
    return events.trackings(source, FORMAT, VERSION, answers, _flatten)


def _flatten(record: dict) -> Iterator[tuple[str, Row]]:
    number = either(record, *NUMBER)
    carrier = carriers.by_code(either(record, "carrier_code", "carrierCode"))
    yield "origins", {"tracking": number}
    for event in members(record, "events"):
        codes = [("shipengine.status", either(event, *STATUS))]
        if carrier in VOCABULARIES:
            own = either(event, "event_code", "eventCode", "carrier_status_code", "carrierStatusCode")
            codes.insert(0, (VOCABULARIES[carrier], own))
        elif not codes[0][1]:
            codes = [("shipengine.status", either(event, "event_code", "eventCode"))]
        row = events.scan(
            codes,
            text(event, "description"),
            tracking=number,
            scanned_at=either(event, "occurred_at", "occurredAt", "carrier_occurred_at", "carrierOccurredAt"),
            region=either(event, "state_province", "stateProvince"),
            carrier=carrier,
            country=either(event, "country_code", "countryCode"),
            city=either(event, "city_locality", "cityLocality"),
            provider=FORMAT,
        )
        yield "scans", row
