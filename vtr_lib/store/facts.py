"""Facts: one row a package with all that the rule asks, built from the canonical tables."""

from itertools import pairwise

import polars as pl

from vtr_lib.calendar import local_day, start_of_day, years_of
from vtr_lib.errors import DataError
from vtr_lib.policy import Policy
from vtr_lib.schema import DEFAULTS, FACTS, SEEN
from vtr_lib.store import services
from vtr_lib.tracking.carriers import resolve
from vtr_lib.tracking.check import statuses
from vtr_lib.tracking.formats import formats

NO_NUMBER = ["empty", "mangled", "bad_characters"]  # statuses under which no scan may be looked up


def fill(packages: pl.DataFrame, file: str | None = None) -> pl.DataFrame:
    """Canonical packages with absent cells filled the way the readers do, so that a table typed by hand can be judged.

    Carriers become slugs (``unknown`` where a name is not known), numbers lose blanks and case, booleans become false.
    Raises ``DataError`` where a ``package_id`` stands twice in one store.
    """
    typed = packages["carrier"].fill_null(packages["carrier_raw"])
    packages = packages.with_columns(
        carrier_raw=pl.coalesce("carrier_raw", "carrier"),
        tracking_raw=pl.coalesce("tracking_raw", "tracking"),
        tracking=pl.coalesce("tracking", "tracking_raw"),
        tracking_entered_at=pl.coalesce("tracking_entered_at", "confirmed_at"),
        origin=pl.col("origin").str.to_uppercase(),
        destination=pl.col("destination").str.to_uppercase(),
        **{name: pl.col(name).fill_null(value) for name, value in DEFAULTS.items()},
    ).with_columns(resolve(typed).alias("carrier"))
    numbers = statuses(packages["tracking"], packages["carrier"])
    twice = packages.group_by("store", "package_id").len().filter(pl.col("len") > 1).sort("package_id")
    if twice.height:
        raise DataError(
            "DUPLICATE_ID", file=file, column="package_id", value=twice["package_id"][0], count=twice["len"][0]
        )
    is_order_id = numbers["normalised"] == pl.col("order_id").str.replace_all(r"[^0-9A-Za-z]", "")
    return packages.with_columns(
        tracking=pl.when(~numbers["status"].is_in(NO_NUMBER)).then(numbers["normalised"]),
        number_status=pl.when(is_order_id).then(pl.lit("unknown_format")).otherwise(numbers["status"]),
        number_of=_owners(packages["carrier"], numbers["formats"]),
    )


def _owners(carrier: pl.Series, fitting: pl.Series) -> pl.Series:
    """Whose each number is by the formats it fits: its carrier's if one of them is, else that of the first prefix."""
    entries = {entry.name: entry for entry in formats()}
    pairs = pl.DataFrame({"carrier": carrier, "fitting": fitting})
    distinct = pairs.unique(maintain_order=True)
    owners = []
    for slug, names in distinct.iter_rows():
        found = [entries[name] for name in (names or "").split(",") if name]
        by_prefix = [entry.carrier for entry in found if "prefix" in entry.evidence]
        owners.append(slug if slug in [entry.carrier for entry in found] else next(iter(by_prefix), None))
    distinct = distinct.with_columns(pl.Series("owner", owners, dtype=pl.String))
    return pairs.join(distinct, on=["carrier", "fitting"], how="left", nulls_equal=True, maintain_order="left")["owner"]


