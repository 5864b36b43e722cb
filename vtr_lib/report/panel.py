"""What is drawn in one panel of the rolling rate: its lines, the packages of each day, and what is marked across."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import plotly.graph_objects as go
import polars as pl

from vtr_lib.metrics.rate import Rate
from vtr_lib.report import phrases, style
from vtr_lib.report.panels import axis_names
from vtr_lib.words import Words

OPEN_FROM = 200  # a window is open where more than one in so many of its packages is pending
DAILY_STATES = (  # colour and pattern of each layer of a day's packages
    ("valid", "#4d95c4", ""),
    ("missed", style.STATES["defect"], "x"),
    ("pending", style.STATES["pending"], "/"),
)


Named = Callable[..., dict]  # a series → its name, group and place in the legend


@dataclass(frozen=True, slots=True)
class Marks:
    """What else is drawn in the panels.

    ``other`` is the same rolling frame on the other basis, whose windows are shown ``lag`` days after they end;
    ``changes`` are dicts of a segment's ``name``, the ISO day ``on`` which its rate fell, and the ``earliest`` and
    ``latest`` that may have been; ``rules`` are the days from which another rule holds.
    """

    other: pl.DataFrame | None = None
    lag: int = 0
    changes: tuple[dict, ...] = ()
    rules: tuple[date, ...] = ()


NO_MARKS = Marks()


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel's segment and name, its rows by day, and those of the other basis; the summed rest is ``other``."""

    code: str
    name: str
    rows: list[dict]
    other: list[dict]


def named_by(code: str, target: float, words: Words, said: set[str]) -> Named:
    """Name, group and marks of a panel's series; the first of a name in the figure stands in the legend."""
    names = words.table("charts.series")

    def named(series: str, legend: str = "") -> dict:
        legend = legend or series
        is_first = legend not in said
        said.add(legend)
        label = names[legend].format(target=format(target, "g"))
        meta = {"segment": code, "series": series}
        return {"name": label, "legendgroup": legend, "showlegend": is_first, "meta": meta}

    return named


def traces(
    panel: Panel, number: int, target: float, named: Named, marks: Marks, words: Words, *, with_band: bool
) -> list:  # fmt: skip
    """The lines of rate and target, on the other basis too where there is one, and the bars of each day's packages."""
    across, upper, lower = axis_names(number)
    upper, lower = ({"xaxis": f"x{across}", "yaxis": f"y{axis}"} for axis in (upper, lower))
    rows, days = panel.rows, [str(row["day"]) for row in panel.rows]
    traces = _band(rows, days, named, upper) if with_band else []
    traces.append(
        go.Scatter(
            x=[days[0], days[-1]], y=[target, target], mode="lines", hoverinfo="skip",
            line={"color": style.INK, "width": 1.25, "dash": "dash"}, **named("target"), **upper,
        )
    )  # fmt: skip
    is_open = [row["pending"] * OPEN_FROM > row["counted"] + row["pending"] for row in rows]
    line = {"color": style.STATES["valid"], "width": 2.25}
    traces.append(_line(rows, [not each for each in is_open], line, named("rate") | upper, words))
    if any(is_open):
        traces.append(_line(rows, is_open, line | {"dash": "dot"}, named("open") | upper, words))
    shown = [row | {"day": row["day"] + timedelta(days=marks.lag)} for row in panel.other]
    shown = [row for row in shown if days[0] <= str(row["day"]) <= days[-1]]
    if shown:
        line = {"color": style.QUIET, "width": 1.5, "dash": "dashdot"}
        traces.append(_line(shown, [True] * len(shown), line, named("other") | upper, words))
    for series, colour, shape in DAILY_STATES:
        marker = {"color": colour, "line": {"width": 0}, "pattern": style.pattern(shape, size=4)}
        traces.append(
            go.Bar(
                x=days, y=[_on_day(row, series) for row in rows], marker=marker,
                hovertemplate=style.on(words) + ": %{y:,}<extra>%{fullData.name}</extra>", **named(series), **lower,
            )
        )  # fmt: skip
    return traces


