"""Rooms: folders for what is needed for a while, gone with their block, or with the next one where it was killed."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

PREFIX, LOCK = "vtr-", ".lock"


@contextmanager
def room(name: str, place: str | Path | None = None) -> Iterator[Path]:
    """A folder ``vtr-<name>-…`` for its owner alone, in ``place`` (None: the usual one for temporary files).

    Rooms that killed processes of the same user left in ``place`` are removed first. A room is in use as long as its
    lock is held, and the system takes that from a process that ends, however it does.
    """
    place = Path(place or tempfile.gettempdir())
    sweep(place)
    folder, lock = _held(place, f"{PREFIX}{name}-")
    try:
        yield folder
    finally:
        _clear(folder, lock)


def sweep(place: Path) -> None:
    """Removes the rooms in ``place`` that nobody is in; a folder without a lock, or of another user, is none."""
    for lock_file in place.glob(f"{PREFIX}*/{LOCK}"):
        folder = lock_file.parent
        with suppress(OSError, Timeout):
            if folder.is_symlink() or not _is_ours(folder):
                continue
            lock = FileLock(lock_file)
            lock.acquire(blocking=False)
            _clear(folder, lock)


def _is_ours(folder: Path) -> bool:
    return not hasattr(os, "getuid") or folder.stat().st_uid == os.getuid()


def _held(place: Path, prefix: str) -> tuple[Path, FileLock]:
    """A new room and its lock; another one where a process that swept took it for left behind before it was locked."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=prefix, dir=place))
        lock = FileLock(folder / LOCK)
        try:
            lock.acquire()
        except FileNotFoundError:
            continue
        return folder, lock


def _clear(folder: Path, lock: FileLock) -> None:
    """Windows removes no file that is open: there the lock, and with it the folder, go once it is no longer held."""
    shutil.rmtree(folder, ignore_errors=True)
    lock.release()
    shutil.rmtree(folder, ignore_errors=True)
