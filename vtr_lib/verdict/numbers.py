"""Faults of a package's tracking number: one function a clause, each a boolean Narwhals expression on facts."""

import narwhals as nw

from vtr_lib.policy import Rule
from vtr_lib.policy.model import ANY

NO_NUMBER = ("empty", "mangled", "bad_characters")  # statuses of what no carrier could know as a number


def missing(rule: Rule) -> nw.Expr:
    """No number, or a placeholder."""
    return nw.col("number_status") == "empty"


def mangled(rule: Rule) -> nw.Expr:
    """A number a spreadsheet has destroyed."""
    return nw.col("number_status") == "mangled"


def bad_characters(rule: Rule) -> nw.Expr:
    """Something else than Latin letters and digits."""
    return nw.col("number_status") == "bad_characters"


def other_free_text(rule: Rule) -> nw.Expr:
    """The name of an integrated carrier typed into the free-text field."""
    return nw.col("is_other_carrier") & is_integrated(rule)


def wrong_carrier(rule: Rule) -> nw.Expr:
    """By its prefix the number is another carrier's."""
    return nw.col("number_status") == "other_carrier"


def bad_format(rule: Rule) -> nw.Expr:
    """No number of the confirmed carrier by its look, and never seen by it: a scan outweighs the look."""
    odd = nw.col("number_status").is_in(["check_digit_wrong", "unknown_format"])
    known = ~nw.col("carrier").is_null() & (nw.col("carrier") != "unknown")
    return odd & known & nw.col("own_physical_at").is_null() & nw.col("own_maybe_at").is_null()


def late(rule: Rule) -> nw.Expr:
    """Entered or last edited after the package was delivered."""
    delivered = nw.col("delivered_at")
    return ~delivered.is_null() & (nw.col("tracking_entered_at") > delivered)


def reused(rule: Rule) -> nw.Expr:
    """Another order's number, or one delivered before this package was confirmed."""
    delivered = nw.col("delivered_at")
    return nw.col("is_taken") | (~delivered.is_null() & (delivered < nw.col("confirmed_at")))


def is_taken(rule: Rule) -> nw.Expr:
    """The number belongs to another order, confirmed longer ago than two orders in one box could be."""
    return _later_by_more(rule, nw.col("confirmed_at"), nw.col("number_first_at"))


def is_combined(rule: Rule) -> nw.Expr:
    """Another order shares the number and was confirmed close enough to be in the same box."""
    after = ~nw.col("number_first_at").is_null() & ~is_taken(rule)
    own, following = nw.col("confirmed_at"), nw.col("number_next_at")
    apart = _later_by_more(rule, following, own) | _later_by_more(rule, own, following)
    return after | (~following.is_null() & ~apart)


def is_integrated(rule: Rule) -> nw.Expr:
    """Amazon receives this carrier's scans."""
    known, named = ~nw.col("carrier").is_null(), rule["integrated_carriers"]
    return known if named == ANY else known & nw.col("carrier").is_in(named)


def _later_by_more(rule: Rule, later: nw.Expr, earlier: nw.Expr) -> nw.Expr:
    limit = earlier.dt.offset_by(f"{rule['reused_after_hours']}h")
    return ~earlier.is_null() & (later > limit)


CLAUSES = {
    "id.missing": missing,
    "id.mangled": mangled,
    "id.bad_characters": bad_characters,
    "id.other_free_text": other_free_text,
    "id.wrong_carrier": wrong_carrier,
    "id.bad_format": bad_format,
    "id.late": late,
    "id.reused": reused,
}
