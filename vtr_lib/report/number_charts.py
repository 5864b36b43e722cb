"""The figures of numbers at fault: what ``invalid_numbers`` found in, plotly figure out. Nothing is counted here."""

from datetime import date, timedelta

import plotly.graph_objects as go

from vtr_lib.metrics.interval import wilson
from vtr_lib.metrics.rate import Rate
from vtr_lib.report import phrases, style
from vtr_lib.report.confirmations import condensed, finding, name_of, rate_of
from vtr_lib.words import Words

ROW, TALL = 48, 66  # px a bar with one line above it, or with two
NODES = 8  # the most on a side of the flow; what does not fit is one
BARS, HOURS = 12, 25  # the most groups of a figure: there are 24 hours, and packages of which nobody told it
NAME = 14  # characters of a node's name, so that two fit beside each other on a narrow screen
FAULTS = {  # colour and pattern of each clause
    "id.missing": (style.INK, ""),
    "id.mangled": ("#0072b2", "/"),
    "id.bad_characters": ("#009e73", "."),
    "id.other_free_text": ("#767676", "x"),
    "id.wrong_carrier": ("#a8568f", "\\"),
    "id.bad_format": ("#d55e00", ""),
    "id.reused": ("#8c3d00", "-"),
}
STANDINGS = {  # fill and edge of a group's bar
    "worse": (style.STATES["defect"], style.STATES["defect"]),
    "not_worse": ("#b8b8b8", style.STATES["pending"]),
    "too_few": (style.PAPER, style.STATES["pending"]),
    "": ("#b8b8b8", style.STATES["pending"]),
}
SPANS = {"in_window": ("#d55e00", ""), "before": ("#767676", "/")}


def clauses(found: dict, words: Words) -> go.Figure:
    """The packages at fault by clause, the most on top: those of the window of the rate, then those before it."""
    say, rows = words.table("invalid_numbers.charts"), found["clauses"]
    names = [words.name("clauses", row["clause"]) for row in rows]
    values = {
        "in_window": [row["window"] for row in rows],
        "before": [row["shown"] - row["window"] for row in rows],
    }
    traces = [
        go.Bar(
            x=values[span], y=list(range(len(rows))), orientation="h", width=0.4, hoverinfo="skip",
            marker={"color": colour, "pattern": style.pattern(shape)}, meta={"span": span},
            name=say[span],
        )
        for span, (colour, shape) in SPANS.items()
    ]  # fmt: skip
    title = say["clauses" if rows else "none"].format(
        at_fault=found["at_fault"]["shown"], judged=found["judged"]["shown"],
        clause=names[0] if rows else "", most=rows[0]["shown"] if rows else 0,
    )  # fmt: skip
    counts = [words.number(row["shown"]) for row in rows]
    return style.figure(
        traces if rows else [],
        words=words,
        title=title,
        subtitle=say["spans"].format(
            window=phrases.window(found["shown"], words),
            as_of=found["as_of"],
            first=found["window"]["first_on"],
            last=found["window"]["last_on"],
        ),
        alt=words("explain.between").join(
            [title, *(phrases.named(*each, words) for each in zip(names, counts, strict=True))]
        ),
        height=70 + ROW * max(1, len(rows)),
        top=44,
        barmode="stack",
        xaxis={"visible": False, "rangemode": "tozero"},
        yaxis=_places(len(rows)),
        annotations=_labels(names) + _ends([row["shown"] for row in rows], counts),
        legend={"traceorder": "normal"},
        margin={"r": 48},
    )


