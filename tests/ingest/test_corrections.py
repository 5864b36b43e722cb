"""A later file corrects an earlier one by the rule of docs/files.md, told through the command."""

import itertools
import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from vtr_lib import policy
from vtr_lib.cli import main
from vtr_lib.store.store import Store

ORDER = "999-0000001-0000001"
LINES = ("amazon-order-id", "purchase-date", "last-updated-date", "order-status", "fulfillment-channel", "sku",
         "quantity", "currency", "item-price", "ship-country")  # fmt: skip
CONFIRMED = ("order-id", "order-item-id", "quantity", "ship-date", "carrier-code", "carrier-name", "tracking-number",
             "ship-method")  # fmt: skip


def lines(updated: str, price: str, status: str = "Shipped") -> str:
    row = (ORDER, "2025-02-01T10:00:00+00:00", updated, status, "Merchant", "A-1", "1", "USD", price, "US")
    return "\t".join(LINES) + "\n" + "\t".join(row) + "\n"


def confirmed(number: str, day: str = "2025-02-03", carrier: str = "UPS") -> str:
    return "\t".join(CONFIRMED) + "\n" + "\t".join((ORDER, "", "", day, carrier, "", number, "Ground")) + "\n"


def answer(updated: str, number: str) -> str:
    package = {"packageReferenceId": "1", "createdTime": "2025-02-03T16:00:00Z", "carrier": "UPS",
               "trackingNumber": number, "packageStatus": {"status": "SHIPPED"}}  # fmt: skip
    order = {"orderId": ORDER, "createdTime": "2025-02-01T10:00:00Z", "lastUpdatedTime": updated, "packages": [package]}
    return json.dumps({"orders": [order]})


def skus(*rows: str) -> str:
    return "sku,category,digital\n" + "".join(f"A-1,{category},no\n" for category in rows)


def held(folder: Path, *files: str) -> dict:
    """The one package after each file was ingested by a run of its own."""
    folder.mkdir(exist_ok=True)
    data = folder / "data"
    for number, text in enumerate(files):
        file = folder / f"{number}.txt"
        file.write_text(text, "utf-8")
        assert main(["ingest", str(file), "--store", "mine", "--data", str(data)]) == 0
    (package,) = Store(data, "mine").table("packages").to_dicts()
    return package


EARLIER, LATER = lines("2025-02-02T00:00:00+00:00", "4.99"), lines("2025-02-04T00:00:00+00:00", "5.01")
ONE, TWO = "1Z999AA10123456784", "1Z999AA10320516363"


@pytest.mark.parametrize("order", list(itertools.permutations((EARLIER, LATER, confirmed(ONE)))))
def test_of_an_order_line_the_newest_update_holds_in_whatever_order_files_come(tmp_path, order):
    assert held(tmp_path, *order)["value_cents"] == 501


def test_of_two_words_on_the_same_update_the_later_file_holds(tmp_path):
    same = [lines("2025-02-02T00:00:00+00:00", price) for price in ("4.99", "5.01")]
    assert held(tmp_path, confirmed(ONE), *same)["value_cents"] == 501


@pytest.mark.parametrize(("first", "last"), [(ONE, TWO), (TWO, ONE)])
def test_of_confirmations_the_one_uploaded_last_holds(tmp_path, first, last):
    package = held(tmp_path, confirmed(first, "2025-02-03"), confirmed(last, "2025-02-05"))
    assert package["tracking"] == last
    assert str(package["confirmed_at"])[:10] == "2025-02-03", "confirmed when it was first confirmed"
    assert str(package["tracking_entered_at"])[:10] == "2025-02-05"


def test_files_of_one_run_are_uploads_in_the_order_given(tmp_path):
    for number, name in ((ONE, "b.txt"), (TWO, "a.txt")):
        (tmp_path / name).write_text(confirmed(number), "utf-8")
    paths = [str(tmp_path / name) for name in ("b.txt", "a.txt")]
    assert main(["ingest", *paths, "--store", "mine", "--data", str(tmp_path / "data")]) == 0
    assert Store(tmp_path / "data", "mine").table("packages")["tracking"].to_list() == [TWO]


OLD, NEW = answer("2025-02-03T17:00:00Z", ONE), answer("2025-02-04T17:00:00Z", TWO)


@pytest.mark.parametrize("order", [(OLD, NEW), (NEW, OLD)])
def test_of_answers_of_the_api_the_newest_holds_in_whatever_order_they_come(tmp_path, order):
    assert held(tmp_path, *order)["tracking"] == TWO


def test_of_a_table_of_products_the_later_row_and_file_hold(tmp_path):
    files = [lines("2025-02-02T00:00:00+00:00", "4.99"), confirmed(ONE), skus("Toys", "Books")]
    assert held(tmp_path, *files)["category"] == "Books"
    assert held(tmp_path / "again", *files, skus("Garden"))["category"] == "Garden"


def test_a_batch_enters_the_ledger_as_what_it_changed(tmp_path):
    held(tmp_path, confirmed(ONE), confirmed(ONE, carrier="USPS"))
    store = Store(tmp_path / "data", "mine")
    entered = store.ledger()
    moved = entered.filter(pl.col("basis") == "confirmed").select("batch", "carrier", "packages")
    assert moved.sort("batch", "carrier").rows() == [(1, "ups", 1), (2, "ups", -1), (2, "usps", 1)]
    assert store.verdicts(policy.load("us"), date(2025, 2, 5)).height == 1
