"""The rolling rate through time: one panel a carrier or origin on one scale, the daily packages beneath each."""

from datetime import timedelta

import plotly.graph_objects as go
import polars as pl

from vtr_lib.metrics.rate import Rate
from vtr_lib.report import phrases, style
from vtr_lib.words import Words

PANELS = 12  # the most there are; what does not fit is summed in the last
COLUMNS = 3
FEW = 10  # counted packages below which a window's rate does not set the scale
HEAD, RATE, GAP, DAILY, FOOT = 46, 96, 20, 34, 34  # px of a panel, from its title down to its dates
PANEL = HEAD + RATE + GAP + DAILY + FOOT
GUTTER, LEFT = 0.065, 50  # share of the width between panels; px left of the first
MEASURES = ("valid", "defect", "pending", "unknown", "counted")
DAILY_STATES = (  # colour and pattern of each layer of a day's packages
    ("valid", "#4d95c4", ""),
    ("missed", style.STATES["defect"], "x"),
    ("pending", style.STATES["pending"], "/"),
)


def rolling(frame: pl.DataFrame, by: str, summary: dict, words: Words, basis: str = "confirmed") -> go.Figure:
    """The rolling rate of every ``carrier``, ``origin`` or ``category`` in a panel of its own, the busiest first.

    ``frame`` as ``Month.rolling(by, basis)`` gives it. The smaller ones are summed in a last panel, so that the counts
    of all panels add up to the total. A day on which nothing was counted is a gap in the line.
    """
    panels = _panels(frame, by, words)
    last = frame.filter(pl.col("day") == pl.col("day").max()).to_dicts()
    counted = [row for row in last if row["counted"]]
    below = [row for row in counted if phrases.standing_key(row, summary["target"]) == "below"]
    title = words.table(f"charts.{by}")["rolling" if counted else "nothing"].format(
        below=len(below), all=len(counted), target=phrases.target(summary["target"]),
        day=last[0]["day"] if last else summary["as_of"],
    )  # fmt: skip
    listed = "; ".join(f"{name}: {phrases.rate(rows[-1], words)}" for _, name, rows in panels)
    return _figure(panels, COLUMNS, summary, words, basis, title=title, alt=f"{title}. {listed}")


def rolling_total(frame: pl.DataFrame, summary: dict, words: Words, basis: str = "confirmed") -> go.Figure:
    """The rolling rate of the whole store and, where packages are open, the band in which it can still end.

    ``frame`` as ``Month.rolling(None, basis)`` gives it.
    """
    rows = frame.sort("day").to_dicts()
    panels = [("all", words("report.all"), rows)] if rows else []
    target = phrases.target(summary["target"])
    if not rows or not rows[-1]["counted"]:
        title = words("charts.headline.nothing")
    else:
        missed = sum(phrases.standing_key(row, summary["target"]) == "below" for row in rows)
        title = words(
            "charts.total",
            day=rows[-1]["day"], rate=phrases.rate(rows[-1], words), missed=missed, days=len(rows), target=target,
        )  # fmt: skip
    return _figure(panels, 1, summary, words, basis, title=title, alt=title, with_band=True, tall=2)


def _panels(frame: pl.DataFrame, by: str, words: Words) -> list[tuple[str, str, list[dict]]]:
    """``(code, name, rows by day)`` of every panel; the code of the summed rest is ``other``."""
    if not frame.height:
        return []
    volume = (pl.col("counted_on_day") + pl.col("pending_on_day")).sum().alias("volume")
    ranked = frame.group_by(by).agg(volume).sort(["volume", by], descending=[True, False], nulls_last=True)
    own = ranked[by].head(ranked.height if ranked.height <= PANELS else PANELS - 1).to_list()
    parts = frame.partition_by(by, as_dict=True)
    panels = [(name, phrases.segment(name, by, words), parts[(name,)].sort("day").to_dicts()) for name in own]
    rest = [name for name in ranked[by] if name not in own]
    if rest:
        sums = frame.filter(pl.col(by).is_in(rest)).group_by("day").agg(pl.exclude(by).sum()).sort("day")
        named = ", ".join(phrases.segment(name, by, words) for name in rest)
        panels.append(("other", words("charts.other", count=len(rest), names=named), sums.to_dicts()))
    return panels


