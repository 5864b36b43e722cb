"""Which segments lie further from the target than chance explains, given how many packages each has."""

from fractions import Fraction
from math import ceil, floor, log10

import plotly.graph_objects as go
import polars as pl

from vtr_lib.metrics.comparison import TAILS, limits, worse
from vtr_lib.metrics.counts import by_state
from vtr_lib.metrics.interval import is_telling, jeffreys, wilson
from vtr_lib.metrics.rate import Rate
from vtr_lib.report import basis as bases
from vtr_lib.report import phrases, rows, style
from vtr_lib.report.table import Cell, Table
from vtr_lib.words import Words

STEPS = 160  # places at which the limits are drawn, besides every number up to ONE_BY_ONE
ONE_BY_ONE = 60
HEIGHT, LABEL = 380, 18  # px of the drawing, and of a name beside a point
PLOT = 220  # px between the axes' ends at the least: what legend and letters leave
NAMED = 10  # names at most; the table has all
NARROW_CHARACTERS = 18
PLACES = {  # colour and marker of a point; what lies below or above is named
    "below": (style.STATES["defect"], "diamond"),
    "above": (style.INK, "triangle-up"),
    "inside": (style.STATES["valid"], "circle"),
    "too_few": (style.STATES["pending"], "circle-open"),
}
OUTSIDE = ("below", "above")


def data(counts: pl.DataFrame, by: str, summary: dict, basis: str = "confirmed") -> dict:
    """Every ``carrier``, ``origin`` or ``category`` of the window with what chance explains of its number.

    ``counts`` as ``Month.counts(basis)`` gives them. Of a row: ``limits`` and ``outer`` are the fewest and the most
    valid packages that chance explains at the target (2.5 % and 0.1 % on each side), ``interval`` and ``jeffreys`` the
    percentages between which its own rate may lie by Wilson and by Jeffreys, ``place`` one of ``below above inside
    too_few``, ``is_far`` whether it is outside the outer limits too, ``is_sure`` whether it is below the target beyond
    chance however many segments are asked, ``standing`` and ``p`` what comes of holding it against all other segments
    (``comparison.worse``). Strings, integers and booleans only; sorted by place, the furthest off first.
    """
    found = bases.of_window(summary, basis)
    target, states = Fraction(found["target"]), by_state(bases.inside(counts, found), by)
    surely = set(worse(states, target).filter(pl.col("standing") == "worse")[by])
    listed = [_row(row, row[by], target, is_sure=row[by] in surely) for row in worse(states).iter_rows(named=True)]
    order = tuple(PLACES)
    return found | {
        "by": by,
        "rows": sorted(listed, key=lambda row: (order.index(row["place"]), -row["is_far"])),
        "curve": _curve([row["counted"] for row in listed], target),
    }


def chart(found: dict, words: Words) -> go.Figure:
    """The rate of every segment over its number of packages, between the limits of chance around the target."""
    target = float(phrases.target(found["target"]))
    listed = found["rows"]
    axis = style.percent_axis([style.percent(row["valid"], row["counted"]) for row in listed], target)
    outside = [row for row in listed if row["place"] in OUTSIDE]
    below = [row for row in listed if row["is_sure"]]
    title = words.table(f"funnel.{found['by']}")["below" if below else "none" if listed else "nothing"].format(
        below=len(below), all=len(listed), target=phrases.target(found["target"])
    )
    said = [
        phrases.named(rows.named(row["name"], found["by"], words), phrases.rate(row, words), words) for row in outside
    ]
    wide, narrow = (_names(outside[:NAMED], found, axis, words, most) for most in (30, NARROW_CHARACTERS))
    return style.figure(
        [*_limit_traces(found, target, words), *_point_traces(found, words)] if listed else [],
        words=words,
        title=title,
        subtitle=bases.subtitle(found, words, axis if listed else None)
        + (words("funnel.unnamed", count=len(outside) - NAMED) if len(outside) > NAMED else ""),
        alt=words("explain.between").join([title, *said]),
        height=HEIGHT,
        meta={"narrow": {"annotations": narrow, "height": HEIGHT + 90}},
        xaxis=_width(listed)
        | {"title": {"text": words("funnel.packages"), "standoff": 6, "font": {"size": style.SMALL}}},
        yaxis=axis | {"visible": bool(listed)},
        annotations=wide,
        showlegend=bool(listed),
        legend={"y": -0.18, "yanchor": "top", "traceorder": "normal"},
    )


