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
    """``kind`` and ``physical`` of ``vtr_lib.schema.SCANS``; ``by_text``: whose patterns of wording may say more."""

    kind: str
    physical: str
    by_text: str = ""

    def says_nothing(self) -> bool:
        return self.kind == self.physical == "unknown"


UNKNOWN = Status("unknown", "unknown")
WORDING = "text.zh"  # the patterns for what no code tells


@functools.cache
def vocabularies() -> dict[str, dict[str, Status]]:
    """Each vocabulary of ``statuses.csv`` with its statuses by code, codes casefolded."""
    found: dict[str, dict[str, Status]] = {}
    with resources.files("vtr_lib.sources").joinpath("statuses.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            status = Status(row["kind"], row["physical"], row["by_text"])
            found.setdefault(row["vocabulary"], {})[row["raw"].casefold()] = status
    return found


def meaning(codes: list[tuple[str, str | None]], text: str | None = None) -> tuple[Status, str | None]:
    """The status of an event by the first of its ``codes`` (vocabulary, code) that says something, and that code.

    One that leaves the kind open (``arrived_at_destination``) gives way to the next that names it and says the same of
    the parcel (``delivered``). Where the code leaves it to the wording, or none is known, the wording decides if it is
    known. Nothing known: the status is unknown and the code is the first one given.
    """
    given = [(vocabulary, code) for vocabulary, code in codes if code]
    known = [(vocabularies()[vocabulary].get(code.casefold(), UNKNOWN), code) for vocabulary, code in given]
    said = [(status, code) for status, code in known if not status.says_nothing()]
    status, code = said[0] if said else (UNKNOWN, given[0][1] if given else None)
    if status.kind == "unknown" and said:
        named = ((other, its) for other, its in said if other.kind != "unknown" and other.physical == status.physical)
        status, code = next(named, (status, code))
    if text and (said == [] or status.by_text):
        return _by_wording(text, status.by_text or WORDING) or status, code
    return status, code


@functools.lru_cache(maxsize=65_536)
def _by_wording(text: str, vocabulary: str) -> Status | None:
    for pattern, status in vocabularies()[vocabulary].items():
        if re.search(pattern, text):
            return status
    return None
