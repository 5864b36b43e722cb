"""Why the rate is another than in the window before: other segments than then (mix), or the same ones (rate)."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from functools import reduce

import plotly.graph_objects as go
import polars as pl

from vtr_lib.metrics.change import mix_and_rate, windows
from vtr_lib.metrics.counts import window_day
from vtr_lib.metrics.interval import difference
from vtr_lib.metrics.rate import Rate
from vtr_lib.report import basis as bases
from vtr_lib.report import phrases, rows, style
from vtr_lib.report.table import Cell, Table
from vtr_lib.words import Words

KINDS = {"mix": (style.STATES["valid"], "/", -0.19), "rate": (style.STATES["defect"], "", 0.19)}
BAR = 0.34  # of a row
ROOM, NARROW_ROOM = 0.22, 0.42  # of the span of all bars, kept free on both sides for the numbers at their ends


def data(verdicts: pl.DataFrame, by: Sequence[str], summary: dict, basis: str = "confirmed") -> dict:
    """The mix and rate effects between the window and the one before it, the greatest first.

    ``verdicts`` as ``Month.verdicts`` holds them; ``by`` any of their columns, from the outermost level inwards.
    Effects are exact fractions of percentage points as text. Where one of the windows has nothing counted there are no
    rows, and ``points`` is None. Sorted by mix and rate together, whatever their signs.
    """
    after = bases.of_window(summary, basis)
    policy = summary["policy"]
    lag = policy["lag_days"] if basis == "promised" else 0
    days, _ = windows(date.fromisoformat(after["as_of"]), policy["window_days"], lag)
    before = {"first_on": days[0].isoformat(), "last_on": days[1].isoformat()}
    counts = verdicts.with_columns(window_day(basis).alias("day")).group_by("day", *by, "state").len("packages")
    change = mix_and_rate(bases.inside(counts, before), bases.inside(counts, after), by)
    effects = sorted(change.effects, key=lambda effect: (-abs(effect.mix) - abs(effect.rate), effect.path))
    return after | {
        "by": list(by),
        "before": before | _counts(change.before),
        "after": _counts(change.after),
        "points": None if change.points is None else str(change.points),
        "interval": _interval(difference(change.before, change.after)),
        "mix": {level: str(points) for level, points in change.mix.items()},
        "rate": str(change.rate),
        "rows": [
            {"path": list(effect.path), "before": _counts(effect.before), "after": _counts(effect.after)}
            | {"mix": str(effect.mix), "rate": str(effect.rate)}
            for effect in effects
        ],
    }


def chart(found: dict, words: Words) -> go.Figure:
    """Two bars a segment, left where it lowers the rate and right where it lifts it; beneath them the whole."""
    lines = [row for row in found["rows"] if Fraction(row["mix"]) or Fraction(row["rate"])]
    own, rest = rows.first(lines)
    bars = [(_names(row, found, words), row, row["path"]) for row in own]
    if rest:
        sums = {kind: sum(Fraction(row[kind]) for row in rest) for kind in KINDS}
        bars.append(([words("losses.others", count=len(rest))], sums, ["other"]))
    if found["points"] is not None:
        bars.append(([words("report.all")], _whole(found), []))
    names = [_path(parts, words) for parts, _, _ in bars]
    yaxis, narrow = rows.axis(
        names,
        [_moved(row, words) for _, row, _ in bars],
        [parts[-1] for parts, _, _ in bars],
        [_within(parts, words) or _moved(row, words, brief=True) for parts, row, _ in bars],
    )
    effects = {kind: [Fraction(row[kind]) for _, row, _ in bars] for kind in KINDS}
    traces = [_trace(kind, points, [path for *_, path in bars], words) for kind, points in effects.items()]
    said = [words("mix.effect", **{kind: _signed(row[kind], words) for kind in KINDS}) for _, row, _ in bars]
    title = _title(found, words)
    listed = [phrases.named(*each, words) for each in zip(names, said, strict=True)]
    return style.figure(
        traces if bars else [],
        words=words,
        title=title,
        subtitle=words("mix.read", window=_window(found, words)),
        alt=phrases.told(title, listed, words),
        height=40 + (rows.ROW + 2) * max(1, len(bars)),
        top=34,
        meta={"narrow": narrow | {"xaxis.range": _span(effects, NARROW_ROOM)}},
        xaxis={
            "range": _span(effects, ROOM), "visible": bool(bars), "showticklabels": False, "showgrid": False,
            "zeroline": True, "zerolinecolor": style.INK, "zerolinewidth": 1,
        },
        yaxis=yaxis,
        shapes=[_rule(len(bars) - 1.5)] if len(bars) > 1 else [],
        barmode="overlay",
        showlegend=bool(bars),
        legend={"traceorder": "normal"},
    )  # fmt: skip


def table(found: dict, words: Words) -> Table:
    """Every segment of every level with its rates in both windows and its effects; the total is the whole change."""
    say, depth = words.table("mix.columns"), len(found["by"])

    def line(names: tuple, row: dict) -> tuple:
        sides = tuple(phrases.rate(row[side], words) for side in ("before", "after"))
        both = Fraction(row["mix"]) + Fraction(row["rate"])
        return *names, *sides, _signed(row["mix"], words), _signed(row["rate"], words), _signed(both, words)

    def names(row: dict) -> tuple:
        cells = [Cell(rows.named(n, by, words), code=n) for n, by in zip(row["path"], found["by"], strict=False)]
        return *cells, *[""] * (depth - len(cells))

    head = (
        *(rows.head(by, words) for by in found["by"]),
        *(say[key] for key in ("before", "after", "mix", "rate", "both")),
    )
    total = (words("tables.total"), *[""] * (depth - 1))
    return Table(
        words("mix.caption", window=_window(found, words)),
        head,
        tuple(line(names(row), row) for row in found["rows"]),
        frozenset(range(depth, depth + 5)),
        line(total, _whole(found)) if found["points"] is not None else (),
        words("tables.none"),
        words=words,
    )


def levels(found: dict, words: Words) -> Table:
    """The change by level: the mix of each, and the rates of the innermost segments; together the whole change.

    How far the change itself is sure stands in the caption.
    """
    names = words.table("mix.levels")
    lines = [(names.get(by, by), _signed(points, words)) for by, points in found["mix"].items()]
    caption = words("mix.by_level", window=_window(found, words))
    if found["interval"]:
        low, high = (_signed(end, words) for end in found["interval"])
        caption = phrases.sentences(caption, words("mix.interval", low=low, high=high))
    return Table(
        caption,
        (words("mix.level"), words("mix.columns.both")),
        (*lines, (words("mix.rates"), _signed(found["rate"], words))) if found["points"] is not None else (),
        frozenset({1}),
        (words("tables.total"), _signed(found["points"], words)) if found["points"] is not None else (),
        words("tables.none"),
        words=words,
    )


def _interval(ends: tuple[float, float] | None) -> list[str] | None:
    """Between which points the change may lie (Newcombe), as exact hundredths."""
    return None if ends is None else [str(Fraction(int(end * 10_000), 100)) for end in ends]


def _counts(rate: Rate) -> dict[str, int]:
    return {"valid": rate.valid, "counted": rate.counted}


def _whole(found: dict) -> dict:
    """The whole store as a row: all mix effects together, all rate effects together."""
    mix = sum(Fraction(points) for points in found["mix"].values())
    return {"before": found["before"], "after": found["after"], "mix": mix, "rate": Fraction(found["rate"])}


def _signed(points: str | Fraction, words: Words) -> str:
    return phrases.points(Fraction(points), words, signed=True)


def _names(row: dict, found: dict, words: Words) -> list[str]:
    return [rows.named(name, by, words) for name, by in zip(row["path"], found["by"], strict=False)]


def _path(names: list[str], words: Words) -> str:
    """The names of segments within segments as one, the outermost first."""
    return reduce(lambda outer, inner: words("mix.path", outer=outer, inner=inner), names)


def _within(names: list[str], words: Words) -> str:
    """The segments above the innermost one, cut short; nothing on one level."""
    return style.text(_path(names[:-1], words), rows.NARROW_CHARACTERS) if names[1:] else ""


def _moved(row: dict, words: Words, *, brief: bool = False) -> str:
    """How a row's rate moved, with its counts, or the counts alone; nothing of several rows summed."""
    if "before" not in row:
        return ""
    said = phrases.counts if brief else phrases.rate
    return words("mix.moved", before=said(row["before"], words), after=said(row["after"], words))


