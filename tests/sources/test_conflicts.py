"""What two sources tell differently is named with what each said and where it stands."""

from datetime import UTC, datetime, timedelta

import pytest

from vtr_lib.frames import hold
from vtr_lib.schema import ITEMS, PACKAGES

ORDER = "999-0000001-0000001"
AT = datetime(2025, 1, 11, 18, tzinfo=UTC)


def sent(**more):
    return {"order_id": ORDER, "shipped_at": AT, "precision": "second", "carrier_raw": "USPS", "tracking_raw": "N1",
            "origin": "US", "source_file": "sent.txt", "source_line": 7} | more  # fmt: skip


def recorded(**more):
    return {"order_id": ORDER, "package_ref": "1", "confirmed_at": AT, "carrier_raw": "USPS", "tracking_raw": "N1",
            "origin": "US", "source_file": "api.json", "source_line": 3} | more  # fmt: skip


def line(**more):
    return {"order_id": ORDER, "sku": "A", "quantity": 1, "item_price_cents": 1000, "currency": "USD",
            "destination": "US", "source_file": "orders.txt", "source_line": 2} | more  # fmt: skip


def item(**more):
    return line(order_item_id="11", source_file="api.json", source_line=3) | more


def ready(**more):
    return {"marketplace": "US", "package_id": "mine", "order_id": ORDER, "confirmed_at": AT, "destination": "US",
            "carrier_raw": "USPS", "tracking_raw": "n-1", "value_cents": 1000, "currency": "USD", "origin": "US",
            "source_file": "mine.csv", "source_line": 5} | more  # fmt: skip


SENT, API, LINE, MINE = ("sent.txt", 7), ("api.json", 3), ("orders.txt", 2), ("mine.csv", 5)


@pytest.mark.parametrize(
    ("tables", "conflict"),
    [
        ({}, None),
        ({"api_packages": [recorded(carrier_raw="UPS")]}, ("N1", "carriers_differ", "usps", "ups", *SENT, *API)),
        ({"api_packages": [recorded(carrier_raw="usps")]}, None),
        ({"api_packages": [recorded(origin="CN")]}, ("N1", "origins_differ", "US", "CN", *SENT, *API)),
        ({"api_packages": [recorded(origin=None)]}, None),
        ({"api_packages": [recorded(tracking_raw="N2")]}, ("N1", "number_not_at_amazon", "N1", "N2", *SENT, *API)),
        ({"api_packages": [recorded(confirmed_at=AT + timedelta(days=2))]},
         ("N1", "confirmations_differ", "2025-01-11T18:00:00Z", "2025-01-13T18:00:00Z", *SENT, *API)),
        ({"api_packages": [recorded(confirmed_at=AT + timedelta(days=1))]}, None),
        ({"api_packages": [recorded(confirmed_at=AT - timedelta(days=2))]},
         ("N1", "confirmations_differ", "2025-01-11T18:00:00Z", "2025-01-09T18:00:00Z", *SENT, *API)),
        ({"order_lines": [line(), item(item_price_cents=999)]}, (None, "values_differ", "1000", "999", *LINE, *API)),
        ({"order_lines": [line(), item(item_price_cents=None)]}, None),
        ({"order_lines": [line(), item(currency="CAD")]}, (None, "currencies_differ", "USD", "CAD", *LINE, *API)),
        ({"order_lines": [line(), item(destination="CA")]}, (None, "destinations_differ", "US", "CA", *LINE, *API)),
        ({"api_orders": [{"order_id": ORDER, "destination": "CA", "source_file": "api.json", "source_line": 3}]},
         (None, "destinations_differ", "US", "CA", *LINE, *API)),
        ({"canonical_packages": [ready()]}, None),
        ({"canonical_packages": [ready(carrier_raw="UPS")]}, ("N1", "carriers_differ", "usps", "ups", *SENT, *MINE)),
        ({"canonical_packages": [ready(origin="CN")]}, ("N1", "origins_differ", "US", "CN", *SENT, *MINE)),
        ({"canonical_packages": [ready(value_cents=1)]}, ("N1", "values_differ", "1000", "1", *SENT, *MINE)),
        ({"canonical_packages": [ready(currency="CAD")]}, ("N1", "currencies_differ", "USD", "CAD", *SENT, *MINE)),
        ({"canonical_packages": [ready(destination="CA")]}, ("N1", "destinations_differ", "US", "CA", *SENT, *MINE)),
    ],
)  # fmt: skip
def test_both_sources_are_named(files, tables, conflict):
    made = files.made(**{"confirmations": [sent()], "order_lines": [line()]} | tables)
    assert made.conflicts.rows() == ([(ORDER, *conflict)] if conflict else [])
    if conflict and conflict[1] != "number_not_at_amazon":
        assert made.quality[conflict[1]] == 1
    assert made.packages.height == 1


