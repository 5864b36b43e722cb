"""Days and numbers as people write them: ``Feb 3, 2025``, ``02/03/2025``, ``2025年2月3日``, ``94.9 %``."""

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
DAY, YEAR = r"(?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?(?![0-9])", r"(?P<year>(?:19|20)[0-9]{2})(?![0-9])"
SIGN = r"(?P<sign>[-/.])"
FORMS = [  # the fullest first
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<![0-9]){YEAR}{SIGN}(?P<month>[01]?[0-9])(?P=sign){DAY}",
        rf"(?<![0-9])(?P<one>[0-3]?[0-9]){SIGN}(?P<other>[0-3]?[0-9])(?P=sign)(?P<short>(?:20)?[0-9]{{2}})(?![0-9])",
        rf"(?<![0-9]){YEAR}\s*年\s*(?P<month>[01]?[0-9])\s*月\s*{DAY}\s*[日号號]",
        rf"(?<![A-Za-z]){MONTH}\s*{DAY},?\s+{YEAR}",
        rf"(?<![0-9]){DAY}\s+(?:of\s+)?{MONTH},?\s+{YEAR}",
        rf"(?<![A-Za-z]){MONTH},?\s+{YEAR}",
        rf"(?<![0-9]){YEAR}\s*年\s*(?P<month>[01]?[0-9])\s*月",
        rf"(?<![0-9]){YEAR}-(?P<month>[01][0-9])(?![0-9-])",
        rf"(?<![A-Za-z]){MONTH}\s*{DAY}(?!\s*%)",
        rf"(?<![0-9]){DAY}\s+(?:of\s+)?{MONTH}",
        rf"(?<![0-9])(?P<month>[01]?[0-9])\s*月\s*{DAY}\s*[日号號]",
    )
]
NUMBERS = re.compile(
    r"(?<![A-Za-z0-9_.])(?<![A-Za-z]-)(?P<number>[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?)(?P<percent>\s?[%％])?(?![A-Za-z0-9_])"
)
IDS = re.compile(  # of orders and parcels
    r"(?<![A-Za-z0-9])(?:[0-9]{3}-[0-9]{7}-[0-9]{7}|[0-9]{9,}|(?=[A-Z]*[0-9])[A-Z0-9]{10,})(?![A-Za-z0-9])"
)


@dataclass(frozen=True, slots=True)
class Written:
    """A day or month as written, and the first and last day of each way to read it; none where there is no such day."""

    text: str
    readings: tuple[tuple[date, date], ...]


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written: its digits without grouping, and whether it is a percentage."""

    text: str
    digits: str
    is_percent: bool


def days(text: str, years: Iterable[int]) -> tuple[list[Written], str]:
    """Every day and month in ``text``, in the order of their forms, and the text without them.

    A day without a year may be that of any of ``years``; ``03/02/2025`` may be in February or in March.
    """
    found, years = [], list(years)
    for form in FORMS:
        for match in list(form.finditer(text))[::-1]:
            found.append(Written(match[0], tuple(_readings(match.groupdict(), years))))
            text = f"{text[: match.start()]} {text[match.end() :]}"
    return found, text


def numbers(text: str) -> list[Number]:
    """Every number in ``text`` but ids of orders and parcels and those that are part of a name, such as ``4PX``."""
    matches = NUMBERS.finditer(IDS.sub(" ", text))
    return [Number(each[0].strip(), each["number"].replace(",", ""), bool(each["percent"])) for each in matches]


def _readings(parts: dict[str, str | None], years: list[int]) -> Iterable[tuple[date, date]]:
    if parts.get("one"):
        year = int(parts["short"]) + (2000 if len(parts["short"]) == 2 else 0)
        ways = {(int(parts["one"]), int(parts["other"])), (int(parts["other"]), int(parts["one"]))}
        tried = [(year, month, day) for month, day in sorted(ways)]
    else:
        month = int(parts["month"]) if parts.get("month") else 1 + NAMES.index(parts["name"][:3].lower())
        known = [int(parts["year"])] if parts.get("year") else years
        day = int(parts["day"]) if parts.get("day") else None
        tried = list(itertools.product(known, [month], [day]))
    for year, month, day in tried:
        try:
            first = date(year, month, day or 1)
        except ValueError:
            continue
        yield first, first if day else _end(first)


def _end(first: date) -> date:
    """The last day of the month that begins with ``first``."""
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)
