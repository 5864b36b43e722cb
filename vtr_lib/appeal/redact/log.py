"""What was done to the papers, as tables without a term in them."""

from collections import Counter
from collections.abc import Sequence

import polars as pl

from vtr_lib.appeal.redact.copies import Outcome, held, passed

PASSED = {"source": pl.String, "copy": pl.String, "sha256": pl.String, "pages": pl.Int64, "places": pl.Int64}
HELD = {"source": pl.String, "reason": pl.String}
COVERED = {"source": pl.String, "copy": pl.String, "page": pl.Int64, "sort": pl.String, "places": pl.Int64}


def passed_on(outcomes: Sequence[Outcome]) -> pl.DataFrame:
    """A row for each copy that is passed on: ``source``, ``copy``, ``sha256``, how many ``pages`` and ``places``."""
    rows = [(each.name, each.paper.copy_name, each.digest, each.copy.pages, _places(each)) for each in passed(outcomes)]
    return pl.DataFrame(rows, PASSED, orient="row")


def held_back(outcomes: Sequence[Outcome]) -> pl.DataFrame:
    """A row for each paper that is not: ``source`` and the code of the ``reason``."""
    return pl.DataFrame([(each.name, each.copy.reason) for each in held(outcomes)], HELD, orient="row")


def covered(outcomes: Sequence[Outcome]) -> pl.DataFrame:
    """How many ``places`` were covered in the copies that are passed on, by ``page`` and ``sort``."""
    rows = [
        (each.name, each.paper.copy_name, place.page, place.sort, place.count)
        for each in passed(outcomes)
        for place in each.copy.places
    ]
    return pl.DataFrame(rows, COVERED, orient="row")


def by_sort(outcome: Outcome) -> dict[str, int]:
    """How many places of each sort were covered in one copy."""
    counts: Counter[str] = Counter()
    for place in outcome.copy.places:
        counts[place.sort] += place.count
    return dict(sorted(counts.items()))


def _places(outcome: Outcome) -> int:
    return sum(place.count for place in outcome.copy.places)
