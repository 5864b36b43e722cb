"""Sellers' files in a few words: a table's text from rows, readings and assembled stores of them."""

import json

import polars as pl
import pytest

from vtr_lib.sources import recognise
from vtr_lib.sources.assemble import assemble
from vtr_lib.sources.tables import TABLES

ZONE = "America/Los_Angeles"
ORDER = {
    "amazon-order-id": "999-0000001-0000001",
    "purchase-date": "2025-01-10T08:00:00+00:00",
    "last-updated-date": "2025-01-12T08:00:00+00:00",
    "order-status": "Shipped",
    "fulfillment-channel": "Merchant",
    "sales-channel": "Amazon.com",
    "product-name": "A pan",
    "sku": "A",
    "asin": "B000000001",
    "item-status": "Shipped",
    "quantity": "1",
    "currency": "USD",
    "item-price": "10.00",
    "item-tax": "0.70",
    "shipping-price": "",
    "item-promotion-discount": "",
    "ship-promotion-discount": "",
    "ship-country": "US",
}
CONFIRMATION = {
    "order-id": "999-0000001-0000001",
    "order-item-id": "",
    "quantity": "",
    "ship-date": "2025-01-11",
    "carrier-code": "USPS",
    "carrier-name": "",
    "tracking-number": "N1",
    "ship-method": "Priority",
    "ship_from_address_countrycode": "",
}


def flat(columns: dict[str, str], *changes: dict[str, str], end: str = "\r\n") -> str:
    """A tab-separated file with the heading of ``columns`` and one row a change of it."""
    names = list(dict.fromkeys([*columns, *(name for change in changes for name in change)]))
    rows = ["\t".join((columns | change).get(name, "") for name in names) for change in changes]
    return end.join(["\t".join(names), *rows]) + end


def orders(*changes: dict[str, str], **how: str) -> str:
    return flat(ORDER, *changes, **how)


def confirmations(*changes: dict[str, str], **how: str) -> str:
    return flat(CONFIRMATION, *changes, **how)


def read(content: str | bytes | dict | list, name: str = "file.txt", **how: object):
    """The reading of one file, its identity checked."""
    raw = (
        content
        if isinstance(content, bytes)
        else (content if isinstance(content, str) else json.dumps(content)).encode()
    )
    reading = recognise.of_bytes(name, raw, zone=ZONE, **how)
    reading.identity()
    return reading


def store(*contents: str | bytes | dict | list):
    """The assembled store of several files, in the order of ingest."""
    parts = {}
    for number, content in enumerate(contents):
        for table, rows in read(content, f"{number}.txt").tables.items():
            parts.setdefault(table, []).append(rows)
    return assemble(parts, store="shop", marketplace="US", zone=ZONE)


def made(**tables: list[dict] | tuple[list[dict], ...]):
    """The assembled store of rows of intermediate tables; a tuple of lists stands for as many files."""
    parts = {
        name: [pl.DataFrame(rows, schema=TABLES[name], orient="row") for rows in files]
        for name, files in ((name, rows if isinstance(rows, tuple) else (rows,)) for name, rows in tables.items())
    }
    return assemble(parts, store="shop", marketplace="US", zone=ZONE)


class Files:
    """The words above, for tests."""

    orders, confirmations, flat, read, store, made = map(staticmethod, (orders, confirmations, flat, read, store, made))


@pytest.fixture
def files() -> type[Files]:
    return Files
