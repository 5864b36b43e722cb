"""File names that Windows, macOS and Linux all take, and that stay apart on each of them."""

import re
import unicodedata
from collections.abc import Iterable

LONGEST = 80
NAMELESS = "file"
DEVICES = re.compile(  # of Windows, whatever the ending: con.pdf is one too
    r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d¹²³])\s*(?![^.])", re.IGNORECASE
)
EDGES = "-._"


def safe_name(text: str, ending: str) -> str:
    """A file name made of ``text`` and ``ending`` (``.pdf``): 1 to 80 of the characters A-Z a-z 0-9 ``-`` ``_`` ``.``.

    Accents go, what has no such letter becomes a hyphen, and a text without any is called ``file``: different texts may
    get one name, ``distinct`` parts them. An ending that stands in ``text`` already is not put there twice.

    >>> safe_name("Invoice №7: Müller/Söhne.PDF", ".pdf")
    'Invoice-No7-Muller-Sohne.pdf'
    """
    ending = re.sub(r"[^a-z0-9]", "", ending.lower())[:9]
    ending = f".{ending}" if ending else ""
    stem = _plain(text).rstrip(EDGES)
    while ending and stem.lower().endswith(ending):
        stem = stem[: -len(ending)].rstrip(EDGES)
    stem = stem.lstrip(EDGES)
    if not stem or DEVICES.match(stem):
        stem = f"{NAMELESS}-{stem}".rstrip(EDGES)
    return stem[: LONGEST - len(ending)].rstrip(EDGES) + ending


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text)
    letters = "".join(letter for letter in letters if not unicodedata.combining(letter))
    letters = re.sub(r"[^A-Za-z0-9_.]+", "-", letters)
    return re.sub(r"-*\.[-.]*", ".", letters)


def distinct(names: Iterable[str]) -> list[str]:
    """The names in their order, each unlike all others whether or not capitals count and accents are parts of letters.

    The first of those alike keeps its name, the next are numbered before the ending: ``a.pdf``, ``A-2.pdf``. Nothing
    but the names and their order decides.
    """
    names = list(names)
    firsts: dict[str, int] = {}
    for at, name in enumerate(names):
        firsts.setdefault(alike(name), at)
    taken = set(firsts)
    return [name if firsts[alike(name)] == at else _numbered(name, taken) for at, name in enumerate(names)]


def alike(name: str) -> str:
    """What is the same for two names that one of the three systems takes for one."""
    return unicodedata.normalize("NFD", unicodedata.normalize("NFD", name).casefold())


def _numbered(name: str, taken: set[str]) -> str:
    """``name`` with the first number that makes it a new one; it is added to ``taken``."""
    stem, dot, ending = name.rpartition(".")
    stem, ending = (stem, dot + ending) if stem else (name, "")
    number = 2
    while True:
        mark = f"-{number}{ending}"
        found = stem[: max(1, LONGEST - len(mark))] + mark
        if alike(found) not in taken:
            taken.add(alike(found))
            return found
        number += 1
