"""Each format's own: what its columns mean, and which spellings it comes in."""

from datetime import UTC, date, datetime

import pytest


def rows(reading, table):
    return reading.tables[table].to_dicts()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, {"fulfilment": "merchant", "marketplace": "US", "destination": "US"}),
        ({"fulfillment-channel": "MFN"}, {"fulfilment": "merchant"}),
        ({"fulfillment-channel": "AFN"}, {"fulfilment": "amazon"}),
        ({"sales-channel": "Amazon.co.uk", "ship-country": "UK"}, {"marketplace": "UK", "destination": "GB"}),
        ({"sales-channel": "Non-Amazon"}, {"marketplace": None}),
        ({"item-promotion-discount": "-1.50"}, {"item_promotion_cents": 150}),
        ({"item-promotion-discount": "1.50"}, {"item_promotion_cents": 150}),
        (
            {"actual-ship-from-country": "cn", "default-ship-from-country": "US"},
            {"actual_origin": "CN", "default_origin": "US"},
        ),
        ({"actual-ship-from-country": "Atlantis"}, {"actual_origin": None}),
        ({"purchase-date": "2025-01-10T00:00:00-08:00"}, {"purchased_at": datetime(2025, 1, 10, 8, tzinfo=UTC)}),
    ],
)
def test_all_orders(files, change, expected):
    (row,) = rows(files.read(files.orders(change)), "order_lines")
    assert {name: row[name] for name in expected} == expected


def test_an_origin_of_no_known_country_is_counted(files):
    assert files.read(files.orders({"actual-ship-from-country": "Atlantis"})).notes["unknown_countries"] == 1


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, {"carrier_raw": "USPS", "is_other_carrier": False, "tracking_raw": "N1", "is_delete": False}),
        ({"carrier-code": "Other", "carrier-name": "UPS"}, {"carrier_raw": "UPS", "is_other_carrier": True}),
        ({"carrier-code": "", "carrier-name": "UPS"}, {"carrier_raw": "UPS", "is_other_carrier": False}),
        ({"carrier-code": "Other"}, {"carrier_raw": "Other", "is_other_carrier": False}),
        ({"tracking-number": "NULL"}, {"tracking_raw": None, "is_delete": True}),
        ({"tracking-number": ""}, {"tracking_raw": None, "is_delete": False}),
        ({"tracking-number": "0034 0434"}, {"tracking_raw": "0034 0434"}),
        ({"ship_from_address_countrycode": "CN"}, {"origin": "CN"}),
        ({"ship-date": "2025-01-11"}, {"shipped_at": datetime(2025, 1, 11, 8, tzinfo=UTC), "precision": "day"}),
        ({"ship-date": "2025-07-11"}, {"shipped_at": datetime(2025, 7, 11, 7, tzinfo=UTC), "precision": "day"}),
        (
            {"ship-date": "2025-01-11T09:30:00+09:00"},
            {"shipped_at": datetime(2025, 1, 11, 0, 30, tzinfo=UTC), "precision": "second"},
        ),
    ],
)  # fmt: skip
def test_shipping_confirmation(files, change, expected):
    (row,) = rows(files.read(files.confirmations(change)), "confirmations")
    assert {name: row[name] for name in expected} == expected


@pytest.mark.parametrize("day", ["1/11/2025", "11.01.2025", "2025-01-11T09:30:00"])
def test_a_ship_date_that_could_be_read_in_two_ways_is_quarantined(files, day):
    reading = files.read(files.confirmations({"ship-date": day}))
    assert reading.lines["quarantined"] == [2]
    assert {each.column for each in reading.faults} == {"ship-date"}


def test_template_lines_stand_above_the_heading(files):
    width = files.confirmations().count("\t")
    labels = "Order ID\tOrder Item ID\tQuantity\tShip Date\tCarrier Code\tCarrier Name\tTracking Number\tShip Method\tX"
    template = f"TemplateType=OrderFulfillment\tVersion=2011.1102{chr(9) * (width - 1)}\r\n{labels}\r\n"
    reading = files.read(template + files.confirmations({}))
    assert reading.heading == [1, 2, 3]
    assert [row["source_line"] for row in rows(reading, "confirmations")] == [4]


