"""The kernel: facts and a policy in, one verdict a package out.

Written once as Narwhals expressions, so that the same lines judge a pandas frame (pandas comes back), a Polars frame,
a DuckDB relation or a Spark DataFrame. Each step adds columns that the next one reads; every engine keeps to integers,
booleans and short strings that all of them treat alike.
"""

from collections.abc import Callable, Iterable
from datetime import date

import narwhals as nw

from vtr_lib.calendar import end_of_day
from vtr_lib.errors import ConfigError
from vtr_lib.policy import Policy, Rule, known
from vtr_lib.schema import SEEN, VERDICTS
from vtr_lib.verdict import exemptions, numbers, scans

EPOCH = date(1970, 1, 1)
NUMBER_FAULTS = tuple(numbers.CLAUSES)
SCAN_FAULTS = tuple(scans.CLAUSES)
UNKNOWN = ("unknown.not_asked", "unknown.physical")
OUTSIDE = ("out_of_scope.fulfilment", "out_of_scope.destination", "out_of_scope.unconfirmed")


def judge(facts, policy: Policy, as_of: date | None = None):
    """A verdict for each row of ``facts`` (``schema.FACTS``), as a frame of the same kind with ``schema.VERDICTS``.

    ``as_of`` is the day the verdict stands on: what happened after it is not known yet, and what can still come is
    ``pending``. Without it all time has passed and nothing is pending. Rows keep their order; no facts give no rows.
    Raises ``ConfigError`` where facts are of another marketplace than the policy, or before its first known day.
    """
    return traced(facts, policy, as_of).select(VERDICTS.names).to_native()


def traced(facts, policy: Policy, as_of: date | None = None):
    """``judge`` as a Narwhals frame with all columns of its way: the facts as seen, and each clause as a boolean."""
    frame = nw.from_native(facts)
    _assert_covered(frame, policy)
    for step in (_seen, _value_and_origin, _number, _scans, _faults, _state, _words):
        frame = step(frame, policy, as_of)
    return frame


def _assert_covered(frame, policy: Policy) -> None:
    foreign = nw.col("marketplace") != policy.marketplace
    asked = frame.select(
        nw.col("confirmed_day").min().alias("first"),
        foreign.cast(nw.Int64).sum().alias("foreign"),
        nw.when(foreign).then(nw.col("marketplace")).min().alias("found"),
    )
    # By way of Polars: what pandas puts where there is no row can be neither compared nor asked whether it is none.
    first, count, found = (asked.collect() if isinstance(asked, nw.LazyFrame) else asked).to_polars().row(0)
    if count:
        raise ConfigError(
            "POLICY_MARKETPLACE",
            policy=policy.id, own=policy.marketplace, count=int(count), found=found, known=", ".join(known()),
        )  # fmt: skip
    if first is not None and first < _day(policy.first_on):
        policy.on(date.fromordinal(EPOCH.toordinal() + int(first)))


def _day(day: date) -> int:
    return (day - EPOCH).days


def by_rule(policy: Policy, column: Callable[[Rule], nw.Expr]) -> nw.Expr:
    """``column`` under the rule of each package's own day, the day of its confirmation."""
    first, *later = policy.rules()
    chosen = column(first)
    for rule in later:
        chosen = nw.when(nw.col("confirmed_day") >= _day(rule.from_on)).then(column(rule)).otherwise(chosen)
    return chosen


def first_of(cases: Iterable[tuple[nw.Expr, nw.Expr]], otherwise: nw.Expr) -> nw.Expr:
    """The value of the first case that holds."""
    chosen = otherwise
    for case, value in reversed(list(cases)):
        chosen = nw.when(case).then(value).otherwise(chosen)
    return chosen


def column_of(clause: str) -> str:
    """The column that says whether a clause holds: Spark takes a point in a column's name for a path into it."""
    return clause.replace(".", "_")


