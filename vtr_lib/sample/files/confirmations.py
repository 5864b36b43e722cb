"""What the seller uploaded: shipping-confirmation files of 18 columns, one a month, re-uploads in their place.

December was filled into Amazon's template with its two lines above the header; January came from a warehouse tool with
bare line feeds.
"""

from heapq import heappop, heappush
from pathlib import Path

from vtr_lib.sample.clock import PACIFIC, day_text, local, pacific_day
from vtr_lib.sample.model import Order, Package
from vtr_lib.sample.world import WAREHOUSES

COLUMNS = (
    "order-id", "order-item-id", "quantity", "ship-date", "carrier-code", "carrier-name", "tracking-number",
    "ship-method", "transparency_code", "ship_from_address_name", "ship_from_address_line1",
    "ship_from_address_line2", "ship_from_address_line3", "ship_from_address_city", "ship_from_address_county",
    "ship_from_address_state_or_region", "ship_from_address_postalcode", "ship_from_address_countrycode",
)  # fmt: skip
TEMPLATE = (
    ("TemplateType=OrderFulfillment", "Version=2011.1102", "This row is for Amazon.com use only."),
    ("Order ID", "Order Item ID", "Quantity", "Ship Date", "Carrier Code", "Carrier Name", "Tracking Number",
     "Ship Method", "Transparency Code", "Ship From Name", "Ship From Line 1", "Ship From Line 2", "Ship From Line 3",
     "Ship From City", "Ship From County", "Ship From State or Region", "Ship From Postal Code", "Ship From Country"),
)  # fmt: skip


class Confirmations:
    """``shipping-confirmations-2024-12.txt`` and the months after it."""

    def __init__(self, folder: Path, packages: int):
        self._folder = folder
        self._files = {}
        self._later: list[tuple[int, int, str, str]] = []
        self._turn = 0

    def add(self, order: Order) -> None:
        for package in order.packages:
            while self._later and self._later[0][0] <= package.confirmed:
                self._write(*heappop(self._later)[2:])
            month = day_text(pacific_day(package.confirmed))[:7]
            date = _date(order, package)
            if package.first_typed is None:
                self._write(month, _rows(order, package, package.uploaded, date))
                continue
            self._write(month, _rows(order, package, package.first_typed, date))
            if package.entered_dated:
                date = local(package.entered, PACIFIC)
            month = day_text(pacific_day(package.entered))[:7]
            self._turn += 1
            row = _rows(order, package, package.uploaded, date)
            heappush(self._later, (package.entered, self._turn, month, row))

    def close(self) -> list[Path]:
        while self._later:
            self._write(*heappop(self._later)[2:])
        for file in self._files.values():
            file.close()
        return [Path(file.name) for file in self._files.values()]

    def _write(self, month: str, rows: str) -> None:
        if month not in self._files:
            path = self._folder / f"shipping-confirmations-{month}.txt"
            file = path.open("w", encoding="utf-8", newline="\n" if month == "2025-01" else "\r\n")
            if month == "2024-12":
                for cells in TEMPLATE:
                    file.write("\t".join((*cells, *[""] * (len(COLUMNS) - len(cells)))) + "\n")
            file.write("\t".join(COLUMNS) + "\n")
            self._files[month] = file
        self._files[month].write(rows)


def _date(order: Order, package: Package) -> str:
    """The day of the confirmation, or for some orders its instant."""
    if order.order_id[-1] == "3":
        return local(package.confirmed, PACIFIC)
    return day_text(pacific_day(package.confirmed))


def _rows(order: Order, package: Package, number: str, date: str) -> str:
    """One row for the whole order, or one for each line or part of a line that is in the package."""
    home = WAREHOUSES[package.lane.origin]
    country = "" if order.order_id[-2:] in ("07", "58", "91") else package.origin
    address = f"\t\t\t\t{home.city}\t\t{home.state}\t" if country else "\t\t\t\t\t\t\t"
    rest = f"{date}\t{package.code}\t{package.name}\t{number}\t{package.service}\t\t{address}\t{country}\n"
    if len(order.packages) == 1 and order.order_id[-1] in "02468":
        return f"{order.order_id}\t\t\t{rest}"
    return "".join(f"{order.order_id}\t{line.item_id}\t{part}\t{rest}" for line, part in package.contents)
