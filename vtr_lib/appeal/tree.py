"""What lies below a folder: its files, and what is none."""

import os
from collections.abc import Iterator
from pathlib import Path

from vtr_lib.errors import DataError

is_junction = getattr(os.path, "isjunction", lambda path: False)  # Windows; from Python 3.12 on


def tree(folder: Path) -> tuple[dict[str, Path], list[str]]:
    """The ordinary files below ``folder`` by their names with slashes, and the names of all that is none, both sorted.

    Links, to folders too, and devices are none; nothing is followed. Folders themselves are not named.
    """
    files, others = {}, []
    for entry in _entries(folder):
        name = Path(entry.path).relative_to(folder).as_posix()
        if entry.is_file(follow_symlinks=False) and not entry.is_symlink():
            files[name] = Path(entry.path)
        else:
            others.append(name)
    return {name: files[name] for name in sorted(files)}, sorted(others)


def _entries(folder: Path) -> Iterator[os.DirEntry]:
    left = [folder]
    while left:
        with os.scandir(left.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False) and not is_junction(entry.path):
                    left.append(Path(entry.path))
                else:
                    yield entry


def files(folder: Path) -> dict[str, Path]:
    """The ordinary files below ``folder``; raises ``DataError`` ``SYMLINK`` or ``NO_FILE`` where anything else is."""
    found, others = tree(folder)
    for name in others:
        path = folder / name
        raise DataError("SYMLINK" if path.is_symlink() else "NO_FILE", file=path)
    return found
