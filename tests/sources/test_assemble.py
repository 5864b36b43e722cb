"""From files to packages: the unit, what overwrites what, shares of value, and where an origin was learnt."""

import itertools
import random
from datetime import UTC, date, datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from vtr_lib import frames, schema
from vtr_lib.sources.shares import shares
from vtr_lib.sources.tables import TABLES

ORDER = "999-0000001-0000001"
OTHER = "999-0000001-0000002"


def item(number, quantity, **row):
    return {"order-item-id": number, "quantity": str(quantity)} | row


def api(*packages, order=ORDER, items=(("11", "A", 1),), updated="2025-01-12T08:00:00Z", **fields):
    return {
        "orders": [
            {
                "orderId": order,
                "createdTime": "2025-01-10T08:00:00Z",
                "lastUpdatedTime": updated,
                "orderItems": [
                    {"orderItemId": number, "quantityOrdered": quantity, "product": {"sellerSku": sku}}
                    for number, sku, quantity in items
                ],
                "packages": list(packages),
            }
            | fields
        ]
    }


def package(number, *, ref="1", created="2025-01-11T10:00:00Z", items=(("11", 1),), **fields):
    return {
        "packageReferenceId": ref,
        "createdTime": created,
        "packageStatus": {"status": "SHIPPED"},
        "carrier": "USPS",
        "trackingNumber": number,
        "packageItems": [{"orderItemId": number, "quantity": quantity} for number, quantity in items],
    } | fields


def numbers(made):
    return made.packages["tracking"].to_list()


def values(made):
    return dict(zip(made.packages["tracking"], made.packages["value_cents"], strict=True))


def test_the_frames_are_canonical_even_when_empty(files):
    for made in (
        files.store(),
        files.store(files.orders({}), files.confirmations({}), "sku,category,digital\nA,Toys,no\n"),
    ):
        for table in (schema.PACKAGES, schema.ITEMS, schema.SCANS, schema.SNAPSHOTS):
            frame = getattr(made, table.name)
            assert frame.schema == frames.polars_schema(table)
            frames.hold(frame, table)


def test_a_package_of_an_order_and_a_confirmation(files):
    made = files.store(
        files.orders({"shipping-price": "4.99", "item-promotion-discount": "1.00", "ship-promotion-discount": "0.49"}),
        files.confirmations({}),
        "sku,category,digital\nA,Toys,no\n",
    )
    (row,) = made.packages.to_dicts()
    expected = {
        "store": "shop",
        "marketplace": "US",
        "package_id": f"{ORDER}:N1",
        "order_id": ORDER,
        "confirmed_at": datetime(2025, 1, 11, 8, tzinfo=UTC),
        "confirmed_precision": "day",
        "tracking_entered_at": None,
        "carrier": "usps",
        "carrier_raw": "USPS",
        "service": "Priority",
        "tracking": "N1",
        "origin": None,
        "origin_source": None,
        "destination": "US",
        "value_cents": 1350,
        "value_gross_cents": 1499,
        "currency": "USD",
        "category": "Toys",
        "fulfilment": "merchant",
        "is_digital": False,
        "is_cancelled": False,
        "source_file": "1.txt",
        "source_line": 2,
    }
    assert {name: row[name] for name in expected} == expected


def test_a_line_price_is_not_multiplied_by_its_quantity(files):
    assert values(files.store(files.orders({"quantity": "3", "item-price": "9.00"}), files.confirmations({}))) == {
        "N1": 900
    }


def test_a_line_split_over_packages_is_shared_by_quantity_to_the_cent(files):
    made = files.store(
        files.orders({"quantity": "3", "item-price": "10.00"}),
        files.confirmations(item("11", 1), item("11", 2, **{"tracking-number": "N2"})),
    )
    assert values(made) == {"N1": 333, "N2": 667}
    assert made.items["quantity"].to_list() == [1, 2]


def test_what_was_not_sent_yet_keeps_its_share(files):
    made = files.store(files.orders({"quantity": "4", "item-price": "10.00"}), files.confirmations(item("11", 1)))
    assert values(made) == {"N1": 250}


def test_items_nobody_can_place_are_shared_by_quantity_and_counted(files):
    made = files.store(
        files.orders({"sku": "A", "item-price": "4.00"}, {"sku": "B", "item-price": "16.00"}),
        files.confirmations(item("11", 1), item("12", 1, **{"tracking-number": "N2"})),
    )
    assert values(made) == {"N1": 1000, "N2": 1000}
    assert made.quality["values_shared_by_quantity"] == 2


