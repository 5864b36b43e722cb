"""How long scans take, as data and as tables: curves of packages still waiting, by carrier, origin or category.

``waiting_times`` lays everything down as a plain dict; the table and the figure of ``survival_curves`` count nothing.
"""

from datetime import date, datetime

import polars as pl

from vtr_lib.metrics.counts import NOBODY_KNOWS
from vtr_lib.metrics.survival import at_risk, durations, log_rank, quantile, survival
from vtr_lib.report import phrases, style
from vtr_lib.report.table import Cell, Table
from vtr_lib.words import Words

CURVES = 6  # the most there are; what does not fit is one curve, the last
FEW = 10  # packages below which a curve is not named in the title, see ``title``
MARKS = {  # days at which the table looks, the last is where the figure ends
    "first_scan": (0, 1, 2, 3, 5, 7, 10),
    "arrival": (0, 1, 2, 3, 5, 7, 10),
    "delivery": (0, 3, 5, 7, 10, 14, 21),
}
TELLING = {"first_scan": 3, "arrival": 3, "delivery": 10}  # days after which the title compares
OTHER = "other"


def waiting_times(packages: pl.DataFrame, leg: str, *, by: str, as_of: date, as_of_at: datetime) -> dict:
    """The curves of a leg (``first_scan``, ``arrival`` or ``delivery``) as strings and integers, the busiest first.

    ``packages`` as ``Month.packages`` gives them, as known at ``as_of_at``, the end of the day ``as_of``. Those that
    count or are pending are waited for. Left out, and counted in ``left_out``, are packages with a faulty number, whose
    scans nobody could see, and those whose carrier nobody asked. Shares ``waiting``, ``low``, ``high`` are in
    ten-thousandths, cut; ``log_rank`` is the chance that a curve and all the others together go alike, None where it
    can't be told; ``half`` and ``most`` are the hours until half and until 95 % had their scan, None where they
    never do; ``cancelled`` are packages still waiting that never will be scanned.
    """
    meant = packages.filter(pl.col("state").is_in(["valid", "defect", "unknown", "pending"]))
    is_bad = pl.col("cause").eq_missing(pl.lit("invalid_number"))
    is_unasked = ~is_bad & (pl.col("clause") == "unknown.not_asked")
    waited = durations(meant.filter(~is_bad, ~is_unasked), leg, as_of_at).with_columns(
        pl.col(by).fill_null(NOBODY_KNOWS)
    )
    ranked = waited.group_by(by).len("packages").sort(["packages", by], descending=[True, False])[by].to_list()
    own = ranked if len(ranked) <= CURVES else ranked[: CURVES - 1]
    curves = [_curve(name, waited.filter(pl.col(by) == name), leg) for name in own]
    if rest := ranked[len(own) :]:
        curves.append(_curve(OTHER, waited.filter(pl.col(by).is_in(rest)), leg) | {"names": rest})
    for curve in curves:
        inside = pl.col(by).is_in(curve["names"])
        found = log_rank(*(survival(rows["hours"], rows["is_event"]) for rows in
                           (waited.filter(inside), waited.filter(~inside))))  # fmt: skip
        curve["log_rank"] = None if found is None else "< 0.0001" if found[1] < 0.0001 else f"{found[1]:.4f}"
    first, last = waited["confirmed_on"].min(), waited["confirmed_on"].max()
    return {
        "as_of": as_of.isoformat(),
        "leg": leg,
        "by": by,
        "first_on": first.isoformat() if first else "",
        "last_on": last.isoformat() if last else "",
        "packages": waited.height,
        "cancelled": waited.filter(~pl.col("is_event"), pl.col("is_cancelled")).height,
        "left_out": {"number": meant.filter(is_bad).height, "not_asked": meant.filter(is_unasked).height},
        "curves": curves,
    }


def _curve(name: str, waited: pl.DataFrame, leg: str) -> dict:
    curve, marks = survival(waited["hours"], waited["is_event"]), MARKS[leg]
    shown = curve.filter(pl.col("hours") <= 24 * marks[-1])
    return {
        "name": name,
        "names": [name],
        "packages": waited.height,
        "events": curve["events"].sum(),
        "steps": [
            {key: row[key] for key in ("hours", "at_risk", "events", "censored")} | {"waiting": _cut(row["survival"])}
            for row in shown.iter_rows(named=True)
        ],
        "marks": [_mark(curve, days) for days in marks],
        "half": quantile(curve, 0.5),
        "most": quantile(curve, 0.95),
    }


