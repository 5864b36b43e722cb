"""The months before as a figure and as tables, each from the dict of ``report.months``."""

from fractions import Fraction

import plotly.graph_objects as go

from vtr_lib.report import phrases, rows, style
from vtr_lib.report.table import Cell, Table, day
from vtr_lib.words import Words


def chart(found: dict, words: Words) -> go.Figure:
    """The rate at each month's end against the target of its day; a month in which nothing counts has no point."""
    months = found["rows"]
    drawn = [style.percent(row["valid"], row["counted"]) for row in months]
    places = list(range(len(months)))
    line = {"color": style.STATES["valid"], "width": 2.25}
    said = [phrases.rate(row, words) for row in months]
    traces = [
        go.Scatter(x=places, y=drawn, mode="lines", connectgaps=False, line=line, hoverinfo="skip", name="rate"),
        go.Scatter(
            x=places, y=[float(phrases.target(row["target"])) for row in months], mode="lines", name="target",
            line={"color": style.INK, "width": 1.25, "dash": "dash"}, hoverinfo="skip",
        ),
    ]  # fmt: skip
    for key, (colour, symbol) in style.STANDINGS.items():
        own = [
            at
            for at in places
            if phrases.standing_key(months[at], months[at]["target"]) == key and months[at]["counted"]
        ]
        traces.append(
            go.Scatter(
                x=own, y=[drawn[at] for at in own], mode="markers", cliponaxis=False, name=key,
                marker={"color": colour, "symbol": symbol, "size": 12},
                customdata=[[months[at]["valid"], months[at]["counted"]] for at in own],
                hovertemplate="%{customdata[0]:,}/%{customdata[1]:,}<extra></extra>",
            )
        )  # fmt: skip
    title = _title(found, words)
    listed = [phrases.named(words.day(row["end"]), each, words) for row, each in zip(months, said, strict=True)]
    short = [words.month(row["end"]) for row in months]
    axis = style.percent_axis(drawn, *[float(phrases.target(row["target"])) for row in months[:1]])
    start = words("losses.axis", start=format(axis["range"][0], "g")) if months and axis["range"][0] else ""
    return style.figure(
        traces if months else [],
        words=words,
        title=title,
        subtitle=words("months.window", as_of=words.day(found["as_of"])) + start,
        alt=phrases.told(title, listed, words),
        height=240 if months else 60,
        top=24,
        meta={"narrow": {"xaxis.tickvals": places[:: -3][::-1], "xaxis.ticktext": short[:: -3][::-1]}},
        xaxis={
            "tickvals": places, "ticktext": short, "range": [-0.5, max(0, len(months) - 1) + 0.5], "showgrid": False,
            "tickangle": 0, "visible": bool(months),
        },
        yaxis=axis | {"visible": bool(months)},
        annotations=[_target(months[-1], len(months) - 1, words)] if months else [],
        showlegend=False,
    )  # fmt: skip


def _target(row: dict, place: int, words: Words) -> dict:
    """The name of the dashed line, at its end."""
    target = phrases.target(row["target"])
    look = {"xanchor": "left", "xshift": 12, "showarrow": False, "font": {"size": style.SMALL}}
    return {"text": words("charts.target", target=target), "x": place, "y": float(target)} | look


def _title(found: dict, words: Words) -> str:
    counted = [row for row in found["rows"] if row["counted"]]
    if not counted:
        return words("months.nothing")
    below = [row for row in counted if phrases.standing_key(row, row["target"]) == "below"]
    target = phrases.target(counted[-1]["target"])
    return words("months.title", below=len(below), all=len(counted), target=target)


def table(found: dict, words: Words) -> Table:
    """Every month end with its rate, its change against the one before, and what moved most of it."""
    say = words.table("months.table")

    def moved(row: dict, by: str) -> str:
        most = row["moved"].get(by)
        if not most:
            return ""
        points = phrases.points(Fraction(most["points"]), words, signed=True)
        return say["moved"].format(name=rows.named(most["name"], by, words), points=points, **_missed(most, words))

    def line(row: dict) -> tuple:
        points = phrases.points(Fraction(row["points"]), words, signed=True) if row["points"] else ""
        standing = Cell(
            phrases.standing(row, row["target"], words) if row["packages"] else say["no_package"],
            phrases.standing_key(row, row["target"]),
        )
        rate = phrases.rate(row, words)
        return (
            day(row["end"]),
            rate,
            standing,
            row["pending"],
            points,
            moved(row, "cause"),
            moved(row, "carrier"),
        )

    return Table(
        say["caption"].format(as_of=words.day(found["as_of"])),
        tuple(say[key] for key in ("end", "rate", "standing", "pending", "change", "cause", "carrier")),
        tuple(line(row) for row in reversed(found["rows"])),
        frozenset({1, 3, 4}),
        nothing=words("months.nothing"),
        words=words,
    )


def _missed(most: dict, words: Words) -> dict[str, str]:
    return {key: words.number(most[key]) for key in ("before", "after")}


def categories(found: dict, words: Words) -> Table:
    """The rate of each category at the last month ends."""
    say, targets = words.table("months.categories"), {row["end"]: row["target"] for row in found["rows"]}
    ends = found["by_category"]
    return Table(
        say["caption"].format(count=len(ends)),
        (words("tables.segment.category"), *(words.day(end) for end in ends)),
        tuple(
            (
                Cell(phrases.segment(row["name"], "category", words), code=row["name"]),
                *(
                    Cell(phrases.rate(rate, words), phrases.standing_key(rate, targets[end]))
                    for rate, end in zip(row["rates"], ends, strict=True)
                ),
            )
            for row in found["categories"]
        ),
        frozenset(range(1, len(ends) + 1)),
        nothing=words("months.nothing"),
        words=words,
    )
