"""How the cells of an order line are read, whichever document holds it; prices are of the whole line."""

KINDS = {
    "order_lines": {
        "order_id": "identifier",
        "order_item_id": "identifier",
        "merchant_order_id": "identifier",
        "purchased_at": "instant",
        "updated_at": "instant",
        "quantity": "count",
        "currency": "currency",
        "item_price_cents": "money",
        "shipping_price_cents": "money",
        "item_promotion_cents": "discount",
        "ship_promotion_cents": "discount",
        "destination": "country",
        "sku": "text",
        "asin": "text",
    }
}
