"""The tables: one function each, summary in, an object out that shows itself in a notebook as escaped HTML.

A rate always stands with its counts and is cut, never rounded; every table that splits a whole ends in its total.
"""

import polars as pl

from vtr_lib.report import explain as explanation
from vtr_lib.report import phrases
from vtr_lib.report.headline import headline as headline
from vtr_lib.report.table import Cell, Table, day
from vtr_lib.schema import STATES
from vtr_lib.words import Words

FILE_BUCKETS = ("blank", "duplicate", "quarantined", "accepted")
LISTED = 20  # spellings of unknown carriers; the rest is summed
SEGMENT_STATES = ("defect", "unknown", "pending", "exempt", "out_of_scope")


def categories(summary: dict, words: Words, basis: str = "confirmed") -> Table:
    """The rate of every category against the target, with its counts."""
    return segments(summary, "category", words, basis)


def segments(summary: dict, by: str, words: Words, basis: str = "confirmed") -> Table:
    """The rate of every ``carrier``, ``origin`` or ``category`` and its packages by state, the most counted first."""
    found, target = summary["windows"][basis], summary["target"]

    def line(row: dict, states: dict, name: Cell | str) -> tuple:
        standing = Cell(phrases.standing(row, target, words), phrases.standing_key(row, target))
        counts = [states[state] for state in SEGMENT_STATES]
        packages = sum(states[state] for state in STATES)
        return name, phrases.rate(row, words), standing, row["repairs"], *counts, packages

    head = (
        words(f"tables.segment.{by}"), words("tables.rate"), words("tables.standing", target=phrases.target(target)),
        words("tables.repairs"), *(words.name("states", state) for state in SEGMENT_STATES), words("tables.packages"),
    )  # fmt: skip
    return Table(
        words(f"tables.segments.{by}", window=phrases.window(found, words)),
        head,
        tuple(
            line(row, row, Cell(phrases.segment(row["name"], by, words), code=row["name"])) for row in found["by"][by]
        ),
        frozenset(range(1, len(head))) - {2},
        line(found["rate"], found["states"], words("tables.total")),
        words("tables.none"),
        words=words,
    )


def identity(summary: dict, words: Words, basis: str = "confirmed") -> Table:
    """All packages by state and clause, beside those of the window: out of scope + exempt + valid + … = all."""
    found, whole = summary["windows"][basis], summary["identity"]
    rows = []
    for state in STATES:
        rows.append((words.name("states", state), whole["states"][state], found["states"][state]))
        parts = _by_clause(whole["clauses"], state)
        if set(parts) - {state}:  # a state that is its own clause has no parts
            inside = _by_clause(found["clauses"], state)
            rows += [
                (Cell(words.name("clauses", clause), "sub", clause), packages, inside.get(clause, 0))
                for clause, packages in parts.items()
            ]
    return Table(
        words("tables.identity.caption"),
        tuple(words(f"tables.identity.{column}") for column in ("state", "all", "window")),
        tuple(rows),
        frozenset({1, 2}),
        (words("tables.total"), whole["packages"], found["packages"]),
        words=words,
    )


def _by_clause(rows: list[dict], state: str) -> dict[str, int]:
    """Packages of a state by clause, the most first; a clause that has several causes is one."""
    parts: dict[str, int] = {}
    for row in rows:
        if row["state"] == state:
            parts[row["clause"]] = parts.get(row["clause"], 0) + row["packages"]
    return dict(sorted(parts.items(), key=lambda part: (-part[1], part[0])))


def clauses(summary: dict, words: Words, basis: str = "confirmed") -> Table:
    """What was not valid in the window, by clause and cause; the total is counted less valid."""
    found = summary["windows"][basis]
    counted, missing = found["rate"]["counted"], found["rate"]["counted"] - found["rate"]["valid"]
    missed = [row for row in found["clauses"] if row["state"] in ("defect", "unknown")]
    return Table(
        words("tables.clauses.caption", window=phrases.window(found, words)),
        (
            words("tables.clauses.clause"), words("tables.clauses.cause"), words("tables.packages"),
            words("tables.clauses.share", counted=counted),
        ),
        tuple(
            (
                Cell(words.name("clauses", row["clause"]), code=row["clause"]),
                words.name("causes", row["cause"] or "unknown"),
                row["packages"],
                phrases.share(row["packages"], counted, words),
            )
            for row in missed
        ),
        frozenset({2, 3}),
        (
            words("tables.total"), "", missing,
            phrases.share(missing, counted, words),
        ),
        words("tables.none"),
        words=words,
    )  # fmt: skip


def explain(found: dict | None, words: Words) -> Table:
    """Every test a package went through, see ``report.explain``: what was compared, whether it held, the source.

    The flags stand in the caption. No package gives no rows.
    """
    head = tuple(words.table("explain.columns").values())
    if found is None:
        return Table(words("explain.nothing"), head, (), nothing=words("tables.none"), words=words)
    rows = [
        (
            words(f"explain.tests.{step['test']}"),
            Cell(words.name("clauses", step["clause"]), code=step["clause"]),
            explanation.compared(step, words),
            explanation.held(step, words),
            explanation.source(step, words),
        )
        for step in found["steps"]
    ]
    return Table(explanation.caption_and_flags(found, words), head, tuple(rows), words=words)


