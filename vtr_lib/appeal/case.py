"""The case: a category, the window at stake and the three months before, as frames to draw on and as plain data.

Everything an appeal says is read from here: the counts of the letter are the heights of the lists that lie beside it.
"""

import difflib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import polars as pl

from vtr_lib.errors import MissingInput, UsageError
from vtr_lib.metrics.counts import count, rate, window_day
from vtr_lib.metrics.rate import Rate
from vtr_lib.report import categories
from vtr_lib.report.month import Month
from vtr_lib.report.reconcile import MISSED, Reconciled, reconcile
from vtr_lib.schema import BASES, CAUSES, STATES

MONTHS = 3  # of orders that an appeal looks back on
NEAR = 3  # orders offered instead of a mistyped one
TOLD = 40  # packages told one by one


@dataclass(frozen=True)
class Case:
    """What is appealed: the packages of ``category`` as ``month`` judges them, or those of one order.

    Where it ``is_dispute``, only those of them that Amazon's report alone calls missed.
    """

    month: Month
    category: str
    order_id: str = ""
    is_dispute: bool = False

    @property
    def span(self) -> tuple[date, date]:
        """First and last day, by confirmation, of the three months that end with the day of the case; of a dispute
        those of its packages, where it has any.
        """
        if self.is_dispute and self.packages.height:
            return self.packages["confirmed_on"].min(), self.packages["confirmed_on"].max()
        first = pl.select(pl.lit(self.month.as_of).dt.offset_by(f"-{MONTHS}mo")).item() + timedelta(days=1)
        return first, self.month.as_of

    @cached_property
    def amazon(self) -> Reconciled:
        """Amazon's reports on the category or the order, held against our verdicts."""
        return reconcile(self.month, "" if self.order_id else self.category, self.order_id)

    @cached_property
    def packages(self) -> pl.DataFrame:
        """Every package of the case that was confirmed in the span, with its verdict, the earliest first; of an order
        and of a dispute every one, whenever it was confirmed.
        """
        if self.is_dispute:
            rows = self.month.packages.join(self.amazon.of("amazon_alone"), on="package_id", how="semi")
        elif self.order_id:
            rows = self.month.packages.filter(pl.col("order_id") == self.order_id, pl.col("category") == self.category)
        else:
            rows = self.month.packages.filter(pl.col("category") == self.category)
            rows = rows.filter(pl.col("confirmed_on").is_between(*self.span))
        return rows.sort("confirmed_at", "package_id")

    @cached_property
    def missed(self) -> pl.DataFrame:
        """The packages that count and are not valid: defects, and those of which nobody knows. None of a dispute."""
        return self.packages.filter(pl.col("state").is_in(MISSED))

    @property
    def at_issue(self) -> pl.DataFrame:
        """The packages that the letter is about: of a dispute all, else those missed."""
        return self.packages if self.is_dispute else self.missed


def open_case(month: Month, category: str) -> Case:
    """The case of a category, found and refused as ``categories.named`` does."""
    return Case(month, categories.named(month, category))


def order_case(month: Month, order_id: str) -> Case:
    """The case of a single order. Raises ``MissingInput`` where the store holds none of that number, ``UsageError``
    where nobody knows its category.
    """
    rows = month.verdicts.filter(pl.col("order_id") == order_id.strip())
    if rows.is_empty():
        near = difflib.get_close_matches(order_id, month.verdicts["order_id"].unique().sort().to_list(), n=NEAR)
        raise MissingInput("NO_PACKAGE", store=month.store.name, value=repr(order_id), nearest=near or "-")
    category = rows["category"].drop_nulls()
    if category.is_empty():
        raise UsageError("NO_CATEGORY_OF_ORDER", column="--order", value=repr(order_id))
    return Case(month, category[0], rows["order_id"][0])


def told(case: Case, turn_on: date | None = None) -> dict:
    """The case as plain data: strings, integers, lists and dicts; days are ISO text.

    ``windows`` are the rates of the category by both bases, ``span`` the packages of the three months by state,
    ``months`` the rate of each calendar month of it, ``causes`` its missed packages by family and clause (family
    ``unknown`` of what nobody knows), largest first, whose counts add up to what is missed. ``changed`` compares the
    packages confirmed before ``turn_on`` with those since, None where no day is given or it lies outside the span.
    ``packages`` are those of an order or a dispute one by one, at most ``TOLD``. Of a dispute there are no months, no
    causes and no change, for by our verdicts nothing of it is missed; what Amazon says is added by ``disputed.told``.
    """
    month, (first, last) = case.month, case.span
    rule = month.policy.on(month.as_of)
    states = {state: case.packages.filter(pl.col("state") == state).height for state in STATES}
    found = {
        "store": month.store.name,
        "marketplace": month.policy.marketplace,
        "category": case.category,
        "order_id": case.order_id,
        "as_of": month.as_of.isoformat(),
        "policy": month.policy.id,
        "rule": rule.name,
        "target": rule["target"],
        "windows": {basis: _window(case, basis) for basis in BASES},
        "span": _days(first, last) | {"packages": case.packages.height, "states": states},
        "months": [
            _days(part["confirmed_on"].min(), part["confirmed_on"].max()) | _rate(part) | {"month": name}
            for name, part in ([] if case.is_dispute else _months(case))
        ],
        "causes": [each for family in (*CAUSES, "unknown") if (each := _family(case, family))],
        "changed": None if case.is_dispute else changed(case, turn_on),
        "packages": _packages(case) if case.is_dispute or case.order_id else [],
    }
    found["causes"].sort(key=lambda each: (-each["packages"], each["cause"]))
    assert sum(states.values()) == case.packages.height, "packages by state"
    assert sum(each["packages"] for each in found["causes"]) == case.missed.height, "missed packages by cause"
    by_month = sum(row["counted"] for row in found["months"])
    assert case.is_dispute or by_month == _rate(case.packages)["counted"], "counted by month"
    return found


