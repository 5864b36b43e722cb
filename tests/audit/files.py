"""Packages and scans as a store's raw files tell of them, read a second time with the standard library alone."""

import csv
import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from fractions import Fraction
from math import inf
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from audit.numbers import plain

PACIFIC = ZoneInfo("America/Los_Angeles")

SLUGS = {
    "usps": "usps", "ups": "ups", "fedex": "fedex", "ontrac": "ontrac", "yunexpress": "yunexpress", "yanwen": "yanwen",
    "4px": "4px", "chinapost": "china-post", "royalmail": "royal-mail", "japanpost": "japan-post", "xpo": "xpo",
    "indiapost": "india-post", "canadapost": "canada-post", "dhlpaket": "dhl-paket", "dhlgermany": "dhl-paket",
    "dhlecommerce": "dhl-ecommerce", "dhlglobalmail": "dhl-ecommerce",
    "lasership": "lasership",
}  # fmt: skip
FREIGHT = (
    "Alliance Air Freight", "AJL Transport", "Central Freight", "CEVA", "Conway", "CRST", "Custom Companies",
    "Custom Global Logistics", "Dayton", "Dependable Highway Express", "Dohrn", "Forward Air", "Geodis", "Holland",
    "IT Worldwide", "LTL", "Metropolitan Warehouse", "Midwest Motor Express", "New Penn", "Old Dominion", "Personal",
    "Pitt Ohio", "Priority1", "QuadExpress", "Trend Transport", "Truck", "Unified",
)  # fmt: skip
FREIGHT_SLUGS = {name.lower().replace(" ", ""): name.lower().replace(" ", "-") for name in FREIGHT}
ISO3 = {
    "USA": "US", "CHN": "CN", "PRI": "PR", "UMI": "UM", "ASM": "AS", "GBR": "GB", "DEU": "DE", "JPN": "JP", "IND": "IN",
    "CAN": "CA", "HKG": "HK", "GUM": "GU",
}  # fmt: skip

# what a status says: the kind of scan, and whether the carrier held the parcel ("maybe" where nobody can tell)
STATUSES = {
    "InfoReceived": ("label", "no"), "InfoReceived_001": ("label", "no"), "Pending_001": ("none", "no"),
    "NotFound_Other": ("none", "no"), "Expired_001": ("none", "no"), "Exception_Cancel": ("cancel", "no"),
    "InTransit_PickedUp": ("accept", "yes"), "InTransit_002": ("accept", "yes"),
    "InTransit_Departure": ("depart", "yes"), "InTransit_007": ("depart", "yes"),
    "InTransit_Arrival": ("arrive", "yes"), "InTransit_003": ("arrive", "yes"), "InTransit_004": ("arrive", "yes"),
    "InTransit_CustomsProcessing": ("customs", "maybe"), "InTransit_CustomsReleased": ("customs", "maybe"),
    "InTransit_CustomsRequiringInformation": ("customs", "maybe"), "InTransit_Other": ("transit", "maybe"),
    "InTransit_001": ("transit", "maybe"), "InTransit_005": ("customs", "maybe"), "InTransit_006": ("customs", "maybe"),
    "InTransit_008": ("transit", "maybe"), "InTransit_009": ("transit", "maybe"),
    "OutForDelivery_Other": ("out", "yes"), "OutForDelivery_001": ("out", "yes"),
    "AvailableForPickup_Other": ("pickup", "yes"), "AvailableForPickup_001": ("pickup", "yes"),
    "DeliveryFailure_NoBody": ("attempt", "yes"), "DeliveryFailure_Other": ("attempt", "yes"),
    "DeliveryFailure_Rejected": ("attempt", "yes"), "DeliveryFailure_InvalidAddress": ("attempt", "yes"),
    "DeliveryFailure_Security": ("attempt", "maybe"), "AttemptFail_001": ("attempt", "yes"),
    "AttemptFail_002": ("attempt", "yes"), "AttemptFail_003": ("attempt", "yes"),
    "Delivered_Other": ("delivered", "yes"), "Delivered_001": ("delivered", "yes"),
    "Delivered_002": ("delivered", "yes"), "Delivered_003": ("delivered", "yes"), "Delivered_005": ("delivered", "yes"),
    "Exception_Returning": ("return", "yes"), "Exception_Returned": ("return", "yes"),
    "Exception_010": ("return", "yes"), "Exception_011": ("return", "yes"), "Exception_Other": ("exception", "maybe"),
    "Exception_Lost": ("exception", "maybe"), "Exception_Delayed": ("exception", "maybe"),
}  # fmt: skip


@dataclass
class Scan:
    at: datetime
    kind: str
    physical: str
    carrier: str | None


