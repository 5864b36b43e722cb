"""Every sentence a reader sees, one TOML file a language.

The words stand on the lowest floor because everything above speaks: errors, the command, figures, reports.
A new language is one more file beside ``en.toml`` with the same keys.
"""

import functools
import tomllib
from datetime import date, datetime
from importlib import resources

from vtr_lib.words.forms import Forms, forms


def languages() -> list[str]:
    """The languages there is a words file for, such as ``["en"]``."""
    return sorted(
        file.name.removesuffix(".toml") for file in resources.files(__name__).iterdir() if file.name.endswith(".toml")
    )


class Sentence(str):
    """A sentence of a words file: a text whose ``format`` puts values in as its language writes them (``Forms``)."""

    __slots__ = ("lang",)

    def __new__(cls, text: str, lang: str):
        sentence = super().__new__(cls, text)
        sentence.lang = lang
        return sentence

    def __reduce__(self):  # a copy is plain text
        return str, (str(self),)

    def format(self, *values: object, **named: object) -> str:
        return forms(self.lang).vformat(self, values, named)


class Words:
    """The sentences of one language.

    ``words("report.headline", rate="94.9 %")`` gives a sentence with its values put in; ``words.table("states")`` gives
    a whole section as a dict, whose sentences put values in the same way by ``format``. An unknown key is a
    ``KeyError``: a sentence is never made up. How values are written, see ``Forms``.
    """

    def __init__(self, lang: str, entries: dict):
        self.lang = lang
        self._entries = _sentences(entries, lang)

    def _find(self, key: str):
        entry = self._entries
        for part in key.split("."):
            try:
                entry = entry[part]
            except (KeyError, TypeError):
                raise KeyError(f"no words for {key!r} in {self.lang}.toml") from None
        return entry

    def __call__(self, key: str, **values: object) -> str:
        return self._find(key).format(**values) if values else str(self._find(key))

    def table(self, key: str) -> dict[str, Sentence]:
        """A section of the file as it stands, for looking names up: ``words.table("causes")["late_shipment"]``."""
        return dict(self._find(key))

    def instead(self, section: str, english: str) -> str:
        """What stands in ``section`` in place of a sentence that data of the package hold in English.

        The section holds it in English letter by letter. A sentence that it does not hold, such as one of a file of the
        reader's own, stays as it is.
        """
        key = _keys(section).get(english)
        return english if key is None else str(self._find(section)[key])

    def day(self, value: date | str) -> str:
        """A day, or its ISO text, as readers of the language write it: ``Feb 28, 2025``, ``2025年2月28日``."""
        return self.forms.day(value)

    def month(self, value: str) -> str:
        """The month of a day or of ``2025-02`` in ISO text: ``Feb 2025``, ``2025年2月``."""
        return self.forms.month(date.fromisoformat(f"{value[:7]}-01"))

    def instant(self, value: datetime) -> str:
        """An instant in UTC: ``Feb 28, 2025, 16:05:00 UTC``, ``2025年2月28日 16:05:00 UTC``."""
        return self.forms.instant(value)

    def number(self, value: int) -> str:
        """A count: ``12,345``."""
        return self.forms.number(value)

    def decimal(self, value: str) -> str:
        """A number with decimals that is said already, ``94.9``, with the language's own mark."""
        return self.forms.decimal(value)

    @property
    def forms(self) -> Forms:
        """How the language writes numbers and days."""
        return forms(self.lang)

    def name(self, section: str, value: str | None) -> str:
        """The reader's name of a code in ``section``, or the code itself where there is none (a carrier, a country)."""
        table = self._find(section)
        return str(table.get(value or "none", value or ""))


def _sentences(entries: dict, lang: str) -> dict:
    return {
        key: _sentences(entry, lang) if isinstance(entry, dict) else Sentence(entry, lang)
        for key, entry in entries.items()
    }


@functools.cache
def load(lang: str = "en") -> Words:
    """The words of ``lang``. Raises ``LookupError`` with the languages there are."""
    if lang not in languages():
        raise LookupError(f"no words for language {lang!r}; there are: {', '.join(languages())}")
    return Words(lang, tomllib.loads(resources.files(__name__).joinpath(f"{lang}.toml").read_text("utf-8")))


@functools.cache
def _keys(section: str) -> dict[str, str]:
    """The keys of a section by their sentences in English."""
    return {str(sentence): key for key, sentence in load("en").table(section).items()}