def links(found: dict, words: Words) -> go.Figure:
    """Confirmed carrier → the carrier whose number it is, at most ``NODES`` a side, the rest summed as one."""
    say, pairs = words.table("invalid_numbers.charts"), found["wrong_carrier"]
    left, right = (_side(pairs, key, words) for key in ("confirmed", "looks_like"))
    flows: dict[tuple[int, int], int] = {}
    for pair in pairs:
        ends = left["places"][pair["confirmed"]], right["places"][pair["looks_like"]] + len(left["labels"])
        flows[ends] = flows.get(ends, 0) + pair["packages"]
    told = [
        {key: phrases.segment(pair[key], "carrier", words) for key in ("confirmed", "looks_like")}
        | {"packages": pair["packages"]}
        for pair in pairs
    ]
    title = say["links" if told else "no_links"].format(
        **(told[0] | {"packages": sum(pair["packages"] for pair in told), "most": told[0]["packages"]} if told else {})
    )
    flow = go.Sankey(
        arrangement="fixed", hoverinfo="skip", node={
            "label": left["labels"] + right["labels"], "color": style.STATES["valid"], "pad": 26, "thickness": 14,
            "line": {"width": 0}, "hoverinfo": "skip",
        },
        link={
            "source": [source for source, _ in flows], "target": [target for _, target in flows],
            "value": list(flows.values()), "color": "rgba(118,118,118,0.35)", "hoverinfo": "skip",
        },
        textfont={"size": style.SMALL, "color": style.INK, "shadow": "none"},
    )  # fmt: skip
    return style.figure(
        [flow] if told else [],
        words=words,
        title=title,
        subtitle=say["sides"].format(window=phrases.window(found["shown"], words), as_of=found["as_of"]),
        alt=words("explain.between").join([title, *(say["link"].format(**pair) for pair in told)]),
        height=60 + 44 * max(1, len(left["labels"]), len(right["labels"])),
        top=20,
        margin={"b": 20},
        **({} if told else {"xaxis": {"visible": False}, "yaxis": {"visible": False}}),
    )


def days(found: dict, words: Words) -> go.Figure:
    """The packages at fault of every day, by clause, one bar upon the other."""
    say, by_day = words.table("invalid_numbers.charts"), found["days"]
    shown = {row["clause"]: row["shown"] for row in found["clauses"]}
    traces = []
    for clause, counts in by_day["faults"].items():
        colour, shape = FAULTS[clause]
        line = {"color": style.PAPER, "width": 0.5}
        traces.append(
            go.Bar(
                x=by_day["days"], y=counts, customdata=by_day["judged"], meta={"clause": clause},
                name=say["series"].format(clause=words.name("clauses", clause), count=shown[clause]),
                marker={"color": colour, "pattern": style.pattern(shape, 5), "line": line},
                hovertemplate=style.on(words) + ": %{y:,} / %{customdata:,}<extra></extra>",
            )
        )  # fmt: skip
    most = max(by_day["at_fault"])
    place = by_day["at_fault"].index(most)
    title = say["days" if most else "none"].format(
        days=sum(count > 0 for count in by_day["at_fault"]), all=len(by_day["days"]),
        day=by_day["days"][place], most=most, judged=by_day["judged"][place] if most else found["judged"]["shown"],
    )  # fmt: skip
    before = date.fromisoformat(by_day["days"][0]) - timedelta(days=1)  # so that the first day's bar stands whole
    lines = len(traces)
    return style.figure(
        traces,
        words=words,
        title=title,
        subtitle=say["known_at_once"].format(window=phrases.window(found["shown"], words), as_of=found["as_of"]),
        alt=words("explain.between").join([title, *(trace.name for trace in traces)]),
        height=260 + 22 * lines,
        top=22 * lines + 12,
        barmode="stack",
        legend={"orientation": "v", "y": 1.02, "x": 0, "traceorder": "normal"},
        xaxis={
            "type": "date", **style.months(by_day["days"], words),
            "range": [f"{before} 12:00", f"{by_day['days'][-1]} 12:00"], "showgrid": False, "tickangle": 0,
            "ticks": "outside", "ticklen": 6, "tickcolor": style.QUIET,
        },
        yaxis={
            "rangemode": "tozero", "tickformat": ",d", "dtick": 1 if most <= 5 else None, "visible": bool(most),
            "ticklabelstandoff": 4,
        },
    )  # fmt: skip


