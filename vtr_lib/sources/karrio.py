"""karrio's unified trackings, as its server and its library give them; one record a number.

``timestamp`` is a local time with a false ``Z``. Many events have no status; then the carrier's own code tells, where
it has a vocabulary. Australia Post's advices are tagged ``delivered``.
"""

import re
from collections.abc import Iterator

from vtr_lib.sources import countries, documents, events
from vtr_lib.sources.documents import Document, Row, members, text
from vtr_lib.sources.reading import Reading
from vtr_lib.tracking import carriers

FORMAT, VERSION = "karrio", "2026"
VOCABULARIES = {
    "usps": "usps.eventCode",
    "usps_international": "usps.eventCode",
    "fedex": "fedex.eventType",
    "dhl_universal": "dhl_unified.statusCode",
    "easypost": "easypost.status",
    "canadapost": "canada_post.event",
    "royalmail": "royal_mail.eventCode",
    "amazon_shipping": "amazon.shipping_v2.eventCode",
}
# Whose places lack their country where it is the carrier's own.
HOMES = {"usps": "US", "usps_international": "US", "canadapost": "CA", "royalmail": "GB"}
STATE = re.compile(r",\s*([A-Z]{2})\b")
SHAPES = ("%Y-%m-%d %I:%M %p", "%Y-%m-%d %H:%M %p", "%Y-%m-%d %H:%M")


def records(tree: object) -> list | None:
    """The trackings in a tree, or None where there is none."""
    found = []
    for body in documents.bodies(tree):
        results = body.get("results")
        told = results if isinstance(results, list) else [body, body.get("data")]
        found += [each for each in told if _is_ours(each)]
    return found or None


def _is_ours(record: object) -> bool:
    return (
        isinstance(record, dict)
        and {"carrier_name", "tracking_number"} <= record.keys()
        and bool(record.keys() & {"events", "delivered"})
    )


def read(source: Document, trackings: list, zone: str) -> Reading:
    """The trackings' scans and origins, and snapshots where karrio's server says when it last asked."""
    return events.trackings(source, FORMAT, VERSION, trackings, _flatten)


def _flatten(record: dict) -> Iterator[tuple[str, Row]]:
    number, name = text(record, "tracking_number"), text(record, "carrier_name") or ""
    yield "origins", {"tracking": number, "origin": text(record, "info.shipment_origin_country")}
    yield from events.snapshot(number, text(record, "updated_at"), FORMAT, text(record, "status"))
    for event in members(record, "events"):
        codes = [("karrio.status", text(event, "status"))]
        if name in VOCABULARIES:
            code = text(event, "code")
            codes.insert(0, (VOCABULARIES[name], code and code.lstrip("0") if name == "canadapost" else code))
        place = text(event, "location") or ""
        country, region = countries.of_place(place)
        if country is None and name in HOMES:
            country, region = HOMES[name], state[1] if (state := STATE.search(place)) else None
        row = events.scan(
            codes,
            text(event, "description"),
            tracking=number,
            scanned_at=_local(event),
            region=region,
            shapes=SHAPES,
            carrier=carriers.by_code(name),
            country=country,
            provider=FORMAT,
        )
        yield "scans", row


def _local(event: dict) -> str | None:
    stamp = text(event, "timestamp")
    if stamp:
        return stamp.removesuffix("Z")
    return " ".join(filter(None, (text(event, "date"), text(event, "time")))) or None
