"""The tables of what can be done: one function each, the dict of ``report.actions`` in, a table out."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

import polars as pl

from vtr_lib.metrics.rate import Rate
from vtr_lib.report import phrases
from vtr_lib.report.action_phrases import carrier, change, points
from vtr_lib.report.number_tables import suggestion
from vtr_lib.report.table import Cell, Table, day
from vtr_lib.words import Words

LISTED = 50  # packages named in a table; all are counted
ROWS = 12  # groups with a row of their own


def save(found: dict, words: Words) -> Table:
    """What can still be won for the window, by action: who does what by when, and the points it gives."""
    say, names, what = words.table("actions.save"), words.table("actions.names"), words.table("actions.what")
    packages = found["savable"] + found["over"]
    whole = Fraction(100 * packages, found["settled"] or 1)
    return Table(
        say["caption"].format(window=phrases.window(found, words), settled=words.number(found["settled"])),
        tuple(say[key] for key in ("action", "do", "who", "packages", "points", "first", "last")),
        tuple(
            (
                Cell(names[row["action"]], code=row["action"]),
                what[row["action"]],
                words.name("actions.who", row["who"]),
                row["packages"],
                points(row["points"], words),
                day(row["first_on"]),
                day(row["last_on"]),
            )
            for row in found["save"]
        ),
        frozenset({3, 4}),
        (words("tables.total"), "", "", packages, phrases.points(whole, words), "", "") if packages else (),
        say["nothing"],
        words=words,
    )


def mend(found: dict, words: Words) -> Table:
    """The packages whose number can still be put right, the first due on top."""
    say, rows = words.table("actions.mend"), found["mend"]
    return Table(
        say["caption"].format(listed=min(LISTED, len(rows)), count=len(rows)),
        tuple(say[key] for key in ("order", "carrier", "typed", "fault", "do", "until")),
        tuple(
            (
                Cell(row["order_id"], code=row["package_id"]),
                carrier(row["carrier"], words),
                row["typed"],
                Cell(words.name("clauses", row["clause"]), code=row["clause"]),
                _put_right(row, words),
                day(row["until_on"]),
            )
            for row in rows[:LISTED]
        ),
        nothing=say["nothing"],
        words=words,
    )


def _put_right(row: dict, words: Words) -> str:
    """The suggestion where there is one, else what such a fault asks for."""
    if row["near"] or row["looks_like"] or row["clause"] == "id.other_free_text":
        return words("actions.mend.suggested", suggestion=suggestion(row, words))
    return words.name("actions.to_do", row["clause"])


def pending_by(found: dict, words: Words) -> Table:
    """Pending packages by carrier and what they lack, beside how many of the carrier's counted ones were missed."""
    say, parts = words.table("actions.pending_by"), words.table("missing_updates.parts")
    own, rest = _first(found["pending_by"])
    lines = [
        (
            Cell(carrier(row["carrier"], words), code=row["carrier"]),
            Cell(parts[row["part"]], code=row["part"]),
            row["packages"],
            day(row["first_on"]),
            day(row["last_on"]),
            phrases.rate({"valid": row["missed"], "counted": row["counted"]}, words),
        )
        for row in own
    ]
    if rest:
        lines.append((say["others"].format(count=len(rest)), "", sum(row["packages"] for row in rest), "", "", ""))
    return Table(
        say["caption"].format(window=phrases.window(found, words)),
        tuple(say[key] for key in ("carrier", "lacks", "packages", "first", "last", "missed")),
        tuple(lines),
        frozenset({2, 5}),
        (words("tables.total"), "", found["pending"], "", "", "") if lines else (),
        words("tables.none"),
        words=words,
    )


def pending(found: dict, words: Words) -> Table:
    """Pending packages one by one: what each lacks, and the day from which it counts as missed."""
    say, parts, rows = words.table("actions.pending"), words.table("missing_updates.parts"), found["listed"]
    names = words.table("actions.names")
    return Table(
        say["caption"].format(listed=len(rows), count=found["pending"]),
        tuple(say[key] for key in ("order", "carrier", "number", "confirmed", "lacks", "action", "settles")),
        tuple(
            (
                Cell(row["order_id"], code=row["package_id"]),
                carrier(row["carrier"], words),
                row["number"],
                day(row["confirmed_on"]),
                Cell(parts[row["part"]], code=row["part"]),
                names[row["action"]],
                day(row["settles_on"]),
            )
            for row in rows
        ),
        nothing=words("tables.none"),
        words=words,
    )


