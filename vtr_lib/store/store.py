"""A store on disk: what was read of its files, its canonical tables, its facts and its counts, in Parquet.

``data/store/<name>/current.json`` names the generation in force; a generation is a folder that was written whole::

    parts/<sha256>/<table>.parquet      what the files of one ingest gave, ``upload`` says which; by their content
    generations/<n>/files.json          every file with its line identity
                    quality.json        named counts of what assembling met, marketplace, ``layout``
                    packages/2025-01.parquet … items, facts, scans, reductions, snapshots
                    ledger.parquet      signed counts, batch by batch

Files that did not change are one and the same file in two generations. The one before stays until the next is written,
so that who reads it can read on.
"""

import contextlib
import hashlib
import json
import os
import shutil
from datetime import date
from pathlib import Path

import polars as pl

from vtr_lib.errors import ConfigError, MissingInput
from vtr_lib.frames import empty, write_parquet
from vtr_lib.policy import Policy
from vtr_lib.schema import TABLES
from vtr_lib.store import ledger
from vtr_lib.store.staging import close_up, replace_text, staged, sweep
from vtr_lib.store.touched import Parts
from vtr_lib.store.verdicts import judged

# One more whenever the tables of a generation, or what their columns mean, change; an older store is built again from
# its parts, a newer one refused.
LAYOUT = 3
BY_MONTH = ("packages", "facts", "items")
WHOLE = ("scans", "reductions", "snapshots")


def find_data(given: str | Path | None = None) -> Path:
    """The data folder: the one given, that of ``VTR_DATA``, or ``data/`` here or in the nearest folder above."""
    if given or os.environ.get("VTR_DATA"):
        return Path(given or os.environ["VTR_DATA"])
    here = Path.cwd()
    return next((folder / "data" for folder in (here, *here.parents) if (folder / "data").is_dir()), here / "data")


def names(data: Path) -> list[str]:
    """The names of the stores that something was ingested into, sorted."""
    return sorted(path.parent.name for path in (Path(data) / "store").glob("*/current.json"))


def mark() -> str:
    """What a generation written now is marked with: a digest of its layout and of the columns that are kept."""
    columns = [(name, column.name, column.kind) for name in (*BY_MONTH, *WHOLE) for column in TABLES[name].columns]
    return hashlib.sha256(json.dumps([LAYOUT, columns]).encode()).hexdigest()[:16]


