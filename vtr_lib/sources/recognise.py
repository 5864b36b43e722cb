"""Which format a file is, by what is in it and never by its name; and the one way from a path to a reading."""

import hashlib
from dataclasses import replace
from pathlib import Path

from vtr_lib.errors import DataError
from vtr_lib.sources import (
    aftership,
    aftership_csv,
    all_orders,
    amazon_xml,
    canada_post,
    canonical,
    confirm_shipment,
    containers,
    defect_report,
    dhl,
    documents,
    easypost,
    error_answer,
    exchange_rates,
    fedex,
    fedex_xml,
    flatfile,
    karrio,
    mapped,
    order_report,
    orders_api,
    orders_v0,
    parcelsapp,
    royal_mail,
    seller_performance,
    seventeen_track,
    seventeen_track_v1,
    ship24,
    shipengine,
    shipping_confirmation,
    shipping_v2,
    shippo,
    shipstation,
    sku_table,
    text,
    trackingmore,
    ups,
    ups_xml,
    usps,
    usps_xml,
    workbook,
    yunexpress,
)
from vtr_lib.sources.containers import Found
from vtr_lib.sources.mapping import Mapping
from vtr_lib.sources.reading import Reading

# In this order: the first that fits holds, so a format with few columns stands after those that have them too.
FLAT = (
    all_orders, order_report, shipping_confirmation, defect_report, sku_table, shipstation, aftership_csv,
    exchange_rates,
)  # fmt: skip
DOCUMENTS = (
    orders_api, seventeen_track, aftership, seller_performance, amazon_xml, orders_v0, confirm_shipment, shipping_v2,
    usps, ups, fedex, dhl, canada_post, royal_mail,
    seventeen_track_v1, easypost, shippo, ship24, trackingmore, shipengine, yunexpress, parcelsapp, karrio,
    usps_xml, ups_xml, fedex_xml,
)  # fmt: skip
# First bytes of what is neither text nor a table, and what to call it.
BINARY = {
    b"%PDF": "PDF",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "RAR",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "Zstandard",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
}


def read(
    source: Found | Path,
    *,
    zone: str,
    name: str | None = None,
    encoding: str | None = None,
    is_cut_ok: bool = False,
    mapping: Mapping | None = None,
) -> Reading:
    """The reading of one file. ``zone`` is the marketplace's, for days; ``name`` is what it is called in the reading.

    ``encoding`` is for flat files that are no UTF-8, and outweighs what ``FILE.charset`` says; ``is_cut_ok`` reads a
    file whose last line has no end. ``mapping`` says what the columns of a file are that no reader knows; files it does
    not fit are read as usual. Raises ``DataError`` for a file that is refused as a whole, with the reason.
    """
    name = name or source.name
    content = containers.opened(source, name)
    how = {"encoding": encoding, "declared": content.charset, "is_cut_ok": is_cut_ok, "mapping": mapping}
    return of_bytes(name, content.raw, zone=zone, **how)


def opened(path: Path, name: str) -> bytes:
    """A file as the bytes of a flat one: unpacked, and of a workbook its first sheet with something in it."""
    raw = containers.opened(path, name).raw
    if workbook.is_workbook(raw):
        return workbook.read(name, raw).sheets[0].raw
    refuse_binary(name, raw)
    return raw


def of_bytes(
    name: str,
    raw: bytes,
    *,
    zone: str,
    encoding: str | None = None,
    declared: str | None = None,
    is_cut_ok: bool = False,
    mapping: Mapping | None = None,
) -> Reading:
    """``read`` for what is in memory already; ``declared`` is what the file came with, see ``text.text``."""
    if workbook.is_workbook(raw):
        return _workbook(name, raw, zone, mapping)
    if raw.startswith(canonical.PARQUET):
        return canonical.reading(None, name, raw, hashlib.sha256(raw).hexdigest())
    refuse_binary(name, raw)
    if documents.begins_with(raw, b"{", b"[", b"<"):
        return _document(documents.document(name, raw, encoding), zone)
    source = text.text(name, raw, encoding or (mapping.encoding if mapping else None), declared)
    table = canonical.reading(source, name, raw, source.sha256, is_cut_ok)
    return table or _flat(source, zone, is_cut_ok, mapping)


