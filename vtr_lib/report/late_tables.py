"""The tables of late shipments, one function each: what the figures draw, in numbers; nothing is counted here."""

from vtr_lib.report import phrases
from vtr_lib.report.late_phrases import band, limit, marked, missed_rate, part_rate, standing, window
from vtr_lib.report.table import Cell, Table, day
from vtr_lib.words import Words

UNITS = {"rate": "package", "late_shipment": "order"}


def partition(found: dict, words: Words) -> Table:
    """Every missed package with a mark of lateness in one row, by family, clause and marks, and their total."""
    rows = [
        (
            words.name("late_shipment.families", row["family"]),
            Cell(words.name("clauses", row["clause"]), code=row["clause"]),
            marked(row["marks"], words),
            row["packages"],
        )
        for row in found["partition"]
    ]
    total = (words("tables.total"), "", "", found["family"] + found["others_late"])
    return _table("partition", ("family", "clause", "marks", "missed"), rows, found, words, total, {3})


def marks(found: dict, words: Words) -> Table:
    """How many missed packages bear each mark, as their clause or besides it."""
    rows = [
        (Cell(phrases.flags(row["mark"], words)[0], code=row["mark"]), row["family"], row["others"])
        for row in found["marks"]
    ]
    return _table("marked", ("mark", "of_family", "of_others"), rows, found, words, numeric={1, 2})


def hours(found: dict, which: str, words: Words) -> Table:
    """Counted packages by band of hours; ``which`` is ``ship_by`` or ``first_scan``. The total is all counted."""
    rows = [(band(row, which, words), row["missed"], row["counted"], _share(row, words)) for row in found[which]]
    total = (words("tables.total"), found["missed"], found["counted"], _share(found, words))
    return _table(which, ("band", "missed", "counted", "share"), rows, found, words, total, {1, 2, 3})


def risks(found: dict, words: Words) -> Table:
    """The tables of two by two, a row each, with the ratio and its interval."""
    say = words.table("late_shipment.tables")
    rows = [
        (
            words.name("late_shipment.exposures", row["name"]),
            missed_rate(row["exposed"], words),
            missed_rate(row["others"], words),
            words("late_shipment.few") if row["is_few"] else row["ratio"] or say["no_interval"],
            " – ".join(row["interval"]) if row["interval"] and not row["is_few"] else say["no_interval"],
            row["unknown"],
        )
        for row in found["risks"]
    ]
    columns = ("exposure", "exposed", "others", "ratio", "interval", "undecided")
    return _table("risks", columns, rows, found, words, numeric={1, 2, 3, 4, 5})


def weekdays(found: dict, words: Words) -> Table:
    """Confirmed late by weekday: of the packages due on it, and of those confirmed on it."""
    names = words.table("weekdays").values()
    pairs = zip(names, found["weekdays"]["ship_by"], found["weekdays"]["confirmed"], strict=True)
    rows = [(name, *(part_rate(row, "late", "known", words) for row in both)) for name, *both in pairs]
    total = (words("tables.total"), *[phrases.rate(_late(found["late"]), words)] * 2)
    say = words.table("late_shipment.charts")
    head = (words("late_shipment.tables.weekday"), say["by_ship_by"], say["by_confirmed"])
    caption = words("late_shipment.tables.weekdays", window=window(found, words))
    return Table(caption, head, tuple(rows), frozenset({1, 2}), total, words=words)


def silent(found: dict, words: Words) -> Table:
    """The days on which nothing was confirmed or nothing scanned, with both counts."""
    names = list(words.table("weekdays").values())
    rows = [(day(row["day"]), names[row["weekday"] - 1], row["confirmed"], row["scanned"]) for row in found["silent"]]
    return _table("silent", ("day", "weekday", "confirmed", "scanned"), rows, found, words, numeric={2, 3})


def never_sent(found: dict, by: str, words: Words) -> Table:
    """Confirmed, cancelled and never scanned, by ``sku`` or by ``day``."""
    never = found["never_sent"]
    rows = [
        (day(row["day"]) if by == "day" else row["name"] or words("late_shipment.nobody"), row["packages"])
        for row in never["days" if by == "day" else "skus"]
    ]
    head = (words(f"late_shipment.tables.{by}"), words("tables.packages"))
    caption = words(f"late_shipment.tables.never_{by}", packages=never["packages"], others=never["other_skus"])
    return Table(caption, head, tuple(rows), frozenset({1}), nothing=words("tables.none"), words=words)


def skus(found: dict, words: Words) -> Table:
    """Late and missed packages by product, those with most late ones first; what is not listed is summed."""
    return _places("skus", "sku", found, words)


def warehouses(found: dict, words: Words) -> Table:
    """Late and missed packages by country of origin, or by file where nobody told it."""
    return _places("warehouses", "warehouse", found, words)


