"""AfterShip v4: pages of ``GET /trackings``, oldest checkpoint first, countries by three letters."""

from pathlib import Path

from vtr_lib.sample.clock import local, plus
from vtr_lib.sample.files.pages import Pages
from vtr_lib.sample.journeys import checked_at
from vtr_lib.sample.model import Order, Package, Scan
from vtr_lib.sample.world import CARRIERS, SCAN_WORDS, WAREHOUSES

DOMESTIC = frozenset(carrier.aftership for carrier in CARRIERS.values() if carrier.country == "US")
"""Carriers whose checkpoints come without a country."""


class AfterShip:
    """``aftership-2025-02-28-01.json`` …"""

    def __init__(self, folder: Path, packages: int):
        self._limit = max(200, packages // 100)
        self._pages = Pages(folder, "aftership-2025-02-28", self._limit, self._head, self._tail)

    def add(self, order: Order) -> None:
        for package in order.packages:
            if package.asked in ("aftership", "both"):
                self._pages.add(_tracking(package))

    def close(self) -> list[Path]:
        return self._pages.close()

    def _head(self, page: int) -> str:
        return f'{{"meta":{{"code":200}},"data":{{"page":{page},"limit":{self._limit},"trackings":['

    def _tail(self, page: int, is_last: bool) -> str:
        return "]}}"


def _tracking(package: Package) -> str:
    slug = CARRIERS[package.lane.carrier].aftership
    tag, subtag = SCAN_WORDS[package.scans[-1].kind][4:6] if package.scans else ("Pending", "Pending_001")
    checkpoints = ",".join(_checkpoint(scan, slug) for scan in package.scans)
    origin = f'"{WAREHOUSES[package.origin].alpha3}"' if package.origin else "null"
    return (
        f'{{"updated_at":"{plus(checked_at(package.scans))}",'
        f'"tracking_number":"{package.number}","slug":"{slug}","origin_country_iso3":{origin},'
        f'"tag":"{tag}","subtag":"{subtag}","checkpoints":[{checkpoints}]}}'
    )


def _checkpoint(scan: Scan, slug: str) -> str:
    tag, subtag, text = SCAN_WORDS[scan.kind][4:]
    place = scan.place
    country = "" if slug in DOMESTIC else f',"country_iso3":"{place.alpha3}"'
    return (
        f'{{"checkpoint_time":"{local(scan.at, place.offset)}","tag":"{tag}","subtag":"{subtag}",'
        f'"message":"{text}","location":"{place.text}"{country}}}'
    )
