"""When the rate recovers, in sentences."""

from vtr_lib.report import phrases
from vtr_lib.report.recovery_phrases import named, span, when
from vtr_lib.report.statement import Statement
from vtr_lib.words import Words

TOLD = 3  # categories in sentences; the table has all


def statement(found: dict, words: Words) -> Statement:
    """The first day on which the target is met if all new packages are valid; then the other ways, and by category."""
    group, say = found["groups"][0], words.table("recovery.statement")
    if not group["packages"]:
        return Statement(say["nothing"], (phrases.window(found, words),))
    target, ways = phrases.target(found["target"]), group["ways"]
    lines = [
        phrases.window(found, words),
        say["volume"].format(packages=words.number(group["packages"]), days=found["length"]),
        _usual(group, found, words),
        say["nothing_new"].format(when=span(ways["nothing"], found, words), target=target),
    ]
    if group["clean_needed"]:
        counts = {key: words.number(group[key]) for key in ("repairs", "clean_needed")}
        lines.append(say["needed"].format(target=target, **counts))
    if group["leaving"]:
        last = group["leaving"][-1]["on"]
        lines.append(say["leaves"].format(missed=words.number(_missed(group)), last=words.day(last)))
    return Statement(_lead(group, found, words), (*lines, *_categories(found, words)))


def _missed(group: dict) -> int:
    return group["counted"] - group["valid"]


def _lead(group: dict, found: dict, words: Words) -> str:
    """How the rate stands now, and from when it can meet the target; that it does already, where it does."""
    say, target, way = words.table("recovery.statement"), found["target"], group["ways"]["clean"]
    values = {
        "rate": phrases.rate(group, words), "standing": phrases.standing(group, target, words),
        "target": phrases.target(target), "pending": words.number(group["pending"]), "days": found["horizon"],
        "high": when(way["high"]["met_on"], found, words), "low": when(way["low"]["met_on"], found, words),
    }  # fmt: skip
    is_met = phrases.standing_key(group, target) in ("met", "on_line")
    if is_met:
        key = "met" if way["low"]["stays_from"] == found["as_of"] else "met_open"
    elif way["high"]["met_on"] is None:
        key = "never"
    else:
        key = "lead" if group["pending"] else "lead_settled"
    return say[key].format(**values)


def _usual(group: dict, found: dict, words: Words) -> str:
    say, rate = words.table("recovery.statement"), group["usual"]
    if "usual" not in group["ways"]:
        return say["no_usual"]
    return say["usual"].format(
        first=words.day(rate["first_on"]), last=words.day(rate["last_on"]), rate=phrases.rate(rate, words),
        when=span(group["ways"]["usual"], found, words), target=phrases.target(found["target"]),
    )  # fmt: skip


def _categories(found: dict, words: Words) -> list[str]:
    """By category below the target, the most counted first; that there is none, where there is none."""
    say, below = words.table("recovery.statement"), found["groups"][1:]
    target = phrases.target(found["target"])
    if not below:
        return [say["no_category"].format(target=target)]
    lines = [
        say["category"].format(
            category=named(group, words), rate=phrases.rate(group, words), target=target,
            when=span(group["ways"]["clean"], found, words), clean=words.number(group["clean_needed"]),
        )
        for group in below[:TOLD]
    ]  # fmt: skip
    return [*lines, *([say["more"].format(count=len(below) - TOLD)] if len(below) > TOLD else [])]