def holds(clause: str) -> nw.Expr:
    """Whether the clause holds, once its step has been taken."""
    return nw.col(column_of(clause))


def _seen(frame, policy: Policy, as_of: date | None):
    """Blank what was not seen or entered by ``as_of``, and the scans of a number that is another order's."""
    columns = (*SEEN, "own_physical_at", "own_maybe_at")
    is_taken = by_rule(policy, numbers.is_taken).alias("is_taken")
    if as_of is None:
        frame = frame.with_columns(is_taken)
        return frame.with_columns(nw.when(~nw.col("is_taken")).then(nw.col(name)).alias(name) for name in columns)
    end = end_of_day(as_of, policy.zone)
    orders = ("number_first_at", "number_next_at")  # confirmed after as_of, an order is not known yet either
    frame = frame.with_columns(nw.when(nw.col(name) <= end).then(nw.col(name)).alias(name) for name in orders)
    frame = frame.with_columns(is_taken)
    is_entered = nw.col("tracking_entered_at") <= end
    is_own = is_entered & ~nw.col("is_taken")
    return frame.with_columns(
        nw.when(is_entered).then(nw.col("number_status")).otherwise(nw.lit("empty")).alias("number_status"),
        *(
            nw.when(is_own & ~nw.col(name).is_null() & (nw.col(name) <= end)).then(nw.col(name)).alias(name)
            for name in columns
        ),
    )


def _value_and_origin(frame, policy: Policy, as_of: date | None):
    def country(column: str) -> nw.Expr:
        def renamed(rule: Rule) -> nw.Expr:
            pairs = rule["same_country_as"].items()
            return first_of(((nw.col(column) == old, nw.lit(new)) for old, new in pairs), nw.col(column))

        return by_rule(policy, renamed)

    priced = nw.col("currency").is_null() | (nw.col("currency") == policy.currency)
    return frame.with_columns(
        nw.when(nw.col("origin").is_null())
        .then(nw.lit(policy.country))
        .otherwise(country("origin"))
        .alias("from_country"),
        country("destination").alias("to_country"),
        nw.when(priced).then(nw.col("value_cents")).alias("value"),
        nw.when(priced).then(nw.col("value_gross_cents")).alias("gross"),
    )


def _if_ruled(name: str, fault: Callable[[Rule], nw.Expr]) -> Callable[[Rule], nw.Expr]:
    """``fault`` where the rule names it in its order; elsewhere it is none."""
    return lambda rule: fault(rule) if name in rule["clause_order"] else nw.lit(False)


def _number(frame, policy: Policy, as_of: date | None):
    return frame.with_columns(
        *(by_rule(policy, _if_ruled(name, fault)).alias(column_of(name)) for name, fault in numbers.CLAUSES.items()),
        by_rule(policy, numbers.is_combined).alias("combined"),
    )


def _scans(frame, policy: Policy, as_of: date | None):
    frame = frame.with_columns(
        by_rule(policy, scans.needs_two).alias("is_two"),
        by_rule(policy, scans.first_of_two).alias("first_of_two_at"),
        scans.delivery().alias("delivery_at"),
        _first_day("delivered", "attempt").alias("delivery_day"),
        _first_day("maybe_delivered", "maybe_attempt").alias("maybe_delivery_day"),
    )
    unasked = ~nw.col("is_asked")
    frame = frame.with_columns(
        scans.is_lacking().alias("is_lacking"),
        by_rule(policy, scans.could_suffice).alias("could_suffice"),
        *(by_rule(policy, _if_ruled(name, fault)).alias(column_of(name)) for name, fault in scans.CLAUSES.items()),
    )
    falls_short = nw.col("is_lacking") | holds("scan.too_late")
    return frame.with_columns(
        (nw.col("is_lacking") & unasked).alias(column_of("unknown.not_asked")),
        (falls_short & nw.col("could_suffice")).alias(column_of("unknown.physical")),
    )


