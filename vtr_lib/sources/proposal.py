"""A first draft of a mapping for a file that no reader knows, from its heading and its first rows.

A column is proposed where its heading is a usual name of it and its cells can be read as such. What the rows leave
open, as which number of ``10/03/2026`` is the month, is left for the seller to say.
"""

import difflib
import json
from dataclasses import dataclass, field

import polars as pl

from vtr_lib.errors import DataError, shape
from vtr_lib.sources import cells, charsets, people, text
from vtr_lib.sources.headings import DELIMITERS, EASTERN, plain, split
from vtr_lib.sources.mapping import mappable
from vtr_lib.sources.moments import DAY, NAIVE, YEARS, Clock, instant
from vtr_lib.sources.text import UNDECIDED, Text
from vtr_lib.words import Words

SAMPLE = 200
SHOWN = 3
NEAR = 0.86
FITS = 0.8  # of the filled cells of a column must be readable
TABLES = ("confirmations", "order_lines", "scans", "skus")
TIMES = ("moment", "day")
DAYS = (
    "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d", "%m/%d/%Y", "%d/%m/%Y", "%d.%m.%Y", "%m-%d-%Y", "%d-%m-%Y",
    "%m/%d/%y", "%d/%m/%y", "%m-%d-%y", "%d-%m-%y", "%d-%b-%Y", "%b %d, %Y",
)  # fmt: skip
HOURS = ("", " %H:%M:%S", " %H:%M", " %I:%M:%S %p", " %I:%M %p", "T%H:%M:%S")
WESTERN = "latin-1"  # reads any byte; which of its like the file is, is left open
FORMS = tuple(f"{day}{hour}" for day in DAYS for hour in HOURS)


@dataclass(slots=True)
class Proposal:
    """What each column could be, by table; the forms of times that fit; and a few rows of the columns proposed."""

    name: str
    delimiter: str
    encoding: str | None
    heading: list[str]
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    forms: list[str] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)
    is_zone_needed: bool = False
    rows: list[dict[str, str]] = field(default_factory=list)

    @property
    def unused(self) -> list[str]:
        """The headings that no table asks for; only their look where none is known, for then they may be cells."""
        used = {heading for columns in self.columns.values() for heading in columns.values()}
        look = people.shown if self.columns else shape
        return [look(name) for name in self.heading if name and name not in used]

    def missing(self, table: str) -> list[str]:
        """The columns that a table needs and no heading gives."""
        needed = [name for name, column in mappable()[table].items() if column.get("needed")]
        return [name for name in needed if name not in self.columns.get(table, {})]

    def toml(self, words: Words) -> str:
        """The draft as a mapping file, with what is open in comments."""
        row = words("report.list")
        lines = [f"# {line}" for line in words("map.head", name=self.name).splitlines()]
        lines += [
            "[mapping]",
            f"id        = {_quoted('my-files')}",
            f"delimiter = {_quoted(DELIMITERS[self.delimiter])}",
        ]
        lines += [f"encoding  = {_quoted(self.encoding)}"] if self.encoding else []
        if self.forms:
            lines.append(f"dates     = [{', '.join(map(_quoted, self.forms))}]")
        if self.choices:
            lines += [f"# {words('map.dates')}", *(f"# dates   = [{_quoted(form)}]" for form in self.choices)]
        if self.is_zone_needed:
            lines += [f"# {words('map.zone')}", f"# zone    = {_quoted('Asia/Shanghai')}"]
        for table in sorted(self.columns, key=lambda table: len(self.missing(table))):
            lacking = self.missing(table)
            off = "# " if lacking else ""
            lines += ["", *([f"# {words('map.lacking', table=table, columns=row.join(lacking))}"] if lacking else [])]
            lines += [f"{off}[[rows]]", f"{off}table = {_quoted(table)}", f"{off}[rows.columns]"]
            width = max(map(len, self.columns[table]))
            lines += [f"{off}{name:<{width}} = {_quoted(heading)}" for name, heading in self.columns[table].items()]
        if self.unused:
            lines += ["", f"# {words('map.unused', names=row.join(map(_safe, self.unused)))}"]
        return "\n".join(lines) + "\n"


