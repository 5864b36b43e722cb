"""The intermediate tables of all files → the canonical tables of one store.

Nothing is dropped in silence: what did not fit together is counted in ``quality`` or named in ``conflicts``.
``docs/files.md`` tells the rules in a seller's words.
"""

from dataclasses import dataclass, field

import polars as pl

from vtr_lib.frames import polars_schema
from vtr_lib.schema import ITEMS, PACKAGES, SCANS, SNAPSHOTS, Table
from vtr_lib.sources import conflicts, currencies, marketplaces, origins, ready
from vtr_lib.sources import scans as events
from vtr_lib.sources.order_items import numbered, order_items
from vtr_lib.sources.orders import by_amazon_id, is_cancelled, orders
from vtr_lib.sources.packages import NO_NUMBER, confirmed, joined, recorded
from vtr_lib.sources.shares import shares
from vtr_lib.tracking import carriers

# What confirmations and the Orders API may tell differently of one package, and how that is called.
BOTH_TELL = {"carrier_raw": "carriers_differ", "confirmed_at": "confirmations_differ", "origin": "origins_differ"}
PRICES_TELL = {"item_price_cents": "values_differ", "currency": "currencies_differ"}
CONFLICTS = tuple(sorted({*BOTH_TELL.values(), *ready.TOLD.values()}))
EVERY = "*"  # the SKU that speaks for every product without a row of its own


@dataclass(slots=True)
class Assembled:
    """The canonical frames, Amazon's own view, and what did not fit: conflicts, conversions, counts with a name.

    ``conflicts`` has the columns of ``conflicts.TABLE``, ``conversions`` those of ``currencies.converted``;
    ``earlier_scans`` are scans of another parcel that had the number before.
    """

    packages: pl.DataFrame
    items: pl.DataFrame
    scans: pl.DataFrame
    snapshots: pl.DataFrame
    amazon_defects: pl.DataFrame
    amazon_rates: pl.DataFrame
    conflicts: pl.DataFrame
    conversions: pl.DataFrame
    earlier_scans: pl.DataFrame
    quality: dict[str, int] = field(default_factory=dict)


def assemble(parts: dict[str, list[pl.DataFrame]], *, store: str, marketplace: str, zone: str) -> Assembled:
    """The tables of ``store`` from the intermediate tables of its files, each list in the order of ingest.

    ``marketplace`` holds where a file names none; ``zone`` is its time zone, for days. The order of rows in a file, a
    file read twice, and a file cut in two change nothing; packages are sorted by their id.
    """

    def given(table: str) -> pl.DataFrame:
        return numbered(table, parts.get(table, []))

    lines = given("order_lines")
    confirmations, by_merchant_id = by_amazon_id(given("confirmations"), lines)
    items, lines_of_items, quality = order_items(parts.get("order_lines", []), confirmations)
    alive = items.filter(~is_cancelled("item_status"))
    told, by_both, by_us = joined(confirmed(confirmations, alive), recorded(given("api_packages")))
    ids = told.packages.select("order_id", "mark", _package_id().alias("package_id"))
    packages = told.packages.join(ids, on=["order_id", "mark"], nulls_equal=True)
    contents = told.contents.join(ids, on=["order_id", "mark"])
    held = _categories(shares(alive, contents), given("skus"))
    packages = packages.join(_values(held), on="package_id", how="left")
    packages = packages.join(orders(lines, given("api_orders")), on="order_id", how="left")
    packages = packages.join(_labels(given("labels")), left_on="mark", right_on="tracking", how="left")
    packages = packages.join(_aggregator_origins(given("origins")), left_on="mark", right_on="tracking", how="left")
    seen = events.scans(given("scans"))
    packages = _packages(packages, store, marketplace, zone)
    told_once = seen.height
    finished = ready.packages(parts.get("canonical_packages", []), store)
    everyone = pl.concat([packages, finished], how="diagonal_relaxed")
    seen, earlier = events.lives(events.aliased(seen, given("aliases")), everyone)
    packages = origins.learnt(_inferred(packages, seen), zone)
    packages, pairs, alone = ready.added(packages, finished)
    packages, conversions = currencies.converted(packages, given("exchange_rates"), zone)
    packages, unconfirmed = _filled(packages)
    named = conflicts.conflicts([
        conflicts.not_at_amazon(by_us),
        *conflicts.of_pairs(by_both, "_api", BOTH_TELL),
        *conflicts.of_pairs(lines_of_items, "_api", PRICES_TELL, mark=None),
        *conflicts.of_pairs(pairs, "_ready", ready.TOLD),
        conflicts.within(pl.concat([lines, given("api_orders")], how="diagonal"), "destination", "destinations_differ"),
    ])  # fmt: skip
    quality |= told.quality | origins.counts(packages) | _quality(packages, lines, held, named)
    quality |= {
        "orders_named_by_the_sellers_id": by_merchant_id,
        "packages_without_confirmation": unconfirmed,
        "packages_of_canonical_tables": alone.height,
        "values_converted": conversions.height,
        "scans_told_twice": given("scans").height - told_once,
        "scans_of_an_earlier_parcel": earlier.height,
    }
    return Assembled(
        packages=_exact(packages, PACKAGES),
        items=pl.concat([
            _exact(_items(held), ITEMS), ready.items(parts.get("canonical_items", []), pairs, alone, held),
        ]),
        scans=_exact(seen, SCANS),
        snapshots=_exact(events.snapshots(given("snapshots")), SNAPSHOTS),
        amazon_defects=given("amazon_defects").drop("upload").unique(maintain_order=True),
        amazon_rates=given("amazon_rates").drop("upload").unique(maintain_order=True),
        conflicts=named,
        conversions=conversions,
        earlier_scans=_exact(earlier, SCANS),
        quality=quality,
    )  # fmt: skip