def measures(found: dict, summary: dict, words: Words) -> Table:
    """The rate, and each measure beside it with its own counts, unit, window, limit, and what is in neither count."""
    say, rate = words.table("late_shipment.tables"), summary["windows"][found["basis"]]
    states = rate["states"]
    rows = [
        (
            words.name("late_shipment.measures", "rate"),
            words("late_shipment.units.package"),
            _dates(rate, found["basis"], words),
            phrases.rate(rate["rate"], words),
            words("late_shipment.sides.at_least", limit=phrases.target(summary["target"])),
            standing(rate["rate"], words),
            words("late_shipment.apart.of_rate", pending=states["pending"], exempt=states["exempt"]),
        )
    ]
    rows += [
        (
            Cell(words.name("late_shipment.measures", row["name"]), code=row["name"]),
            words(f"late_shipment.units.{row['unit']}"),
            _dates(row, row["by"], words),
            phrases.rate({"valid": row["part"], "counted": row["counted"]}, words),
            limit(row, words),
            standing(row, words),
            words("explain.between").join(
                words(f"late_shipment.apart.{reason}", count=count) for reason, count in row["apart"].items() if count
            )
            or words("tables.none"),
        )
        for row in found["sisters"]
    ]
    columns = ("measure", "unit", "span", "rate", "limit", "standing", "apart")
    return Table(
        say["measures"].format(as_of=found["as_of"]),
        tuple(say[key] for key in columns),
        tuple(rows),
        frozenset({3}),
        words=words,
    )


def sources(found: dict, words: Words) -> Table:
    """Where each measure's limit and window come from, since when, and how sure that is."""
    once = {row["name"]: row for row in found["sisters"]}
    rows = [
        (
            words.name("late_shipment.measures", name),
            day(row["since"]),
            row["source"],
            words.instead("policy.confidences", row["confidence"]),
        )
        for name, row in once.items()
    ]
    return _table("sources", ("measure", "since", "source", "confidence"), rows, found, words)


def days(found: dict, words: Words) -> Table:
    """What the figure of both measures draws: a row a day, a column a measure, each with its own counts."""
    panels = found["daily"]
    by_day = {name: {row["day"]: row for row in panel["rows"]} for name, panel in panels.items()}
    every = sorted({on for rows in by_day.values() for on in rows})
    rows = [(day(on), *(_on(rows.get(on), words) for rows in by_day.values())) for on in every]
    head = [words("late_shipment.tables.day")]
    head += [words("late_shipment.tables.panel", measure=words.name("late_shipment.measures", name), days=panel["days"],
                   unit=words(f"late_shipment.units.{UNITS[name]}")) for name, panel in panels.items()]  # fmt: skip
    caption = words("late_shipment.tables.days")
    numeric = frozenset(range(1, len(head)))
    return Table(caption, tuple(head), tuple(rows), numeric, nothing=words("tables.none"), words=words)


def unknown(found: dict, words: Words) -> Table:
    """What the investigation could not know, a sentence a row, those with a count first."""
    say = words.table("late_shipment.unknown")
    rows = [(say[key].format(count=count),) for key, count in found["unknown"].items() if count]
    rows += [(say[key],) for key in ("cancelled", "holidays")]
    return Table(words("late_shipment.tables.unknown"), (words("tables.unknown.what"),), tuple(rows), words=words)


def _table(
    name: str, columns: tuple[str, ...], rows: list[tuple], found: dict, words: Words, total: tuple = (),
    numeric: set[int] = frozenset(),
) -> Table:  # fmt: skip
    say = words.table("late_shipment.tables")
    caption = say[name].format(window=window(found, words), first=found["first_on"], last=found["last_on"])
    head = tuple(say[column] for column in columns)
    total = total if rows else ()
    return Table(caption, head, tuple(rows), frozenset(numeric), total, words("tables.none"), words)


def _places(name: str, column: str, found: dict, words: Words) -> Table:
    places = found[name]
    rows = [(_place(row, column, words), *_counts(row, words)) for row in places["rows"]]
    if places["others"]:
        rest = words("late_shipment.tables.rest", count=places["others"])
        rows.append((rest, *_counts(places["rest"], words)))
    return _table(name, (column, "late", "share"), rows, found, words, numeric={1, 2})


def _place(row: dict, column: str, words: Words) -> Cell | str:
    if row["name"] is None:
        return words("late_shipment.nobody")
    if row.get("is_file"):
        return words("late_shipment.tables.file", file=row["name"])
    return Cell(
        phrases.segment(row["name"], "origin", words) if column == "warehouse" else row["name"], code=row["name"]
    )


def _counts(row: dict, words: Words) -> tuple[str, str]:
    return part_rate(row, "late", "known", words), part_rate(row, "missed", "counted", words)


def _share(row: dict, words: Words) -> str:
    return phrases.share(row["missed"], row["counted"], words)


def _late(row: dict) -> dict:
    return {"valid": row["late"], "counted": row["known"]}


def _dates(row: dict, by: str, words: Words) -> str:
    span = {"first": row["first_on"], "last": row["last_on"], "by": words(f"late_shipment.by.{by}")}
    return words("late_shipment.tables.dates", **span)


def _on(row: dict | None, words: Words) -> str:
    return phrases.rate({"valid": row["part"], "counted": row["counted"]}, words) if row else ""
