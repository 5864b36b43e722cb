"""Packages that stay out of the rate: one function a clause, in the order in which they are cited.

Each takes the rule of a day and gives a boolean Narwhals expression on facts. None of them holds for Prime.
"""

import narwhals as nw

from vtr_lib.policy import Rule
from vtr_lib.policy.model import service_key


def is_domestic(rule: Rule) -> nw.Expr:
    """Sent from the country it is sent to. An unknown origin counts as the country's own."""
    return nw.col("from_country") == rule.policy.country


def digital(rule: Rule) -> nw.Expr:
    """Nothing physical was sent."""
    return nw.col("is_digital")


def origin(rule: Rule) -> nw.Expr:
    """Sent from a country whose packages do not count."""
    return ~nw.col("from_country").is_in(rule["counted_origins"])


def freight(rule: Rule) -> nw.Expr:
    """Domestic and carried by a heavy or bulky carrier of the help page's own list, by exact name."""
    return is_domestic(rule) & _is_in("carrier", rule["freight_carriers"])


def letter_mail(rule: Rule) -> nw.Expr:
    """Domestic letter mail cheap enough to go untracked. The limit itself is not exempt."""
    return is_domestic(rule) & _is_service(rule["letter_mail_services"]) & _is_below(rule.cents("letter_mail_below"))


def untracked_lane(rule: Rule) -> nw.Expr:
    """A cheap package of an untracked service of an integrated carrier, from an origin with such a limit."""
    untracked = nw.col("is_untracked_label") | _is_service(rule["untracked_services"])
    cheap = nw.lit(False)
    for country, limit in rule.cents_by("untracked_lane_below").items():
        cheap = cheap | ((nw.col("from_country") == country) & _is_below(limit))
    return cheap & untracked & _is_in("carrier", rule["integrated_carriers"])


CLAUSES = {
    "exempt.digital": digital,
    "exempt.origin": origin,
    "exempt.freight": freight,
    "exempt.letter_mail": letter_mail,
    "exempt.untracked_lane": untracked_lane,
}


def _is_in(column: str, names: list[str]) -> nw.Expr:
    return ~nw.col(column).is_null() & nw.col(column).is_in(names)


def _is_below(limit: int) -> nw.Expr:
    """Known to be below ``limit`` cents: a value nobody knows is never exempt."""
    return ~nw.col("value").is_null() & (nw.col("value") < limit)


def _is_service(services: dict[str, list[str]]) -> nw.Expr:
    holds = nw.lit(False)
    for carrier, labels in services.items():
        holds = holds | (_is_in("carrier", [carrier]) & _is_in("service", [service_key(label) for label in labels]))
    return holds
