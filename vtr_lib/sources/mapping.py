"""A seller's own word on a file that no reader knows: which column is what (``docs/mapping.md``).

A mapping is a TOML file. It becomes a layout for the strict reader, so its files are read as strictly as Amazon's, line
by line; what its rows tell becomes the same tables that readers end in.
"""

import functools
import hashlib
import tomllib
from dataclasses import dataclass, field, replace
from importlib import resources
from pathlib import Path
from zoneinfo import available_timezones

from vtr_lib.errors import ConfigError
from vtr_lib.schema import SCAN_KINDS
from vtr_lib.sources.headings import DELIMITERS, Cell, Layout, plain
from vtr_lib.sources.moments import OF_THE_DAY

HEAD = ("id", "about", "delimiter", "encoding", "zone", "dates")
ROWS = ("table", "columns", "values", "words", "only")
SIGNS = {name: sign for sign, name in DELIMITERS.items()}
TIMES = ("moment", "day")
CHOICES = {
    "kind": SCAN_KINDS,
    "physical": ("yes", "no", "unknown"),
    "fulfilment": ("merchant", "amazon"),
}


@dataclass(frozen=True, slots=True)
class Rows:
    """What each row of the file tells of one table: cells by column, values that all rows share, and which rows do.

    ``only`` names the cells by which rows are chosen, each with the words that choose.
    """

    table: str
    cells: dict[str, Cell]
    values: dict[str, object]
    only: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping by its ``id``; ``layout`` is what the strict reader reads, ``sha256`` that of the mapping's file."""

    id: str
    layout: Layout
    rows: tuple[Rows, ...]
    encoding: str | None
    sha256: str


@functools.cache
def mappable() -> dict[str, dict[str, dict]]:
    """The tables a mapping may fill, their columns, and of each column ``kind``, ``needed`` and ``names``."""
    return tomllib.loads(resources.files("vtr_lib.sources").joinpath("mappable.toml").read_text("utf-8"))


def load(path: str | Path) -> Mapping:
    """The mapping in a file.

    Raises ``ConfigError`` naming file and key: ``MAP_FILE``, ``MAP_SYNTAX``, ``MAP_KEY`` for a key nobody knows,
    ``MAP_MISSING`` for one that is needed, ``MAP_VALUE`` for a value that does not fit.
    """
    try:
        raw = Path(path).read_bytes()
    except OSError as error:
        raise ConfigError("MAP_FILE", file=path, reason=error.strerror or error) from None
    return parse(raw, str(path))


def parse(raw: bytes, file: str) -> Mapping:
    """The mapping in the bytes of a file. Raises what ``load`` raises."""
    try:
        document = tomllib.loads(raw.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError("MAP_SYNTAX", file=file, reason=error) from None
    _known(document, ("mapping", "rows"), "", file)
    head, blocks = document.get("mapping", {}), document.get("rows", [])
    if not isinstance(head, dict) or not isinstance(blocks, list) or not blocks:
        raise ConfigError("MAP_MISSING", file=file, column="mapping, rows")
    _known(head, HEAD, "mapping.", file)
    if not isinstance(head.get("id"), str) or not head["id"]:
        raise ConfigError("MAP_MISSING", file=file, column="mapping.id")
    delimiter, zone = head.get("delimiter"), head.get("zone")
    if delimiter is not None and delimiter not in SIGNS:
        raise ConfigError("MAP_VALUE", file=file, column="mapping.delimiter", value=delimiter, known=list(SIGNS))
    if zone is not None and zone not in available_timezones():
        raise ConfigError("MAP_VALUE", file=file, column="mapping.zone", value=zone, known="Asia/Shanghai, …")
    dates = _texts(head.get("dates", []), "mapping.dates", file)
    told = tuple(_rows(block, number, dates, zone, file) for number, block in enumerate(blocks, 1))
    cells = {f"{number}.{name}": cell for number, each in enumerate(told, 1) for name, cell in each.cells.items()}
    digest = hashlib.sha256(raw).hexdigest()
    delimiters = (SIGNS[delimiter],) if delimiter else tuple(DELIMITERS)
    layout = Layout(head["id"], f"map {digest[:12]}", cells, delimiters)
    return Mapping(head["id"], layout, told, head.get("encoding"), digest)


def _known(entry: dict, known, before: str, file: str) -> None:
    for key in entry:
        if key not in known:
            raise ConfigError("MAP_KEY", file=file, column=f"{before}{key}", known=list(known))


def _texts(value: object, column: str, file: str) -> tuple[str, ...]:
    """One text or several."""
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(each, str) and each for each in values):
        raise ConfigError("MAP_VALUE", file=file, column=column, value=value, known='"…" or ["…", "…"]')
    return tuple(values)


