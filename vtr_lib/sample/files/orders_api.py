"""Orders API 2026-01-01: pages of ``searchOrders``, orders bought since ``API_FROM``, without buyer or recipient."""

import json
from pathlib import Path

from vtr_lib.sample.clock import day_number, end_of, seconds, start_of, zulu
from vtr_lib.sample.files.pages import Pages
from vtr_lib.sample.journeys import KNOWN
from vtr_lib.sample.model import Line, Order, Package
from vtr_lib.sample.story import API_FROM, KNOWN_UNTIL

FROM = start_of(day_number(API_FROM))
STATES = {"Shipped": "SHIPPED", "Unshipped": "UNSHIPPED", "Cancelled": "CANCELLED", "Pending": "PENDING"}
CHANNEL = '{"channelName":"AMAZON","marketplaceId":"ATVPDKIKX0DER"}'


class OrdersApi:
    """``orders-api-2025-02-28-01.json`` …"""

    def __init__(self, folder: Path, packages: int):
        self._pages = Pages(folder, "orders-api-2025-02-28", max(100, packages // 100), _head, _tail)

    def add(self, order: Order) -> None:
        if order.bought >= FROM and order.sales_channel == "Amazon.com":
            self._pages.add(_order(order))

    def close(self) -> list[Path]:
        return self._pages.close()


def _head(page: int) -> str:
    return '{"orders":['


def _tail(page: int, is_last: bool) -> str:
    token = "" if is_last else f'"pagination":{{"nextToken":"example-page-{page + 1}"}},'
    return f'],{token}"createdBefore":"{zulu(seconds(KNOWN_UNTIL))}"}}'


def _order(order: Order) -> str:
    updated = max([order.bought + 1800, *(package.entered or package.confirmed for package in order.packages)])
    items = ",".join(_item(line) for line in order.lines)
    packages = ",".join(_package(place, package) for place, package in enumerate(order.packages, 1))
    packages = f',"packages":[{packages}]' if packages and order.channel == "Merchant" else ""
    by = "MERCHANT" if order.channel == "Merchant" else "AMAZON"
    programs = '"programs":["PRIME"],' if order.is_prime else ""
    return (
        f'{{"orderId":"{order.order_id}","createdTime":"{zulu(order.bought)}","lastUpdatedTime":"{zulu(updated)}",'
        f'{programs}"salesChannel":{CHANNEL},"fulfillment":{{"fulfillmentStatus":"{STATES[order.status]}",'
        f'"fulfilledBy":"{by}",'
        f'"shipByWindow":{{"latestDateTime":"{zulu(end_of(order.ship_by))}"}},'
        f'"deliverByWindow":{{"latestDateTime":"{zulu(end_of(order.promised))}"}}}},'
        f'"orderItems":[{items}]{packages}}}'
    )


def _item(line: Line) -> str:
    return (
        f'{{"orderItemId":"{line.item_id}","quantityOrdered":{line.quantity},'
        f'"product":{{"sellerSku":"{line.sku.sku}"}}}}'
    )


def _package(place: int, package: Package) -> str:
    parts = ",".join(f'{{"orderItemId":"{line.item_id}","quantity":{part}}}' for line, part in package.contents)
    number = "" if package.uploaded in ("", "NULL") else f'"trackingNumber":{_text(package.uploaded)},'
    carrier = package.name if package.code == "Other" else package.code
    origin = f'"shipFromAddress":{{"countryCode":"{package.origin}"}},' if package.origin else ""
    return (
        f'{{"packageReferenceId":"{place}","createdTime":"{zulu(package.confirmed)}",'
        f'"packageStatus":{{"status":"{_status(package)}"}},"carrier":"{carrier}",'
        f'"shippingService":"{package.service}",{number}{origin}"packageItems":[{parts}]}}'
    )


def _status(package: Package) -> str:
    kinds = {scan.kind for scan in package.scans}
    if "delivered" in kinds and package.delivered < KNOWN:
        return "DELIVERED"
    if "returning" in kinds:
        return "UNDELIVERABLE"
    return "IN_TRANSIT" if kinds - {"label", "transit"} else "SHIPPED"


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
