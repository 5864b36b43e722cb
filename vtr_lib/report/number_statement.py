"""What was found of the numbers at fault, in sentences."""

from vtr_lib.metrics.rate import Rate
from vtr_lib.report import phrases
from vtr_lib.report.confirmations import finding
from vtr_lib.report.statement import Statement
from vtr_lib.words import Words

NAMED = 3  # clauses of a sentence; the rest is summed


def statement(found: dict, words: Words) -> Statement:
    """What ``invalid_numbers`` found: what it costs and by which clause, then since when, where and what is left."""
    if not found["judged"]["shown"]:
        return Statement(words("invalid_numbers.statement.nothing"))
    lines = (*_shown(found, words), *_groups(found, words), *_mend(found, words), *_not_known(found, words))
    return Statement(_lead(found, words), lines)


def _lead(found: dict, words: Words) -> str:
    say, rate = words.table("invalid_numbers.statement"), found["rate"]
    if not found["at_fault"]["shown"]:
        return say["sound"].format(judged=found["judged"]["shown"], window=phrases.window(found["shown"], words))
    if not rate["missed"]:
        return say["elsewhere"].format(counted=rate["counted"], window=phrases.window(found["window"], words))
    return say["costs"].format(
        points=Rate(rate["missed"], rate["counted"]).percent(), missed=rate["missed"], counted=rate["counted"],
        clauses=_by_clause(found, "missed", words),
    )  # fmt: skip


def _by_clause(found: dict, key: str, words: Words) -> str:
    """The clauses with the most packages counted in ``key``, and the rest as one; together they are all of them."""
    say = words.table("invalid_numbers.statement")
    rows = sorted((row for row in found["clauses"] if row[key]), key=lambda row: -row[key])
    named, rest = rows[:NAMED], rows[NAMED:]
    parts = [say["part"].format(clause=words.name("clauses", row["clause"]), count=row[key]) for row in named]
    if rest:
        parts.append(say["others"].format(clauses=len(rest), count=sum(row[key] for row in rest)))
    return words("explain.between").join(parts)


def _shown(found: dict, words: Words) -> list[str]:
    """What the rate would be without them; then the days shown: how many, from when to when, by clause."""
    say, rate, lines = words.table("invalid_numbers.statement"), found["rate"], []
    if rate["missed"]:
        without = rate | {"valid": rate["valid"] + rate["missed"]}
        lines.append(
            say["without"].format(
                window=phrases.window(found["window"], words),
                without=phrases.rate(without, words), rate=phrases.rate(rate, words),
            )
        )  # fmt: skip
    if not found["clauses"]:
        return lines
    share = phrases.rate({"valid": found["at_fault"]["shown"], "counted": found["judged"]["shown"]}, words)
    first, last = min(row["first_on"] for row in found["clauses"]), max(row["last_on"] for row in found["clauses"])
    window = phrases.window(found["shown"], words)
    lines.append(say["shown"].format(window=window, rate=share, first=first, last=last))
    return [*lines, say["clauses"].format(clauses=_by_clause(found, "shown", words))]


def _groups(found: dict, words: Words) -> list[str]:
    """Whether some files, hours or weekdays have more of them than the others; nothing where none is at fault."""
    if not found["at_fault"]["shown"]:
        return []
    told = [finding(found["confirmed"][by], by, words) for by in ("file", "hour", "weekday")]
    return [words("invalid_numbers.statement.sentence", text=text) for text in told]


def _mend(found: dict, words: Words) -> list[str]:
    """What can be mended of all the store's numbers at fault; nothing where there never was one."""
    say, mend = words.table("invalid_numbers.statement"), found["mend"]
    counts = {key: mend[key] for key in ("ahead", "over", "past")}
    lines = [say["mend"].format(**counts)] if any(counts.values()) else []
    if mend["ahead"]:
        lines.append(say["mend_first"].format(first=mend["first_on"], advised=mend["advised"], ahead=mend["ahead"]))
    return lines


def _not_known(found: dict, words: Words) -> list[str]:
    """Other faults beneath and pending packages; then where a fault may be missed, and what is none."""
    say, whole, limits = words.table("invalid_numbers.statement"), found["at_fault"]["shown"], found["not_known"]
    pending = sum(row["pending"] for row in found["clauses"])
    lines = [
        say["beneath"].format(several=found["beneath"]["several"], all=whole),
        say["at_once"].format(pending=pending, all=whole),
    ]
    odd = limits["no_carrier_odd"] + limits["outweighed"]
    told = [say[key].format(**limits, odd=odd) for key in ("not_known", "unchecked", "late")]
    return [*(lines if whole else []), *told]
