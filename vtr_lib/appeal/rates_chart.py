"""The rates of the months, before the change and since, against the target."""

import plotly.graph_objects as go

from vtr_lib.appeal import rates
from vtr_lib.report import charts, phrases
from vtr_lib.schema import BASES
from vtr_lib.words import Words


def months(told: dict, words: Words) -> go.Figure:
    """A point for each calendar month of the three, and for both sides of the change where the answers tell of one."""
    rows = [row for row in rates.rows(told) if row["of"] not in BASES]
    names = [rates.name(row, words) for row in rows]
    rows = [row | {"name": name} for row, name in zip(rows, names, strict=True)]
    subtitle = words("appeal.chart.span", category=told["category"], as_of=words.day(told["as_of"]))
    return charts.rates(rows, names, told["target"], words, title=_title(told, words), subtitle=subtitle)


def _title(told: dict, words: Words) -> str:
    target, changed = phrases.target(told["target"]), told["changed"]
    if changed:
        said = {side: phrases.rate(changed[side], words) for side in ("before", "since")}
        return words("appeal.chart.changed", day=words.day(changed["turn_on"]), target=target, **said)
    counted = [row for row in told["months"] if row["counted"]]
    if not counted:
        return words("appeal.chart.nothing")
    below = [row for row in counted if phrases.standing_key(row, told["target"]) == "below"]
    return words("appeal.chart.months", below=len(below), all=len(counted), target=target)
