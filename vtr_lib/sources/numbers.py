"""Seam (temporary): normalised tracking numbers."""

import polars as pl


def normal(numbers: pl.Series) -> pl.Series:
    text = numbers.cast(pl.String).str.to_uppercase().str.replace_all(r"[\s\-\u200B\u00A0]", "")
    return text.set(text == "", None)
