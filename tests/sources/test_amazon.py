"""Amazon's other files: order reports, XML envelopes, the older API, confirmations by program, tracking of labels."""

from datetime import UTC, datetime

import pytest

JANE = "Jane Planted"  # stands wherever a buyer may; nothing of hers may come through


def rows(reading, table):
    return reading.tables[table].to_dicts()


def some(row, *names):
    return tuple(row[name] for name in names)


REPORT = {
    "order-id": "999-0000001-0000001",
    "order-item-id": "11",
    "purchase-date": "2025-01-10T22:39:16-08:00",
    "payments-date": "2025-01-10T22:39:16-08:00",
    "buyer-email": "jane.planted@example.com",
    "buyer-name": JANE,
    "buyer-phone-number": "555-0100",
    "sku": "A",
    "product-name": 'A 12" pan',
    "quantity-purchased": "2",
    "recipient-name": JANE,
    "ship-address-1": "1 Planted Street",
    "ship-country": "US",
}
PRICES = {
    "currency": "USD",
    "item-price": "20.00",
    "item-tax": "1.40",
    "shipping-price": "3.00",
    "item-promotion-discount": "2.00",
    "ship-promotion-discount": "-1.00",
    "sales-channel": "Amazon.com",
}
WAITING = {"promise-date": "2025-01-14T07:59:59+00:00", "quantity-shipped": "0", "quantity-to-ship": "2",
           "is-prime": "TRUE", "default-ship-from-country": "CN"}  # fmt: skip


def test_order_report(files):
    reading = files.read(files.flat(REPORT | PRICES, {}, {"order-id": "", "item-promotion-discount": "1.00"}))
    assert (reading.format, reading.notes["continuation_lines"]) == ("order_report", 1)
    (line,) = rows(reading, "order_lines")
    assert some(line, "order_id", "order_item_id", "sku", "quantity", "fulfilment", "marketplace", "destination") == (
        "999-0000001-0000001", "11", "A", 2, "merchant", "US", "US",
    )  # fmt: skip
    money = ("currency", "item_price_cents", "shipping_price_cents", "item_promotion_cents", "ship_promotion_cents")
    assert some(line, *money) == ("USD", 2000, 300, 200, 100)
    assert line["purchased_at"] == datetime(2025, 1, 11, 6, 39, 16, tzinfo=UTC)
    assert {"buyer-name", "ship-address-1", "product-name"} <= set(reading.dropped_columns)


def test_unshipped_orders(files):
    reading = files.read(files.flat(REPORT | WAITING, {}))
    (line,) = rows(reading, "order_lines")
    assert reading.format == "unshipped_orders"
    assert some(line, "ship_by_at", "is_prime", "default_origin", "item_price_cents", "quantity") == (
        datetime(2025, 1, 14, 7, 59, 59, tzinfo=UTC), True, "CN", None, 2,
    )  # fmt: skip


ARCHIVED = {"amazon-order-id": "999-0000001-0000001", "purchase-date": "2025-01-10T08:00:00+00:00",
            "last-updated-date": "2025-01-10T08:00:00+00:00", "order-status": "Shipped",
            "fulfillment-channel": "Merchant", "sku": "A", "item-price": "10.00", "currency": "USD"}  # fmt: skip


@pytest.mark.parametrize("without", [None, "sku", "item-price", "fulfillment-channel", "last-updated-date"])
def test_all_orders_of_few_columns(files, without):
    columns = {name: value for name, value in ARCHIVED.items() if name != without}
    reading = files.read(files.flat(columns, {}))
    assert (reading.format, reading.tables["order_lines"].height) == ("all_orders", 1)


def envelope(*messages: str) -> str:
    body = "".join(
        f"<Message><MessageID>{number}</MessageID>{text}</Message>" for number, text in enumerate(messages, 1)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<AmazonEnvelope xmlns:xsi="urn:x" xsi:noNamespaceSchemaLocation="e">'
        f"<Header><DocumentVersion>1.01</DocumentVersion></Header><MessageType>Any</MessageType>{body}</AmazonEnvelope>"
    )


def component(kind: str, amount: str) -> str:
    return f'<Component><Type>{kind}</Type><Amount currency="USD">{amount}</Amount></Component>'


