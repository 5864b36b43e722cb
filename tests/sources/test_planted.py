"""A person planted in every field of every format, in the right columns and the wrong: found in nothing that is made.

What can't be told from other words is not asked for here: a name typed as a carrier, ten digits typed as a number.
"""

import io
import itertools
import json
import re
import zipfile
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from sources import test_amazon as amazon
from sources import test_carriers as carriers
from sources.answers import ANSWERS
from sources.trees import changed, leaves

from vtr_lib import ingest as ingesting
from vtr_lib.cli import main
from vtr_lib.errors import DataError
from vtr_lib.schema import ITEMS, PACKAGES, SCANS, SNAPSHOTS
from vtr_lib.sources import recognise

MAIL, PHONE, ABROAD = "planted@example.com", "201-555-0142", "+1 (201) 555-0142"
MARK = f"Planted-Name {MAIL} {PHONE} 14 Planted Lane"
SIGNS = ("planted", "555-01", "555 01", "2015550142")
DIGITS = {"tracking", "tracking_raw", "alias_of", "sku", "asin", "mark"}  # where ten digits are no phone
PEOPLE = (
    "buyer-name", "buyer-email", "buyer-phone-number", "buyer-tax-id", "recipient-name", "recipient-email",
    "ship-address-1", "ship-address-2", "ship-city", "ship-state", "ship-postal-code", "ship-phone-number",
    "bill-address-1", "gift-message-text", "gift-note", "purchase-order-number", "customized-url", "customized-page",
    "delivery-instructions", "signed-by", "signedBy", "receivedBy", "message", "description", "remark", "location",
    "name", "phone", "street1", "postalCode", "customer_name", MAIL, PHONE,
)  # fmt: skip
ORDER, NUMBER = "999-0000001-0000001", "1Z999AA10123456784"
AT, DAY = "2025-01-10T08:00:00+00:00", "2025-01-10"
SENT = {"order-id": ORDER, "order-item-id": "11", "quantity": "1", "ship-date": DAY, "carrier-code": "UPS",
        "carrier-name": "UPS", "tracking-number": NUMBER, "ship-method": "Ground",
        "ship_from_address_countrycode": "US"}  # fmt: skip
BOUGHT = {"amazon-order-id": ORDER, "merchant-order-id": "M-1", "purchase-date": AT, "last-updated-date": AT,
          "order-status": "Shipped", "fulfillment-channel": "Merchant", "sales-channel": "Amazon.com", "sku": "A",
          "asin": "B000000001", "item-status": "Shipped", "quantity": "1", "currency": "USD", "item-price": "10.00",
          "shipping-price": "1.00", "item-promotion-discount": "0.00", "ship-promotion-discount": "0.00",
          "ship-country": "US", "default-ship-from-country": "US", "actual-ship-from-country": "US"}  # fmt: skip
