"""Numbers in their normal form, and what is plainly no number: placeholders, spreadsheet wrecks, foreign characters."""

import functools
import tomllib
from importlib import resources

import polars as pl

from vtr_lib.tracking.carriers import key

FILE = "placeholders.toml"
# Numbers taken as they are: capitals and digits, one of them no zero, and too long for 9E21. All others are looked at.
PLAIN = r"^[0A-Z]*[1-9][0-9A-Z]*$"
PLAIN_BYTES = 6

RUNS = "0+|x+"
WRAPPED = r'^\s*=\s*"(.*)"\s*$'  # ="0123", which keeps a spreadsheet from counting
QUOTES = r"'\"`‘’“”"
GAPS = r"[\s\p{Z}\p{Cf}\p{Pd}−]+"  # blanks, zero-width and direction characters, every dash and the minus
WRECK = (
    r"^[0-9](?:[.,][0-9]*)?E\+?[0-9]{1,3}$"  # 9.4E+21, 9,4E21, 9E21
    r"|^[0-9]+(?:[.,][0-9]*)?E\+[0-9]{1,3}$"  # 94.001E+20; without the sign 12E45 may be a number
    r"|^#(?:REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|#+)$"
)
FLOAT = r"^([0-9]+)[.,]0+$"
LAST_EXACT = "9007199254740992"  # 2**53: whole numbers up to here survive being read as a float
DOTTED = r"^[0-9]+(?:\.[0-9]+){2,}$"  # 98.01.001234.12345678, as Swiss Post prints its own
SIGNS = r"^[!-/:-@\[-`{-~]*$"


def normalise(numbers: pl.Series) -> pl.DataFrame:
    """Each number's normal form and what became of it, in the order given.

    ``normalised``: full-width and like variants made plain (NFKC), capitals, without blanks, dashes, zero-width
    characters, quotes around it, ``="…"`` or a float's ``.0``; null where there is no number. ``fault``: ``empty``,
    ``mangled`` (9.4E+21, #REF!, a float that lost digits), ``bad_characters`` (something is left that is no Latin
    letter or digit), else null.
    """
    given = numbers.cast(pl.String).rename("given")
    plain = (given.str.contains(PLAIN) & (given.str.len_bytes() >= PLAIN_BYTES)).fill_null(False)
    fault = pl.Series("fault", [None], dtype=pl.String).new_from_index(0, len(given))
    odd = (~plain).arg_true()
    if len(odd):
        odd_ones = given.gather(odd)
        cleaned = odd_ones.to_frame().join(
            _cleaned(odd_ones.unique()), on="given", how="left", nulls_equal=True, maintain_order="left"
        )
        given, fault = given.scatter(odd, cleaned["normalised"]), fault.scatter(odd, cleaned["fault"])
    return pl.DataFrame({"normalised": given, "fault": fault})


def _cleaned(given: pl.Series) -> pl.DataFrame:
    """Columns given, normalised and fault of different texts, the long way."""
    text = pl.col("given").fill_null("").str.normalize("NFKC").str.replace(WRAPPED, "${1}").str.replace_all(GAPS, "")
    bare, whole, number, word = pl.col("bare"), pl.col("whole"), pl.col("number"), pl.col("word")
    is_short = (whole.str.len_bytes() < 16) | ((whole.str.len_bytes() == 16) & (whole <= LAST_EXACT))
    # Step by step: an expression that stands in several others is worked out anew for each.
    return (
        given.to_frame()
        .with_columns(bare=text.str.replace_all(rf"^[{QUOTES}]+|[{QUOTES}]+$", ""))
        .with_columns(
            bare=pl.when(bare.str.contains(DOTTED)).then(bare.str.replace_all(".", "", literal=True)).otherwise(bare)
        )
        .with_columns(whole=bare.str.extract(FLOAT))
        .with_columns(is_exact=is_short)
        .with_columns(
            number=pl.when("is_exact").then(whole).otherwise(bare),
            is_wreck=bare.str.to_uppercase().str.contains(WRECK) | ~pl.col("is_exact").fill_null(True),
        )
        .with_columns(word=number.str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]", ""))
        .with_columns(
            is_empty=number.str.contains(SIGNS) | word.is_in(placeholders()) | word.str.contains(rf"^(?:{RUNS})$")
        )
        .select(
            "given",
            normalised=pl.when(pl.col("is_wreck") | ~pl.col("is_empty")).then(number.str.to_uppercase()),
            fault=pl.when("is_wreck")
            .then(pl.lit("mangled"))
            .when("is_empty")
            .then(pl.lit("empty"))
            .when(~number.str.contains(r"^[0-9A-Za-z]+$"))
            .then(pl.lit("bad_characters")),
        )
    )


@functools.cache
def placeholders() -> tuple[str, ...]:
    """What stands for "no number", as ``carriers.key`` writes it."""
    table = tomllib.loads(resources.files(__package__).joinpath(FILE).read_text("utf-8"))
    return tuple(sorted({key(text) for text in table["words"]}))
