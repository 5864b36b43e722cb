"""Packages drawn to sit on limits, on days and in rare branches, with their scans and snapshots; no two draws alike.

A draw is a handful of packages that share stores, orders and numbers, or one package by itself. Everything comes from
the ``random.Random`` it is given.
"""

import tomllib
from datetime import date, datetime, timedelta
from fnmatch import fnmatchcase
from pathlib import Path
from random import Random

from twin.market import DAY, market
from twin.twin import slug as slug_of

TRACKING = Path(__file__).parents[2] / "vtr_lib" / "tracking"
TICK, HOUR = timedelta(microseconds=1), timedelta(hours=1)
AS_OF = tuple(day for day in market("us").as_ofs() if day is None or day.year >= 2025)
KINDS = (
    "label", "accept", "arrive", "depart", "transit", "customs", "out_for_delivery", "attempt", "delivered",
    "pickup_ready", "exception", "return", "cancel", "none", "unknown",
)  # fmt: skip
CARRIERS = (  # as typed; the slug behind each is looked up
    "ups", "U.P.S.", "usps", "USPS", "yunexpress", "royal-mail", "Royal Mail", "india-post", "old-dominion", "Truck",
    "Truck Lines of Ohio", "asendia", "xpo", "unknown", "Joe's Vans", None,
)  # fmt: skip
SERVICES = (
    None, "Ground", "USPS First Class Mail envelopes", "usps  standard mail ENVELOPES", "USPS First Class Mail",
    "Royal Mail International Standard", "1st Class", "Small Packet", "International (Untracked)", "Non tracked",
    "First-Class Mail Envelope", "USPS Standrad Mail envelopes", "Royal Mail Intl. Standard", "Smal Packet",
)  # fmt: skip
ODD, OTHER, UNSEEN = "unknown_format", "other_carrier", "ok_unchecked"
CARRIED, SHAPES = (tomllib.loads((TRACKING / f"{name}.toml").read_text("utf-8")) for name in ("carriers", "formats"))


def takers(shape: str) -> list[str]:
    """The carriers whose parcels may bear a number of this format: its own, and those that accept it."""
    own = [SHAPES[shape]["carrier"]] if shape in SHAPES else []
    accepts = {slug: entry.get("accepts", []) for slug, entry in CARRIED.items()}
    return own + [slug for slug, named in accepts.items() if any(fnmatchcase(shape, each) for each in named)]


LAST_MILE, POSTS, UPS = takers("usps-impb-94"), ["china-post", *takers("s10-cn")], takers("ups-1z")
AS_ORDER = takers("dhl-ecommerce-digits")  # numbers as long as an order's id and nothing else
FREE = dict.fromkeys(sorted(CARRIED.keys() - {entry["carrier"] for entry in SHAPES.values()}), UNSEEN)
NOBODY = ["unknown", None]
# The status of each kind of number by the carrier it is confirmed with; "*" is every other carrier.
LOOKS = {
    "ups": {"*": OTHER, **dict.fromkeys([*UPS, *NOBODY], "ok")},
    "ups typo": {"*": OTHER, **FREE, **dict.fromkeys([*UPS, *NOBODY], "check_digit_wrong")},
    "usps": {"*": OTHER, **dict.fromkeys([*LAST_MILE, *NOBODY], "ok")},
    "usps typo": {"*": ODD, **FREE, **dict.fromkeys([*LAST_MILE, *NOBODY], "check_digit_wrong")},
    "s10": {"*": OTHER, **dict.fromkeys([*POSTS, *NOBODY], "ok")},
    "yun": {"*": OTHER, **FREE, **dict.fromkeys(["yunexpress", *NOBODY], UNSEEN)},
    "odd": {"*": ODD, **FREE},
    "order": {"*": ODD, **FREE, **dict.fromkeys([*AS_ORDER, *NOBODY], UNSEEN)},
    "empty": {"*": "empty"},
    "mangled": {"*": "mangled"},
    "characters": {"*": "bad_characters"},
}
WEIGHTS = {
    "ups": 30, "ups typo": 8, "usps": 14, "usps typo": 4, "s10": 12, "yun": 14, "odd": 8, "order": 2, "empty": 4,
    "mangled": 2, "characters": 2,
}  # fmt: skip


class Status(dict):
    """Statuses by carrier, where most carriers share one."""

    def __missing__(self, carrier):
        return self["*"]


STATUSES = {kind: Status(by_carrier) for kind, by_carrier in LOOKS.items()}


