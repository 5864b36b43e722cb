"""17TRACK API v1 and the list of its buyer site: events under single letters, times by the clock of their place.

``a`` is the time, ``c`` and ``d`` the place, ``z`` the text. Only the latest event bears a status, that of the parcel.
The site holds that event as JSON inside a string, and nothing on when it was asked for.
"""

from collections.abc import Iterator

from vtr_lib.sources import countries, documents, events
from vtr_lib.sources.documents import Document, Row, Unreadable, at, either, members, text
from vtr_lib.sources.objects import inner
from vtr_lib.sources.reading import Reading
from vtr_lib.sources.seventeen_track import PROVIDER
from vtr_lib.tracking import carriers

FORMAT, VERSION = "seventeen_track_v1", "1"
LEGS = (("z9", "w1"), ("z1", "w1"), ("z2", "w2"))  # events, and the carrier that told them
NEVER = "2079"  # the year of a carrier that was not asked yet


def records(tree: object) -> list | None:
    """The numbers, or None where it is no such answer."""
    found = []
    for body in documents.bodies(tree):
        data = body.get("data")
        if isinstance(data, dict):
            told = [data["accepted"], data.get("rejected")] if isinstance(data.get("accepted"), list) else [[data]]
        else:
            told = [body.get("Json"), body.get("dat")]
        lists = [each for each in told if isinstance(each, list)]
        if any(_is_ours(record) for each in lists for record in each):
            found += lists
    return [record for each in found for record in each] if found else None


def _is_ours(record: object) -> bool:
    return isinstance(record, dict) and (
        isinstance(record.get("track"), dict) or "FTrackNo" in record or {"number", "w1", "e"} <= record.keys()
    )


def read(source: Document, numbers: list, zone: str) -> Reading:
    """The numbers' scans and aliases, and snapshots where it is told when a carrier was asked."""
    return events.trackings(source, FORMAT, VERSION, numbers, _flatten)


def _flatten(record: dict) -> Iterator[tuple[str, Row]]:
    if isinstance(record, dict) and "FTrackNo" in record:
        yield from _of_site(record)
        return
    number, track = either(record, "number", "no"), at(record, "track")
    yield from _snapshot(number, text(record, "tt"), text(record, "e"))
    if track is None:
        return
    yield from events.alias(number, text(track, "zex.trN"), PROVIDER)
    for checked in ("ylt1", "ylt2"):
        yield from _snapshot(number, text(track, checked), text(track, "e"))
    latest, told = members(track, "z0")[:1], []
    for place, key in LEGS:
        for event in members(track, place):
            told.append(event)
            yield from _scan(number, event, at(track, key), text(track, "e") if event in latest else None)
    for event in latest:
        if event and event not in told:
            yield from _scan(number, event, at(track, "w1"), text(track, "e"))


def _of_site(record: dict) -> Iterator[tuple[str, Row]]:
    number, latest = text(record, "FTrackNo"), text(record, "FLastEvent")
    event = inner(latest) if latest else None
    if latest and not isinstance(event, dict):
        raise Unreadable("FLastEvent", latest)
    if event:
        key = at(record, "FSecondCarrier") or at(record, "FFirstCarrier")
        yield from _scan(number, event, key, text(record, "FTrackStateType"))


def _snapshot(number: str | None, checked_at: str | None, status: str | None) -> Iterator[tuple[str, Row]]:
    if checked_at and not checked_at.startswith(NEVER):
        yield from events.snapshot(number, checked_at, PROVIDER, status)


def _scan(number: str | None, event: dict, key: object, state: str | None) -> Iterator[tuple[str, Row]]:
    places = [countries.code(text(event, name)) or countries.of_place(text(event, name))[0] for name in ("d", "c")]
    row = events.scan(
        [("17track.legacy_state", state)],
        text(event, "z"),
        tracking=number,
        scanned_at=text(event, "a"),
        carrier=carriers.by_seventeen_track(key) if isinstance(key, int) and key else None,
        country=next(filter(None, places), None),
        provider=PROVIDER,
    )
    yield "scans", row
