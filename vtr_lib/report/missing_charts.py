"""The figures of missing updates: what is lacking, where packages wait, how long carriers took to have them.

One function a figure, the dict of ``missing_updates`` in, a plotly figure out. Nothing is counted here.
"""

import plotly.graph_objects as go

from vtr_lib.metrics.handover import BANDS
from vtr_lib.report import phrases, style
from vtr_lib.report.charts import ROW, labels
from vtr_lib.words import Words

LINE, NARROW = 26, 18  # characters of a line of a label; of a name on a narrow screen
LINE_HEIGHT = 20  # px more for each line of a legend that wraps there
BAND_LOOKS = {  # colour and pattern of each band of time, and of the packages never scanned
    "before": ("#0072b2", "/"), "day_1": ("#0072b2", ""), "day_2": ("#6fb7e0", ""), "day_3": ("#e69f00", "/"),
    "later": ("#d55e00", ""), "never": ("#3d3d3d", "x"), "open": ("#b0b0b0", ""), "unclear": ("#a8568f", "."),
}  # fmt: skip


def parts(found: dict, words: Words) -> go.Figure:
    """What is lacking of the packages missed for lack of scans, and of those still pending: each package in one bar."""
    names, rows = words.table("missing_updates.parts"), _held(found["parts"])
    series = (
        ("missed", style.STATES["defect"], "", -0.19),
        ("pending", style.STATES["pending"], "/", 0.19),
    )
    say = words.table("missing_updates.charts.parts")
    traces = [
        go.Bar(
            x=[row[state] for row in rows], y=[place + shift for place in range(len(rows))], orientation="h",
            width=0.36, name=say[state], marker={"color": colour, "pattern": style.pattern(shape)},
            text=[words.number(row[state]) for row in rows], textposition="outside", cliponaxis=False, hoverinfo="skip",
            meta={"state": state, "parts": [row["part"] for row in rows]},
        )
        for state, colour, shape, shift in series
    ]  # fmt: skip
    most = max(rows, key=lambda row: row["missed"], default=None)
    title = say["found" if found["missed"] else "none" if found["counted"] else "nothing"].format(
        missed=found["missed"], counted=found["counted"],
        part=names[most["part"]] if most else "", most=most["missed"] if most else 0,
    )  # fmt: skip
    listed = [
        phrases.named(names[row["part"]], f"{words.number(row['missed'])} + {words.number(row['pending'])}", words)
        for row in rows
    ]
    return style.figure(
        traces,
        words=words,
        title=title,
        subtitle=window(found, words),
        alt=phrases.told(title, listed, words),
        height=70 + ROW * max(1, len(rows)),
        top=44,
        margin={"r": 40},
        xaxis={"rangemode": "tozero", "visible": False},
        yaxis=labels([]) | {
            "tickvals": list(range(len(rows))), "range": [max(1, len(rows)) - 0.5, -0.5],
            "ticktext": [_wrapped(names[row["part"]]) for row in rows],
        },
        barmode="overlay",
        showlegend=bool(rows),
    )  # fmt: skip


def handover(found: dict, words: Words) -> go.Figure:
    """How soon after its confirmation each carrier first scanned a package, in shares of the carrier's packages."""
    rows, total = handover_rows(found, words), found["handover"]["total"]
    names, say = words.table("missing_updates.bands"), words.table("missing_updates.charts.handover")
    traces = [
        go.Bar(
            x=[style.percent(row[band], row["packages"]) for _, row in rows], y=list(range(len(rows))),
            orientation="h", width=0.62, name=names[band],
            marker={"color": BAND_LOOKS[band][0], "pattern": style.pattern(BAND_LOOKS[band][1])},
            customdata=[[row[band], row["packages"]] for _, row in rows], meta={"band": band},
            hovertemplate="%{customdata[0]:,} / %{customdata[1]:,}<extra>%{fullData.name}</extra>",
        )
        for band in BANDS
        if total[band]
    ]  # fmt: skip
    title = say["found" if total["packages"] else "nothing"].format(**total)
    seconds = [say["row"].format(**row) for _, row in rows]
    listed = [phrases.named(name, second, words) for (name, _), second in zip(rows, seconds, strict=True)]
    short = narrow([name for name, _ in rows], [say["short"].format(**row) for _, row in rows])
    more = LINE_HEIGHT * max(0, len(traces) - 2)
    height, top = 60 + ROW * max(1, len(rows)), 60
    return style.figure(
        traces,
        words=words,
        title=title,
        subtitle=phrases.sentences(window(found, words), say["basis"]),
        alt=phrases.told(title, listed, words),
        height=height,
        top=top,
        meta={
            "narrow": {
                "height": height + more, "margin.t": top + more, "xaxis.dtick": 50, "yaxis.ticktext": short,
            }
        },
        barmode="stack",
        xaxis={"range": [0, 100], "ticksuffix": " %", "dtick": 25, "tickangle": 0},
        yaxis=labels([name for name, _ in rows], seconds),
        legend={"traceorder": "normal"},
        showlegend=bool(traces),
    )  # fmt: skip