@dataclass
class Package:
    order_id: str
    raw: str = ""
    confirmed_at: datetime | None = None
    entered_at: datetime | None = None
    promised_on: date | None = None
    carrier_name: str = ""
    is_other: bool = False
    service: str = ""
    origin: str | None = None
    packed: dict[str, int] = field(default_factory=dict)  # order item → pieces; empty: the whole order
    value: Fraction | float = Fraction(0)  # in US dollars; endless in a currency without a rate
    category: str = ""
    is_digital: bool = False
    is_prime: bool = False
    is_merchant: bool = True
    destination: str = "US"


def slug(name: str) -> str:
    return (SLUGS | FREIGHT_SLUGS).get(re.sub(r"[^a-z0-9]", "", name.lower()), "unknown")


def moment(text: str) -> datetime:
    """An instant; a bare day is its start at the Pacific."""
    at = datetime.fromisoformat(text)
    return (at if at.tzinfo else at.replace(tzinfo=PACIFIC)).astimezone(UTC)


def pacific_day(at: datetime) -> date:
    return at.astimezone(PACIFIC).date()


# ---------------------------------------------------------------- reading
def tab_rows(path: Path, first_column: str) -> list[dict[str, str]]:
    lines = path.read_text("utf-8-sig").splitlines()
    top = next(i for i, line in enumerate(lines) if line.split("\t")[0].strip() == first_column)
    return list(csv.DictReader(lines[top:], delimiter="\t", quoting=csv.QUOTE_NONE))


def read_orders(folder: Path) -> dict[str, list[dict[str, str]]]:
    """Order → its lines, one an order item; a line without an order is a remainder of the one before."""
    orders: dict[str, list[dict[str, str]]] = defaultdict(list)
    for path in sorted(folder.glob("all-orders*.txt")):
        for row in tab_rows(path, "amazon-order-id"):
            if row["amazon-order-id"] and row["amazon-order-id"] != "amazon-order-id":
                orders[row["amazon-order-id"]].append(row)
    return orders


def read_skus(folder: Path) -> dict[str, dict[str, str]]:
    rows = csv.DictReader((folder / "sku-table.csv").read_text("utf-8-sig").splitlines())
    return {row["sku"]: row for row in rows}


def read_api(folder: Path) -> dict[str, dict[str, Any]]:
    pages = [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("orders-api*.json"))]
    return {order["orderId"]: order for page in pages for order in page["orders"]}


def read_scans(folder: Path) -> tuple[dict[str, list[Scan]], set[str], dict[str, str]]:
    """Scans by number; the numbers some provider answered for; where the provider says the parcel comes from."""
    scans: dict[str, list[Scan]] = defaultdict(list)
    answered: set[str] = set()
    origins: dict[str, str] = {}
    for path in sorted(folder.glob("17track*.json")):
        data = json.loads(path.read_text("utf-8"))["data"]
        for one in data["accepted"]:
            number, info = plain(one["number"]), one["track_info"]
            answered.add(number)
            country = info.get("shipping_info", {}).get("shipper_address", {}).get("country")
            if country:
                origins[number] = country
            for provider in info["tracking"]["providers"]:
                name = slug(provider["provider"]["name"])
                for event in provider["events"]:
                    kind, physical = STATUSES[event["sub_status"]]
                    carrier = None if name == "unknown" else name
                    scans[number].append(Scan(moment(event["time_utc"]), kind, physical, carrier))
    for path in sorted(folder.glob("aftership*.json")):
        for one in json.loads(path.read_text("utf-8"))["data"]["trackings"]:
            number, name = plain(one["tracking_number"]), slug(one.get("slug") or "")
            answered.add(number)
            if one.get("origin_country_iso3"):
                origins.setdefault(number, ISO3[one["origin_country_iso3"]])
            for point in one["checkpoints"]:
                kind, physical = STATUSES[point["subtag"]]
                carrier = None if name == "unknown" else name
                scans[number].append(Scan(moment(point["checkpoint_time"]), kind, physical, carrier))
    return scans, answered, origins


# ---------------------------------------------------------------- packages
def confirmed_packages(folder: Path, orders: dict[str, list[dict[str, str]]]) -> dict[str, list[Package]]:
    """Order → packages as the uploads leave them: a later row for the same pieces overwrites the earlier."""
    found: dict[str, list[Package]] = defaultdict(list)
    for path in sorted(folder.glob("shipping-confirmations*.txt")):
        for row in tab_rows(path, "order-id"):
            order_id, item, pieces = row["order-id"], row["order-item-id"], int(row["quantity"] or 0)
            at = moment(row["ship-date"])
            new = Package(order_id, row["tracking-number"].strip(), at, at)
            new.is_other = row["carrier-code"].strip().lower() in ("", "other")
            new.carrier_name = row["carrier-name"] if new.is_other else row["carrier-code"]
            new.service, new.origin = row["ship-method"], row["ship_from_address_countrycode"] or None
            new.packed = {item: pieces} if item else {}
            before = found[order_id]
            same = [p for p in before if plain(p.raw) == plain(new.raw)]
            ordered = sum(int(line["quantity"]) for line in orders.get(order_id, []))
            packed = pieces + sum(sum(p.packed.values()) for p in before)
            taken = [p for p in before if not item or not p.packed or item in p.packed]
            if same:
                same[0].packed.update(new.packed)
            elif taken and (not item or packed > ordered or new.raw == "NULL"):
                old = taken[0]
                new.confirmed_at = old.confirmed_at
                new.packed = old.packed
                before[before.index(old)] = new
            else:
                before.append(new)
    return found