def files(summary: dict, words: Words) -> Table:
    """Every file with the bucket of each of its lines: in the file = blank + duplicate + set aside + accepted."""
    rows = summary["identity"]["files"]
    columns = ("total", *FILE_BUCKETS)
    return Table(
        words("tables.files.caption"),
        tuple(words(f"tables.files.{column}") for column in ("file", "format", "unit", "lines", *FILE_BUCKETS)),
        tuple(
            (
                row["file"],
                words.name("sources", row["format"]),
                words.name("tables.files.units", row["unit"]),
                *(row[column] for column in columns),
            )
            for row in rows
        ),
        frozenset(range(3, 8)),
        (words("tables.total"), "", "", *(sum(row[column] for row in rows) for column in columns)),
        words("tables.none"),
        words=words,
    )


def quarantined(summary: dict, words: Words) -> Table:
    """The lines that were set aside, with the reason; of many, the first."""
    found = summary["quarantined"]
    return Table(
        words("tables.quarantined.caption", listed=len(found["listed"]), count=found["count"]),
        (words("tables.files.file"), *(words(f"tables.quarantined.{column}") for column in ("line", "column", "code"))),
        tuple((line["file"], line["line"], line["column"], line["code"]) for line in found["listed"]),
        frozenset({1}),
        nothing=words("tables.none"),
        words=words,
    )


def unknown(summary: dict, words: Words) -> Table:
    """What nobody could tell, with counts and how it was counted nonetheless."""
    found = summary["unknown"]
    say = words.table("tables.unknown")
    listed, rest = found["carriers"][:LISTED], found["carriers"][LISTED:]
    rows = [(say["carrier"].format(name=row["name"] or say["no_name"]), row["packages"]) for row in listed]
    rows.append((say["carriers"].format(count=len(rest)), sum(row["packages"] for row in rest)))
    rows += [(say["currency"].format(name=row["name"]), row["packages"]) for row in found["currencies"]]
    rows += [(say[key], found[key]) for key in ("origins", "values", "promises", "discounts", "not_asked", "physical")]
    return Table(
        say["caption"],
        (say["what"], words("tables.packages")),
        tuple(row for row in rows if row[1]),
        frozenset({1}),
        nothing=words("tables.none"),
        words=words,
    )


def amazon(summary: dict, words: Words) -> Table:
    """Amazon's own figure as its report gives it, beside ours on both bases."""
    say, share = words.table("tables.amazon"), summary["target"]
    theirs = [
        (
            say["amazon"].format(marketplace=row["marketplace"]),
            say["days"].format(first=str(row["window_from_at"])[:10], last=str(row["window_to_at"])[:10]),
            *(row[column] for column in ("shipments", "valid", "rate", "status")),
        )
        for row in summary["amazon"]
    ]
    ours = [
        (
            say["ours"].format(basis=words.name("bases", basis)),
            say["days"].format(first=found["first_on"], last=found["last_on"]),
            found["rate"]["counted"],
            found["rate"]["valid"],
            phrases.rate(found["rate"], words),
            Cell(phrases.standing(found["rate"], share, words), phrases.standing_key(found["rate"], share)),
        )
        for basis, found in summary["windows"].items()
    ]
    columns = ("who", "window", "shipments", "valid", "rate", "status")
    head = tuple(say[key] for key in columns)
    return Table(say["caption"], head, (*theirs, *ours), frozenset({2, 3, 4}), words=words)


def rolling(frame: pl.DataFrame, by: str, summary: dict, words: Words, basis: str = "confirmed") -> Table:
    """The rates of windows that do not overlap, the latest first: what the figure of the same name draws, in numbers.

    ``frame`` as ``Month.rolling(by, basis)`` gives it. The total of a column is the whole store's.
    """
    length, days = summary["policy"]["window_days"], frame["day"].unique().sort(descending=True)
    ends = days.gather_every(length).to_list()
    found = {(row[by], row["day"]): row for row in frame.iter_rows(named=True)}
    totals = frame.group_by("day").agg(pl.col("valid", "counted").sum())
    whole = {row["day"]: row for row in totals.iter_rows(named=True)}
    volume = pl.col("counted_on_day").sum().alias("volume")
    names = frame.group_by(by).agg(volume).sort(["volume", by], descending=[True, False])[by].to_list()
    return Table(
        words("tables.rolling.caption", days=length, basis=words.name("bases", basis)),
        (words(f"tables.segment.{by}"), *(words("tables.rolling.ending", day=day) for day in ends)),
        tuple(
            (
                Cell(phrases.segment(name, by, words), code=name),
                *(phrases.rate(found[name, day], words) for day in ends),
            )
            for name in names
        ),
        frozenset(range(1, len(ends) + 1)),
        (words("tables.total"), *(phrases.rate(whole[day], words) for day in ends)),
        words("tables.none"),
        words=words,
    )


def provenance(summary: dict, words: Words) -> Table:
    """What the report stands on: store, day, policy with its hash, window, target and the files read."""
    say, policy = words.table("tables.provenance"), summary["policy"]
    rows = (
        (say["store"], summary["store"]),
        (say["marketplace"], summary["marketplace"]),
        (say["as_of"], day(summary["as_of"])),
        (say["policy"], say["named"].format(id=policy["id"], about=words.instead("policy.policies", policy["about"]))),
        (say["rules"], words("report.list").join(rule for rule in policy["rules"] if "@" in rule)),
        (say["digest"], policy["sha256"]),
        (say["window"], say["window_days"].format(days=policy["window_days"], lag=policy["lag_days"])),
        (say["target"], words("report.percent", percent=phrases.target(summary["target"]))),
        (say["files"], len(summary["identity"]["files"])),
    )
    return Table(say["caption"], (say["what"], say["value"]), rows, words=words)