def _first_day(*scans_: str) -> nw.Expr:
    """The earlier of the days of two kinds of scan, of those that were seen."""
    return scans.earlier(*(nw.when(~nw.col(f"{name}_at").is_null()).then(nw.col(f"{name}_day")) for name in scans_))


def _faults(frame, policy: Policy, as_of: date | None):
    """The first fault in the rule's order; a scan of which nobody can know is unknown before it is called lacking."""

    def first_fault(rule: Rule) -> nw.Expr:
        order = rule["clause_order"]
        names = [name for name in order if name in NUMBER_FAULTS]
        names += UNKNOWN
        names += [name for name in order if name in SCAN_FAULTS]
        return first_of(((holds(name), nw.lit(name)) for name in names), nw.lit(""))

    def is_unmendable(rule: Rule) -> nw.Expr:
        return nw.any_horizontal(*(holds(name) for name in rule["unmendable"]), ignore_nulls=True)

    frame = frame.with_columns(
        by_rule(policy, first_fault).alias("fault"),
        by_rule(policy, is_unmendable).alias("is_unmendable"),
        by_rule(policy, lambda rule: _due_day(rule) + rule["lag_days"]).alias("settled_day"),
        by_rule(policy, _handed_over_late).alias("handed_over_late"),
        (~nw.col("ship_by_at").is_null() & (nw.col("confirmed_at") > nw.col("ship_by_at"))).alias("confirmed_late"),
    )
    is_early = nw.lit(False) if as_of is None else nw.col("settled_day") > _day(as_of)
    return frame.with_columns(
        ((nw.col("fault") != "") & nw.col("delivery_at").is_null() & ~nw.col("is_unmendable") & is_early).alias(
            "is_open"
        )
    )


def _due_day(rule: Rule) -> nw.Expr:
    promised = nw.col("promised_day")
    return nw.when(promised.is_null()).then(nw.col("confirmed_day") + rule["due_days"]).otherwise(promised)


def _handed_over_late(rule: Rule) -> nw.Expr:
    latest = nw.col("confirmed_at").dt.offset_by(f"{rule['handover_days'] * 24}h")
    return ~nw.col("physical_at").is_null() & (nw.col("physical_at") > latest)


def _state(frame, policy: Policy, as_of: date | None):
    unconfirmed = nw.lit(False) if as_of is None else nw.col("confirmed_day") > _day(as_of)
    foreign = nw.col("to_country") != policy.country
    outside = dict(zip(OUTSIDE, (nw.col("fulfilment") != "merchant", foreign, unconfirmed), strict=True))
    frame = frame.with_columns(
        *(is_outside.alias(column_of(name)) for name, is_outside in outside.items()),
        *(
            (~nw.col("is_prime") & by_rule(policy, exempts)).alias(column_of(name))
            for name, exempts in exemptions.CLAUSES.items()
        ),
    )
    names = [*outside, *exemptions.CLAUSES]
    counted = first_of(
        [(nw.col("fault") == "", nw.lit("valid")), (nw.col("is_open"), nw.lit("pending"))], nw.col("fault")
    )
    frame = frame.with_columns(first_of(((holds(name), nw.lit(name)) for name in names), counted).alias("clause"))
    begins = {
        "out_of_scope": nw.col("clause").is_in(list(outside)),
        "exempt": nw.col("clause").is_in(list(exemptions.CLAUSES)),
        "unknown": nw.col("clause").is_in(UNKNOWN),
        "valid": nw.col("clause") == "valid",
        "pending": nw.col("clause") == "pending",
    }
    return frame.with_columns(
        first_of(((begun, nw.lit(state)) for state, begun in begins.items()), nw.lit("defect")).alias("state")
    )