def _trace(kind: str, points: list[Fraction], paths: list[list[str]], words: Words) -> go.Bar:
    colour, shape, offset = KINDS[kind]
    return go.Bar(
        x=[round(float(each), 4) for each in points], y=[row + offset for row in range(len(points))],
        orientation="h", width=BAR, name=words(f"mix.series.{kind}"), hoverinfo="skip", cliponaxis=False,
        marker={"color": colour, "pattern": style.pattern(shape)}, meta={"kind": kind, "paths": paths},
        text=[_signed(each, words) if each else "" for each in points], textposition="outside", textangle=0,
    )  # fmt: skip


def _span(effects: dict[str, list[Fraction]], room: float) -> list[float]:
    """The ends of an axis that holds all bars, with ``room`` beside them."""
    ends = [0.0, *(float(each) for points in effects.values() for each in points)]
    low, high = min(ends), max(ends)
    beside = room * (high - low or 1)
    return [round(low - beside, 4), round(high + beside, 4)]


def _rule(row: float) -> dict:
    """The line above the whole."""
    line = {"color": style.QUIET, "width": 1}
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": row, "y1": row, "line": line}


def _title(found: dict, words: Words) -> str:
    say = words.table("mix.title")
    if found["points"] is None:
        return say["nothing"]
    whole, points = _whole(found), Fraction(found["points"])
    return say["fell" if points < 0 else "rose" if points else "same"].format(
        points=phrases.points(abs(points), words), before=phrases.rate(found["before"], words),
        after=phrases.rate(found["after"], words), mix=_signed(whole["mix"], words), rate=_signed(whole["rate"], words),
    )  # fmt: skip


def _window(found: dict, words: Words) -> str:
    days = {key: found["before"][key] for key in ("first_on", "last_on")}
    return words("mix.window", window=phrases.window(found, words), as_of=found["as_of"], **days)
