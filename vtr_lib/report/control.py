"""When did it break, as data and as tables: the daily series of a segment, its alarms and the day of a change.

``control`` lays everything down as a plain dict; the tables and the figure of ``control_chart`` count nothing.
"""

from collections.abc import Iterable
from datetime import date

import polars as pl

from vtr_lib.metrics.control import ChangeDay, change_day, cusum, matured, p_chart
from vtr_lib.metrics.counts import NOBODY_KNOWS
from vtr_lib.metrics.rate import Rate
from vtr_lib.report import phrases, style
from vtr_lib.report.table import Cell, Table
from vtr_lib.words import Words

LIMIT = 4  # of the CUSUM
SURE = 0.01  # the chance up to which a fall is said
SHOWN_CHANCE = 10**6  # one in so many is the smallest chance told


def control(
    counts: pl.DataFrame, *, as_of: date, by: str | None = None, name: str | None = None, basis: str = "confirmed",
    cause: str | None = None, policy_days: Iterable[date] = (),
) -> dict:  # fmt: skip
    """The daily series of a segment with its limits, alarms and the day of a change: strings, integers and booleans.

    ``counts`` as ``Month.counts(basis)`` gives them, of which only those with ``name`` as ``by`` are looked at (all
    where there is no ``by``; without a name those nobody knows it of); with ``cause`` only what that family lost is
    missed. ``score`` is that of the CUSUM in hundredths, cut; ``change`` is None where its chance is above 1 in 100,
    and where there is one the limits stand on the rate before it. ``policy_days`` are kept where they fall on the days
    shown. No packages give no days.
    """
    name = NOBODY_KNOWS if by and name is None else name
    own = counts.filter(pl.col(by) == name) if by else counts
    daily = matured(own, cause=cause)
    found = change_day(daily)
    change = found if found and found.p_value <= SURE else None
    chart, scores = p_chart(daily, change.before if change else None), cusum(daily, limit=LIMIT)
    rows = chart.days.with_columns(scores.select("score", is_signal="is_alarm"))
    first, last = daily["day"].min(), daily["day"].max()
    return {
        "as_of": as_of.isoformat(),
        "basis": basis,
        "by": by,
        "name": name,
        "cause": cause,
        "centre": _counts(chart.centre),
        "all": _counts(Rate(daily["valid"].sum(), daily["counted"].sum())),
        "days": [
            {
                "day": row["day"].isoformat(),
                **{key: row[key] for key in ("missed", "counted", "most", "is_alarm", "is_signal")},
                "score": int(row["score"] * 100),
            }
            for row in rows.iter_rows(named=True)
        ],
        "change": _change(change) if change else None,
        "policy_days": [day.isoformat() for day in sorted(set(policy_days)) if first and first <= day <= last],
    }


def _counts(rate: Rate) -> dict:
    return {"valid": rate.valid, "counted": rate.counted}


def _change(found: ChangeDay) -> dict:
    return {
        **{key: getattr(found, key).isoformat() for key in ("on", "earliest", "latest")},
        "before": _counts(found.before),
        "after": _counts(found.after),
        "one_in": min(SHOWN_CHANCE, int(1 / found.p_value)),
    }


def control_table(data: dict, words: Words) -> Table:
    """Every day of the figure in numbers."""
    say = words.table("control.table")
    keys = ("day", "missed", "counted", "share", "most", "limit", "score", "threshold")
    rows = tuple(
        (
            row["day"], row["missed"], row["counted"], phrases.share(row["missed"], row["counted"], words), row["most"],
            _verdict(say, is_alarm=row["is_alarm"]), _hundredths(row["score"]),
            _verdict(say, is_alarm=row["is_signal"]),
        )
        for row in data["days"]
    )  # fmt: skip
    caption = say["caption"].format(name=style.short(name_of(data, words)), basis=words.table("bases")[data["basis"]])
    total = (words("tables.total"), sum(row["missed"] for row in data["days"]), data["all"]["counted"])
    total += (phrases.share(total[1], total[2], words), "", "", "", "")
    return Table(
        caption, tuple(say[key] for key in keys), rows, frozenset({1, 2, 3, 4, 6}), total, words("tables.none")
    )


def found_table(data: dict, words: Words) -> Table:
    """What the days say: the fall with its range and chance, the usual rate, how many alarms, the rules that start."""
    say, change = words.table("control.found"), data["change"]
    rows = [(say["on"], change["on"] if change else say["no_fall"])]
    if change:
        key = "chance_below" if change["one_in"] == SHOWN_CHANCE else "chance"
        rows += [
            (say["range"], words("control.days", first=change["earliest"], last=change["latest"])),
            (say["before"], phrases.rate(change["before"], words)),
            (say["after"], phrases.rate(change["after"], words)),
            (say["chance"], words(f"control.{key}", one_in=change["one_in"])),
        ]
    alarms, signals = (
        ", ".join(row["day"] for row in data["days"] if row[key]) or say["none"] for key in ("is_alarm", "is_signal")
    )
    rows += [
        (say["centre"], phrases.rate(data["centre"], words)),
        (say["alarms"], alarms),
        (say["signals"], signals),
        (say["rules"], ", ".join(data["policy_days"]) or say["none"]),
    ]
    return Table(
        say["caption"].format(name=style.short(name_of(data, words))), (say["what"], say["value"]), tuple(rows)
    )


def name_of(data: dict, words: Words) -> str:
    """What the days are of: all packages, or a carrier, an origin, a category."""
    return words("control.all") if data["by"] is None else phrases.segment(data["name"], data["by"], words)


def title(data: dict, words: Words) -> str:
    """The finding in a sentence."""
    change, days = data["change"], data["days"]
    alarms = sum(row["is_alarm"] or row["is_signal"] for row in days)
    fell = "fell_on" if change and change["earliest"] == change["latest"] else "fell_between"
    key = "nothing" if not days else fell if change else "stands_out" if alarms else "steady"
    return words.table("control")[key].format(
        name=style.short(name_of(data, words)), alarms=alarms, days=len(days), rate=phrases.rate(data["all"], words),
        **{key: change[key] if change else "" for key in ("earliest", "latest")},
        **{end: phrases.rate(change[end], words) if change else "" for end in ("before", "after")},
    )  # fmt: skip


def subtitle(data: dict, words: Words) -> str:
    """What is drawn, of which days, by which basis."""
    days, cause = data["days"], data["cause"]
    return words(
        "control.window",
        basis=words.table("bases")[data["basis"]], as_of=data["as_of"],
        first=days[0]["day"] if days else "–", last=days[-1]["day"] if days else "–",
    ) + (words("control.only", cause=words.name("causes", cause)) if cause else "")  # fmt: skip


def _verdict(say: dict, *, is_alarm: bool) -> Cell:
    return Cell(say["alarm"], "below") if is_alarm else Cell(say["usual"])


def _hundredths(score: int) -> str:
    return f"{score // 100}.{score % 100:02}"
