"""Folders that appear whole or not at all."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from vtr_lib.errors import Busy, CannotWrite

STAGED = ".staged-"


@contextmanager
def staged(target: Path) -> Iterator[Path]:
    """A fresh folder beside ``target`` to build in; when the block ends without an error it takes ``target``'s place.

    Until then ``target`` is as it was. An error removes the folder. What a killed run left behind is swept by the next
    one, so call it under ``locked``.
    """
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if _old(target).exists() and not target.exists():  # killed between the two renames of ``_take_place``
        os.replace(_old(target), target)
    for left in target.parent.glob(f"{STAGED}{target.name}-*"):
        shutil.rmtree(left)
    folder = target.parent / f"{STAGED}{target.name}-{os.getpid()}"
    folder.mkdir(mode=0o700)
    try:
        yield folder
        for path in folder.rglob("*"):
            _sync(path)
        _sync(folder)
        _take_place(folder, target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _old(target: Path) -> Path:
    return target.parent / f"{STAGED}{target.name}-old"


def _take_place(folder: Path, target: Path) -> None:
    old = _old(target)
    try:
        if target.exists():
            os.replace(target, old)
        os.replace(folder, target)
    except PermissionError as error:
        if old.exists() and not target.exists():
            os.replace(old, target)
        raise CannotWrite("CANNOT_REPLACE", file=target) from error
    _sync(target.parent)
    shutil.rmtree(old, ignore_errors=True)


def _sync(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One run at a time in ``folder``; raises ``Busy`` where another holds it. The lock goes with its process."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = FileLock(folder / ".lock")
    try:
        lock.acquire(timeout=60)
    except Timeout as error:
        raise Busy("BUSY", file=folder) from error
    try:
        yield
    finally:
        lock.release()
