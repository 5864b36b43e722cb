"""A store on disk: what was read of its files, its canonical tables, its facts and its counts, in Parquet.

``data/store/<name>/current.json`` names the generation in force; a generation is a folder that was written whole::

    parts/<sha256>/<table>.parquet      what one file gave, by its content
    generations/<n>/files.json          every file with its line identity
                    quality.json        named counts of what assembling met
                    packages/2025-01.parquet … items, facts, scans, reductions, snapshots
                    ledger.parquet      signed counts, batch by batch
"""

import hashlib
import json
import os
import shutil
from datetime import date
from pathlib import Path

import polars as pl

from vtr_lib.errors import MissingInput
from vtr_lib.frames import empty, write_parquet
from vtr_lib.policy import Policy
from vtr_lib.schema import TABLES
from vtr_lib.store import ledger
from vtr_lib.store.staging import staged
from vtr_lib.store.verdicts import judged

BY_MONTH = ("packages", "facts", "items")
WHOLE = ("scans", "reductions", "snapshots")
# One more whenever facts or reductions of the same columns come to mean something else.
MEANING = 2


def find_data(given: str | Path | None = None) -> Path:
    """The data folder: the one given, that of ``VTR_DATA``, or ``data/`` here or in the nearest folder above."""
    if given or os.environ.get("VTR_DATA"):
        return Path(given or os.environ["VTR_DATA"])
    here = Path.cwd()
    return next((folder / "data" for folder in (here, *here.parents) if (folder / "data").is_dir()), here / "data")


def mark() -> str:
    """What a generation written now is marked with: a digest of the columns that are kept, and what they mean."""
    columns = [(name, column.name, column.kind) for name in (*BY_MONTH, *WHOLE) for column in TABLES[name].columns]
    return hashlib.sha256(json.dumps([MEANING, columns]).encode()).hexdigest()[:16]


class Store:
    """The tables of one store's generation in force."""

    def __init__(self, data: Path, name: str):
        self.name = name
        self.root = Path(data) / "store" / name

    @property
    def exists(self) -> bool:
        return (self.root / "current.json").is_file()

    @property
    def generation(self) -> int:
        """The number of the generation in force, 0 where nothing was ingested yet."""
        return json.loads((self.root / "current.json").read_text("utf-8"))["generation"] if self.exists else 0

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
        """Whether the generation in force was written by a program that keeps the same columns as this one."""
        return self.document("quality").get("mark") == mark()

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

    def parts(self, files: list[dict]) -> dict[str, list[pl.DataFrame]]:
        """What ``files`` gave, by table, in their order."""
        tables: dict[str, list[pl.DataFrame]] = {}
        for entry in files:
            for path in sorted((self.root / "parts" / entry["sha256"]).glob("*.parquet")):
                tables.setdefault(path.stem, []).append(pl.read_parquet(path))
        return tables

    def write_part(self, sha256: str, tables: dict[str, pl.DataFrame]) -> None:
        """Keep what one file gave, under its content's hash."""
        with staged(self.root / "parts" / sha256) as folder:
            for name, table in tables.items():
                write_parquet(table, folder / f"{name}.parquet")

    def write_generation(self, tables: dict[str, pl.DataFrame], documents: dict[str, dict]) -> None:
        """Write a new generation beside the one in force and let it take its place; the old one is removed."""
        number = self.generation + 1
        target = self.root / "generations" / f"{number:06}"
        with staged(target) as folder:
            for name, table in tables.items():
                _write(folder, name, table, tables["packages"])
            for name, document in documents.items():
                (folder / f"{name}.json").write_text(json.dumps(document, indent=1, sort_keys=True) + "\n", "utf-8")
        pointer = self.root / "current.json"
        waiting = pointer.with_suffix(".new")
        waiting.write_text(json.dumps({"generation": number}) + "\n", "utf-8")
        os.replace(waiting, pointer)
        for old in (self.root / "generations").iterdir():
            if old != target:
                shutil.rmtree(old, ignore_errors=True)


def _write(folder: Path, name: str, table: pl.DataFrame, packages: pl.DataFrame) -> None:
    if name not in BY_MONTH:
        write_parquet(table, folder / f"{name}.parquet")
        return
    (folder / name).mkdir()
    months = packages.select("package_id", month=pl.col("confirmed_at").dt.strftime("%Y-%m"))
    rows = table.join(months, on="package_id", how="left", maintain_order="left")
    for (month,), part in rows.partition_by("month", as_dict=True, maintain_order=True).items():
        write_parquet(part.drop("month"), folder / name / f"{month}.parquet")
