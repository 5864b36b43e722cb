"""The kernel: facts and a policy in, one verdict a package out.

Written once as Narwhals expressions, so that the same lines judge a pandas frame (pandas comes back), a Polars frame,
a DuckDB relation or a Spark DataFrame. Each step adds columns that the next one reads; every engine keeps to integers,
booleans and short strings that all of them treat alike.
"""

from collections.abc import Callable
from datetime import date

import narwhals as nw

from vtr_lib.calendar import end_of_day
from vtr_lib.errors import ConfigError
from vtr_lib.policy import Policy, Rule, known
from vtr_lib.schema import SEEN, VERDICTS
from vtr_lib.verdict import exemptions, flags, numbers, scans
from vtr_lib.verdict.columns import EPOCH, by_rule, column_of, day_number, first_of, holds

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
    policy = _covering(frame, policy)
    for step in (_seen, _value_and_origin, _number, _scans, _faults, _state, _flags, _words):
        frame = step(frame, policy, as_of)
    return frame


def _covering(frame, policy: Policy) -> Policy:
    """``policy`` with the rules of the days of ``frame`` alone: writing the others down costs more than judging.

    Raises what ``judge`` raises.
    """
    foreign = nw.col("marketplace") != policy.marketplace
    asked = frame.select(
        nw.col("confirmed_day").min().alias("first"),
        nw.col("confirmed_day").max().alias("last"),
        foreign.cast(nw.Int64).sum().alias("foreign"),
        nw.when(foreign).then(nw.col("marketplace")).min().alias("found"),
    )
    # By way of Polars: what pandas puts where there is no row can be neither compared nor asked whether it is none.
    first, last, count, found = (asked.collect() if isinstance(asked, nw.LazyFrame) else asked).to_polars().row(0)
    if count:
        raise ConfigError(
            "POLICY_MARKETPLACE",
            policy=policy.id, own=policy.marketplace, count=int(count), found=found, known=known(),
        )  # fmt: skip
    if first is None or policy.fixed_on:
        return policy
    first, last = (date.fromordinal(EPOCH.toordinal() + int(day)) for day in (first, last))
    policy.on(first)
    return policy.between(first, last)


def _seen(frame, policy: Policy, as_of: date | None):
    """Blank what was not seen or entered by ``as_of``, and the scans of a number that is another order's."""
    columns = (*SEEN, "last_at", "own_physical_at", "own_maybe_at", "in_country_at", "unplaced_at")
    is_taken = by_rule(policy, numbers.is_taken).alias("is_taken")
    if as_of is None:
        frame = frame.with_columns(is_taken)
        return frame.with_columns(nw.when(~nw.col("is_taken")).then(nw.col(name)).alias(name) for name in columns)
    end = end_of_day(as_of, policy.zone)
    others = ("number_first_at", "number_next_at", "sibling_number_at")  # what comes after as_of is not known yet
    frame = frame.with_columns(nw.when(nw.col(name) <= end).then(nw.col(name)).alias(name) for name in others)
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
        *(by_rule(policy, _if_ruled(name, fault)).alias(column_of(name)) for name, fault in numbers.CLAUSES.items())
    )


def _scans(frame, policy: Policy, as_of: date | None):
    frame = frame.with_columns(
        by_rule(policy, scans.needs_two).alias("is_two"),
        by_rule(policy, scans.first_of_two).alias("first_of_two_at"),
        scans.delivery().alias("delivery_at"),
        scans.first_day("delivered", "attempt").alias("delivery_day"),
        scans.first_day("maybe_delivered", "maybe_attempt").alias("maybe_delivery_day"),
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
    )
    is_early = nw.lit(False) if as_of is None else nw.col("settled_day") > day_number(as_of)
    return frame.with_columns(
        ((nw.col("fault") != "") & nw.col("delivery_at").is_null() & ~nw.col("is_unmendable") & is_early).alias(
            "is_open"
        )
    )


def _due_day(rule: Rule) -> nw.Expr:
    promised = nw.col("promised_day")
    return nw.when(promised.is_null()).then(nw.col("confirmed_day") + rule["due_days"]).otherwise(promised)


def _state(frame, policy: Policy, as_of: date | None):
    unconfirmed = nw.lit(False) if as_of is None else nw.col("confirmed_day") > day_number(as_of)
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


def _flags(frame, policy: Policy, as_of: date | None):
    """A column a flag, after two that only the day can tell: whether the package is due, and silent for long."""
    is_due = nw.lit(True) if as_of is None else by_rule(policy, _due_day) < day_number(as_of)
    frame = frame.with_columns(
        is_due.alias("is_due"), by_rule(policy, lambda rule: scans.is_quiet(rule, as_of)).alias("is_quiet")
    )
    return frame.with_columns(by_rule(policy, flag).alias(name) for name, flag in flags.FLAGS.items())


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
        nw.concat_str(*_named(), separator=";", ignore_nulls=True).alias("flags"),
    )


def _due_at(rule: Rule) -> nw.Expr:
    return nw.col("confirmed_at").dt.offset_by(f"{rule['due_days'] * 24}h")


def _named() -> list[nw.Expr]:
    """The names of all that was wrong besides the clause, and of all flags."""
    besides = {name: holds(name) & (nw.col("clause") != name) for name in (*NUMBER_FAULTS, *SCAN_FAULTS)}
    besides |= {name: nw.col(name) for name in flags.FLAGS}
    return [nw.when(is_so).then(nw.lit(name)) for name, is_so in besides.items()]