def _words(frame, policy: Policy, as_of: date | None):
    """What else a verdict says: cause family, scans asked, what can still be done, and all that was wrong besides."""
    is_late = nw.col("confirmed_late") | nw.col("handed_over_late")
    fault, nothing = nw.col("fault"), nw.when(nw.lit(False)).then(nw.lit(""))
    cause = first_of(
        [
            (nw.col("state") != "defect", nothing),
            (fault.is_in(["id.late", "scan.too_late"]), nw.lit("late_shipment")),
            (fault.is_in(list(NUMBER_FAULTS)), nw.lit("invalid_number")),
            (is_late, nw.lit("late_shipment")),
        ],
        nw.lit("missing_updates"),
    )
    is_fixable = (nw.col("clause") == "pending") & fault.is_in(list(NUMBER_FAULTS))
    is_counted = ~nw.col("state").is_in(["out_of_scope", "exempt"])
    due_at = (
        nw.when(nw.col("promise_ends_at").is_null()).then(by_rule(policy, _due_at)).otherwise(nw.col("promise_ends_at"))
    )
    return frame.with_columns(
        cause.alias("cause"),
        by_rule(policy, lambda rule: nw.lit(rule.name)).alias("rule"),
        first_of([(~is_counted, nw.lit(0)), (nw.col("is_two"), nw.lit(2))], nw.lit(1))
        .cast(nw.Int64)
        .alias("scans_needed"),
        nw.col("physical_at").alias("first_scan_at"),
        nw.col("first_of_two_at").alias("arrival_at"),
        is_fixable.alias("is_fixable"),
        nw.when(is_fixable).then(due_at).alias("fix_by_at"),
        _flags(policy).alias("flags"),
    )


def _due_at(rule: Rule) -> nw.Expr:
    return nw.col("confirmed_at").dt.offset_by(f"{rule['due_days'] * 24}h")


def _flags(policy: Policy) -> nw.Expr:
    """Names of all that was wrong besides the clause, joined by ``;``."""
    besides = {name: holds(name) & (nw.col("clause") != name) for name in (*NUMBER_FAULTS, *SCAN_FAULTS)}
    stray = nw.col("carrier").is_null() | (nw.col("carrier") == "unknown")
    besides |= {
        "combined": nw.col("combined"),
        "confirmed_late": nw.col("confirmed_late"),
        "handed_over_late": nw.col("handed_over_late"),
        "scanned_before_confirmation": ~nw.col("physical_at").is_null()
        & (nw.col("physical_at") < nw.col("confirmed_at")),
        "returned": ~nw.col("return_at").is_null(),
        "cancelled": nw.col("is_cancelled"),
        "no_promise": nw.col("promised_day").is_null(),
        "no_value": nw.col("value_cents").is_null(),
        "no_rate_for_currency": ~nw.col("currency").is_null() & (nw.col("currency") != policy.currency),
        "no_origin": nw.col("origin").is_null(),
        "carrier_unknown": stray,
        "carrier_not_integrated": ~stray & ~by_rule(policy, numbers.is_integrated),
        "discount_decides": by_rule(policy, _discount_decides),
    }
    named = [nw.when(is_so).then(nw.lit(name)) for name, is_so in besides.items()]
    return nw.concat_str(*named, separator=";", ignore_nulls=True)


def _discount_decides(rule: Rule) -> nw.Expr:
    """The value before promotions falls on the other side of a limit than the value after them."""
    limits = {rule.cents("letter_mail_below") or 0, rule.cents("counted_from")}
    for key in ("two_scan_from", "untracked_lane_below"):
        limits |= set(rule.cents_by(key).values())
    limits |= {limit + 1 for limit in rule.cents_by("counted_above").values()}
    limits |= {
        limit for currency, limit in rule.cents_by("letter_lane_below").items() if currency == rule.policy.currency
    }
    decides = nw.lit(False)
    for limit in sorted(limits - {0}):
        decides = decides | ((nw.col("value") < limit) & (nw.col("gross") >= limit))
    return ~nw.col("value").is_null() & ~nw.col("gross").is_null() & decides