ORDER = {
    "orderId": "999-0000001-0000001",
    "createdTime": "2025-01-10T08:00:00Z",
    "lastUpdatedTime": "2025-01-12T08:00:00Z",
    "programs": ["PRIME"],
    "salesChannel": {"marketplaceId": "A1F83G8C2ARO7P"},
    "recipient": {"deliveryAddress": {"name": "Jane Planted", "countryCode": "GB"}},
    "fulfillment": {
        "fulfillmentStatus": "SHIPPED",
        "fulfilledBy": "MERCHANT",
        "shipByWindow": {"latestDateTime": "2025-01-13T07:59:59Z"},
        "deliverByWindow": {"latestDateTime": "2025-01-20T07:59:59Z"},
    },
    "orderItems": [
        {
            "orderItemId": "11",
            "quantityOrdered": 3,
            "product": {"sellerSku": "A", "price": {"unitPrice": {"amount": "3.33", "currencyCode": "GBP"}}},
            "proceeds": {"breakdowns": [{"type": "SHIPPING", "subtotal": {"amount": 1.5, "currencyCode": "GBP"}}]},
        }
    ],
    "packages": [
        {
            "packageReferenceId": "P1",
            "createdTime": "2025-01-11T10:00:00Z",
            "packageStatus": {"status": "SHIPPED"},
            "carrier": "USPS",
            "trackingNumber": 123456789012,
            "shippingService": "Priority",
            "shipFromAddress": {"name": "Jane Planted", "countryCode": "CN"},
            "packageItems": [{"orderItemId": "11", "quantity": 3}],
        }
    ],
}


def test_orders_api(files):
    reading = files.read({"orders": [ORDER, ORDER]})
    assert reading.lines == {"blank": [], "duplicate": [2], "quarantined": [], "accepted": [1]}
    (line,), (package,), (order,) = (rows(reading, table) for table in ("order_lines", "api_packages", "api_orders"))
    assert (line["item_price_cents"], line["shipping_price_cents"], line["currency"]) == (999, 150, "GBP")
    assert (package["tracking_raw"], package["origin"], package["quantity"]) == ("123456789012", "CN", 3)
    assert package["confirmed_at"] == datetime(2025, 1, 11, 10, tzinfo=UTC)
    assert (order["marketplace"], order["destination"], order["is_prime"]) == ("UK", "GB", True)


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"createdTime": "2025-01-10 08:00"}, "purchased_at", "NO_TIMEZONE"),
        ({"orderItems": "none"}, "orderItems", "JSON_SHAPE"),
        ({"orderItems": [{"quantityOrdered": 1.5}]}, "quantity", "COUNT_FORMAT"),
        ({"orderItems": [{"orderItemId": True}]}, "orderItemId", "JSON_SHAPE"),
        ({"salesChannel": {"marketplaceId": "\ud800"}}, "salesChannel.marketplaceId", "CONTROL_CHAR"),
        ({"packages": [{"carrier": "x" * 10_001}]}, "carrier", "FIELD_SIZE"),
    ],
)
def test_a_bad_order_is_set_aside_whole_and_alone(files, change, column, code):
    reading = files.read({"orders": [ORDER | change, ORDER]})
    assert [(each.line, each.column, each.code) for each in reading.faults] == [(1, column, code)]
    assert reading.lines["quarantined"] == [1]
    assert [row["source_line"] for row in rows(reading, "api_packages")] == [2]


def seventeen(*events, **record):
    provider = {"provider": {"key": 21051}, "latest_sync_time": "2025-01-15T00:00:00Z", "events": list(events)}
    track = {"shipping_info": {"shipper_address": {"country": "CN"}}, "tracking": {"providers": [provider]}}
    return {
        "data": {
            "accepted": [{"number": " n-1 ", "track_info": track} | record],
            "rejected": [{"number": "X", "error": {}}],
        }
    }


EVENT = {
    "time_utc": "2025-01-12T10:00:00Z",
    "sub_status": "InTransit_PickedUp",
    "description": "signed by Jane Planted",
}


def test_seventeen_track(files):
    reading = files.read(seventeen(EVENT))
    (scan,), (snapshot,), (origin,) = (rows(reading, table) for table in ("scans", "snapshots", "origins"))
    assert (scan["tracking"], scan["kind"], scan["physical"], scan["carrier"]) == ("N1", "accept", "yes", "usps")
    assert scan["scanned_at"] == datetime(2025, 1, 12, 10, tzinfo=UTC)
    assert snapshot["checked_at"] == datetime(2025, 1, 15, tzinfo=UTC)
    assert (origin["tracking"], origin["origin"]) == ("N1", "CN")
    assert reading.identity()["lines"] == 2