def test_who_holds_where_two_differ(files):
    made = files.made(
        confirmations=[sent(carrier_raw="FedEx", origin="DE")],
        api_packages=[recorded(carrier_raw="UPS", origin="CN")],
        order_lines=[line(), item(item_price_cents=1, destination="CA")],
        canonical_packages=[ready(carrier_raw="DHL", value_cents=7, category="Toys", service="Ground")],
    )
    (row,) = made.packages.to_dicts()
    assert (row["carrier"], row["origin"], row["value_cents"]) == ("ups", "CN", 1000)
    assert (row["category"], row["service"]) == ("Toys", "Ground")


def test_a_canonical_table_alone_is_a_store(files):
    rows = [ready(), ready(package_id="other", tracking_raw=None, order_id="999-0000001-0000002", origin=None)]
    contents = [{"package_id": "mine", "sku": "A", "price_cents": 1000, "currency": "USD"}]
    made = files.made(canonical_packages=rows, canonical_items=contents)
    assert made.packages.select("package_id", "store", "tracking", "carrier", "origin_source").rows() == [
        ("mine", "shop", "N1", None, "canonical_table"), ("other", "shop", None, None, None),
    ]  # fmt: skip
    assert made.items.select("package_id", "sku").rows() == [("mine", "A")]
    assert made.quality["packages_of_canonical_tables"] == 2


def test_a_canonical_table_fills_only_what_is_open(files):
    """A value in one currency is never put beside another."""
    made = files.made(
        confirmations=[sent(origin=None)],
        order_lines=[line(item_price_cents=None, currency="CAD")],
        canonical_packages=[ready(is_digital=True, is_prime=True)],
    )
    (row,) = made.packages.to_dicts()
    assert (row["value_cents"], row["currency"], row["origin"]) == (1000, "USD", "US")
    assert (row["package_id"], row["is_prime"], row["source_file"]) == (f"{ORDER}:N1", True, "sent.txt")


def test_items_of_a_canonical_table_stand_in_only_where_none_are_known(files):
    contents = [{"package_id": "mine", "sku": "Z", "price_cents": 5}]
    tables = {"confirmations": [sent()], "canonical_packages": [ready()], "canonical_items": contents}
    assert files.made(**tables).items["sku"].to_list() == ["Z"]
    assert files.made(**tables, order_lines=[line()]).items["sku"].to_list() == ["A"]


def test_a_later_canonical_table_corrects_an_earlier_one(files):
    contents = ([{"package_id": "mine", "sku": "A"}], [{"package_id": "mine", "sku": "B"}])
    made = files.made(canonical_packages=([ready()], [ready(value_cents=5)]), canonical_items=contents)
    assert made.packages["value_cents"].to_list() == [5]
    assert made.items["sku"].to_list() == ["B"]


def test_an_id_that_is_another_packages_here_is_made_its_own(files):
    made = files.made(
        confirmations=[sent()], canonical_packages=[ready(package_id=f"{ORDER}:N1", tracking_raw="N2")]
    )  # fmt: skip
    assert made.packages["package_id"].to_list() == [f"{ORDER}:N1", f"{ORDER}:N2"]


def test_frames_are_canonical_with_a_ready_table_too(files):
    made = files.made(canonical_packages=[ready()], canonical_items=[{"package_id": "mine"}])
    hold(made.packages, PACKAGES)
    hold(made.items, ITEMS)