def test_the_api_places_the_items(files):
    made = files.store(
        files.orders({"sku": "A", "item-price": "4.00"}, {"sku": "B", "item-price": "16.00"}),
        files.confirmations(item("11", 1), item("12", 1, **{"tracking-number": "N2"})),
        api(items=(("11", "A", 1), ("12", "B", 1))),
    )
    assert values(made) == {"N1": 400, "N2": 1600}
    assert made.quality["values_shared_by_quantity"] == 0


def test_a_price_nobody_tells_leaves_the_value_open(files):
    made = files.store(files.orders({"item-price": ""}), files.confirmations({}))
    assert values(made) == {"N1": None}
    assert made.quality["packages_without_value"] == 1


def test_a_cancelled_line_is_in_no_package(files):
    gone = {"sku": "B", "item-price": "90.00", "item-status": "Cancelled"}
    assert values(files.store(files.orders({}, gone), files.confirmations({}))) == {"N1": 1000}


@given(
    lines=st.lists(st.tuples(st.integers(0, 9999), st.integers(1, 5)), min_size=1, max_size=4),
    packages=st.integers(1, 4),
    is_named=st.booleans(),
    chance=st.randoms(use_true_random=False),
)
@settings(max_examples=60, deadline=None)
def test_shares_add_up_to_the_line_to_the_cent(lines, packages, is_named, chance):
    rows = [
        {
            "order_id": "O",
            "order_item_id": str(n) if is_named else None,
            "quantity": quantity,
            "item_price_cents": price,
        }
        for n, (price, quantity) in enumerate(lines)
    ]
    items = pl.DataFrame(rows, schema=TABLES["order_lines"], orient="row").with_row_index("item")
    sent = [
        {"package_id": f"P{chance.randrange(packages)}", "order_id": "O", "order_item_id": str(n), "quantity": 1}
        for n, (_, quantity) in enumerate(lines)
        for _ in range(quantity)
    ]
    held = shares(items, pl.DataFrame(sent))
    totals = held.group_by("item").agg(pl.col("item_price_cents").sum()).sort("item")
    assert totals["item_price_cents"].to_list() == [price for price, _ in lines]
    assert (held["item_price_cents"] >= 0).all()


N1, N2 = {"tracking-number": "N1"}, {"tracking-number": "N2"}


@pytest.mark.parametrize(
    ("quantity", "uploads", "standing"),
    [
        ("1", [[N1 | item("11", 1), N2 | item("11", 1)]], ["N2"]),
        ("1", [[N1 | item("11", 1)], [N2 | item("11", 1)]], ["N2"]),
        ("2", [[N1 | item("11", 1), N2 | item("11", 1)]], ["N1", "N2"]),
        ("2", [[N1 | item("11", 1)], [N2 | item("11", 1)]], ["N1", "N2"]),
        ("2", [[N1 | item("11", 2)], [N2 | item("11", 1)]], ["N2"]),
        ("9", [[N1], [N2]], ["N2"]),
        ("9", [[N1, N2]], ["N2"]),
        # The whole order, then one of its two pieces: the other stays where it was.
        ("2", [[N1], [N2 | item("11", 1)]], ["N1", "N2"]),
        ("1", [[N1], [N2 | item("11", 1)]], ["N2"]),
        ("2", [[N1], [N2 | item("11", 2)]], ["N2"]),
        ("2", [[N1], [N2 | item("11", 1)], [{"tracking-number": "N3"}]], ["N3"]),
        ("1", [[N1], [{"tracking-number": "NULL"}]], [None]),
        ("1", [[N1, {"tracking-number": "NULL"}, N2]], ["N2"]),
        ("1", [[{"tracking-number": "NULL"}], [N1]], ["N1"]),
        ("2", [[N1 | item("11", 1), N2 | item("11", 1)], [{"tracking-number": "NULL"}]], [None]),
        ("1", [[{"tracking-number": ""}]], [None]),
        ("1", [[{"tracking-number": "N/A"}]], [None]),
        ("1", [[N1], [N1 | {"carrier-code": "UPS"}]], ["N1"]),
    ],
)
def test_what_overwrites_what(files, quantity, uploads, standing):
    made = files.store(files.orders({"quantity": quantity}), *(files.confirmations(*rows) for rows in uploads))
    assert numbers(made) == standing


def test_a_correction_of_one_of_two_items_leaves_the_other(files):
    lines = files.orders({"sku": "A"}, {"sku": "B"})
    first = [N1 | item("11", 1), N2 | item("12", 1)]
    for part, standing in (("11", ["N2", "N3"]), ("12", ["N1", "N3"])):
        made = files.store(lines, files.confirmations(*first, {"tracking-number": "N3"} | item(part, 1)))
        assert numbers(made) == standing
        assert made.quality["confirmations_overwritten"] == 1