def confirmed(found: dict, by: str, words: Words) -> go.Figure:
    """The share at fault of each ``file``, ``hour``, ``weekday``, ``field`` or ``label`` with its 95 % interval.

    A full bar has more than the others beyond chance, a hollow one too few packages to compare by; both say so.
    """
    say = words.table("invalid_numbers.charts")
    groups = found["confirmed"][by]
    rows = condensed(groups, HOURS if by == "hour" else BARS)
    names, rates = [name_of(row, by, words) for row in rows], [rate_of(row, words) for row in rows]
    told = [
        say["standings"][row["standing"]].format(rate=rate) if row["standing"] in say["standings"] else rate
        for row, rate in zip(rows, rates, strict=True)
    ]
    shares = [style.percent(row["at_fault"], row["judged"]) for row in rows]
    ends = [wilson(Rate(row["at_fault"], row["judged"])) for row in rows]
    looks = [STANDINGS[row["standing"]] for row in rows]
    bar = go.Bar(
        x=shares, y=list(range(len(rows))), orientation="h", width=0.24, hoverinfo="skip", meta={"by": by},
        marker={
            "color": [fill for fill, _ in looks], "line": {"color": [edge for _, edge in looks], "width": 1.5},
        },
        error_x={
            "type": "data", "symmetric": False, "color": style.INK, "thickness": 1.25, "width": 4,
            "array": [round(100 * high - share, 2) for (_, high), share in zip(ends, shares, strict=True)],
            "arrayminus": [round(share - 100 * low, 2) for (low, _), share in zip(ends, shares, strict=True)],
        },
    )  # fmt: skip
    title = finding(groups, by, words)
    return style.figure(
        [bar] if rows else [],
        words=words,
        title=title,
        subtitle=say["share"].format(window=phrases.window(found["shown"], words), as_of=found["as_of"]),
        alt=words("explain.between").join(
            [title, *(phrases.named(*each, words) for each in zip(names, told, strict=True))]
        ),
        height=60 + TALL * max(1, len(rows)),
        top=24,
        xaxis={"rangemode": "tozero", "ticksuffix": " %", "tickangle": 0, "nticks": 6, "visible": bool(rows)},
        yaxis=_places(len(rows)),
        annotations=_labels(names, told),
        showlegend=False,
    )


def _places(count: int) -> dict:
    """A vertical axis with a place for each row, the first on top; the labels stand above the bars."""
    return {"visible": False, "range": [max(1, count) - 0.6, -0.75]}


def _labels(names: list[str], lines: list[str] = ()) -> list[dict]:
    """A label above each bar, from the left edge on: no name is cut by the drawing, however narrow."""
    seconds = [style.small(line) for line in lines] or [""] * len(names)
    return [
        {
            "text": style.text(name) + second, "x": 0, "xref": "paper", "xanchor": "left", "y": place, "yshift": 11,
            "yanchor": "bottom", "showarrow": False, "font": {"size": 13}, "align": "left",
        }
        for place, (name, second) in enumerate(zip(names, seconds, strict=True))
    ]  # fmt: skip


def _ends(values: list[int], texts: list[str]) -> list[dict]:
    """What stands behind each bar."""
    return [
        {"text": text, "x": value, "xanchor": "left", "xshift": 6, "y": place, "showarrow": False}
        for place, (value, text) in enumerate(zip(values, texts, strict=True))
    ]


def _side(pairs: list[dict], key: str, words: Words) -> dict:
    """One side of the flow: ``places`` (slug → place) and the nodes' ``labels``, the most packages first."""
    sums: dict[str, int] = {}
    for pair in pairs:
        sums[pair[key]] = sums.get(pair[key], 0) + pair["packages"]
    ranked = sorted(sums, key=lambda slug: (-sums[slug], slug))
    own = ranked if len(ranked) <= NODES else ranked[: NODES - 1]
    rest = ranked[len(own) :]
    nodes = [(phrases.segment(slug, "carrier", words), sums[slug]) for slug in own]
    if rest:
        nodes.append((words("invalid_numbers.groups.rest", count=len(rest)), sum(sums[slug] for slug in rest)))
    node = words.table("invalid_numbers.charts")["node"]
    return {
        "places": {slug: place for place, slug in enumerate(own)} | dict.fromkeys(rest, len(own)),
        "labels": [node.format(name=style.text(name, NAME), packages=packages) for name, packages in nodes],
    }
