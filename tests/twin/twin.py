"""The slow twin: one package at a time, in plain Python from the policy's own file, sharing no code with the kernel.

Rows are dicts of the canonical tables. Only what a number looks like is told from outside (``known``), because numbers
have a twin of their own. Readings that the documents leave to the code are said where they are taken.
"""

import tomllib
import unicodedata
from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

ROOM = Path(__file__).parents[2] / "vtr_lib"
DAY = timedelta(days=1)
ENDINGS = ("delivered", "attempt")
LOOKS = {"empty": "id.missing", "mangled": "id.mangled", "bad_characters": "id.bad_characters"}


# ---------------------------------------------------------------- the rule of a day
class Policy:
    """A policy by its name or the path of its file, what it extends under it: values by key and day."""

    def __init__(self, name: str):
        file = Path(name) if name.endswith(".toml") else ROOM / "policy" / f"{name}.toml"
        document = tomllib.loads(file.read_text("utf-8"), parse_float=Decimal)
        head = document.pop("policy")
        base = Policy(head["extends"]) if "extends" in head else None
        self.head = (base.head if base else {}) | head
        self.values = {key: dict(days) for key, days in base.values.items()} if base else {}
        document.pop("sources", None)
        for key, entry in document.items():
            self.values.setdefault(key, {}).update({block["from"]: block["value"] for block in entry["values"]})
        self.days = sorted({day for days in self.values.values() for day in days})
        self.zone = ZoneInfo(self.head["zone"])

    def on(self, key: str, day: date):
        """The value of ``key`` that holds on ``day``."""
        return self.values[key][max(start for start in self.values[key] if start <= day)]

    def name(self, day: date) -> str:
        """What a verdict of ``day`` cites: the policy and the day of its last change."""
        return f"{self.head['id']}@{max(start for start in self.days if start <= day)}"

    def day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def start(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone).astimezone(UTC)


