"""How good the files are that the report stands on: what assembling met, what reading noted, and until when they tell.

What is known is named with its count; what did not occur has no row.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

from vtr_lib.calendar import day_of
from vtr_lib.report.month import Month
from vtr_lib.report.notes import PLAIN, note
from vtr_lib.report.table import Cell, Table, day
from vtr_lib.words import Words

ORIGIN = "origin_"  # a count of packages by where their origin is from


def assembled(summary: dict, words: Words) -> Table:
    """Every count of what assembling the files met that is not 0, the ones that change what is known first."""
    say, names, origins = (words.table(f"quality.{key}") for key in ("assembled", "counts", "origins"))
    counts = {name: count for name, count in summary["quality"].get("counts", {}).items() if count}
    plain = [(names.get(name, name), name, count) for name, count in counts.items() if not name.startswith(ORIGIN)]
    by_source = [(name.removeprefix(ORIGIN), name, count) for name, count in counts.items() if name.startswith(ORIGIN)]
    rows = [(text, name, count, "") for text, name, count in sorted(plain, key=lambda row: (-row[2], row[1]))]
    rows += [
        (say["origin"].format(source=origins.get(source, source)), name, count, "sub")
        for source, name, count in sorted(by_source, key=lambda row: (-row[2], row[1]))
    ]
    return Table(
        say["caption"],
        (say["what"], say["count"]),
        tuple((Cell(text, look, name), count) for text, name, count, look in rows),
        frozenset({1}),
        nothing=words("tables.none"),
        words=words,
    )


def noted(files: Iterable[dict], words: Words) -> Table:
    """What reading noted, over all files: each note with its count and in how many files it stands.

    ``files`` as ``Store.files`` gives them.
    """
    say, files = words.table("quality.noted"), list(files)
    sums, places = Counter(), Counter()
    for entry in files:
        for name, count in entry.get("notes", {}).items():
            if count and name not in PLAIN:
                sums[name] += count
                places[name] += 1
    rows = [
        (Cell(note(name, words.number(count), words), code=name), places[name])
        for name, count in sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    return Table(
        say["caption"],
        (say["what"], say["files"]),
        tuple(rows),
        frozenset({1}),
        nothing=words("tables.none"),
        words=words,
    )


def gathered(files: Iterable[dict], words: Words) -> Table:
    """By format of file: encodings, columns that were not read, statuses that no vocabulary knows."""
    say, formats = words.table("quality.gathered"), {}
    for entry in files:
        found = formats.setdefault(
            entry["format"], {"files": 0, "encodings": set(), "columns": {}, "statuses": Counter()}
        )
        found["files"] += 1
        found["encodings"].add(entry.get("encoding") or "–")
        found["columns"] |= dict.fromkeys(entry.get("dropped_columns", ()))
        found["statuses"].update(entry.get("unmapped", {}))
    between = words("report.list")
    return Table(
        say["caption"],
        tuple(say[key] for key in ("format", "files", "encodings", "columns", "statuses")),
        tuple(
            (
                Cell(words.name("sources", name), code=name),
                found["files"],
                between.join(sorted(found["encodings"])),
                between.join(found["columns"]),
                between.join(
                    f"{status} ({words.number(count)})" for status, count in sorted(found["statuses"].items())
                ),
            )
            for name, found in sorted(formats.items())
        ),
        frozenset({1}),
        nothing=words("tables.none"),
        words=words,
    )


def last_days(month: Month) -> dict[str, str]:
    """The last day of which each kind of source tells, as ISO text; empty where it tells nothing."""
    zone, orders = month.policy.zone, month.orders
    found = {
        "confirmations": month.verdicts["confirmed_on"].max(),
        "orders": _later(orders["purchased_at"].max(), orders["changed_at"].max()),
        "scans": month.store.table("scans")["scanned_at"].max(),
        "snapshots": month.store.table("snapshots")["checked_at"].max(),
        "all": month.store.known_on,
    }
    return {name: _day(value, zone) for name, value in found.items()}


def _later(*instants: datetime | None) -> datetime | None:
    return max((instant for instant in instants if instant), default=None)


def _day(value: date | datetime | None, zone: str) -> str:
    if isinstance(value, datetime):
        value = day_of(value, zone)
    return value.isoformat() if value else ""


def freshness(month: Month, words: Words) -> Table:
    """The last day of each kind of source beside the day the report stands on, and how far they are apart."""
    say, kinds = words.table("quality.freshness"), words.table("quality.kinds")

    def age(iso: str) -> str:
        if not iso:
            return say["nothing"]
        days = (month.as_of - date.fromisoformat(iso)).days
        return say["behind"].format(days=days) if days > 0 else say["after"].format(days=-days) if days else say["same"]

    return Table(
        say["caption"].format(as_of=words.day(month.as_of)),
        (say["kind"], say["last"], say["age"]),
        tuple((Cell(kinds[name], code=name), day(iso), age(iso)) for name, iso in last_days(month).items()),
        words=words,
    )
