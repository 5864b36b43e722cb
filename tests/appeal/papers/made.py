"""A case of six packages, and the twenty-five papers about it."""

import shutil

import polars as pl
import pytest

from vtr_lib.appeal.papers.reading import Paper

PACKAGES = [
    {"order_id": "999-1234567-0000001", "tracking": "9400100000000000000017", "asin": "B0TEST0001"},
    {"order_id": "999-1234567-0000002", "tracking": "1Z999AA10123456784", "asin": "B0TEST0002"},
    {"order_id": "999-1234567-0000003", "tracking": "799465897372", "asin": "B0TEST0003"},
    {"order_id": "999-1234567-0000004", "tracking": "LZ097714679CN", "asin": "B0TEST0001"},
    {"order_id": "999-1234567-0000005", "tracking": "SF1234567890123", "asin": "B0TEST0002"},
    {"order_id": "999-1234567-0000006", "tracking": "C10994460957478", "asin": "B0TEST0003"},
]
OTHERS = [{"order_id": "999-7654321-0000001", "tracking": "794111111111"}]
PEOPLE = [
    {"name": "Planted Annabel", "street": "14 Planted Lane", "phone": "201-555-0142"},
    {"name": "Benedict Sample", "street": "9 Example Court", "phone": "201-555-0177"},
]

needs_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")


def numbered(packages: list[dict]) -> pl.DataFrame:
    """The packages as a frame, each with its place as package_id."""
    schema = {"package_id": pl.String, "order_id": pl.String, "tracking": pl.String}
    rows = [(f"p{at}", each["order_id"], each["tracking"]) for at, each in enumerate(packages, 1)]
    return pl.DataFrame(rows, schema, orient="row")


def paper(*pages: str | None, path: str = "a.pdf", how: str = "text", **more: object) -> Paper:
    """A paper that was read."""
    states = tuple("none" if page is None else how for page in pages)
    return Paper(path, "pdf", path, 1, pages, states, lines=pages, **more)