FLAT = {
    "all_orders": ("\t", BOUGHT),
    "order_report": ("\t", amazon.REPORT | amazon.PRICES | {"merchant-order-id": "M-1"}),
    "unshipped_orders": ("\t", amazon.REPORT | amazon.WAITING),
    "shipping_confirmation": ("\t", SENT),
    "defect_report": (",", {
        "order-id": ORDER, "carrier-name": "UPS", "tracking-id": NUMBER, "origin-country": "US",
        "promised-delivery-date": DAY, "ship-method": "Ground", "has-tracking-id": "Yes", "has-valid-tracking": "No",
        "any-physical-scan": "No", "delivery-scan": "No", "package-value": "9.99", "product-category": "Toys"}),
    "premium_report": (",", {
        "order-id": ORDER, "carrier-name": "UPS", "tracking-id": NUMBER, "first-physical-scan": AT,
        "ship-method": "Ground", "invalid-tracking": "X"}),
    "sku_table": (",", {"sku": "A", "category": "Toys", "digital": "no", "ship-from": "US"}),
    "shipstation": (",", {
        "Order - Number": ORDER, "Date - Shipped Date": DAY, "Shipment - Tracking Number": NUMBER,
        "Shipment - Carrier": "UPS", "Shipment - Service": "Ground", "Ship To - Country": "US", "Item - SKU": "A",
        "Item - Qty": "1", "Item - Price": "9.99"}),
    "aftership_csv": (",", {"Tracking number": NUMBER, "Sub-status": "Delivered", "Origin": "US"}),
    "exchange_rates": (",", {"date": DAY, "from": "EUR", "to": "USD", "rate": "1.1"}),
    "my-files": (",", {
        "Bestellung": ORDER, "Versandt": DAY, "Paketdienst": "UPS", "Nummer": NUMBER, "Dienst": "Ground",
        "Was": "delivered", "Code": "D1", "Lage": "sent"}),
}  # fmt: skip
MAPPING = """[mapping]
id = "my-files"
zone = "UTC"
[[rows]]
table = "confirmations"
columns = {order_id = "Bestellung", shipped_at = "Versandt", carrier_raw = "Paketdienst", tracking_raw = "Nummer", service = "Dienst"}
[[rows]]
table = "scans"
columns = {tracking = "Nummer", scanned_at = "Versandt", kind = "Was", raw_code = "Code"}
[[rows]]
table = "snapshots"
columns = {tracking = "Nummer", checked_at = "Versandt", status = "Lage"}
"""  # noqa: E501
CANONICAL = {
    "packages": (PACKAGES, {
        "marketplace": "US", "package_id": "p1", "order_id": ORDER, "confirmed_at": AT, "carrier": "ups",
        "carrier_raw": "UPS", "service": "Ground", "tracking": NUMBER, "tracking_raw": NUMBER, "origin_source": "label",
        "destination": "US", "currency": "USD", "category": "Toys", "source_file": "x"}),
    "items": (ITEMS, {"package_id": "p1", "order_item_id": "11", "asin": "B1", "sku": "A", "category": "Toys"}),
    "scans": (SCANS, {
        "tracking": NUMBER, "scanned_at": AT, "kind": "delivered", "physical": "yes", "carrier": "ups", "country": "US",
        "city": "Reno", "raw_code": "D1", "raw_text": "x", "alias_of": "N1"}),
    "snapshots": (SNAPSHOTS, {"tracking": NUMBER, "checked_at": AT, "provider": "ups", "status": "D"}),
}  # fmt: skip
PACKAGE = {
    "packageReferenceId": "1", "createdTime": AT, "carrier": "UPS", "shippingService": "Ground",
    "trackingNumber": NUMBER, "shipFromAddress": {"countryCode": "US"}, "packageStatus": {"status": "DELIVERED"},
    "packageItems": [{"orderItemId": "11", "quantity": 1}],
}  # fmt: skip
ITEM = {"orderItemId": "11", "quantityOrdered": 1, "product": {"sellerSku": "A", "asin": "B1",
        "price": {"unitPrice": {"amount": "9.99", "currencyCode": "USD"}}}}  # fmt: skip
METRIC = {"reportingDateRange": {"reportingDateFrom": AT, "reportingDateTo": AT}, "shipmentCount": "9",
          "validTrackingCount": "8", "rate": "0.9", "targetValue": "0.95", "targetCondition": "GREATER_THAN",
          "status": "GOOD"}  # fmt: skip
