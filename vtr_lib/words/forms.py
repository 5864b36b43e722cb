"""How a language writes numbers, days and instants, by the Unicode CLDR.

Babel is imported when the first of them is written, so that what needs none starts without it.
"""

import functools
import re
import string
from datetime import UTC, date, datetime

PADDED = re.compile(r"([<>^]?)([1-9][0-9]*)?,?")  # a width, and a comma, in whose place the CLDR's mark comes
NO_DAY = "–"


class Forms(string.Formatter):
    """Puts values into sentences as readers of ``lang`` write them.

    Whole numbers are grouped, with or without a comma in the sentence (``{count}``, ``{count:>9,}``), unless it asks
    for ``{line:d}``; dates and instants are written out. Text is never taken for a day, for a product or a folder may
    be called 2025-02-28: a sentence says so itself, ``{as_of:day}``, where a day comes as ISO text, as in a summary,
    and ``{percent:decimal}`` where a number comes as text with a point. Anything else is put in as Python does.
    """

    def __init__(self, lang: str):
        self.lang = lang
        self.number, self.day = functools.lru_cache(4096)(self._number), functools.lru_cache(4096)(self._day)

    @functools.cached_property
    def locale(self):
        """Babel's locale of the language, such as ``zh_CN`` for ``zh-CN``."""
        from babel import Locale

        return Locale.parse(self.lang, sep="-")

    def format_field(self, value: object, format_spec: str) -> str:
        if format_spec == "day":
            return self.day(value)
        if format_spec == "decimal":
            return self.decimal(value)
        if isinstance(value, datetime):
            return format(self.instant(value), format_spec)
        if isinstance(value, date):
            return format(self.day(value), format_spec)
        padded = PADDED.fullmatch(format_spec) if type(value) is int else None
        return (
            format(self.number(value), f"{padded[1] or '>'}{padded[2] or ''}") if padded else format(value, format_spec)
        )

    def _number(self, value: int) -> str:
        from babel.numbers import format_decimal

        return format_decimal(value, locale=self.locale)

    def decimal(self, value: object) -> str:
        """A number that is said already, ``94.9`` or ``−0.48``, with the language's own mark, no digit changed."""
        return str(value).replace(".", self.separators[0])

    def _day(self, value: date | str | None) -> str:
        from babel.dates import format_date

        if not value:
            return NO_DAY
        return format_date(date.fromisoformat(value) if isinstance(value, str) else value, "medium", self.locale)

    def month(self, value: date) -> str:
        """The month of a day: ``Feb 2025``, ``2025年2月``; as ``month_pattern`` has it."""
        from babel.dates import format_skeleton

        return format_skeleton(self._month_skeleton, value, locale=self.locale)

    def instant(self, value: datetime) -> str:
        """An instant to the second, in UTC and said so: ``Feb 28, 2025, 16:05:00 UTC``."""
        from babel.dates import format_time

        time, day = (
            format_time(value.astimezone(UTC), "HH:mm:ss", locale=self.locale),
            self.day(value.astimezone(UTC).date()),
        )
        return f"{self.locale.datetime_formats['medium'].format(time, day)} UTC"

    @functools.cached_property
    def separators(self) -> str:
        """The decimal mark and the mark of the thousands, as plotly wants them: ``.,``."""
        from babel.numbers import get_decimal_symbol, get_group_symbol

        return get_decimal_symbol(self.locale) + get_group_symbol(self.locale)

    @functools.cached_property
    def day_pattern(self) -> str:
        """The form of a day in d3's letters, for plotly: ``%b %-d, %Y``, ``%Y年%-m月%-d日``.

        Plotly knows English names of months only, so a language whose form has a name takes its short form in numbers.
        """
        medium, short = (self.locale.date_formats[form].pattern for form in ("medium", "short"))
        return _d3(medium if self.locale.language == "en" or "MMM" not in medium else short)

    @functools.cached_property
    def month_pattern(self) -> str:
        """The same of a month: ``%b %Y``, ``%Y年%-m月``."""
        return _d3(self.locale.datetime_skeletons[self._month_skeleton].pattern)

    @functools.cached_property
    def month_day_pattern(self) -> str:
        """The same of a day without its year: ``%b %-d``, ``%-m月%-d日``."""
        medium, short = (self.locale.datetime_skeletons[form].pattern for form in ("MMMd", "Md"))
        return _d3(medium if self.locale.language == "en" or "MMM" not in medium else short)

    @property
    def _month_skeleton(self) -> str:
        medium = self.locale.datetime_skeletons["yMMM"].pattern
        return "yMMM" if self.locale.language == "en" or "MMM" not in medium else "yM"


# CLDR's letters for parts of a day and d3's; a year is always written with its four digits.
D3 = {
    "y": "%Y",
    "yy": "%Y",
    "yyyy": "%Y",
    "MMM": "%b",
    "MMMM": "%B",
    "MM": "%m",
    "M": "%-m",
    "LLL": "%b",
    "dd": "%d",
    "d": "%-d",
}


def _d3(pattern: str) -> str:
    """A pattern of the CLDR in d3's letters; what stands in quotes stays as it is."""
    pieces = (found[0] for found in re.finditer(r"'[^']*'|([A-Za-z])\1*|.", pattern))
    return "".join(D3.get(piece, piece.strip("'")) for piece in pieces)


@functools.cache
def forms(lang: str) -> Forms:
    """The forms of a language, such as ``zh-CN``."""
    return Forms(lang)
