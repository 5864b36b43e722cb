"""What a carrier's or aggregator's status means: kind of scan, and whether a carrier had the parcel in hand.

The vocabularies are data (``statuses.csv``). A location makes no physical scan; neither does a friendly text. What no
vocabulary knows is ``unknown`` in both, and counted.
"""

import csv
import functools
import re
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True, slots=True)
class Status:
    """``kind`` and ``physical`` of ``vtr_lib.schema.SCANS``; ``by_text``: the wording may say more than the code."""

    kind: str
    physical: str
    by_text: bool = False


UNKNOWN = Status("unknown", "unknown")
WORDINGS = ("text.zh",)  # patterns, tried in their order


@functools.cache
def vocabularies() -> dict[str, dict[str, Status]]:
    """Each vocabulary of ``statuses.csv`` with its statuses by code, codes casefolded."""
    found: dict[str, dict[str, Status]] = {}
    with resources.files("vtr_lib.sources").joinpath("statuses.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            status = Status(row["kind"], row["physical"], row["by_text"] == "yes")
            found.setdefault(row["vocabulary"], {})[row["raw"].casefold()] = status
    return found


def meaning(codes: list[tuple[str, str | None]], text: str | None = None) -> tuple[Status, str | None]:
    """The status of an event by the first of its ``codes`` (vocabulary, code) that is known, and that code.

    Where the code leaves it to the wording, or none is known, the wording decides if it is known. Nothing known: the
    status is unknown and the code is the first one given.
    """
    given = [(vocabulary, code) for vocabulary, code in codes if code]
    known = (
        (vocabularies()[vocabulary][code.casefold()], code)
        for vocabulary, code in given
        if code.casefold() in vocabularies()[vocabulary]
    )
    status, code = next(known, (UNKNOWN, given[0][1] if given else None))
    if text and (status is UNKNOWN or status.by_text):
        return _by_wording(text) or status, code
    return status, code


@functools.lru_cache(maxsize=65_536)
def _by_wording(text: str) -> Status | None:
    for vocabulary in WORDINGS:
        for pattern, status in vocabularies()[vocabulary].items():
            if re.search(pattern, text):
                return status
    return None
