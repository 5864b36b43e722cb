"""What is plainly of a person though it stands where something else belongs: a mail address or a phone number.

Readers take columns by a list, so nobody's name is looked for. But people paste into the wrong column. A name can't be
told from any other word, a mail address and a phone can; a number column may hold ten digits that are no phone, so
there only what no number is written like counts.
"""

import re

import polars as pl

from vtr_lib.errors import shape

MAIL = r"[^\s@]@[^\s@]+\.[A-Za-z]{2}"
ABROAD = r"^\+[0-9][0-9 ().-]{6,22}[0-9]$|\([0-9]{3}\) ?[0-9]{3}[ .-][0-9]{4}"
SPACED = r"(?:^|[^0-9A-Za-z.-])(?:1[ .-])?[0-9]{3}[ .-][0-9]{3}[ .-][0-9]{4}(?:$|[^0-9A-Za-z.-])"
IN_NUMBERS = f"{MAIL}|{ABROAD}"
IN_WORDS = f"{IN_NUMBERS}|{SPACED}"
_IN_WORDS = re.compile(IN_WORDS)
NOTE = "cells_of_people"


def is_named(text: str) -> bool:
    """Whether a mail address or a phone number stands in ``text``.

    >>> is_named("jane@example.com"), is_named("201-555-0142"), is_named("999-0000001-0000001")
    (True, True, False)
    """
    return _IN_WORDS.search(text) is not None


def shown(name: str) -> str:
    """A column's ``name``, or only its look where it is a person's: a file may have no heading, and begin with them."""
    return shape(name) if is_named(name) else name


def named(text: pl.Series, pattern: str = IN_WORDS) -> pl.Series:
    """``is_named`` for every cell of a column, null where it is null; of ``IN_NUMBERS`` for numbers and products."""
    return text.str.contains(pattern)


def without(text: pl.Series, pattern: str = IN_WORDS) -> pl.Series:
    """``text`` with null for the cells of people."""
    odd = named(text, pattern)
    return text.set(odd, None) if odd.any() else text
