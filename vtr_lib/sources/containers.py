"""Folders, ZIP and gzip: the files in them, each a file of its own, known by the hash of its own content.

A member of ``reports.zip`` goes by ``reports.zip/orders.txt``. One archive may lie in a folder and hold gzip files; an
archive in an archive is refused. Hidden files are left out and counted; ``FILE.charset`` says how ``FILE`` is encoded.
"""

import hashlib
import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from vtr_lib.errors import DataError, MissingInput, VtrError
from vtr_lib.sources import archives
from vtr_lib.sources.text import MAX_BYTES

ZIP, EMPTY_ZIP, GZIP = b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b"
CHARSET = ".charset"
QUIET = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class Found:
    """A file to be read, on disk or in an archive, or why it can't be.

    ``name`` is what it is called below the folder given; ``charset`` is the member that says a member's encoding;
    ``hidden`` counts the files that were left out beside it.
    """

    name: str
    path: Path
    member: zipfile.ZipInfo | None = None
    charset: zipfile.ZipInfo | None = None
    error: VtrError | None = None
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class Content:
    """What a file holds, unpacked; ``sha256`` is of that, so packed or not it is the same file."""

    raw: bytes
    sha256: str
    charset: str | None = None


def found(path: Path) -> list[Found]:
    """The files at ``path``, folders and archives gone through, in sorted order.

    A link or an archive that is refused stays in its place with its error. Raises ``MissingInput`` ``NOT_FOUND``.
    """
    if not os.path.lexists(path):
        raise MissingInput("NOT_FOUND", file=path)
    return _folder(path, "") if _is_folder(path) else _file(path, _clean(path.name))


def _is_folder(path: Path) -> bool:
    return os.path.isdir(path) and not os.path.islink(path)


def _clean(name: str) -> str:
    """A name without bytes that are no text in the system's encoding."""
    return name.encode("utf-8", "replace").decode()


def _folder(folder: Path, prefix: str) -> list[Found]:
    try:
        paths = sorted(folder.iterdir())
    except OSError as error:
        return [_refused(prefix.rstrip("/") or folder.name, folder, "UNREADABLE", reason=error.strerror)]
    shown = [path for path in paths if not archives.HIDDEN.search(path.name)]
    inside = []
    for path in shown:
        name = prefix + _clean(path.name)
        inside += _folder(path, f"{name}/") if _is_folder(path) else _file(path, name)
    return _counted(inside, len(paths) - len(shown))


def _counted(inside: list[Found], hidden: int) -> list[Found]:
    return [replace(inside[0], hidden=inside[0].hidden + hidden), *inside[1:]] if inside else []


def _refused(name: str, path: Path, code: str, **values: object) -> Found:
    return Found(name, path, error=DataError(code, file=name, **values))


def _file(path: Path, name: str) -> list[Found]:
    """The file, or the members of an archive; nothing for the ``.charset`` of another file."""
    if os.path.islink(path):
        return [_refused(name, path, "SYMLINK")]
    if path.name.endswith(CHARSET) and os.path.exists(str(path).removesuffix(CHARSET)):
        return []
    try:
        with _stream(path, name) as stream:
            if stream.read(4) not in (ZIP, EMPTY_ZIP):
                return [Found(name, path)]
            return _members(path, name, archives.directory(stream, name))
    except DataError as error:
        return [Found(name, path, error=error)]


def _members(path: Path, name: str, infos: list[zipfile.ZipInfo]) -> list[Found]:
    if archives.document(infos):
        return [Found(name, path)]
    infos = [info for info in infos if not info.orig_filename.endswith("/")]
    shown = [info for info in infos if not archives.is_left_out(info)]
    refused, by_name = archives.refusals(shown, name), {info.orig_filename: info for info in shown}
    inside = []
    for member in sorted(by_name):
        if member.endswith(CHARSET) and member.removesuffix(CHARSET) in by_name:
            continue
        charset = None if member + CHARSET in refused else by_name.get(member + CHARSET)
        inside.append(Found(f"{name}/{member}", path, by_name[member], charset, refused.get(member)))
    if not inside:
        return [_refused(name, path, "ARCHIVE_EMPTY", hidden=len(infos))]
    return _counted(inside, len(infos) - len(shown))


