"""The rolling rate through time: one panel a carrier or origin on one scale, the daily packages beneath each."""

import plotly.graph_objects as go
import polars as pl

from vtr_lib.report import panel as drawing
from vtr_lib.report import panels as places
from vtr_lib.report import phrases, style
from vtr_lib.report.panel import NO_MARKS, Marks, Panel
from vtr_lib.words import Words

PANELS = 12  # the most there are; what does not fit is summed in the last
COLUMNS = 3
FEW = 10  # counted packages below which a window's rate does not set the scale
LEGEND, MORE = 70, 70  # px of the legend above the panels, and of its further rows on a narrow screen
LEFT = 50  # px left of the first panel


def rolling(
    frame: pl.DataFrame, by: str, summary: dict, words: Words, basis: str = "confirmed", marks: Marks = NO_MARKS
) -> go.Figure:
    """The rolling rate of every ``carrier``, ``origin`` or ``category`` in a panel of its own, the busiest first.

    ``frame`` as ``Month.rolling(by, basis)`` gives it. The smaller ones are summed in a last panel, so that the counts
    of all panels add up to the total. A day on which nothing was counted is a gap in the line; windows in which
    packages are pending are drawn apart.
    """
    panels = _panels(frame, by, words, marks)
    last = frame.filter(pl.col("day") == pl.col("day").max()).to_dicts()
    counted = [row for row in last if row["counted"]]
    below = [row for row in counted if phrases.standing_key(row, summary["target"]) == "below"]
    title = words.table(f"charts.{by}")["rolling" if counted else "nothing"].format(
        below=len(below), all=len(counted), target=phrases.target(summary["target"]),
        day=last[0]["day"] if last else summary["as_of"],
    )  # fmt: skip
    listed = [phrases.named(panel.name, phrases.rate(panel.rows[-1], words), words) for panel in panels]
    return _figure(panels, COLUMNS, summary, words, basis, marks, title=title, alt=phrases.told(title, listed, words))


def rolling_total(
    frame: pl.DataFrame, summary: dict, words: Words, basis: str = "confirmed", marks: Marks = NO_MARKS
) -> go.Figure:
    """The rolling rate of the whole store and, where packages are open, the band in which it can still end.

    ``frame`` as ``Month.rolling(None, basis)`` gives it.
    """
    rows = frame.sort("day").to_dicts()
    other = [] if marks.other is None else marks.other.sort("day").to_dicts()
    panels = [Panel("all", words("report.all"), rows, other)] if rows else []
    target = phrases.target(summary["target"])
    if not rows or not rows[-1]["counted"]:
        title = words("charts.headline.nothing")
    else:
        missed = sum(phrases.standing_key(row, summary["target"]) == "below" for row in rows)
        title = words(
            "charts.total",
            day=rows[-1]["day"], rate=phrases.rate(rows[-1], words), missed=missed, days=len(rows), target=target,
        )  # fmt: skip
    return _figure(panels, 1, summary, words, basis, marks, title=title, alt=title, with_band=True, tall=2)


def _panels(frame: pl.DataFrame, by: str, words: Words, marks: Marks) -> list[Panel]:
    if not frame.height:
        return []
    volume = (pl.col("counted_on_day") + pl.col("pending_on_day")).sum().alias("volume")
    ranked = frame.group_by(by).agg(volume).sort(["volume", by], descending=[True, False], nulls_last=True)
    own = ranked[by].head(ranked.height if ranked.height <= PANELS else PANELS - 1).to_list()
    second = frame.clear() if marks.other is None else marks.other

    def rows(names: list[str]) -> list[list[dict]]:
        inside = pl.col(by).is_in(names)
        return [
            each.filter(inside).group_by("day").agg(pl.exclude(by).sum()).sort("day").to_dicts()
            for each in (frame, second)
        ]

    panels = [Panel(name, phrases.segment(name, by, words), *rows([name])) for name in own]
    rest = [name for name in ranked[by] if name not in own]
    if rest:
        named = words("report.list").join(phrases.segment(name, by, words) for name in rest)
        panels.append(Panel("other", words("charts.other", count=len(rest), names=named), *rows(rest)))
    return panels


def _figure(
    panels: list[Panel], columns: int, summary: dict, words: Words, basis: str, marks: Marks, *, title: str, alt: str,
    with_band: bool = False, tall: int = 1,
) -> go.Figure:  # fmt: skip
    target = float(phrases.target(summary["target"]))
    days = [str(row["day"]) for row in panels[0].rows] if panels else []
    points = [row for panel in panels for row in panel.rows]
    rate_axis = _rate_axis(points, target, with_band=with_band)
    lowest = min((style.percent(row["valid"], row["counted"]) for row in points if row["counted"]), default=100)
    traces, axes, notes, shapes = [], {}, [], []
    said: set[str] = set()
    for number, panel in enumerate(panels, 1):
        named = drawing.named_by(panel.code, target, words, said)
        traces += drawing.traces(panel, number, target, named, marks, words, with_band=with_band)
        lines, bands = drawing.across(panel, number, rate_axis["range"][0], named, marks, words)
        traces += lines
        shapes += bands
        axes |= places.axes(number, panel.rows, days, rate_axis, words)
        notes.append(drawing.note(number, panel, summary["target"], words, basis))
    columns = max(1, min(columns, len(panels)))
    height = places.PANEL + (tall - 1) * places.RATE
    wide, narrow = (places.domains(len(panels), across, height) for across in (columns, 1))
    for axis, domain in wide.items():
        axes[axis]["domain"] = domain
    patch = {f"{axis}.domain": domain for axis, domain in narrow.items()} if columns > 1 else {}
    patch |= {"height": height * len(panels) + LEGEND + MORE + 20, "margin.t": LEGEND + MORE}
    return style.figure(
        traces,
        words=words,
        title=title,
        subtitle=words(
            "charts.rolling_window",
            basis=words.table("bases")[basis], days=summary["policy"]["window_days"], as_of=summary["as_of"],
            first=days[0] if days else "", last=days[-1] if days else "",
        )
        + (words("charts.leaves", few=FEW) if lowest < rate_axis["range"][0] else ""),
        alt=alt,
        height=height * -(-len(panels) // columns) + LEGEND + 20,
        top=LEGEND,
        meta={"narrow": patch},
        margin={"l": LEFT, "b": 20},
        annotations=notes,
        shapes=shapes,
        barmode="stack",
        legend={"y": 1, "traceorder": "normal"},
        **axes,
    )  # fmt: skip


def _rate_axis(rows: list[dict], target: float, *, with_band: bool) -> dict:
    """The one scale of all panels. Windows of a few packages jump too far to set it; their lines may leave a panel."""
    many = [row for row in rows if row["counted"] >= FEW] or rows
    drawn = [style.percent(row["valid"], row["counted"]) for row in many]
    drawn += [style.percent(*drawing.low(row)) for row in many] if with_band else []
    return style.percent_axis(drawn, target)
