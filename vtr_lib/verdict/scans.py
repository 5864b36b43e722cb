"""How many scans a package needs, whether it has them, and which one is lacking."""

from datetime import date

import narwhals as nw

from vtr_lib.calendar import end_of_day
from vtr_lib.policy import Rule


def needs_two(rule: Rule) -> nw.Expr:
    """Two scans are asked: from an origin with a limit, at the limit or above. A value nobody knows is above."""
    holds = nw.lit(False)
    for country, limit in rule.cents_by("two_scan_from").items():
        dear = nw.col("value").is_null() | (nw.col("value") >= limit)
        holds = holds | ((nw.col("from_country") == country) & dear)
    return holds


def first_of_two(rule: Rule) -> nw.Expr:
    """When the arrival scan was: any physical scan apart from the delivery, or strictly an arrival or acceptance."""
    if rule["arrival_scan"] == "strict":
        return nw.col("arrival_at")
    attempt, delivered = nw.col("attempt_at"), nw.col("delivered_at")
    apart = nw.when(~attempt.is_null() & ~delivered.is_null()).then(attempt)
    return nw.coalesce(nw.col("other_at"), apart)


def delivery() -> nw.Expr:
    """When the package was first delivered or attempted."""
    return earlier(nw.col("delivered_at"), nw.col("attempt_at"))


def first_day(*kinds: str) -> nw.Expr:
    """The earlier of the days of two kinds of scan, of those that were seen."""
    return earlier(*(nw.when(~nw.col(f"{kind}_at").is_null()).then(nw.col(f"{kind}_day")) for kind in kinds))


def is_quiet(rule: Rule, as_of: date | None) -> nw.Expr:
    """No record for as long as the rule allows, by ``as_of`` and, where that is known, when the carrier was last asked.

    Without ``as_of`` that must be known: else nobody can tell until when there was none.
    """
    until, asked = nw.col("last_at").dt.offset_by(f"{rule['stuck_days'] * 24}h"), nw.col("asked_at")
    was_asked = ~until.is_null() & ~asked.is_null() & (asked >= until)
    if as_of is None:
        return was_asked
    return (was_asked | asked.is_null()) & ~until.is_null() & (until <= end_of_day(as_of, rule.policy.zone))


def none(rule: Rule) -> nw.Expr:
    """No physical scan at all."""
    return nw.col("physical_at").is_null()


def no_arrival(rule: Rule) -> nw.Expr:
    """Two scans are asked, and the arrival is lacking."""
    return nw.col("is_two") & ~nw.col("physical_at").is_null() & nw.col("first_of_two_at").is_null()


def no_delivery(rule: Rule) -> nw.Expr:
    """Two scans are asked, and neither delivery nor attempt was scanned."""
    return nw.col("is_two") & ~nw.col("physical_at").is_null() & nw.col("delivery_at").is_null()


def too_late(rule: Rule) -> nw.Expr:
    """Two scans are asked, and delivery came this many days past the promise."""
    return nw.col("is_two") & _is_late(rule, nw.col("delivery_day"))


def _is_late(rule: Rule, day: nw.Expr) -> nw.Expr:
    known = ~nw.col("promised_day").is_null() & ~day.is_null()
    return known & (day - nw.col("promised_day") >= rule["too_late_days"])


def is_lacking() -> nw.Expr:
    """A scan that is asked is not there."""
    one, two = nw.col("physical_at").is_null(), nw.col("first_of_two_at").is_null() | nw.col("delivery_at").is_null()
    return one | (nw.col("is_two") & two)


def could_suffice(rule: Rule) -> nw.Expr:
    """With the scans of which nobody can say whether they were physical, the package would have all it needs, in time.

    So a delivery too late either way leaves nothing unknown, and an attempt in time before a delivery too late does.
    """
    delivered = ~nw.col("delivered_at").is_null() | ~nw.col("maybe_delivered_at").is_null()
    attempted = ~nw.col("attempt_at").is_null() | ~nw.col("maybe_attempt_at").is_null()
    maybe_first = ~nw.col("maybe_other_at").is_null() | (delivered & attempted)
    if rule["arrival_scan"] == "strict":
        maybe_first = ~nw.col("maybe_arrival_at").is_null()
    first, last = ~nw.col("first_of_two_at").is_null() | maybe_first, delivered | attempted
    any_scan = ~nw.col("physical_at").is_null() | ~nw.col("maybe_physical_at").is_null()
    in_time = ~_is_late(rule, earlier(nw.col("delivery_day"), nw.col("maybe_delivery_day")))
    return (nw.col("is_two") & first & last & in_time) | (~nw.col("is_two") & any_scan)


def earlier(one: nw.Expr, other: nw.Expr) -> nw.Expr:
    """The earlier (or smaller) of two columns, or the one that is there."""
    return (
        nw.when(one.is_null())
        .then(other)
        .otherwise(nw.when(other.is_null() | (one <= other)).then(one).otherwise(other))
    )


CLAUSES = {
    "scan.none": none,
    "scan.no_arrival": no_arrival,
    "scan.no_delivery": no_delivery,
    "scan.too_late": too_late,
}