# ---------------------------------------------------------------- what was typed
def plain(name: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKC", name).casefold() if char.isalnum())


def spellings() -> dict[str, str]:
    """Every way a carrier is written → its slug."""
    table = tomllib.loads((ROOM / "tracking" / "carriers.toml").read_text("utf-8"))
    return {
        plain(text): slug for slug, entry in table.items() for text in (slug, entry["name"], *entry.get("aliases", []))
    }


SLUGS = spellings()
NAMES = {
    slug: plain(entry["name"])
    for slug, entry in tomllib.loads((ROOM / "tracking" / "carriers.toml").read_text("utf-8")).items()
}
UNTRACKED = ("letter_mail_services", "untracked_services")


def slug(name: str | None) -> str | None:
    return None if name is None else SLUGS.get(plain(name), "unknown")


def label(text: str | None) -> str:
    """A service as it is compared: exactly, but for case and blanks."""
    return " ".join((text or "").lower().split())


# ---------------------------------------------------------------- the whole table
def judge(packages, scans, snapshots, known, policy="us", as_of=None) -> list[dict]:
    """A verdict, as a dict, for each package and in their order."""
    tables = Tables(packages, scans, snapshots, known, policy, as_of)
    return [tables.verdict(package) for package in packages]


class Tables:
    """Scans, snapshots and orders by their number, each looked up for one package at a time.

    ``known`` says of a number as typed its normal form, and its status by the carrier's slug.
    """

    def __init__(self, packages, scans, snapshots, known, policy="us", as_of=None):
        self.known, self.rules, self.as_of = known, Policy(policy), as_of
        self.events, self.owners = defaultdict(list), defaultdict(dict)
        self.asked = defaultdict(list)
        for row in snapshots:
            self.asked[self.normal(row["tracking"])].append(row["checked_at"])
        self.siblings = defaultdict(list)  # by order: when each of its packages was confirmed and had a number
        for scan in scans:
            own = self.normal(scan["tracking"])
            for name in {own, self.normal(scan["alias_of"]) or own}:
                self.events[name].append(scan)
        for package in packages:
            number = self.number(package, self.look(package))
            orders = self.owners[package["store"] or "default", number]
            order, at = package["order_id"], package["confirmed_at"]
            orders[order] = min(orders.get(order, at), at)
            if number:
                self.siblings[package["store"] or "default", order].append(
                    max(at, package["tracking_entered_at"] or at)
                )

    def normal(self, typed):
        return None if typed is None else self.known[typed][0]

    def look(self, package) -> str:
        """The status of the package's number against its carrier."""
        typed = package["tracking"] or package["tracking_raw"]
        if typed is None:
            return "empty"
        if self.normal(typed) == "".join(char for char in package["order_id"] if char.isalnum()):
            return "unknown_format"  # the order's own id is no number
        return self.known[typed][1][slug(package["carrier"] or package["carrier_raw"])]

    def number(self, package, look):
        """The normal form under which scans are looked up; none for what is no number."""
        return None if look in LOOKS else self.normal(package["tracking"] or package["tracking_raw"])

    def verdict(self, package) -> dict:
        look = self.look(package)
        number = self.number(package, look)
        events = self.events[number] if number else []
        owners = self.owners[package["store"] or "default", number] if number else {}
        one = Package(package, look, events, bool(number and self.asked[number]), owners, self.rules, self.as_of)
        one.number, one.asked_at = number, max(self.asked.get(number, ()), default=None)
        one.siblings = self.siblings[package["store"] or "default", package["order_id"]]
        return one.verdict()


class Package:
    """One package with all that is known of it at the end of ``as_of``."""

    def __init__(self, row, look, events, has_snapshot, owners, rules, as_of):
        self.row, self.rules, self.as_of = row, rules, as_of
        self.at = row["confirmed_at"]
        self.on = rules.day(self.at)
        self.entered_at = row["tracking_entered_at"] or self.at
        self.carrier = slug(row["carrier"] or row["carrier_raw"])
        self.limit = rules.start(as_of + DAY) if as_of else datetime.max.replace(tzinfo=UTC)
        self.is_asked = has_snapshot or bool(events)  # whenever it was: a carrier asked later has told of earlier scans
        self.look = look if self.entered_at < self.limit else "empty"
        self.owners = {order: at for order, at in owners.items() if at < self.limit}
        others = {order: at for order, at in self.owners.items() if order != row["order_id"]}
        self.first = min(owners.items(), key=lambda pair: (pair[1], pair[0]), default=(row["order_id"], self.at))
        self.hours = timedelta(hours=self.of("reused_after_hours"))
        is_anothers = self.first[0] != row["order_id"] and self.first[0] in self.owners
        self.is_taken = is_anothers and self.at - self.first[1] > self.hours
        # Orders share a box where the number's first order and the next one are confirmed close to each other.
        near = [self.first[1]] if is_anothers else sorted(others.values())[:1]
        self.is_combined = not self.is_taken and any(abs(at - self.at) <= self.hours for at in near)
        is_own = self.entered_at < self.limit and not self.is_taken
        self.scans = [scan for scan in events if is_own and scan["scanned_at"] < self.limit]
        self.all = events if is_own else []  # the last record of all is known, whenever it was
        self.certain = [scan for scan in self.scans if is_forward(scan) and scan["physical"] == "yes"]
        self.possible = [scan for scan in self.scans if is_forward(scan) and scan["physical"] != "no"]
        self.delivered_at = first(scan for scan in self.certain if scan["kind"] == "delivered")
        self.ended_at = first(scan for scan in self.certain if scan["kind"] in ENDINGS)

    def of(self, key):
        return self.rules.on(key, self.on)

    def country(self, code):
        code = code.upper() if code else None
        return self.of("same_country_as").get(code, code)

    @property
    def origin(self):
        return self.country(self.row["origin"]) or self.rules.head["country"]

    @property
    def is_domestic(self):
        return self.origin == self.rules.head["country"]

    def cents(self, column):
        """The value in the policy's currency; a currency without a rate has none."""
        return self.row[column] if self.row["currency"] in (None, self.rules.head["currency"]) else None

    def is_below(self, amount):
        value = self.cents("value_cents")
        return value is not None and amount is not None and value < 100 * amount

    def has_service(self, key):
        return label(self.row["service"]) in [label(name) for name in self.of(key).get(self.carrier, [])]

    @property
    def is_two(self):
        """Two scans are asked: at the limit or above, and where nobody knows the value."""
        amount = self.of("two_scan_from").get(self.origin)
        return amount is not None and not self.is_below(amount)

    # ------------------------------------------------------------ outside the rate
    def outside(self):
        if (self.row["fulfilment"] or "merchant") != "merchant":
            return "out_of_scope.fulfilment"
        if self.country(self.row["destination"]) != self.rules.head["country"]:
            return "out_of_scope.destination"
        return "out_of_scope.unconfirmed" if self.at >= self.limit else ""

    def exemption(self):
        if self.row["is_prime"]:
            return ""
        if self.row["is_digital"]:
            return "exempt.digital"
        if self.origin not in self.of("counted_origins"):
            return "exempt.origin"
        if self.is_domestic and self.carrier in self.of("freight_carriers"):
            return "exempt.freight"
        if (
            self.is_domestic
            and self.has_service("letter_mail_services")
            and self.is_below(self.of("letter_mail_below"))
        ):
            return "exempt.letter_mail"
        says_so = any(word in label(self.row["service"]) for word in self.of("untracked_words"))
        if (
            self.is_below(self.of("untracked_lane_below").get(self.origin))
            and self.carrier in self.of("integrated_carriers")
            and (says_so or self.has_service("untracked_services"))
        ):
            return "exempt.untracked_lane"
        return ""

    # ------------------------------------------------------------ faults
    def number_faults(self):
        """Every fault of the number, in no order."""
        found = {LOOKS[self.look]} if self.look in LOOKS else set()
        if self.row["is_other_carrier"] and self.carrier in self.of("integrated_carriers"):
            found.add("id.other_free_text")
        if self.look == "other_carrier":
            found.add("id.wrong_carrier")
        is_odd = self.look in ("check_digit_wrong", "unknown_format") and self.carrier not in (None, "unknown")
        # A scan that nobody can call physical leaves the look undecided as well, and so does one by nobody's name.
        if is_odd and not any(slug(scan["carrier"]) in (None, "unknown", self.carrier) for scan in self.possible):
            found.add("id.bad_format")
        if self.delivered_at and self.entered_at > self.delivered_at:
            found.add("id.late")
        if self.is_taken or (self.delivered_at and self.delivered_at < self.at):
            found.add("id.reused")
        return found

    def first_of_two(self, scans):
        """When the arrival was: another scan than an ending, else an attempt beside a delivery."""
        if self.of("arrival_scan") == "strict":
            return first(scan for scan in scans if scan["kind"] in ("arrive", "accept"))
        kinds = {scan["kind"] for scan in scans}
        apart = first(scan for scan in scans if scan["kind"] == "attempt") if kinds.issuperset(ENDINGS) else None
        return first(scan for scan in scans if scan["kind"] not in ENDINGS) or apart

    def scan_faults(self, scans):
        """Every fault of the scans, were these the physical ones."""
        if not scans:
            return {"scan.none"}
        if not self.is_two:
            return set()
        ended_at, promised_on = first(scan for scan in scans if scan["kind"] in ENDINGS), self.row["promised_on"]
        days = (self.rules.day(ended_at) - promised_on).days if ended_at and promised_on else 0
        found = {
            "scan.no_arrival": self.first_of_two(scans) is None,
            "scan.no_delivery": ended_at is None,
            "scan.too_late": bool(ended_at and promised_on) and days >= self.of("too_late_days"),
        }
        return {name for name, holds in found.items() if holds}

    def fault(self, numbers, scans):
        """The fault that is cited, before asking whether it is early; an unknown comes between numbers and scans."""
        for name in self.of("clause_order"):
            if name in numbers:
                return name
        if scans and not self.is_asked:
            return "unknown.not_asked"
        if scans and not self.scan_faults(self.possible):
            return "unknown.physical"
        return next((name for name in self.of("clause_order") if name in scans), "")

    # ------------------------------------------------------------ causes that are flags
    def causes(self, numbers, counts, due):
        """Root causes that no clause names."""
        row, late = self.row, timedelta(days=self.of("stuck_days"))
        quiet_at = max((scan["scanned_at"] for scan in self.all), default=self.at) + late
        told = self.asked_at is not None and self.asked_at >= quiet_at
        is_quiet = told if self.as_of is None else (told or self.asked_at is None) and quiet_at < self.limit
        goes_back = any(scan["kind"] == "return" or scan["leg"] == "return" for scan in self.scans)
        is_over = goes_back or any(scan["kind"] in ENDINGS for scan in self.possible)
        unsent = not self.possible and (self.is_asked or self.look == "empty")
        owner = owner_of(self.number or "", self.carrier)
        if self.look == "ok_unchecked" and owner != "yunexpress":
            owner = None  # mistyped, under a carrier that has no format of its own: nobody looked for whose it is
        theirs = (owner or self.carrier) in self.of("consolidators")
        home = self.country(row["destination"])
        unseen = all(scan["country"] and self.country(scan["country"]) != home for scan in self.possible)
        abroad = not self.is_domestic and self.is_asked and self.number and not self.is_taken and self.look not in LOOKS
        untracked = any(word in label(row["service"]) for word in self.of("untracked_words"))
        return {
            "split": counts and "id.missing" in numbers and any(at < self.limit for at in self.siblings),
            "stuck": bool(self.certain) and not is_over and is_quiet,
            "never_sent": bool(row["is_cancelled"]) and unsent,
            "first_mile": counts and bool(abroad) and theirs and due and unseen,
            "untracked_service": counts and (untracked or any(self.has_service(key) for key in UNTRACKED)),
            "label_near_exempt": counts and not row["is_prime"] and self.is_nearly_exempt(untracked),
        }

    def is_nearly_exempt(self, untracked):
        typed, blank = plain(row_label := self.row["service"] or ""), not self.row["service"] and self.look == "empty"
        bare = typed.removeprefix(NAMES.get(self.carrier, ""))

        def near(key):
            labels = {label(name) for name in self.of(key).get(self.carrier, ())}
            known = {label(name) for each in UNTRACKED for name in self.of(each).get(self.carrier, ())}
            if not labels or blank or label(row_label) in known or not row_label:
                return bool(labels) and blank
            apart = {name: edits(bare, plain(name).removeprefix(NAMES[self.carrier])) for name in known}
            least = min((count, name) for name, count in apart.items())
            return least[0] <= min(2, len(bare) // 5) and least[1] in labels

        letter = self.is_domestic and self.is_below(self.of("letter_mail_below")) and near("letter_mail_services")
        lane = self.is_below(self.of("untracked_lane_below").get(self.origin))
        lane = lane and self.carrier in self.of("integrated_carriers")
        return bool(letter or (lane and (untracked or near("untracked_services"))))

    # ------------------------------------------------------------ the verdict
    def verdict(self):
        row, rules = self.row, self.rules
        numbers, scans = self.number_faults(), self.scan_faults(self.certain)
        fault, promised_on = self.fault(numbers, scans), row["promised_on"]
        due_on = promised_on or self.on + self.of("due_days") * DAY
        is_early = self.as_of is not None and self.as_of < due_on + self.of("lag_days") * DAY
        can_mend = not self.ended_at and not (numbers | scans) & set(self.of("unmendable"))
        is_open = fault and is_early and can_mend
        clause = self.outside() or self.exemption() or ("pending" if is_open else fault) or "valid"
        state = clause.split(".")[0] if not clause.startswith(("id.", "scan.")) else "defect"
        seen_at = first(self.certain)
        handed_over_late = bool(seen_at) and seen_at > self.at + self.of("handover_days") * DAY
        confirmed_late = bool(row["ship_by_at"]) and self.at > row["ship_by_at"]
        cause = None
        if state == "defect":
            is_late = fault in ("id.late", "scan.too_late")
            is_late |= fault.startswith("scan.") and (confirmed_late or handed_over_late)
            cause = "late_shipment" if is_late else "invalid_number" if fault in numbers else "missing_updates"
        is_fixable = state == "pending" and fault in numbers
        fix_by_at = rules.start(promised_on + DAY) if promised_on else self.at + self.of("due_days") * DAY
        value, gross = self.cents("value_cents"), self.cents("value_gross_cents")
        limits = [self.of("letter_mail_below")]
        limits += [*self.of("two_scan_from").values(), *self.of("untracked_lane_below").values()]
        crosses = value is not None and gross is not None and any(value < 100 * at <= gross for at in limits)
        is_stray = self.carrier in (None, "unknown")
        besides = {
            "combined": self.is_combined,
            "confirmed_late": confirmed_late,
            "handed_over_late": handed_over_late,
            "scanned_before_confirmation": bool(seen_at) and seen_at < self.at,
            "returned": any(scan["kind"] == "return" or scan["leg"] == "return" for scan in self.scans),
            "cancelled": row["is_cancelled"],
            "no_promise": not promised_on,
            "no_value": row["value_cents"] is None,
            "no_rate_for_currency": row["currency"] not in (None, rules.head["currency"]),
            "no_origin": row["origin"] is None,
            "carrier_unknown": is_stray,
            "carrier_not_integrated": not is_stray and self.carrier not in self.of("integrated_carriers"),
            "discount_decides": crosses,
        }
        due = self.as_of is None or due_on < self.as_of
        besides |= self.causes(numbers, state not in ("out_of_scope", "exempt"), due)
        flags = (numbers | scans | {name for name, holds in besides.items() if holds}) - {clause}
        counts = state not in ("out_of_scope", "exempt")
        return {
            "package_id": row["package_id"],
            "state": state,
            "clause": clause,
            "cause": cause,
            "rule": rules.name(self.on),
            "scans_needed": (2 if self.is_two else 1) if counts else 0,
            "first_scan_at": seen_at,
            "arrival_at": self.first_of_two(self.certain),
            "delivery_at": self.ended_at,
            "confirmed_on": self.on,
            "promised_on": promised_on,
            "is_fixable": is_fixable,
            "fix_by_at": fix_by_at if is_fixable else None,
            "flags": flags,
        }


def owner_of(number, carrier):
    """Whose a number is by its look: of those that are drawn, a look has one owner, or none."""
    by_post = len(number) == 13 and number[:2].isalpha() and {"GB": "royal-mail", "IN": "india-post"}.get(number[-2:])
    shapes = {"ups": ("1Z", 18), "yunexpress": ("YT", 18), "usps": ("94", 22)}
    found = by_post or next(
        (slug for slug, (head, size) in shapes.items() if number[:2] == head and len(number) == size), None
    )
    return found or None


def edits(one, other):
    """The fewest slips of the pen between two words: one letter in, out, another, or two neighbours swapped."""

    @cache
    def between(a, b):
        if not a or not b:
            return a + b
        found = [between(a - 1, b) + 1, between(a, b - 1) + 1, between(a - 1, b - 1) + (one[a - 1] != other[b - 1])]
        if a > 1 and b > 1 and one[a - 1] == other[b - 2] and one[a - 2] == other[b - 1]:
            found.append(between(a - 2, b - 2) + 1)
        return min(found)

    return between(len(one), len(other))


def is_forward(scan) -> bool:
    """On the way out. Where no leg is told, a return is on the way back and all else is not."""
    return (scan["leg"] or ("return" if scan["kind"] == "return" else "forward")) == "forward"


def first(scans) -> datetime | None:
    return min((scan["scanned_at"] for scan in scans), default=None)
