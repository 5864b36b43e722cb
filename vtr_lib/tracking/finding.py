"""What a number's fits mean under the carrier it was confirmed with: decided once for each class of numbers."""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache

import numpy as np
import polars as pl

from vtr_lib.tracking.carriers import carriers
from vtr_lib.tracking.engine import Fit, engine
from vtr_lib.tracking.formats import CONFIDENCE, EVIDENCE, Format, formats


@dataclass(frozen=True, slots=True)
class Finding:
    """The status, the formats it rests on (strongest evidence first), and the other carrier's slug if it is one's.

    ``is_mistyped``: of those formats it is, but for the check character.
    """

    status: str
    formats: tuple[Format, ...] = ()
    looks_like: str | None = None
    is_mistyped: bool = False

    @property
    def is_checked(self) -> bool:
        """Whether a check character of some format holds."""
        return not self.is_mistyped and any(entry.check for entry in self.formats)


@dataclass(frozen=True, slots=True)
class Findings:
    """The different findings as rows (status, formats, looks_like, is_checked), and for each number its row."""

    rows: pl.DataFrame
    of: np.ndarray

    def column(self, name: str) -> pl.Series:
        """One column for all numbers, in their order."""
        return self.rows[name].gather(self.of)


def findings(numbers: pl.Series, carrier: pl.Series) -> Findings:
    """What is found of each number, given in its normal form, under its carrier's slug."""
    matches = engine().match(numbers)
    slugs = [*carriers(), None]
    codes = carrier.cast(pl.String).cast(pl.Enum(slugs[:-1]), strict=False).to_physical().fill_null(len(slugs) - 1)
    pairs = matches.of * len(slugs) + codes.to_numpy()
    occurs = np.bincount(pairs, minlength=1) > 0
    found = [finding(matches.classes[pair // len(slugs)], slugs[pair % len(slugs)]) for pair in np.flatnonzero(occurs)]
    return Findings(_rows(found), (np.cumsum(occurs) - 1)[pairs])


def _rows(found: list[Finding]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "status": [one.status for one in found],
            "formats": [",".join(entry.name for entry in one.formats) for one in found],
            "looks_like": [one.looks_like for one in found],
            "is_checked": [one.is_checked for one in found],
        },
        schema={"status": pl.String, "formats": pl.String, "looks_like": pl.String, "is_checked": pl.Boolean},
    )


@cache
def finding(fit: Fit, slug: str | None) -> Finding:
    """The finding of one class under one carrier; ``slug`` is None where the carrier is not known."""
    whole, but_check = _by_evidence(fit.whole), _by_evidence(fit.but_check)
    if slug is None:
        return _without_carrier(whole, but_check)
    own = tuple(entry for entry in whole if entry.name in covered(slug))
    mistyped = tuple(entry for entry in but_check if entry.name in covered(slug))
    if own and not _outweighs(mistyped, own):
        return Finding("ok" if any(entry.check for entry in own) else "ok_unchecked", whole)
    if not own and whole and whole[0].evidence == "prefix+check":
        return Finding("other_carrier", whole, whole[0].carrier)
    if mistyped:
        return Finding("check_digit_wrong", mistyped, is_mistyped=True)
    if not any(entry.carrier == slug for entry in formats()):
        return Finding("ok_unchecked", whole)
    if whole and whole[0].evidence == "prefix":
        return Finding("other_carrier", whole, whole[0].carrier)
    if theirs := tuple(entry for entry in but_check if entry.begins_with_letters):
        return Finding("other_carrier", theirs, theirs[0].carrier, is_mistyped=True)
    return Finding("unknown_format", whole)


def _without_carrier(whole: tuple[Format, ...], mistyped: tuple[Format, ...]) -> Finding:
    if _outweighs(mistyped, whole):
        return Finding("check_digit_wrong", mistyped, is_mistyped=True)
    if not whole:
        return Finding("unknown_format")
    ranks = [_rank_alone(entry) for entry in whole]
    best = [entry for entry, rank in zip(whole, ranks, strict=True) if rank == min(ranks)]
    if not any({entry.name for entry in best} <= covered(entry.carrier) for entry in best):
        return Finding("ambiguous", whole)
    return Finding("ok" if "check" in EVIDENCE[min(ranks)] else "ok_unchecked", whole)


def _rank_alone(entry: Format) -> int:
    """The rank of the evidence where no carrier backs it: a bare check digit of thin source is only a length."""
    is_thin = entry.evidence == "check" and entry.confidence != "high"
    return EVIDENCE.index("length" if is_thin else entry.evidence)


def _outweighs(mistyped: tuple[Format, ...], whole: tuple[Format, ...]) -> bool:
    """Whether a number rather has a known prefix and a mistyped digit than any of the shapes it fits wholly."""
    is_strong = bool(mistyped) and mistyped[0].evidence == "prefix+check"
    return is_strong and all(entry.evidence == "length" for entry in whole)


def _by_evidence(places: tuple[int, ...]) -> tuple[Format, ...]:
    ranks = {place: _rank(formats()[place]) for place in places}
    return tuple(formats()[place] for place in sorted(places, key=ranks.get))


def _rank(entry: Format) -> tuple[int, int]:
    return EVIDENCE.index(entry.evidence), CONFIDENCE.index(entry.confidence)


@cache
def covered(slug: str) -> frozenset[str]:
    """The names of the formats a carrier's parcels may bear: its own, and those it accepts."""
    patterns = carriers()[slug].accepts
    return frozenset(
        entry.name
        for entry in formats()
        if entry.carrier == slug or any(fnmatchcase(entry.name, pattern) for pattern in patterns)
    )
