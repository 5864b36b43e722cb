"""Every sentence a reader sees, one TOML file a language.

The words stand on the lowest floor because everything above speaks: errors, the command, figures, reports.
A new language is one more file beside ``en.toml`` with the same keys.
"""

import functools
import tomllib
from datetime import date
from importlib import resources


def languages() -> list[str]:
    """The languages there is a words file for, such as ``["en"]``."""
    return sorted(
        file.name.removesuffix(".toml") for file in resources.files(__name__).iterdir() if file.name.endswith(".toml")
    )


class Words:
    """The sentences of one language.

    ``words("report.headline", rate="94.9 %")`` gives a sentence with its values put in; ``words.table("states")`` gives
    a whole section as a dict. An unknown key is a ``KeyError``: a sentence is never made up.
    """

    def __init__(self, lang: str, entries: dict):
        self.lang = lang
        self._entries = entries

    def _find(self, key: str):
        entry = self._entries
        for part in key.split("."):
            try:
                entry = entry[part]
            except (KeyError, TypeError):
                raise KeyError(f"no words for {key!r} in {self.lang}.toml") from None
        return entry

    def __call__(self, key: str, **values: object) -> str:
        return self._find(key).format(**values) if values else self._find(key)

    def table(self, key: str) -> dict[str, str]:
        """A section of the file as it stands, for looking names up: ``words.table("causes")["late_shipment"]``."""
        return dict(self._find(key))

    def day(self, value: date | str) -> str:
        """A day, or its ISO text, as readers of the language write it: ``Feb 28, 2025``, ``2025年2月28日`` (CLDR)."""
        from babel.dates import format_date

        day = date.fromisoformat(value) if isinstance(value, str) else value
        return format_date(day, "medium", locale=self.lang.replace("-", "_"))

    def number(self, value: int) -> str:
        """A count as readers of the language write it: ``12,345`` (CLDR)."""
        from babel.numbers import format_decimal

        return format_decimal(value, locale=self.lang.replace("-", "_"))

    def name(self, section: str, value: str | None) -> str:
        """The reader's name of a code in ``section``, or the code itself where there is none (a carrier, a country)."""
        table = self._find(section)
        return table.get(value or "none", value or "")


@functools.cache
def load(lang: str = "en") -> Words:
    """The words of ``lang``. Raises ``LookupError`` with the languages there are."""
    if lang not in languages():
        raise LookupError(f"no words for language {lang!r}; there are: {', '.join(languages())}")
    return Words(lang, tomllib.loads(resources.files(__name__).joinpath(f"{lang}.toml").read_text("utf-8")))