def _rows(block: dict, number: int, dates: tuple[str, ...], zone: str | None, file: str) -> Rows:
    where = f"rows {number}."
    _known(block, ROWS, where, file)
    table = block.get("table")
    if table not in mappable():
        raise ConfigError("MAP_VALUE", file=file, column=f"{where}table", value=table, known=list(mappable()))
    columns, values, words, only = (_table(block, name, where, file) for name in ("columns", "values", "words", "only"))
    known = mappable()[table]
    for name in (*columns, *values, *words):
        _known({name: None}, known, f"{where}{table}.", file)
    lacking = [name for name, column in known.items() if column.get("needed") and name not in {*columns, *values}]
    if lacking:
        raise ConfigError("MAP_MISSING", file=file, column=f"{where}columns.{lacking[0]}")
    cells = {}
    for name, heading in columns.items():
        said = _said(words.get(name, {}), name, f"{where}words.{name}", file)
        kind = known[name]["kind"]
        forms = tuple(form for form in dates if kind != "day" or not any(part in form for part in OF_THE_DAY))
        is_time = kind in TIMES
        cells[name] = Cell(
            tuple(map(plain, _texts(heading, f"{where}columns.{name}", file))),
            kind,
            required=bool(known[name].get("needed")),
            forms=forms if is_time else (),
            zone=zone if is_time else None,
            words=said,
        )
    for name in ("shipped_at", "scanned_at"):
        if name in cells:  # how exactly the time is told
            cells["precision"] = replace(cells[name], kind="precision", required=False)
    for name, value in values.items():
        _fits(name, value, f"{where}values.{name}", file)
    chosen = {}
    for heading, wanted in only.items():
        cells[f"only.{heading}"] = Cell((plain(heading),), required=True)
        chosen[f"only.{heading}"] = _texts(wanted, f"{where}only.{heading}", file)
    return Rows(table, cells, values, chosen)


def _table(block: dict, name: str, where: str, file: str) -> dict:
    found = block.get(name, {})
    if not isinstance(found, dict):
        raise ConfigError("MAP_VALUE", file=file, column=f"{where}{name}", value=found, known=f"[rows.{name}]")
    return found


def _said(words: object, name: str, column: str, file: str) -> tuple[tuple[str, str], ...]:
    """The file's words for a column, each with what stands for it here."""
    if not isinstance(words, dict):
        raise ConfigError("MAP_VALUE", file=file, column=column, value=words, known='"…" = "…"')
    for word, value in words.items():
        _fits(name, value, f"{column}.{word}", file)
    return tuple((word, _written(value)) for word, value in words.items())


def _fits(name: str, value: object, column: str, file: str) -> None:
    if not isinstance(value, (str, bool, int)) or (name in CHOICES and value not in CHOICES[name]):
        known = list(CHOICES.get(name, ('"…"', "true", "false", "1")))
        raise ConfigError("MAP_VALUE", file=file, column=column, value=value, known=known)


def _written(value: object) -> str:
    """A value as a cell would write it."""
    return str(value).lower() if isinstance(value, bool) else str(value)