@contextmanager
def _stream(path: Path, name: str) -> Iterator[BinaryIO]:
    """An ordinary file, opened without waiting for one that is none. Raises ``DataError`` where it can't be."""
    if not os.path.isfile(path):
        raise DataError("NO_FILE", file=name)
    try:
        with open(path, "rb", opener=lambda given, flags: os.open(given, flags | QUIET)) as stream:
            state = os.fstat(stream.fileno())
            if not stat.S_ISREG(state.st_mode):
                raise DataError("NO_FILE", file=name)
            if state.st_size > MAX_BYTES:
                raise DataError("FILE_SIZE", file=name, size=state.st_size, limit=MAX_BYTES)
            yield stream
    except OSError as error:
        raise DataError("UNREADABLE", file=name, reason=error.strerror) from None


def opened(source: Found | Path, name: str | None = None) -> Content:
    """What a file holds, unpacked, and what its ``.charset`` says.

    Raises ``DataError``: the error it was found with; ``NO_FILE``, ``UNREADABLE``, ``FILE_SIZE``; what
    ``archives.unpacked`` raises; of gzip ``ARCHIVE_SIZE``, ``ARCHIVE_RATIO``, ``GZIP_CUT``, ``GZIP_TAIL``.
    """
    source = source if isinstance(source, Found) else Found(name or source.name, source)
    if source.error:
        raise source.error
    with _stream(source.path, source.name) as stream:
        if source.member:
            raw = b"".join(archives.unpacked(stream, source.member, source.name))
            said = b"".join(archives.unpacked(stream, source.charset, source.name)) if source.charset else b""
        else:
            raw, said = stream.read(), _charset(source.path)
    if raw.startswith(GZIP):
        raw = gunzipped(raw, source.name)
    charset = said[: archives.limit("charset")].decode("ascii", "replace").strip()
    return Content(raw, hashlib.sha256(raw).hexdigest(), charset or None)


def _charset(path: Path) -> bytes:
    """What stands in ``FILE.charset``, or for ``FILE.gz`` in that of the file inside; nothing where there is none."""
    for beside in (path.name + CHARSET, path.name.removesuffix(".gz") + CHARSET):
        if os.path.isfile(path.with_name(beside)):
            with _stream(path.with_name(beside), beside) as stream:
                return stream.read(archives.limit("charset"))
    return b""


def gunzipped(raw: bytes, name: str) -> bytes:
    """What a gzip file holds, all its parts behind each other; zeros behind them are padding."""
    at, end, parts, size, pieces = 0, len(raw.rstrip(b"\0")), 0, 0, []
    while at < end:
        parts += 1
        if not raw.startswith(GZIP, at):
            raise DataError("GZIP_TAIL", file=name)
        if parts > archives.limit("members"):
            raise DataError("ARCHIVE_MEMBERS", file=name, found=parts, limit=archives.limit("members"))
        inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)
        while not inflate.eof:
            packed = raw[at : at + archives.CHUNK]
            if not packed:
                raise DataError("GZIP_CUT", file=name)
            for piece in archives.inflated(packed, inflate, name):
                pieces.append(piece)
                size += len(piece)
                if size > archives.limit("bytes"):
                    raise DataError("ARCHIVE_SIZE", file=name, found=size, limit=archives.limit("bytes"))
                if archives.is_bomb(size, len(raw)):
                    raise DataError("ARCHIVE_RATIO", file=name, limit=archives.limit("ratio"))
            at += len(packed) - len(inflate.unused_data)
    return b"".join(pieces)
