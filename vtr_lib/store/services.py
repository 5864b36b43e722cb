"""Service labels as typed: which say that they are untracked, and which are nearly one that would be exempt."""

import polars as pl

from vtr_lib.policy import Policy, Rule
from vtr_lib.policy.model import service_key
from vtr_lib.tracking.carriers import carriers, key

BY_CARRIER = ("letter_mail_services", "bought_letter_services", "untracked_services")
OF_ANY = "letter_lane_services"
SLIPS = 2  # letters put in, left out, changed or swapped that still make the same label
LETTERS = 5  # letters of a label to one slip: a short word with two is another word


def keyed(labels: pl.Series) -> pl.Series:
    """Labels as they are compared with those of a policy, see ``service_key``."""
    found = {label: service_key(label) for label in labels.drop_nulls().unique()}
    return labels.replace_strict(found, default=None, return_dtype=pl.String)


def says_untracked(labels: pl.Series, rule: Rule) -> pl.Series:
    """Whether each label says by a word of the rule that it is untracked; a lacking label says nothing."""
    words = [service_key(word) for word in rule["untracked_words"]]
    found = [label for label in labels.drop_nulls().unique() if any(word in service_key(label) for word in words)]
    return labels.is_in(found).fill_null(False)


def nearly(carrier: pl.Series, labels: pl.Series, policy: Policy) -> pl.Series:
    """For each label the exempt one of its carrier that was probably meant, as ``keyed`` writes it.

    Null for an exempt label itself, for one that is near none, and for none. Case, blanks and signs do not count, nor
    does the carrier's name in front; beyond that two slips are near, one in a short label.
    """
    pairs = pl.DataFrame({"carrier": carrier, "label": labels})
    distinct = pairs.drop_nulls("label").unique(maintain_order=True)
    exempt = _exempt(policy)
    near = [_nearest(label, slug, exempt) for slug, label in distinct.iter_rows()]
    distinct = distinct.with_columns(pl.Series("near", near, dtype=pl.String))
    return pairs.join(distinct, on=["carrier", "label"], how="left", nulls_equal=True, maintain_order="left")["near"]


def _exempt(policy: Policy) -> dict[str | None, list[str]]:
    """The labels that any rule of the policy exempts, by carrier; under None those of every carrier."""
    found: dict[str | None, dict[str, None]] = {None: {}}
    for rule in policy.rules():
        named = [(slug, label) for name in BY_CARRIER for slug, labels in rule[name].items() for label in labels]
        for slug, label in [*named, *((None, label) for label in rule[OF_ANY])]:
            found.setdefault(slug, {})[service_key(label)] = None
    return {slug: list(labels) for slug, labels in found.items()}


def _nearest(label: str, slug: str | None, exempt: dict[str | None, list[str]]) -> str | None:
    known = [*exempt.get(slug, ()), *exempt[None]] if slug else exempt[None]
    if service_key(label) in known:
        return None
    typed = _bare(label, slug)
    apart = [(slips(typed, meant), name) for name in known if _may_be(typed, meant := _bare(name, slug))]
    near = [(count, name) for count, name in apart if count <= min(SLIPS, len(typed) // LETTERS)]
    return min(near, default=(0, None))[1]


def _may_be(typed: str, meant: str) -> bool:
    return abs(len(typed) - len(meant)) <= SLIPS


def _bare(label: str, slug: str | None) -> str:
    """The letters and digits of a label, without its carrier's name in front."""
    name = key(carriers()[slug].name) if slug in carriers() else ""
    return key(label).removeprefix(name)


def slips(one: str, other: str) -> int:
    """The fewest letters put in, left out, changed or swapped with their neighbour that make ``other`` of ``one``."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, char in enumerate(one, 1):
        line = [row]
        for at, meant in enumerate(other, 1):
            fewest = min(last[at] + 1, line[at - 1] + 1, last[at - 1] + (char != meant))
            if row > 1 and at > 1 and char == other[at - 2] and one[row - 2] == meant:
                fewest = min(fewest, before[at - 2] + 1)
            line.append(fewest)
        before, last = last, line
    return last[-1]