def _exact(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """``frame`` with the columns of a canonical table in its order; absent ones null."""
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in polars_schema(table).items()
    )


def _package_id() -> pl.Expr:
    """Order and number; without a number, order and what is in the package."""
    own = pl.when(pl.col("mark") != NO_NUMBER).then("mark").when(pl.col("parts") != "").then("parts")
    return pl.format("{}:{}", "order_id", own.otherwise(pl.lit("no-number")))


def _categories(held: pl.DataFrame, skus: pl.DataFrame) -> pl.DataFrame:
    """Shares with ``category``, ``is_digital`` and ``declared_origin`` of their SKU; its last row holds.

    A row for every product gives category and origin where there is none of its own, yet makes nothing digital.
    """
    last = skus.sort("upload", "source_line").unique("sku", keep="last", maintain_order=True)
    every = (*last.filter(pl.col("sku") == EVERY).select("category", "origin").rows(), (None, None))[0]
    own = last.select("sku", "category", "is_digital", pl.col("origin").alias("declared_origin"))
    rows = held.join(own, on="sku", how="left", maintain_order="left")
    return rows.with_columns(
        pl.col(name).fill_null(pl.lit(word, pl.String))
        for name, word in zip(("category", "declared_origin"), every, strict=True)
    )


def _values(held: pl.DataFrame) -> pl.DataFrame:
    """Per package: value before and after promotions, in hundredths, without tax; null where a price is not known.

    Prices in two currencies have no sum. An origin that products of one package declare differently is none.
    """
    price, currency, origin = pl.col("item_price_cents"), pl.col("currency").drop_nulls(), pl.col("declared_origin")
    is_known = price.is_not_null().all() & (currency.n_unique() <= 1) & ~pl.col("is_short").any()
    gross = pl.when(is_known).then(price.sum() + pl.col("shipping_price_cents").sum())
    off = pl.col("item_promotion_cents").sum() + pl.col("ship_promotion_cents").sum()
    dearest = [price.fill_null(-1), pl.col("sku").fill_null("")]
    return held.group_by("package_id").agg(
        gross.alias("value_gross_cents"),
        (gross - off).clip(0).alias("value_cents"),
        pl.when(currency.n_unique() == 1).then(currency.first()),
        pl.col("category").sort_by(dearest, descending=[True, False]).first(),
        pl.col("is_digital").fill_null(False).all(),
        pl.when(origin.n_unique() == 1).then(origin.first()).alias("declared_origin"),
    )