def test_an_event_without_a_time_is_set_aside_alone(files):
    reading = files.read(
        seventeen(
            EVENT, EVENT | {"time_utc": "12 January"}, {"sub_status": "Delivered_Other"}, EVENT | {"time_utc": "-"}
        )
    )
    assert [(each.line, each.column, each.code) for each in reading.faults] == [
        (1, "scanned_at", "DATE_FORMAT"),
        (1, "scanned_at", "BLANK_CELL"),
        (1, "scanned_at", "DATE_FORMAT"),
    ]
    assert reading.tables["scans"].height == 1
    assert reading.notes == {"events": 4, "events_set_aside": 3}
    assert reading.lines["accepted"] == [1, 2]


@pytest.mark.parametrize(
    ("times", "hour", "note"),
    [
        ({"time_utc": "2025-01-12T10:00:00"}, 10, "times_by_provider"),
        ({"time_utc": None, "time_iso": "2025-01-12T10:00:00-08:00"}, 18, None),
        ({"time_utc": None, "time_iso": "2025-01-12T10:00:00"}, 2, "times_by_place"),
    ],
)
def test_the_clock_that_an_event_is_told_by(files, times, hour, note):
    reading = files.read(seventeen(EVENT | times | {"address": {"country": "CN"}}))
    (scan,) = rows(reading, "scans")
    assert scan["scanned_at"] == datetime(2025, 1, 12, hour, tzinfo=UTC)
    assert reading.notes == {"events": 1, "events_set_aside": 0} | ({note: 1} if note else {})


def test_a_status_nobody_knows_is_unknown_and_counted(files):
    reading = files.read(seventeen(EVENT | {"sub_status": "Teleported_Home"}))
    (scan,) = rows(reading, "scans")
    assert (scan["kind"], scan["physical"], scan["raw_code"]) == ("unknown", "unknown", "Teleported_Home")
    assert reading.unmapped == {"Teleported_Home": 1}


CHECKPOINT = {
    "checkpoint_time": "2025-01-12T10:00:00+01:00",
    "tag": "InTransit",
    "subtag": "InTransit_003",
    "country_iso3": "ESP",
}
TRACKING = {
    "tracking_number": "N1",
    "slug": "usps",
    "updated_at": "2025-01-15T00:00:00+00:00",
    "origin_country_iso3": "CHN",
}


@pytest.mark.parametrize(
    "data",
    [
        {"tracking": TRACKING | {"checkpoints": [CHECKPOINT]}},
        {"trackings": [TRACKING | {"checkpoints": [CHECKPOINT]}]},
        TRACKING | {"checkpoints": [CHECKPOINT]},
        TRACKING | {"checkpoint": CHECKPOINT},
    ],
)
def test_aftership(files, data):
    reading = files.read({"meta": {"code": 200}, "data": data})
    (scan,), (snapshot,), (origin,) = (rows(reading, table) for table in ("scans", "snapshots", "origins"))
    assert (scan["kind"], scan["physical"], scan["carrier"], scan["country"]) == ("arrive", "yes", "usps", "ES")
    assert scan["scanned_at"] == datetime(2025, 1, 12, 9, tzinfo=UTC)
    assert (snapshot["provider"], origin["origin"]) == ("aftership", "CN")


def test_a_tracking_without_any_checkpoint_gives_no_scan(files):
    empty = TRACKING | {"checkpoint": dict.fromkeys(CHECKPOINT)}
    assert "scans" not in files.read({"data": empty}).tables


NEW = (
    "Order ID,Carrier Name,Tracking ID,Origin Country,Promised Delivery Date,Has Valid Tracking,"
    "Delivery Scan/Attempt,Package Value\n"
)


def test_defect_report(files):
    (row,) = rows(files.read(NEW + "999-0000001-0000001,USPS,n 1,CN,2025-01-20,No,No,4.99\n"), "amazon_defects")
    assert (row["has_valid_tracking"], row["has_delivery_scan"], row["value_cents"], row["tracking"]) == (
        False,
        False,
        499,
        "N1",
    )
    assert row["promised_on"] == date(2025, 1, 20)


def test_the_old_defect_report_marks_a_defect_with_an_x(files):
    old = "order-id\ttracking-number\tNo Valid Tracking\n999-0000001-0000001\tN1\tX\n999-0000001-0000002\tN2\t\n"
    assert [row["has_valid_tracking"] for row in rows(files.read(old), "amazon_defects")] == [False, True]


