"""The tables: one function each, summary in, an object out that shows itself in a notebook as escaped HTML.

A rate always stands with its counts and is cut, never rounded; every table that splits a whole ends in its total.
"""

from dataclasses import dataclass
from datetime import timedelta

import polars as pl

from vtr_lib.report import markup, phrases
from vtr_lib.schema import BASES, STATES
from vtr_lib.words import Words

FILE_BUCKETS = ("blank", "duplicate", "quarantined", "accepted")
SEGMENT_STATES = ("defect", "unknown", "pending", "exempt", "out_of_scope")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with a look (``met on_line below nothing`` for a standing, ``sub`` for a part) or a code to find it by."""

    text: str
    look: str = ""
    code: str = ""


@dataclass(frozen=True, repr=False)
class Table:
    """Rows of strings, integers and cells under a head. ``numeric`` columns are set to the right."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple, ...]
    numeric: frozenset[int] = frozenset()
    total: tuple = ()
    nothing: str = ""

    def _repr_html_(self) -> str:
        rows, total = [_cells(row) for row in self.rows], _cells(self.total)
        return markup.render("table.html", table=self, rows=rows, total=total)

    def __repr__(self) -> str:
        lines = [self.head, *self.rows, self.total]
        return "\n".join([self.caption, *("\t".join(cell.text for cell in _cells(line)) for line in lines if line)])


@dataclass(frozen=True, repr=False)
class Headline:
    """The box of the first page: the rate, how it stands, and the other ways to read it."""

    values: dict

    def _repr_html_(self) -> str:
        return markup.render("headline.html", **self.values)

    def __repr__(self) -> str:
        lines = [(self.values["text"], self.values["standing"]), *((row["label"], row["text"]) for row in self.values["rows"])]
        return "\n".join(": ".join(line) for line in lines)


def _cells(row: tuple) -> list[Cell]:
    """A row's values as cells, integers with their thousands marked."""
    return [
        value if isinstance(value, Cell) else Cell(f"{value:,}" if isinstance(value, int) else str(value or ""))
        for value in row
    ]


def headline(summary: dict, words: Words) -> Headline:
    """The rate by confirmation day with its counts, days and target; then by promised day, how far it can still move,
    under another reading and of Prime, each where it says something else."""
    found, promised = (summary["windows"][basis] for basis in BASES)
    rate, states, own = found["rate"], found["states"], summary["policy"]["id"]
    say = words.table("tables.headline")
    rows = [_aside(say["low_high"], phrases.span(found, words), say["low_high_why"].format(**states))]
    rows.append(
        _aside(
            say["at_promise"],
            phrases.rate(promised["rate"], words),
            _said(promised, summary, words) + _without_promise(promised, say),
            rate=promised["rate"], basis="promised", policy=own, own=own,
        )
    )  # fmt: skip
    rows += [
        _aside(
            say["reading"].format(policy=reading["policy"]),
            phrases.rate(reading["rate"], words),
            phrases.standing(reading["rate"], summary["target"], words),
            rate=reading["rate"], basis="confirmed", policy=reading["policy"], own=own,
        )
        for reading in summary["readings"]
        if _counts(reading["rate"]) != _counts(rate)
    ]  # fmt: skip
    if found["prime"]["counted"]:
        prime, share = found["prime"], summary["prime_target"]
        label = say["prime"].format(target=phrases.target(share))
        rows.append(_aside(label, phrases.rate(prime, words), phrases.standing(prime, share, words)))
    if rate["repairs"]:
        needed = say["repairs_how"].format(repairs=rate["repairs"], clean=rate["clean_needed"])
        rows.append(_aside(say["repairs"].format(target=phrases.target(summary["target"])), needed, ""))
    return Headline(
        {
            "look": phrases.standing_key(rate),
            "rate": rate,
            "basis": "confirmed",
            "policy": own,
            "text": phrases.rate(rate, words),
            "standing": phrases.standing(rate, summary["target"], words),
            "window": say["as_of"].format(window=phrases.window(found, words), as_of=summary["as_of"]),
            "rows": rows,
        }
    )


def _aside(label: str, text: str, note: str, rate: dict | None = None, basis: str = "", policy: str = "", own: str = "") -> dict:
    """A line of the box. ``vtr-rate`` marks what the report itself states; another reading's rate has a mark of its own."""
    mark = "vtr-rate" if policy == own else "vtr-reading"
    return {"label": label, "text": text, "note": note, "rate": rate, "basis": basis, "policy": policy, "mark": mark}


def _counts(rate: dict) -> tuple[int, int]:
    return rate["valid"], rate["counted"]


def _said(found: dict, summary: dict, words: Words) -> str:
    return f"{phrases.standing(found['rate'], summary['target'], words)}. {phrases.window(found, words)}"


def _without_promise(found: dict, say: dict) -> str:
    return " " + say["without_promise"].format(count=found["without_promise"]) + "." if found["without_promise"] else ""


def categories(summary: dict, words: Words, basis: str = "confirmed") -> Table:
    """The rate of every category against the target, with its counts."""
    return segments(summary, "category", words, basis)


