"""17TRACK v2.2: answers of ``gettrackinfo``, newest event first; numbers it can't take stand under ``rejected``."""

import json
from pathlib import Path

from vtr_lib.sample.clock import local, zulu
from vtr_lib.sample.files.pages import Pages
from vtr_lib.sample.journeys import checked_at
from vtr_lib.sample.model import Carrier, Order, Package, Scan
from vtr_lib.sample.world import CARRIERS, SCAN_WORDS

REFUSED = '{"code":-18019903,"message":"Carrier cannot be detected."}'


class Track17:
    """``17track-2025-02-28-01.json`` …"""

    def __init__(self, folder: Path, packages: int):
        self._pages = Pages(folder, "17track-2025-02-28", max(40, packages // 100), self._head, self._tail)
        self._rejected: list[str] = []

    def add(self, order: Order) -> None:
        for package in order.packages:
            if package.asked == "refused":
                number = json.dumps(package.number, ensure_ascii=False)
                self._rejected.append(f'{{"number":{number},"error":{REFUSED}}}')
            elif package.asked in ("17track", "both"):
                self._pages.add(_answer(package))

    def close(self) -> list[Path]:
        return self._pages.close()

    def _head(self, page: int) -> str:
        return '{"code":0,"data":{"accepted":['

    def _tail(self, page: int, is_last: bool) -> str:
        rejected, self._rejected = ",".join(self._rejected), []
        return f'],"rejected":[{rejected}]}}}}'


def _answer(package: Package) -> str:
    carrier, scans = CARRIERS[package.lane.carrier], package.scans[::-1]
    sub_status = SCAN_WORDS[scans[0].kind][1] if scans else "NotFound_Other"
    events = ",".join(_event(scan, carrier) for scan in scans)
    return (
        f'{{"number":"{package.number}","carrier":{carrier.track17},"track_info":{{'
        f'"shipping_info":{{"shipper_address":{{"country":{_quoted(package.origin)}}}}},'
        f'"latest_status":{{"status":"{sub_status.partition("_")[0]}","sub_status":"{sub_status}"}},'
        f'"tracking":{{"providers":[{{"provider":{{"key":{carrier.track17},"name":"{carrier.name}",'
        f'"country":"{carrier.country}"}},"latest_sync_time":"{zulu(checked_at(package.scans))}","events":[{events}]}}]}}}}}}'
    )


def _event(scan: Scan, carrier: Carrier) -> str:
    stage, sub_status, english, chinese, *_ = SCAN_WORDS[scan.kind]
    place = scan.place
    text = chinese if carrier.country == "CN" == place.country else english
    return (
        f'{{"time_iso":"{local(scan.at, place.offset)}","time_utc":"{zulu(scan.at)}","description":"{text}",'
        f'"location":"{place.text}","stage":{_quoted(stage)},"sub_status":"{sub_status}"}}'
    )


def _quoted(text: str) -> str:
    return f'"{text}"' if text else "null"