def test_without_the_order_one_file_tells_several_packages_and_a_later_one_overwrites(files):
    both = files.confirmations(N1 | item("11", 1), N2 | item("11", 1))
    assert numbers(files.store(both)) == ["N1", "N2"]
    assert numbers(files.store(both, files.confirmations({"tracking-number": "N3"} | item("11", 1)))) == ["N3"]


def test_an_overwritten_number_keeps_the_first_day_and_tells_when_it_was_entered(files):
    made = files.store(files.orders({}), files.confirmations(N1, N2 | {"ship-date": "2025-01-14T10:00:00-08:00"}))
    (row,) = made.packages.to_dicts()
    assert row["confirmed_at"] == datetime(2025, 1, 11, 8, tzinfo=UTC)
    assert row["confirmed_precision"] == "day"
    assert row["tracking_entered_at"] == datetime(2025, 1, 14, 18, tzinfo=UTC)


def test_an_item_that_got_its_own_number_was_confirmed_with_the_whole_order(files):
    later = N2 | item("11", 1) | {"ship-date": "2025-01-14"}
    made = files.store(files.orders({"quantity": "2"}), files.confirmations(N1, later))
    assert [at.day for at in made.packages["confirmed_at"]] == [11, 11]
    assert [at and at.day for at in made.packages["tracking_entered_at"]] == [None, 14]


def test_packages_of_one_item_sent_on_two_days_keep_their_days(files):
    later = N2 | item("11", 1) | {"ship-date": "2025-01-14"}
    made = files.store(files.orders({"quantity": "2"}), files.confirmations(N1 | item("11", 1), later))
    assert [at.day for at in made.packages["confirmed_at"]] == [11, 14]
    assert made.packages["tracking_entered_at"].to_list() == [None, None]


def test_a_number_stated_again_keeps_its_first_day_and_was_not_entered_anew(files):
    again = N1 | {"ship-date": "2025-01-14", "carrier-code": "UPS"}
    (row,) = files.store(files.orders({}), files.confirmations(N1, again)).packages.to_dicts()
    assert (row["confirmed_at"].day, row["tracking_entered_at"], row["carrier"]) == (11, None, "ups")


def test_two_items_of_a_package_dated_apart_are_confirmed_with_the_first(files):
    made = files.store(files.confirmations(item("11", 1), item("12", 1, **{"ship-date": "2025-01-14"})))
    (row,) = made.packages.to_dicts()
    assert (row["confirmed_at"].day, row["tracking_entered_at"]) == (11, None)


def test_rows_of_one_number_are_one_package(files):
    made = files.store(
        files.orders({"sku": "A"}, {"sku": "B"}),
        files.confirmations(item("11", 1), item("12", 1, **{"tracking-number": " n-1 "})),
    )
    assert made.packages["package_id"].to_list() == [f"{ORDER}:N1"]
    assert values(made) == {"N1": 2000}


def test_ids_are_readable_and_unique_without_a_number_too(files):
    made = files.store(
        files.confirmations(
            {"tracking-number": ""},
            item("11", 1, **{"order-id": OTHER, "tracking-number": ""}),
            item("12", 1, **{"order-id": OTHER, "tracking-number": ""}),
        )
    )
    assert made.packages["package_id"].to_list() == [f"{ORDER}:no-number", f"{OTHER}:11+12"]


def test_amazon_and_the_seller_tell_of_the_same_package(files):
    made = files.store(
        files.orders({}),
        files.confirmations({"ship-date": "2025-01-09"}),
        api(
            package("N1"),
            fulfillment={"deliverByWindow": {"latestDateTime": "2025-01-21T07:59:59Z"}},
            programs=["PRIME"],
        ),
    )
    (row,) = made.packages.to_dicts()
    assert (row["confirmed_at"], row["confirmed_precision"]) == (datetime(2025, 1, 11, 10, tzinfo=UTC), "second")
    assert (row["promised_on"], row["is_prime"]) == (date(2025, 1, 20), True)
    assert made.quality["packages_by_both"] == 1


def test_a_number_amazon_does_not_have_is_a_conflict_named_with_both_sources(files):
    made = files.store(files.orders({}), files.confirmations(N1), api(package("N2")))
    assert numbers(made) == ["N2"]
    assert made.conflicts.rows() == [(ORDER, "N1", "number_not_at_amazon", "N1", "N2", "1.txt", 2, "2.txt", 1)]