def segments(summary: dict, by: str, words: Words, basis: str = "confirmed") -> Table:
    """The rate of every ``carrier``, ``origin`` or ``category`` and its packages by state, the most counted first."""
    found, target = summary["windows"][basis], summary["target"]

    def line(row: dict, states: dict, name: Cell | str) -> tuple:
        standing = Cell(phrases.standing(row, target, words), phrases.standing_key(row))
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
            rows += [(Cell(words.name("clauses", clause), "sub", clause), parts[clause], inside.get(clause, 0)) for clause in parts]
    return Table(
        words("tables.identity.caption"),
        tuple(words(f"tables.identity.{column}") for column in ("state", "all", "window")),
        tuple(rows),
        frozenset({1, 2}),
        (words("tables.total"), whole["packages"], found["packages"]),
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
    )  # fmt: skip


def files(summary: dict, words: Words) -> Table:
    """Every file with the bucket of each of its lines: in the file = blank + duplicate + set aside + accepted."""
    rows = summary["identity"]["files"]
    columns = ("total", *FILE_BUCKETS)
    return Table(
        words("tables.files.caption"),
        tuple(words(f"tables.files.{column}") for column in ("file", "format", "unit", "lines", *FILE_BUCKETS)),
        tuple(
            (row["file"], words.name("sources", row["format"]), words.name("tables.files.units", row["unit"]), *(row[column] for column in columns))
            for row in rows
        ),
        frozenset(range(3, 8)),
        (words("tables.total"), "", "", *(sum(row[column] for row in rows) for column in columns)),
        words("tables.none"),
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
    )


def unknown(summary: dict, words: Words) -> Table:
    """What nobody could tell, with counts and how it was counted nonetheless."""
    found = summary["unknown"]
    say = words.table("tables.unknown")
    rows = [(say["carrier"].format(name=row["name"] or say["no_name"]), row["packages"]) for row in found["carriers"]]
    rows += [(say["currency"].format(name=row["name"]), row["packages"]) for row in found["currencies"]]
    rows += [(say[key], found[key]) for key in ("origins", "values", "promises", "discounts", "not_asked", "physical")]
    return Table(
        say["caption"],
        (say["what"], words("tables.packages")),
        tuple(row for row in rows if row[1]),
        frozenset({1}),
        nothing=words("tables.none"),
    )


def amazon(summary: dict, words: Words) -> Table:
    """Amazon's own figure as its report gives it, beside ours on both bases."""
    say = words.table("tables.amazon")
    theirs = [
        (
            say["amazon"].format(marketplace=row["marketplace"]), f"{str(row['window_from_at'])[:10]} – {str(row['window_to_at'])[:10]}",
            row["shipments"], row["valid"], row["rate"], row["status"],
        )
        for row in summary["amazon"]
    ]  # fmt: skip
    ours = [
        (
            say["ours"].format(basis=words.name("bases", basis)), f"{found['first_on']} – {found['last_on']}",
            found["rate"]["counted"], found["rate"]["valid"], phrases.rate(found["rate"], words),
            Cell(phrases.standing(found["rate"], summary["target"], words), phrases.standing_key(found["rate"])),
        )
        for basis, found in summary["windows"].items()
    ]  # fmt: skip
    columns = ("who", "window", "shipments", "valid", "rate", "status")
    return Table(say["caption"], tuple(say[key] for key in columns), (*theirs, *ours), frozenset({2, 3, 4}))


def rolling(frame: pl.DataFrame, by: str, summary: dict, words: Words, basis: str = "confirmed") -> Table:
    """The rates of windows that do not overlap, the latest first: what the figure of the same name draws, in numbers.

    ``frame`` as ``Month.rolling(by, basis)`` gives it. The total of a column is the whole store's.
    """
    length, last = summary["policy"]["window_days"], frame["day"].max()
    ends = [last - timedelta(days=length * back) for back in range(frame["day"].n_unique() // length + 1)] if last else []
    ends = [day for day in ends if day >= frame["day"].min()]
    found = {(row[by], row["day"]): row for row in frame.iter_rows(named=True)}
    totals = frame.group_by("day").agg(pl.col("valid", "counted").sum())
    whole = {row["day"]: row for row in totals.iter_rows(named=True)}
    volume = pl.col("counted_on_day").sum().alias("volume")
    names = frame.group_by(by).agg(volume).sort(["volume", by], descending=[True, False])[by].to_list()
    return Table(
        words("tables.rolling.caption", days=length, basis=words.name("bases", basis)),
        (words(f"tables.segment.{by}"), *(words("tables.rolling.ending", day=day) for day in ends)),
        tuple(
            (Cell(phrases.segment(name, by, words), code=name), *(phrases.rate(found[name, day], words) for day in ends))
            for name in names
        ),
        frozenset(range(1, len(ends) + 1)),
        (words("tables.total"), *(phrases.rate(whole[day], words) for day in ends)),
        words("tables.none"),
    )


def provenance(summary: dict, words: Words) -> Table:
    """What the report stands on: store, day, policy with its hash, window, target and the files read."""
    say, policy = words.table("tables.provenance"), summary["policy"]
    rows = (
        (say["store"], summary["store"]),
        (say["marketplace"], summary["marketplace"]),
        (say["as_of"], summary["as_of"]),
        (say["policy"], f"{policy['id']}: {policy['about']}"),
        (say["rules"], ", ".join(policy["rules"])),
        (say["digest"], policy["sha256"]),
        (say["window"], say["window_days"].format(days=policy["window_days"], lag=policy["lag_days"])),
        (say["target"], words("report.percent", percent=phrases.target(summary["target"]))),
        (say["files"], len(summary["identity"]["files"])),
    )
    return Table(say["caption"], (say["what"], say["value"]), rows)
