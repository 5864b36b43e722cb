"""What else is to be known of a package: one function a flag, each a boolean Narwhals expression.

They read facts and the columns the kernel has made of them by then. A flag never decides a state or a clause: it tells
a cause that no clause names, or the guess on which a verdict stands.
"""

import narwhals as nw

from vtr_lib.policy import Rule
from vtr_lib.verdict import exemptions, numbers
from vtr_lib.verdict.exemptions import Services, is_domestic, is_listed, is_service


def combined(rule: Rule) -> nw.Expr:
    """Another order shares the number and was confirmed close enough to be in the same box."""
    return numbers.is_combined(rule)


def split(rule: Rule) -> nw.Expr:
    """Without a number, in an order of which another package has one: parted, and only one part confirmed with it."""
    return _counts() & nw.col("id_missing") & ~nw.col("sibling_number_at").is_null()


def confirmed_late(rule: Rule) -> nw.Expr:
    """Confirmed after the latest ship time promised."""
    return ~nw.col("ship_by_at").is_null() & (nw.col("confirmed_at") > nw.col("ship_by_at"))


def handed_over_late(rule: Rule) -> nw.Expr:
    """First scanned longer after its confirmation than a handover takes."""
    latest = nw.col("confirmed_at").dt.offset_by(f"{rule['handover_days'] * 24}h")
    return ~nw.col("physical_at").is_null() & (nw.col("physical_at") > latest)


def scanned_before_confirmation(rule: Rule) -> nw.Expr:
    """In the carrier's hands before the seller confirmed it."""
    return ~nw.col("physical_at").is_null() & (nw.col("physical_at") < nw.col("confirmed_at"))


def first_mile(rule: Rule) -> nw.Expr:
    """A consolidator's number from abroad, due, and nobody has scanned it in the country it is sent to.

    Its parcels go on under another carrier's number. A scan of which nobody told the country may have been there: then
    there is no flag. Neither is there one under a number that by its look is the last mile's own.
    """
    consolidators = rule["consolidators"]
    if not consolidators:
        return nw.lit(False)
    owner, carrier = nw.col("number_of"), nw.col("carrier")
    theirs = ~owner.is_null() & owner.is_in(consolidators)
    nobodys = owner.is_null() & ~carrier.is_null() & carrier.is_in(consolidators)
    unseen = nw.col("in_country_at").is_null() & nw.col("unplaced_at").is_null()
    is_number = ~nw.col("number_status").is_in(numbers.NO_NUMBER) & ~nw.col("is_taken")
    return (
        _counts() & ~is_domestic(rule) & is_number & (theirs | nobodys) & nw.col("is_asked") & nw.col("is_due") & unseen
    )


def stuck(rule: Rule) -> nw.Expr:
    """Scanned, neither delivered nor attempted nor on its way back, and silent for long: stuck, or lost.

    Silent is what the carrier was still silent about when it was last asked. Of a package with a record after ``as_of``
    the last one before is not kept, so an earlier day is never told that it was stuck: it was not lost, after all.
    """
    if not rule["stuck_days"]:
        return nw.lit(False)
    ends = ("delivered_at", "attempt_at", "maybe_delivered_at", "maybe_attempt_at", "return_at")
    under_way = ~nw.col("physical_at").is_null()
    for name in ends:
        under_way = under_way & nw.col(name).is_null()
    return under_way & nw.col("is_quiet")


def never_sent(rule: Rule) -> nw.Expr:
    """Confirmed, cancelled, and never scanned by anybody: sold without stock. When it was cancelled, no file tells."""
    unseen = nw.col("physical_at").is_null() & nw.col("maybe_physical_at").is_null()
    return nw.col("is_cancelled") & unseen & (nw.col("is_asked") | (nw.col("number_status") == "empty"))


def untracked_service(rule: Rule) -> nw.Expr:
    """Sent by a service without tracking, and counted all the same."""
    named = nw.col("is_untracked_label")
    for key in ("letter_mail_services", "bought_letter_services", "letter_lane_services", "untracked_services"):
        named = named | is_service(rule[key])
    return _counts() & named


def label_near_exempt(rule: Rule) -> nw.Expr:
    """It would be exempt if its service's label were not lacking or mistyped; a lacking one only without a number."""
    holds = nw.lit(False)
    for exempts in exemptions.BY_SERVICE:
        holds = holds | exempts(rule, _is_nearly)
    return _counts() & ~nw.col("is_prime") & holds


def returned(rule: Rule) -> nw.Expr:
    """Scanned on its way back."""
    return ~nw.col("return_at").is_null()


def cancelled(rule: Rule) -> nw.Expr:
    """Cancelled or refunded after it was confirmed."""
    return nw.col("is_cancelled")


def no_promise(rule: Rule) -> nw.Expr:
    """Nobody told the promised day: it is taken to be due some days after its confirmation."""
    return nw.col("promised_day").is_null()


def no_value(rule: Rule) -> nw.Expr:
    """Nobody told the value: it is taken to be above every limit."""
    return nw.col("value_cents").is_null()


def no_rate_for_currency(rule: Rule) -> nw.Expr:
    """Priced in a currency that no limit is told in: it is taken to be above every limit."""
    return ~nw.col("currency").is_null() & (nw.col("currency") != rule.policy.currency)


def no_origin(rule: Rule) -> nw.Expr:
    """Nobody told where it was sent from: it is taken to be the marketplace's own country."""
    return nw.col("origin").is_null()


def carrier_unknown(rule: Rule) -> nw.Expr:
    """No carrier, or one of no known name."""
    return nw.col("carrier").is_null() | (nw.col("carrier") == "unknown")


def carrier_not_integrated(rule: Rule) -> nw.Expr:
    """A known carrier whose scans Amazon does not receive."""
    return ~carrier_unknown(rule) & ~numbers.is_integrated(rule)


def discount_decides(rule: Rule) -> nw.Expr:
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


FLAGS = {
    flag.__name__: flag
    for flag in (
        combined, split, confirmed_late, handed_over_late, scanned_before_confirmation, first_mile, stuck, never_sent,
        untracked_service, label_near_exempt, returned, cancelled, no_promise, no_value, no_rate_for_currency,
        no_origin, carrier_unknown, carrier_not_integrated, discount_decides,
    )
}  # fmt: skip


def _counts() -> nw.Expr:
    return ~nw.col("state").is_in(["out_of_scope", "exempt"])


def _is_nearly(services: Services) -> nw.Expr:
    """A slip away from one of these labels, or no label and no number where the carrier has one of them."""
    near = is_listed("near_service", services)
    if not isinstance(services, dict) or not services:
        return near
    blank = nw.col("service").is_null() & (nw.col("number_status") == "empty")
    return near | (blank & ~nw.col("carrier").is_null() & nw.col("carrier").is_in(list(services)))
