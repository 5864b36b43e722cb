"""Folders that appear whole or not at all, and that nobody but their owner can look into."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from vtr_lib.errors import Busy, CannotWrite

STAGED = ".staged-"
OLD = "-old"
FOLDER, FILE = 0o700, 0o600  # whatever the umask says
PATIENCE = 60  # seconds that a run waits for another one


@contextmanager
def staged(target: Path) -> Iterator[Path]:
    """A fresh folder beside ``target`` to build in; when the block ends without an error it takes ``target``'s place.

    Until then ``target`` is as it was. An error removes the folder. What a killed run left behind is swept by the next
    one, so call it under ``locked``.
    """
    private(target.parent)
    sweep(target.parent, target.name)
    folder = target.parent / f"{STAGED}{target.name}-{os.getpid()}"
    folder.mkdir(mode=FOLDER)
    try:
        yield folder
        for path in (*folder.rglob("*"), folder):
            close_up(path)
            _sync(path)
        _take_place(folder, target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep(folder: Path, name: str = "*") -> int:
    """Removes what killed runs left of ``name`` in ``folder``, puts back what they had set aside; how much it was."""
    left = sorted(folder.glob(f"{STAGED}{name}-*"))
    for path in left:
        target = folder / path.name.removeprefix(STAGED).removesuffix(OLD)
        if path.name.endswith(OLD) and not target.exists():  # killed between the two renames of ``_take_place``
            os.replace(path, target)
        else:
            shutil.rmtree(path)
    return len(left)


def private(folder: Path) -> Path:
    """``folder``, made where it is missing, and what is missing above it, for its owner alone."""
    for each in (*reversed(folder.parents), folder):
        if not each.is_dir():
            each.mkdir(mode=FOLDER, exist_ok=True)
    return folder


def close_up(path: Path) -> None:
    """Takes from others what they may do with ``path``; a device, such as ``/dev/null``, stays as it is."""
    if not path.is_dir() and not path.is_file():
        return
    wanted = FOLDER if path.is_dir() else FILE
    if path.stat().st_mode & 0o777 != wanted:
        path.chmod(wanted)


def replace_text(path: Path, text: str) -> None:
    """Puts ``text`` in the place of a small file, whole or not at all, and down to the disk."""
    waiting = path.with_name(f"{path.name}.new")
    waiting.write_text(text, "utf-8")
    close_up(waiting)
    _sync(waiting)
    try:
        os.replace(waiting, path)
    except PermissionError as error:
        raise CannotWrite("CANNOT_REPLACE", file=path) from error
    _sync(path.parent)


def _old(target: Path) -> Path:
    return target.parent / f"{STAGED}{target.name}{OLD}"


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
    private(folder)
    lock, holder = FileLock(folder / ".lock", mode=FILE), folder / ".holder"
    try:
        lock.acquire(timeout=PATIENCE)
    except Timeout as error:
        raise Busy("BUSY", file=folder, holder=_said(holder)) from error
    try:
        with contextlib.suppress(OSError):  # only to tell others who it is
            holder.write_text(str(os.getpid()), "utf-8")
            close_up(holder)
        yield
    finally:
        with contextlib.suppress(OSError):
            holder.unlink(missing_ok=True)
        lock.release()


def _said(holder: Path) -> str:
    try:
        return holder.read_text("utf-8")
    except OSError:
        return "?"
