"""When did it break, as data and as tables: the daily series of a segment, its alarms and the day of a change.

``control`` lays everything down as a plain dict; the tables and the figure of ``control_chart`` count nothing.
"""

from collections.abc import Iterable
from datetime import date

import polars as pl

from vtr_lib.metrics.control import cusum, matured, p_chart
from vtr_lib.metrics.findings import is_in, of_family, settled
from vtr_lib.metrics.rate import Rate
from vtr_lib.report import phrases
from vtr_lib.report.month import Month
from vtr_lib.report.table import Cell, Table, day
from vtr_lib.words import Words

LIMIT = 4  # of the CUSUM
DAYS = ("on", "earliest", "latest")


def of_fall(month: Month, found: dict, place: int = 0) -> dict:
    """``control`` of the group of a fall, as ``report.findings.data`` gives them; of all packages where none fell."""
    fall = found["falls"][place] if found["falls"] else None
    return control(
        settled(month.counts()),
        as_of=month.as_of,
        where=fall["where"] if fall else None,
        apart=fall["apart"] if fall else (),
        causes=found["causes"],
        fall=fall,
        policy_days=[rule.from_on for rule in month.policy.rules()],
    )


def control(
    counts: pl.DataFrame, *, as_of: date, where: dict[str, str] | None = None, apart: Iterable[dict[str, str]] = (),
    basis: str = "confirmed", causes: Iterable[str] = (), fall: dict | None = None, policy_days: Iterable[date] = (),
) -> dict:  # fmt: skip
    """The daily series of a group of packages with its limits and alarms: strings, integers and booleans.

    ``counts`` as ``Month.counts(basis)`` gives them, of which only the group ``where`` is looked at, without those
    ``apart``; with ``causes`` only what these lost is missed. ``score`` is that of the CUSUM in hundredths, cut.
    ``fall`` is one that was found in the group: it is drawn, and the limits stand on the rate before it.
    ``policy_days`` are kept where they fall on the days shown.
    """
    causes, where, apart = list(causes), where or {}, list(apart)
    own = counts.filter(is_in(where), *(~is_in(group) for group in apart))
    daily = matured(of_family(own, causes) if causes else own)
    change = {key: fall[key] for key in (*DAYS, "before", "after", "odds")} if fall else None
    chart, scores = p_chart(daily, Rate(**change["before"]) if change else None), cusum(daily, limit=LIMIT)
    rows = chart.days.with_columns(scores.select("score", is_signal="is_alarm"))
    first, last = daily["day"].min(), daily["day"].max()
    return {
        "as_of": as_of.isoformat(),
        "basis": basis,
        "where": where,
        "is_rest": bool(apart),
        "causes": causes,
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
        "change": change,
        "policy_days": [day.isoformat() for day in sorted(set(policy_days)) if first and first <= day <= last],
    }


def _counts(rate: Rate) -> dict:
    return {"valid": rate.valid, "counted": rate.counted}


def control_table(data: dict, words: Words) -> Table:
    """Every day of the figure in numbers."""
    say = words.table("control.table")
    keys = ("day", "missed", "counted", "share", "most", "limit", "score", "threshold")
    rows = tuple(
        (
            day(row["day"]), row["missed"], row["counted"],
            phrases.share(row["missed"], row["counted"], words), row["most"],
            _verdict(say, is_alarm=row["is_alarm"]), words.decimal(_hundredths(row["score"])),
            _verdict(say, is_alarm=row["is_signal"]),
        )
        for row in data["days"]
    )  # fmt: skip
    caption = say["caption"].format(name=_named(data, words), basis=words.table("bases")[data["basis"]])
    total = (words("tables.total"), sum(row["missed"] for row in data["days"]), data["all"]["counted"])
    total += (phrases.share(total[1], total[2], words), "", "", "", "")
    return Table(
        caption,
        tuple(say[key] for key in keys),
        rows,
        frozenset({1, 2, 3, 4, 6}),
        total,
        words("tables.none"),
        words=words,
    )


def found_table(data: dict, words: Words) -> Table:
    """What the days say: the fall with its range and chance, the usual rate, how many alarms, the rules that start."""
    say, change = words.table("control.found"), data["change"]
    rows = [(say["on"], day(change["on"]) if change else say["no_fall"])]
    if change:
        key = "chance_below" if change["odds"] == phrases.MOST_ODDS else "chance"
        rows += [
            (say["range"], words("control.days", first=change["earliest"], last=change["latest"])),
            (say["before"], phrases.rate(change["before"], words)),
            (say["after"], phrases.rate(change["after"], words)),
            (say["chance"], words(f"control.{key}", odds=change["odds"])),
        ]
    alarms, signals = (
        phrases.days([row["day"] for row in data["days"] if row[key]], words) or say["none"]
        for key in ("is_alarm", "is_signal")
    )
    rows += [
        (say["centre"], phrases.rate(data["centre"], words)),
        (say["alarms"], alarms),
        (say["signals"], signals),
        (say["rules"], phrases.days(data["policy_days"], words) or say["none"]),
    ]
    return Table(say["caption"].format(name=_named(data, words)), (say["what"], say["value"]), tuple(rows), words=words)


def _named(data: dict, words: Words) -> str:
    return phrases.group(data["where"], words, is_rest=data["is_rest"])


def title(data: dict, words: Words) -> str:
    """The finding in a sentence."""
    change, days = data["change"], data["days"]
    alarms = sum(row["is_alarm"] or row["is_signal"] for row in days)
    fell = "fell_on" if change and change["earliest"] == change["latest"] else "fell_between"
    key = "nothing" if not days else fell if change else "stands_out" if alarms else "steady"
    return words.table("control")[key].format(
        name=_named(data, words), alarms=alarms, days=len(days), rate=phrases.rate(data["all"], words),
        **{key: change[key] if change else "" for key in ("earliest", "latest")},
        **{end: phrases.rate(change[end], words) if change else "" for end in ("before", "after")},
    )  # fmt: skip


def subtitle(data: dict, words: Words) -> str:
    """What is drawn, of which days, by which basis."""
    names = words.table("causes") | words.table("control.beginnings")
    days, causes = data["days"], words("report.list").join(names[cause] for cause in data["causes"])
    return words(
        "control.window",
        basis=words.table("bases")[data["basis"]], as_of=data["as_of"],
        first=days[0]["day"] if days else "", last=days[-1]["day"] if days else "",
    ) + (words("control.only", causes=causes) if causes else "")  # fmt: skip


def _verdict(say: dict, *, is_alarm: bool) -> Cell:
    return Cell(say["alarm"], "below") if is_alarm else Cell(say["usual"])


def _hundredths(score: int) -> str:
    return f"{score // 100}.{score % 100:02}"