def _labels(labels: pl.DataFrame) -> pl.DataFrame:
    """By number where its label is from, and whether it was bought from Amazon; the last that was said."""
    rows = labels.sort("upload", "source_line")
    return rows.group_by("tracking").agg(
        pl.col("origin").last(ignore_nulls=True).alias("origin_of_label"),
        pl.col("is_label_bought").max().alias("was_label_bought"),
    )


def _aggregator_origins(rows: pl.DataFrame) -> pl.DataFrame:
    """By number the one country that aggregators say; where they contradict each other, none."""
    origin = pl.col("origin")
    said = rows.drop_nulls(["tracking", "origin"]).group_by("tracking")
    return said.agg(pl.when(origin.n_unique() == 1).then(origin.first()).alias("aggregator_origin"))


def _packages(packages: pl.DataFrame, store: str, marketplace: str, zone: str) -> pl.DataFrame:
    """Canonical columns of packages; null where no file says."""
    site = pl.coalesce("marketplace", pl.lit(marketplace))
    home = {name: marketplaces.country(name) for name in (*marketplaces.IDS, marketplace)}
    number = pl.when((pl.col("mark") != NO_NUMBER) & ~pl.col("mark").str.starts_with("#")).then("mark")
    return packages.with_columns(
        pl.lit(store).alias("store"),
        site.alias("marketplace"),
        pl.col("promised_at").dt.convert_time_zone(zone).dt.date().alias("promised_on"),
        carriers.resolve(packages["carrier_raw"]).alias("carrier"),
        number.alias("tracking"),
        pl.when(pl.col("entered_at") > pl.col("confirmed_at")).then("entered_at").alias("tracking_entered_at"),
        pl.coalesce("destination", site.replace_strict(home, default=None)).alias("destination"),
        pl.col("destination").is_null().alias("is_destination_assumed"),
        (pl.col("is_cancelled") | pl.col("is_order_cancelled").fill_null(False)).alias("is_cancelled"),
        pl.max_horizontal("is_label_bought", "was_label_bought").alias("is_label_bought"),
        pl.coalesce("label_origin", "origin_of_label").alias("label_origin"),
    )


def _inferred(packages: pl.DataFrame, scans: pl.DataFrame) -> pl.DataFrame:
    """Packages with what number and scans let on about their origin."""
    numbers = origins.s10_suffix(packages["tracking"]).alias("s10_origin")
    return packages.with_columns(numbers).join(origins.first_scans(scans, packages), on="tracking", how="left")


def _filled(packages: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Packages sorted by id, in scope unless somebody says otherwise; and how many nobody says were ever confirmed."""
    flags = ("is_other_carrier", "is_digital", "is_prime", "is_cancelled", "is_label_bought", "is_outside")
    known = packages.filter(pl.col("confirmed_at").is_not_null())
    return known.with_columns(
        pl.col("fulfilment").fill_null("merchant"),
        pl.col("is_destination_assumed").fill_null(False),
        *(pl.col(name).fill_null(False) for name in flags),
    ).sort("package_id"), packages.height - known.height


def _items(held: pl.DataFrame) -> pl.DataFrame:
    return held.with_columns(
        pl.col("item_price_cents").alias("price_cents"), pl.col("shipping_price_cents").alias("shipping_cents")
    )


def _quality(packages: pl.DataFrame, lines: pl.DataFrame, held: pl.DataFrame, named: pl.DataFrame) -> dict[str, int]:
    """Named counts of what the sources leave open."""
    sent = lines.filter(
        pl.col("order_status").fill_null("").str.to_lowercase().str.starts_with("shipped"),
        pl.col("fulfilment").fill_null("merchant") == "merchant",
    )
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
        "packages_of_several_currencies": held.group_by("package_id").agg(pl.col("currency").drop_nulls().n_unique())
        .filter(pl.col("currency") > 1).height,
        "packages_sent_by_amazon": (packages["fulfilment"] == "amazon").sum(),
        "packages_of_other_shops": packages["is_outside"].sum(),
        **{what: (named["what"] == what).sum() for what in CONFLICTS},
    }  # fmt: skip
