"""The valid tracking rate counted a second time: slowly, one package at a time, from the raw files alone.

Nothing of the suite is imported, so that a mistake has to be made twice to go unseen.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from audit.files import FREIGHT_SLUGS, PACIFIC, SLUGS, Package, Scan, assemble, pacific_day, read_scans, slug
from audit.numbers import fault, plain

ANNOUNCED = date(2025, 1, 15)
DAY = timedelta(days=1)

AMERICA = {"US", "PR", "GU", "VI", "MP", None}  # an unknown origin counts as domestic
TWO_SCANS_BEFORE = {"CN": 5}
TWO_SCANS_SINCE = {"CN": 5, "CA": 5, "AS": 5, "UM": 5, "GB": 15, "IN": 15}
UNTRACKED_BELOW = {"GB": 15, "IN": 15}
LETTER_MAIL = {"USPS Standard Mail envelopes", "USPS First Class Mail envelopes"}
SAYS_UNTRACKED = re.compile(r"untracked|no[nt][- ]tracked|no tracking|without tracking", re.IGNORECASE)
UNTRACKED = {
    "royal-mail": re.compile(
        r"(royal mail )?((1st|2nd|first|second) class|international (standard|economy)|airmail|large letter)"
        r"|royal mail standard parcels",
        re.IGNORECASE,
    ),
    "india-post": re.compile(
        r"(india post )?(small packet|airmail|surface mail)|india post ordinary|ordinary mail|letter post",
        re.IGNORECASE,
    ),
}
INTEGRATED = set(SLUGS.values()) - {"xpo"}


@dataclass(frozen=True)
class Verdict:
    order_id: str
    number: str
    carrier: str
    origin: str
    category: str
    confirmed_on: date
    promised_on: date | None
    state: str
    clause: str


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=PACIFIC)


# ---------------------------------------------------------------- judging
def exemption(package: Package, origin: str | None, day: date) -> str:
    """The exemption of the package, by the rule of its day; empty where there is none."""
    is_domestic = origin in AMERICA
    counted = {"CN"} if day < ANNOUNCED else set(TWO_SCANS_SINCE)
    if package.is_prime:
        return ""
    if package.is_digital:
        return "exempt.digital"
    if not is_domestic and origin not in counted:
        return "exempt.origin"
    carrier = slug(package.carrier_name)
    if is_domestic and carrier in FREIGHT_SLUGS.values():
        return "exempt.freight"
    if is_domestic and carrier == "usps" and package.service in LETTER_MAIL and package.value < 10:
        return "exempt.letter_mail"
    limit = UNTRACKED_BELOW.get(origin or "", 0) if day >= ANNOUNCED else 0
    is_named = carrier in UNTRACKED and UNTRACKED[carrier].fullmatch(package.service)
    if package.value < limit and carrier in INTEGRATED and (is_named or SAYS_UNTRACKED.search(package.service)):
        return "exempt.untracked_lane"
    return ""


def forward(scans: list[Scan]) -> list[Scan]:
    """The scans without deliveries and attempts that came after the carrier had turned the parcel round."""
    turned_at = min((scan.at for scan in scans if scan.kind == "return"), default=None)
    endings = ("delivered", "attempt")
    return [scan for scan in scans if scan.kind not in endings or turned_at is None or scan.at < turned_at]


def scan_fault(package: Package, origin: str | None, day: date, scans: list[Scan], certain: tuple[str, ...]) -> str:
    """What the scans lack for the package's tier, taking as physical those whose word is in ``certain``."""
    physical = [scan for scan in scans if scan.physical in certain]
    endings = [scan for scan in physical if scan.kind in ("delivered", "attempt")]
    limit = (TWO_SCANS_SINCE if day >= ANNOUNCED else TWO_SCANS_BEFORE).get(origin or "")
    if not physical:
        return "scan.none"
    if limit is None or package.value < limit:
        return ""
    if not endings:
        return "scan.no_delivery"
    is_both = len({scan.kind for scan in endings}) == 2
    if len(endings) == len(physical) and not is_both:
        return "scan.no_arrival"
    ended_on = pacific_day(min(scan.at for scan in endings))
    if package.promised_on and (ended_on - package.promised_on).days >= 17:
        return "scan.too_late"
    return ""


