"""Files that no reader knows, by the seller's own word: read as strictly, told as clearly."""

import io
from datetime import UTC, datetime

import pytest
import xlsxwriter

from vtr_lib.errors import ConfigError, DataError
from vtr_lib.sources import mapping, recognise

HEAD = """
[mapping]
id        = "my-erp"
delimiter = "comma"
zone      = "Asia/Shanghai"
dates     = ["%Y/%m/%d %H:%M", "%Y/%m/%d"]
"""
SENT = """
[[rows]]
table = "confirmations"
[rows.columns]
order_id     = "平台订单号"
tracking_raw = ["运单号", "跟踪号"]
shipped_at   = "发货时间"
carrier_raw  = "物流渠道"
[rows.values]
origin = "CN"
[rows.words.carrier_raw]
"云途-普货" = "yunexpress"
"""
SCANNED = """
[[rows]]
table = "scans"
[rows.columns]
tracking   = ["运单号", "跟踪号"]
scanned_at = "签收时间"
[rows.values]
kind = "delivered"
"""
ONLY = """
[rows.only]
"状态" = ["已发货", "已签收"]
"""
NAMES = ["平台订单号", "收件人", "运单号", "发货时间", "物流渠道", "签收时间", "状态"]
ROW = ["999-0000001-0000001", "王小明", "YT2503400000000001", "2025/01/11 09:30", "云途-普货", "", "已发货"]


def mapped(text: str):
    return mapping.parse(text.encode(), "mine.toml")


def csv(*rows: dict[str, str], names=NAMES) -> str:
    base = dict(zip(NAMES, ROW, strict=True))
    lines = [",".join((base | row).get(name, "") for name in names) for row in rows]
    return "\n".join([",".join(names), *lines]) + "\n"


def rows(reading, table):
    return reading.tables[table].to_dicts()


def test_a_row_tells_what_the_mapping_says(files):
    reading = files.read(csv({}), mapping=mapped(HEAD + SENT))
    (row,) = rows(reading, "confirmations")
    assert (reading.format, reading.version[:4]) == ("my-erp", "map ")
    assert {name: row[name] for name in ("order_id", "carrier_raw", "tracking_raw", "origin", "precision")} == {
        "order_id": "999-0000001-0000001", "carrier_raw": "yunexpress", "tracking_raw": "YT2503400000000001",
        "origin": "CN", "precision": "second",
    }  # fmt: skip
    assert row["shipped_at"] == datetime(2025, 1, 11, 1, 30, tzinfo=UTC), "by the clock of Shanghai"
    assert (row["is_delete"], row["is_other_carrier"], row["source_line"]) == (False, False, 2)
    assert set(reading.dropped_columns) == {"收件人", "签收时间", "状态"}


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"平台订单号": ""}, "平台订单号", "BLANK_CELL"),
        ({"发货时间": ""}, "发货时间", "BLANK_CELL"),
        ({"发货时间": "11/01/2025"}, "发货时间", "DATE_FORMAT"),
        ({"平台订单号": "../../x"}, "平台订单号", "ID_FORMAT"),
    ],
)
def test_a_bad_row_is_set_aside_with_line_and_column(files, change, column, code):
    reading = files.read(csv({}, change, {"运单号": "YT2503400000000002"}), mapping=mapped(HEAD + SENT))
    assert [(fault.line, fault.column, fault.code) for fault in reading.faults] == [(3, column, code)]
    assert (reading.lines["quarantined"], reading.lines["accepted"]) == ([3], [2, 4])
    assert [row["source_line"] for row in rows(reading, "confirmations")] == [2, 4]


def test_a_bad_row_of_several_lines_is_set_aside_with_all_of_them(files):
    told = csv({}, {"收件人": '"王\n小明"', "平台订单号": ""}, {"收件人": '"王\n小明"'})
    reading = files.read(told, mapping=mapped(HEAD + SENT))
    assert (reading.lines["quarantined"], reading.lines["accepted"]) == ([3, 4], [2, 5, 6])


def test_a_package_without_a_number_is_kept(files):
    (row,) = rows(files.read(csv({"运单号": ""}), mapping=mapped(HEAD + SENT)), "confirmations")
    assert row["tracking_raw"] is None


def test_a_day_is_one_of_the_marketplace(files):
    (row,) = rows(files.read(csv({"发货时间": "2025/01/11"}), mapping=mapped(HEAD + SENT)), "confirmations")
    assert (row["shipped_at"], row["precision"]) == (datetime(2025, 1, 11, 8, tzinfo=UTC), "day")


