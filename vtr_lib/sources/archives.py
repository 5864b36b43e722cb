"""ZIP archives: what is in one, and the bytes of a member, within limits that no header can talk its way around.

The list of contents is checked before anything is unpacked, and the sizes it declares are held against what comes out,
piece by piece. Nothing is ever written to disk, so a name can lead nowhere; one that tries to is refused all the same.
"""

import functools
import re
import stat
import struct
import tomllib
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from importlib import resources
from typing import BinaryIO

from vtr_lib.errors import DataError

FILE = "containers.toml"
CHUNK = 2**18
LOCAL = struct.Struct("<4s22xHH")  # signature; lengths of name and extra field
END = struct.Struct("<4s6xHI6x")  # signature; members, bytes of the list of contents
COMMENT = 2**16
ZIP64 = b"PK\x06\x07"
UNSAFE = re.compile(r"^$|^/|^[A-Za-z]:|\\|(^|/)\.\.(/|$)")
HIDDEN = re.compile(r"(^|/)(\.(?!\.?(/|$))|__MACOSX/|~\$|Thumbs\.db$|desktop\.ini$|README\.md$)")
DOCUMENTS = {"xl/workbook.bin": "XLSB", "xl/": "XLSX", "word/": "DOCX", "ppt/": "PPTX"}


@functools.cache
def _limits() -> dict:
    return tomllib.loads(resources.files(__package__).joinpath(FILE).read_text("utf-8"))


def limit(name: str) -> int:
    """A limit of ``containers.toml``."""
    return _limits()[name]["value"]


def directory(stream: BinaryIO, name: str) -> list[zipfile.ZipInfo]:
    """The members an archive lists, folders too, in its order.

    Raises ``DataError``: ``ARCHIVE_BROKEN``, ``ARCHIVE_MEMBERS``, ``ARCHIVE_SIZE`` where they declare more bytes than
    are unpacked, ``ARCHIVE_OVERLAP`` with the member whose bytes are those of another too.
    """
    _refuse_long_directory(stream, name)
    try:
        with zipfile.ZipFile(stream) as archive:
            infos, end = archive.infolist(), archive.start_dir
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, ValueError, OSError, struct.error):
        raise DataError("ARCHIVE_BROKEN", file=name) from None
    if len(infos) > limit("members"):
        raise DataError("ARCHIVE_MEMBERS", file=name, found=len(infos), limit=limit("members"))
    size = sum(info.file_size for info in infos)
    if size > limit("bytes"):
        raise DataError("ARCHIVE_SIZE", file=name, found=size, limit=limit("bytes"))
    for info in sorted(infos, key=lambda info: info.header_offset, reverse=True):
        if _start(stream, info, f"{name}/{info.filename}") + info.compress_size > end:
            raise DataError("ARCHIVE_OVERLAP", file=f"{name}/{info.filename}")
        end = info.header_offset
    return infos


def _refuse_long_directory(stream: BinaryIO, name: str) -> None:
    """``zipfile`` takes the whole list of contents into memory before it can be counted."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - COMMENT - END.size))
    tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < END.size:
        raise DataError("ARCHIVE_BROKEN", file=name)
    _, members, length = END.unpack_from(tail, at)
    if length > limit("directory") or ZIP64 in tail[max(0, at - 20) : at]:
        raise DataError("ARCHIVE_MEMBERS", file=name, found=members, limit=limit("members"))


def _start(stream: BinaryIO, info: zipfile.ZipInfo, name: str) -> int:
    """Where the bytes of a member begin. Raises ``DataError`` ``ARCHIVE_BROKEN`` where it is not there as listed."""
    stream.seek(max(0, info.header_offset))
    header = stream.read(LOCAL.size)
    if len(header) == LOCAL.size:
        signature, length, extra = LOCAL.unpack(header)
        listed = info.orig_filename.encode("utf-8" if info.flag_bits & 0x800 else "cp437", "replace")
        if signature == b"PK\x03\x04" and stream.read(length) == listed:
            return info.header_offset + LOCAL.size + length + extra
    raise DataError("ARCHIVE_BROKEN", file=name)


def document(infos: list[zipfile.ZipInfo]) -> str | None:
    """What an office program calls the file (``XLSX`` …), None where it is an archive of files."""
    names = [info.filename.lower() for info in infos]
    if "[content_types].xml" in names:
        return next((kind for begin, kind in DOCUMENTS.items() if any(name.startswith(begin) for name in names)), None)
    return "ODS" if {"mimetype", "content.xml"} <= set(names) else None


def is_left_out(info: zipfile.ZipInfo) -> bool:
    """Whether a member is hidden: what a system or this project keeps beside the files, not a file of the seller's."""
    return HIDDEN.search(info.filename) is not None