def assemble(folder: Path, origins: dict[str, str]) -> list[Package]:
    orders, api, skus = read_orders(folder), read_api(folder), read_skus(folder)
    found = confirmed_packages(folder, orders)
    for order_id, order in api.items():
        for one in order.get("packages", []):
            raw = one.get("trackingNumber") or ""
            same = [p for p in found[order_id] if plain(p.raw) == plain(raw)]
            package = same[0] if same else Package(order_id, raw)
            if not same:
                found[order_id].append(package)
            package.confirmed_at = moment(one.get("shipTime") or one["createdTime"])
            if package.entered_at is None or package.entered_at < package.confirmed_at:
                package.entered_at = package.confirmed_at
            package.carrier_name = one.get("carrier") or package.carrier_name
            package.service = one.get("shippingService") or package.service
            package.origin = one.get("shipFromAddress", {}).get("countryCode") or package.origin
            package.packed = {item["orderItemId"]: item["quantity"] for item in one["packageItems"]}
    packages = [package for same_order in found.values() for package in same_order]
    for package in packages:
        lines, order = orders.get(package.order_id, []), api.get(package.order_id, {})
        fulfilled = {line["fulfillment-channel"] for line in lines} | {order.get("fulfillment", {}).get("fulfilledBy")}
        package.is_merchant = not fulfilled & {"Amazon", "AFN", "AMAZON"}
        package.is_prime = "PRIME" in order.get("programs", [])
        package.destination = lines[0]["ship-country"] if lines else "US"
        promised = order.get("fulfillment", {}).get("deliverByWindow", {}).get("latestDateTime")
        package.promised_on = pacific_day(moment(promised)) if promised else None
        actual = next((line["actual-ship-from-country"] for line in lines if line["actual-ship-from-country"]), None)
        default = next((line["default-ship-from-country"] for line in lines if line["default-ship-from-country"]), None)
        package.origin = package.origin or actual or origins.get(plain(package.raw)) or default
        package.origin = "GB" if package.origin == "UK" else package.origin
        named = len(order.get("orderItems", ())) or len({item for p in found[package.order_id] for item in p.packed})
        if len(lines) != named:  # two lines that read alike are two items only where as many items are named
            lines = [line for place, line in enumerate(lines) if line not in lines[:place]]
        fill_value(package, lines, order, skus)
    return packages


def fill_value(package: Package, lines: list[dict], order: dict, skus: dict[str, dict[str, str]]) -> None:
    """Value, category and digital from the lines of the package's items, or of the order where items have no name."""

    def money(line: dict) -> Fraction:
        price, shipping, off, shipping_off = (
            Fraction(line[column] or 0)
            for column in ("item-price", "shipping-price", "item-promotion-discount", "ship-promotion-discount")
        )
        return price + shipping - off - shipping_off

    pieces, money_of, price_of = Counter(), defaultdict(Fraction), Counter()
    for line in lines:
        pieces[line["sku"]] += int(line["quantity"])
        money_of[line["sku"]] += money(line)
        price_of[line["sku"]] += Fraction(line["item-price"] or 0)
    sku_of = {item["orderItemId"]: item["product"]["sellerSku"] for item in order.get("orderItems", [])}
    if package.packed and all(sku_of.get(item) in pieces for item in package.packed):
        packed = Counter()
        for item, quantity in package.packed.items():
            packed[sku_of[item]] += quantity
        package.value = sum(money_of[sku] * packed[sku] / pieces[sku] for sku in packed)
    else:
        packed = pieces
        package.value = sum(money_of.values()) * Fraction(
            sum(package.packed.values()) or pieces.total(), pieces.total() or 1
        )
    if any(line["currency"] not in ("USD", "") for line in lines):
        package.value = inf
    if packed:  # the category of the dearest item; of two as dear the first by name
        categories = {sku: skus.get(sku, {}).get("category", "") for sku in packed}
        dearest = min(packed, key=lambda sku: (-price_of[sku] * packed[sku] / pieces[sku], categories[sku]))
        package.category = categories[dearest]
        package.is_digital = all(skus.get(sku, {}).get("digital") == "yes" for sku in packed)
