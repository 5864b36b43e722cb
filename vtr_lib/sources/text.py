"""A flat file's bytes as text: its encoding checked, never guessed, and cut into numbered lines."""

import hashlib
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from vtr_lib.errors import DataError

HEADING_WITHIN = 5  # Amazon's templates put up to four lines above the column names
BLOCK = 8 * 2**20
MAX_BYTES = 2 * 2**30
BLANK = b" \t\r\n\x00" + BOM_UTF8


@dataclass(frozen=True, slots=True)
class Text:
    """A file's text, held as UTF-8 bytes without a mark; ``encoding``, ``size`` and ``sha256`` are the file's own.

    UTF-8 is decoded, and so checked, block by block: a text with one emoji takes four bytes a character in Python.
    """

    name: str
    raw: bytes
    encoding: str
    size: int
    sha256: str

    @property
    def newline(self) -> bytes:
        return b"\n" if b"\n" in self.raw else b"\r"

    def blocks(self) -> Iterator[tuple[int, pl.Series]]:
        """Number of the first line, and the lines without their ends, of one block after the other."""
        newline, at, number = self.newline, 0, 1
        while at < len(self.raw):
            end = self.raw.find(newline, at + BLOCK) + 1 or len(self.raw)
            block = self._decoded(self.raw[at : end - len(newline) * self.raw.endswith(newline, at, end)], number)
            lines = pl.Series("text", [block]).str.split(newline.decode()).explode()
            yield number, lines.str.strip_suffix("\r")
            at, number = end, number + len(lines)

    def _decoded(self, block: bytes, number: int) -> str:
        """``block`` as text; its first line is ``number``. Raises ``DataError`` with the line that does not decode."""
        try:
            return block.decode()
        except UnicodeDecodeError as error:
            line = number + block.count(self.newline, 0, error.start)
            raise DataError("ENCODING", file=self.name, line=line, encoding="utf-8") from None

    def top(self) -> list[str]:
        """The first lines, as many as the heading may be down."""
        lines = self.raw[: 2**20].split(self.newline)[:HEADING_WITHIN]
        return [line.decode(errors="replace").removesuffix("\r") for line in lines]

    def is_complete(self) -> bool:
        """Whether the last line has its end."""
        return self.raw.endswith((b"\n", b"\r"))


def text(name: str, raw: bytes, encoding: str | None = None) -> Text:
    """The bytes of a file as text in ``encoding``; else UTF-8, with or without a mark, and never a guess.

    Raises ``DataError`` ``EMPTY_FILE``, ``FILE_SIZE``, or ``ENCODING`` with the line that does not decode.
    """
    if not raw[:4096].strip(BLANK) and not raw.strip(BLANK):
        raise DataError("EMPTY_FILE", file=name)
    if len(raw) > MAX_BYTES:
        raise DataError("FILE_SIZE", file=name, size=len(raw), limit=MAX_BYTES)
    if encoding is None and (raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in raw[:4]):
        raise DataError("ENCODING", file=name, line=1, encoding="utf-8")
    size, sha256 = len(raw), hashlib.sha256(raw).hexdigest()
    if encoding is not None:
        raw = _recoded(name, raw, encoding)
    return Text(name, raw.removeprefix(BOM_UTF8), encoding or "utf-8", size, sha256)


def _recoded(name: str, raw: bytes, encoding: str) -> bytes:
    try:
        return raw.decode(encoding).encode()
    except UnicodeError as error:
        line = 1 + raw.count(b"\n" if b"\n" in raw else b"\r", 0, getattr(error, "start", 0))
        raise DataError("ENCODING", file=name, line=line, encoding=encoding) from None
    except LookupError:
        raise DataError("ENCODING_NAME", file=name, encoding=encoding) from None
