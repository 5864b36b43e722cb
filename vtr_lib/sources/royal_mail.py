"""Royal Mail tracking API v2: the events of mail pieces, one record a piece.

A piece has two numbers: that of its two-dimensional barcode, and the one that is printed and confirmed.
"""

from collections.abc import Iterator

from vtr_lib.sources import documents, events
from vtr_lib.sources.documents import Document, Row, members, text
from vtr_lib.sources.reading import Reading

FORMAT, VERSION = "royal_mail", "2"
HOME = "GB"


def records(tree: object) -> list | None:
    """The mail pieces in a tree, or None where there are none."""
    found = [members(body, "mailPieces") for body in documents.bodies(tree) if "mailPieces" in body]
    pieces = [piece for each in found for piece in each]
    return pieces if found and all("mailPieceId" in piece for piece in pieces) else None


def read(source: Document, pieces: list, zone: str) -> Reading:
    """The pieces' scans and origins, and their other number as an alias."""
    return events.trackings(source, FORMAT, VERSION, pieces, _flatten)


def _flatten(piece: dict) -> Iterator[tuple[str, Row]]:
    own, printed = text(piece, "mailPieceId"), text(piece, "summary.oneDBarcode")
    number = printed or own
    if printed and printed != own:
        yield "aliases", {"tracking": own, "alias_of": printed, "source": FORMAT}
    yield "origins", {"tracking": number, "origin": text(piece, "summary.originCountryCode")}
    for event in members(piece, "events"):
        yield (
            "scans",
            events.scan(
                [("royal_mail.eventCode", text(event, "eventCode"))],
                None,
                tracking=number,
                scanned_at=text(event, "eventDateTime"),
                carrier="royal-mail",
                country=HOME,
                provider=FORMAT,
            ),
        )
