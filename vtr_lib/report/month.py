"""A store as of a day, judged once: what notebooks, reports and the command read."""

import os
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

import polars as pl

from vtr_lib import policy as policies
from vtr_lib.calendar import start_of_day
from vtr_lib.errors import UsageError
from vtr_lib.ingest import open_store, orders_of
from vtr_lib.metrics.counts import count, window_day
from vtr_lib.metrics.rolling import rolling, window
from vtr_lib.policy import Policy
from vtr_lib.report.summary import reading, summarise
from vtr_lib.store.store import Store

OTHER_READINGS = {"us": ("us-flat",)}
SHOWN_DAYS = 92
OF_PACKAGES = ("source_file", "source_line", "is_other_carrier", "tracking_entered_at", "ship_by_at", "is_cancelled",
               "is_label_bought", "confirmed_precision")  # fmt: skip
OF_FACTS = ("number_status", "number_of")


@dataclass(frozen=True)
class Month:
    """A store as of ``as_of``: ``verdicts``, ``counts``, ``rolling`` series and the ``summary`` dict."""

    store: Store
    policy: Policy
    as_of: date

    @cached_property
    def verdicts(self) -> pl.DataFrame:
        """Every package with its verdict as of the day."""
        return self.store.verdicts(self.policy, self.as_of)

    @cached_property
    def packages(self) -> pl.DataFrame:
        """``verdicts`` with what an investigation asks besides: ``OF_PACKAGES`` and ``OF_FACTS``."""
        more = [self.store.table("packages").select(OF_PACKAGES), self.store.table("facts").select(OF_FACTS)]
        return pl.concat([self.verdicts, *more], how="horizontal")

    def inside(self, basis: str = "confirmed") -> pl.DataFrame:
        """``packages`` of the window that ends with the day, and no others."""
        return self.packages.filter(window_day(basis).is_between(*self.window(basis)))

    @cached_property
    def scans(self) -> pl.DataFrame:
        """Every scan of the store up to the end of the day, as the marketplace counts days."""
        ends_at = start_of_day(self.as_of + timedelta(days=1), self.policy.zone)
        return self.store.table("scans").filter(pl.col("scanned_at") < ends_at)

    @cached_property
    def items(self) -> pl.DataFrame:
        """The items of every package, as ``schema.ITEMS`` has them."""
        return self.store.table("items")

    @cached_property
    def orders(self) -> pl.DataFrame:
        """Every order the files tell of, sent or not, as ``ingest.orders_of`` has them."""
        return orders_of(self.store)

    def window(self, basis: str = "confirmed") -> tuple[date, date]:
        """First and last day of the window, both in."""
        rule = self.policy.on(self.as_of)
        return window(self.as_of, rule["window_days"], rule["lag_days"] if basis == "promised" else 0)

    def counts(self, basis: str = "confirmed") -> pl.DataFrame:
        """Packages by day, carrier, origin, category, state, clause and cause."""
        return count(self.verdicts, basis)

    def rolling(self, by: str | None = None, basis: str = "confirmed") -> pl.DataFrame:
        """The rolling counts of each day whose window the data fill, up to the window's end; three months at most."""
        length = self.policy.on(self.as_of)["window_days"]
        _, last = self.window(basis)
        days = self.verdicts.select(window_day(basis).min()).item() or last
        first = max(min(days + timedelta(days=length - 1), last), last - timedelta(days=SHOWN_DAYS - 1))
        return rolling(self.counts(basis), first, last, length, by)

    @cached_property
    def summary(self) -> dict:
        """The report as data, see ``summarise``, with the rates under the other readings of the rule."""
        others = sorted(OTHER_READINGS.get(self.policy.id, ()))
        judged = {name: self.store.verdicts(policies.load(name), self.as_of) for name in others}
        more = [reading(name, verdicts, self.policy, self.as_of) for name, verdicts in judged.items()]
        return self.own_summary | {"readings": self.own_summary["readings"] + more}

    @cached_property
    def own_summary(self) -> dict:
        """The same without those other rates, at half the cost: packages are judged by the month's own policy alone."""
        return summarise(
            self.verdicts,
            self.policy,
            self.as_of,
            store=self.store.name,
            files=self.store.files(),
            quality=self.store.document("quality"),
            amazon_rates=self.store.table("amazon_rates").to_dicts(),
        )


def open_month(
    store: str | None, as_of: str | date | None = None, *, data: str | Path | None = None, policy: str = ""
) -> Month:
    """The store ``store`` as of a day (ISO text or date; the last day its files tell of where none is given).

    ``policy`` is a name or a file, or the id of the file that ``VTR_POLICY`` names, as in a notebook being published;
    where none is given it is the rule of the store's marketplace. Raises ``UsageError`` for a day that is none,
    ``MissingInput`` where the store holds nothing yet.
    """
    opened = open_store(store, data)
    if isinstance(as_of, str) and as_of:
        try:
            as_of = date.fromisoformat(as_of)
        except ValueError as error:
            raise UsageError("NO_DAY", value=repr(as_of)) from error
    policy = policy or opened.document("quality")["marketplace"].lower()
    return Month(opened, _policy(policy), as_of or opened.known_on)


def _policy(name: str) -> Policy:
    own = policies.load(os.environ["VTR_POLICY"]) if os.environ.get("VTR_POLICY") else None
    return own if own and own.id == name else policies.load(name)