def test_one_row_may_tell_several_things(files):
    told = csv({}, {"运单号": "YT2503400000000002", "签收时间": "2025/01/20 18:00", "状态": "已签收"},
               {"运单号": "YT2503400000000003", "签收时间": "2025/01/21"})  # fmt: skip
    reading = files.read(told, mapping=mapped(HEAD + SENT + SCANNED))
    scans = reading.tables["scans"].select("tracking", "scanned_at", "kind", "physical", "leg", "provider").rows()
    assert scans == [
        ("YT2503400000000002", datetime(2025, 1, 20, 10, tzinfo=UTC), "delivered", "yes", "forward", "my-erp"),
        ("YT2503400000000003", datetime(2025, 1, 22, 7, 59, 59, tzinfo=UTC), "delivered", "yes", "forward", "my-erp"),
    ]
    assert reading.tables["confirmations"].height == 3
    assert reading.notes["rows_without_scans"] == 1
    assert reading.lines["accepted"] == [2, 3, 4]


def test_only_some_rows_tell_of_a_table(files):
    told = csv({}, {"状态": "待发货", "发货时间": ""}, {"运单号": "YT2503400000000002", "状态": "已签收"})
    reading = files.read(told, mapping=mapped(HEAD + SENT + ONLY))
    assert [row["source_line"] for row in rows(reading, "confirmations")] == [2, 4]
    assert reading.notes["rows_without_confirmations"] == 1
    assert reading.lines["quarantined"] == []


ORDERED = """
[[rows]]
table = "order_lines"
[rows.columns]
order_id         = "Order ID"
purchased_at     = "Date"
fulfilment       = "Fulfilment"
marketplace      = "Sales Channel"
item_price_cents = "Amount"
currency         = "currency"
is_prime         = "Prime"
[rows.words.is_prime]
"是" = true
"否" = false
"""


def test_words_of_the_file_are_read_as_ours(files):
    text = (
        "Order ID,Date,Fulfilment,Sales Channel,Amount,currency,Prime\n"
        "999-0000001-0000001,2025/01/11,Merchant,Amazon.in,10.00,INR,是\n"
        "999-0000002-0000002,2025/01/11,FBA,amazon.com,10.00,USD,否\n"
        "999-0000003-0000003,2025/01/11,Drone,Mars,10.00,USD,\n"
    )
    reading = files.read(text, mapping=mapped(HEAD + ORDERED))
    told = reading.tables["order_lines"].select("fulfilment", "marketplace", "item_price_cents", "is_prime").rows()
    assert told == [("merchant", "IN", 1000, True), ("amazon", "US", 1000, False), (None, None, 1000, None)]
    assert reading.unmapped == {"Drone": 1}


EVENTS = """
[[rows]]
table = "scans"
[rows.columns]
tracking   = "No"
scanned_at = "When"
kind       = "What"
carrier    = "By"
[rows.words.kind]
"已揽收" = "accept"
"已签收" = "delivered"
"""


def test_kinds_by_the_words_of_the_file(files):
    text = (
        "No,When,What,By\n1Z999AA10123456784,2025/01/12 08:00,已揽收,UPS\n"
        "1Z999AA10123456784,2025/01/13 08:00,异常,UPS\n1Z999AA10123456784,2025/01/14 08:00,已签收,\n"
    )
    reading = files.read(text, mapping=mapped(HEAD + EVENTS))
    assert reading.tables["scans"].select("kind", "physical", "carrier").rows() == [
        ("accept", "yes", "ups"), ("unknown", "unknown", "ups"), ("delivered", "yes", None),
    ]  # fmt: skip
    assert reading.unmapped == {"-": 1}


def test_an_encoding_that_the_mapping_names(files):
    head = HEAD.replace("delimiter", 'encoding = "gb18030"\ndelimiter')
    (row,) = rows(files.read(csv({}).encode("gb18030"), mapping=mapped(head + SENT)), "confirmations")
    assert row["carrier_raw"] == "yunexpress"


