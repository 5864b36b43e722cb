"""The rule of a day as data and as a table: every value with its unit, since when, by which source, and how sure."""

from datetime import date

from vtr_lib.errors import printable
from vtr_lib.policy import Policy
from vtr_lib.policy.compare import rows
from vtr_lib.report.month import Month
from vtr_lib.report.table import Cell, Table
from vtr_lib.report.table import day as told_day
from vtr_lib.words import Words

READINGS = (
    "A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "A9", "A10", "A11", "A12",
    "A13", "A14", "A15", "A16", "A17", "A18", "A19", "A20", "A21", "A22", "A23",
)  # fmt: skip
LONGEST = 12  # entries of a value that are named in a table; `vtr policy show` prints them all


def rule_of(policy: Policy, day: date | None = None) -> dict:
    """The rule of ``day``, or the last known one: its days, where it holds, its hash, and ``rows`` with a dict a key.

    A row has ``key about value unit since source title confidence``; strings, integers, lists and dicts.
    """
    rule = policy.on(day) if day else policy.rules()[-1]
    return {
        "policy": policy.id,
        "about": policy.about,
        "rule": rule.name,
        "from": rule.from_on.isoformat(),
        "until": rule.until_on and rule.until_on.isoformat(),
        "marketplace": policy.marketplace,
        "zone": policy.zone,
        "currency": policy.currency,
        "sha256": policy.sha256,
        "rows": rows(rule),
    }


def said(value: object, words: Words, longest: int | None = None) -> str:
    """A value on one line, whole; with ``longest`` at most so many entries are named and the rest is counted."""
    if isinstance(value, dict):
        pairs = [words("report.joined.named", name=printable(key), value=said(value[key], words)) for key in value]
        return _entries(pairs, words("explain.between"), longest, words)
    if isinstance(value, list):
        return _entries([printable(each) for each in value], words("report.list"), longest, words)
    return words.number(value) if isinstance(value, int) else printable(value)


def _entries(parts: list[str], between: str, longest: int | None, words: Words) -> str:
    shown = parts if longest is None or len(parts) <= longest else parts[: longest - 1]
    more = [words("rule.more", count=len(parts) - len(shown))] if len(shown) < len(parts) else []
    return between.join([*shown, *more]) or words("policy.none")


def rule_table(month: Month, words: Words) -> Table:
    """The rule in force on the day of the report, a row a value; addresses are plain text."""
    say, found = words.table("rule.table"), rule_of(month.policy, month.as_of)
    sources = month.policy.sources
    until = words.day(found["until"]) if found["until"] else say["still"]
    return Table(
        say["caption"].format(rule=found["rule"], first=words.day(found["from"]), until=until),
        tuple(say[key] for key in ("name", "value", "unit", "since", "source", "confidence", "address")),
        tuple(
            (
                Cell(words.name("policy.keys", row["key"]), code=row["key"]),
                said(row["value"], words, LONGEST),
                words.instead("policy.units", row["unit"]),
                told_day(row["since"]),
                words.instead("policy.titles", row["title"]),
                words.instead("policy.confidences", row["confidence"]),
                sources[row["source"]].get("url", ""),
            )
            for row in found["rows"]
        ),
        words=words,
    )


def readings_table(words: Words) -> Table:
    """What public texts leave open, the reading chosen, and why."""
    say, questions = words.table("rule.readings"), words.table("readings.questions")
    answers, reasons = words.table("readings.answers"), words.table("readings.reasons")
    return Table(
        say["caption"],
        (say["number"], say["question"], say["answer"], say["reason"]),
        tuple((number, questions[number], answers[number], reasons[number]) for number in READINGS),
        words=words,
    )
