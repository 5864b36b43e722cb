"""The tables of numbers at fault: what ``invalid_numbers`` found in, a table out. Nothing is counted here."""

from fractions import Fraction

from vtr_lib.report import phrases
from vtr_lib.report.confirmations import condensed, name_of, rate_of
from vtr_lib.report.table import Cell, Table, day
from vtr_lib.words import Words

LISTED = 50  # groups that have a row of their own; the rest is one
COUNTS = ("shown", "window", "missed", "pending", "suggested")


def clauses(found: dict, words: Words) -> Table:
    """The packages at fault by clause and kind, with the first and the last day of each."""
    say, shared = words.table("invalid_numbers.tables.clauses"), words.table("invalid_numbers.tables")
    rows = []
    for row in found["clauses"]:
        rows.append((Cell(words.name("clauses", row["clause"]), code=row["clause"]), *_dated(row)))
        rows += [
            (Cell(words.name("invalid_numbers.kinds", kind["kind"]), "sub"), *_dated(kind)) for kind in row["kinds"]
        ]
    whole = [sum(row[key] for row in found["clauses"]) for key in COUNTS]
    return Table(
        say["caption"].format(window=phrases.window(found["shown"], words)),
        (say["clause"], *(say[key] for key in COUNTS), shared["first"], shared["last"]),
        tuple(rows),
        frozenset(range(1, len(COUNTS) + 3)),
        (shared["total"], *whole, "", "") if rows else (),
        words("tables.none"),
        words=words,
    )


def _dated(row: dict) -> tuple:
    return (*(row[key] for key in COUNTS), day(row["first_on"]), day(row["last_on"]))


def beneath(found: dict, words: Words) -> Table:
    """What else the numbers have, and how many packages each fault answers for where a package has several."""
    say, rows = words.table("invalid_numbers.tables.beneath"), found["beneath"]["rows"]
    lines = [
        (
            Cell(words.name("clauses", row["clause"]), code=row["clause"]), row["packages"], row["several"],
            words("explain.between").join(
                words("invalid_numbers.statement.part", clause=words.name("clauses", name), count=count)
                for name, count in row["also"].items()
            ),
            row["beneath"], _mixed(row["share"], words),
        )
        for row in rows
    ]  # fmt: skip
    columns = ("clause", "packages", "several", "also", "beneath", "share")
    packages = sum(row["packages"] for row in rows)
    total = (words("tables.total"), packages, found["beneath"]["several"], "", sum(row["beneath"] for row in rows))
    return Table(
        say["caption"].format(window=phrases.window(found["shown"], words)),
        tuple(say[column] for column in columns),
        tuple(lines),
        frozenset({1, 2, 4, 5}),
        (*total, packages) if rows else (),
        words("tables.none"),
        words=words,
    )


def _mixed(share: str, words: Words) -> str:
    """``7/2`` as ``3 1/2``."""
    whole, part = divmod(Fraction(share), 1)
    return " ".join(([words.number(whole)] if whole or not part else []) + ([str(part)] if part else []))


def links(found: dict, words: Words) -> Table:
    """Confirmed carrier → the carrier whose number it is."""
    say, pairs = words.table("invalid_numbers.tables.links"), found["wrong_carrier"]
    return Table(
        say["caption"].format(window=phrases.window(found["shown"], words)),
        (say["confirmed"], say["looks_like"], words("tables.packages")),
        tuple(
            (
                *(
                    Cell(phrases.segment(pair[key], "carrier", words), code=pair[key])
                    for key in ("confirmed", "looks_like")
                ),
                pair["packages"],
            )
            for pair in pairs
        ),
        frozenset({2}),
        (words("tables.total"), "", sum(pair["packages"] for pair in pairs)) if pairs else (),
        words("tables.none"),
        words=words,
    )


def confirmed(found: dict, by: str, words: Words) -> Table:
    """Packages at fault and all packages of each ``file``, ``hour``, ``weekday``, ``field`` or ``label``."""
    say, rows = words.table("invalid_numbers.tables"), condensed(found["confirmed"][by], LISTED)
    whole = {"at_fault": found["at_fault"]["shown"], "judged": found["judged"]["shown"]}

    def counts(row: dict) -> tuple:
        return row["at_fault"], row["judged"], rate_of(row, words)

    return Table(
        words.table("invalid_numbers.tables.confirmed")[by].format(
            window=phrases.window(found["shown"], words), zone=found["zone"]
        ),
        (
            words("invalid_numbers.tables.confirmed_by." + by),
            *(say[key] for key in ("at_fault", "judged", "rate", "note", "first", "last")),
        ),
        tuple(
            (
                name_of(row, by, words), *counts(row), say["standings"].get(row["standing"], ""),
                day(row["first_on"]), day(row["last_on"]),
            )
            for row in rows
        ),
        frozenset({1, 2, 3, 5, 6}),
        (say["total"], *counts(whole), "", "", "") if rows else (),
        words("tables.none"),
        words=words,
    )  # fmt: skip


