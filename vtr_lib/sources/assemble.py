"""The intermediate tables of all files → the canonical tables of one store.

Nothing is dropped in silence: what did not fit together is counted in ``quality`` or named in ``conflicts``.
"""

from dataclasses import dataclass, field

import polars as pl

from vtr_lib.frames import polars_schema
from vtr_lib.schema import ITEMS, PACKAGES, SCANS, SNAPSHOTS, Table
from vtr_lib.sources import marketplaces
from vtr_lib.sources.order_items import newest, numbered, order_items
from vtr_lib.sources.packages import NO_NUMBER, confirmed, joined, recorded
from vtr_lib.sources.scans import scans, snapshots
from vtr_lib.sources.shares import shares
from vtr_lib.tracking import carriers

# Where the country a package left from was learnt, the most trusted first.
ORIGINS = ("api_package", "confirmation", "report_actual", "aggregator_origin", "report_default")


@dataclass(slots=True)
class Assembled:
    """The canonical frames, Amazon's own view, packages the sources disagree on, and named counts."""

    packages: pl.DataFrame
    items: pl.DataFrame
    scans: pl.DataFrame
    snapshots: pl.DataFrame
    amazon_defects: pl.DataFrame
    amazon_rates: pl.DataFrame
    conflicts: pl.DataFrame
    quality: dict[str, int] = field(default_factory=dict)


def assemble(parts: dict[str, list[pl.DataFrame]], *, store: str, marketplace: str, zone: str) -> Assembled:
    """The tables of ``store`` from the intermediate tables of its files, each list in the order of ingest.

    ``marketplace`` holds where a file names none; ``zone`` is its time zone, for the promised day. The order of rows in
    a file, a file read twice, and a file cut in two change nothing; packages are sorted by their id.
    """

    def given(table: str) -> list[pl.DataFrame]:
        return parts.get(table, [])

    lines, quality = order_items(given("order_lines"))
    told, conflicts = joined(confirmed(given("confirmations"), _alive(lines)), recorded(given("api_packages")))
    ids = told.packages.select("order_id", "mark", _package_id().alias("package_id"))
    packages = told.packages.join(ids, on=["order_id", "mark"], nulls_equal=True)
    contents = told.contents.join(ids, on=["order_id", "mark"])
    held = _categories(shares(_alive(lines), contents), numbered("skus", given("skus")))
    packages = packages.join(_values(held), on="package_id", how="left")
    packages = packages.join(_orders(lines), on="order_id", how="left")
    packages = packages.join(_api_orders(given("api_orders")), on="order_id", how="left", suffix="_order")
    packages = packages.join(_aggregator_origins(given("origins")), left_on="mark", right_on="tracking", how="left")
    packages = _packages(packages, store, marketplace, zone)
    quality |= told.quality | _quality(packages, lines, held, conflicts)
    return Assembled(
        packages=_exact(packages, PACKAGES),
        items=_exact(_items(held), ITEMS),
        scans=_exact(scans(numbered("scans", given("scans"))), SCANS),
        snapshots=_exact(snapshots(numbered("snapshots", given("snapshots"))), SNAPSHOTS),
        amazon_defects=numbered("amazon_defects", given("amazon_defects")).drop("upload").unique(maintain_order=True),
        amazon_rates=numbered("amazon_rates", given("amazon_rates")).drop("upload").unique(maintain_order=True),
        conflicts=conflicts.sort(conflicts.columns),
        quality=quality,
    )


def _exact(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """``frame`` with the columns of a canonical table in its order; absent ones null."""
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in polars_schema(table).items()
    )


def _alive(lines: pl.DataFrame) -> pl.DataFrame:
    """Lines that were not cancelled: only they are in a package."""
    return lines.filter(pl.col("item_status").fill_null("").str.to_lowercase() != "cancelled")


def _package_id() -> pl.Expr:
    """Order and number; without a number, order and what is in the package."""
    own = pl.when(pl.col("mark") != NO_NUMBER).then("mark").when(pl.col("parts") != "").then("parts")
    return pl.format("{}:{}", "order_id", own.otherwise(pl.lit("no-number")))


def _categories(held: pl.DataFrame, skus: pl.DataFrame) -> pl.DataFrame:
    """Shares with the ``category`` and ``is_digital`` of their SKU; its last row holds."""
    last = skus.sort("upload", "source_line").unique("sku", keep="last", maintain_order=True)
    return held.join(last.select("sku", "category", "is_digital"), on="sku", how="left", maintain_order="left")


def _values(held: pl.DataFrame) -> pl.DataFrame:
    """Per package: value before and after promotions, in hundredths, without tax; null where a price is not known."""
    price = pl.col("item_price_cents")
    gross = pl.when(price.is_not_null().all()).then(price.sum() + pl.col("shipping_price_cents").sum())
    off = pl.col("item_promotion_cents").sum() + pl.col("ship_promotion_cents").sum()
    dearest = [price.fill_null(-1), pl.col("sku").fill_null("")]
    return held.group_by("package_id").agg(
        gross.alias("value_gross_cents"),
        (gross - off).clip(0).alias("value_cents"),
        pl.when(pl.col("currency").drop_nulls().n_unique() == 1).then(pl.col("currency").drop_nulls().first()),
        pl.col("category").sort_by(dearest, descending=[True, False]).first(),
        pl.col("is_digital").fill_null(False).all(),
    )