def order_report(**change: str) -> str:
    told = {"Quantity": "2", "Amount": "20.00", "Country": "US"} | change
    prices = component("Principal", told["Amount"]) + component("Shipping", "3.00") + component("Tax", "1.40")
    return f"""<OrderReport><AmazonOrderID>999-0000001-0000001</AmazonOrderID>
        <OrderDate>2025-01-10T22:39:16-08:00</OrderDate>
        <BillingData><BuyerEmailAddress>jane.planted@example.com</BuyerEmailAddress><BuyerName>{JANE}</BuyerName></BillingData>
        <FulfillmentData><FulfillmentMethod>Ship</FulfillmentMethod>
            <Address><Name>{JANE}</Name><City>Planted</City><CountryCode>{told["Country"]}</CountryCode></Address>
        </FulfillmentData>
        <Item><AmazonOrderItemCode>11</AmazonOrderItemCode><SKU>A</SKU><Title>A pan</Title>
            <Quantity>{told["Quantity"]}</Quantity><ItemPrice>{prices}</ItemPrice>
            <Promotion><PromotionClaimCode>X</PromotionClaimCode>{component("Principal", "-1.50")}
                {component("Shipping", "-1.00")}</Promotion>
            <Promotion>{component("Principal", "-0.50")}</Promotion>
        </Item></OrderReport>"""


def all_orders() -> str:
    return f"""<Order><AmazonOrderID>999-0000002-0000002</AmazonOrderID><MerchantOrderID>M-2</MerchantOrderID>
        <PurchaseDate>2025-01-10T08:00:00+00:00</PurchaseDate><LastUpdatedDate>2025-01-12T08:00:00Z</LastUpdatedDate>
        <OrderStatus>Shipped</OrderStatus><SalesChannel>Amazon.co.uk</SalesChannel>
        <FulfillmentData><FulfillmentChannel>Amazon</FulfillmentChannel>
            <Address><City>Planted</City><Country>GB</Country></Address></FulfillmentData>
        <OrderItem><ASIN>B000000001</ASIN><SKU>A</SKU><ItemStatus>Shipped</ItemStatus><Quantity>1</Quantity>
            <ItemPrice>{component("Principal", "10.00")}</ItemPrice>
            <Promotion><PromotionIDs>P</PromotionIDs><ItemPromotionDiscount>1.00</ItemPromotionDiscount></Promotion>
        </OrderItem>
        <OrderItem><SKU>B</SKU><ItemStatus>Cancelled</ItemStatus><Quantity>0</Quantity></OrderItem></Order>"""


def fulfilment(
    number: str = "1Z999AA10123456784", carrier: str = "<CarrierCode>UPS</CarrierCode>", item: str = ""
) -> str:
    return f"""<OrderFulfillment><AmazonOrderID>999-0000001-0000001</AmazonOrderID>
        <FulfillmentDate>2025-01-11T10:00:00-08:00</FulfillmentDate>
        <FulfillmentData>{carrier}<ShippingMethod>Ground</ShippingMethod>
            <ShipperTrackingNumber>{number}</ShipperTrackingNumber></FulfillmentData>
        <ShipFromAddress><Name>{JANE}</Name><CountryCode>CN</CountryCode></ShipFromAddress>{item}</OrderFulfillment>"""


def test_an_envelope_of_orders(files):
    reading = files.read(envelope(order_report(), all_orders()))
    one, two, cancelled = rows(reading, "order_lines")
    assert reading.identity()["lines"] == 2
    assert some(one, "order_id", "order_item_id", "quantity", "fulfilment", "destination", "currency") == (
        "999-0000001-0000001", "11", 2, "merchant", "US", "USD",
    )  # fmt: skip
    assert some(one, "item_price_cents", "shipping_price_cents", "item_promotion_cents", "ship_promotion_cents") == (
        2000, 300, 200, 100,
    )  # fmt: skip
    assert some(two, "marketplace", "fulfilment", "order_status", "item_promotion_cents", "merchant_order_id") == (
        "UK", "amazon", "Shipped", 100, "M-2",
    )  # fmt: skip
    assert some(cancelled, "item_status", "item_price_cents") == ("Cancelled", None)