def days(found: dict, words: Words) -> Table:
    """The days with a number at fault, by clause; the days without one are a row together."""
    say, by_day = words.table("invalid_numbers.tables"), found["days"]
    faults = list(by_day["faults"])
    rows = zip(by_day["days"], zip(*by_day["faults"].values(), strict=True), by_day["judged"], strict=True)
    lines = [(day(on), *counts, sum(counts), judged) for on, counts, judged in rows if any(counts)] if faults else []
    whole = (*(sum(by_day["faults"][fault]) for fault in faults), found["at_fault"]["shown"], found["judged"]["shown"])
    sound = len(by_day["days"]) - len(lines)
    rest = found["judged"]["shown"] - sum(line[-1] for line in lines)
    lines.append((words("invalid_numbers.tables.days.sound", days=sound), *[0] * (len(faults) + 1), rest))
    return Table(
        words("invalid_numbers.tables.days.caption", window=phrases.window(found["shown"], words)),
        (
            words("invalid_numbers.tables.days.day"), *(words.name("clauses", fault) for fault in faults),
            say["at_fault"], say["judged"],
        ),
        tuple(lines),
        frozenset(range(1, len(faults) + 3)),
        (say["total"], *whole),
        words=words,
    )  # fmt: skip


def mendable(found: dict, words: Words) -> Table:
    """How many of the store's numbers at fault can still be mended, how many have just missed it, how many are past."""
    say, mend = words.table("invalid_numbers.tables.mendable"), found["mend"]
    rows = [(say["ahead"], mend["ahead"]), (Cell(say["advised"], "sub"), mend["advised"])]
    rows += [(say[key], mend[key]) for key in ("over", "past")]
    whole = sum(mend[key] for key in ("ahead", "over", "past"))
    return Table(
        say["caption"].format(as_of=found["as_of"]),
        (say["what"], words("tables.packages")),
        tuple(rows),
        frozenset({1}),
        (words("tables.total"), whole),
        words=words,
    )


def mend(found: dict, words: Words) -> Table:
    """The packages whose number can be put right by a suggestion, the first due on top."""
    say, listed = words.table("invalid_numbers.tables.mend"), found["mend"]["listed"]
    return Table(
        say["caption"].format(listed=len(listed), count=found["mend"]["advised"]),
        tuple(say[key] for key in ("package", "order", "carrier", "typed", "fault", "suggestion", "until")),
        tuple(
            (
                row["package_id"],
                row["order_id"],
                phrases.segment(row["carrier"] or "unknown", "carrier", words),
                row["typed"],
                Cell(words.name("clauses", row["clause"]), code=row["clause"]),
                suggestion(row, words),
                day(row["until_on"]),
            )
            for row in listed
        ),
        nothing=words("tables.none"),
        words=words,
    )


def suggestion(row: dict, words: Words) -> str:
    """What to put in the place of the number, or of the carrier."""
    say = words.table("invalid_numbers.tables.mend")
    if row["looks_like"]:
        return say["looks_like"].format(carrier=phrases.segment(row["looks_like"], "carrier", words))
    if row["near"]:
        return words("explain.between").join(row["near"])
    return say["from_list"].format(carrier=phrases.segment(row["carrier"] or "unknown", "carrier", words))


def reused(found: dict, words: Words) -> Table:
    """The numbers that several orders share, and which orders these are."""
    say, shared = words.table("invalid_numbers.tables.reused"), found["reused"]

    def orders(row: dict) -> str:
        named = [say["order"].format(order=each["order_id"], day=each["confirmed_on"]) for each in row["orders"]]
        more = row["count"] - len(named)
        return words("explain.between").join([*named, *([say["more"].format(count=more)] if more else [])])

    return Table(
        say["caption"].format(
            listed=len(shared["listed"]), count=shared["numbers"], alone=shared["alone"],
            window=phrases.window(found["shown"], words),
        ),
        (say["number"], say["orders"], say["which"]),
        tuple((row["number"], row["count"], orders(row)) for row in shared["listed"]),
        frozenset({1}),
        nothing=words("tables.none"),
        words=words,
    )  # fmt: skip


def not_known(found: dict, words: Words) -> Table:
    """What could not be told, with counts; what did not occur has no row."""
    say, limits = words.table("invalid_numbers.limits"), found["not_known"]
    names = words("explain.between").join(
        phrases.segment(slug, "carrier", words) for slug in limits["no_format_carriers"]
    )
    keys = [key for key in limits if key != "no_format_carriers" and limits[key]]
    return Table(
        say["caption"],
        (say["what"], words("tables.packages")),
        tuple(
            (
                Cell(say[key].format(names=names), "sub" if key in ("no_carrier_odd", "late_besides") else ""),
                limits[key],
            )
            for key in keys
        ),
        frozenset({1}),
        nothing=words("tables.none"),
        words=words,
    )