def table(found: dict, words: Words) -> Table:
    """Every segment with its rate, how far it is sure, what chance explains, and how it stands against all others."""
    say, by = words.table("funnel.columns"), found["by"]
    target = phrases.target(found["target"])
    head = (
        rows.head(by, words), words("tables.rate"), say["interval"], say["jeffreys"],
        say["limits"].format(target=target), say["place"], say["sure"].format(target=target), say["standing"], say["p"],
    )  # fmt: skip
    lines = tuple(
        (
            Cell(rows.named(row["name"], by, words), code=row["name"]),
            phrases.rate(row, words),
            *(words("funnel.percent_range", low=row[key][0], high=row[key][1]) for key in ("interval", "jeffreys")),
            words("funnel.range", low=row["limits"][0], high=row["limits"][1]),
            words.table("funnel.places")[f"far_{row['place']}" if row["is_far"] else row["place"]],
            words("funnel.sure") if row["is_sure"] else "",
            words(f"funnel.standings.{row['standing']}"),
            words.decimal(row["p"]),
        )
        for row in found["rows"]
    )
    caption = words("funnel.caption", window=phrases.window(found, words))
    return Table(caption, head, lines, frozenset({1, 2, 3, 4, 8}), (), words("tables.none"), words=words)


def _row(row: dict, name: str, target: Fraction, *, is_sure: bool) -> dict:
    rate = Rate(row["valid"], row["counted"])
    inner, outer = (limits(rate.counted, target, tail) for tail in TAILS)
    side = "below" if rate.valid < inner[0] else "above" if rate.valid > inner[1] else None
    return {
        "name": name,
        "valid": rate.valid,
        "counted": rate.counted,
        "limits": list(inner),
        "outer": list(outer),
        "interval": _tenths(wilson(rate)),
        "jeffreys": _tenths(jeffreys(rate)),
        "place": side or ("inside" if is_telling(rate) else "too_few"),
        "is_far": not outer[0] <= rate.valid <= outer[1],
        "is_sure": is_sure,
        "standing": row["standing"],
        "p": "< 0.0001" if row["adjusted"] < 0.0001 else f"{row['adjusted']:.4f}",
    }


def _tenths(ends: tuple[float, float]) -> list[str]:
    """The ends of an interval in percent, cut to a tenth."""
    return [f"{floor(1000 * end) / 10:.1f}" for end in ends]


def _curve(counted: list[int], target: Fraction) -> list[dict]:
    """The limits at numbers of packages that stand evenly on a logarithmic axis, past both ends of those there are."""
    if not counted:
        return []
    first, last = max(1, floor(min(counted) / 1.5)), ceil(max(counted) * 1.5)
    steps = {round(first * (last / first) ** (step / STEPS)) for step in range(STEPS + 1)}
    steps = sorted(steps | {*range(first, min(last, ONE_BY_ONE) + 1)})
    found = [(number, *(list(limits(number, target, tail)) for tail in TAILS)) for number in steps]
    return [{"counted": number, "limits": inner, "outer": outer} for number, inner, outer in found]


def _limit_traces(found: dict, target: float, words: Words) -> list[go.Scatter]:
    across = [point["counted"] for point in found["curve"]]
    looks = {
        "limits": {"color": style.QUIET, "width": 1.25, "dash": "dot"},
        "outer": {"color": style.QUIET, "width": 1.25},
    }
    traces = [
        go.Scatter(
            x=across, y=[style.percent(point[key][end], point["counted"]) for point in found["curve"]],
            mode="lines", line=line, hoverinfo="skip", name=words(f"funnel.series.{key}"), legendgroup=key,
            showlegend=not end, meta={"series": key, "end": end},
        )
        for key, line in looks.items()
        for end in (0, 1)
    ]  # fmt: skip
    line = {"color": style.INK, "width": 1.5, "dash": "dash"}
    name = words("charts.series.target", target=format(target, "g"))
    ends = [across[0], across[-1]]
    return [*traces, go.Scatter(x=ends, y=[target] * 2, mode="lines", line=line, hoverinfo="skip", name=name)]


