"""The draft of a mapping: what it finds, what it leaves open, and that it is a mapping."""

import pytest

from vtr_lib.errors import DataError
from vtr_lib.sources import mapping
from vtr_lib.sources.proposal import propose
from vtr_lib.words import load

WORDS = load("en")
ERP = (
    "平台订单号,收件人,收件人电话,运单号,发货时间,物流渠道\n"
    "999-0000001-0000001,王小明,555-0100,YT2503400000000001,2025/01/11 09:30,云途\n"
    "999-0000002-0000002,王小明,555-0100,YT2503400000000002,2025/01/12 09:30,云途\n"
)
SHOP = (
    "Order Number;Ship Date;Tracking Number;Carrier;Customer Name\n"
    "999-0000001-0000001;{one};1Z999AA10123456784;UPS;Jane Planted\n"
    "999-0000002-0000002;{two};1Z999AA10123456784;UPS;Jane Planted\n"
)


def shop(one: str, two: str) -> bytes:
    return SHOP.format(one=one, two=two).encode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_chinese_export(files, encoding):
    raw = ERP.encode(encoding)
    found = propose("erp.csv", raw)
    assert found.columns["confirmations"] == {
        "order_id": "平台订单号", "tracking_raw": "运单号", "shipped_at": "发货时间", "carrier_raw": "物流渠道",
    }  # fmt: skip
    assert (found.forms, found.choices, found.is_zone_needed) == (["%Y/%m/%d %H:%M"], [], True)
    assert found.encoding == ("gb18030" if encoding == "gb18030" else None)
    draft = found.toml(WORDS).replace('# zone    = "', 'zone = "')
    reading = files.read(raw, mapping=mapping.parse(draft.encode(), "draft.toml"))
    assert reading.tables["confirmations"].height == 2
    assert reading.lines["quarantined"] == []


def test_only_proposed_columns_are_shown():
    found = propose("erp.csv", ERP.encode())
    assert len(found.rows) == 2
    assert "王小明" not in str(found.rows)
    assert found.unused == ["收件人", "收件人电话"]


@pytest.mark.parametrize(
    ("one", "two", "forms", "choices"),
    [
        ("2025-01-11", "2025-01-12", [], []),
        ("2025-01-11T08:00:00Z", "2025-01-12T08:00:00Z", [], []),
        ("1/25/2025", "1/12/2025", ["%m/%d/%Y"], []),
        ("25/1/2025", "12/1/2025", ["%d/%m/%Y"], []),
        ("01/02/2025", "03/04/2025", [], ["%m/%d/%Y", "%d/%m/%Y"]),
        ("25.01.2025 10:00", "26.01.2025 11:00", ["%d.%m.%Y %H:%M"], []),
        ("01-25-22", "01-26-22", ["%m-%d-%y"], []),
        ("01/25/2025 10:00:00 PM", "01/26/2025 11:00:00 AM", ["%m/%d/%Y %I:%M:%S %p"], []),
    ],
)
def test_how_times_are_written(one, two, forms, choices):
    found = propose("shop.csv", shop(one, two))
    assert found.columns["confirmations"]["shipped_at"] == "Ship Date"
    assert (found.forms, found.choices) == (forms, choices)
    mapping.parse(found.toml(WORDS).encode(), "draft.toml")


def test_a_column_whose_cells_are_something_else_is_not_proposed():
    found = propose("shop.csv", shop("soon", "later"))
    assert "shipped_at" not in found.columns["confirmations"]
    assert "shipped_at" in found.missing("confirmations")
    assert "shipped_at" in found.toml(WORDS)


def test_a_heading_may_be_hostile():
    nasty = 'Order Number,"a""]\tb\u202e",Order Number\n999-0000001-0000001,x,999-0000001-0000002\n'
    found = propose("x.csv", nasty.encode())
    assert found.columns["order_lines"] == {"order_id": "Order Number"}
    mapping.parse(found.toml(WORDS).encode(), "draft.toml")
    raw = b'"tracking ""number""",order no.,ship date\n1Z999AA10123456784,999-0000001-0000001,2025-01-11\n'
    mapping.parse(propose("x.csv", raw).toml(WORDS).encode(), "draft.toml")


@pytest.mark.parametrize(
    ("raw", "code"), [(b"", "EMPTY_FILE"), (b"nothing\nhere\n", "NO_HEADING"), (b"\xff\xfe\x00", "ENCODING")]
)
def test_what_can_not_be_proposed_for_says_why(raw, code):
    with pytest.raises(DataError, match=code):
        propose("x.csv", raw)


def test_a_heading_alone_is_enough():
    found = propose("x.csv", ERP.split("\n")[0].encode())
    assert found.missing("confirmations") == []
    assert found.rows == []


def test_an_encoding_that_no_heading_shows_is_left_open():
    raw = "Order Id,Customer Country\n999-1,México\n".encode("latin-1")
    found = propose("shop.csv", raw)
    assert (found.encoding, found.columns["order_lines"]["order_id"]) == (None, "Order Id")


def test_a_list_of_orders_without_numbers():
    heading = "order_id,order_purchase_timestamp,order_delivered_carrier_date,order_delivered_customer_date"
    found = propose("orders.csv", f"{heading}\n9f3,2025-01-10 08:00:00,2025-01-11 08:00:00,\n".encode())
    assert found.columns["order_lines"]["purchased_at"] == "order_purchase_timestamp"
    assert found.columns["confirmations"]["shipped_at"] == "order_delivered_carrier_date"
    assert found.columns["scans"]["scanned_at"] == "order_delivered_customer_date"
    assert (found.missing("confirmations"), found.missing("scans")) == (["tracking_raw"], ["tracking", "kind"])