class Store:
    """The tables of one store: those of the generation that was in force when it was first asked for any."""

    def __init__(self, data: Path, name: str):
        self.name = name
        self.root = Path(data) / "store" / name
        self._generation = 0

    @property
    def exists(self) -> bool:
        return self.generation > 0

    @property
    def generation(self) -> int:
        """The number of the generation, 0 where nothing was ingested yet."""
        pointer = self.root / "current.json"
        if not self._generation and pointer.is_file():
            self._generation = json.loads(pointer.read_text("utf-8"))["generation"]
        return self._generation

    @property
    def layout(self) -> int:
        """The layout its tables have; ``ConfigError`` where it is newer than this program."""
        layout = self.document("quality").get("layout", 1)
        if layout > LAYOUT:
            raise ConfigError("STORE_LAYOUT", file=self.root, layout=layout, known=LAYOUT)
        return layout

    @property
    def folder(self) -> Path:
        if not self.exists:
            raise MissingInput("NO_STORE", store=self.name, folder=self.root)
        return self.root / "generations" / f"{self.generation:06}"

    def document(self, name: str) -> dict:
        """``files`` (every file read, with its identity) or ``quality`` (named counts, marketplace, ``known_on``)."""
        return json.loads((self.folder / f"{name}.json").read_text("utf-8"))

    @property
    def is_of_today(self) -> bool:
        """Whether its generation is as this program writes them; ``ConfigError`` where a newer one wrote it."""
        return self.layout == LAYOUT and self.document("quality").get("mark") == mark()

    @property
    def known_on(self) -> date:
        """The last day of the marketplace of which the store's files tell anything; ``MissingInput`` where of none."""
        known_on = self.document("quality")["known_on"]
        if known_on is None:
            raise MissingInput("NO_PACKAGES", store=self.name)
        return date.fromisoformat(known_on)

    def table(self, name: str) -> pl.DataFrame:
        """A whole table by its name in ``schema.TABLES``, or ``ledger``, ``amazon_defects``, ``amazon_rates``."""
        paths = sorted(self.folder.glob(f"{name}/*.parquet")) or sorted(self.folder.glob(f"{name}.parquet"))
        return pl.concat([pl.read_parquet(path) for path in paths]) if paths else empty(TABLES[name])

    def verdicts(self, policy: Policy, as_of: date | None = None) -> pl.DataFrame:
        """Every package with its verdict as of a day, see ``verdicts.judged``."""
        return judged(self.table("packages"), self.table("facts"), policy, as_of)

    def files(self) -> list[dict]:
        """Every file read, with its line identity, in the order of ingest; none before the first."""
        return self.document("files")["files"] if self.exists else []

    def ledger(self) -> pl.DataFrame:
        """Signed counts of every batch so far; no rows before the first."""
        return self.table("ledger") if self.exists else ledger.nothing()

    def parts(self, files: list[dict]) -> Parts:
        """What ``files`` gave, by table, in their order; ``files`` of one ingest stand together."""
        tables: Parts = {}
        for folder in dict.fromkeys(self.part(entry) for entry in files):
            for path in sorted(folder.glob("*.parquet")):
                tables.setdefault(path.stem, []).append(pl.read_parquet(path))
        return tables

    def told(self, table: str) -> list[pl.DataFrame]:
        """What all files gave of one table, a frame an ingest, in their order; empty where none gave any."""
        folders = dict.fromkeys(self.part(entry) for entry in self.files())
        return [pl.read_parquet(path) for folder in folders if (path := folder / f"{table}.parquet").is_file()]

    def part(self, entry: dict) -> Path:
        """The folder of what a file gave, together with others of its ingest."""
        return self.root / "parts" / entry.get("part", entry["sha256"])

    def write_part(self, name: str, tables: dict[str, pl.DataFrame]) -> None:
        """Keep what files gave; no generation knows it until one is written with entries that name it."""
        with staged(self.root / "parts" / name) as folder:
            for table, rows in tables.items():
                write_parquet(rows, folder / f"{table}.parquet")

    def write_generation(self, tables: dict[str, pl.DataFrame], documents: dict[str, dict]) -> None:
        """Write a new generation beside the one in force and let it take its place; the last but one is removed."""
        before = self.folder if self.exists else None
        number = self.generation + 1
        with staged(self.root / "generations" / f"{number:06}") as folder:
            for name, table in tables.items():
                _write(folder, before, name, table, tables["packages"])
            for name, document in documents.items():
                (folder / f"{name}.json").write_text(json.dumps(document, indent=1, sort_keys=True) + "\n", "utf-8")
        replace_text(self.root / "current.json", json.dumps({"generation": number}) + "\n")
        self._generation = number
        self.tidy()

    def leftovers(self, *, is_last_only: bool = False) -> list[Path]:
        """Folders that no generation needs: staged by killed runs, parts without a file, generations long replaced.

        The generation before the last is still needed by who reads it, unless ``is_last_only``.
        """
        generations, parts = _folders(self.root / "generations"), _folders(self.root / "parts")
        kept = {f"{self.generation - back:06}" for back in range(1 if is_last_only else 2)}
        named = {self.part(entry).name for entry in self.files()}
        return [path for path in generations if path.name not in kept] + [
            path for path in parts if path.name not in named
        ]

    def tidy(self, *, is_last_only: bool = False) -> None:
        """Removes ``leftovers``, and closes to others what an earlier version left open. Call it under ``locked``."""
        sweep(self.root / "generations")
        sweep(self.root / "parts")
        for path in self.leftovers(is_last_only=is_last_only):
            shutil.rmtree(path)
        for path in (self.root.parent, self.root, *self.root.rglob("*")):
            close_up(path)


def _folders(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _write(folder: Path, before: Path | None, name: str, table: pl.DataFrame, packages: pl.DataFrame) -> None:
    if name not in BY_MONTH:
        _keep_or_write(table, f"{name}.parquet", folder, before)
        return
    (folder / name).mkdir()
    months = packages.select("package_id", month=pl.col("confirmed_at").dt.strftime("%Y-%m"))
    rows = table.join(months, on="package_id", how="left", maintain_order="left")
    for (month,), part in rows.partition_by("month", as_dict=True, maintain_order=True).items():
        _keep_or_write(part.drop("month"), f"{name}/{month}.parquet", folder, before)


def _keep_or_write(table: pl.DataFrame, name: str, folder: Path, before: Path | None) -> None:
    """Links the file of the generation before where it holds the very same rows, which saves the disk a month."""
    old = before / name if before else None
    if old and old.is_file() and pl.read_parquet(old).equals(table):
        with contextlib.suppress(OSError):  # a disk that knows no links
            os.link(old, folder / name)
            return
    write_parquet(table, folder / name)
