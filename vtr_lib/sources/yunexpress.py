"""YunExpress: its track answers, old and new, and what it pushes; one record a waybill.

Times are by the operator's clock, which is China's unless ``time_zone`` says otherwise, in New York too. There is a
text but no status that a vocabulary knows, and nothing on when it was looked up. The last mile's number is an alias.
"""

import re
from collections.abc import Iterator

from vtr_lib.sources import documents, events
from vtr_lib.sources.documents import Document, Row, either, members, text
from vtr_lib.sources.reading import Reading

FORMAT, VERSION = "yunexpress", "1"
WAYBILL = ("waybill_number", "WayBillNumber", "wayBillNumber", "WaybillNumber", "TrackingNumber", "trackingNumber")
OTHERS = ("tracking_number", "TrackingNumber", "trackingNumber", "TrackingNumber2", "trackingNumber2")
ORIGIN = ("origin_code", "OriginCountryCode", "originCountryCode", "origin_country_code")
DETAILS = ("OrderTrackingDetails", "orderTrackingDetails", "track_events")
CODES = ("track_node_code", "TrackNodeCode", "TrackingStatus", "trackingStatus")
MARKS = {*DETAILS, "track_info"}
PLACES = ("result", "Item", "Items", "item", "data", "Data")
CHINA = "Asia/Shanghai"
OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-])(\d{1,2})(?::?00)?")  # of whole hours


def records(tree: object) -> list | None:
    """The waybills in a tree, or None where there is none."""
    found = []
    for body in documents.bodies(tree):
        for place in (body, *(body.get(name) for name in PLACES)):
            told = place if isinstance(place, list) else [place]
            found += [each for each in told if isinstance(each, dict) and MARKS & each.keys() and _number(each)]
    return found or None


def _number(record: dict) -> object:
    return next((record[name] for name in WAYBILL if record.get(name)), None)


def read(source: Document, waybills: list, zone: str) -> Reading:
    """The waybills' scans, origins and aliases."""
    return events.trackings(source, FORMAT, VERSION, waybills, _flatten)


def _flatten(record: dict) -> Iterator[tuple[str, Row]]:
    number = either(record, *WAYBILL)
    yield "origins", {"tracking": number, "origin": either(record, *ORIGIN)}
    for name in OTHERS:
        yield from events.alias(number, text(record, name), FORMAT)
    told = [event for name in DETAILS for event in members(record, name)]
    told += [event for part in members(record, "track_info") for event in members(part, "track_events")]
    for event in told:
        at_utc = either(event, "process_utc_time", "ProcessUTCTime")
        row = events.scan(
            [],
            either(event, "description", "ProcessContent", "processContent", "track_node_description"),
            tracking=number,
            scanned_at=at_utc or either(event, "event_date", "ProcessDate", "processDate", "process_time"),
            zone="UTC" if at_utc else _zone(either(event, "time_zone", "ProcessTimezone")),
            carrier=FORMAT,
            country=either(event, "process_country", "ProcessCountry"),
            city=either(event, "process_city", "ProcessCity"),
            provider=FORMAT,
        )
        yield "scans", row | {"raw_code": events.coded(either(event, *CODES))}


def _zone(told: str | None) -> str:
    """The clock's zone; names of fixed offsets have their signs the other way round."""
    offset = OFFSET.fullmatch((told or "").strip())
    if not offset or int(offset[2]) > 12:
        return CHINA
    return f"Etc/GMT{'-' if offset[1] == '+' else '+'}{int(offset[2])}"
