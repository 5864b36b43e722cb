"""Facts: one row a package with all that the rule asks, built from the canonical tables."""

from itertools import pairwise

import polars as pl

from vtr_lib.calendar import local_day, start_of_day, years_of
from vtr_lib.errors import DataError
from vtr_lib.policy import Policy, Rule
from vtr_lib.policy.model import service_key
from vtr_lib.schema import DEFAULTS, FACTS, SEEN
from vtr_lib.tracking.carriers import resolve
from vtr_lib.tracking.check import statuses

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
    )


def build(filled: pl.DataFrame, reductions: pl.DataFrame, snapshots: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """The columns of ``schema.FACTS``, one row for each filled package and in its order.

    ``policy`` gives the marketplace's zone, which does not differ between readings, and the words by which a service
    says that it is untracked, which ``relabelled`` asks again for another reading.
    """
    numbers = reductions.group_by("tracking").agg(pl.col(SEEN).min())
    scanned = pl.col("physical_at").is_not_null() | pl.col("maybe_physical_at").is_not_null()
    own = reductions.filter(scanned).select(
        "tracking",
        pl.col("scanned_by").replace("unknown", None),
        own_physical_at="physical_at",
        own_maybe_at="maybe_physical_at",
    )
    unnamed = own.filter(pl.col("scanned_by").is_null()).group_by("tracking").agg(pl.col("^own_.*$").min())
    asked = snapshots.select("tracking").unique().with_columns(was_asked=pl.lit(True))
    rows = (
        filled.with_row_index("row")
        .join(_orders_of_a_number(filled), on=["store", "tracking", "order_id"], how="left")
        .join(numbers, on="tracking", how="left")
        .join(own, left_on=["tracking", "carrier"], right_on=["tracking", "scanned_by"], how="left")
        .join(unnamed, on="tracking", how="left", suffix="_unnamed")
        .join(asked, on="tracking", how="left")
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
        service=_mapped(rows["service"], service_key),
        own_physical_at=pl.min_horizontal("own_physical_at", "own_physical_at_unnamed"),
        own_maybe_at=pl.min_horizontal("own_maybe_at", "own_maybe_at_unnamed"),
        is_asked=pl.col("was_asked").fill_null(False) | pl.col("any_at").is_not_null(),
    ).with_columns(confirmed_day=_day_number(pl.col("confirmed_on")))
    return relabelled(rows, policy).select(FACTS.names)


def relabelled(built: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """Facts whose services say that they are untracked by the words of ``policy``, on each package's own day."""
    rules = policy.rules()
    says_so = _says_untracked(built["service"], rules[0])
    for earlier, rule in pairwise(rules):
        if rule["untracked_words"] != earlier["untracked_words"]:
            says = _says_untracked(built["service"], rule)
            says_so = says.zip_with(built["confirmed_on"] >= rule.from_on, says_so)
    return built.with_columns(says_so.alias("is_untracked_label"))


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


def _day_number(day: pl.Expr) -> pl.Expr:
    return day.cast(pl.Int32).cast(pl.Int64)


def _ends(days: pl.Series, zone: str) -> pl.Series:
    """The first instant after each day in ``zone``."""
    found = days.drop_nulls().unique()
    after = {day: start_of_day(next_day, zone) for day, next_day in zip(found, found.dt.offset_by("1d"), strict=True)}
    return days.replace_strict(after, default=None, return_dtype=pl.Datetime("us", "UTC"))


def _mapped(labels: pl.Series, key) -> pl.Series:
    found = {label: key(label) for label in labels.drop_nulls().unique()}
    return labels.replace_strict(found, default=None, return_dtype=pl.String)


def _says_untracked(labels: pl.Series, rule: Rule) -> pl.Series:
    words = [service_key(word) for word in rule["untracked_words"]]
    found = [label for label in labels.drop_nulls().unique() if any(word in service_key(label) for word in words)]
    return labels.is_in(found).fill_null(False)
