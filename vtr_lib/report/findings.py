"""The falls of a store's rate, as data and in sentences: which group, since when, what it costs, what else changed."""

from collections.abc import Iterable
from fractions import Fraction

import polars as pl

from vtr_lib.errors import printable
from vtr_lib.metrics.coincidence import coincidence
from vtr_lib.metrics.counts import SEGMENTS
from vtr_lib.metrics.findings import LEVEL, Fall, falls, of_family
from vtr_lib.metrics.rate import Rate
from vtr_lib.report import phrases
from vtr_lib.report.month import Month
from vtr_lib.report.panel import Marks
from vtr_lib.report.statement import Statement
from vtr_lib.report.table import Cell, Table, day
from vtr_lib.words import Words

BESIDE = ("service", "sku", *SEGMENTS)  # of which it is asked whether they changed on the same day
SHIFTS = 3  # of them told, the surest first
SMALL = 1000  # a fall that costs less than one in so many counted packages is counted and not told
TOLD = 3  # falls in sentences; the table has all


def data(month: Month, basis: str = "confirmed", causes: Iterable[str] = ()) -> dict:
    """Which groups' rates fell for packages confirmed from some day on, and what that costs the window of ``basis``.

    With ``causes`` (see ``metrics.findings.of_family``) only what they lost counts as missed. Strings, integers, lists
    and dicts: the window's ``counted`` and ``missed``; of each fall ``where`` by segment and the groups found before,
    which are ``apart``; the days ``on``, ``earliest`` and ``latest``; the rates ``before`` and ``after`` over all
    matured days; ``odds`` (one in so many stores would show it by chance); ``missed`` and ``counted`` of the window
    since that day; ``points`` and ``gap`` as exact fractions; the rate ``without``; ``shifts`` of what else changed;
    ``policy_days`` in its span; its packages in ``behind``. And how many falls were too ``small`` to be told.
    """
    causes = list(causes)
    counts, inside = month.counts(), month.inside(basis)
    counts, inside = (of_family(rows, causes) if causes else rows for rows in (counts, inside))
    first, last = month.window(basis)
    whole = _rate(inside)
    found = {
        "basis": basis,
        "as_of": month.as_of.isoformat(),
        "first_on": first.isoformat(),
        "last_on": last.isoformat(),
        "target": month.policy.on(month.as_of)["target"],
        "causes": causes,
        "counted": whole.counted,
        "missed": whole.counted - whole.valid,
        "pending": inside.filter(pl.col("state") == "pending").height,
        "level": f"{LEVEL * 100:g}",
    }
    lacking = max(Fraction(0), 100 * Fraction(found["target"]) - Fraction(100 * whole.valid, whole.counted or 1))
    found["lacking"] = str(lacking if whole.counted else Fraction(0))
    every = falls(counts)
    stated = [fall for fall in every if _missed_since(fall, inside).height * SMALL >= whole.counted]
    found["small"] = len(every) - len(stated)
    found["falls"] = [_told(fall, inside, found) | _beside(month, fall) for fall in stated]
    found["behind"] = {
        str(place): _missed_since(fall, inside)["package_id"].to_list() for place, fall in enumerate(stated)
    }
    return found


def _rate(packages: pl.DataFrame) -> Rate:
    counted = packages.filter(_is_missed() | (pl.col("state") == "valid"))
    return Rate(counted.filter(~_is_missed()).height, counted.height)


def _is_missed() -> pl.Expr:
    return pl.col("state").is_in(["defect", "unknown"])


def _since(fall: Fall, packages: pl.DataFrame) -> pl.DataFrame:
    return packages.filter(fall.holds(), pl.col("confirmed_on") >= fall.change.on)


def _missed_since(fall: Fall, packages: pl.DataFrame) -> pl.DataFrame:
    return _since(fall, packages).filter(_is_missed())


def _told(fall: Fall, inside: pl.DataFrame, found: dict) -> dict:
    change, own = fall.change, _rate(_since(fall, inside))
    missed, counted = own.counted - own.valid, found["counted"]
    valid, lacking = counted - found["missed"], Fraction(found["lacking"])
    return {
        "where": fall.where,
        "apart": list(fall.apart),
        **{day: getattr(change, day).isoformat() for day in ("on", "earliest", "latest")},
        **{side: _counts(getattr(change, side)) for side in ("before", "after")},
        "odds": min(phrases.MOST_ODDS, int(1 / fall.p_value)),
        "missed": missed,
        "counted": own.counted,
        "points": str(Fraction(100 * missed, counted) if counted else Fraction(0)),
        "gap": str(lacking * Fraction(missed, found["missed"]) if missed else Fraction(0)),
        "without": {"valid": valid + missed, "counted": counted},
    }


def _counts(rate: Rate) -> dict[str, int]:
    return {"valid": rate.valid, "counted": rate.counted}


def _beside(month: Month, fall: Fall) -> dict:
    """What changed with it: of the group's own packages, and of all packages which carrier has them."""
    rows = month.packages.with_columns(day=pl.col("confirmed_on"))
    skus = month.items.group_by("package_id").agg(pl.col("sku").sort().first())
    own = rows.filter(fall.holds()).join(skus, on="package_id", how="left")
    attributes = [name for name in BESIDE if name not in fall.where]
    days = [rule.from_on for rule in month.policy.rules()]
    inside = coincidence(own, fall.change, attributes, days)
    around = coincidence(rows, fall.change, ["carrier"]).shifts.filter(value=fall.where.get("carrier", ""))
    shifts = pl.concat([inside.shifts, around])
    shifts = shifts.sort("p_value", "attribute", "value", nulls_last=True).head(SHIFTS)
    return {
        "shifts": shifts.drop("p_value").to_dicts(),
        "policy_days": [day.isoformat() for day in inside.policy_days],
    }


