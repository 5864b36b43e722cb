"""What confirmations of shipment have in common, however they were sent to Amazon."""

from vtr_lib.sources.documents import Row

DELETE = "NULL"  # in place of a number it takes the number back
KINDS = {
    "confirmations": {
        "order_id": "identifier",
        "order_item_id": "identifier",
        "quantity": "count",
        "shipped_at": "moment",
        "precision": "precision",
        "carrier_raw": "words",
        "service": "words",
        "tracking_raw": "number",
        "origin": "origin",
    }
}


def carrier(code: str | None, name: str | None) -> Row:
    """The carrier as it was picked, or typed where the code is ``Other``."""
    is_other = bool(name) and (code or "").casefold() == "other"
    return {"carrier_raw": name if is_other else code or name, "is_other_carrier": is_other}


def number(typed: str | None) -> Row:
    """The number, or that it was taken back."""
    return {"tracking_raw": None if typed == DELETE else typed, "is_delete": typed == DELETE}


def dated(at: str | None) -> Row:
    """When the package was sent, and how exactly that is told."""
    return {"shipped_at": at, "precision": at}
