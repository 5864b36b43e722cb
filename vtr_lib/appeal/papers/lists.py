"""The papers and what they cover as lists for readers: a head and rows of plain values, fit for ``report.lists``."""

import polars as pl

from vtr_lib.words import Words

Listed = tuple[list[str], list[tuple]]


def files(found: pl.DataFrame, kinds: dict[str, str], words: Words) -> Listed:
    """A row for each file: path, kind, bucket, and what is to say of it. ``found`` is ``Matches.files``.

    Kind is empty for a copy. No files give no rows.
    """
    columns, doubts = words.table("appeal.papers.columns"), words.table("appeal.papers.doubts")
    head = [columns["path"], columns["kind"], columns["bucket"], columns["remark"]]
    rows = [
        (
            path,
            words.name("appeal.papers.kinds", kinds[path]) if path in kinds else "",
            words.name("appeal.papers.buckets", bucket),
            words.name("appeal.papers.faults", fault) if fault else str(doubts.get(doubt, "")),
        )
        for path, bucket, fault, doubt in found.select("path", "bucket", "fault", "doubt").iter_rows()
    ]
    return list(map(str, head)), rows


def matched(found: pl.DataFrame, words: Words) -> Listed:
    """A row for each package a paper speaks of. ``found`` is ``Matches.matched``; page is None where it is no page."""
    columns = words.table("appeal.papers.columns")
    head = [columns["path"], columns["page"], columns["package"], columns["order"], columns["by"]]
    order = ("path", "page", "package_id", "order_id", "by")
    rows = [(*row[:4], words.name("appeal.papers.by", row[4])) for row in found.select(order).iter_rows()]
    return list(map(str, head)), rows


def covered(found: pl.DataFrame, words: Words) -> Listed:
    """A row for each item sold; units as whole numbers, papers' paths in one cell. ``found`` is from ``coverage``."""
    columns, between = words.table("appeal.papers.columns"), words("report.list")
    head = [columns[name] for name in ("asin", "sku", "sold", "invoiced", "gap", "state", "papers")]
    order = ("asin", "sku", "sold", "invoiced", "gap", "state", "papers")
    rows = [
        (*row[:5], words.name("appeal.papers.coverage", row[5]), between.join(row[6]))
        for row in found.select(order).iter_rows()
    ]
    return list(map(str, head)), rows
