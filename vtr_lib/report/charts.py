"""The figures: one function a chart, summary (or rolling counts) in, plotly figure out. Nothing is counted here.

Every figure says its finding in its title and its basis and days beneath, and holds a sentence for those who can't see
it in ``layout.meta["alt"]``.
"""

import plotly.graph_objects as go

from vtr_lib.report import phrases, style
from vtr_lib.words import Words

NARROW = 28  # characters of a name on a telephone
ROW = 46  # px a row with a label of two lines


def headline(summary: dict, words: Words, basis: str = "confirmed") -> go.Figure:
    """The rate of the window as a point, how far it can still move as a band, the target as a line."""
    found = summary["windows"][basis]
    rate, low, high, states = found["rate"], found["low"], found["high"], found["states"]
    target = float(phrases.target(summary["target"]))
    ends = [style.percent(end["valid"], end["counted"]) for end in (low, high)]
    point = style.percent(rate["valid"], rate["counted"])
    colour, symbol = style.STANDINGS[phrases.standing_key(rate, summary["target"])]
    traces, notes = [], [_target_label(target, summary["target"], words)]
    if low["counted"]:
        traces.append(
            go.Bar(
                x=[round(ends[1] - ends[0], 2)], y=[0], base=[ends[0]], orientation="h", width=0.5,
                marker={"color": "#d4d4d4", "line": {"width": 0}}, name=words("charts.series.band"),
                customdata=[[low["valid"], high["valid"], high["counted"]]],
                hovertemplate="%{customdata[0]:,}–%{customdata[1]:,} / %{customdata[2]:,}<extra></extra>",
            )
        )  # fmt: skip
    if rate["counted"]:
        traces.append(
            go.Scatter(
                x=[point], y=[0], mode="markers", cliponaxis=False, name=words("tables.rate"),
                marker={"color": colour, "symbol": symbol, "size": 16, "line": {"color": style.PAPER, "width": 2}},
                customdata=[[rate["valid"], rate["counted"]]],
                hovertemplate="%{customdata[0]:,} / %{customdata[1]:,}<extra></extra>",
            )
        )  # fmt: skip
        label = {"text": phrases.rate(rate, words), "font": {"size": 15}, "bgcolor": style.PAPER}
        notes.append({"x": point, "y": 0, "yanchor": "bottom", "yshift": 18, "showarrow": False} | label)
    is_open = bool(states["pending"] or states["unknown"])
    title = words.table("charts.headline")["open" if is_open else "settled" if rate["counted"] else "nothing"].format(
        rate=phrases.rate(rate, words), span=phrases.span(found, words), **states
    )
    return style.figure(
        traces,
        words=words,
        title=title,
        subtitle=_window(found, summary, words),
        alt=phrases.told(phrases.rated(rate, summary["target"], words), [title], words),
        height=130,
        top=34,
        xaxis=style.percent_axis([*ends, point], target),
        yaxis={"visible": False, "range": [-0.5, 1]},
        shapes=[_target_line(target, [-0.5, 1])],
        annotations=notes,
        showlegend=False,
    )


def categories(summary: dict, words: Words, basis: str = "confirmed") -> go.Figure:
    """The rate of every category against the target: the rates Amazon decides by."""
    return segments(summary, "category", words, basis)


def segments(summary: dict, by: str, words: Words, basis: str = "confirmed") -> go.Figure:
    """The rate of every ``carrier``, ``origin`` or ``category`` against the target, the most counted on top."""
    found = summary["windows"][basis]
    rows = found["by"][by]
    counted = [row for row in rows if row["counted"]]
    below = [row for row in counted if not row["is_met"]]
    title = words.table(f"charts.{by}")["below" if below else "met" if counted else "nothing"].format(
        below=len(below), all=len(counted), target=phrases.target(summary["target"])
    )
    names = [phrases.segment(row["name"], by, words) for row in rows]
    return rates(rows, names, summary["target"], words, title=title, subtitle=_window(found, summary, words))


