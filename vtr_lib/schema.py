"""The canonical tables: every reader ends in them, every kernel starts from them.

They are plain data here, so that asking for a column costs no import; ``frames`` holds a frame against them.
"""

from dataclasses import dataclass

STATES = ("out_of_scope", "exempt", "valid", "defect", "pending", "unknown")
CAUSES = ("missing_updates", "invalid_number", "late_shipment")
BASES = ("confirmed", "promised")
YEARS = (1970, 2199)  # the first and the last of which a day is taken for one
COUNTRY = r"^[A-Za-z]{2}$"  # ISO 3166-1 alpha-2
SCAN_KINDS = (
    "label", "accept", "arrive", "depart", "transit", "customs", "out_for_delivery", "attempt", "delivered",
    "pickup_ready", "exception", "return", "cancel", "none", "unknown",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, its kind (``str int bool datetime date``), whether it must be there and filled.

    ``least`` is the smallest whole number that makes sense in it.
    """

    name: str
    kind: str = "str"
    required: bool = False
    choices: tuple[str, ...] = ()
    pattern: str = ""
    least: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A canonical table: its columns in their order."""

    name: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    @property
    def required(self) -> list[str]:
        return [column.name for column in self.columns if column.required]

    def __getitem__(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


PACKAGES = Table("packages", (
    Column("store", pattern=r"^[a-z0-9-]{1,40}$"),
    Column("marketplace", required=True, pattern=r"^[A-Z]{2}$"),
    Column("package_id", required=True),
    Column("order_id", required=True),
    Column("confirmed_at", "datetime", required=True),
    Column("confirmed_precision", choices=("second", "day")),
    Column("tracking_entered_at", "datetime"),
    Column("promised_on", "date"),
    Column("ship_by_at", "datetime"),
    Column("carrier"),
    Column("carrier_raw"),
    Column("is_other_carrier", "bool"),
    Column("service"),
    Column("tracking"),
    Column("tracking_raw"),
    Column("origin", pattern=COUNTRY),
    Column("origin_source"),
    Column("destination", required=True, pattern=COUNTRY),
    Column("value_cents", "int", least=0),
    Column("currency"),
    Column("value_gross_cents", "int", least=0),
    Column("category"),
    Column("fulfilment", choices=("merchant", "amazon")),
    Column("is_digital", "bool"),
    Column("is_prime", "bool"),
    Column("is_cancelled", "bool"),
    Column("is_label_bought", "bool"),
    Column("source_file"),
    Column("source_line", "int"),
))  # fmt: skip

ITEMS = Table("items", (
    Column("package_id", required=True),
    Column("order_item_id"),
    Column("asin"),
    Column("sku"),
    Column("quantity", "int", least=0),
    Column("price_cents", "int", least=0),
    Column("shipping_cents", "int", least=0),
    Column("currency"),
    Column("category"),
))  # fmt: skip

SCANS = Table("scans", (
    Column("tracking", required=True),
    Column("scanned_at", "datetime", required=True),
    Column("kind", required=True, choices=SCAN_KINDS),
    Column("physical", required=True, choices=("yes", "no", "unknown")),
    Column("leg", choices=("forward", "return")),
    Column("carrier"),
    Column("country"),
    Column("city"),
    Column("raw_code"),
    Column("raw_text"),
    Column("alias_of"),
    Column("source_file"),
    Column("source_line", "int"),
))  # fmt: skip

SNAPSHOTS = Table("snapshots", (
    Column("tracking", required=True),
    Column("checked_at", "datetime", required=True),
    Column("provider"),
    Column("status"),
))  # fmt: skip

VERDICTS = Table("verdicts", (
    Column("package_id", required=True),
    Column("state", required=True, choices=STATES),
    Column("clause", required=True),
    Column("cause", choices=CAUSES),
    Column("rule", required=True),
    Column("scans_needed", "int", required=True),
    Column("first_scan_at", "datetime"),
    Column("arrival_at", "datetime"),
    Column("delivery_at", "datetime"),
    Column("confirmed_on", "date", required=True),
    Column("promised_on", "date"),
    Column("is_fixable", "bool", required=True),
    Column("fix_by_at", "datetime"),
    Column("flags"),
))  # fmt: skip

# What is known of a number after its scans are reduced: first times and one last time, so merging two reductions is
# `min` and `max`; duplicate, late and out-of-order scans are harmless. One row a number, scanning carrier and country.
SEEN = (
    "any_at",  # any record at all, a label too
    "physical_at",  # a physical scan on the way out
    "other_at",  # … apart from deliveries and attempts
    "arrival_at",  # … that is an arrival or an acceptance
    "delivered_at",
    "attempt_at",
    "maybe_physical_at",  # the same where nobody can say whether the scan was physical
    "maybe_other_at",
    "maybe_arrival_at",
    "maybe_delivered_at",
    "maybe_attempt_at",
    "return_at",
)

REDUCTIONS = Table("reductions", (
    Column("tracking", required=True),
    Column("scanned_by"),
    Column("scanned_in"),
    *(Column(name, "datetime") for name in SEEN),
    Column("last_at", "datetime"),  # the last record of any kind
))  # fmt: skip

# All that the rule asks of a package: no join, no text work and no time zone after this.
FACTS = Table("facts", (
    Column("package_id", required=True),
    Column("marketplace", required=True),
    Column("fulfilment", required=True),
    Column("destination", required=True),
    Column("origin"),
    Column("carrier"),
    Column("service"),
    Column("is_untracked_label", "bool", required=True),
    Column("is_other_carrier", "bool", required=True),
    Column("is_digital", "bool", required=True),
    Column("is_prime", "bool", required=True),
    Column("is_cancelled", "bool", required=True),
    Column("is_label_bought", "bool", required=True),
    Column("value_cents", "int"),
    Column("value_gross_cents", "int"),
    Column("currency"),
    Column("confirmed_at", "datetime", required=True),
    Column("tracking_entered_at", "datetime", required=True),
    Column("ship_by_at", "datetime"),
    Column("promise_ends_at", "datetime"),
    Column("confirmed_on", "date", required=True),
    Column("promised_on", "date"),
    Column("confirmed_day", "int", required=True),  # days since 1970-01-01, for arithmetic that all engines do alike
    Column("promised_day", "int"),
    Column("delivered_day", "int"),
    Column("attempt_day", "int"),
    Column("maybe_delivered_day", "int"),
    Column("maybe_attempt_day", "int"),
    Column("number_status", required=True),
    Column("number_first_at", "datetime"),  # when another order that had the number first was confirmed
    Column("number_next_at", "datetime"),  # when the next order with this package's number was confirmed
    Column("is_asked", "bool", required=True),
    Column("own_physical_at", "datetime"),  # a physical scan by the confirmed carrier, or by one nobody named
    Column("own_maybe_at", "datetime"),
    *(Column(name, "datetime") for name in SEEN),
    Column("last_at", "datetime"),
    Column("asked_at", "datetime"),  # when the carrier was last asked
    Column("in_country_at", "datetime"),  # the first scan, perhaps a physical one, in the destination's country
    Column("unplaced_at", "datetime"),  # … of which nobody told the country
    Column("sibling_number_at", "datetime"),  # when a package of the same order first had a number
    Column("number_of"),  # whose the number is by its look: the confirmed carrier, or the one whose prefix it has
    Column("near_service"),  # the exempt service of the carrier that the service is a slip of the pen away from
))  # fmt: skip

TABLES = {table.name: table for table in (PACKAGES, ITEMS, SCANS, SNAPSHOTS, REDUCTIONS, FACTS, VERDICTS)}

# What judging puts where a package's cell is absent or empty; the rest is filled from other columns.
DEFAULTS = {
    "store": "default",
    "fulfilment": "merchant",
    "confirmed_precision": "second",
    "is_other_carrier": False,
    "is_digital": False,
    "is_prime": False,
    "is_cancelled": False,
    "is_label_bought": False,
}
