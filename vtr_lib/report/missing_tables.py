"""The tables of missing updates: the numbers of each figure, and what nobody could tell."""

from vtr_lib.metrics.handover import BANDS
from vtr_lib.metrics.waiting import AGES
from vtr_lib.report import phrases
from vtr_lib.report.missing_calendars import day_name
from vtr_lib.report.missing_charts import handover_rows, place_rows, span, window
from vtr_lib.report.table import Cell, Table, day
from vtr_lib.words import Words

NOT_KNOWN = ("not_asked", "asked_before", "quiet_carriers", "unclear", "no_place", "by_day", "faulty_numbers",
             "no_carrier", "too_few", "strange_scans")  # fmt: skip


def parts(found: dict, words: Words) -> Table:
    """What is lacking, each package in one row: missed, those of them that were late, and pending."""
    say, names = words.table("missing_updates.tables.parts"), words.table("missing_updates.parts")
    columns = ("missed", "late", "pending")
    return Table(
        say["caption"].format(window=window(found, words)),
        (say["part"], *(say[column] for column in columns), say["share"].format(counted=found["counted"])),
        tuple(
            (
                Cell(names[row["part"]], code=row["part"]),
                *(row[column] for column in columns),
                phrases.share(row["missed"], found["counted"], words),
            )
            for row in found["parts"]
            if row["missed"] or row["pending"]
        ),
        frozenset(range(1, 5)),
        (
            words("tables.total"),
            *(sum(row[column] for row in found["parts"]) for column in columns),
            phrases.share(found["missed"], found["counted"], words),
        ),
        words("tables.none"),
        words=words,
    )


def carriers(found: dict, words: Words) -> Table:
    """The same packages by carrier, with the days on which its missed were confirmed."""
    say = words.table("missing_updates.tables.carriers")
    return Table(
        say["caption"].format(window=window(found, words)),
        tuple(say[column] for column in ("carrier", "missed", "counted", "share", "pending", "first_on", "last_on")),
        tuple(
            (
                Cell(phrases.segment(row["carrier"], "carrier", words), code=row["carrier"]),
                row["missed"],
                row["counted"],
                phrases.share(row["missed"], row["counted"], words),
                row["pending"],
                day(row["first_on"]),
                day(row["last_on"]),
            )
            for row in found["carriers"]
        ),
        frozenset(range(1, 5)),
        (
            words("tables.total"), found["missed"], found["counted"],
            phrases.share(found["missed"], found["counted"], words), found["pending"], "", "",
        ),
        words("tables.none"),
        words=words,
    )  # fmt: skip


def handover(found: dict, words: Words) -> Table:
    """Packages in each band of time from the confirmation to the first physical scan, by carrier."""
    say, names = words.table("missing_updates.tables.handover"), words.table("missing_updates.bands")
    total = found["handover"]["total"]
    return Table(
        say["caption"].format(window=window(found, words)),
        (say["carrier"], *(names[band] for band in BANDS), words("tables.packages")),
        tuple(
            (Cell(name, code=row.get("carrier") or ""), *(row[band] for band in BANDS), row["packages"])
            for name, row in handover_rows(found, words)
        ),
        frozenset(range(1, len(BANDS) + 2)),
        (words("tables.total"), *(total[band] for band in BANDS), total["packages"]),
        words("tables.none"),
        words=words,
    )


def waiting(found: dict, words: Words) -> Table:
    """Packages that wait, by the place of their last scan, with the days since it."""
    say, all_ = words.table("missing_updates.tables.waiting"), found["waiting"]
    return Table(
        say["caption"].format(span=span(found, words)),
        (say["place"], words("tables.packages"), say["stuck"].format(days=all_["stuck_days"]), *(say[a] for a in AGES)),
        tuple(
            (name, row["packages"], row["stuck"], *(row[age] for age in AGES)) for name, row in place_rows(found, words)
        ),
        frozenset(range(1, len(AGES) + 3)),
        (words("tables.total"), all_["packages"], all_["stuck"], *("" for _ in AGES)) if all_["packages"] else (),
        words("tables.none"),
        words=words,
    )


