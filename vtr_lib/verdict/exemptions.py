"""Packages that stay out of the rate: one function a clause, in the order in which they are cited.

Each takes the rule of a day and gives a boolean Narwhals expression on facts. None of them holds for Prime. Those that
rest on a service ask ``named`` whether it is one of a list; ``flags`` asks again with less exactness.
"""

from collections.abc import Callable

import narwhals as nw

from vtr_lib.policy import Rule
from vtr_lib.policy.model import ANY, service_key
from vtr_lib.verdict.numbers import is_integrated

Services = dict[str, list[str]] | list[str]  # labels by carrier, or whatever the carrier


def is_service(services: Services) -> nw.Expr:
    """The service is exactly one of these, but for case and blanks."""
    return is_listed("service", services)


def is_listed(column: str, services: Services) -> nw.Expr:
    """What stands in ``column`` is one of these labels, of this carrier where they are told by carrier."""
    if not isinstance(services, dict):
        return _is_in(column, [service_key(label) for label in services])
    holds = nw.lit(False)
    for carrier, labels in services.items():
        holds = holds | (_is_in("carrier", [carrier]) & is_listed(column, labels))
    return holds


Named = Callable[[Services], nw.Expr]


def is_domestic(rule: Rule) -> nw.Expr:
    """Sent from the country it is sent to. An unknown origin counts as the country's own."""
    return nw.col("from_country") == rule.policy.country


def digital(rule: Rule) -> nw.Expr:
    """Nothing physical was sent."""
    return nw.col("is_digital")


def origin(rule: Rule) -> nw.Expr:
    """Sent from a country whose packages do not count."""
    counted = rule["counted_origins"]
    return nw.lit(False) if counted == ANY else ~nw.col("from_country").is_in(counted)


def low_value(rule: Rule) -> nw.Expr:
    """Worth less than what counts at all: below a limit from anywhere, or no more than the limit of its origin."""
    cheap = _is_below(rule.cents("counted_from"))
    for country, limit in rule.cents_by("counted_above").items():
        cheap = cheap | ((nw.col("from_country") == country) & _is_below(limit + 1))
    return cheap


def freight(rule: Rule) -> nw.Expr:
    """Domestic and carried by a heavy or bulky carrier of the help page's own list, by exact name."""
    return is_domestic(rule) & _is_in("carrier", rule["freight_carriers"])


def letter_mail(rule: Rule, named: Named = is_service) -> nw.Expr:
    """Domestic letter mail cheap enough to go untracked, where there is a limit. The limit itself is not exempt."""
    return is_domestic(rule) & named(rule["letter_mail_services"]) & _is_below(rule.cents("letter_mail_below"))


def bought_letter(rule: Rule, named: Named = is_service) -> nw.Expr:
    """A domestic letter whose stamp was bought from Amazon."""
    return is_domestic(rule) & named(rule["bought_letter_services"]) & nw.col("is_label_bought")


def letter_lane(rule: Rule, named: Named = is_service) -> nw.Expr:
    """A letter from abroad below the limit in the currency of its own price; without such a limit it counts."""
    cheap = nw.lit(False)
    for currency, limit in rule.cents_by("letter_lane_below").items():
        own = nw.col("currency") == currency
        if currency == rule.policy.currency:
            own = nw.col("currency").is_null() | own
        cheap = cheap | (own & ~nw.col("value_cents").is_null() & (nw.col("value_cents") < limit))
    return ~is_domestic(rule) & named(rule["letter_lane_services"]) & cheap


def untracked_lane(rule: Rule, named: Named = is_service) -> nw.Expr:
    """A cheap package of an untracked service of an integrated carrier, from an origin with such a limit."""
    untracked = nw.col("is_untracked_label") | named(rule["untracked_services"])
    cheap = nw.lit(False)
    for country, limit in rule.cents_by("untracked_lane_below").items():
        cheap = cheap | ((nw.col("from_country") == country) & _is_below(limit))
    return cheap & untracked & is_integrated(rule)


CLAUSES = {
    "exempt.digital": digital,
    "exempt.origin": origin,
    "exempt.low_value": low_value,
    "exempt.freight": freight,
    "exempt.letter_mail": letter_mail,
    "exempt.bought_letter": bought_letter,
    "exempt.letter_lane": letter_lane,
    "exempt.untracked_lane": untracked_lane,
}
BY_SERVICE = (letter_mail, bought_letter, letter_lane, untracked_lane)


def _is_in(column: str, names: list[str]) -> nw.Expr:
    return ~nw.col(column).is_null() & nw.col(column).is_in(names) if names else nw.lit(False)


def _is_below(limit: int | None) -> nw.Expr:
    """Known to be below ``limit`` cents: a value nobody knows is never exempt, unless there is no limit."""
    if limit is None:
        return nw.lit(True)
    return ~nw.col("value").is_null() & (nw.col("value") < limit)
