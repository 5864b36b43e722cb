"""How long scans take, as a figure: a curve a carrier, falling as its packages are scanned."""

import plotly.graph_objects as go

from vtr_lib.report import phrases, style
from vtr_lib.report.survival import MARKS, name_of, percent, title
from vtr_lib.words import Words

LOOKS = (  # colour and dash of each curve; the colours of Okabe and Ito that stand out from white
    ("#0072b2", "solid"), ("#d55e00", "dash"), ("#007a5a", "dot"), ("#1a1a1a", "dashdot"), ("#a8568f", "longdash"),
    ("#767676", "longdashdot"),
)  # fmt: skip
TOP, HEAD, HEIGHT, FOOT = 24, 56, 280, 34  # px from above the heading down to the days
RANGE = (-1, 102)  # percent from the lowest to the highest drawn
LINE, REACH, ROOM = 19, 30, 225  # px from label to label, from a curve's end to its label, right of the curves
LABEL, HEADING_CHARACTERS = 22, 46


def survival_curves(data: dict, words: Words) -> go.Figure:
    """The share still waiting by days, a colour and a dash a curve, its name at its end, ticks for who still waited.

    ``data`` as ``survival.waiting_times`` gives it. On a narrow screen a legend stands in place of the names.
    """
    curves, marks, finding = data["curves"], MARKS[data["leg"]], title(data, words)
    traces = [
        trace
        for curve, look in zip(curves, LOOKS, strict=False)
        for trace in _traces(curve, look, marks[-1], name_of(curve, data["by"], words), words)
    ]
    heading = _heading(words(f"survival.{data['leg']}.axis"))
    ends = [trace.y[-1] for trace in traces if trace.mode == "lines"]
    names = [style.text(name_of(curve, data["by"], words), LABEL) for curve in curves]
    height = TOP + HEAD + HEIGHT + FOOT if curves else 60
    told = [_said(curve, data, words) for curve in curves]
    narrow = {
        "height": height + 20 * len(curves) + 20, "margin.r": 24, "showlegend": True, "annotations": [heading],
    }  # fmt: skip
    axes = _axes(marks) if curves else {"xaxis": {"visible": False}, "yaxis": {"visible": False}}
    return style.figure(
        traces,
        words=words,
        title=finding,
        subtitle=words("survival.window", first=data["first_on"], last=data["last_on"], as_of=data["as_of"]),
        alt=phrases.told(finding, told, words),
        height=height,
        top=TOP,
        meta={"narrow": narrow if curves else {}},
        margin={"l": 50, "r": ROOM, "b": FOOT},
        annotations=[heading, *_labels(ends, names, marks[-1])] if curves else [],
        legend={"y": 1, "traceorder": "normal", "itemwidth": 50},
        showlegend=False,
        **axes,
    )


def _traces(curve: dict, look: tuple[str, str], last_day: int, name: str, words: Words) -> list[go.Scatter]:
    """A curve from all packages down to who still waits on the last day, and its ticks."""
    start = {"hours": 0, "at_risk": curve["packages"], "censored": 0, "waiting": 10_000}
    steps = [start, *curve["steps"]]
    if curve["marks"][-1]["waiting"] is not None and steps[-1]["hours"] < 24 * last_day:
        steps.append(steps[-1] | {"hours": 24 * last_day, "at_risk": curve["marks"][-1]["at_risk"], "censored": 0})
    shared = {"name": style.text(name), "legendgroup": curve["name"], "line": {"color": look[0], "dash": look[1]}}
    shared["hovertemplate"] = "%{customdata[1]} (%{customdata[0]:,})<extra>%{fullData.name}</extra>"
    ticks = [step for step in curve["steps"] if step["censored"]]

    def drawn(rows: list[dict]) -> dict:
        return {
            "x": [round(row["hours"] / 24, 3) for row in rows] or [None],
            "y": [row["waiting"] / 100 for row in rows] or [None],
            "customdata": [[row["at_risk"], percent(row["waiting"], words)] for row in rows],
        }

    shared["line"] |= {"shape": "hv", "width": 2.25}
    marker = {"symbol": "line-ns-open", "size": 9, "color": look[0], "line": {"width": 1.5}}
    return [
        go.Scatter(mode="lines", meta={"curve": curve["name"]}, **drawn(steps), **shared),
        go.Scatter(
            mode="markers", marker=marker, showlegend=False, meta={"ticks": curve["name"]}, **drawn(ticks), **shared
        ),
    ]


def _labels(ends: list[float], names: list[str], day: int) -> list[dict]:
    """Each name right of its curve's end, moved up or down as far as it takes to keep a line's height between two."""
    heights = [HEIGHT * (height - RANGE[0]) / (RANGE[1] - RANGE[0]) for height in ends]
    return [
        {
            "x": day, "y": height, "text": name, "showarrow": True, "arrowhead": 0, "arrowwidth": 1,
            "arrowcolor": style.QUIET, "ax": REACH, "ay": round(own - place), "xanchor": "left",
            "font": {"size": 13}, "align": "left", "standoff": 2,
        }
        for height, name, own, place in zip(ends, names, heights, _apart(heights), strict=True)
    ]  # fmt: skip


def _apart(heights: list[float]) -> list[float]:
    """The heights in px, moved where they must be so that any two lie a line apart; their order stays."""
    order, placed = sorted(range(len(heights)), key=lambda number: (heights[number], number)), list(heights)
    below, above = -float("inf"), HEIGHT
    for number in order:
        below = placed[number] = max(placed[number], below + LINE)
    for number in reversed(order):
        above = placed[number] = min(placed[number], above)
        above -= LINE
    return placed


def _heading(text: str) -> dict:
    return {
        "text": "<br>".join(style.wrap(text, HEADING_CHARACTERS)), "font": {"size": 13}, "align": "left",
        "x": 0, "xref": "paper", "xanchor": "left", "y": 1, "yref": "y domain", "yanchor": "bottom", "yshift": 4,
        "showarrow": False,
    }  # fmt: skip


def _axes(marks: tuple[int, ...]) -> dict:
    return {
        "xaxis": {
            "range": [0, marks[-1]], "tickvals": list(marks), "showgrid": False, "ticks": "outside",
            "automargin": False,
        },
        "yaxis": {
            "domain": [0, round(1 - HEAD / (HEAD + HEIGHT), 4)], "range": list(RANGE), "tick0": 0, "dtick": 20,
            "ticksuffix": " %", "automargin": False,
        },
    }  # fmt: skip


def _said(curve: dict, data: dict, words: Words) -> str:
    last = curve["marks"][-1]
    share = words("report.no_share") if last["waiting"] is None else percent(last["waiting"], words)
    return phrases.named(name_of(curve, data["by"], words), share, words)
