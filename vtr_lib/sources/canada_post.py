"""Canada Post tracking details: XML, the events of a parcel identification number, one record a number."""

from collections.abc import Iterator

from vtr_lib.sources import events
from vtr_lib.sources.documents import Document, Row, members, text
from vtr_lib.sources.reading import Reading

FORMAT, VERSION = "canada_post", "vis"
HOME = "CA"
CLOCKS = {
    "NST": "-03:30", "NDT": "-02:30", "AST": "-04:00", "ADT": "-03:00", "EST": "-05:00", "EDT": "-04:00",
    "CST": "-06:00", "CDT": "-05:00", "MST": "-07:00", "MDT": "-06:00", "PST": "-08:00", "PDT": "-07:00",
}  # fmt: skip


def records(tree: object) -> list | None:
    """The details in a tree, or None where there are none; a program may have wrapped several, and errors beside."""
    root = next(iter(tree.values())) if isinstance(tree, dict) and len(tree) == 1 else None
    for body in (tree, root):
        if isinstance(body, dict) and "tracking-detail" in body:
            return members(body, "tracking-detail") + members(body, "messages")
    return None


def read(source: Document, details: list, zone: str) -> Reading:
    """The numbers' scans. The answer does not say when it was given, so there is no snapshot."""
    return events.trackings(source, FORMAT, VERSION, details, _flatten)


def _flatten(detail: dict) -> Iterator[tuple[str, Row]]:
    number = text(detail, "pin")
    for event in members(detail, "significant-events.occurrence"):
        code, clock = text(event, "event-identifier"), text(event, "event-time-zone")
        told = " ".join(part for name in ("date", "time") if (part := text(event, f"event-{name}")))
        yield (
            "scans",
            events.scan(
                [("canada_post.event", code and code.lstrip("0"))],
                None,
                tracking=number,
                scanned_at=(told + CLOCKS.get(clock or "", "")) or None,
                region=text(event, "event-province"),
                carrier="canada-post",
                country=HOME,
                city=text(event, "event-site"),
                provider=FORMAT,
            ),
        )