def _mark(curve: pl.DataFrame, days: int) -> dict:
    """Where a curve stands after so many days. Past its last package nothing is known, and the shares are None."""
    passed, ahead = curve.filter(pl.col("hours") <= 24 * days), at_risk(curve, 24 * days)
    found = passed.row(-1, named=True) if passed.height else {"survival": 1.0, "low": 1.0, "high": 1.0}
    is_known = bool(ahead) or found["survival"] == 0
    shares = {"waiting": found["survival"], "low": found["low"], "high": found["high"]}
    cut = {key: _cut(share) if is_known and curve.height else None for key, share in shares.items()}
    return {"days": days, "at_risk": ahead} | cut


def _cut(share: float) -> int:
    return int(10_000 * share + 1e-6)


def survival_table(data: dict, words: Words) -> Table:
    """Of every curve the packages still at risk at some days with the share still waiting, and how long most wait."""
    say, own = words.table("survival.table"), words.table(f"survival.{data['leg']}")
    days = MARKS[data["leg"]]
    head = (
        words(f"tables.segment.{data['by']}"), words("tables.packages"), own["scanned"],
        *(say["after"].format(days=number) for number in days), say["interval"].format(days=days[-1]), say["half"],
        say["most"], say["log_rank"],
    )  # fmt: skip
    rows = tuple(
        (
            Cell(name_of(curve, data["by"], words), code=curve["name"]), curve["packages"], curve["events"],
            *(_at(mark, words) for mark in curve["marks"]), _interval(curve["marks"][-1], words),
            *(say["hours"].format(hours=curve[key]) if curve[key] is not None else say["never"]
              for key in ("half", "most")),
            words.decimal(curve["log_rank"] or words("report.no_share")),
        )
        for curve in data["curves"]
    )  # fmt: skip
    notes = say["left_out"].format(**data["left_out"], cancelled=data["cancelled"])
    total = (words("tables.total"), *(sum(curve[key] for curve in data["curves"]) for key in ("packages", "events")))
    return Table(
        phrases.sentences(own["caption"], notes),
        head,
        rows,
        frozenset(range(1, len(head))),
        total + ("",) * (len(head) - 3),
        words("tables.none"),
        words=words,
    )


def name_of(curve: dict, by: str, words: Words) -> str:
    """Whose curve it is; of the last that holds the rest, all their names."""
    names = words("report.list").join(phrases.segment(name, by, words) for name in curve["names"])
    return words("charts.other", count=len(curve["names"]), names=names) if curve["name"] == OTHER else names


def percent(share: int, words: Words) -> str:
    """A share in ten-thousandths in percent, cut to a tenth."""
    return phrases.share(share, 10_000, words)


def title(data: dict, words: Words) -> str:
    """Whose packages wait longest: the highest curve after some days, of those with ``FEW`` packages or more.

    A plain count, and not ``is_telling``: the title names what the figure draws highest, with its packages, and claims
    nothing of the others. How sure a curve is stands in the table, with its interval and the chance that it goes as
    the others do; Wilson's interval would take packages that are still on their way for counted ones.
    """
    say, days = words.table(f"survival.{data['leg']}"), TELLING[data["leg"]]
    told = [
        (mark["waiting"], curve)
        for curve in data["curves"]
        for mark in curve["marks"]
        if mark["days"] == days and mark["waiting"] is not None and curve["packages"] >= FEW and curve["name"] != OTHER
    ]
    if not told:
        return say["nothing"].format(days=days)
    waiting, slowest = max(told, key=lambda pair: (pair[0], pair[1]["packages"]))
    return say["title"].format(
        name=style.short(name_of(slowest, data["by"], words)), share=percent(waiting, words), days=days,
        packages=slowest["packages"],
    )  # fmt: skip


def _at(mark: dict, words: Words) -> str:
    if mark["waiting"] is None:
        return words("report.no_rate")
    return words("survival.table.cell", share=percent(mark["waiting"], words), at_risk=mark["at_risk"])


def _interval(mark: dict, words: Words) -> str:
    if mark["waiting"] is None or mark["low"] == mark["high"]:  # at either end there is none
        return words("report.no_share")
    return words("survival.table.between", low=percent(mark["low"], words), high=percent(mark["high"], words))
