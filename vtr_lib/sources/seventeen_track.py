"""17TRACK API v2, v2.2 and v2.4: answers of ``gettrackinfo`` and ``gettracklist``, the webhook body, and what the site
itself gets; one record a number.
"""

from collections.abc import Iterator

from vtr_lib.sources import countries, documents, events
from vtr_lib.sources.documents import Document, Row, at, members, text
from vtr_lib.sources.reading import Reading
from vtr_lib.tracking import carriers

FORMAT, VERSION = "seventeen_track", "2.4"
PROVIDER = "17track"
V1 = {"track", "w1"}  # what only the first version has
FAILED = "failure"  # of a carrier's site: nothing was learnt, so nobody was asked


def records(tree: object) -> list | None:
    """The numbers asked for, accepted then rejected, or None where it is no such answer."""
    found = []
    for body in documents.bodies(tree):
        data = body.get("data")
        if _of_site(body.get("shipments")):
            found.append([_as_answer(each) for each in body["shipments"]])
        if not isinstance(data, dict):
            continue
        lists = [data[name] for name in ("accepted", "rejected") if isinstance(data.get(name), list)]
        if lists and not any(isinstance(each, dict) and each.keys() & V1 for each in lists[0]):
            found += [lists[0], *lists[1:]]
        elif "track_info" in data or ("number" in data and str(body.get("event")).startswith("TRACKING_")):
            found += [[data]] if "track" not in data else []
    return [record for records in found for record in records] if found else None


def _of_site(shipments: object) -> bool:
    return isinstance(shipments, list) and any(
        isinstance(each, dict) and "number" in each and "shipment" in each for each in shipments
    )


def _as_answer(shipment: object) -> object:
    return {"track_info": shipment.get("shipment")} | shipment if isinstance(shipment, dict) else shipment


def read(source: Document, numbers: list, zone: str) -> Reading:
    """The numbers' scans, snapshots, origins and aliases. A number that 17TRACK rejected was never asked for."""
    return events.trackings(source, FORMAT, VERSION, numbers, _flatten)


def _flatten(record: dict) -> Iterator[tuple[str, Row]]:
    number = text(record, "number")
    yield from events.snapshot(number, text(record, "track_time"), PROVIDER, text(record, "package_status"))
    track = at(record, "track_info")
    if track is None:
        return
    yield "origins", {"tracking": number, "origin": text(track, "shipping_info.shipper_address.country")}
    yield from events.alias(number, text(track, "misc_info.local_number"), PROVIDER)
    for provider in members(track, "tracking.providers"):
        carrier = _carrier(at(provider, "provider.key") or at(record, "carrier"))
        if (text(provider, "latest_sync_status") or "").lower() != FAILED:
            checked_at, status = text(provider, "latest_sync_time"), text(track, "latest_status.status")
            yield from events.snapshot(number, checked_at, PROVIDER, status)
        for event in members(provider, "events"):
            codes = [("17track.sub_status", text(event, "sub_status")), ("17track.stage", text(event, "stage"))]
            country, region = countries.of_place(text(event, "location"))
            yield (
                "scans",
                events.scan(
                    codes,
                    text(event, "description"),
                    tracking=number,
                    scanned_at=text(event, "time_utc") or text(event, "time_iso"),
                    zone="UTC" if text(event, "time_utc") else None,
                    region=text(event, "address.state") or region,
                    carrier=carrier,
                    country=text(event, "address.country") or country,
                    city=text(event, "address.city"),
                    provider=PROVIDER,
                ),
            )


def _carrier(key: object) -> str | None:
    return carriers.by_seventeen_track(key) if isinstance(key, int) and key else None