def test_a_number_confirmed_after_amazons_answer_is_a_package(files):
    made = files.store(
        files.orders({"quantity": "2"}), files.confirmations(N1 | {"ship-date": "2025-01-13"}), api(package("N2"))
    )
    assert numbers(made) == ["N1", "N2"]


def test_carriers_that_differ_are_named_and_amazons_holds(files):
    made = files.store(files.orders({}), files.confirmations({"carrier-code": "UPS"}), api(package("N1")))
    assert made.packages["carrier"].to_list() == ["usps"]
    assert made.conflicts["what"].to_list() == ["carriers_differ"]


def test_the_newest_answer_of_the_api_holds_whatever_the_order(files):
    old, new = api(package("N1"), updated="2025-01-12T08:00:00Z"), api(package("N2"), updated="2025-01-13T08:00:00Z")
    assert numbers(files.store(old, new)) == numbers(files.store(new, old)) == ["N2"]


def test_packages_not_sent_yet_are_counted_and_left_out(files):
    made = files.store(api(package("N1", packageStatus={"status": "PENDING"})))
    assert numbers(made) == []
    assert made.quality["packages_not_sent_yet"] == 1


def test_two_packages_without_a_number_are_two(files):
    made = files.store(api(package(None, ref="1"), package(None, ref="2", items=(("12", 1),))))
    assert made.packages["package_id"].is_unique().all()
    assert numbers(made) == [None, None]


@pytest.mark.parametrize(
    ("order", "confirmation", "expected"),
    [
        ({"ship-country": "CA"}, {}, {"destination": "CA"}),
        ({"ship-country": ""}, {}, {"destination": "US"}),
        ({"fulfillment-channel": "Amazon"}, {}, {"fulfilment": "amazon"}),
        ({"order-status": "Cancelled"}, {}, {"is_cancelled": True}),
        ({"sales-channel": "Amazon.co.uk", "ship-country": ""}, {}, {"marketplace": "UK", "destination": "GB"}),
        ({}, {"carrier-code": "Other", "carrier-name": "UPS"}, {"carrier": "ups", "is_other_carrier": True}),
        ({}, {"carrier-code": "Nobody Knows"}, {"carrier": "unknown", "carrier_raw": "Nobody Knows"}),
        ({}, {"carrier-code": ""}, {"carrier": None}),
        ({"currency": ""}, {}, {"currency": None}),
    ],
)
def test_columns(files, order, confirmation, expected):
    (row,) = files.store(files.orders(order), files.confirmations(confirmation)).packages.to_dicts()
    assert {name: row[name] for name in expected} == expected


def test_the_dearest_item_gives_the_category_and_all_must_be_digital(files):
    skus = "sku,category,digital\nA,Toys,yes\nB,Books,no\nB,Home,yes\n"
    made = files.store(files.orders({"sku": "A"}, {"sku": "B", "item-price": "11.00"}), files.confirmations({}), skus)
    assert made.packages.select("category", "is_digital").row(0) == ("Home", True)
    assert made.quality["packages_of_several_categories"] == 1


def test_a_later_export_corrects_an_earlier_one_whatever_the_order(files):
    old = files.orders({"last-updated-date": "2025-01-11T00:00:00Z", "item-price": ""})
    new = files.orders({"last-updated-date": "2025-01-13T00:00:00Z"})
    for exports in itertools.permutations([old, new, files.confirmations({})]):
        assert values(files.store(*exports)) == {"N1": 1000}


MANY = [
    {"amazon-order-id": f"999-0000001-{n:07d}", "sku": f"S{n % 5}", "item-price": f"{n}.{n:02d}", "quantity": "2"}
    for n in range(40)
]
SENT = [
    item("11", 1, **{"order-id": f"999-0000001-{n:07d}", "tracking-number": f"T{n}{part}"})
    for n in range(40)
    for part in "AB"
]


def test_doubling_shuffling_and_splitting_files_change_nothing(files):
    def made(*contents):
        return files.store(*contents).packages.drop("source_file", "source_line")

    chance = random.Random(7)
    orders, sent = chance.sample(MANY, len(MANY)), chance.sample(SENT, len(SENT))
    whole = made(files.orders(*MANY), files.confirmations(*SENT))
    assert whole.height == 80
    assert_frame_equal(whole, made(files.orders(*MANY, *MANY), files.orders(*MANY), *[files.confirmations(*SENT)] * 2))
    assert_frame_equal(whole, made(files.confirmations(*sent), files.orders(*orders)))
    assert_frame_equal(
        whole,
        made(
            files.orders(*MANY[:13]),
            files.confirmations(*SENT[::2]),
            files.orders(*MANY[13:]),
            files.confirmations(*SENT[1::2]),
        ),
    )