def number_fault(package: Package, scans: list[Scan], is_reused: bool) -> str:
    carrier = slug(package.carrier_name)
    look = fault(package.raw, carrier)
    has_scanned = any(scan.physical == "yes" and scan.carrier in (carrier, None) for scan in scans)
    endings = [scan.at for scan in scans if scan.kind == "delivered"]
    if look in ("id.missing", "id.mangled", "id.bad_characters"):
        return look
    if package.is_other and carrier in INTEGRATED:
        return "id.other_free_text"
    if look == "id.wrong_carrier" or (look == "id.bad_format" and not has_scanned):
        return look
    if endings and not is_reused and package.entered_at > min(endings):
        return "id.late"
    return "id.reused" if is_reused else ""


def judge(package: Package, scans: list[Scan], is_asked: bool, is_reused: bool, as_of: date) -> tuple[str, str]:
    """State and clause of one package, with what was known at the end of ``as_of``."""
    known_until = midnight(as_of + DAY)
    confirmed_on = pacific_day(package.confirmed_at)
    origin = package.origin
    if not package.is_merchant:
        return "out_of_scope", "out_of_scope.fulfilment"
    if package.destination not in AMERICA:
        return "out_of_scope", "out_of_scope.destination"
    if package.confirmed_at >= known_until:
        return "out_of_scope", "out_of_scope.unconfirmed"
    clause = exemption(package, origin, confirmed_on)
    if clause:
        return "exempt", clause
    seen = forward([scan for scan in scans if scan.at < known_until and scan.kind != "none"])
    is_entered = package.entered_at < known_until
    wrong = number_fault(package, seen, is_reused) if is_entered else "id.missing"
    own = [] if is_reused or not is_entered else seen
    lacking = scan_fault(package, origin, confirmed_on, own, ("yes",))
    if not wrong and not lacking:
        return "valid", "valid"
    is_delivered = any(scan.kind in ("delivered", "attempt") and scan.physical == "yes" for scan in own)
    due_on = (package.promised_on or confirmed_on + 10 * DAY) + 10 * DAY
    if not is_delivered and as_of < due_on and wrong != "id.late":
        return "pending", "pending"
    if wrong:
        return "defect", wrong
    if not seen and not is_asked:
        return "unknown", "unknown.not_asked"
    if not scan_fault(package, origin, confirmed_on, own, ("yes", "maybe")):
        return "unknown", "unknown.physical"
    return "defect", lacking


def recount(folder: Path, as_of: date) -> list[Verdict]:
    """A verdict for every package the raw files of ``folder`` tell of."""
    scans, answered, origins = read_scans(folder)
    packages = assemble(folder, origins)
    owners: dict[str, list[Package]] = defaultdict(list)
    for package in packages:
        if fault(package.raw, slug(package.carrier_name)) not in ("id.mangled", "id.missing"):
            owners[plain(package.raw)].append(package)  # a number that a spreadsheet spoilt is nobody's
    verdicts = []
    for package in packages:
        number = plain(package.raw)
        others = [p for p in owners[number] if p.order_id != package.order_id]
        is_reused = any(p.confirmed_at < package.confirmed_at - DAY for p in others)
        state, clause = judge(package, scans.get(number, []), number in answered, is_reused, as_of)
        confirmed_on = pacific_day(package.confirmed_at)
        verdicts.append(
            Verdict(
                package.order_id, number, slug(package.carrier_name), package.origin or "unknown", package.category,
                confirmed_on, package.promised_on, state, clause,
            )
        )  # fmt: skip
    return verdicts


# ---------------------------------------------------------------- counting
def tally(verdicts: Iterable[Verdict], basis: str, first: date, last: date, by: str) -> dict[str, tuple[int, int]]:
    """Valid and counted packages of the days ``first`` … ``last``, for each value of ``by``."""
    valid, counted = Counter(), Counter()
    for verdict in verdicts:
        day = (verdict.promised_on if basis == "promised" else None) or verdict.confirmed_on
        if first <= day <= last and verdict.state in ("valid", "defect", "unknown"):
            valid[getattr(verdict, by)] += verdict.state == "valid"
            counted[getattr(verdict, by)] += 1
    return {name: (valid[name], counted[name]) for name in counted}
