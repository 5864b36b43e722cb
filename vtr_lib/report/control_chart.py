"""When did it break, as a figure: the share lost day by day against what chance explains, and evidence that adds up."""

from datetime import date, timedelta

import plotly.graph_objects as go

from vtr_lib.metrics.control import FINE
from vtr_lib.report import phrases, style
from vtr_lib.report.control import LIMIT, subtitle, title
from vtr_lib.words import Words

APART = 0.2  # of the span of days: alarms closer than this share one word
HEAD, SHARE, GAP, SCORE, FOOT = 40, 190, 56, 90, 30  # px from the upper panel's heading down to the days
HEIGHT = HEAD + SHARE + GAP + SCORE + FOOT
LEGEND_LINES = 7  # the most a narrow screen needs
LETTER = 16  # px, the height of a tick's letters
HEADING_CHARACTERS, LEGEND_CHARACTERS = 46, 36
NO_AXES = {"xaxis": {"visible": False}, "yaxis": {"visible": False}}
BAND, FALL = "rgba(213,94,0,0.22)", style.STATES["defect"]


def control_chart(data: dict, words: Words) -> go.Figure:
    """Above, the share not valid of each day, its limit as steps, alarms as larger diamonds with a word; below, CUSUM.

    A band spans the days on which the fall began, a line of dashes and dots stands where a rule starts. ``data`` as
    ``control`` gives it.
    """
    rows, finding = data["days"], title(data, words)
    drawn = [*_share_traces(rows, words), *_score_traces(rows, words)] if rows else []
    marks, shapes = _marks(data, words) if rows else ([], [])
    alarms = [_said(row, words) for row in rows if row["is_alarm"]]
    step, wide_step = (max(1, -(-_span(rows) // parts)) for parts in (3, 8))
    height = HEIGHT if rows else 60
    narrow = {"height": height + 19 * LEGEND_LINES + 20, "xaxis.tickvals": _ticks(rows, step)} if rows else {}
    return style.figure(
        [*drawn, *marks],
        words=words,
        title=finding,
        subtitle=subtitle(data, words),
        alt=phrases.told(finding, alarms, words),
        height=height,
        top=40,
        meta={"narrow": narrow, "segment": data["where"]},
        margin={"l": 50},
        shapes=shapes,
        annotations=_headings(words) if rows else [],
        legend={"y": 1, "traceorder": "normal"},
        showlegend=bool(rows),
        **(_axes(rows, _ticks(rows, wide_step), words) if rows else NO_AXES),
    )


def _share_traces(rows: list[dict], words: Words) -> list:
    say = words.table("control.series")
    steps_x, steps_y = [], []
    for row, after in zip(rows, [*rows[1:], None], strict=True):
        most = style.percent(row["most"], row["counted"])
        steps_x += [_edge(row["day"], -1), _edge(row["day"], 1)]
        steps_y += [most, most]
        if after and _edge(after["day"], -1) != _edge(row["day"], 1):  # a day without packages has no limit
            steps_x.append(None)
            steps_y.append(None)
    limit = go.Scatter(
        x=steps_x, y=steps_y, mode="lines", connectgaps=False, hoverinfo="skip", name=say["limit"],
        line={"color": style.STATES["pending"], "width": 1.5}, meta={"series": "limit"},
    )  # fmt: skip
    heights = {row["day"]: style.percent(row["missed"], row["counted"]) for row in rows}
    usual, alarms = ([row for row in rows if row["is_alarm"] is is_alarm] for is_alarm in (False, True))
    points = [
        _points(group, heights, series, say[series], "y") for group, series in ((usual, "usual"), (alarms, "alarm"))
    ]
    points[1].update(_worded([row["day"] for row in alarms], heights, rows, words))
    for trace, group in zip(points, (usual, alarms), strict=True):
        trace["customdata"] = [[row["missed"], row["counted"], row["most"]] for row in group]
        trace["hovertemplate"] = style.on(words) + ": %{customdata[0]:,} / %{customdata[1]:,}<extra></extra>"
    return [limit, *(go.Scatter(trace) for trace in points)]


def _score_traces(rows: list[dict], words: Words) -> list:
    heights = {row["day"]: row["score"] / 100 for row in rows}
    signals = [row for row in rows if row["is_signal"]]
    line = go.Scatter(
        x=list(heights), y=list(heights.values()), mode="lines", yaxis="y2", showlegend=False,
        line={"color": style.STATES["valid"], "width": 2}, meta={"series": "score"},
        hovertemplate=style.on(words) + ": %{y:.2f}<extra></extra>",
    )  # fmt: skip
    alarms = _points(signals, heights, "alarm", words("control.series.alarm"), "y2")
    alarms.update(_worded([row["day"] for row in signals], heights, rows, words))
    return [line, go.Scatter(alarms | {"showlegend": False, "hoverinfo": "skip", "meta": {"series": "signal"}})]


def _points(rows: list[dict], heights: dict, series: str, name: str, axis: str) -> dict:
    look = {
        "usual": {"color": style.STATES["valid"], "symbol": "circle", "size": 6},
        "alarm": {"color": FALL, "symbol": "diamond", "size": 12, "line": {"color": style.PAPER, "width": 1}},
    }[series]
    days = [row["day"] for row in rows]
    return {
        "x": days or [None], "y": [heights[day] for day in days] or [None], "mode": "markers", "marker": look,
        "name": name, "yaxis": axis, "cliponaxis": False, "meta": {"series": series},
    }  # fmt: skip


def _worded(days: list[str], heights: dict, rows: list[dict], words: Words) -> dict:
    """The word at the highest of the alarms that stand close together, towards the middle of the chart."""
    first, span = date.fromisoformat(rows[0]["day"]), _span(rows)
    groups: list[list[str]] = []
    for day in days:
        is_near = groups and _between(groups[-1][-1], day) <= APART * span
        groups[-1].append(day) if is_near else groups.append([day])
    worded = {max(group, key=lambda day: heights[day]) for group in groups}

    def side(day: str) -> str:
        at = (date.fromisoformat(day) - first).days / max(1, span - 1)
        return "right" if at < APART else "left" if at > 1 - APART else "center"

    return {
        "mode": "markers+text", "text": [words("control.alarm") if day in worded else "" for day in days],
        "textposition": [f"top {side(day)}" for day in days] or "top center",
        "textfont": {"size": style.SMALL, "color": style.BELOW_TEXT},
    }  # fmt: skip


def _marks(data: dict, words: Words) -> tuple[list, list]:
    """The band of the change and the lines of the rules in both panels, and what the legend shows of them."""
    say, traces, shapes = words.table("control.series"), [], []
    across = {"type": "line", "xref": "x domain", "x0": 0, "x1": 1, "yref": "y2", "y0": LIMIT, "y1": LIMIT}
    shapes.append(across | {"line": {"color": style.QUIET, "width": 1.25, "dash": "dot"}})
    if change := data["change"]:
        edges = {"x0": _edge(change["earliest"], -1), "x1": _edge(change["latest"], 1)}
        shapes += _upright({"type": "rect", "layer": "below", "fillcolor": BAND, "line": {"width": 0}} | edges)
        look = {"mode": "markers", "marker": {"symbol": "square", "size": 12, "color": BAND}}
        traces.append(_key(say["change"].format(**change), "change", **look))
    rule = {"color": style.STATES["unknown"], "width": 2, "dash": "longdashdot"}
    for day in data["policy_days"]:
        shapes += _upright({"type": "line", "x0": day, "x1": day, "line": rule})
    if data["policy_days"]:
        traces.append(
            _key(say["rule"].format(days=phrases.days(data["policy_days"], words)), "rule", mode="lines", line=rule)
        )
    return traces, shapes


def _upright(shape: dict) -> list[dict]:
    """A shape from the foot to the top of each panel, and not across the heading between them."""
    return [shape | {"yref": f"{axis} domain", "y0": 0, "y1": 1} for axis in ("y", "y2")]


def _key(name: str, series: str, **look) -> go.Scatter:
    """An entry of the legend without a point of its own."""
    name = "<br>".join(style.wrap(name, LEGEND_CHARACTERS))
    return go.Scatter(x=[None], y=[None], name=name, hoverinfo="skip", meta={"series": series}, **look)


def _headings(words: Words) -> list[dict]:
    texts = (words("control.share"), words("control.score", fine=format(float(100 * FINE), "g"), limit=LIMIT))
    return [
        {
            "text": "<br>".join(style.wrap(text, HEADING_CHARACTERS)), "font": {"size": 13}, "align": "left",
            "x": 0, "xref": "x domain", "xanchor": "left", "y": 1, "yref": f"{axis} domain", "yanchor": "bottom",
            "yshift": 4, "showarrow": False,
        }
        for text, axis in zip(texts, ("y", "y2"), strict=True)
    ]  # fmt: skip


def _axes(rows: list[dict], ticks: list[str], words: Words) -> dict:
    shares = [style.percent(row[key], row["counted"]) for row in rows for key in ("missed", "most")]
    top, highest = max(5.0, *shares), max(LIMIT * 100, *(row["score"] for row in rows)) / 100
    step = next((step for step in (1, 2, 5, 10) if top <= 6 * step), 20)
    domains, is_apart = _domains(), LIMIT / (highest * 1.35) * SCORE > LETTER
    return {
        "xaxis": {
            "type": "date", "anchor": "y2", "range": [_edge(rows[0]["day"], -1), _edge(rows[-1]["day"], 1)],
            "tickvals": ticks, "tickformat": words.forms.day_pattern, "tickangle": 0, "showgrid": False,
            "ticks": "outside",
        },
        "yaxis": {
            "domain": domains["y"], "range": [0, top * 1.2], "tickvals": list(range(0, 101, step)),
            "ticktext": [f"{share} %" for share in range(0, 101, step)],
            "rangemode": "tozero", "automargin": False,
        },
        "yaxis2": {
            "domain": domains["y2"], "range": [0, highest * 1.35], "automargin": False,
            "tickvals": [0, LIMIT] if is_apart else [LIMIT],
            "showgrid": False,
        },
    }  # fmt: skip


def _domains() -> dict[str, list[float]]:
    return {
        "y": [round((FOOT + SCORE + GAP) / HEIGHT, 4), round(1 - HEAD / HEIGHT, 4)],
        "y2": [round(FOOT / HEIGHT, 4), round((FOOT + SCORE) / HEIGHT, 4)],
    }


def _edge(day: str, side: int) -> str:
    """The noon before a day or its own: a day is drawn around its midnight, where its point stands."""
    return f"{date.fromisoformat(day) - timedelta(days=side < 0)} 12:00"


def _between(day: str, other: str) -> int:
    return (date.fromisoformat(other) - date.fromisoformat(day)).days


def _span(rows: list[dict]) -> int:
    return _between(rows[0]["day"], rows[-1]["day"]) + 1 if rows else 1


def _ticks(rows: list[dict], step: int) -> list[str]:
    if not rows:
        return []
    first = date.fromisoformat(rows[0]["day"])
    return [(first + timedelta(days=after)).isoformat() for after in range(0, _span(rows), step)]


def _said(row: dict, words: Words) -> str:
    rate = phrases.rate({"valid": row["missed"], "counted": row["counted"]}, words)
    return phrases.named(words.day(row["day"]), rate, words)
