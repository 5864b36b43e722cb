"""A flat file's bytes as numbered lines of text: its encoding said, checked or decided by rule, and never guessed."""

import hashlib
from codecs import BOM_UTF8, getincrementaldecoder
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
import pyarrow as pa

from vtr_lib.errors import DataError
from vtr_lib.sources import charsets

HEADING_WITHIN = 5  # Amazon's templates put up to four lines above the column names
BLOCK = 8 * 2**20
MAX_BYTES = 2 * 2**30
BLANK = b" \t\r\n\x00" + BOM_UTF8
UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Text:
    """A file's text, held as UTF-8 bytes without a mark; ``encoding``, ``size`` and ``sha256`` are the file's own.

    Where nothing says the encoding and it is not UTF-8, ``encoding`` is ``UNDECIDED`` and ``raw`` are the file's bytes:
    the names in its heading, and the cells that are kept, decide (``vtr_lib.sources.charsets``).
    """

    name: str
    raw: bytes
    encoding: str
    size: int
    sha256: str

    @property
    def newline(self) -> bytes:
        return b"\n" if b"\n" in self.raw else b"\r"

    def buffers(self) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
        """One block of whole lines after the other: number of its first line, its bytes, where each line begins.

        Behind the last beginning stands the block's length.
        """
        newline, at, number = self.newline, 0, 1
        while at < len(self.raw):
            end = self.raw.find(newline, at + BLOCK) + 1 or len(self.raw)
            buffer = np.frombuffer(self.raw, np.uint8, end - at, at)
            begins = np.append(0, np.flatnonzero(buffer == newline[0]) + 1)
            if begins[-1] < len(buffer):
                begins = np.append(begins, len(buffer))
            yield number, buffer, begins
            at, number = end, number + len(begins) - 1

    def blocks(self) -> Iterator[tuple[int, pl.Series]]:
        """Number of the first line, and the lines without their ends, of one block after the other.

        Raises ``DataError`` ``ENCODING`` with the first line that is no UTF-8, where no encoding is decided.
        """
        if self.encoding == UNDECIDED:
            raise self.misread()
        for number, buffer, begins in self.buffers():
            yield number, pieces(buffer, begins).str.strip_suffix(self.newline.decode()).str.strip_suffix("\r")

    def top(self, encoding: str = "utf-8") -> list[str]:
        """The first lines, as many as the heading may be down."""
        lines = self.raw[: 2**20].split(self.newline)[:HEADING_WITHIN]
        return [line.decode(encoding, errors="replace").removesuffix("\r") for line in lines]

    def lines(self) -> int:
        """How many lines there are, a last one without an end among them."""
        return self.raw.count(self.newline) + (not self.raw.endswith(self.newline))

    def is_complete(self) -> bool:
        """Whether the last line has its end."""
        return self.raw.endswith((b"\n", b"\r"))

    def recoded(self, encoding: str) -> "Text":
        """An undecided text in ``encoding``. Raises ``DataError`` ``ENCODING`` with the line that does not decode."""
        return replace(self, raw=_recoded(self.name, self.raw, encoding), encoding=encoding)

    def misread(self, line: int | None = None, column: str | None = None) -> DataError:
        """That the encoding must be named; ``line`` is the first that shows it."""
        if line is None:
            line = _line_of(self.raw, _first_fault(self.raw))
        return DataError("ENCODING", file=self.name, line=line, column=column, encoding="utf-8")


def pieces(buffer: np.ndarray, offsets: np.ndarray) -> pl.Series:
    """The texts in ``buffer`` between one of ``offsets`` and the next; the bytes are not copied."""
    buffers = [None, pa.py_buffer(np.ascontiguousarray(offsets, np.int64)), pa.py_buffer(buffer)]
    return pl.from_arrow(pa.Array.from_buffers(pa.large_string(), len(offsets) - 1, buffers))


def text(name: str, raw: bytes, encoding: str | None = None, declared: str | None = None) -> Text:
    """The bytes of a file as text: in ``encoding``, else by its byte order mark, else as ``declared``, else as UTF-8.

    ``declared`` is what the file came with: a charset's name or a whole Content-Type. A text that is none of these
    comes back undecided. Raises ``DataError`` ``EMPTY_FILE``, ``FILE_SIZE``, ``ENCODING_NAME``, or ``ENCODING`` with
    the line that does not decode; UTF-16 is read only where it is named.
    """
    if not raw[:4096].strip(BLANK) and not raw.strip(BLANK):
        raise DataError("EMPTY_FILE", file=name)
    if len(raw) > MAX_BYTES:
        raise DataError("FILE_SIZE", file=name, size=len(raw), limit=MAX_BYTES)
    size, sha256 = len(raw), hashlib.sha256(raw).hexdigest()
    has_mark = raw.startswith(BOM_UTF8)
    said = charsets.named(encoding or (not has_mark and declared) or "utf-8", name)
    if encoding or (declared and not has_mark):
        raw = _recoded(name, raw, said)
    elif raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in raw[:4]:
        raise DataError("ENCODING", file=name, line=1, encoding="utf-8")
    elif not _is_utf8(raw):
        lone = _without_surrogates(raw)
        if lone is None and has_mark:
            raise DataError("ENCODING", file=name, line=_line_of(raw, _first_fault(raw)), encoding="utf-8")
        raw, said = (raw, UNDECIDED) if lone is None else (lone, said)
    return Text(name, raw.removeprefix(BOM_UTF8), said, size, sha256)


def _is_utf8(raw: bytes) -> bool:
    """Arrow's check, which takes no copy: decoded, a text with one emoji has four bytes a character."""
    offsets = pa.py_buffer(np.array([0, len(raw)], np.int64))
    try:
        pa.Array.from_buffers(pa.large_string(), 1, [None, offsets, pa.py_buffer(raw)]).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _without_surrogates(raw: bytes) -> bytes | None:
    """UTF-8 in which some program left halves of characters, each turned into a NUL; None where it is something else.

    A half in a cell that is kept is then found like any other character that can't be seen.
    """
    try:
        halves = raw.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return None
    return "".join("\x00" if "\ud800" <= char <= "\udfff" else char for char in halves).encode()


def _first_fault(raw: bytes) -> int:
    """Where the first byte stands that is no UTF-8."""
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        return error.start
    return 0


def _line_of(raw: bytes, at: int) -> int:
    return 1 + raw.count(b"\n" if b"\n" in raw else b"\r", 0, at)


def _recoded(name: str, raw: bytes, encoding: str) -> bytes:
    """``raw`` as UTF-8, a block at a time."""
    if encoding == "utf-8" and _is_utf8(raw):
        return raw
    decoder, parts = getincrementaldecoder(encoding)(), []
    for at in range(0, len(raw), BLOCK):
        block = raw[at : at + BLOCK]
        try:
            parts.append(decoder.decode(block, final=at + BLOCK >= len(raw)).encode())
        except UnicodeError as error:
            # The place is counted from what the decoder had left of the block before.
            place = at + getattr(error, "start", 0) - (len(getattr(error, "object", block)) - len(block))
            raise DataError("ENCODING", file=name, line=_line_of(raw, max(0, place)), encoding=encoding) from None
    return b"".join(parts)
