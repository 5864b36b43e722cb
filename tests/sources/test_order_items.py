"""Order lines: the newest word on each, and two equal lines that are two items."""

from datetime import UTC, datetime

import polars as pl
import pytest

from vtr_lib.sources.order_items import last_words
from vtr_lib.sources.tables import TABLES

ORDER = "999-0000001-0000001"
OTHER = "999-0000001-0000002"
AT = datetime(2025, 1, 11, 18, tzinfo=UTC)


def line(sku="A", price=1000, quantity=1, number=None, **more):
    return {
        "order_id": ORDER, "order_item_id": number, "sku": sku, "quantity": quantity, "item_price_cents": price,
        "currency": "USD" if price is not None else None, "source_file": "o", "source_line": 1,
    } | more  # fmt: skip


def sent(number=None, tracking="N1", quantity=1, **more):
    return {
        "order_id": ORDER, "order_item_id": number, "quantity": quantity if number else None, "shipped_at": AT,
        "precision": "second", "carrier_raw": "USPS", "tracking_raw": tracking, "source_file": "c", "source_line": 1,
    } | more  # fmt: skip


def numbered(rows):
    return [row | {"source_line": place} for place, row in enumerate(rows, 2)]


def value(files, lines, confirmations=None):
    made = files.made(order_lines=lines, confirmations=numbered(confirmations or [sent()]))
    return made.packages["value_cents"].sum() if made.packages["value_cents"].null_count() == 0 else None, made


@pytest.mark.parametrize(
    ("report", "api", "cents"),
    [
        # One line and one item are the same, whatever else differs.
        ([line()], [line(number="11", price=None)], 1000),
        ([line(quantity=2)], [line(number="11", price=None, quantity=3)], 1000),
        ([line(price=None)], [line(number="11", price=700)], 700),
        # Two equal lines were read as one, exported twice; two ids say that they are two.
        ([line()], [line(number="11", price=None), line(number="12", price=None)], 2000),
        ([line()], [line(number="11"), line(number="12")], 2000),
        ([line()], [line(number=str(n)) for n in range(5)], 5000),
        # Another item of the SKU, at its own price, is no copy.
        ([line()], [line(number="11"), line(number="12", price=0)], 1000),
        # Lines that differ are told apart by quantity or price.
        ([line(), line(quantity=2, price=1800)], [line(number="11", price=None),
                                                  line(number="12", price=None, quantity=2)], 2800),
        ([line(), line(quantity=2, price=1800)], [line(number="11", price=None), line(number="13", price=None),
                                                  line(number="12", price=None, quantity=2)], 3800),
        # An item that no report line can mean is one more; where a line is left over, it is not counted twice.
        ([line()], [line(number="11"), line("B", 500, number="12")], 1500),
        ([line(), line(price=900)], [line(number="11", price=None), line(number="12", price=None)], 1900),
        ([line(price=1000), line(price=900)], [line(number="11", price=1000), line(number="12", price=900)], 1900),
    ],
)  # fmt: skip
def test_lines_of_a_report_and_items_with_an_id(files, report, api, cents):
    assert value(files, (report, api))[0] == value(files, (api, report))[0] == cents


def test_equal_lines_that_ids_told_apart_are_counted(files):
    _, made = value(files, ([line()], [line(number="11"), line(number="12")]))
    assert made.quality["equal_lines_told_apart"] == 1
    assert sorted(made.items["order_item_id"]) == ["11", "12"]
    assert value(files, [line()])[1].quality["equal_lines_told_apart"] == 0


@pytest.mark.parametrize(
    ("lines", "confirmations", "cents"),
    [
        # The order's only line, and two items of its size confirmed: there were two equal lines.
        ([line()], [sent("11"), sent("12")], 2000),
        ([line(quantity=2)], [sent("11", quantity=2), sent("12", quantity=2, tracking="N2")], 2000),
        # One item, or parts of it, are not more than the line.
        ([line()], [sent("11")], 1000),
        ([line(quantity=2)], [sent("11"), sent("12")], 1000),
        ([line(quantity=2)], [sent("11"), sent("11", tracking="N2")], 1000),
        # Nobody says which of several lines stood twice: not known, so never below a limit.
        ([line(), line("B")], [sent("11"), sent("12"), sent("13")], None),
        ([line(), line("B")], [sent("11"), sent("12")], 2000),
        ([line(), line("B", quantity=2)], [sent("11"), sent("12"), sent("13")], 2000),
        ([line()], [sent()], 1000),
    ],
)
def test_more_items_confirmed_than_the_report_has_lines(files, lines, confirmations, cents):
    total, made = value(files, lines, confirmations)
    assert total == cents
    assert made.quality["orders_confirmed_beyond_their_lines"] == (cents is None)


def test_a_doubled_export_is_not_two_items(files):
    text = files.orders({}, {})
    assert files.store(text, files.confirmations({})).packages["value_cents"].to_list() == [1000]