def _point_traces(found: dict, words: Words) -> list[go.Scatter]:
    traces = []
    for place, (colour, symbol) in PLACES.items():
        points = [row for row in found["rows"] if row["place"] == place]
        if points:
            traces.append(
                go.Scatter(
                    x=[row["counted"] for row in points],
                    y=[style.percent(row["valid"], row["counted"]) for row in points],
                    mode="markers", cliponaxis=False, name=words.table("funnel.places")[place],
                    error_y=_whiskers(points, colour),
                    marker={"color": colour, "symbol": symbol, "size": 11, "line": {"width": 1.5, "color": colour}},
                    customdata=[[row["valid"], row["counted"]] for row in points],
                    meta={"place": place, "names": [row["name"] for row in points]},
                    hovertemplate="%{customdata[0]:,} / %{customdata[1]:,}<extra></extra>",
                )
            )  # fmt: skip
    return traces


def _whiskers(points: list[dict], colour: str) -> dict:
    """Wilson's interval of each point, as far as it lies beside it; the axis may cut its lower end."""
    shares = [style.percent(row["valid"], row["counted"]) for row in points]
    ends = [[float(end) for end in row["interval"]] for row in points]
    sides = {
        "array": [round(max(0.0, high - share), 2) for share, (_, high) in zip(shares, ends, strict=True)],
        "arrayminus": [round(max(0.0, share - low), 2) for share, (low, _) in zip(shares, ends, strict=True)],
    }
    return {"type": "data", "symmetric": False, "thickness": 1, "width": 3, "color": colour} | sides


def _width(listed: list[dict]) -> dict:
    """A logarithmic axis of packages that holds every point with room at both ends."""
    most = max((row["counted"] for row in listed), default=10)
    least = min((row["counted"] for row in listed), default=1)
    first, last = log10(max(1, floor(least / 1.5))), log10(ceil(most * 1.5))
    ticks = [digit * 10**power for power in range(ceil(last) + 1) for digit in (1, 2, 5)]
    shown = [tick for tick in ticks if 10**first <= tick <= 10**last]
    if len(shown) > 7:
        shown = [tick for tick in shown if str(tick)[0] == "1"]
    return {"type": "log", "range": [first - 0.04, last], "tickvals": shown, "tickformat": ",d", "tickangle": 0}


def _names(outside: list[dict], found: dict, axis: dict, words: Words, longest: int) -> list[dict]:
    """A name beside each point, towards the middle of the chart, moved up or down until no two share a height."""
    across = _width(found["rows"])["range"]
    low, high = axis["range"]
    named = sorted(outside, key=lambda row: (Fraction(row["valid"], row["counted"]), row["counted"], row["name"]))
    drawn = [style.percent(row["valid"], row["counted"]) for row in named]
    heights = [(y - low) / (high - low) * PLOT for y in drawn]
    notes = []
    for row, y, height, place in zip(named, drawn, heights, _apart(heights), strict=True):
        x = log10(row["counted"])
        is_right = x > sum(across) / 2
        notes.append(
            {
                "text": style.text(rows.named(row["name"], found["by"], words), longest),
                "x": x, "y": y, "ax": -18 if is_right else 18, "ay": round(height - place),
                "xanchor": "right" if is_right else "left", "showarrow": True, "arrowhead": 0, "arrowwidth": 1,
                "arrowcolor": style.QUIET, "standoff": 7, "font": {"size": style.SMALL},
                "bgcolor": "rgba(255,255,255,0.6)", "borderpad": 0,
            }
        )  # fmt: skip
    return notes


def _apart(heights: list[float]) -> list[float]:
    """The heights, lowest first, moved up off the axis and a label above the one before; then down into the chart."""
    places: list[float] = []
    for height in heights:
        places.append(max(height, places[-1] + LABEL if places else LABEL))
    highest = PLOT - LABEL / 2
    for at in reversed(range(len(places))):
        places[at] = min(places[at], highest)
        highest = places[at] - LABEL
    return places