@pytest.mark.parametrize(
    ("carrier", "raw", "is_other"),
    [
        ("<CarrierCode>UPS</CarrierCode>", "UPS", False),
        ("<CarrierName>UPS</CarrierName>", "UPS", False),
        ("<CarrierCode>Other</CarrierCode><CarrierName>Yun Express</CarrierName>", "Yun Express", True),
        ("", None, False),
    ],
)
def test_an_envelope_of_confirmations(files, carrier, raw, is_other):
    item = "<Item><AmazonOrderItemCode>11</AmazonOrderItemCode><Quantity>2</Quantity></Item>"
    reading = files.read(envelope(fulfilment(carrier=carrier, item=item + item.replace("11", "12"))))
    one, two = rows(reading, "confirmations")
    assert some(one, "carrier_raw", "is_other_carrier", "service", "origin") == (raw, is_other, "Ground", "CN")
    assert some(one, "shipped_at", "precision") == (datetime(2025, 1, 11, 18, tzinfo=UTC), "second")
    assert (some(one, "order_item_id", "quantity"), two["order_item_id"]) == (("11", 2), "12")


def test_a_number_taken_back_by_xml(files):
    (row,) = rows(files.read(envelope(fulfilment(number="NULL"))), "confirmations")
    assert some(row, "tracking_raw", "is_delete") == (None, True)


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"Quantity": "two"}, "quantity", "COUNT_FORMAT"),
        ({"Amount": "20,00"}, "item_price_cents", "MONEY_FORMAT"),
        ({"Country": "Atlantis"}, "destination", "COUNTRY"),
    ],
)
def test_a_bad_message_is_set_aside_alone(files, change, column, code):
    reading = files.read(envelope(order_report(**change), all_orders()))
    assert [(each.line, each.column, each.code) for each in reading.faults] == [(1, column, code)]
    assert reading.lines["accepted"] == [2]


V0 = {
    "AmazonOrderId": "999-0000001-0000001",
    "PurchaseDate": "2025-01-10T08:00:00Z",
    "LastUpdateDate": "2025-01-12T08:00:00Z",
    "OrderStatus": "Shipped",
    "FulfillmentChannel": "MFN",
    "MarketplaceId": "ATVPDKIKX0DER",
    "LatestShipDate": "2025-01-14T07:59:59Z",
    "LatestDeliveryDate": "2025-01-20T07:59:59Z",
    "IsPrime": True,
    "BuyerInfo": {"BuyerName": JANE, "BuyerEmail": "jane.planted@example.com"},
    "DefaultShipFromLocationAddress": {"Name": JANE, "CountryCode": "CN"},
    "ShippingAddress": {"Name": JANE, "CountryCode": "US"},
}
V0_ITEMS = {
    "AmazonOrderId": "999-0000001-0000001",
    "OrderItems": [
        {
            "OrderItemId": "11",
            "SellerSKU": "A",
            "QuantityOrdered": 2,
            "ItemPrice": {"CurrencyCode": "USD", "Amount": "20.00"},
            "ShippingPrice": {"CurrencyCode": "USD", "Amount": "3.00"},
            "PromotionDiscount": {"CurrencyCode": "USD", "Amount": "2.00"},
            "ShippingDiscount": {"CurrencyCode": "USD", "Amount": "1.00"},
        }
    ],
}


@pytest.mark.parametrize("tree", [{"payload": V0}, {"payload": {"Orders": [V0], "NextToken": "t"}}, [{"response": V0}]])
def test_orders_v0(files, tree):
    (order,) = rows(files.read(tree), "api_orders")
    assert some(order, "fulfilment", "marketplace", "destination", "default_origin", "is_prime") == (
        "merchant", "US", "US", "CN", True,
    )  # fmt: skip
    assert some(order, "ship_by_at", "promised_at") == (
        datetime(2025, 1, 14, 7, 59, 59, tzinfo=UTC), datetime(2025, 1, 20, 7, 59, 59, tzinfo=UTC),
    )  # fmt: skip


def test_order_items_v0(files):
    (line,) = rows(files.read({"payload": V0_ITEMS}), "order_lines")
    assert some(line, "order_id", "order_item_id", "sku", "quantity", "currency") == (
        "999-0000001-0000001", "11", "A", 2, "USD",
    )  # fmt: skip
    assert some(line, "item_price_cents", "shipping_price_cents", "item_promotion_cents", "ship_promotion_cents") == (
        2000, 300, 200, 100,
    )  # fmt: skip