@pytest.mark.parametrize(
    ("day", "value", "promised_on", "cents", "note"),
    [
        ("2025-01-20", "4.99", date(2025, 1, 20), 499, {}),
        ("Jan 20 2025", "4.99", None, 499, {"unread_promised_on": 1}),
        ('"Jan 20, 2025"', "4.99", date(2025, 1, 20), 499, {}),
        ("20 January 2025", "4.99", date(2025, 1, 20), 499, {}),
        ("01/02/2025", "4.99", None, 499, {"unread_promised_on": 1}),
        ("2025-01-20", "$4.99", date(2025, 1, 20), None, {"unread_value_cents": 1}),
    ],
)
def test_a_cell_of_amazons_view_that_can_not_be_read_costs_no_row(files, day, value, promised_on, cents, note):
    reading = files.read(NEW + f"999-0000001-0000001,USPS,n 1,CN,{day},No,No,{value}\n")
    (row,) = rows(reading, "amazon_defects")
    assert (row["promised_on"], row["value_cents"]) == (promised_on, cents)
    assert reading.lines["accepted"] == [2]
    assert {name: count for name, count in reading.notes.items() if name.startswith("unread_")} == note


def test_premium_report(files):
    report = (
        "Order ID,Tracking Number,Carrier,Promised Delivery Date,First Physical Scan,Invalid Tracking,Late\n"
        "999-0000001-0000001,N1,USPS,2025-01-20,2025-01-12 10:00,,X\n999-0000001-0000002,N2,USPS,2025-01-20,,X,\n"
    )
    reading = files.read(report)
    assert reading.format == "premium_report"
    told = reading.tables["amazon_defects"].select("tracking", "has_valid_tracking", "has_physical_scan").rows()
    assert told == [("N1", True, True), ("N2", False, False)]


def test_seller_performance(files):
    metric = {
        "marketplaceId": "ATVPDKIKX0DER",
        "validTrackingRate": {
            "reportingDateRange": {"reportingDateFrom": "2020-10-11T00:00Z", "reportingDateTo": "2020-11-09T23:59Z"},
            "shipmentCount": 878443,
            "validTrackingCount": 896462,
            "rate": 0.9529,
            "targetValue": 0.95,
        },
    }
    (row,) = rows(files.read({"performanceMetrics": [metric, {"marketplaceId": "X"}]}), "amazon_rates")
    assert (row["marketplace"], row["shipments"], row["valid"], row["rate"]) == ("US", 878443, 896462, "0.9529")
    assert row["window_to_at"] == datetime(2020, 11, 9, 23, 59, tzinfo=UTC)


PLANTED = "Jane Planted"


def test_no_planted_name_reaches_a_table_or_a_fault(files):
    columns = (
        "buyer-name",
        "recipient-name",
        "ship-address-1",
        "ship-city",
        "buyer-email",
        "gift-message",
        "brand-new",
    )
    planted = dict.fromkeys(columns, PLANTED)
    order = ORDER | {"buyer": {"buyerName": PLANTED, "buyerEmail": PLANTED}, "note": PLANTED}
    event = EVENT | {"description": PLANTED, "location": PLANTED, "sub_status": PLANTED, "address": {"street": PLANTED}}
    checkpoint = CHECKPOINT | {"message": PLANTED, "location": PLANTED, "raw_tag": PLANTED}
    readings = [
        files.read(files.orders(planted, planted | {"item-price": PLANTED, "sku": "B"})),
        files.read(files.confirmations({"ship_from_address_name": PLANTED, "ship-date": PLANTED}, {})),
        files.read({"orders": [order, order | {"createdTime": PLANTED}]}),
        files.read(seventeen(event, event | {"time_utc": PLANTED})),
        files.read({"data": TRACKING | {"customer_name": PLANTED, "emails": [PLANTED], "checkpoints": [checkpoint]}}),
        files.read(f"sku,category,note\nA,Toys,{PLANTED}\n"),
    ]
    for reading in readings:
        shown = [table.write_csv() for table in reading.tables.values()]
        shown += [str(each.error(reading.file)) for each in reading.faults]
        assert PLANTED not in "".join([*shown, str(reading)])
    assert set(columns) <= set(readings[0].dropped_columns)
