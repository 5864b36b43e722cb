"""The figures of missing updates that run through days: when carriers were silent, when packages were missed."""

from datetime import date, timedelta

import plotly.graph_objects as go

from vtr_lib.report import phrases, style
from vtr_lib.report.charts import labels
from vtr_lib.report.missing_charts import narrow, others, span
from vtr_lib.words import Words

MOST = 50  # per cent, the end of the scale: what is above has its colour
LINE = 30  # px of a carrier's row


def silence(found: dict, words: Words) -> go.Figure:
    """A stroke for every day with a physical scan, by carrier, and a bar over each stretch silent beyond chance."""
    rows, told, say = found["silence"]["days"], found["silence"]["rows"], words.table("missing_updates.charts.silence")
    names = [phrases.segment(row["carrier"], "carrier", words) for row in rows]
    places = {row["carrier"]: place for place, row in enumerate(rows)}
    drawn = [row for row in told if row["carrier"] in places]
    traces = [
        go.Scatter(
            x=[day for row in rows for day in row["on"]],
            y=[places[row["carrier"]] for row in rows for _ in row["on"]],
            mode="markers", name=say["scans"],
            marker={"symbol": "line-ns-open", "size": 12, "color": style.STATES["valid"], "line": {"width": 1.5}},
            hovertemplate=style.on(words) + "<extra></extra>",
        ),
        go.Scatter(
            x=[end for row in drawn for end in (*_whole(row["first_on"], row["last_on"]), None)],
            y=[place for row in drawn for place in (places[row["carrier"]],) * 2 + (None,)],
            mode="lines", line={"color": style.STATES["defect"], "width": 12}, name=say["silent"],
            meta={"carriers": [row["carrier"] for row in drawn]}, hoverinfo="skip",
        ),
    ]  # fmt: skip
    able = sum(row["days_needed"] is not None for row in found["silence"]["telling"])
    longest = max(told, key=lambda row: row["days"], default={"carrier": "", "first_on": "", "last_on": ""})
    title = say["one" if len(told) == 1 else "more" if told else "none" if able else "few"].format(
        count=len(told), carrier=style.short(phrases.segment(longest["carrier"], "carrier", words)),
        first=longest["first_on"], last=longest["last_on"], able=able, all=len(found["silence"]["telling"]),
    )  # fmt: skip
    listed = [
        words(
            "missing_updates.stretch", carrier=phrases.segment(row["carrier"], "carrier", words),
            first=row["first_on"], last=row["last_on"],
        )
        for row in told
    ]  # fmt: skip
    height, top = 50 + LINE * max(1, len(rows)), 40 if drawn else 12
    more = 24 if drawn else 0
    return style.figure(
        traces if rows else [],
        words=words,
        title=title,
        subtitle=phrases.sentences(span(found, words), say["basis"]),
        alt=phrases.told(title, listed, words),
        height=height,
        top=top,
        meta={
            "narrow": {
                "xaxis.tickvals": _months(found)[-1:], "height": height + more, "margin.t": top + more,
                "yaxis.ticktext": narrow(names),
            }
        },
        xaxis=_days(found, words),
        yaxis=labels(names),
        legend={"traceorder": "normal"},
        showlegend=bool(drawn),
    )  # fmt: skip


def heat(found: dict, words: Words) -> go.Figure:
    """The share missed for lack of scans by carrier and day (or week) of confirmation, dark for few and light for many.

    Cells of few packages are blank, and those of which too many are still pending have a ring in place of a colour.
    """
    data, say = found["heat"], words.table("missing_updates.charts.heat")
    middles = [_middle(first, last) for first, last in data["columns"]]
    names = [day_name(row, words) for row in data["rows"]]
    shares = [
        [style.percent(*cell[:2]) if cell[3] == "told" else None for cell in row["cells"]] for row in data["rows"]
    ]
    rings = [
        (day, place)
        for place, row in enumerate(data["rows"])
        for day, cell in zip(middles, row["cells"], strict=True)
        if cell[3] == "open"
    ]
    traces = [
        go.Heatmap(
            x=middles, y=list(range(len(names))), z=shares, zmin=0, zmax=MOST, colorscale="Cividis", xgap=1, ygap=2,
            hoverongaps=False, customdata=[[cell[:2] for cell in row["cells"]] for row in data["rows"]],
            hovertemplate=style.on(words) + ": %{customdata[0]:,} / %{customdata[1]:,}<extra></extra>",
            colorbar={
                "orientation": "h", "thickness": 12, "len": 0.6, "x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom",
                "tickvals": [0, MOST // 2, MOST], "ticktext": ["0 %", f"{MOST // 2} %", f"≥ {MOST} %"],
                "tickfont": {"size": style.SMALL},
            },
        ),
        go.Scatter(
            x=[day for day, _ in rings], y=[place for _, place in rings], mode="markers", hoverinfo="skip",
            marker={"symbol": "circle-open", "size": 7 if data["step_days"] > 1 else 4, "color": style.QUIET},
        ),
    ]  # fmt: skip
    own = [row for row in data["rows"] if row["carrier"] and row["missed"]] or data["rows"]
    worst = max(own, key=lambda row: row["missed"], default=None)
    missed, counted = (sum(row[kind] for row in data["rows"]) for kind in ("missed", "counted"))
    title = say["found" if missed else "none" if counted else "nothing"].format(
        missed=missed, counted=counted,
        carrier=style.short(day_name(worst, words)) if worst else "", most=worst["missed"] if worst else 0,
        of=worst["counted"] if worst else 0,
    )  # fmt: skip
    listed = [
        phrases.named(name, phrases.counts({"valid": row["missed"], "counted": row["counted"]}, words), words)
        for name, row in zip(names, data["rows"], strict=True)
    ]
    note = words.table("missing_updates.charts.steps")["day" if data["step_days"] == 1 else "week"]
    return style.figure(
        traces if names else [],
        words=words,
        title=title,
        subtitle=phrases.sentences(
            span(found, words), note, say["blank"].format(least=data["least"], share=data["open"])
        ),
        alt=phrases.told(title, listed, words),
        height=70 + LINE * max(1, len(names)),
        top=52,
        meta={"narrow": {"xaxis.tickvals": _months(found)[-1:], "yaxis.ticktext": narrow(names)}},
        xaxis=_days(found, words),
        yaxis=labels(names),
        showlegend=False,
    )


def day_name(row: dict, words: Words) -> str:
    """The name of a row of the days' figure: a carrier, or how many are summed in it."""
    return phrases.segment(row["carrier"], "carrier", words) if row["carrier"] else others(row["names"], words)


def _days(found: dict, words: Words) -> dict:
    """The axis of days of the whole span, with a tick on the first of each month."""
    ends = _whole(found["span"]["first_on"], found["span"]["last_on"])
    return {
        "type": "date", "range": ends, "tickvals": _months(found),
        "tickformat": words.forms.month_pattern, "showgrid": True, "tickangle": 0,
    }  # fmt: skip


def _months(found: dict) -> list[str]:
    first, last = (date.fromisoformat(found["span"][end]) for end in ("first_on", "last_on"))
    every = [first + timedelta(days=step) for step in range((last - first).days + 1)]
    return [day.isoformat() for day in every if day.day == 1]


def _whole(first: str, last: str) -> list[str]:
    """From noon to noon, so that the marks of both days, which stand over their midnights, are in."""
    return [f"{date.fromisoformat(first) - timedelta(days=1)} 12:00", f"{last} 12:00"]


def _middle(first: str, last: str) -> str:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    days = (end - start).days
    return (start + timedelta(days=days // 2)).isoformat() + (" 12:00" if days % 2 else "")
