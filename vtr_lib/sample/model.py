"""One order of the story with its lines and packages; money in cents, instants in seconds."""

from dataclasses import dataclass, field
from typing import NamedTuple


class Sku(NamedTuple):
    sku: str
    asin: str
    title: str
    category: str
    price: int
    popular: int
    origin: str
    digital: bool


class Carrier(NamedTuple):
    name: str
    track17: int
    aftership: str
    country: str


class Lane(NamedTuple):
    """A way from an origin: whose, which service, days on the way and to the promise."""

    origin: str
    carrier: str
    service: str
    share: int
    share_in_bad: int
    least_days: int
    most_days: int
    promise_days: int


class Place(NamedTuple):
    city: str
    state: str
    postcode: str
    offset: int
    country: str
    alpha3: str

    @property
    def text(self) -> str:
        return f"{self.city}, {self.state or self.country}"


class Scan(NamedTuple):
    at: int
    kind: str
    place: Place


@dataclass(slots=True)
class Line:
    """One order item; every amount is of the whole line."""

    item_id: str
    sku: Sku
    quantity: int
    price: int
    tax: int = 0
    shipping: int = 0
    promotion: int = 0

    @property
    def net(self) -> int:
        """Price and shipping, promotions off, tax out."""
        return self.price + self.shipping - self.promotion


@dataclass(slots=True)
class Package:
    lane: Lane
    origin: str
    code: str
    name: str
    service: str
    number: str
    confirmed: int
    contents: list[tuple[Line, int]]
    scans: list[Scan]
    typed: str | None = None
    """The number as the seller uploads it, where that is not ``number``."""
    asked: str = ""
    """Who was asked about the number: ``17track``, ``aftership``, ``both``, ``refused`` (asked in vain) or nobody."""
    first_typed: str | None = None
    """What a first upload said that a later one changed."""
    entered: int | None = None
    """When that later upload was made."""
    entered_dated: bool = False
    """Whether the later upload carries its own date."""
    fault: str = ""
    """The fault the story plants; faults of the scans alone are seen from the scans."""
    is_exempt: bool = False
    is_disputed: bool = False
    """Whether Amazon sees the opposite of what the scans say."""

    @property
    def uploaded(self) -> str:
        """The number as it stands with Amazon."""
        return self.number if self.typed is None else self.typed

    @property
    def value(self) -> int:
        """Price and shipping of what is inside, promotions off, tax out: shares of a line by quantity."""
        return sum(
            (line.price + line.shipping - line.promotion) * part // line.quantity for line, part in self.contents
        )

    @property
    def delivered(self) -> int | None:
        return next((scan.at for scan in self.scans if scan.kind == "delivered"), None)


@dataclass(slots=True)
class Order:
    order_id: str
    bought: int
    lines: list[Line]
    town: Place
    ship_by: int
    """Pacific day."""
    promised: int
    """Pacific day."""
    packages: list[Package] = field(default_factory=list)
    status: str = "Shipped"
    channel: str = "Merchant"
    sales_channel: str = "Amazon.com"
    currency: str = "USD"
    is_prime: bool = False
    is_priced: bool = True
    is_doubled: bool = False
    """Whether its first row stands twice in the report."""
    is_continued: bool = False
    """Whether a second promotion goes on in a row of its own."""
    is_origin_known: bool = True
    """Whether the report's ship-from columns are filled."""