def _quoted(value: str) -> str:
    """A text as TOML writes it."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _safe(name: str) -> str:
    """A heading that may stand in a comment."""
    return "".join(char if char.isprintable() else " " for char in name)


def propose(name: str, raw: bytes, encoding: str | None = None) -> Proposal:
    """A draft for a flat file by its bytes; ``name`` is what it is called.

    Raises ``DataError`` where the file is empty or not text, and ``NO_HEADING`` where no line could name its columns.
    """
    source = text.text(name, raw, encoding)
    said = None if encoding is None else charsets.named(encoding, name)
    if source.encoding == UNDECIDED:
        known = {way: _known(source.top(way), is_foreign=True) for way in EASTERN}
        said = max(known, key=known.get) if any(known.values()) else None
        if not said and not _known(source.top(WESTERN)):
            raise source.misread()
        source = source.recoded(said or WESTERN)
    line, delimiter, heading = _heading(source)
    frame = _sampled(source, line, delimiter, heading)
    proposal = Proposal(name, delimiter, said, heading)
    times = {}
    for table in TABLES:
        found = _columns(table, frame, heading)
        if found:
            proposal.columns[table] = found
            times |= {found[column]: None for column in found if mappable()[table][column]["kind"] in TIMES}
    proposal.forms, proposal.choices, proposal.is_zone_needed = _clocks([frame[name] for name in times])
    used = dict.fromkeys(name for columns in proposal.columns.values() for name in columns.values())
    proposal.rows = [
        {name: people.shown(row[name] or "") for name in used}
        for row in frame.head(SHOWN).select(*used).iter_rows(named=True)
    ]
    return proposal


def _usual() -> set[str]:
    return {plain(name) for columns in mappable().values() for column in columns.values() for name in column["names"]}


def _known(lines: list[str], *, is_foreign: bool = False) -> int:
    """How many usual names stand in the line that has most of them; only those that ASCII can't write, where asked."""
    usual = {name for name in _usual() if not (is_foreign and name.isascii())}
    return max(
        (sum(plain(cell) in usual for cell in split(line, sign)) for line in lines for sign in DELIMITERS), default=0
    )


def _heading(source: Text) -> tuple[int, str, list[str]]:
    """Line, separator and names of the heading: the line with most usual names, else the first of several cells."""
    usual = _usual()
    found = [
        (sum(plain(cell) in usual for cell in cells_), len(cells_) > 1, -number, delimiter, cells_)
        for number, line in enumerate(source.top(), 1)
        for delimiter in DELIMITERS
        for cells_ in [split(line, delimiter)]
    ]
    count, is_several, number, delimiter, names = max(found, key=lambda each: (*each[:3], len(each[4])))
    if not count and not is_several:
        raise DataError("NO_HEADING", file=source.name)
    return -number, delimiter, [name.strip() for name in names]


def _sampled(source: Text, line: int, delimiter: str, heading: list[str]) -> pl.DataFrame:
    """The first rows under the heading, as text; of a name that stands twice the first column."""
    block = next((lines for _, lines in source.blocks()), pl.Series(dtype=pl.String))
    rows = [split(each, delimiter) for each in block[line : line + SAMPLE] if each.strip()]
    whole = [row for row in rows if len(row) == len(heading)]
    return pl.DataFrame(
        {name: [row[heading.index(name)] for row in whole] for name in dict.fromkeys(heading)},
        schema=dict.fromkeys(heading, pl.String),
    )


def _columns(table: str, frame: pl.DataFrame, heading: list[str]) -> dict[str, str]:
    """The headings of a table's columns: those of a usual name first, then what is nearly one; each heading once."""
    found: dict[str, str] = {}
    names = [name for name in dict.fromkeys(heading) if name]
    for nearness in (1.0, NEAR):
        for column, about in mappable()[table].items():
            if column in found:
                continue
            usual = [plain(name) for name in about["names"]]
            free = [name for name in names if name not in found.values() and _is_like(about["kind"], frame[name])]
            near = [(_nearness(plain(name), usual), -at, name) for at, name in enumerate(free)]
            best = max(near, default=(0.0, 0, ""))
            if best[0] >= nearness:
                found[column] = best[2]
    return found


def _nearness(name: str, usual: list[str]) -> float:
    return max((difflib.SequenceMatcher(None, name, each).ratio() for each in usual), default=0.0)


def _is_like(kind: str, given: pl.Series) -> bool:
    """Whether most filled cells of a column can be read as ``kind``; a column without any may be whatever it says."""
    filled = cells.stripped(given).drop_nulls()
    if filled.is_empty():
        return True
    if kind in TIMES:
        return max(_fitting(filled).values(), default=0) >= FITS * len(filled)
    values, _ = cells.parse(kind, filled, "UTC")
    return values.count() >= FITS * len(filled)


def _fitting(filled: pl.Series) -> dict[str, int]:
    """How many cells each form of times reads; ISO forms together as an empty one."""
    iso = filled.str.contains(DAY) | filled.str.contains(NAIVE) | instant(filled, Clock("UTC"))[0].is_not_null()
    found = {"": int(iso.sum())}
    for form in FORMS:
        read = filled.str.to_datetime if "%H" in form or "%I" in form else filled.str.to_date
        found[form] = int(read(form, strict=False).dt.year().is_between(*YEARS).sum())
    return {form: count for form, count in found.items() if count}


def _clocks(columns: list[pl.Series]) -> tuple[list[str], list[str], bool]:
    """The forms that read these columns, those between which the seller must choose, and whether a zone is needed."""
    forms, choices, is_naive = [], [], False
    for column in columns:
        filled = cells.stripped(column).drop_nulls()
        fitting = _fitting(filled)
        most = max(fitting.values(), default=0)
        best = [form for form, count in fitting.items() if count == most and form]
        if "" in fitting and fitting[""] == most:
            is_naive |= bool((filled.str.contains(NAIVE)).any())
            continue
        is_naive |= any("%H" in form or "%I" in form for form in best)
        if len(best) == 1 and best[0] not in forms:
            forms.append(best[0])
        elif len(best) > 1:
            choices += [form for form in best if form not in choices]
    return forms, choices, is_naive
