"""What each segment, clause or cause costs: from 100 % down to the rate, and what the gap to the target is made of."""

from collections import Counter
from fractions import Fraction

import plotly.graph_objects as go
import polars as pl

from vtr_lib.metrics.attribution import OF_THE_MISSED, fault_sets, losses, shapley
from vtr_lib.metrics.counts import rate
from vtr_lib.report import basis as bases
from vtr_lib.report import phrases, rows, style
from vtr_lib.report.table import Cell, Table
from vtr_lib.words import Words

LOOKS = {  # colour and pattern of a bar
    "whole": (style.STATES["valid"], ""),
    "loss": (style.STATES["defect"], "/"),
    "others": (style.STATES["pending"], "x"),
}


def data(counts: pl.DataFrame, by: str, summary: dict, basis: str = "confirmed") -> dict:
    """The losses of the window by ``carrier``, ``origin``, ``category``, ``clause`` or ``cause``, the most first.

    ``counts`` as ``Month.counts(basis)`` gives them. Strings and integers only: ``points`` (lost) and ``gap`` (of what
    lacks to the target) are exact fractions as text, ``without`` the counts of the rate if these were valid.
    """
    found = bases.of_window(summary, basis)
    inside = bases.inside(counts, found)
    whole, target = rate(inside), Fraction(found["target"])
    return found | {
        "by": by,
        "valid": whole.valid,
        "counted": whole.counted,
        "repairs": whole.repairs(target),
        "rows": [
            {
                "name": loss.name,
                "missed": loss.missed,
                "valid": loss.valid,
                "counted": loss.counted,
                "points": str(loss.points),
                "gap": str(loss.gap(target)),
                "without": {"valid": loss.without.valid, "counted": loss.without.counted},
            }
            for loss in losses(inside, by)
        ],
    }


def waterfall(found: dict, words: Words) -> go.Figure:
    """From all packages down to the rate, a bar for each loss: ten at most, the rest in the last one."""
    bars = _bars(found, "points", words)
    ends = [100.0]
    for bar in bars:
        ends.append(ends[-1] - float(bar["points"]))
    last, counted = len(bars) + 1, found["counted"]
    axis = style.percent_axis([style.percent(found["valid"], counted)])
    whole = [(0, 100.0), (last, style.percent(found["valid"], counted))] if counted else []
    traces = [_trace("whole", [(row, 0, end) for row, end in whole])]
    for look in ("loss", "others"):
        places = [place for place, bar in enumerate(bars) if bar["look"] == look]
        traces.append(
            _trace(look, [(place + 1, ends[place + 1], ends[place] - ends[place + 1]) for place in places])
            | {"meta": {"names": [bars[p]["code"] for p in places], "missed": [bars[p]["missed"] for p in places]}}
        )
    names, lines = [bar["name"] for bar in bars], [_line(bar, found, words) for bar in bars]
    short = [words("losses.short", **_said(bar, words)) for bar in bars]
    full, end = words("losses.full", counted=counted), phrases.rate(found, words)
    yaxis, narrow = rows.axis(
        [words("losses.start"), *names, words("losses.end")], [full, *lines, end], short_lines=[full, *short, end]
    )
    missed, most = counted - found["valid"], found["rows"][0] if found["rows"] else None
    title = words.table("losses.title")["missed" if missed else "all_valid" if counted else "nothing"].format(
        missed=missed, counted=counted, points=phrases.points(Fraction(100 * missed, counted or 1), words),
        name=rows.named(most["name"], found["by"], words) if most else "", most=most["missed"] if most else 0,
    )  # fmt: skip
    return style.figure(
        traces,
        words=words,
        title=title,
        subtitle=bases.subtitle(found, words, axis),
        alt=_alt(title, names, lines, words),
        height=50 + rows.ROW * (len(names) + 2),
        meta={"narrow": narrow | {"xaxis.dtick": 4 * axis["dtick"]}},
        xaxis=axis | {"showline": True, "linecolor": style.GRID, "visible": bool(counted)},
        yaxis=yaxis | {"visible": bool(counted)},
        shapes=[_step(place, end) for place, end in enumerate(ends)] if counted else [],
        barmode="overlay",
        showlegend=False,
    )


def gap(found: dict, words: Words) -> go.Figure:
    """What the points that lack to the target are made of: a bar for each share, all together the target less the rate.

    Each loss has the share that it has of all losses. There is no bar where the target is met.
    """
    bars = _bars(found, "gap", words) if found["repairs"] else []
    target, counted = phrases.target(found["target"]), found["counted"]
    lacking = sum((bar["points"] for bar in bars), Fraction(0))
    traces = []
    for look in ("loss", "others"):
        places = [place for place, bar in enumerate(bars) if bar["look"] == look]
        traces.append(
            _trace(look, [(place, 0, float(bars[place]["points"])) for place in places])
            | {
                "text": [phrases.points(bars[place]["points"], words) for place in places],
                "textposition": "outside",
                "cliponaxis": False,
                "meta": {"names": [bars[place]["code"] for place in places]},
            }
        )
    names, lines = [bar["name"] for bar in bars], [_line(bar, found, words, "part") for bar in bars]
    yaxis, narrow = rows.axis(names, lines)
    title = words.table("losses.gap")["missing" if bars else "met" if counted else "nothing"].format(
        points=phrases.points(lacking, words), repairs=found["repairs"], target=target, rate=phrases.rate(found, words),
        name=names[0] if bars else "", most=phrases.points(bars[0]["points"], words) if bars else "",
    )  # fmt: skip
    return style.figure(
        traces,
        words=words,
        title=title,
        subtitle=bases.subtitle(found, words),
        alt=_alt(title, names, [phrases.points(bar["points"], words) for bar in bars], words),
        height=40 + rows.ROW * max(1, len(bars)),
        meta={"narrow": narrow},
        margin={"r": 48},
        xaxis={"visible": False, "rangemode": "tozero"},
        yaxis=yaxis,
        barmode="overlay",
        showlegend=False,
    )