def test_a_file_the_mapping_does_not_fit_is_read_as_usual(files):
    assert files.read(files.orders({}), mapping=mapped(HEAD + SENT)).format == "all_orders"
    with pytest.raises(DataError, match=r"\[运单号\]: HEADER: .* my-erp"):
        files.read(csv({}).replace("运单号", "单号"), mapping=mapped(HEAD + SENT))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[mapping", r"mine\.toml: MAP_SYNTAX"),
        ("", r"\[mapping, rows\]: MAP_MISSING"),
        (HEAD, r"\[mapping, rows\]: MAP_MISSING"),
        (SENT, r"\[mapping\.id\]: MAP_MISSING"),
        (HEAD.replace("delimiter", "separator") + SENT, r"\[mapping\.separator\]: MAP_KEY"),
        (HEAD.replace("comma", "pipe") + SENT, r"\[mapping\.delimiter\]: MAP_VALUE: pipe .*tab, comma, semicolon"),
        (HEAD.replace("Asia/Shanghai", "Mars/Olympus") + SENT, r"\[mapping\.zone\]: MAP_VALUE"),
        (HEAD.replace('["%Y/%m/%d %H:%M", "%Y/%m/%d"]', "5") + SENT, r"\[mapping\.dates\]: MAP_VALUE"),
        (HEAD + SENT.replace("confirmations", "shipments"), r"\[rows 1\.table\]: MAP_VALUE: shipments .*confirmations"),
        (HEAD + SENT.replace("carrier_raw  =", "carrier ="), r"\[rows 1\.confirmations\.carrier\]: MAP_KEY"),
        (HEAD + SENT.replace("order_id     =", "service ="), r"\[rows 1\.columns\.order_id\]: MAP_MISSING"),
        (HEAD + SENT.replace("values", "constants"), r"\[rows 1\.constants\]: MAP_KEY"),
        (HEAD + SENT.replace('"运单号", "跟踪号"', "1, 2"), r"\[rows 1\.columns\.tracking_raw\]: MAP_VALUE"),
        (HEAD + SCANNED.replace('"delivered"', '"teleported"'), r"\[rows 1\.values\.kind\]: MAP_VALUE: teleported"),
        (HEAD + EVENTS.replace('"accept"', '"took"'), r"\[rows 1\.words\.kind\.已揽收\]: MAP_VALUE: took"),
        (HEAD + SENT + '[rows.only]\n"状态" = 5\n', r"\[rows 1\.only\.状态\]: MAP_VALUE"),
        (
            HEAD + SENT + SCANNED.replace("[rows.values]\nkind", "[rows.values]\nleg"),
            r"\[rows 2\.scans\.leg\]: MAP_KEY",
        ),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused_with_file_and_key(text, told):
    with pytest.raises(ConfigError, match=told):
        mapped(text)


def test_a_mapping_that_is_not_there(tmp_path):
    with pytest.raises(ConfigError, match="MAP_FILE"):
        mapping.load(tmp_path / "none.toml")


def test_every_column_a_mapping_may_fill_is_one_of_its_table():
    from vtr_lib.sources.cells import KINDS
    from vtr_lib.sources.tables import TABLES

    for table, columns in mapping.mappable().items():
        assert set(columns) <= set(TABLES[table]), table
        assert {column["kind"] for column in columns.values()} <= set(KINDS)
        assert any(column.get("needed") for column in columns.values())
        assert all(set(column) <= {"kind", "needed", "names"} for column in columns.values())


def test_a_workbook_is_read_by_a_mapping_too():
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, line in enumerate(csv({}).splitlines()):
            sheet.write_row(at, 0, line.split(","))
    reading = recognise.of_bytes("erp.xlsx", held.getvalue(), zone="UTC", mapping=mapped(HEAD + SENT))
    (row,) = rows(reading, "confirmations")
    assert (row["tracking_raw"], row["carrier_raw"], row["source_line"]) == ("YT2503400000000001", "yunexpress", 2)


PARCELS = """
[mapping]
id = "orders"
zone = "America/Sao_Paulo"
[[rows]]
table = "confirmations"
[rows.columns]
order_id = "order_id"
tracking_raw = "order_id"
shipped_at = "to_carrier"
[rows.only]
status = ["delivered", "shipped"]
[[rows]]
table = "scans"
[rows.columns]
tracking = "order_id"
scanned_at = "to_customer"
[rows.values]
kind = "delivered"
"""


def test_an_order_id_stands_for_the_number_a_file_lacks(files):
    rows = [
        "order_id,status,to_carrier,to_customer",
        "9f3a,delivered,2025-01-11 08:00:00,2025-01-15 08:00:00",
        "9f3b,shipped,2025-01-11 08:00:00,",
        "9f3c,canceled,,",
    ]
    reading = files.read("\n".join(rows) + "\n", mapping=mapping.parse(PARCELS.encode(), "orders.toml"))
    assert reading.identity()["accepted"] == 3
    assert reading.tables["confirmations"]["tracking_raw"].to_list() == ["9f3a", "9f3b"]
    assert reading.tables["scans"].select("tracking", "kind").rows() == [("9F3A", "delivered")]
