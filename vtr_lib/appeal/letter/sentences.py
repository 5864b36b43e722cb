"""Sentences of the letter that know where each of their figures comes from.

A figure is put into a sentence together with its path in the case and the exhibit that holds the rows behind it, so
that anyone may take the sentence apart again.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from vtr_lib.report import phrases


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A file of the pack as the letter names it."""

    label: str
    file: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as written, the values of the case behind it (integers, days as ISO text) and where each stands."""

    text: str
    values: tuple[int | str, ...]
    paths: tuple[str, ...]
    exhibit: Exhibit | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of text by its ``kind``: ``text``, ``figure``, ``name``, ``answer``, ``blank`` or ``exhibit``."""

    text: str
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Said:
    """Some text in parts, with the figures in it."""

    parts: tuple[Part, ...]
    figures: tuple[Figure, ...] = ()

    @property
    def text(self) -> str:
        return "".join(part.text for part in self.parts)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A numbered paragraph: what it is about (``key``), its text in parts, and ``cells`` where it is a table's row."""

    key: str
    said: Said
    number: int = 0
    cells: tuple[Said, ...] = ()

    @property
    def text(self) -> str:
        return self.said.text

    @property
    def figures(self) -> tuple[Figure, ...]:
        return self.said.figures

    @property
    def blanks(self) -> list[str]:
        """What only the seller can fill in, each with its brackets."""
        return blanks(self.said)

    @property
    def is_blank(self) -> bool:
        return bool(self.blanks)

    @property
    def is_answer(self) -> bool:
        """Whether it says what the seller said."""
        return any(part.kind == "answer" for part in self.said.parts)


def blanks(said: Said) -> list[str]:
    """The blanks of some text, each whole."""
    return [part.text for part in said.parts if part.kind == "blank"]


def sentences(said: Iterable[Said | None]) -> Said:
    """Some texts one after another, a blank between them where the language has one; those that are None left out."""
    whole = Said(())
    for each in filter(None, said):
        gap = () if not whole.parts or whole.text.endswith(phrases.FULL_WIDTH) else (Part(" "),)
        whole = Said((*whole.parts, *gap, *each.parts), (*whole.figures, *each.figures))
    return whole