def _orders(lines: pl.DataFrame) -> pl.DataFrame:
    """Per order what its lines say of it."""
    cancelled = pl.col("order_status").fill_null("").str.to_lowercase().is_in(["cancelled", "canceled"])
    gone = pl.col("item_status").fill_null("").str.to_lowercase().is_in(["cancelled", "canceled"])
    names = ("fulfilment", "marketplace", "destination", "default_origin", "actual_origin")
    return lines.group_by("order_id").agg(
        *(pl.col(name).drop_nulls().first() for name in names), (cancelled | gone).all().alias("is_order_cancelled")
    )


def _api_orders(parts: list[pl.DataFrame]) -> pl.DataFrame:
    orders = newest(numbered("api_orders", parts), "order_id").unique("order_id", keep="last", maintain_order=True)
    return orders.drop("upload", "updated_at", "source_file", "source_line")


def _aggregator_origins(parts: list[pl.DataFrame]) -> pl.DataFrame:
    origins = numbered("origins", parts).drop_nulls(["tracking", "origin"])
    return origins.group_by("tracking").agg(pl.col("origin").min().alias("aggregator_origin"))


def _packages(packages: pl.DataFrame, store: str, marketplace: str, zone: str) -> pl.DataFrame:
    """Canonical columns of packages, sorted by id."""
    sources = dict(
        zip(
            ORIGINS,
            ("api_origin", "confirmed_origin", "actual_origin", "aggregator_origin", "default_origin"),
            strict=True,
        )
    )
    learnt = pl.coalesce(pl.when(pl.col(column).is_not_null()).then(pl.lit(name)) for name, column in sources.items())
    site = pl.coalesce("marketplace_order", "marketplace", pl.lit(marketplace))
    told = pl.coalesce("destination_order", "destination")
    home = {name: marketplaces.country(name) for name in (*marketplaces.IDS, marketplace)}
    number = pl.when((pl.col("mark") != NO_NUMBER) & ~pl.col("mark").str.starts_with("#")).then("mark")
    return packages.with_columns(
        pl.lit(store).alias("store"),
        site.alias("marketplace"),
        pl.col("promised_at").dt.convert_time_zone(zone).dt.date().alias("promised_on"),
        carriers.resolve(packages["carrier_raw"]).alias("carrier"),
        number.alias("tracking"),
        pl.when(pl.col("entered_at") > pl.col("confirmed_at")).then("entered_at").alias("tracking_entered_at"),
        pl.coalesce(sources.values()).alias("origin"),
        learnt.alias("origin_source"),
        pl.coalesce(told, site.replace_strict(home, default=None)).alias("destination"),
        told.is_null().alias("is_destination_assumed"),
        pl.coalesce("fulfilment_order", "fulfilment", pl.lit("merchant")).alias("fulfilment"),
        pl.col("is_digital").fill_null(False),
        pl.col("is_prime").fill_null(False),
        (pl.col("is_cancelled") | pl.col("is_order_cancelled").fill_null(False)
         | (pl.col("order_status").fill_null("") == "CANCELLED")).alias("is_cancelled"),
        pl.lit(False).alias("is_label_bought"),
    ).sort("package_id")  # fmt: skip


def _items(held: pl.DataFrame) -> pl.DataFrame:
    return held.with_columns(
        pl.col("item_price_cents").alias("price_cents"), pl.col("shipping_price_cents").alias("shipping_cents")
    )


def _quality(
    packages: pl.DataFrame, lines: pl.DataFrame, held: pl.DataFrame, conflicts: pl.DataFrame
) -> dict[str, int]:
    """Named counts of what the sources leave open."""
    sent = lines.filter(
        pl.col("order_status").fill_null("").str.to_lowercase().str.starts_with("shipped"),
        pl.col("fulfilment").fill_null("merchant") == "merchant",
    )
    origins = packages["origin_source"].fill_null("unknown").value_counts()
    return {
        "orders_without_package": sent.join(packages, on="order_id", how="anti")["order_id"].n_unique(),
        "packages_without_order_line": packages.join(lines, on="order_id", how="anti").height,
        "packages_without_number": packages["tracking"].null_count(),
        "packages_without_value": packages["value_cents"].null_count(),
        "packages_without_currency": packages["currency"].null_count(),
        "packages_without_category": packages["category"].null_count(),
        "packages_of_unknown_carrier": (packages["carrier"].fill_null("unknown") == "unknown").sum(),
        "packages_of_several_categories": held.group_by("package_id").agg(pl.col("category").n_unique()).filter(
            pl.col("category") > 1).height,
        "values_shared_by_quantity": held.filter("is_pooled", pl.col("quantity").is_null())["package_id"].n_unique(),
        "destinations_assumed": int(packages["is_destination_assumed"].sum()),
        "carriers_differ": conflicts.filter(pl.col("what") == "carriers_differ").height,
    } | {f"origin_{name}": count for name, count in origins.sort("origin_source").iter_rows()}  # fmt: skip
