"""Text as terms are compared: without the differences of case, accents, width, punctuation and line breaks.

A text becomes tokens: words of letters, runs of digits, and every sign of a script that is written without blanks by
itself. Terms are compared as tokens joined, so that blanks, breaks and marks inside a name make no difference, while a
name still begins and ends where a token does.
"""

import functools
import re
import tomllib
import unicodedata
from importlib import resources

# Han, kana, Hangul, bopomofo: written without blanks.
SIGN = (
    r"\u2e80-\u2fdf\u3005-\u30ff\u3105-\u312f\u31a0-\u31bf\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
IS_SIGN = re.compile(f"[{SIGN}]")
TOKEN = re.compile(rf"[0-9]+|[{SIGN}]|(?:(?![{SIGN}])[^\W\d_])+")
SHORTEST = 3  # letters of a word by which a page is known, and one more
LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
# What readers of pictures take for each other; two letters for one come first.
PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))
ALIKE = str.maketrans("1iIj|!0oq5s8b2z6g9", "lllllloooSSBBZZGGG")
DIGITS = str.maketrans("oqdilzsbg", "000112589")


def folded(text: str) -> str:
    """``text`` in small letters without accents, wide forms, ligatures and signs that can't be seen.

    >>> folded("Ｐlantéd ﬁ")
    'planted fi'
    """
    text = "".join(char for char in unicodedata.normalize("NFKC", text) if unicodedata.category(char) != "Cf")
    parts = unicodedata.normalize("NFD", text.casefold().translate(LETTERS))
    return unicodedata.normalize("NFC", "".join(char for char in parts if unicodedata.category(char) != "Mn"))


def tokens(text: str) -> list[str]:
    """The tokens of ``text``, folded.

    >>> tokens("O’Brien, 14B 张小明")
    ['o', 'brien', '14', 'b', '张', '小', '明']
    """
    return TOKEN.findall(folded(text))


def is_signs(text: str) -> bool:
    """Whether ``text``, which is folded, is written in a script without blanks."""
    return IS_SIGN.search(text) is not None


def look(joined: str) -> str:
    """``joined`` tokens with one letter for all that look alike to a reader of pictures."""
    for pair, one in PAIRS:
        joined = joined.replace(pair, one)
    return joined.translate(ALIKE)


def digits(text: str) -> list[str]:
    """Runs of digits in a word, a break between letters as ``""``; letters that look like digits among digits count.

    >>> digits("(201)"), digits("555-O142"), digits("Tel:2015550142")
    (['201'], ['555', '0142'], ['', '2015550142'])
    """
    runs = []
    for piece in re.findall(r"[^\W_]+", folded(text)):
        letters = sum(char.isalpha() for char in piece)
        piece = piece.translate(DIGITS) if 2 * letters <= len(piece) else piece
        runs += [run if run.isdigit() else "" for run in TOKEN.findall(piece)]
    return runs


@functools.cache
def _known() -> dict:
    return tomllib.loads(resources.files(__package__).joinpath("spelling.toml").read_text("utf-8"))


@functools.cache
def ways() -> dict[str, tuple[str, ...]]:
    """Every word of streets and doors with all the ways to write it, itself first."""
    found: dict[str, list[str]] = {}
    for word, short in _known()["streets"].items():
        for one in (word, *short):
            found.setdefault(one, [one]).extend(other for other in (word, *short) if other != one)
    return {word: tuple(dict.fromkeys(others)) for word, others in found.items()}


@functools.cache
def is_common(word: str) -> bool:
    """Whether a part of a name is too common a word to be looked for by itself."""
    return word in ways() or word in _known()["common"]["words"]


def known(texts: list[str]) -> int:
    """How many different words of orders and deliveries are in ``texts``: a page read upside down gives hardly any.

    >>> known(["Tracking number:", "delivered", "快递单号"]), known(["paJaAI|ap", "yo"])
    (5, 0)
    """
    found = set(tokens(" ".join(texts)))
    joined = "".join(texts)
    common = {word for word in _known()["common"]["words"] if len(word) > SHORTEST}
    return len(found & common) + sum(word in joined for word in _known()["upright"]["words"])


@functools.cache
def labels() -> frozenset[str]:
    """What stands beside a signature, as joined tokens."""
    return frozenset(_known()["signature"]["labels"])