def refuse_binary(name: str, raw: bytes) -> None:
    """Raises ``DataError`` ``ARCHIVE_NESTED`` or ``BINARY_FILE`` for what is neither text nor a table."""
    if raw.startswith((containers.EMPTY_ZIP, containers.GZIP)):
        raise DataError("ARCHIVE_NESTED", file=name)
    for magic, kind in BINARY.items():
        if raw.startswith(magic):
            raise DataError("BINARY_FILE", file=name, kind=kind)


def _flat(source: text.Text, zone: str, is_cut_ok: bool, mapping: Mapping | None, *, is_sheet: bool = False) -> Reading:
    """A flat file as the mapping has it, else of the first format that fits; in a sheet only cells separate columns."""
    formats = [(None, mapping.layout)] if mapping else []
    formats += [(format, layout) for format in FLAT for layout in format.LAYOUTS]
    layouts = [replace(layout, delimiters=("\t",)) if is_sheet else layout for _, layout in formats]
    head = flatfile.heading(source, tuple(layouts))
    format = formats[layouts.index(head.layout)][0]
    if format is None:
        return mapped.read(source, head, zone, mapping, is_cut_ok)
    return format.read(source, head, zone, is_cut_ok)


def _workbook(name: str, raw: bytes, zone: str, mapping: Mapping | None) -> Reading:
    """The first sheet that a format fits; what was not read beside it is counted. Else why the likeliest does not."""
    book, faults, sha256 = workbook.read(name, raw), [], hashlib.sha256(raw).hexdigest()
    for sheet in book.sheets:
        try:
            reading = canonical.of_sheet(sheet, name, raw, sha256) or _flat(
                sheet.text(name, raw), zone, False, mapping, is_sheet=True
            )
        except DataError as error:
            faults.append(error)
            continue
        counts = {
            "excel_numeric": sheet.destroyed,
            "sheets_not_read": len(book.sheets) - 1,
            "sheets_hidden": book.hidden,
            "columns_without_name": reading.dropped_columns.count(""),
        }
        reading.dropped_columns = [column for column in reading.dropped_columns if column]
        reading.notes.update({note: count for note, count in counts.items() if count})
        return reading
    raise next((error for error in faults if error.code != "UNRECOGNISED"), faults[0])


def _document(source: documents.Document, zone: str) -> Reading:
    try:
        return _of_a_format(source, zone)
    except RecursionError:
        raise DataError("JSON_LIMITS", file=source.name) from None


def _of_a_format(source: documents.Document, zone: str) -> Reading:
    for format in DOCUMENTS:
        records = _records(format, source.tree)
        if records is not None:
            reading = _without_errors(source, format.read(source, records, zone), records)
            fits = [_records(format, body) is not None for body in documents.bodies(source.tree)]
            if any(fits) and not all(fits):
                reading.notes["answers_left_out"] += fits.count(False)
            return reading
    known = [format.FORMAT for format in DOCUMENTS]
    raise error_answer.refusal(source.name, source.tree) or DataError("DOCUMENT_UNKNOWN", file=source.name, known=known)


def _without_errors(source: documents.Document, reading: Reading, records: list) -> Reading:
    """The reading, the records that gave nothing but an error counted; raises ``ERROR_ANSWER`` where all were such."""
    errors = [records[number - 1] for number in reading.silent if error_answer.reason(records[number - 1])]
    if errors and not reading.faults and reading.silent == reading.lines["accepted"]:
        raise error_answer.refusal(source.name, errors)
    if errors:
        reading.notes["answers_left_out"] += len(errors)
    return reading


def _records(format, tree: object) -> list | None:
    """The records of a format in a tree; None also where it begins like the format and goes on like none."""
    try:
        return format.records(tree)
    except documents.Unreadable:
        return None
