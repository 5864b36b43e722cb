"""The figures of late shipments: one function each, the investigation's dict in, plotly figure out."""

import math
from fractions import Fraction

import plotly.graph_objects as go

from vtr_lib.report import phrases, style
from vtr_lib.report.late_phrases import band, marked, missed_rate, part_rate, window
from vtr_lib.words import Words

ROW = 40  # px a row with a label of two lines
SHOWN = 12  # rows of the partition that are drawn; the table has all
LATE, OTHER = style.CAUSES["late_shipment"], style.CAUSES["missing_updates"]
MISSED = (style.STATES["defect"], "x")
FEW_COLOUR = style.STATES["pending"]


def partition(found: dict, words: Words) -> go.Figure:
    """Missed packages that bear a mark of lateness, by clause and marks, late shipments apart from other families."""
    rows, say = found["partition"][:SHOWN], words.table("late_shipment.charts")
    title = say["partition" if rows else "partition_none"].format(
        family=found["family"], missed=found["missed"], others=found["others_late"]
    )
    traces = []
    for family, (colour, shape) in (("late_shipment", LATE), ("other", OTHER)):
        places = [place for place, row in enumerate(rows) if row["family"] == family]
        counts = [rows[place]["packages"] for place in places]
        bars = _bars(counts, places, words.name("late_shipment.families", family), colour, shape)
        traces.append(bars.update(text=[words.number(count) for count in counts], textposition="outside"))
    names = [words.name("clauses", row["clause"]) for row in rows]
    listed = [phrases.named(name, words.number(row["packages"]), words) for name, row in zip(names, rows, strict=True)]
    return style.figure(
        traces,
        words=words,
        title=title,
        subtitle=window(found, words),
        alt=phrases.told(title, listed, words),
        height=90 + ROW * max(1, len(rows)),
        top=48,
        margin={"r": 40},
        xaxis={"visible": False, "rangemode": "tozero"},
        yaxis=_labels(names, [marked(row["marks"], words) for row in rows]),
        barmode="overlay",
        showlegend=bool(rows),
    )


def hours(found: dict, which: str, words: Words) -> go.Figure:
    """Packages by band of hours, missed and valid: ``ship_by`` past the latest ship time, ``first_scan`` to the scan.

    Those confirmed in time are many, and are said but not drawn.
    """
    say, rows, aside = words.table("late_shipment.charts"), found[which], ()
    if which == "ship_by":
        aside, rows = (say["in_time"].format(rate=missed_rate(rows[0], words)),), rows[1:]
    told = found["late"] if which == "ship_by" else found["handed_late"]
    late_missed = sum(row["missed"] for row in rows if row["is_told"])
    title = say[which].format(missed=late_missed, days=found["handover_days"], **told)
    names = [band(row, which, words) for row in rows]
    lines = [say["bar"].format(**row) for row in rows]
    listed = [phrases.named(*each, words) for each in zip(names, lines, strict=True)]
    places = list(range(len(rows)))
    return style.figure(
        [
            _bars([row["missed"] for row in rows], places, say["missed"], *MISSED),
            _bars([row["counted"] - row["missed"] for row in rows], places, say["valid"], style.STATES["valid"], ""),
        ],
        words=words,
        title=title,
        subtitle=phrases.sentences(window(found, words), *aside),
        alt=phrases.told(title, listed, words),
        height=90 + ROW * len(rows),
        top=48,
        margin={"r": 40},
        xaxis={
            "range": [0, max([1, *(row["counted"] for row in rows)])],
            "tickformat": ",d",
            "nticks": 5,
            "tickangle": 0,
        },
        yaxis=_labels(names, lines),
        barmode="stack",
        bargap=0.35,
        legend={"traceorder": "normal"},
    )


def risks(found: dict, words: Words) -> go.Figure:
    """How many times as often late packages are missed as the others, with interval, on a scale of multiples.

    Where a ratio can't be told, the row says so and has no point.
    """
    say, rows = words.table("late_shipment.charts"), found["risks"]
    drawn = [(place, row) for place, row in enumerate(rows) if row["interval"]]
    ends = [math.log10(float(end)) for _, row in drawn for end in row["interval"]] + [math.log10(0.5), math.log10(2)]
    room = (max(ends) - min(ends)) * 0.08
    span = [min(ends) - room, max(ends) + room]
    traces = [_interval(place, row) for place, row in drawn]
    names = [words.name("late_shipment.exposures", row["name"]) for row in rows]
    lines = [
        (
            missed_rate(row["exposed"], words),
            say["others"].format(rate=missed_rate(row["others"], words)),
            _ratio(row, words),
        )
        for row in rows
    ]
    title = say["risks" if drawn else "risks_none"]
    line = {"type": "line", "x0": 1, "x1": 1, "y0": 0, "y1": 1, "yref": "paper", "layer": "between"}
    as_often = {"x": 0, "y": 1, "yref": "paper", "yanchor": "bottom", "text": say["as_often"], "showarrow": False}
    listed = [
        phrases.named(name, words("report.list").join(each), words) for name, each in zip(names, lines, strict=True)
    ]
    axis = _labels(names, [""] * len(rows))
    axis["ticktext"] = [
        style.text(name) + "".join(map(style.small, each)) for name, each in zip(names, lines, strict=True)
    ]
    return style.figure(
        traces,
        words=words,
        title=title,
        subtitle=window(found, words),
        alt=phrases.told(title, listed, words),
        height=60 + 96 * len(rows),
        top=40,
        xaxis={
            "type": "log", "range": span, "tickvals": _multiples(*span),
            "ticktext": [_multiple(value, words) for value in _multiples(*span)],
        },
        yaxis=axis,
        shapes=[line | {"line": {"color": style.INK, "width": 1.5, "dash": "dash"}}],
        annotations=[as_often | {"font": {"size": style.SMALL}}],
        showlegend=False,
    )  # fmt: skip


