"""Files are known by what is in them; folders are gone through in one order; links are refused."""

import json
import os

import pytest

from vtr_lib.errors import DataError
from vtr_lib.sources import recognise

SEVENTEEN = {"code": 0, "data": {"accepted": [], "rejected": []}}
AFTERSHIP = {"meta": {"code": 200}, "data": {"trackings": []}}
PERFORMANCE = {"accountStatuses": [], "performanceMetrics": []}


def contents(files):
    return {
        "all_orders": files.orders({}),
        "shipping_confirmation": files.confirmations({}),
        "defect_report": "Order ID,Tracking ID,Has Valid Tracking\n",
        "sku_table": "SKU,Category\n",
        "exchange_rates": "Date,From,To,Rate\n",
        "orders_api": {"orders": []},
        "seventeen_track": SEVENTEEN,
        "aftership": AFTERSHIP,
        "seller_performance": PERFORMANCE,
    }


def test_each_format_is_known_by_its_content(files):
    assert {files.read(content).format: format for format, content in contents(files).items()} == {
        format: format for format in contents(files)
    }


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ('{"orders": [', "JSON_SYNTAX"),
        ('{"orders": [], "orders": []}', "JSON_KEY"),
        ("[" * 100_000, "JSON_LIMITS"),
        ('{"orders": ' + "9" * 5000 + "}", "JSON_LIMITS"),
        ('{"orders": "\xe9"}'.encode("latin-1"), "ENCODING"),
        ("{}", "DOCUMENT_UNKNOWN"),
        ("[1, 2]", "DOCUMENT_UNKNOWN"),
        ('{"orders": [{"id": 1}]}', "DOCUMENT_UNKNOWN"),
    ],
)
def test_json_that_is_refused_says_why(files, content, code):
    with pytest.raises(DataError) as refused:
        files.read(content)
    assert refused.value.code == code
    assert str(refused.value)


def test_a_json_document_cut_anywhere_is_refused(files):
    raw = json.dumps({"orders": [{"orderId": "999-0000001-0000001"}]}).encode()
    for cut in range(1, len(raw)):
        with pytest.raises(DataError, match="JSON_SYNTAX"):
            files.read(raw[:cut])


def test_one_answer_a_line(files):
    lines = [json.dumps({"order": {"orderId": f"999-0000001-000000{number}"}}) for number in range(3)]
    assert files.read("\n".join(lines) + "\n").tables["api_orders"].height == 3
    with pytest.raises(DataError, match=r":2: JSON_SYNTAX"):
        files.read("\n".join([lines[0], lines[1][:-1], lines[2]]))
    with pytest.raises(DataError, match=r":1: JSON_SYNTAX"):
        files.read(lines[0] + lines[1])
    with pytest.raises(DataError, match=r":4: JSON_SYNTAX"):
        files.read('{\n"order": {}\n}\n{\n"order": {}\n}')


def test_answers_are_found_in_recordings_and_wraps(files):
    order = {"orderId": "999-0000001-0000001"}
    for tree in (
        {"order": order},
        {"payload": {"orders": [order]}},
        [{"request": {}, "response": {"orders": [order]}}],
    ):
        assert files.read(tree).tables["api_orders"]["order_id"].to_list() == [order["orderId"]]


def test_links_and_folders_are_no_files(tmp_path):
    (tmp_path / "real.txt").write_text("sku,category\n")
    os.symlink(tmp_path / "real.txt", tmp_path / "link.txt")
    with pytest.raises(DataError, match="UNREADABLE"):
        recognise.read(tmp_path / "link.txt", zone="UTC")
    with pytest.raises(DataError, match="NO_FILE"):
        recognise.read(tmp_path, zone="UTC")


def test_a_file_goes_by_the_name_it_is_given(tmp_path):
    (tmp_path / "skus.csv").write_text("sku,category\nA,Toys\n")
    reading = recognise.read(tmp_path / "skus.csv", zone="UTC", name="raw/skus.csv")
    assert reading.file == reading.tables["skus"]["source_file"][0] == "raw/skus.csv"
    assert (reading.bytes, len(reading.sha256)) == (20, 64)