DOCUMENTS = ANSWERS | {
    "orders_api": {"orders": [{
        "orderId": ORDER, "createdTime": AT, "lastUpdatedTime": AT, "programs": ["PRIME"], "orderItems": [ITEM],
        "salesChannel": {"marketplaceId": "ATVPDKIKX0DER"}, "packages": [PACKAGE],
        "recipient": {"deliveryAddress": {"countryCode": "US"}},
        "fulfillment": {"fulfillmentStatus": "SHIPPED", "fulfilledBy": "MERCHANT",
                        "deliverByWindow": {"latestDateTime": AT}}}]},
    "seller_performance": {"performanceMetrics": [{"marketplaceId": "ATVPDKIKX0DER", "validTrackingRate": METRIC}]},
    "orders_v0": {"payload": amazon.V0},
    "items_v0": {"payload": amazon.V0_ITEMS},
    "confirm_shipment": {"orderId": ORDER} | amazon.CONFIRMED,
    "shipping_v2": {"payload": amazon.TRACKED},
    "amazon_xml": amazon.envelope(amazon.order_report(), amazon.all_orders(), amazon.fulfilment()),
    "usps": carriers.usps(carriers.USPS | {"eventCode": "03"}),
    "ups": carriers.ups(carriers.UPS | {"status": {"type": "D"}}, alternateTrackingNumber=[{"number": "N2"}]),
    "fedex": carriers.fedex(carriers.FEDEX),
    "dhl": {"shipments": [{
        "id": "7777777770", "service": "express", "status": {"statusCode": "transit"},
        "origin": {"address": {"countryCode": "NL"}},
        "events": [{"timestamp": AT, "statusCode": "transit", "location": {"address": {"countryCode": "NL"}}}]}]},
    "canada_post": carriers.canada_post(carriers.occurrence("20")),
    "usps_xml": carriers.usps_xml(carriers.web_tool("10")),
    "ups_xml": carriers.ups_xml("<Status><Type>D</Type></Status>"),
    "fedex_xml": carriers.soap(carriers.fedex_xml(carriers.FEDEX_DETAILS)),
    "royal_mail": {"mailPieces": [{
        "mailPieceId": "0B1", "summary": {"oneDBarcode": "FQ000000005GB", "originCountryCode": "GBR"},
        "events": [{"eventCode": "EVKSP", "eventDateTime": AT}]}]},
}  # fmt: skip
REFUSED = {
    "no-heading.csv": f"Planted-Name,{MAIL},{PHONE},14 Planted Lane\n" * 3,
    "lacking.txt": f"order-id\torder-item-id\t{MAIL}\t{PHONE}\n1\t2\t{MARK}\t{MARK}\n",
    "quote.csv": f'sku,category\nA,"{MARK}\n',
    "doubled.txt": f"order-id\torder-id\tship-date\ttracking-number\n{MARK}\t{MARK}\t{MARK}\t{MARK}\n",
    "cut.json": f'{{"orders": [{{"orderId": "{MARK}"',
    "twice.json": f'{{"{MAIL}": 1, "{MAIL}": 2}}',
    "unknown.json": json.dumps({"person": MARK, MAIL: MARK}),
    "error.json": json.dumps(
        {"errors": [{"code": MARK, "message": "Planted-Name"}, {"message": PHONE, "code": PHONE}]}
    ),
    "words.json": json.dumps({"error": "Planted-Name"}),
    "page.html": f"<html><body>{MARK}</body></html>",
    "entity.xml": f'<!DOCTYPE a [<!ENTITY b "{MARK}">]><a>&b;</a>',
    "broken.xml": f"<a><b>{MARK}</a>",
    "value.csv": f'marketplace,package_id,order_id,confirmed_at,destination\nUS,p1,o1,"{MARK}",US\n',
    "choice.csv": f'tracking,scanned_at,kind,physical\nN1,{AT},"{MARK}",yes\n',
    "visits.csv": f"订单号,快递单号,发货时间,收件人,{MAIL},buyer name,customer name,courier,sku\n"
    + f"{ORDER},{NUMBER},2025/01/10,{MARK},{MARK},{MARK},{MARK},UPS,A\n" * 9
    + f"{(MARK + ',') * 8}{MARK}\n",
    "encoding.txt": "\t".join(SENT).encode() + b"\r\n" + "\t".join([*SENT.values()]).encode() + b"\xff Planted\r\n",
}


def visited(tree):
    """A document with all that may be told of a person beside what every object in it holds."""
    if isinstance(tree, str):
        tags = "".join(f"<{name}>{MARK}</{name}>" for name in PEOPLE if re.fullmatch("[A-Za-z][A-Za-z0-9-]*", name))
        return re.sub(r"(<(?:Item|Address|occurrence|OrderFulfillment)>)", rf"\1{tags}", tree)
    if isinstance(tree, list):
        return [visited(each) for each in tree]
    if isinstance(tree, dict):
        return {name: MARK for name in PEOPLE if name not in ("message", "name")} | {
            name: visited(value) for name, value in tree.items()
        }
    return tree


def wrong(tree):
    """A document once for every text in it, with one mark or another in its place."""
    marks = itertools.cycle((PHONE, MARK, PHONE))
    if isinstance(tree, str):
        for found, mark in zip(re.finditer(r"(?<=>)[^<>\s][^<>]*(?=<)", tree), marks, strict=False):
            yield tree[: found.start()] + mark + tree[found.end() :]
    else:
        for path, mark in zip(leaves(tree), marks, strict=False):
            yield changed(tree, path, mark)