def build(filled: pl.DataFrame, reductions: pl.DataFrame, snapshots: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """The columns of ``schema.FACTS``, one row for each filled package and in its order.

    ``policy`` gives the marketplace's zone and which codes are one country's, in which readings do not differ, and the
    labels of services that are exempt or say that they are untracked: ``relabelled`` asks those of another reading.
    """
    numbers = reductions.group_by("tracking").agg(pl.col(SEEN).min(), pl.col("last_at").max())
    scanned = reductions.filter(pl.col("physical_at").is_not_null() | pl.col("maybe_physical_at").is_not_null())
    own = scanned.group_by("tracking", pl.col("scanned_by").replace("unknown", None)).agg(
        own_physical_at=pl.col("physical_at").min(), own_maybe_at=pl.col("maybe_physical_at").min()
    )
    unnamed = own.filter(pl.col("scanned_by").is_null()).drop("scanned_by")
    asked = snapshots.group_by("tracking").agg(asked_at=pl.col("checked_at").max())
    land = policy.rules()[-1]["same_country_as"]
    placed = scanned.group_by("tracking", pl.col("scanned_in").replace(land)).agg(
        in_country_at=pl.min_horizontal("physical_at", "maybe_physical_at").min()
    )
    unplaced = placed.filter(pl.col("scanned_in").is_null()).select("tracking", unplaced_at="in_country_at")
    rows = (
        filled.with_row_index("row")
        .join(_orders_of_a_number(filled), on=["store", "tracking", "order_id"], how="left")
        .join(numbers, on="tracking", how="left")
        .join(own, left_on=["tracking", "carrier"], right_on=["tracking", "scanned_by"], how="left")
        .join(unnamed, on="tracking", how="left", suffix="_unnamed")
        .join(asked, on="tracking", how="left")
        .with_columns(land=pl.col("destination").replace(land))
        .join(placed, left_on=["tracking", "land"], right_on=["tracking", "scanned_in"], how="left")
        .join(unplaced, on="tracking", how="left")
        .join(_numbers_of_an_order(filled), on=["store", "order_id"], how="left")
        .sort("row")
    )
    rows = rows.with_columns(
        confirmed_on=local_day("confirmed_at", policy.zone, years_of(rows, "confirmed_at")),
        **{
            f"{end}_day": _day_number(local_day(f"{end}_at", policy.zone, years_of(rows, f"{end}_at")))
            for end in ("delivered", "attempt", "maybe_delivered", "maybe_attempt")
        },
        promised_day=_day_number(pl.col("promised_on")),
        promise_ends_at=_ends(rows["promised_on"], policy.zone),
        service=services.keyed(rows["service"]),
        own_physical_at=pl.min_horizontal("own_physical_at", "own_physical_at_unnamed"),
        own_maybe_at=pl.min_horizontal("own_maybe_at", "own_maybe_at_unnamed"),
        is_asked=pl.col("asked_at").is_not_null() | pl.col("any_at").is_not_null(),
    ).with_columns(confirmed_day=_day_number(pl.col("confirmed_on")))
    return relabelled(rows, policy).select(FACTS.names)


def relabelled(built: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """Facts with what their services say by ``policy``: by its words for untracked of the package's own day, whether
    they are; and by its exempt labels, of which one each is a slip away.
    """
    rules = policy.rules()
    says_so = services.says_untracked(built["service"], rules[0])
    for earlier, rule in pairwise(rules):
        if rule["untracked_words"] != earlier["untracked_words"]:
            says = services.says_untracked(built["service"], rule)
            says_so = says.zip_with(built["confirmed_on"] >= rule.from_on, says_so)
    near = services.nearly(built["carrier"], built["service"], policy)
    return built.with_columns(says_so.alias("is_untracked_label"), near.alias("near_service"))


def _orders_of_a_number(filled: pl.DataFrame) -> pl.DataFrame:
    """By number and order: when another order had the number first, and when the next order took it up."""
    by_order = (
        filled.filter(pl.col("tracking").is_not_null())
        .group_by("store", "tracking", "order_id")
        .agg(pl.col("confirmed_at").min())
    )
    number = ["store", "tracking"]
    several = by_order.group_by(number).len().filter(pl.col("len") > 1)  # nearly every number is one order's alone
    by_order = by_order.join(several, on=number, how="semi").sort(*number, "confirmed_at", "order_id")
    is_first = pl.col("order_id") == pl.col("order_id").first().over(number)
    return by_order.with_columns(
        number_first_at=pl.when(~is_first).then(pl.col("confirmed_at").first().over(number)),
        number_next_at=pl.when(is_first).then(pl.col("confirmed_at").shift(-1).over(number)),
    ).drop("confirmed_at")


def _numbers_of_an_order(filled: pl.DataFrame) -> pl.DataFrame:
    """By order of several packages: when one of them was first confirmed and had a number."""
    known = pl.when(pl.col("tracking").is_not_null()).then(pl.max_horizontal("tracking_entered_at", "confirmed_at"))
    by_order = filled.group_by("store", "order_id").agg(known.min().alias("sibling_number_at"), pl.len())
    return by_order.filter(pl.col("len") > 1).drop("len")


def _day_number(day: pl.Expr) -> pl.Expr:
    return day.cast(pl.Int32).cast(pl.Int64)


def _ends(days: pl.Series, zone: str) -> pl.Series:
    """The first instant after each day in ``zone``."""
    found = days.drop_nulls().unique()
    after = {day: start_of_day(next_day, zone) for day, next_day in zip(found, found.dt.offset_by("1d"), strict=True)}
    return days.replace_strict(after, default=None, return_dtype=pl.Datetime("us", "UTC"))
