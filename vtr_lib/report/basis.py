"""What a figure of a window stands on, its basis, days and target, and the counts inside that window."""

from datetime import date

import polars as pl

from vtr_lib.metrics.counts import between
from vtr_lib.report import phrases
from vtr_lib.words import Words


def of_window(summary: dict, basis: str) -> dict[str, str]:
    """``basis``, ``first_on``, ``last_on``, ``as_of`` and ``target`` of the window, for a figure's own dict."""
    found = summary["windows"][basis]
    days = {key: found[key] for key in ("basis", "first_on", "last_on")}
    return days | {"as_of": summary["as_of"], "target": summary["target"]}


def inside(counts: pl.DataFrame, found: dict) -> pl.DataFrame:
    """The counts of the days ``first_on`` to ``last_on`` of a dict such as ``of_window`` gives, both in."""
    return between(counts, date.fromisoformat(found["first_on"]), date.fromisoformat(found["last_on"]))


def subtitle(found: dict, words: Words, axis: dict | None = None) -> str:
    """Basis, days and ``as_of`` of a figure; where ``axis``, of percent, does not start at 0, it says so too."""
    window = words("charts.window", window=phrases.window(found, words), as_of=found["as_of"])
    start = axis["range"][0] if axis else 0
    return window + (words("losses.axis", start=format(start, "g")) if start else "")