def weekdays(found: dict, words: Words) -> go.Figure:
    """The share confirmed late by weekday: of the day the package was due, and of the day it was confirmed."""
    say, due, confirmed = (
        words.table("late_shipment.charts"),
        *(found["weekdays"][key] for key in ("ship_by", "confirmed")),
    )
    names, total = list(words.table("weekdays").values()), sum(row["late"] for row in due)
    worst = max(
        (row for row in due if row["is_worse"]), key=lambda row: Fraction(row["late"], row["known"]), default=None
    )
    title = say["weekdays_few" if total else "weekdays_none"].format(late=total, known=sum(row["known"] for row in due))
    if worst:
        title = say["weekdays"].format(
            weekday=names[worst["weekday"] - 1], rate=part_rate(worst, "late", "known", words)
        )
    series = (
        ("by_ship_by", due, "diamond", style.STATES["defect"]),
        ("by_confirmed", confirmed, "circle", style.STATES["valid"]),
    )
    shares = [style.percent(row["late"], row["known"]) for rows in (due, confirmed) for row in rows]
    highest = max([share for share in shares if share is not None], default=0)
    traces = [
        go.Scatter(
            x=[style.percent(row["late"], row["known"]) for row in rows],
            y=[row["weekday"] - 1 + shift for row in rows],
            mode="markers", name=say[key], cliponaxis=False,
            marker={"color": colour, "symbol": symbol, "size": 12, "line": {"color": style.PAPER, "width": 1}},
            customdata=[[row["late"], row["known"]] for row in rows],
            hovertemplate="%{customdata[0]:,} / %{customdata[1]:,}<extra></extra>",
        )
        for (key, rows, symbol, colour), shift in zip(series, (-0.14, 0.14), strict=True)
    ]  # fmt: skip
    lines = [
        say["pair"].format(due=_bare(row, words), confirmed=_bare(other, words))
        for row, other in zip(due, confirmed, strict=True)
    ]
    listed = [phrases.named(*each, words) for each in zip(names, lines, strict=True)]
    return style.figure(
        traces,
        words=words,
        title=title,
        subtitle=phrases.sentences(window(found, words), say["weekday_counts"]),
        alt=phrases.told(title, listed, words),
        height=96 + ROW * 7,
        top=64,
        xaxis={"range": [0, max(highest * 1.1, 1)], "ticksuffix": " %", "nticks": 5, "tickangle": 0},
        yaxis=_labels(names, lines),
        legend={"traceorder": "normal"},
    )


def _interval(place: int, row: dict) -> go.Scatter:
    point, (low, high) = float(row["ratio"]), map(float, row["interval"])
    colour, symbol = (FEW_COLOUR, "circle-open") if row["is_few"] else (style.STATES["defect"], "diamond")
    return go.Scatter(
        x=[point], y=[place], mode="markers", hoverinfo="skip", meta={"exposure": row["name"]},
        marker={"color": colour, "symbol": symbol, "size": 13, "line": {"width": 2, "color": colour}},
        error_x={"type": "data", "symmetric": False, "array": [high - point], "arrayminus": [point - low],
                 "color": colour, "thickness": 2},
    )  # fmt: skip


def _ratio(row: dict, words: Words) -> str:
    """What a row's ratio is, in a few words; of few packages, that it says nothing."""
    say = words.table("late_shipment.charts")
    if row["is_few"]:
        return words("late_shipment.few")
    return say["times"].format(ratio=row["ratio"]) if row["ratio"] else say["no_ratio"]


def _multiples(low: float, high: float) -> list[float]:
    """Round multiples on a scale between two powers of ten, at most about five."""
    step = max(1, math.ceil((high - low) / 5))
    powers = range(math.ceil(low), math.floor(high) + 1, step)
    return sorted({0.5, 1, 2} if step == 1 and high - low < 1.5 else {10.0**power for power in powers} | {1})


def _multiple(value: float, words: Words) -> str:
    return words.number(int(value)) if value >= 1 else words.decimal(f"{value:g}")


def _bars(values: list[int], places: list[int], name: str, colour: str, shape: str) -> go.Bar:
    return go.Bar(
        x=values, y=places, orientation="h", width=0.6, name=name, hoverinfo="skip", cliponaxis=False,
        marker={"color": colour, "pattern": style.pattern(shape), "line": {"width": 0}},
    )  # fmt: skip


def _bare(row: dict, words: Words) -> str:
    return phrases.counts({"valid": row["late"], "counted": row["known"]}, words)


def _labels(names: list[str], lines: list[str]) -> dict:
    """A vertical axis with a label of two lines for each row, the first on top; rows stand by number, never by name."""
    return {
        "tickvals": list(range(len(names))),
        "ticktext": [
            style.text(name) + (style.small(line) if line else "") for name, line in zip(names, lines, strict=True)
        ],
        "range": [max(1, len(names)) - 0.5, -0.5],
        "showgrid": False,
        "ticklabelstandoff": 8,
    }
