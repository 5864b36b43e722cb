"""Phrases that weaken a plan of action: promises, blame, emotion, the company's story, general statements."""

import functools
import re
import tomllib
from importlib import resources

KINDS = ("promises", "blame", "emotion", "story", "general")


@functools.cache
def phrases() -> dict[str, re.Pattern]:
    """By kind the pattern of its phrases in every language."""
    document = tomllib.loads(resources.files(__package__).joinpath("weak.toml").read_text("utf-8"))
    assert tuple(document) == KINDS
    return {kind: _pattern([each for listed in of.values() for each in listed]) for kind, of in document.items()}


def found(text: str) -> list[tuple[str, str]]:
    """``(kind, phrase as it stands there)`` of every weak phrase in ``text``, in the order of the kinds."""
    plain = text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return [(kind, match[0]) for kind, pattern in phrases().items() for match in pattern.finditer(plain)]


def _pattern(listed: list[str]) -> re.Pattern:
    """The longest phrase first; Latin ones end at the ends of words."""
    ordered = sorted(set(listed), key=lambda phrase: (-len(phrase), phrase))
    return re.compile("|".join(map(_one, ordered)), re.IGNORECASE)


def _one(phrase: str) -> str:
    pattern = r"\s+".join(map(re.escape, phrase.split()))
    return rf"(?<![A-Za-z0-9]){pattern}(?![A-Za-z0-9])" if phrase.isascii() else pattern