def silence(found: dict, words: Words) -> Table:
    """Every stretch of silence, how unlikely it is, and what became of the packages under way in it."""
    say, outcomes = words.table("missing_updates.tables.silence"), words.table("missing_updates.outcomes")
    columns = ("days", "expected", "others", "chance", "later", "never", "open")
    return Table(
        say["caption"].format(span=span(found, words)),
        tuple(say[column] for column in ("carrier", "first_on", "last_on", *columns, "outcome")),
        tuple(
            (
                Cell(phrases.segment(row["carrier"], "carrier", words), code=row["carrier"]),
                day(row["first_on"]),
                day(row["last_on"]),
                *(row[column] for column in columns),
                Cell(outcomes[row["outcome"]], code=row["outcome"]),
            )
            for row in found["silence"]["rows"]
        ),
        frozenset(range(3, 10)),
        nothing=words("tables.none"),
        words=words,
    )


def telling(found: dict, words: Words) -> Table:
    """How long a carrier would have to be silent for it to be told: what no silence in the figure is worth."""
    say, longest = words.table("missing_updates.tables.telling"), found["silence"]["longest"]
    return Table(
        say["caption"].format(level=found["silence"]["level"]),
        tuple(say[column] for column in ("carrier", "scans", "days_needed")),
        tuple(
            (
                Cell(phrases.segment(row["carrier"], "carrier", words), code=row["carrier"]),
                row["scans"],
                say["too_few"].format(longest=longest) if row["days_needed"] is None else row["days_needed"],
            )
            for row in found["silence"]["telling"]
        ),
        frozenset({1, 2}),
        nothing=words("tables.none"),
        words=words,
    )


def first_mile(found: dict, words: Words) -> Table:
    """Packages that may have the number of the first mile only, and those scanned under another number too."""
    say = words.table("missing_updates.tables.first_mile")
    columns, total = ("packages", "first_mile", "missed", "elsewhere"), found["first_mile"]["total"]
    return Table(
        say["caption"].format(window=window(found, words)),
        tuple(say[column] for column in ("carrier", *columns)),
        tuple(
            (
                Cell(phrases.segment(row["carrier"], "carrier", words), code=row["carrier"]),
                *(row[column] for column in columns),
            )
            for row in found["first_mile"]["rows"]
        ),
        frozenset(range(1, 5)),
        (words("tables.total"), *(total[column] for column in columns)) if total["packages"] else (),
        words("tables.none"),
        words=words,
    )


def heat(found: dict, words: Words) -> Table:
    """Missed of counted packages by carrier and week (or day) of confirmation; of a quarter by day, the last weeks."""
    say, data = words.table("missing_updates.tables.heat"), found["heat"]
    shown = range(max(0, len(data["columns"]) - 14), len(data["columns"]))
    cells = {"told": say["cell"], "few": say["few"], "open": say["open"]}
    return Table(
        say["caption"].format(span=span(found, words), least=data["least"]),
        (say["carrier"], *(say["from"].format(day=data["columns"][at][0]) for at in shown), say["all"]),
        tuple(
            (
                Cell(day_name(row, words), code=row["carrier"] or ""),
                *(_cell(row["cells"][at], cells) for at in shown),
                say["cell"].format(missed=row["missed"], counted=row["counted"]),
            )
            for row in data["rows"]
        ),
        frozenset(range(1, len(shown) + 2)),
        nothing=words("tables.none"),
        words=words,
    )


def not_known(found: dict, words: Words) -> Table:
    """What this could not know, with how often."""
    say, counts = words.table("missing_updates.tables.not_known"), found["not_known"]
    values = {"days": counts["stale_days"], "longest": found["silence"]["longest"]}
    return Table(
        say["caption"],
        (say["what"], say["count"]),
        tuple((say[key].format(**values), counts[key]) for key in NOT_KNOWN if counts[key]),
        frozenset({1}),
        nothing=words("tables.none"),
        words=words,
    )


def _cell(cell: list, words: dict[str, str]) -> str:
    missed, counted, pending, standing = cell
    return words[standing].format(missed=missed, counted=counted, pending=pending) if counted + pending else ""
