"""The rates of a case: both windows, each month of the three, before the change and since; of a dispute the rates as
Amazon lists it and counted again; as rows of one list.
"""

from collections.abc import Iterator

from vtr_lib.report import phrases
from vtr_lib.words import Words

COLUMNS = ("of", "first_on", "last_on", "valid", "counted", "percent", "pending", "unknown")


def rows(told: dict) -> list[dict]:
    """Each rate with ``of`` (the basis of a window, ``month``, ``before`` or ``since``; of a dispute ``rates`` or
    ``account``, ``listed`` or ``recounted``), its days and its counts; ``pending`` and ``unknown`` stand with windows
    only.
    """
    found = [window | {"of": basis} for basis, window in told["windows"].items()]
    found += [month | {"of": "month"} for month in told["months"]]
    if told["changed"]:
        found += [told["changed"][side] | {"of": side} for side in ("before", "since")]
    for part in ("rates", "account"):
        if rate := (told.get("dispute") or {}).get(part):
            days = {name: rate[name] for name in ("first_on", "last_on")}
            found += [days | rate[side] | {"of": f"{part}_{side}"} for side in ("listed", "recounted")]
    return found


def name(row: dict, words: Words) -> str:
    """What a row is the rate of: a window by its basis, a month by its name, one side of the change or of a dispute."""
    if row["of"] == "month":
        return words.month(row["month"])
    return words.table("appeal.rates")[row["of"]]


def listed(told: dict, words: Words) -> Iterator[tuple]:
    """The rows for a list, with the columns ``COLUMNS``; the percentage is cut, and text."""
    for row in rows(told):
        yield (
            name(row, words), row["first_on"], row["last_on"], row["valid"], row["counted"],
            phrases.share(row["valid"], row["counted"], words), row.get("pending"), row.get("unknown"),
        )  # fmt: skip