class Draw:
    """Tables of many draws, each with numbers, orders and package ids of its own: the rows as dicts, and ``known``."""

    def __init__(self, chance: Random, as_of: date | None = None, policy: str = "us"):
        self.chance, self.as_of, self.policy, self.market = chance, as_of, policy, market(policy)
        self.packages, self.scans, self.snapshots = [], [], []
        self.lands = (None,)
        self.known: dict[str | None, tuple[str | None, Status]] = {None: (None, STATUSES["empty"])}

    def fill(self, count: int) -> "Draw":
        """Draws until there are ``count`` packages or a few more."""
        while len(self.packages) < count:
            self.chance.choices([self.alone, self.shared, self.relabelled], [16, 4, 1])[0]()
        return self

    # ------------------------------------------------------------ a handful
    def alone(self):
        self.package(self.number(), self.confirmed_at(), self.order())

    def shared(self):
        """Two to four packages with one number: of one order or several, of one store or two, hours or days apart."""
        typed, at = self.number(), self.confirmed_at()
        orders, stores = [self.order() for _ in range(3)], self.chance.choice([[None], [None], ["default", "other"]])
        for _ in range(self.chance.randint(2, 4)):
            order, store = self.chance.choice(orders), self.chance.choice(stores)
            self.package(typed, at, order, store)
            at += self.chance.choice(
                [timedelta(), HOUR, DAY - TICK, DAY, DAY + TICK, 2 * DAY, 10 * DAY, 12 * HOUR, 5 * DAY]
            )

    def relabelled(self):
        """A consolidator's number and the one of the last mile, whose scans stand for both."""
        first, last, at = self.number(), self.number(), self.confirmed_at()
        self.package(first, at, self.order())
        if self.chance.random() < 0.3:
            self.package(last, at + self.chance.choice([timedelta(), 3 * HOUR]), self.order())
        for _ in range(self.chance.randint(1, 3)):
            self.scan(last, at, None, None, alias_of=first)

    # ------------------------------------------------------------ one number
    def number(self) -> str | None:
        """A number as typed; what it looks like goes into ``known``."""
        kind = self.chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        digits = lambda count: "".join(self.chance.choices("123456789", k=count))  # noqa: E731
        slip = self.chance.randint(1, 9) if "typo" in kind else 0
        if kind == "empty":
            typed = self.chance.choice([None, "N/A", "none", "-", "0000"])
        elif kind == "mangled":
            typed = self.chance.choice(["9.40011E+21", "1.5E+15"])
        elif kind == "characters":
            typed = f"顺丰{digits(9)}"
        elif kind.startswith("ups"):
            body = f"999AA1{digits(9)}"
            total = sum(weigh(char) * (1 + at % 2) for at, char in enumerate(body))
            typed = f"1Z{body}{(slip - total) % 10}"
        elif kind.startswith("usps"):
            body = f"94{digits(19)}"
            total = sum(int(char) * (1 if at % 2 else 3) for at, char in enumerate(reversed(body)))
            typed = f"{body}{(slip - total) % 10}"
        elif kind == "s10":
            body = digits(8)
            rest = 11 - sum(int(char) * by for char, by in zip(body, (8, 6, 4, 2, 3, 5, 9, 7), strict=True)) % 11
            typed = f"RR{body}{ {10: 0, 11: 5}.get(rest, rest) }{self.chance.choice(['GB', 'IN'])}"
        elif kind == "order":
            typed = f"999-{digits(7)}-{digits(7)}"
        else:
            typed = f"YT{digits(16)}" if kind == "yun" else f"JV{digits(8)}"
        normal = None if kind == "empty" else (typed or "").replace("-", "")
        self.known[typed] = normal, STATUSES[kind]
        if normal and kind not in ("mangled", "characters") and self.chance.random() < 0.1:
            typed = f" {normal[:4].lower()} {normal[4:]}"
            self.known[typed] = normal, STATUSES[kind]
        return typed

    def order(self) -> str:
        return f"999-{len(self.packages):07}-{self.chance.randrange(10**7):07}"

    # ------------------------------------------------------------ one package
    def confirmed_at(self) -> datetime:
        """Around the day asked about, on the first instant of a day, or anywhere; never before the first known day."""
        turn, luck = self.midnight(self.chance.choice(self.market.turns)), self.chance.random()
        if luck < 0.15:
            at = turn + self.chance.choice([-TICK, timedelta(), TICK])
        elif luck < 0.3:
            at = turn + timedelta(microseconds=self.chance.randrange(-3 * 10**10, 3 * 10**10))
        elif self.as_of and luck < 0.8:
            at = self.midnight(self.as_of + DAY) - self.chance.choice([0, 0, 1, 10, 19, 20, 21, 30]) * DAY
            at += self.chance.choice([-TICK, timedelta(), -5 * HOUR, -12 * HOUR, 3 * HOUR])
        else:
            change = self.chance.choice([*self.market.changes, self.market.changes[-1]])
            days = self.chance.randrange(-200 * 86_400 * 10**6, 350 * 86_400 * 10**6)
            at = self.midnight(change) + timedelta(microseconds=days)
        return max(at, self.midnight(self.market.rules.first_on))

    def midnight(self, day: date) -> datetime:
        return self.market.midnight(day)

    def value(self) -> int | None:
        """Mostly on a limit or a cent beside it."""
        near = [limit + step for limit in self.market.amounts for step in (-1, 0, 1)] or [500]
        return self.chance.choice([*near, *near, None, 0, 1, self.chance.randrange(2 * max(near)), 20 * max(near)])

    def origin(self) -> str | None:
        """Mostly the country's own, or one that some key names."""
        pick, market = self.chance.choice, self.market
        return self.chance.choices(
            [market.country, pick([*pick(market.limited), *market.counted]), pick(market.counted or ["CN"]).lower(),
             pick(market.aliases), None, "DE", "HK", "JE"],
            [30, 44, 1, 8, 4, 3, 2, 1],
        )[0]  # fmt: skip

    def package(self, typed: str | None, at: datetime, order: str, store: str | None = None) -> None:
        pick, some, market = self.chance.choice, self.chance.random, self.market
        value, origin, carrier, fits = self.value(), self.origin(), self.carrier(typed), some() < 0.3
        service = pick([*SERVICES, *(name for _, name in pick(market.fitting))])
        currency = self.chance.choices([market.currency, None, pick(["CAD", *market.currencies])], [88, 6, 6])[0]
        if fits:
            named, service = pick(pick(market.fitting))
            carrier = named or carrier
            origin = pick([market.country, None, pick([*market.counted, "CN"]), *2 * [pick(pick(market.limited))]])
            currency = pick([currency, *market.currencies])
        if service and some() < 0.1:
            service = f" {service.upper()} ".replace(" ", "  ")
        elif fits and some() < 0.3:
            service = pick([None, service and service[:3] + service[4:], service and f"{service}s"])
        if typed is not None and self.known[typed][1] is STATUSES["order"] and some() < 0.7:
            order = typed.strip()
        on = market.rules.day(at)
        promised_on = pick([None, on, *(on + days * DAY for days in (3, 5, 7, 10, 20))])
        if self.as_of and some() < 0.4:
            promised_on = self.as_of - pick([9, 10, 11]) * DAY
        ends_at = self.journey(typed, at, carrier, promised_on)
        entered_at = pick([None, None, None, at, at + 2 * HOUR, at - DAY, at + 4 * DAY])
        if ends_at and some() < 0.15:
            entered_at = ends_at + pick([-TICK, timedelta(), TICK, HOUR])
        elif self.as_of and some() < 0.1:
            entered_at = self.midnight(self.as_of + DAY) + pick([-TICK, timedelta(), 9 * DAY])
        is_raw = some() < 0.3
        flags = ("is_other_carrier", "is_digital", "is_prime", "is_cancelled")
        self.packages.append({
            "store": store, "marketplace": market.marketplace, "order_id": order,
            "package_id": f"p{len(self.packages)}", "confirmed_at": at,
            "confirmed_precision": "day" if at == self.midnight(on) and some() < 0.5 else None,
            "tracking_entered_at": entered_at, "promised_on": promised_on,
            "ship_by_at": pick([None, None, at - TICK, at, at + TICK, at + DAY]),
            "carrier": None if is_raw else carrier, "carrier_raw": carrier if is_raw or some() < 0.5 else None,
            "is_other_carrier": None, "service": service,
            "tracking": None if is_raw else typed, "tracking_raw": typed, "origin": origin,
            "destination": self.chance.choices(
                [market.country, market.country.lower(), pick(market.aliases), "CA", "DE"], [90, 3, 4, 2, 1]
            )[0],
            "value_cents": value, "currency": currency, "is_label_bought": pick([None, False, True]),
            "value_gross_cents": None if value is None or some() < 0.3 else value + pick([0, 0, 1, 2, 5_00]),
            "fulfilment": self.chance.choices([None, "merchant", "amazon"], [30, 66, 4])[0],
            **{name: self.chance.choices([None, False, True], [20, 72, 8])[0] for name in flags},
        })  # fmt: skip
        if typed is not None and some() < 0.6:
            asked = [at + 5 * DAY, at + 30 * DAY, at + self.chance.choice([15, 17, 23]) * DAY + TICK]
            self.snapshots += [{"tracking": typed, "checked_at": pick(asked)} for _ in range(pick([1, 1, 2]))]

    def carrier(self, typed: str | None) -> str | None:
        """Mostly one whose number it is."""
        near = {"ups": "ups", "ups typo": "ups", "usps": "usps", "usps typo": "usps", "yun": "yunexpress"}
        kind = next(kind for kind, by_carrier in STATUSES.items() if by_carrier is self.known[typed][1])
        own, of_market = (
            near.get(kind, self.chance.choice(CARRIERS)),
            self.chance.choice(self.market.carriers or CARRIERS),
        )
        return self.chance.choices([own, self.chance.choice(CARRIERS), of_market], [12, 5, 2])[0]

    # ------------------------------------------------------------ its scans
    def journey(self, typed: str | None, at: datetime, carrier: str | None, promised_on: date | None):
        """Scans from none to six; the first instant of the first delivery or attempt comes back."""
        if typed is None:
            return None
        kinds = self.chance.choice([
            [], [], ["label"], ["accept"], ["accept"], ["delivered"], ["attempt"], ["accept", "delivered"],
            ["accept", "arrive", "delivered"], ["attempt", "delivered"], ["accept", "attempt"], ["transit"],
            ["delivered", "return"], ["attempt", "attempt"], self.chance.choices(KINDS, k=self.chance.randint(1, 6)),
        ])  # fmt: skip
        self.lands = pick_lands(self.chance)
        ends = [self.scan(typed, at, carrier, promised_on, kind) for kind in kinds]
        return min((end for end in ends if end), default=None)

    def scan(self, typed, at, carrier, promised_on, kind=None, alias_of=None) -> datetime | None:
        pick = self.chance.choice
        kind = kind or pick(KINDS)
        scanned_at = at + pick([HOUR, DAY, 3 * DAY - TICK, 3 * DAY, 3 * DAY + TICK, 5 * DAY, 9 * DAY, -HOUR, -9 * DAY])
        is_end = kind in ("delivered", "attempt")
        if is_end:
            scanned_at = at + pick([2, 4, 8, 12, 25]) * DAY + pick([timedelta(), TICK, 7 * HOUR])
        if is_end and promised_on and self.chance.random() < 0.6:
            days = pick([16, 17, 17, 18])
            scanned_at = self.midnight(promised_on + days * DAY) + pick([-TICK, timedelta(), TICK, 9 * HOUR])
        elif self.as_of and self.chance.random() < 0.15:
            scanned_at = self.midnight(self.as_of + DAY) + pick([-TICK, timedelta(), TICK])
        self.scans.append({
            "tracking": typed, "scanned_at": scanned_at, "kind": kind, "alias_of": alias_of,
            "physical": self.chance.choices(["yes", "unknown", "no"], [1, 1, 8] if kind == "label" else [12, 3, 1])[0],
            "leg": self.chance.choices([None, "forward", "return"], [12, 6, 2])[0],
            "country": pick([*self.lands]),
            "carrier": self.chance.choices([carrier, None, pick(CARRIERS)], [6, 3, 3])[0],
        })  # fmt: skip
        return scanned_at if is_end else None


def pick_lands(chance: Random) -> tuple:
    """Where a parcel is scanned: at home and abroad, abroad alone, nowhere that is told."""
    return chance.choice([("CN",), ("CN", "GB"), ("CN", "us"), ("US", "PR", None), (None,)])


def weigh(char: str) -> int:
    """The value of a character of a 1Z number."""
    return int(char) if char.isdigit() else (ord(char) - 63) % 10


def number_statuses(policies: list[str]) -> list[tuple[str | None, str | None, str | None, str]]:
    """One number of every kind with every carrier drawn, to be held against: ``(typed, carrier, normal, status)``."""
    draw = Draw(Random(11))
    for _ in range(400):
        draw.number()
    named = {slug for policy in policies for pairs in market(policy).fitting for slug, _ in pairs}
    carriers = sorted({*named, *map(slug_of, CARRIERS)} - {None})
    return [
        (typed, carrier, normal, statuses[carrier])
        for typed, (normal, statuses) in draw.known.items()
        for carrier in (*carriers, None)
    ]