def _window(case: Case, basis: str) -> dict:
    first, last = case.month.window(basis)
    rows = case.month.packages.filter(pl.col("category") == case.category)
    rows = rows.filter(window_day(basis).is_between(first, last))
    states = {state: rows.filter(pl.col("state") == state).height for state in ("pending", "unknown")}
    found, target = _rate(rows), case.month.policy.on(case.month.as_of).share("target")
    share = Rate(found["valid"], found["counted"])
    more = {"is_met": share.meets(target), "repairs": share.repairs(target), "clean_needed": share.clean_needed(target)}
    return _days(first, last) | {"basis": basis} | found | states | more


def _days(first: date, last: date) -> dict[str, str]:
    return {"first_on": first.isoformat(), "last_on": last.isoformat()}


def _rate(rows: pl.DataFrame) -> dict[str, int]:
    found = rate(count(rows))
    return {"valid": found.valid, "counted": found.counted}


def _packages(case: Case) -> list[dict]:
    """The first packages with their number, carrier, verdict, and the days of their scans in the marketplace's zone."""
    zone, named = case.month.policy.zone, ("order_id", "package_id", "tracking", "carrier", "state", "clause")
    days = [pl.col(f"{name}_at").dt.convert_time_zone(zone).dt.date().cast(pl.String).alias(f"{name}_on")
            for name in ("first_scan", "delivery")]  # fmt: skip
    rows = case.packages.head(TOLD)
    return rows.select(*named, pl.col("confirmed_on", "promised_on").cast(pl.String), *days).to_dicts()


def _months(case: Case) -> list[tuple[str, pl.DataFrame]]:
    rows = case.packages.with_columns(in_month=pl.col("confirmed_on").dt.strftime("%Y-%m"))
    return [(name, part) for (name,), part in sorted(rows.partition_by("in_month", as_dict=True).items())]


def _family(case: Case, family: str) -> dict | None:
    rows = case.missed.filter(pl.col("cause").fill_null("unknown") == family)
    clauses = [_clause(name, part) for (name,), part in rows.partition_by("clause", as_dict=True).items()]
    clauses.sort(key=lambda each: (-each["packages"], each["clause"]))
    return {"cause": family, "packages": rows.height, "clauses": clauses} if rows.height else None


def _clause(name: str, rows: pl.DataFrame) -> dict:
    carriers = rows["carrier"].fill_null("unknown").value_counts().sort(["count", "carrier"], descending=[True, False])
    days = rows["confirmed_on"]
    return {
        "clause": name,
        "packages": rows.height,
        "carriers": [{"carrier": carrier, "packages": packages} for carrier, packages in carriers.iter_rows()],
        **_days(days.min(), days.max()),
    }


def changed(case: Case, turn_on: date | None) -> dict | None:
    """The rates of the packages confirmed before ``turn_on`` and since, with both spans; None where it lies outside."""
    first, last = case.span
    if turn_on is None or not first < turn_on <= last:
        return None
    before, since = (case.packages.filter(holds) for holds in (pl.col("confirmed_on") < turn_on,
                                                               pl.col("confirmed_on") >= turn_on))  # fmt: skip
    return {
        "turn_on": turn_on.isoformat(),
        "before": _days(first, turn_on - timedelta(days=1)) | _rate(before),
        "since": _days(turn_on, last) | _rate(since),
    }


def cited(case: Case, most: int) -> pl.DataFrame:
    """The packages whose history is shown page by page: at most ``most`` of those at issue, the latest of each clause.

    Clauses take turns, the one with the most packages first, so that each is shown before one is shown twice; of a
    single order it is every package. Sorted by clause and confirmation.
    """
    if case.order_id:
        return case.packages.head(most)
    sizes = case.at_issue.group_by("clause").len("size")
    turn = pl.col("confirmed_at").rank("ordinal", descending=True).over("clause")
    rows = case.at_issue.sort("package_id").with_columns(turn=turn).join(sizes, on="clause")
    rows = rows.sort(["turn", "size", "clause"], descending=[False, True, False]).head(most)
    return rows.sort(["size", "clause", "turn"], descending=[True, False, False]).drop("turn", "size")
