"""What can be done now, in sentences."""

from vtr_lib.metrics.rate import Rate
from vtr_lib.report import phrases
from vtr_lib.report.action_phrases import carrier, change, points
from vtr_lib.report.confirmations import finding
from vtr_lib.report.statement import Statement
from vtr_lib.words import Words

TOLD = 3  # categories in sentences; the table has all


def statement(found: dict, words: Words) -> Statement:
    """How many packages can still be saved and what the rate would be; then by when, where, and what to change next."""
    if not found["settled"]:
        return Statement(words("actions.statement.nothing"), (phrases.window(found, words),))
    lines = (phrases.window(found, words), *_reach(found, words), *_due(found, words))
    return Statement(_lead(found, words), (*lines, *_categories(found, words), *_next(found, words)))


def _lead(found: dict, words: Words) -> str:
    counts = found["high"] if found["savable"] else found
    values = {"rate": phrases.rate(counts, words), "standing": phrases.standing(counts, found["target"], words)}
    if not found["savable"]:
        return words("actions.statement.none", **values)
    return words("actions.statement.lead", savable=words.number(found["savable"]), **values)


def _reach(found: dict, words: Words) -> list[str]:
    """Whether what can be saved is enough; nothing where there is nothing to save."""
    if not found["savable"]:
        return []
    key = "met" if not found["short"] else "enough" if found["savable"] >= found["short"] else "too_few"
    low = phrases.rate(found["low"], words)
    values = {"low": low, "short": words.number(found["short"]), "target": phrases.target(found["target"])}
    return [words.table("actions.statement.reach")[key].format(**values)]


def _due(found: dict, words: Words) -> list[str]:
    """Numbers to put right and their first day; from when pending packages count as missed, and with whom most wait."""
    say, mend = words.table("actions.statement"), found["mend"]
    lines = [say["no_mend"]]
    if mend:
        lines = [say["mend"].format(count=words.number(len(mend)), day=words.day(mend[0]["until_on"]))]
    rows = found["pending_by"]
    if rows:
        first, last = min(row["first_on"] for row in rows), max(row["last_on"] for row in rows)
        lines.append(say["settles"].format(first=words.day(first), last=words.day(last)))
        slug = _most(rows)
        own = [row for row in rows if row["carrier"] == slug]
        missed = phrases.rate({"valid": own[0]["missed"], "counted": own[0]["counted"]}, words)
        waiting = words.number(sum(row["packages"] for row in own))
        values = {"packages": waiting, "pending": words.number(found["pending"]), "missed": missed}
        lines.append(say["waits"].format(carrier=carrier(slug, words), **values))
    return lines


def _most(rows: list[dict]) -> str:
    """The carrier with the most pending packages, of several the first by name."""
    waiting: dict[str, int] = {}
    for row in rows:
        waiting[row["carrier"]] = waiting.get(row["carrier"], 0) + row["packages"]
    return min(waiting, key=lambda slug: (-waiting[slug], slug))


def _categories(found: dict, words: Words) -> list[str]:
    """What each category needs that is below the target now, the most short first."""
    say, target = words.table("actions.statement.category"), found["target"]
    below = [row for row in found["categories"] if phrases.standing_key(row, target) == "below"]
    lines = []
    for row in below[:TOLD]:
        key = "enough" if row["savable"] >= row["short"] else "too_few" if row["savable"] else "none_left"
        lines.append(
            say[key].format(
                category=phrases.segment(row["name"], "category", words), rate=phrases.rate(row, words),
                target=phrases.target(target), high=phrases.rate(row["high"], words),
                **{count: words.number(row[count]) for count in ("short", "savable", "clean_needed")},
            )
        )  # fmt: skip
    return [*lines, *([say["more"].format(count=len(below) - TOLD)] if len(below) > TOLD else [])]


def _next(found: dict, words: Words) -> list[str]:
    """The change that the next window gains most from, and which file had more numbers at fault than the others."""
    lines = []
    if found["next"]:
        most = found["next"][0]
        without = Rate(found["valid"] + most["packages"], found["counted"])
        lines.append(
            words(
                "actions.statement.next",
                change=change(most, words), who=words.name("actions.who", most["who"]),
                packages=words.number(most["packages"]), points=points(most["points"], words),
                without=phrases.rate({"valid": without.valid, "counted": without.counted}, words),
            )
        )  # fmt: skip
    if any(row["standing"] == "worse" and row["name"] for row in found["typed"]):
        lines.append(words("invalid_numbers.statement.sentence", text=finding(found["typed"], "file", words)))
    return lines
