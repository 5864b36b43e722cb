"""Parcels App API v3: the shipments of a tracking request; one record a shipment.

Only the latest state bears a status, that of the shipment. Nothing says when a carrier was asked, and while ``done`` is
false nobody may have been, so there is no snapshot.
"""

from collections.abc import Iterator

from vtr_lib.sources import countries, documents, events
from vtr_lib.sources.documents import Document, Row, at, members, text
from vtr_lib.sources.reading import Reading
from vtr_lib.tracking import carriers

FORMAT, VERSION = "parcelsapp", "3"


def records(tree: object) -> list | None:
    """The shipments in a tree, or None where it is no such answer."""
    found = []
    for body in documents.bodies(tree):
        told = body.get("shipments", [])
        if not isinstance(told, list) or not (told or "uuid" in body or "fromCache" in body):
            continue
        if all(isinstance(each, dict) and "trackingId" in each for each in told) and (told or "done" in body):
            found.append(told)
    return [record for told in found for record in told] if found else None


def read(source: Document, shipments: list, zone: str) -> Reading:
    """The shipments' scans and origins."""
    return events.trackings(source, FORMAT, VERSION, shipments, _flatten)


def _flatten(record: dict) -> Iterator[tuple[str, Row]]:
    number, names = text(record, "trackingId"), at(record, "carriers")
    yield "origins", {"tracking": number, "origin": text(record, "originCode")}
    told, latest = members(record, "states"), at(record, "lastState")
    for event in told or members(record, "lastState"):
        country, region = countries.of_place(text(event, "location"))
        row = events.scan(
            [("parcelsapp.status", text(record, "status"))] if event == latest else [],
            text(event, "status"),
            tracking=number,
            scanned_at=text(event, "date"),
            region=region,
            carrier=_carrier(names, at(event, "carrier")) or carriers.by_code(text(record, "detectedCarrier.slug")),
            country=country,
            provider=FORMAT,
        )
        yield "scans", row


def _carrier(names: object, place: object) -> str | None:
    """The carrier at a place of the shipment's list of names."""
    name = names[place] if isinstance(names, list) and isinstance(place, int) and 0 <= place < len(names) else None
    return carriers.by_code(name) if isinstance(name, str) else None