def table(found: dict, words: Words) -> Table:
    """Every loss in packages and points, its share of the gap, and the rate if it were mended."""
    by, counted, is_segment = found["by"], found["counted"], found["by"] not in OF_THE_MISSED
    say, target = words.table("losses.columns"), phrases.target(found["target"])
    head = (
        rows.head(by, words), say["missed"], *([words("tables.rate")] if is_segment else []), say["points"],
        say["gap"].format(target=target), say["without"],
    )  # fmt: skip
    lines = tuple(
        (
            Cell(rows.named(row["name"], by, words), code=row["name"]),
            row["missed"],
            *([phrases.rate(row, words)] if is_segment else []),
            phrases.points(Fraction(row["points"]), words),
            phrases.points(Fraction(row["gap"]), words),
            phrases.rate(row["without"], words),
        )
        for row in found["rows"]
    )
    sums = {key: sum((Fraction(row[key]) for row in found["rows"]), Fraction(0)) for key in ("points", "gap")}
    total = (
        words("tables.total"), counted - found["valid"], *([phrases.rate(found, words)] if is_segment else []),
        phrases.points(sums["points"], words), phrases.points(sums["gap"], words), "",
    )  # fmt: skip
    caption = words("losses.caption", window=phrases.window(found, words))
    return Table(caption, head, lines, frozenset(range(1, len(head))), total, words("tables.none"), words=words)


def overlaps(packages: pl.DataFrame, summary: dict, basis: str = "confirmed") -> dict:
    """How the defects of a window spread over their faults: by the one clause that decided, and by all that is wrong.

    ``packages`` are the window's, as ``Month.inside(basis)`` gives them. ``shared`` is a fault's Shapley value, an
    exact fraction as text: a package with several faults counts for each with an equal part. ``first`` and ``shared``
    each add up to ``defects``.
    """
    sets = fault_sets(packages)
    first = Counter(packages.filter(pl.col("state") == "defect")["clause"].to_list())
    held = Counter(fault for faults in sets for fault in faults)
    return bases.of_window(summary, basis) | {
        "defects": len(sets),
        "several": sum(len(faults) > 1 for faults in sets),
        "rows": [
            {"name": fault, "first": first[fault], "held": held[fault], "shared": str(shared)}
            for fault, shared in shapley(sets).items()
        ],
    }


def overlap_table(found: dict, words: Words) -> Table:
    """Every fault with the defects it decided, those that have it, and its equal part of those with several."""
    say = words.table("losses.overlaps")
    return Table(
        say["caption"].format(window=phrases.window(found, words), several=found["several"], defects=found["defects"]),
        tuple(say[key] for key in ("fault", "first", "held", "shared")),
        tuple(
            (
                Cell(words.name("clauses", row["name"]), code=row["name"]), row["first"], row["held"],
                phrases.points(Fraction(row["shared"]), words),
            )
            for row in found["rows"]
        ),
        frozenset({1, 2, 3}),
        (words("tables.total"), found["defects"], "", phrases.points(Fraction(found["defects"]), words)),
        words("tables.none"),
        words=words,
    )  # fmt: skip


def _bars(found: dict, key: str, words: Words) -> list[dict]:
    """A bar for each row that misses anything, the rest summed as one; ``points`` holds the fraction of ``key``."""
    own, rest = rows.first([row for row in found["rows"] if row["missed"]])
    bars = [
        {"name": rows.named(row["name"], found["by"], words), "code": row["name"], "look": "loss"}
        | {"missed": row["missed"], "counted": row["counted"], "points": Fraction(row[key])}
        for row in own
    ]
    if rest:
        sums = {column: sum(row[column] for row in rest) for column in ("missed", "counted")}
        others = {"name": words("losses.others", count=len(rest)), "code": "other", "look": "others"}
        bars.append(others | sums | {"points": sum(Fraction(row[key]) for row in rest)})
    return bars


def _said(bar: dict, words: Words) -> dict:
    return {"missed": bar["missed"], "counted": bar["counted"], "points": phrases.points(-bar["points"], words)}


def _line(bar: dict, found: dict, words: Words, part: str = "line") -> str:
    kind = "faults" if found["by"] in OF_THE_MISSED else "segments"
    return words(f"losses.{part}.{kind}", **_said(bar, words))


def _trace(look: str, bars: list[tuple[int, float, float]]) -> dict:
    """Horizontal bars from (row, start, length)."""
    colour, shape = LOOKS[look]
    return {
        "type": "bar", "orientation": "h", "width": 0.55, "name": look, "hoverinfo": "skip",
        "y": [row for row, _, _ in bars], "base": [round(start, 4) for _, start, _ in bars],
        "x": [round(length, 4) for _, _, length in bars],
        "marker": {"color": colour, "pattern": style.pattern(shape)},
    }  # fmt: skip


def _step(row: int, end: float) -> dict:
    """The thin line from where a bar ends to where the next one starts."""
    line = {"color": style.QUIET, "width": 1}
    return {"type": "line", "x0": end, "x1": end, "y0": row, "y1": row + 1, "line": line, "layer": "below"}


def _alt(title: str, names: list[str], lines: list[str], words: Words) -> str:
    listed = [phrases.named(*each, words) for each in zip(names, lines, strict=True)]
    return phrases.told(title, listed, words)