def rates(rows: list[dict], names: list[str], share: str, words: Words, *, title: str, subtitle: str) -> go.Figure:
    """A point for the rate of each row against the target ``share``, the first on top.

    A line joins each rate to the target. What has nothing counted has a row and no point.
    """
    target = float(phrases.target(share))
    drawn = [style.percent(row["valid"], row["counted"]) for row in rows]
    traces = [
        go.Scatter(
            x=[end for value in drawn for end in ((value, target, None) if value is not None else (None,) * 3)],
            y=[place for number in range(len(rows)) for place in (number, number, None)],
            mode="lines", line={"color": "#b0b0b0", "width": 2}, hoverinfo="skip", showlegend=False,
        )
    ]  # fmt: skip
    for key, (colour, symbol) in style.STANDINGS.items():
        places = [number for number, row in enumerate(rows) if phrases.standing_key(row, share) == key]
        traces.append(
            go.Scatter(
                x=[drawn[number] for number in places], y=places, mode="markers", cliponaxis=False,
                marker={"color": colour, "symbol": symbol, "size": 13},
                name=words.table("report.standing")[key].format(target=phrases.target(share)),
                customdata=[[rows[number]["valid"], rows[number]["counted"]] for number in places],
                meta={"names": [rows[number]["name"] for number in places]},
                hovertemplate="%{customdata[0]:,} / %{customdata[1]:,}<extra></extra>",
            )
        )  # fmt: skip
    axis = style.percent_axis(drawn, target)
    short, long = [phrases.rate(row, words) for row in rows], [phrases.rated(row, share, words) for row in rows]
    listed = [phrases.named(*each, words) for each in zip(names, short, strict=True)]
    return style.figure(
        traces,
        words=words,
        title=title,
        subtitle=subtitle,
        alt=phrases.told(title, listed, words),
        height=60 + ROW * max(1, len(rows)),
        top=34,
        meta={"narrow": {"xaxis.dtick": 2 * axis["dtick"], "yaxis.ticktext": _narrow(names, short)}},
        xaxis=axis | {"showline": True, "linecolor": style.GRID},
        yaxis=labels(names, long),
        shapes=[_target_line(target, labels(names)["range"])],
        annotations=[_target_label(target, share, words)],
        showlegend=False,
    )


def clauses(summary: dict, words: Words, basis: str = "confirmed") -> go.Figure:
    """What was not valid, by clause, with colour and pattern by cause: all bars together are counted less valid."""
    found = summary["windows"][basis]
    rows = sorted(
        (row for row in found["clauses"] if row["state"] in ("defect", "unknown")),
        key=lambda row: (-row["packages"], row["clause"]),
    )
    counted, missing = found["rate"]["counted"], sum(row["packages"] for row in rows)
    traces = []
    for cause, (colour, shape) in style.CAUSES.items():
        places = [number for number, row in enumerate(rows) if (row["cause"] or "unknown") == cause]
        traces.append(
            go.Bar(
                x=[rows[number]["packages"] for number in places], y=places, orientation="h", width=0.6,
                name=words.name("causes", cause), cliponaxis=False,
                marker={"color": colour, "pattern": style.pattern(shape)},
                text=[words.number(rows[number]["packages"]) for number in places], textposition="outside",
                meta={"cause": cause, "clauses": [rows[number]["clause"] for number in places]},
                hoverinfo="skip",
            )
        )  # fmt: skip
    listed = [phrases.named(words.name("clauses", row["clause"]), words.number(row["packages"]), words) for row in rows]
    title = words.table("charts.clauses")["missing" if rows else "all_valid" if counted else "nothing"].format(
        missing=missing, counted=counted,
        clause=words.name("clauses", rows[0]["clause"]) if rows else "", most=rows[0]["packages"] if rows else 0,
    )  # fmt: skip
    return style.figure(
        traces,
        words=words,
        title=title,
        subtitle=_window(found, summary, words),
        alt=phrases.told(title, listed, words),
        height=70 + 36 * max(1, len(rows)),
        top=44,
        margin={"r": 40},
        xaxis={"rangemode": "tozero", "tickformat": ",d", "visible": False},
        yaxis=labels([words.name("clauses", row["clause"]) for row in rows]),
        barmode="overlay",
        showlegend=bool(rows),
    )


def _window(found: dict, summary: dict, words: Words) -> str:
    return words("charts.window", window=phrases.window(found, words), as_of=summary["as_of"])


def _narrow(names: list[str], lines: list[str]) -> list[str]:
    """The labels on a telephone, where a long name would leave no room for the points."""
    return labels([style.short(name, NARROW) for name in names], lines)["ticktext"]


def labels(names: list[str], lines: list[str] = ()) -> dict:
    """A vertical axis with a label for each row, the first on top. Rows stand by number: a name is never a position."""
    seconds = [style.small(line) for line in lines] or [""] * len(names)
    return {
        "tickvals": list(range(len(names))),
        "ticktext": [style.text(name) + second for name, second in zip(names, seconds, strict=True)],
        "range": [max(1, len(names)) - 0.5, -0.5],
        "showgrid": False,
        "ticklabelstandoff": 8,
    }


def _target_line(target: float, ends: list[float]) -> dict:
    """The target across a chart whose vertical axis runs between ``ends``; over the grid and under the points."""
    line = {"color": style.INK, "width": 1.5, "dash": "dash"}
    place = {"x0": target, "x1": target, "y0": ends[0], "y1": ends[1]}
    return {"type": "line", "line": line, "layer": "between"} | place


def _target_label(target: float, share: str, words: Words) -> dict:
    label = words("charts.target", target=phrases.target(share))
    place = {"x": target, "y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False}
    return {"text": label, "font": {"size": style.SMALL}} | place
