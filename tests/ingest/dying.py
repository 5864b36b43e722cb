"""A run that dies at a given step of its work on the disk, and what a store then holds."""

import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import polars as pl

from vtr_lib.ingest import ingest
from vtr_lib.sample import write
from vtr_lib.store.store import Store

TABLES = ("packages", "items", "facts", "scans", "snapshots", "reductions", "conflicts", "ledger")


class Killed(BaseException):
    """Stands for the end of the process: from here on nothing is done any more, not even tidying up."""


@contextmanager
def dying(at: int):
    """Steps of work on the disk, the ``at``-th and all after which are not done; gives the list of those met."""
    steps: list[str] = []

    def deadly(name: str, work, half=None):
        def step(*given, **named):
            steps.append(name)
            if len(steps) == at and half:
                half(*given)
            if len(steps) >= at:
                raise Killed(name)
            return work(*given, **named)

        return step

    def half_a_file(_: object, path: Path, *rest: object) -> None:
        Path(path).write_bytes(b"PAR1 and no more")

    def half_a_text(path: Path, text: str, *_: object, **__: object) -> None:
        path.write_bytes(text.encode()[: len(text) // 2])

    with (
        mock.patch.object(Path, "write_text", deadly("text", Path.write_text, half_a_text)),
        mock.patch("os.replace", deadly("replace", os.replace)),
        mock.patch("os.mkdir", deadly("mkdir", os.mkdir)),
        mock.patch("os.link", deadly("link", os.link)),
        mock.patch("os.fsync", deadly("fsync", os.fsync)),
        mock.patch("shutil.rmtree", deadly("rmtree", shutil.rmtree)),
        mock.patch.object(pl.DataFrame, "write_parquet", deadly("parquet", pl.DataFrame.write_parquet, half_a_file)),
    ):
        yield steps


def small_files(folder: Path) -> tuple[list[Path], list[Path]]:
    """A few files of a small store, and more of it that come later."""
    first = ("all-orders", "shipping", "sku")
    files = sorted(write(folder, 15))
    return [file for file in files if file.name.startswith(first)], [
        file for file in files if not file.name.startswith(first)
    ]


def state(data: Path) -> dict:
    """All that a store holds, as it can be read now; empty where there is none."""
    store = Store(data, "mine")
    if not store.exists:
        return {}
    return {name: store.table(name) for name in TABLES} | {
        "files": store.files(),
        "quality": store.document("quality"),
        "parts": {name: pl.concat(frames).height for name, frames in store.parts(store.files()).items()},
    }


def alike(ours: dict, theirs: dict) -> bool:
    return ours.keys() == theirs.keys() and all(
        value.equals(theirs[name]) if isinstance(value, pl.DataFrame) else value == theirs[name]
        for name, value in ours.items()
    )


def stray(data: Path) -> list[str]:
    """What lies in the store's folder and belongs to no generation that is kept."""
    root = data / "store" / "mine"
    names = [path.name for path in root.rglob(".staged-*")] + [path.name for path in root.rglob("*.new")]
    return sorted(names) + [path.name for path in Store(data, "mine").leftovers()]


def killed_at(step: int, old: Path, data: Path, later: list[Path]) -> bool:
    """Lets an ingest into a copy of the store ``old`` die at ``step``; False where it has fewer steps.

    Raises ``AssertionError`` where the store is then neither the old nor the new one, or can't be brought up to date.
    """
    shutil.rmtree(data, ignore_errors=True)
    shutil.copytree(old, data)
    before, died = state(data), True
    with dying(step):
        try:
            ingest(later, "mine", data)
            died = False
        except Killed:
            pass
    found = state(data)
    assert alike(found, before) or len(found["files"]) > len(before["files"]), f"step {step}: neither old nor new"
    ingest(later, "mine", data)
    assert stray(data) == [], f"step {step}: left behind"
    return died


def fresh(old: Path, data: Path, later: list[Path]) -> dict:
    """What the store holds when nothing dies."""
    shutil.copytree(old, data)
    ingest(later, "mine", data)
    return state(data)
