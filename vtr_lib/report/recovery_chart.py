"""The course of the rate: a panel for each assumption or category, with the target and the first day on it."""

import plotly.graph_objects as go

from vtr_lib.report import phrases, style
from vtr_lib.report.recovery import WAYS
from vtr_lib.report.recovery_phrases import named, span, when
from vtr_lib.words import Words

PANEL, HEAD, FOOT = 150, 62, 26  # px of a panel's drawing, its title above, its dates beneath
LEGEND = 62  # px, of its rows on a narrow screen
CATEGORIES = 6  # panels of categories; the table has all
COLOUR, FILL = style.STATES["valid"], "rgba(0,114,178,0.22)"


def by_way(found: dict, words: Words) -> go.Figure:
    """All packages under each assumption on new ones."""
    group, say = found["groups"][0], words.table("recovery.ways")
    panels = [(say[way], group["ways"][way]) for way in WAYS if way in group["ways"]]
    title = _title(group, found, words)
    return _figure(panels, title, found, words)


def by_category(found: dict, words: Words) -> go.Figure:
    """Each category below the target if all new packages are valid, the most counted first."""
    groups = found["groups"][1:]
    panels = [(named(group, words), group["ways"]["clean"]) for group in groups[:CATEGORIES]]
    key = "categories" if groups else "no_category" if found["categories"] else "nothing"
    title = words.table("recovery.chart")[key].format(
        below=len(groups), shown=len(panels), all=found["categories"], target=phrases.target(found["target"])
    )
    return _figure(panels, title, found, words)


def _title(group: dict, found: dict, words: Words) -> str:
    if not group["packages"]:
        return words("recovery.chart.nothing")
    target = phrases.target(found["target"])
    way = group["ways"]["clean"]
    if way["low"]["met_on"] == way["high"]["met_on"] == found["as_of"]:
        return words("recovery.chart.met", target=target, rate=phrases.rate(way["low"]["rates"][0], words))
    return words("recovery.chart.all", target=target, when=span(way, found, words))


def _figure(panels: list[tuple[str, dict]], title: str, found: dict, words: Words) -> go.Figure:
    target = float(phrases.target(found["target"]))
    traces, axes, notes, said = [], {}, [], []
    values = [
        style.percent(rate["valid"], rate["counted"])
        for _, way in panels
        for end in ("low", "high")
        for rate in way[end]["rates"]
    ]
    rate_axis = style.percent_axis(values, target)
    whole = len(panels) * (PANEL + HEAD + FOOT) or 1
    for place, (name, way) in enumerate(panels):
        across, up = (f"{axis}{place + 1 if place else ''}" for axis in ("x", "y"))
        foot = whole - (place + 1) * (PANEL + HEAD + FOOT) + FOOT
        domain = [round(foot / whole, 4), round((foot + PANEL) / whole, 4)]
        traces += _traces(way, found, target, words, {"xaxis": across, "yaxis": up}, is_first=not place)
        axes[f"xaxis{across[1:]}"] = _days_axis(found, words) | {"anchor": up}
        axes[f"yaxis{up[1:]}"] = rate_axis | {"anchor": across, "domain": domain}
        lines = _lines(way, found, words)
        said.append(phrases.named(name, words("report.list").join(lines), words))
        text = f"<b>{style.text(name)}</b>" + "".join(style.small(style.text(line, 60)) for line in lines)
        place = {"x": 0, "xref": f"{across} domain", "xanchor": "left", "y": 1, "yref": f"{up} domain"}
        look = {"yanchor": "bottom", "showarrow": False, "align": "left", "yshift": 4, "font": {"size": 13}}
        notes.append({"text": text} | place | look)
    start = words("losses.axis", start=format(rate_axis["range"][0], "g")) if rate_axis["range"][0] and panels else ""
    return style.figure(
        traces,
        title=title,
        subtitle=words("recovery.chart.window", days=found["length"], as_of=words.day(found["as_of"])) + start,
        alt=phrases.told(title, said, words),
        height=whole + LEGEND if panels else 60,
        top=LEGEND,
        meta={"narrow": {f"xaxis{place or ''}.nticks": 4 for place in (0, *range(2, len(panels) + 1))}},
        annotations=notes,
        showlegend=bool(panels),
        **axes,
        words=words,
    )


def _lines(way: dict, found: dict, words: Words) -> list[str]:
    """On which day the target is reached for each end of the band; one line where both are the same."""
    ends = {end: when(way[end]["met_on"], found, words) for end in ("high", "low")}
    keys = ["either"] if ends["high"] == ends["low"] else ["high", "low"]
    target = phrases.target(found["target"])
    return [words(f"recovery.chart.{key}", target=target, when=ends.get(key, ends["high"])) for key in keys]


def _days_axis(found: dict, words: Words) -> dict:
    days = found["days"]
    form = words.forms.month_day_pattern
    return {"type": "date", "range": [days[0], days[-1]], "nticks": 7, "tickformat": form, "tickangle": 0}


def _traces(way: dict, found: dict, target: float, words: Words, axes: dict, *, is_first: bool) -> list:
    """Both ends of the rate with the band between them, the target, and a mark on the first day of each end on it."""
    say, days = words.table("recovery.series"), found["days"]

    def named(name: str) -> dict:
        label = say[name].format(target=format(target, "g"))
        return {"name": label, "legendgroup": name, "showlegend": is_first, "meta": {"series": name}} | axes

    traces = []
    for end, dash in (("low", "dot"), ("high", "solid")):
        rates = way[end]["rates"]
        traces.append(
            go.Scatter(
                x=days, y=[style.percent(rate["valid"], rate["counted"]) for rate in rates], mode="lines",
                connectgaps=False, line={"color": COLOUR, "width": 2, "dash": dash},
                customdata=[[rate["valid"], rate["counted"]] for rate in rates],
                hovertemplate=style.on(words)
                + ": %{customdata[0]:,}/%{customdata[1]:,}<extra>%{fullData.name}</extra>",
                fill="tonexty" if end == "high" else "none", fillcolor=FILL, **named(end),
            )
        )  # fmt: skip
    line = {"color": style.INK, "width": 1.25, "dash": "dash"}
    traces.append(
        go.Scatter(x=[days[0], days[-1]], y=[target] * 2, mode="lines", hoverinfo="skip", line=line, **named("target"))
    )
    met = {end: way[end]["met_on"] for end in ("low", "high") if way[end]["met_on"]}
    rates = [way[end]["rates"][days.index(day)] for end, day in met.items()]
    traces.append(
        go.Scatter(
            x=list(met.values()), y=[style.percent(rate["valid"], rate["counted"]) for rate in rates], mode="markers",
            marker={"symbol": "diamond", "size": 10, "color": style.INK}, cliponaxis=False, hoverinfo="skip",
            **named("met"),
        )
    )  # fmt: skip
    return traces