def rows(columns):
    """Rows of a table, each of another order: one as it should be, and for every column one with each mark in it."""
    people, orders = dict.fromkeys(PEOPLE, MARK), itertools.count(2)
    yield columns | people
    for name in columns:
        is_digits = any(word in name.casefold() for word in ("sku", "asin", "tracking", "alias", "nummer"))
        for mark in (MARK, MAIL, ABROAD, *(() if is_digits else (PHONE,))):
            other = f"999-0000001-{next(orders):07}"
            own = {name: other if cell == ORDER else cell for name, cell in columns.items()}
            yield own | people | {name: mark}


def table(columns, delimiter):
    found = list(rows(columns))
    lines = [list(found[0]), *(list(row.values()) for row in found)]
    return "".join(delimiter.join(line) + "\n" for line in lines)


def book(content: str) -> bytes:
    """A workbook of a tab-separated table, on a sheet with a person's name, beside one with her letters."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_urls": False}) as made:
        made.set_properties({"author": MARK, "title": MARK})
        made.add_worksheet("Planted-Name").write_string(0, 0, MARK)
        sheet = made.add_worksheet("14 Planted Lane")
        for at, line in enumerate(content.splitlines()):
            for column, cell in enumerate(line.split("\t")):
                sheet.write_string(at, column, cell)
        sheet.write_comment(0, 0, MARK)
    return held.getvalue()


def canonical(table, row) -> dict[str, bytes]:
    """A canonical table with a person in all columns of words, as CSV and as Parquet."""
    required = {column.name for column in table.columns if column.pattern or column.choices or column.kind != "str"}
    found = [row, *({**row, name: mark} for name in row if name not in required for mark in (MARK, ABROAD))]
    if "order_id" in row:
        ids = [{"package_id": f"p{at}", "order_id": f"999-0000002-{at:07}"} for at in range(len(found))]
        found = [
            one | {name: cell for name, cell in new.items() if one[name] == row[name]}
            for one, new in zip(found, ids, strict=True)
        ]
    frame = pl.DataFrame(found)
    text = frame.with_columns(pl.lit("x").alias("source_file")) if "source_file" in frame.columns else frame
    held = io.BytesIO()
    text.write_parquet(held)
    return {".csv": frame.write_csv().encode(), ".parquet": held.getvalue()}


def raw(folder: Path) -> Path:
    """A folder with a file of every format, archives, and files that are refused."""
    contents = {f"{name}.txt": table(columns, delimiter) for name, (delimiter, columns) in FLAT.items()}
    contents |= {
        f"{name}.{'xml' if isinstance(tree, str) else 'json'}": tree if isinstance(tree, str) else json.dumps(tree)
        for name, tree in ((name, visited(tree)) for name, tree in DOCUMENTS.items())
    }
    contents["book.xlsx"] = book(table(BOUGHT | {"sku": "B"}, "\t"))
    contents |= {
        f"{name}{ending}": content
        for name, (held, row) in CANONICAL.items()
        for ending, content in canonical(held, row).items()
    }
    contents |= REFUSED
    folder.mkdir()
    for name, content in contents.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    with zipfile.ZipFile(folder / "archive.zip", "w") as archive:
        archive.comment = MARK.encode()
        archive.writestr("orders/all.txt", table(BOUGHT | {"sku": "C"}, "\t"))
        archive.writestr("error.json", REFUSED["error.json"])
    return folder


def told(folder: Path):
    """All that stands in a folder, packed or not: where, and what."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        content = path.read_bytes()
        yield path.name, content.decode("latin-1")
        if path.suffix == ".parquet":
            yield path.name, str(pl.read_parquet(io.BytesIO(content)).rows())
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    yield f"{path.name}/{name}", archive.read(name).decode("latin-1")


def signs(text: str) -> list[str]:
    low = text.lower()
    return [low[max(low.index(sign) - 60, 0) : low.index(sign) + 60] for sign in SIGNS if sign in low]


