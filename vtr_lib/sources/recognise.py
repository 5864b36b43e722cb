"""Which format a file is, by what is in it and never by its name; and the one way from a path to a reading."""

import os
from pathlib import Path

from vtr_lib.errors import DataError, MissingInput
from vtr_lib.sources import (
    aftership,
    all_orders,
    amazon_xml,
    canada_post,
    confirm_shipment,
    defect_report,
    dhl,
    documents,
    fedex,
    flatfile,
    mapped,
    order_report,
    orders_api,
    orders_v0,
    royal_mail,
    seller_performance,
    seventeen_track,
    shipping_confirmation,
    shipping_v2,
    sku_table,
    text,
    ups,
    usps,
)
from vtr_lib.sources.mapping import Mapping
from vtr_lib.sources.reading import Reading

# In this order: the first that fits holds, so a format with few columns stands after those that have them too.
FLAT = (all_orders, order_report, shipping_confirmation, defect_report, sku_table)
DOCUMENTS = (
    orders_api, seventeen_track, aftership, seller_performance, amazon_xml, orders_v0, confirm_shipment, shipping_v2,
    usps, ups, fedex, dhl, canada_post, royal_mail,
)  # fmt: skip
# First bytes of what can't be read as text, and what to call it.
BINARY = {
    b"PK\x03\x04": "ZIP/XLSX",
    b"\x1f\x8b": "gzip",
    b"PAR1": "Parquet",
    b"\xd0\xcf\x11\xe0": "XLS",
    b"%PDF": "PDF",
}


def sources(paths: list[str | Path]) -> list[Path]:
    """The files at ``paths``, folders gone through, in sorted order; hidden files are left out.

    Raises ``MissingInput`` ``NOT_FOUND`` for a path that is not there, ``DataError`` ``SYMLINK`` for a link.
    """
    found = []
    for path in map(Path, paths):
        if not path.exists() and not path.is_symlink():
            raise MissingInput("NOT_FOUND", file=path)
        found += _under(path)
    return list(dict.fromkeys(found))


def _under(path: Path) -> list[Path]:
    if path.is_symlink():
        raise DataError("SYMLINK", file=path)
    if path.is_dir():
        return [found for part in sorted(path.iterdir()) if not part.name.startswith(".") for found in _under(part)]
    return [path]


def read(
    path: Path,
    *,
    zone: str,
    name: str | None = None,
    encoding: str | None = None,
    is_cut_ok: bool = False,
    mapping: Mapping | None = None,
) -> Reading:
    """The reading of one file. ``zone`` is the marketplace's, for days; ``name`` is what it is called in the reading.

    ``encoding`` is for flat files that are no UTF-8; ``is_cut_ok`` reads a file whose last line has no end.
    ``mapping`` says what the columns of a file are that no reader knows; files it does not fit are read as usual.
    Raises ``DataError`` for a file that is refused as a whole, with the reason.
    """
    name = name or path.name
    raw = opened(path, name)
    return of_bytes(name, raw, zone=zone, encoding=encoding, is_cut_ok=is_cut_ok, mapping=mapping)


def opened(path: Path, name: str) -> bytes:
    """What a file holds, if it can be text. Raises ``DataError`` where it is none, a link, unreadable or no text."""
    if not path.is_file():
        raise DataError("NO_FILE", file=name)
    try:
        with open(path, "rb", opener=_no_link) as file:
            raw = file.read(text.MAX_BYTES + 1)
    except OSError as error:
        raise DataError("UNREADABLE", file=name, reason=error.strerror) from None
    _refuse_binary(name, raw)
    return raw


def _refuse_binary(name: str, raw: bytes) -> None:
    for magic, kind in BINARY.items():
        if raw.startswith(magic):
            raise DataError("BINARY_FILE", file=name, kind=kind)


def _no_link(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0))


def of_bytes(
    name: str,
    raw: bytes,
    *,
    zone: str,
    encoding: str | None = None,
    is_cut_ok: bool = False,
    mapping: Mapping | None = None,
) -> Reading:
    """``read`` for what is in memory already."""
    _refuse_binary(name, raw)
    if documents.begins_with(raw, b"{", b"[", b"<"):
        return _document(documents.document(name, raw, encoding), zone)
    source = text.text(name, raw, encoding or (mapping.encoding if mapping else None))
    layouts = tuple(layout for each in FLAT for layout in each.LAYOUTS)
    head = flatfile.heading(source, (mapping.layout, *layouts) if mapping else layouts)
    if mapping and head.layout is mapping.layout:
        return mapped.read(source, head, zone, mapping, is_cut_ok)
    format = next(each for each in FLAT if head.layout in each.LAYOUTS)
    return format.read(source, head, zone, is_cut_ok)


def _document(source: documents.Document, zone: str) -> Reading:
    for format in DOCUMENTS:
        try:
            records = format.records(source.tree)
        except documents.Unreadable:  # it begins like this format and goes on like none
            continue
        if records is not None:
            return format.read(source, records, zone)
    raise DataError("DOCUMENT_UNKNOWN", file=source.name, known=", ".join(format.FORMAT for format in DOCUMENTS))