def categories(found: dict, words: Words) -> Table:
    """Every category that is below the target or would be if nothing more came, and what it needs."""
    say, target = words.table("actions.categories"), found["target"]

    def line(row: dict) -> tuple:
        key = "enough" if row["savable"] >= row["short"] else "too_few" if row["savable"] else "none_left"
        return (
            Cell(phrases.segment(row["name"], "category", words), code=row["name"]),
            Cell(phrases.rate(row, words), phrases.standing_key(row, target)),
            row["savable"],
            row["short"],
            *(phrases.rate(row[end], words) for end in ("low", "high")),
            Cell(say[key], {"enough": "met"}.get(key, "below"), key),
            row["clean_needed"] or "",
        )

    return Table(
        say["caption"].format(target=phrases.target(target), window=phrases.window(found, words)),
        tuple(say[key] for key in ("category", "rate", "open", "short", "low", "high", "answer", "clean")),
        tuple(line(row) for row in found["categories"]),
        frozenset({1, 2, 3, 4, 5, 7}),
        nothing=say["nothing"].format(target=phrases.target(target)),
        words=words,
    )


def changes(found: dict, words: Words) -> Table:
    """What the next window need not lose, by change: who makes it, and what it cost this one."""
    say = words.table("actions.next")
    own, rest = _first(found["next"])
    lines = [
        (
            Cell(change(row, words), code=row["kind"]),
            words.name("actions.change", row["kind"]),
            words.name("actions.who", row["who"]),
            *_cost(row["packages"], found, words),
        )
        for row in own
    ]
    if rest:
        packages = sum(row["packages"] for row in rest)
        lines.append((say["others"].format(count=len(rest)), "", "", *_cost(packages, found, words)))
    whole, start = sum(row["packages"] for row in found["next"]), date.fromisoformat(found["as_of"]) + timedelta(days=1)
    values = {"counted": words.number(found["counted"]), "day": words.day(start)}
    return Table(
        say["caption"].format(window=phrases.window(found, words), **values),
        tuple(say[key] for key in ("change", "do", "who", "packages", "points", "without")),
        tuple(lines),
        frozenset({3, 4, 5}),
        (words("tables.total"), "", "", *_cost(whole, found, words)) if lines else (),
        words("tables.none"),
        words=words,
    )


def _cost(packages: int, found: dict, words: Words) -> tuple:
    """Packages, the points they cost, and the rate were they valid."""
    without = Rate(found["valid"] + packages, found["counted"])
    rate = phrases.rate({"valid": without.valid, "counted": without.counted}, words)
    return packages, phrases.points(Fraction(100 * packages, found["counted"] or 1), words), rate


def changed(found: dict, packages: pl.DataFrame, words: Words) -> Table:
    """The packages behind each change, those of the greatest first. ``packages`` as ``Month.packages`` has them."""
    say = words.table("tables.behind")
    ids = [(package, row) for place, row in enumerate(found["next"]) for package in found["behind"][f"next_{place}"]]
    of = {row["package_id"]: row for row in _rows(packages, [package for package, _ in ids[:LISTED]])}
    lines = [
        (
            Cell(of[package]["order_id"], code=package),
            carrier(of[package]["carrier"], words),
            of[package]["tracking"] or of[package]["tracking_raw"] or "",
            of[package]["confirmed_on"],
            Cell(words.name("clauses", of[package]["clause"]), code=of[package]["clause"]),
            change(row, words),
        )
        for package, row in ids[:LISTED]
    ]
    return Table(
        say["caption"].format(figure=words("actions.next.behind"), listed=len(lines), count=len(ids)),
        (*(say[key] for key in ("order", "carrier", "number", "confirmed", "clause")), words("actions.next.change")),
        tuple(lines),
        nothing=words("tables.none"),
        words=words,
    )


def _rows(packages: pl.DataFrame, ids: Sequence[str]) -> list[dict]:
    wanted = pl.Series(list(ids), dtype=pl.String)
    columns = ("package_id", "order_id", "carrier", "tracking", "tracking_raw", "confirmed_on", "clause")
    return packages.filter(pl.col("package_id").is_in(wanted.implode())).select(columns).to_dicts()


def _first(rows: list[dict]) -> tuple[list[dict], list[dict]]:
    """The rows that have one of their own, and the rest, which shares the last one."""
    own = len(rows) if len(rows) <= ROWS else ROWS - 1
    return rows[:own], rows[own:]
