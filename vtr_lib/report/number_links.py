"""What hangs together under numbers at fault: several faults, two carriers, the orders of one number."""

from collections import Counter

import polars as pl

from vtr_lib.metrics.attribution import shapley
from vtr_lib.report.faulty_numbers import FAULTS, LATE, is_reused, with_numbers

LISTED = 50  # numbers that are named; all are counted
ORDERS = 5  # orders of one number that are named


def beneath(listed: pl.DataFrame) -> dict:
    """How many have another fault of the number: ``several``, and a row a clause with ``also``: fault → packages.

    ``share`` is the clause's Shapley value as the text of a fraction, 7/2; all of them add up to the packages.
    """
    pairs = listed.select("fault", "beneath").iter_rows()
    shares = shapley(frozenset([fault, *also]) for fault, also in pairs)
    rows = []
    for fault in (*FAULTS, LATE):
        own = listed.filter(pl.col("fault") == fault)
        also = Counter(own["beneath"].explode().drop_nulls().to_list())
        under = listed.filter(pl.col("beneath").list.contains(fault)).height
        several = own.filter(pl.col("beneath").list.len() > 0).height
        row = {"clause": fault, "packages": own.height, "several": several, "beneath": under}
        row["share"] = str(shares.get(fault, 0))
        if own.height or under:
            rows.append(row | {"also": dict(sorted(also.items(), key=lambda pair: (-pair[1], pair[0])))})
    return {"several": sum(row["several"] for row in rows), "rows": rows}


def links(listed: pl.DataFrame) -> list[dict]:
    """Confirmed carrier → the carrier whose number it is, the most packages first."""
    wrong = listed.filter(pl.col("fault") == "id.wrong_carrier")
    pairs = wrong.group_by(confirmed="carrier", looks_like="looks_like").agg(packages=pl.len().cast(pl.Int64))
    return pairs.sort(["packages", "confirmed", "looks_like"], descending=[True, False, False]).to_dicts()


def reused(listed: pl.DataFrame, packages: pl.DataFrame) -> dict:
    """The numbers of ``packages`` at fault as reused: ``numbers`` that ``orders`` share, each with its first orders.

    ``alone`` is of how many packages no other order has the number: it was delivered before they were confirmed.
    """
    reused = listed.filter(is_reused())
    orders = (
        with_numbers(packages, reused["tracking"])
        .sort("confirmed_at", "order_id", "package_id")
        .group_by("tracking", "order_id", maintain_order=True)
        .agg(confirmed_on=pl.col("confirmed_on").first().dt.to_string("%Y-%m-%d"))
        .group_by("tracking", maintain_order=True)
        .agg(orders=pl.struct("order_id", "confirmed_on"), count=pl.len().cast(pl.Int64))
    )
    shared = orders.filter(pl.col("count") > 1).sort(["count", "tracking"], descending=[True, False])
    alone = reused.filter(~pl.col("tracking").is_in(shared["tracking"].implode()))
    return {
        "packages": reused.height,
        "numbers": shared.height,
        "orders": int(shared["count"].sum()),
        "alone": alone.height,
        "listed": shared.head(LISTED)
        .select(number="tracking", count="count", orders=pl.col("orders").list.head(ORDERS))
        .to_dicts(),
    }
