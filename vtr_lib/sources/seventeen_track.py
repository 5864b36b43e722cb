"""17TRACK API v2.2 and v2.4: answers of ``gettrackinfo`` and the webhook body, one record a number."""

from collections.abc import Iterator

from vtr_lib.sources import documents, events
from vtr_lib.sources.documents import Document, Row, at, members, text
from vtr_lib.sources.reading import Reading
from vtr_lib.tracking import carriers

FORMAT, VERSION = "seventeen_track", "2.4"


def records(tree: object) -> list | None:
    """The numbers asked for, accepted then rejected, or None where it is no such answer."""
    found = []
    for body in documents.bodies(tree):
        data = body.get("data")
        if not isinstance(data, dict):
            continue
        if isinstance(data.get("accepted"), list):
            rejected = data.get("rejected")
            found.append([*data["accepted"], *(rejected if isinstance(rejected, list) else [])])
        elif "track_info" in data:
            found.append([data])
    return [record for records in found for record in records] if found else None


def read(source: Document, numbers: list, zone: str) -> Reading:
    """The numbers' scans, snapshots and origins. A number that 17TRACK rejected was never asked for: no snapshot."""
    return events.trackings(source, FORMAT, VERSION, numbers, _flatten)


def _flatten(record: dict) -> Iterator[tuple[str, Row]]:
    number = text(record, "number")
    track = at(record, "track_info")
    if track is None:
        return
    yield "origins", {"tracking": number, "origin": text(track, "shipping_info.shipper_address.country")}
    for provider in members(track, "tracking.providers"):
        carrier = _carrier(at(provider, "provider.key") or at(record, "carrier"))
        if text(provider, "latest_sync_time"):
            yield (
                "snapshots",
                {
                    "tracking": number,
                    "checked_at": text(provider, "latest_sync_time"),
                    "provider": "17track",
                    "status": events.coded(text(track, "latest_status.status")),
                },
            )
        for event in members(provider, "events"):
            codes = [("17track.sub_status", text(event, "sub_status")), ("17track.stage", text(event, "stage"))]
            yield (
                "scans",
                events.scan(
                    codes,
                    text(event, "description"),
                    tracking=number,
                    scanned_at=text(event, "time_utc") or text(event, "time_iso"),
                    zone="UTC" if text(event, "time_utc") else None,
                    region=text(event, "address.state"),
                    carrier=carrier,
                    country=text(event, "address.country"),
                    city=text(event, "address.city"),
                ),
            )


def _carrier(key: object) -> str | None:
    return carriers.by_seventeen_track(key) if isinstance(key, int) and key else None