def behind_all(found: dict) -> list[str]:
    """The ids of all packages missed in the window since one of the falls."""
    return [package_id for ids in found["behind"].values() for package_id in ids]


def marks(month: Month, by: str | None, found: dict) -> Marks:
    """What is drawn in the panels of the rolling rate: falls of a value of ``by``, new rules, and the other basis."""
    other = "promised" if found["basis"] == "confirmed" else "confirmed"
    lag = month.policy.on(month.as_of)["lag_days"] if other == "promised" else 0
    keys = [by] if by else []
    changes = [
        {"name": fall["where"].get(by, "all")} | {day: fall[day] for day in ("on", "earliest", "latest")}
        for fall in found["falls"]
        if list(fall["where"]) == keys
    ]
    rules = tuple(rule.from_on for rule in month.policy.rules())
    return Marks(month.rolling(by, other), lag, tuple(changes), rules)


def statement(found: dict, words: Words) -> Statement:
    """The clearest fall as the lead, the others beneath, and what can't be seen yet."""
    lead, *others = sentences(found, words)
    return Statement(lead, (*others, words("findings.pending", pending=found["pending"])))


def opening(told: Statement, found: dict, words: Words) -> Statement:
    """What an investigation ``told``, with where and since when a group fell right behind its lead."""
    return Statement(told.lead, (*sentences(found, words), *told.lines))


def sentences(found: dict, words: Words) -> tuple[str, ...]:
    """What is to be said of each fall, the clearest first, of ``TOLD`` at most; where nothing fell, that."""
    if not found["counted"]:
        return (words("findings.nothing"),)
    if not found["falls"]:
        return (words("findings.none", level=found["level"]), *_small(found, words))
    told = [_sentence(fall, found, words) for fall in found["falls"][:TOLD]]
    more = len(found["falls"]) - len(told)
    return (*told, *([words("findings.more", more=more)] if more else []), *_small(found, words))


def _small(found: dict, words: Words) -> list[str]:
    return [words("findings.small", small=found["small"], of=SMALL)] if found["small"] else []


def _sentence(fall: dict, found: dict, words: Words) -> str:
    key = "on_day" if fall["earliest"] == fall["latest"] else "between"
    lines = [
        words(
            f"findings.{key}",
            where=_named(fall, words), before=phrases.rate(fall["before"], words),
            after=phrases.rate(fall["after"], words), **{day: fall[day] for day in ("on", "earliest", "latest")},
        ),
        words(
            "findings.costs",
            missed=fall["missed"], all=found["missed"], points=phrases.points(Fraction(fall["points"]), words),
            lost=phrases.points(Fraction(100 * found["missed"], found["counted"]), words),
            without=phrases.rate(fall["without"], words),
        ),
        *_gap_told(fall, found, words),
        *(shift_told(shift, words) for shift in fall["shifts"]),
        *(words("findings.rule", day=day) for day in fall["policy_days"]),
    ]  # fmt: skip
    return phrases.sentences(*lines)


def _named(fall: dict, words: Words) -> str:
    return phrases.group(fall["where"], words, is_rest=bool(fall["apart"]))


def _gap_told(fall: dict, found: dict, words: Words) -> list[str]:
    gap, lacking = Fraction(fall["gap"]), Fraction(found["lacking"])
    told = {"gap": phrases.points(gap, words), "lacking": phrases.points(lacking, words)}
    return [words("findings.gap", target=phrases.target(found["target"]), **told)] if lacking else []


def shift_told(shift: dict, words: Words) -> str:
    """What changed its share on the same day, with its counts before and after."""
    counts = {name: shift[name] for name in ("before", "of_before", "after", "of_after")}
    value = shift["value"] or words("tables.none")
    if shift["attribute"] in SEGMENTS:
        value = phrases.segment(value, shift["attribute"], words)
    attribute = words(f"findings.attributes.{shift['attribute']}")
    return words("findings.shift", attribute=attribute, value=printable(value, phrases.NAME), **counts)


def table(found: dict, words: Words) -> Table:
    """The falls with their days, rates before and after, and what each costs the window; the total is all missed."""
    say = words.table("findings.columns")
    counted, missed = found["counted"], found["missed"]
    lost = phrases.points(Fraction(100 * missed, counted), words) if counted else ""
    return Table(
        words("findings.caption", window=phrases.window(found, words), level=found["level"]),
        tuple(say.values()),
        tuple(
            (
                Cell(_named(fall, words), code=" ".join(fall["where"].values())),
                day(fall["on"]),
                words("findings.span", earliest=fall["earliest"], latest=fall["latest"]),
                phrases.rate(fall["before"], words),
                phrases.rate(fall["after"], words),
                words("findings.odds", odds=fall["odds"]),
                fall["missed"],
                phrases.points(Fraction(fall["points"]), words),
                phrases.rate(fall["without"], words),
            )
            for fall in found["falls"]
        ),
        frozenset(range(1, 9)),
        (words("findings.all"), "", "", "", "", "", missed, lost, ""),
        words("findings.none", level=found["level"]),
        words=words,
    )