def _line(rows: list[dict], is_drawn: list[bool], line: dict, place: dict, words: Words) -> go.Scatter:
    """The rate of each window; a gap where nothing is counted, and where another line draws it."""
    return go.Scatter(
        x=[str(row["day"]) for row in rows],
        y=[style.percent(row["valid"], row["counted"]) if drawn else None
           for row, drawn in zip(rows, is_drawn, strict=True)],
        customdata=[
            [row["valid"], row["counted"], words.decimal(Rate(row["valid"], row["counted"]).percent())] for row in rows
        ],
        hovertemplate=style.on(words) + ": %{customdata[2]} % (%{customdata[0]:,}/%{customdata[1]:,})"
        "<extra>%{fullData.name}</extra>",
        mode="lines", connectgaps=False, line=line, **place,
    )  # fmt: skip


def _band(rows: list[dict], days: list[str], named: Named, upper: dict) -> list:
    edges = []
    for series, ends in (("low", low), ("high", _high)):
        counts = [ends(row) for row in rows]
        edge = named(series, "band")
        edges.append(
            go.Scatter(
                x=days, y=[style.percent(*pair) for pair in counts], mode="lines", line={"width": 0},
                customdata=[list(pair) for pair in counts], connectgaps=False, hoverinfo="skip",
                fill="tonexty" if series == "high" else "none", fillcolor="rgba(118,118,118,0.3)",
                **(edge | {"showlegend": series == "high"}), **upper,
            )
        )  # fmt: skip
    return edges


def across(
    panel: Panel, number: int, foot: float, named: Named, marks: Marks, words: Words
) -> tuple[list, list]:  # fmt: skip
    """Lines up from ``foot`` on days of change, each with the span in which it may lie, and on days of a new rule."""
    axes = axis_names(number)
    place = {"xaxis": f"x{axes[0]}", "yaxis": f"y{axes[1]}"}
    first, last = (str(panel.rows[end]["day"]) for end in (0, -1))
    hover = style.on(words) + "<extra>%{fullData.name}</extra>"
    traces, bands = [], []
    for change in marks.changes:
        if change["name"] == panel.code and first <= change["on"] <= last:
            traces.append(
                go.Scatter(
                    x=[change["on"]] * 2, y=[foot, 100], mode="lines+markers", hovertemplate=hover,
                    line={"color": style.STATES["defect"], "width": 1.5},
                    marker={"symbol": ["line-ns", "diamond"], "size": 9}, **named("change"), **place,
                )
            )  # fmt: skip
            look = {"layer": "below", "line": {"width": 0}, "fillcolor": "rgba(213,94,0,0.18)"}
            span = {"x0": max(change["earliest"], first), "x1": min(change["latest"], last), "xref": place["xaxis"]}
            bands.append({"type": "rect", "y0": 0, "y1": 1, "yref": f"{place['yaxis']} domain"} | look | span)
    traces += [
        go.Scatter(
            x=[day.isoformat()] * 2, y=[foot, 100], mode="lines", hovertemplate=hover,
            line={"color": style.INK, "width": 1, "dash": "dot"}, **named("rule"), **place,
        )
        for day in marks.rules
        if first <= day.isoformat() <= last
    ]  # fmt: skip
    return traces, bands


def low(row: dict) -> tuple[int, int]:
    """What is valid of all that counts or can still count: the lowest the rate can end at."""
    return row["valid"], row["counted"] + row["pending"]


def _high(row: dict) -> tuple[int, int]:
    return row["valid"] + row["pending"] + row["unknown"], row["counted"] + row["pending"]


def _on_day(row: dict, series: str) -> int:
    return row["counted_on_day"] - row["valid_on_day"] if series == "missed" else row[f"{series}_on_day"]


def note(number: int, panel: Panel, share: str, words: Words, basis: str) -> dict:
    """A panel's title: its name, and the rate of the last window with its counts, on one basis and on the other."""
    across, upper, _ = axis_names(number)
    last = panel.rows[-1]
    colour = style.BELOW_TEXT if phrases.standing_key(last, share) == "below" else style.QUIET
    lines = [style.small(phrases.rated(last, share, words), colour)]
    if panel.other:
        other = words.table("charts.other_basis")[basis].format(rate=phrases.rate(panel.other[-1], words))
        lines.append(style.small(other))
    return {
        "text": f"<b>{style.text(panel.name, 30)}</b>" + "".join(lines),
        **{"x": 0, "xref": f"x{across} domain", "xanchor": "left"},
        **{"y": 1, "yref": f"y{upper} domain", "yanchor": "bottom"},
        **{"showarrow": False, "align": "left", "yshift": 4, "font": {"size": 13}},
    }
