"""The rate and the late shipment rate day by day, in two panels with an axis, a unit and a denominator of their own."""

from datetime import date, timedelta

import plotly.graph_objects as go

from vtr_lib.report import phrases, style
from vtr_lib.words import Words

PANEL, HEAD, GAP = 150, 42, 44  # px of a drawing, the line above it, and the room beneath it
LOOKS = {"rate": (style.STATES["valid"], "circle"), "late_shipment": (style.STATES["defect"], "diamond")}
UNITS = {"rate": "package", "late_shipment": "order"}


def beside(found: dict, words: Words) -> go.Figure:
    """A panel a measure, its limit as a broken line; a day on which nothing was counted is a gap."""
    say, daily = words.table("late_shipment.charts"), found["daily"]
    last = {name: phrases.rate(_last(panel["rows"]), words) for name, panel in daily.items()}
    key = "beside" if "late_shipment" in daily else "beside_alone"
    title = say[key].format(rate=last["rate"], late=last.get("late_shipment", ""))
    traces, axes, notes = [], {}, []
    whole = len(daily) * (HEAD + PANEL + GAP)
    for number, (name, panel) in enumerate(daily.items()):
        suffix = str(number + 1) if number else ""
        foot = whole - (number + 1) * (HEAD + PANEL + GAP) + GAP
        drawn = [style.percent(row["part"], row["counted"]) for row in panel["rows"]]
        limit = float(phrases.target(panel["limit"]))
        traces += _traces(name, panel["rows"], drawn, limit, suffix, words)
        axes[f"xaxis{suffix}"] = _days(panel, words) | {"anchor": f"y{suffix}"}
        axes[f"yaxis{suffix}"] = (_from_above if name == "rate" else _from_below)(drawn, limit) | {
            "anchor": f"x{suffix}", "domain": [round(foot / whole, 4), round((foot + PANEL) / whole, 4)],
        }  # fmt: skip
        notes.append(_note(name, panel, suffix, words))
    return style.figure(
        traces,
        words=words,
        title=title,
        subtitle=say["beside_what"].format(as_of=found["as_of"]),
        alt=title,
        height=whole + 16,
        top=8,
        annotations=notes,
        showlegend=False,
        **axes,
    )


def _days(panel: dict, words: Words) -> dict:
    """An axis of the panel's own days, with two of them written out: more would meet on a narrow screen."""
    first, last = (date.fromisoformat(panel[end]) for end in ("first_on", "last_on"))
    length = (last - first).days
    return {
        "type": "date", "range": [f"{first - timedelta(days=1)} 12:00", f"{last} 12:00"], "showgrid": False,
        "tickvals": [(first + timedelta(days=length * part // 4)).isoformat() for part in (1, 3)],
        "tickformat": words.forms.day_pattern, "tickangle": 0, "ticks": "outside", "ticklen": 4,
        "tickcolor": style.QUIET,
    }  # fmt: skip


def _traces(name: str, rows: list[dict], drawn: list, limit: float, suffix: str, words: Words) -> list[go.Scatter]:
    colour, symbol = LOOKS[name]
    axes = {"xaxis": f"x{suffix}", "yaxis": f"y{suffix}"}
    days = [row["day"] for row in rows]
    return [
        go.Scatter(
            x=days[:1] + days[-1:], y=[limit] * 2 if days else [], mode="lines",
            meta={"measure": name, "series": "limit"}, hoverinfo="skip",
            line={"color": style.INK, "width": 1.25, "dash": "dash"}, **axes,
        ),
        go.Scatter(
            x=days, y=drawn, mode="lines+markers", connectgaps=False, meta={"measure": name, "series": "rate"},
            line={"color": colour, "width": 2.25}, cliponaxis=False,
            marker={"size": 5, "symbol": symbol},
            customdata=[[row["part"], row["counted"]] for row in rows],
            hovertemplate=style.on(words) + ": %{customdata[0]:,} / %{customdata[1]:,}<extra></extra>", **axes,
        ),
    ]  # fmt: skip


def _from_above(drawn: list, limit: float) -> dict:
    return style.percent_axis(drawn, limit)


def _from_below(drawn: list, limit: float) -> dict:
    """An axis of percent from 0 to above all that is drawn on it."""
    highest = max([limit, *(value for value in drawn if value is not None)])
    return {"range": [0, min(100, highest * 1.15)], "ticksuffix": " %", "nticks": 5, "tickangle": 0}


def _note(name: str, panel: dict, suffix: str, words: Words) -> dict:
    """A panel's title: the measure, and beneath it its unit, its days and its limit."""
    unit = words(f"late_shipment.units.{UNITS[name]}")
    second = words(
        "late_shipment.charts.panel", unit=unit, days=panel["days"], limit=phrases.target(panel["limit"])
    )  # fmt: skip
    return {
        "text": f"<b>{words.name('late_shipment.measures', name)}</b>" + style.small(second),
        "showarrow": False, "align": "left", "font": {"size": 13}, "x": 0, "xref": "paper", "xanchor": "left",
        "y": 1, "yref": f"y{suffix} domain", "yanchor": "bottom", "yshift": 4,
    }  # fmt: skip


def _last(rows: list[dict]) -> dict:
    row = rows[-1] if rows else {"part": 0, "counted": 0}
    return {"valid": row["part"], "counted": row["counted"]}