def test_nobody_is_found_in_what_is_made_of_files_full_of_people(tmp_path, capfd):
    folder, mapping = raw(tmp_path / "raw"), tmp_path / "mapping.toml"
    mapping.write_text(MAPPING, "utf-8")
    data, reports = tmp_path / "data", tmp_path / "reports"
    place = ["--store", "shop", "--data", str(data)]
    ingest = ["ingest", str(folder), "--map", str(mapping), "--as-of", "2025-03-31"]
    said = []

    def run(*arguments: str) -> tuple[int, str]:
        code, (out, err) = main(list(arguments)), capfd.readouterr()
        said.append((" ".join(arguments[:1]), out + err))
        return code, out

    code, out = run(*ingest, *place, "--accept-quarantine", "--json")
    done = json.loads(out)
    formats = {layout.format for format in recognise.FLAT for layout in format.LAYOUTS}
    formats |= {format.FORMAT for format in recognise.DOCUMENTS} | CANONICAL.keys() | {"my-files"}
    assert {entry["format"] for entry in done["read"]} == formats
    assert {re.split("[: ]", line)[0].rpartition("/")[2] for line in done["refused"]} == {*REFUSED, "error.json"}
    assert (code, sum(entry["quarantined"] for entry in done["read"]) > 50) == (65, True)
    assert run(*ingest, "--store", "other", "--data", str(data), "--accept-quarantine")[0] == 65
    assert done["packages"] > 20
    strict = ["ingest", *(str(folder / name) for name in ("all_orders.txt", "scans.csv", *REFUSED))]
    assert run(*strict, "--store", "strict", "--data", str(data))[0] == 65
    assert run(*strict, "--store", "strict", "--data", str(data), "--json")[0] == 65
    for by in ("carrier", "category"):
        assert run("rate", *place, "--by", by, "--json")[0] == 0
    assert run("explain", ORDER, *place)[0] == 0
    assert run("explain", ORDER, *place, "--json")[0] == 0
    for name in ("no-heading.csv", "visits.csv"):
        assert run("map", str(folder / name))[0] == 0
    assert run("report", *place, "--reports", str(reports), "--month", "2025-01", "--no-pdf")[0] == 0
    found = [(where, signs(text)) for where, text in [*said, *told(data), *told(reports)]]
    assert [(where, hits) for where, hits in found if hits] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_mail_address_or_a_phone_anywhere_in_an_answer_is_nowhere_in_its_reading(files, name):
    for tree in wrong(DOCUMENTS[name]):
        try:
            reading = files.read(tree)
        except DataError as error:
            said = [str(error)]
        else:
            said = [frame.select(pl.exclude(DIGITS)).write_json() for frame in reading.tables.values()]
            said += map(str, [reading.faults, reading.unmapped, reading.notes, reading.dropped_columns])
        assert [hit for text in said for hit in signs(text)] == []


def test_a_fault_of_the_program_does_not_show_what_it_was_reading(tmp_path, capfd, monkeypatch):
    def fails(*_, **__):
        raise ValueError(MARK)

    monkeypatch.setattr(ingesting.files.recognise, "of_bytes", fails)
    (tmp_path / "a.txt").write_text(MARK, "utf-8")
    assert main(["ingest", str(tmp_path / "a.txt"), "--data", str(tmp_path)]) == 1
    out, err = capfd.readouterr()
    assert re.match(r"UNEXPECTED: .*\(ValueError at __init__\.py:\d+ > ingest\.py:\d+ > files\.py:\d+ > ", err)
    assert signs(out + err) == []


def test_cells_of_people_are_counted(files):
    flat = files.read(
        files.confirmations({}, {"carrier-code": MAIL, "ship-method": PHONE}, {"tracking-number": ABROAD})
    )
    assert flat.notes["cells_of_people"] == 3
    assert flat.tables["confirmations"]["carrier_raw"].to_list() == ["USPS", None, "USPS"]
    document = files.read({"orderId": ORDER} | changed(amazon.CONFIRMED, ("packageDetail", "carrierName"), MARK))
    assert document.notes["cells_of_people"] == 2, "one a row: the package has two items"
    held = files.read(canonical(*CANONICAL["scans"])[".csv"])
    assert held.notes["cells_of_people"] > 5
    assert "cells_of_people" not in files.read(files.confirmations({})).notes