def test_each_column_has_the_last_word_of_those_who_speak():
    old, new = datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 1, 2, tzinfo=UTC)
    rows = [
        line(number="11", asin="OLD", updated_at=new, upload=0),
        line(number="11", asin=None, price=None, quantity=7, updated_at=None, upload=9, destination="US"),
        line(number="11", asin="OLDER", sku="Z", updated_at=old, upload=5),
    ]
    frame = pl.DataFrame(rows, schema=TABLES["order_lines"] | {"upload": pl.Int32}, orient="row")
    (row,) = last_words(frame, ["order_id", "order_item_id"]).to_dicts()
    assert (row["asin"], row["item_price_cents"], row["quantity"], row["sku"], row["destination"]) == (
        "OLD", 1000, 1, "A", "US",
    )  # fmt: skip


def test_a_list_of_what_is_still_to_be_sent_does_not_take_back_what_was(files):
    """Unshipped reports name less from day to day and have no price; the order report has it."""
    full = [line(number="11"), line("B", 500, number="12")]
    later = [line("B", None, number="12")]
    assert value(files, (full, later))[0] == value(files, (later, full))[0] == 1500


def test_a_newer_answer_speaks_alone_for_its_order(files):
    old, new = datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 1, 2, tzinfo=UTC)
    first = [line(number="11", updated_at=old), line("B", 500, number="12", updated_at=old)]
    then = [line(number="11", updated_at=new)]
    assert value(files, (first, then))[0] == value(files, (then, first))[0] == 1000


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        ({"order_lines": [line(is_prime=True)]}, {"is_prime": True}),
        ({"order_lines": [line(ship_by_at=AT)]}, {"ship_by_at": AT}),
        ({"order_lines": [line(ship_by_at=AT)],
          "api_orders": [{"order_id": ORDER, "ship_by_at": AT.replace(hour=20)}]}, {"ship_by_at": AT.replace(hour=20)}),
        ({"api_orders": [{"order_id": ORDER, "order_status": "Canceled"}]}, {"is_cancelled": True}),
        ({"api_orders": [{"order_id": ORDER, "order_status": "CANCELLED"}]}, {"is_cancelled": True}),
        ({"order_lines": [line(item_status="Canceled")]}, {"is_cancelled": True, "value_cents": None}),
        ({"order_lines": [line(item_status="Canceled"), line("B", 5)]}, {"is_cancelled": False, "value_cents": 5}),
        ({"order_lines": [line(fulfilment="amazon")]}, {"fulfilment": "amazon"}),
        ({"order_lines": [line(is_non_amazon=True, fulfilment="merchant")]}, {"fulfilment": "amazon"}),
        ({"labels": [{"tracking": "N1", "is_label_bought": True}]}, {"is_label_bought": True}),
        ({}, {"is_label_bought": False, "fulfilment": "merchant", "is_prime": False, "is_cancelled": False}),
    ],
)  # fmt: skip
def test_what_is_said_of_an_order_reaches_its_package(files, tables, expected):
    (row,) = files.made(confirmations=[sent()], **tables).packages.to_dicts()
    assert {name: row[name] for name in expected} == expected


def test_an_estimate_of_delivery_is_no_promise(files):
    made = files.made(confirmations=[sent()], labels=[{"tracking": "N1", "estimated_at": AT}])
    assert made.packages["promised_on"].to_list() == [None]


def test_orders_of_other_shops_are_amazons_and_counted(files):
    outside = "S01-0000001-0000001"
    made = files.made(
        confirmations=[sent(), sent(order_id=outside)], order_lines=[line(), line(order_id=outside)]
    )  # fmt: skip
    assert dict(made.packages.select("order_id", "fulfilment").rows()) == {ORDER: "merchant", outside: "amazon"}
    assert made.quality["packages_of_other_shops"] == made.quality["packages_sent_by_amazon"] == 1


@pytest.mark.parametrize(
    ("lines", "order_id", "count"),
    [
        ([line(merchant_order_id="shop-7")], ORDER, 1),
        ([line(merchant_order_id="shop-8")], "shop-7", 0),
        # A name of two orders is left as it is, and so is one that is another order's own.
        ([line(merchant_order_id="shop-7"), line(order_id=OTHER, merchant_order_id="shop-7")], "shop-7", 0),
        ([line(merchant_order_id="shop-7"), line(order_id="shop-7")], "shop-7", 0),
    ],
)
def test_an_order_by_the_sellers_own_name(files, lines, order_id, count):
    made = files.made(confirmations=[sent(order_id="shop-7")], order_lines=lines)
    assert made.packages["order_id"].to_list() == [order_id]
    assert made.quality["orders_named_by_the_sellers_id"] == count


@pytest.mark.parametrize("own", ["Jane Planted", "planted", "a/b7"])
def test_what_is_no_id_is_not_kept_as_the_sellers_name_of_an_order(files, own):
    reading = files.read(files.orders({"merchant-order-id": own}))
    assert reading.tables["order_lines"]["merchant_order_id"].to_list() == [None]
    assert reading.identity()["accepted"] == 1


def test_a_non_amazon_sale_is_told_by_its_channel(files):
    for channel, expected in (("Non-Amazon", True), ("Non-Amazon US", True), ("Amazon.com", False)):
        rows = files.read(files.orders({"sales-channel": channel})).tables["order_lines"]
        assert rows["is_non_amazon"].to_list() == [expected]
