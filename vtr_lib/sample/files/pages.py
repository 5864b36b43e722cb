"""JSON answers of many pages, written item by item so that no page is ever held."""

from collections.abc import Callable
from pathlib import Path


class Pages:
    """Files ``<stem>-01.json``, ``-02`` … of up to ``size`` items, one item a line.

    ``head(page)`` and ``tail(page, is_last)`` give the text around the items.
    """

    def __init__(
        self, folder: Path, stem: str, size: int, head: Callable[[int], str], tail: Callable[[int, bool], str]
    ):
        self.paths: list[Path] = []
        self._stem = folder / stem
        self._size, self._head, self._tail = size, head, tail
        self._count, self._file = 0, None

    def add(self, item: str) -> None:
        if self._count == self._size:
            self._end(is_last=False)
        if self._file is None:
            self.paths.append(Path(f"{self._stem}-{len(self.paths) + 1:02d}.json"))
            self._file = self.paths[-1].open("w", encoding="utf-8", newline="\n")
            self._file.write(self._head(len(self.paths)) + "\n")
        self._file.write(f",\n{item}" if self._count else item)
        self._count += 1

    def close(self) -> list[Path]:
        if self._file is not None:
            self._end(is_last=True)
        return self.paths

    def _end(self, *, is_last: bool) -> None:
        self._file.write("\n" + self._tail(len(self.paths), is_last) + "\n")
        self._file.close()
        self._count, self._file = 0, None