def refusals(infos: list[zipfile.ZipInfo], name: str) -> dict[str, DataError]:
    """Why members can't be read, by name; the others can. All of one name are refused: which counts is not known."""
    alike = Counter(info.orig_filename for info in infos)
    found = {}
    for info in infos:
        values = {"file": f"{name}/{info.orig_filename}"}
        mode = info.external_attr >> 16
        if UNSAFE.search(info.orig_filename) or not info.orig_filename.isprintable():
            code = "MEMBER_NAME"
        elif alike[info.orig_filename] > 1:
            code, values["count"] = "MEMBER_TWICE", alike[info.orig_filename]
        elif stat.S_IFMT(mode) not in (0, stat.S_IFREG):
            code = "SYMLINK" if stat.S_ISLNK(mode) else "NO_FILE"
        elif info.flag_bits & 0x2041:  # encrypted, strongly encrypted, its header masked
            code = "MEMBER_ENCRYPTED"
        elif info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            code, values["method"] = "MEMBER_METHOD", info.compress_type
        elif is_bomb(info.file_size, info.compress_size):
            code, values["limit"] = "ARCHIVE_RATIO", limit("ratio")
        else:
            continue
        found[info.orig_filename] = DataError(code, **values)
    return found


def is_bomb(size: int, packed: int) -> bool:
    """Whether ``packed`` bytes give more than real files do."""
    return size > limit("ratio_from") and size > limit("ratio") * packed


def unpacked(stream: BinaryIO, info: zipfile.ZipInfo, name: str) -> Iterator[bytes]:
    """The bytes of a member, a piece at a time; ``name`` is what the member is called in errors.

    Raises ``DataError``: ``ARCHIVE_LIES`` where more or less comes out than is listed, or its checksum differs,
    ``ARCHIVE_BROKEN`` where it can't be unpacked.
    """
    stream.seek(_start(stream, info, name))
    inflate = zlib.decompressobj(-zlib.MAX_WBITS) if info.compress_type == zipfile.ZIP_DEFLATED else None
    left, size, checksum = info.compress_size, 0, 0
    while left:
        packed = stream.read(min(CHUNK, left))
        left -= len(packed)
        if not packed or (inflate and inflate.eof):
            raise DataError("ARCHIVE_BROKEN", file=name)
        for piece in inflated(packed, inflate, name) if inflate else [packed]:
            size, checksum = size + len(piece), zlib.crc32(piece, checksum)
            if size > info.file_size:
                raise DataError("ARCHIVE_LIES", file=name)
            yield piece
    if inflate and not inflate.eof:
        raise DataError("ARCHIVE_BROKEN", file=name)
    if size != info.file_size or checksum != info.CRC:
        raise DataError("ARCHIVE_LIES", file=name)


def inflated(packed: bytes, inflate: "zlib._Decompress", name: str) -> Iterator[bytes]:
    """What ``packed`` gives, never more than ``CHUNK`` at a time, up to the end of what was packed as one."""
    while True:
        try:
            piece = inflate.decompress(packed, CHUNK)
        except zlib.error:
            raise DataError("ARCHIVE_BROKEN", file=name) from None
        packed = inflate.unconsumed_tail
        yield piece
        if inflate.eof or (not packed and len(piece) < CHUNK):
            return