def waiting(found: dict, words: Words) -> go.Figure:
    """How many days ago the waiting packages were last scanned, by the place of that scan.

    A thin line runs from the latest scan to the oldest, a thick one over the middle half, a diamond stands on the
    median; the dashed line is where the rule calls a package stuck.
    """
    rows, say, all_ = place_rows(found, words), words.table("missing_updates.charts.waiting"), found["waiting"]
    lines = (("least", "most", 1.5, "#767676", "all"), ("quarter", "three_quarters", 9, "#6fb7e0", "half"))
    traces = [
        go.Scatter(
            x=[end for _, row in rows for end in (row[left], row[right], None)],
            y=[place for number in range(len(rows)) for place in (number, number, None)],
            mode="lines+markers" if key == "all" else "lines", line={"color": colour, "width": width},
            marker={"symbol": "line-ns-open", "size": 9, "color": colour}, name=say[key], hoverinfo="skip",
        )
        for left, right, width, colour, key in lines
    ]  # fmt: skip
    traces.append(
        go.Scatter(
            x=[row["half"] for _, row in rows], y=list(range(len(rows))), mode="markers", name=say["median"],
            marker={"symbol": "diamond", "size": 11, "color": style.STATES["valid"]}, cliponaxis=False,
            customdata=[[row[key] for key in ("packages", "least", "half", "most")] for _, row in rows],
            hovertemplate="%{customdata[0]:,}: %{customdata[1]} – %{customdata[2]} – %{customdata[3]}<extra></extra>",
        )
    )  # fmt: skip
    seconds = [say["row"].format(**row) for _, row in rows]
    title = say["found" if all_["packages"] else "nothing"].format(**all_)
    listed = [phrases.named(name, second, words) for (name, _), second in zip(rows, seconds, strict=True)]
    short = narrow([name for name, _ in rows], [say["short"].format(**row) for _, row in rows])
    farthest, limit = max([1, *(row["most"] for _, row in rows)]), all_["stuck_days"]
    if 0 < limit <= farthest:
        ends = labels([name for name, _ in rows])["range"]
        line = {"color": style.INK, "width": 1.5, "dash": "dash"}
        traces.append(
            go.Scatter(
                x=[limit, limit],
                y=ends,
                mode="lines",
                line=line,
                name=say["limit"].format(days=limit),
                hoverinfo="skip",
            )
        )
    height, top = 50 + ROW * max(1, len(rows)), 40
    return style.figure(
        traces if rows else [],
        words=words,
        title=title,
        subtitle=phrases.sentences(span(found, words), say["basis"]),
        alt=phrases.told(title, listed, words),
        height=height,
        top=top,
        meta={"narrow": {"height": height + 60, "margin.t": top + 60, "yaxis.ticktext": short}},
        xaxis={"range": [-0.02 * farthest, 1.04 * farthest], "tickformat": ",d"},
        yaxis=labels([name for name, _ in rows], seconds),
        legend={"traceorder": "normal"},
        showlegend=bool(rows),
    )


def handover_rows(found: dict, words: Words) -> list[tuple[str, dict]]:
    """``(name, counts)`` of every carrier shown, the summed rest last."""
    rest = found["handover"]["rest"]
    rows = [(phrases.segment(row["carrier"], "carrier", words), row) for row in found["handover"]["rows"]]
    return rows + ([(others(rest["names"], words), rest)] if rest else [])


def place_rows(found: dict, words: Words) -> list[tuple[str, dict]]:
    """``(name, counts)`` of every place shown, the summed rest last."""
    rest = found["waiting"]["rest"]
    rows = [(place(row, words), row) for row in found["waiting"]["nodes"]]
    return rows + ([(words("missing_updates.other_places", count=rest["places"]), rest)] if rest else [])


def place(row: dict, words: Words) -> str:
    """A place as its scans have it: city and country, what there is of them, or that nobody told."""
    told = [row[key] for key in ("city", "country") if row[key]]
    return ", ".join(told) if told else words("missing_updates.no_place")


def others(names: list[str], words: Words) -> str:
    """The carriers that are summed in one row, by their number."""
    return words("missing_updates.other_carriers", count=len(names))


def window(found: dict, words: Words) -> str:
    """What puts a package among those shown, with both days of the window and the day it stands on."""
    return words("charts.window", window=phrases.window(found, words), as_of=found["as_of"])


def span(found: dict, words: Words) -> str:
    """The same of the longer span that ends with the day."""
    return words("missing_updates.span", **found["span"])


def narrow(names: list[str], lines: list[str] = ()) -> list[str]:
    """The labels of the rows where there is little room for them."""
    return labels([style.short(name, NARROW) for name in names], lines)["ticktext"]


def _wrapped(name: str) -> str:
    """A label in lines of a few words, so that none of it is cut."""
    return "<br>".join(style.text(line) for line in style.wrap(name, LINE))


def _held(rows: list[dict]) -> list[dict]:
    return [row for row in rows if row["missed"] or row["pending"]]
