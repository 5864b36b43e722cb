"""The points that each action can still win, drawn against what lacks to the target."""

from fractions import Fraction

import plotly.graph_objects as go

from vtr_lib.report import phrases, rows, style
from vtr_lib.words import Words

LOOKS = {"action": (style.STATES["valid"], ""), "all": ("#4d95c4", "/")}  # colour and pattern of a bar


def saving(found: dict, words: Words) -> go.Figure:
    """A bar an action, all that can be saved together beneath them, the gap to the target as a line across."""
    say, names = words.table("actions.chart"), words.table("actions.names")
    bars = [
        (names[row["action"]], row["packages"], Fraction(row["points"]), "action", row["action"])
        for row in found["save"]
        if row["action"] != "over"
    ]
    if bars:
        whole = Fraction(100 * found["savable"], found["settled"])
        bars.append((say["all"], found["savable"], whole, "all", "all"))
    lacks = Fraction(found["lacks"])
    lines = [
        words("actions.chart.bar", packages=words.number(count), points=phrases.points(points, words))
        for _, count, points, *_ in bars
    ]
    yaxis, narrow = rows.axis([name for name, *_ in bars], lines)
    title = _title(found, words)
    listed = [phrases.named(name, line, words) for (name, *_), line in zip(bars, lines, strict=True)]
    ends = [float(points) for _, _, points, *_ in bars]
    span = max([*ends, float(lacks), 0.1]) * 1.08
    axis = {"range": [0, round(span, 4)], "nticks": 5, "tickangle": 0, "title": None, "visible": bool(bars)}
    return style.figure(
        [_trace(look, bars) for look in LOOKS] if bars else [],
        title=title,
        subtitle=words("charts.window", window=phrases.window(found, words), as_of=found["as_of"]),
        alt=phrases.told(title, listed, words),
        height=50 + rows.ROW * max(1, len(bars)),
        top=40,
        meta={"narrow": narrow | {"xaxis.nticks": 3}},
        xaxis=axis,
        yaxis=yaxis,
        barmode="overlay",
        showlegend=False,
        **_gap(found, lacks, words, is_right=2 * float(lacks) > span) if lacks and bars else {},
        words=words,
    )


def _trace(look: str, bars: list[tuple]) -> dict:
    colour, shape = LOOKS[look]
    places = [place for place, bar in enumerate(bars) if bar[3] == look]
    return {
        "type": "bar", "orientation": "h", "width": 0.55, "name": look, "hoverinfo": "skip",
        "y": places, "x": [round(float(bars[place][2]), 4) for place in places],
        "marker": {"color": colour, "pattern": style.pattern(shape)},
        "meta": {"actions": [bars[place][4] for place in places], "packages": [bars[place][1] for place in places]},
    }  # fmt: skip


def _gap(found: dict, lacks: Fraction, words: Words, *, is_right: bool) -> dict:
    """The line of what lacks, with its label above the axes on the side that has room."""
    values = {
        "target": phrases.target(found["target"]),
        "points": phrases.points(lacks, words),
        "short": words.number(found["short"]),
    }
    label = {"text": words("actions.chart.gap", **values), "font": {"size": style.SMALL}, "showarrow": False}
    place = {"x": float(lacks), "y": 1, "yref": "paper", "yanchor": "bottom"}
    line = {"color": style.INK, "width": 1.5, "dash": "dash"}
    across = {"x0": float(lacks), "x1": float(lacks), "y0": 0, "y1": 1, "yref": "paper"}
    return {
        "annotations": [label | place | {"xanchor": "right" if is_right else "left"}],
        "shapes": [{"type": "line", "line": line, "layer": "above"} | across],
    }


def _title(found: dict, words: Words) -> str:
    key = "nothing" if not found["settled"] else "met" if not found["short"] else "none"
    if key == "none" and found["savable"]:
        key = "enough" if found["savable"] >= found["short"] else "too_few"
    return words.table("actions.chart")[key].format(
        savable=words.number(found["savable"]), short=words.number(found["short"]),
        target=phrases.target(found["target"]), low=phrases.rate(found["low"], words),
    )  # fmt: skip
