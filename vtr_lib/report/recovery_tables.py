"""The tables of the days to come: one function each, the dict of ``report.recovery`` in, a table out."""

from vtr_lib.report import phrases
from vtr_lib.report.recovery import WAYS
from vtr_lib.report.recovery_phrases import named, when
from vtr_lib.report.table import Cell, Table, day
from vtr_lib.words import Words


def first_days(found: dict, words: Words) -> Table:
    """For all packages and each category below the target, the day it is met under each assumption."""
    say, ways = words.table("recovery.first_days"), words.table("recovery.ways")
    lines = []
    for group in found["groups"]:
        lines.append(
            (
                Cell(named(group, words), code=group["category"] or "all"),
                Cell(phrases.rate(group, words), phrases.standing_key(group, found["target"])),
                group["pending"],
                group["repairs"],
                group["clean_needed"],
                *[""] * 4,
            )
        )
        for way in WAYS:
            ends = group["ways"].get(way)
            cells = (
                [_day(ends[end][key], found, words) for key in ("met_on", "stays_from") for end in ("high", "low")]
                if ends
                else [say["not_known"]] * 4
            )
            lines.append((Cell(ways[way], "sub", way), *[""] * 4, *cells))
    heads = ("group", "rate", "pending", "repairs", "clean", "met_high", "met_low", "stays_high", "stays_low")
    return Table(
        say["caption"].format(target=phrases.target(found["target"]), window=phrases.window(found, words)),
        tuple(say[key] for key in heads),
        tuple(lines),
        frozenset(range(1, 5)),
        words=words,
    )


def _day(iso: str | None, found: dict, words: Words) -> Cell:
    return Cell(when(iso, found, words), "day", iso or "none")


def days(found: dict, words: Words) -> Table:
    """Every day of the figure of all packages in numbers: the lowest and the highest rate under each assumption."""
    say, ways, group = words.table("recovery.days"), words.table("recovery.ways"), found["groups"][0]
    drawn = [(ways[way], group["ways"][way]) for way in WAYS if way in group["ways"]]
    return _days(drawn, say["caption"], found, words)


def category_days(found: dict, words: Words) -> Table:
    """The same of each category below the target if all new packages are valid."""
    drawn = [(named(group, words), group["ways"]["clean"]) for group in found["groups"][1:]]
    return _days(drawn, words("recovery.days.categories"), found, words)


def _days(drawn: list[tuple[str, dict]], caption: str, found: dict, words: Words) -> Table:
    say, target = words.table("recovery.days"), found["target"]

    def cell(way: dict, end: str, place: int) -> Cell:
        rate = way[end]["rates"][place]
        return Cell(phrases.rate(rate, words), phrases.standing_key(rate, target))

    heads = [say[end].format(name=name) for name, _ in drawn for end in ("low", "high")]
    rows = [
        (day(iso), *(cell(way, end, place) for _, way in drawn for end in ("low", "high")))
        for place, iso in enumerate(found["days"])
    ]
    return Table(
        caption.format(target=phrases.target(target), days=found["length"]),
        (say["day"], *heads),
        tuple(rows) if drawn else (),
        frozenset(range(1, len(heads) + 1)),
        nothing=words("tables.none"),
        words=words,
    )


def leaving(found: dict, words: Words) -> Table:
    """The days on which packages leave the window that are missed or may be, and how many are left after each."""
    say, rows = words.table("recovery.leaving"), found["groups"][0]["leaving"]
    columns = ("valid", "missed", "pending", "missed_left", "pending_left")
    total = tuple(sum(row[key] for row in rows) for key in columns[:3])
    return Table(
        say["caption"].format(window=phrases.window(found, words)),
        tuple(say[key] for key in ("on", "confirmed", *columns)),
        tuple((day(row["on"]), day(row["confirmed_on"]), *(row[key] for key in columns)) for row in rows),
        frozenset(range(2, 7)),
        (words("tables.total"), "", *total, "", "") if rows else (),
        words("tables.none"),
        words=words,
    )


def assumed(found: dict, words: Words) -> Table:
    """What each group's course stands on: how many new packages a day, and how the usual days came out."""
    say = words.table("recovery.assumed")

    def usual(group: dict) -> tuple[str, str]:
        rate = group["usual"]
        if not rate["counted"]:
            return phrases.rate(rate, words), say["no_days"]
        ends = {"first": words.day(rate["first_on"]), "last": words.day(rate["last_on"])}
        return phrases.rate(rate, words), say["days"].format(**ends)

    return Table(
        say["caption"].format(days=found["length"], usual=found["usual_days"]),
        tuple(say[key] for key in ("group", "packages", "usual", "of_days")),
        tuple(
            (Cell(named(group, words), code=group["category"] or "all"), group["packages"], *usual(group))
            for group in found["groups"]
        ),
        frozenset({1, 2}),
        words=words,
    )