def _figure(
    panels: list, columns: int, summary: dict, words: Words, basis: str, *, title: str, alt: str,
    with_band: bool = False, tall: int = 1,
) -> go.Figure:  # fmt: skip
    target = float(phrases.target(summary["target"]))
    days = [str(row["day"]) for row in panels[0][2]] if panels else []
    points = [row for _, _, rows in panels for row in rows]
    rate_axis = _rate_axis(points, target, with_band=with_band)
    lowest = min((style.percent(row["valid"], row["counted"]) for row in points if row["counted"]), default=100)
    traces, axes, notes = [], {}, []
    for number, (code, name, rows) in enumerate(panels, 1):
        traces += _traces(code, rows, number, target, words, with_band=with_band)
        axes |= _axes(number, rows, days, rate_axis)
        notes.append(_note(number, name, rows[-1], summary["target"], words))
    columns = max(1, min(columns, len(panels)))
    height = PANEL + (tall - 1) * RATE
    wide, narrow = (_domains(len(panels), across, height) for across in (columns, 1))
    for axis, domain in wide.items():
        axes[axis]["domain"] = domain
    patch = {f"{axis}.domain": domain for axis, domain in narrow.items()} | {"height": height * len(panels) + 60}
    return style.figure(
        traces,
        title=title,
        subtitle=words(
            "charts.rolling_window",
            basis=words.table("bases")[basis], days=summary["policy"]["window_days"], as_of=summary["as_of"],
            first=days[0] if days else "", last=days[-1] if days else "",
        )
        + (words("charts.leaves", few=FEW) if lowest < rate_axis["range"][0] else ""),
        alt=alt,
        height=height * -(-len(panels) // columns) + 60,
        top=40,
        meta={"narrow": patch} if columns > 1 else {},
        margin={"l": LEFT, "b": 20},
        annotations=notes,
        barmode="stack",
        legend={"y": 1, "traceorder": "normal"},
        **axes,
    )  # fmt: skip


def _rate_axis(rows: list[dict], target: float, *, with_band: bool) -> dict:
    """The one scale of all panels. Windows of a few packages jump too far to set it; their lines may leave a panel."""
    many = [row for row in rows if row["counted"] >= FEW] or rows
    drawn = [style.percent(row["valid"], row["counted"]) for row in many]
    drawn += [style.percent(*_low(row)) for row in many] if with_band else []
    return style.percent_axis(drawn, target)


def _axis_names(number: int) -> tuple[str, str, str]:
    """What plotly calls panel ``number``'s axes of days, rate and daily packages: the very first has no number."""
    return ("", "", "2") if number == 1 else (str(number), str(2 * number - 1), str(2 * number))


def _traces(code: str, rows: list[dict], number: int, target: float, words: Words, *, with_band: bool) -> list:
    across, upper, lower = _axis_names(number)
    upper, lower = ({"xaxis": f"x{across}", "yaxis": f"y{axis}"} for axis in (upper, lower))
    days = [str(row["day"]) for row in rows]
    names = words.table("charts.series")

    def shared(series: str) -> dict:
        label = names[series].format(target=format(target, "g"))
        meta = {"segment": code, "series": series}
        return {"name": label, "legendgroup": series, "showlegend": number == 1, "meta": meta}

    traces = _band(rows, days, shared, upper) if with_band else []
    traces.append(
        go.Scatter(
            x=[days[0], days[-1]], y=[target, target], mode="lines", hoverinfo="skip",
            line={"color": style.INK, "width": 1.25, "dash": "dash"}, **shared("target"), **upper,
        )
    )  # fmt: skip
    traces.append(
        go.Scatter(
            x=days, y=[style.percent(row["valid"], row["counted"]) for row in rows], mode="lines", connectgaps=False,
            line={"color": style.STATES["valid"], "width": 2.25},
            customdata=[[row["valid"], row["counted"], Rate(row["valid"], row["counted"]).percent()] for row in rows],
            hovertemplate="%{x|%Y-%m-%d}: %{customdata[2]} % (%{customdata[0]:,}/%{customdata[1]:,})<extra></extra>",
            **shared("rate"), **upper,
        )
    )  # fmt: skip
    for series, colour, shape in DAILY_STATES:
        marker = {"color": colour, "line": {"width": 0}, "pattern": style.pattern(shape, size=4)}
        traces.append(
            go.Bar(
                x=days, y=[_on_day(row, series) for row in rows], marker=marker,
                hovertemplate="%{x|%Y-%m-%d}: %{y:,}<extra>%{fullData.name}</extra>", **shared(series), **lower,
            )
        )  # fmt: skip
    return traces


def _band(rows: list[dict], days: list[str], shared, upper: dict) -> list:
    edges = []
    for series, ends in (("low", _low), ("high", _high)):
        counts = [ends(row) for row in rows]
        edge = shared("band") | {"meta": {"segment": "all", "series": series}, "showlegend": series == "high"}
        edges.append(
            go.Scatter(
                x=days, y=[style.percent(*pair) for pair in counts], mode="lines", line={"width": 0},
                customdata=[list(pair) for pair in counts], connectgaps=False, hoverinfo="skip",
                fill="tonexty" if series == "high" else "none", fillcolor="rgba(118,118,118,0.3)", **edge, **upper,
            )
        )  # fmt: skip
    return edges


def _low(row: dict) -> tuple[int, int]:
    """What is valid of all that counts or can still count: the lowest the rate can end at."""
    return row["valid"], row["counted"] + row["pending"]


def _high(row: dict) -> tuple[int, int]:
    return row["valid"] + row["pending"] + row["unknown"], row["counted"] + row["pending"]


def _on_day(row: dict, series: str) -> int:
    return row["counted_on_day"] - row["valid_on_day"] if series == "missed" else row[f"{series}_on_day"]


def _axes(number: int, rows: list[dict], days: list[str], rate_axis: dict) -> dict:
    across, upper, lower = _axis_names(number)
    most = max(row["counted_on_day"] + row["pending_on_day"] for row in rows)
    months = [day for day in days if day.endswith("-01")] or days[:1]
    return {
        f"xaxis{across}": {
            "type": "date", "anchor": f"y{lower}", "range": _whole_days(rows), "tickvals": months,
            "ticktext": [day[:7] if day.endswith("-01") else day for day in months], "showgrid": False,
            "ticks": "outside", "ticklen": 4, "tickcolor": style.QUIET, "tickangle": 0, "automargin": False,
        },
        f"yaxis{upper}": rate_axis | {"anchor": f"x{across}", "automargin": False},
        f"yaxis{lower}": {
            "anchor": f"x{across}", "range": [0, max(most, 1) * 1.05], "tickvals": [most] if most else [0],
            "tickformat": ",d", "showgrid": False, "automargin": False, "showline": False,
        },
    }  # fmt: skip


def _whole_days(rows: list[dict]) -> list[str]:
    """The span of an axis on which the bars of the first and the last day, a day wide each, stand whole."""
    return [f"{rows[0]['day'] - timedelta(days=1)} 12:00", f"{rows[-1]['day']} 12:00"]


def _note(number: int, name: str, last: dict, share: str, words: Words) -> dict:
    """A panel's title: its name, and the rate of the last window with its counts."""
    across, upper, _ = _axis_names(number)
    colour = style.BELOW_TEXT if phrases.standing_key(last, share) == "below" else style.QUIET
    return {
        "text": f"<b>{style.text(name, 30)}</b>" + style.small(phrases.rated(last, share, words), colour),
        **{"x": 0, "xref": f"x{across} domain", "xanchor": "left"},
        **{"y": 1, "yref": f"y{upper} domain", "yanchor": "bottom"},
        **{"showarrow": False, "align": "left", "yshift": 4, "font": {"size": 13}},
    }


def _domains(count: int, columns: int, height: int) -> dict[str, list[float]]:
    """The place of every panel's axes, in shares of the drawing: ``columns`` panels a row, ``height`` px each."""
    rows = -(-count // columns) or 1
    width = (1 - GUTTER * (columns - 1)) / columns
    whole = rows * height
    domains = {}
    for number in range(1, count + 1):
        row, column = divmod(number - 1, columns)
        across, upper, lower = _axis_names(number)
        left = column * (width + GUTTER)
        foot = whole - (row + 1) * height + FOOT
        domains[f"xaxis{across}"] = [round(left, 4), round(left + width, 4)]
        domains[f"yaxis{lower}"] = [round(foot / whole, 4), round((foot + DAILY) / whole, 4)]
        domains[f"yaxis{upper}"] = [round((foot + DAILY + GAP) / whole, 4), round(1 - (row * height + HEAD) / whole, 4)]
    return domains