def test_orders_of_mws(files):
    order = "".join(f"<{name}>{V0[name]}</{name}>" for name in ("AmazonOrderId", "LastUpdateDate", "OrderStatus"))
    xml = f"""<ListOrdersResponse xmlns="urn:o"><ListOrdersResult><Orders><Order>{order}<IsPrime>true</IsPrime>
        <ShippingAddress><Name>{JANE}</Name><CountryCode>US</CountryCode></ShippingAddress></Order>
        <Order>{order.replace("0001</", "0002</")}</Order></Orders></ListOrdersResult></ListOrdersResponse>"""
    one, two = rows(files.read(xml), "api_orders")
    assert some(one, "order_status", "destination", "is_prime") == ("Shipped", "US", True)
    assert some(two, "order_id", "is_prime") == ("999-0000001-0000002", False)


CONFIRMED = {
    "marketplaceId": "ATVPDKIKX0DER",
    "packageDetail": {
        "packageReferenceId": "1",
        "carrierCode": "Other",
        "carrierName": "Yun Express",
        "shippingMethod": "Standard",
        "trackingNumber": "YT2503400000000001",
        "shipDate": "2025-01-11T01:00:00.000Z",
        "orderItems": [{"orderItemId": "11", "quantity": 1}, {"orderItemId": "12", "quantity": 3}],
    },
}


@pytest.mark.parametrize(
    "tree",
    [
        {"orderId": "999-0000001-0000001"} | CONFIRMED,
        [{"orderId": "999-0000001-0000001", "body": CONFIRMED}],
        {"request": {"parameters": {"orderId": {"value": "999-0000001-0000001"}, "body": {"value": CONFIRMED}}}},
    ],
)
def test_confirm_shipment(files, tree):
    one, two = rows(files.read(tree), "confirmations")
    assert some(one, "order_id", "carrier_raw", "is_other_carrier", "tracking_raw", "order_item_id", "quantity") == (
        "999-0000001-0000001", "Yun Express", True, "YT2503400000000001", "11", 1,
    )  # fmt: skip
    assert some(two, "order_item_id", "quantity", "shipped_at") == ("12", 3, datetime(2025, 1, 11, 1, tzinfo=UTC))


def test_a_confirmation_of_an_order_that_is_not_told_is_set_aside(files):
    reading = files.read(CONFIRMED)
    assert [(each.line, each.column, each.code) for each in reading.faults][:1] == [(1, "order_id", "BLANK_CELL")]
    assert reading.lines["quarantined"] == [1]


TRACKED = {
    "trackingId": "TBA000000000001",
    "alternateLegTrackingId": "TBA000000000001.amzn",
    "promisedDeliveryDate": "2025-01-20T03:58:30Z",
    "summary": {"status": "OnTheWay", "proofOfDelivery": {"receivedBy": JANE}},
    "eventHistory": [
        {"eventCode": "PickupDone", "eventTime": "2025-01-12T10:00:00Z", "shipmentType": "FORWARD",
         "location": {"city": "Reno", "stateOrRegion": "NV", "countryCode": "US", "postalCode": "89501"}},
        {"eventCode": "DeliveryAttempted", "eventTime": "2025-01-14T10:00:00Z"},
        {"eventCode": "Delivered", "eventTime": "2025-01-20T10:00:00Z", "shipmentType": "RETURNS"},
        {"eventCode": "Beamed", "eventTime": "2025-01-21T10:00:00Z"},
    ],
}  # fmt: skip


def test_shipping_v2(files):
    reading = files.read({"payload": TRACKED})
    assert [some(scan, "kind", "physical", "leg") for scan in rows(reading, "scans")] == [
        ("accept", "yes", "forward"), ("attempt", "yes", "forward"), ("delivered", "yes", "return"),
        ("unknown", "unknown", "forward"),
    ]  # fmt: skip
    assert some(rows(reading, "scans")[0], "city", "country", "tracking") == ("Reno", "US", "TBA000000000001")
    (label,) = rows(reading, "labels")
    assert (label["is_label_bought"], label["tracking"]) == (True, "TBA000000000001")
    assert not {"snapshots", "aliases"} & set(reading.tables)
    assert reading.unmapped == {"Beamed": 1}


@pytest.mark.parametrize(
    "content",
    [
        envelope(order_report(), all_orders(), fulfilment()),
        {"payload": V0},
        {"payload": V0_ITEMS},
        {"orderId": "999-0000001-0000001"} | CONFIRMED,
        {"payload": TRACKED},
    ],
    ids=["xml", "orders", "items", "confirmation", "tracking"],
)
def test_nothing_of_a_person_comes_through(files, content):
    reading = files.read(content)
    told = "".join(table.write_json() for table in reading.tables.values())
    assert "anted" not in told
    assert "example.com" not in told
