"""A pack as a ZIP: written with the same bytes each time, and unpacked again without trusting a word of it."""

import os
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from vtr_lib.appeal.bag import CHUNK, DECLARATION
from vtr_lib.appeal.names import DEVICES, alike
from vtr_lib.appeal.tree import files
from vtr_lib.errors import DataError, MissingInput
from vtr_lib.sources import archives
from vtr_lib.store.rooms import room
from vtr_lib.store.staging import close_up

THEN = (1980, 1, 1, 0, 0, 0)  # the first day a ZIP can say
UNIX, MODE = 3, stat.S_IFREG | 0o644
PACKED = {
    ".pdf",
    ".png",
    ".jpg",
    ".jpeg",
    ".docx",
    ".xlsx",
    ".zip",
}  # deflating gains nothing
LONGEST_PART = 200  # characters of one name that every system can still write


@dataclass(frozen=True, slots=True)
class Opened:
    """A bag as a folder on disk; the members of its ZIP outside its top folder, and the bytes that are of no member."""

    folder: Path
    outside: tuple[str, ...] = ()
    hidden: int = 0


def write(folder: Path, target: Path) -> None:
    """Writes ``folder`` under its own name into a ZIP at ``target``, in place of what is there, whole or not at all.

    Names are sorted, times, rights and system are fixed: the same files give the same bytes wherever they lie and
    whenever they were made (another zlib may pack otherwise). Raises ``DataError``: ``SYMLINK`` or ``NO_FILE`` where
    something is no ordinary file, ``PACK_FILES`` or ``PACK_SIZE`` where there is more than ``opened`` takes.
    """
    found = files(folder)
    _refuse_too_much(found, target)
    waiting = target.with_name(f"{target.name}.new")
    try:
        with zipfile.ZipFile(waiting, "w") as packed:
            for name, path in found.items():
                info = zipfile.ZipInfo(f"{folder.name}/{name}", THEN)
                info.create_system, info.external_attr = UNIX, MODE << 16
                info.file_size, info.compress_type = path.stat().st_size, _method(path)
                with path.open("rb") as source, packed.open(info, "w") as sink:
                    while piece := source.read(CHUNK):
                        sink.write(piece)
        close_up(waiting)
        os.replace(waiting, target)
    finally:
        waiting.unlink(missing_ok=True)


def _refuse_too_much(found: dict[str, Path], target: Path) -> None:
    size = sum(path.stat().st_size for path in found.values())
    for code, much, limit in (("PACK_FILES", len(found), "members"), ("PACK_SIZE", size, "bytes")):
        if much > archives.limit(limit):
            raise DataError(code, file=target, found=much, limit=archives.limit(limit))


def _method(path: Path) -> int:
    """Deflated, but for what is packed already, or so alike in itself that ``opened`` would take it for a bomb."""
    if path.suffix.lower() in PACKED:
        return zipfile.ZIP_STORED
    size, packed = path.stat().st_size, 0
    if size > archives.limit("ratio_from"):
        deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        with path.open("rb") as stream:
            while piece := stream.read(CHUNK):
                packed += len(deflate.compress(piece))
        packed += len(deflate.flush())
    return zipfile.ZIP_STORED if archives.is_bomb(size, packed) else zipfile.ZIP_DEFLATED


@contextmanager
def opened(pack: Path) -> Iterator[Opened]:
    """The bag ``pack``: a folder as it is, or a ZIP unpacked for as long as the block lasts.

    A ZIP keeps to the limits of sellers' archives and is refused whole where one member is not what it should be, for
    then it is nothing we wrote. Raises ``MissingInput`` ``NOT_FOUND``; ``DataError``: ``BAG_NONE`` where no bag is in
    it, ``NO_FILE``, what ``archives.directory``, ``refusals`` and ``unpacked`` say.
    """
    if not pack.exists():
        raise MissingInput("NOT_FOUND", file=pack)
    if pack.is_dir():
        if not (pack / DECLARATION).is_file():
            raise DataError("BAG_NONE", file=pack)
        yield Opened(pack)
        return
    if not pack.is_file():
        raise DataError("NO_FILE", file=pack)
    with pack.open("rb") as stream, room("pack") as place:
        infos = archives.directory(stream, str(pack))
        top = _top(infos, pack)
        names = sorted(info.orig_filename for info in infos if not info.is_dir())
        _unpack(stream, infos, place / "unpacked", pack)
        outside = tuple(name for name in names if not name.startswith(f"{top}/"))
        yield Opened(place / "unpacked" / top, outside, _hidden(stream, infos))


def _top(infos: list[zipfile.ZipInfo], pack: Path) -> str:
    """The one folder of the archive that is a bag."""
    tops = {info.orig_filename.removesuffix(f"/{DECLARATION}") for info in infos if info.orig_filename.count("/") == 1
            and info.orig_filename.endswith(f"/{DECLARATION}")}  # fmt: skip
    if len(tops) != 1:
        raise DataError("BAG_NONE", file=pack)
    return tops.pop()


def _hidden(stream: BinaryIO, infos: list[zipfile.ZipInfo]) -> int:
    """The bytes of an archive that are neither of a member nor of the list of contents; members do not overlap here.

    Some programs that unpack find files there which the list does not name.
    """
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - archives.COMMENT - archives.END.size))
    tail = stream.read()
    _, _, length = archives.END.unpack_from(tail, tail.rfind(b"PK\x05\x06"))
    known = length + archives.END.size
    for info in infos:
        stream.seek(info.header_offset)
        _, name, extra = archives.LOCAL.unpack(stream.read(archives.LOCAL.size))
        end = archives.LOCAL.size + name + extra + info.compress_size
        stream.seek(info.header_offset + end)
        has_descriptor = info.flag_bits & 8  # sizes again, behind the bytes
        known += end + ((16 if stream.read(4) == b"PK\x07\x08" else 12) if has_descriptor else 0)
    return size - known


def _unpack(stream: BinaryIO, infos: list[zipfile.ZipInfo], place: Path, pack: Path) -> None:
    """Every member below ``place``; none where one of them is refused by its entry."""
    members = [info for info in infos if not info.is_dir()]
    for _, error in sorted(archives.refusals(members, str(pack)).items()):
        raise error
    counts = Counter(alike(info.orig_filename) for info in members)
    for info in infos:
        name = info.orig_filename
        if not info.is_dir() and counts[alike(name)] > 1:
            raise DataError("MEMBER_TWICE", file=f"{pack}/{name}", count=counts[alike(name)])
        if info.is_dir() and info.file_size:
            raise DataError("NO_FILE", file=f"{pack}/{name}")
        if archives.UNSAFE.search(name) or not all(map(_is_writable, name.removesuffix("/").split("/"))):
            raise DataError("MEMBER_NAME", file=f"{pack}/{name}")
    for info in members:
        path = place / info.orig_filename
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as sink:
                for piece in archives.unpacked(stream, info, f"{pack}/{info.orig_filename}"):
                    sink.write(piece)
        except (FileExistsError, NotADirectoryError):  # one name both of a file and of a folder
            raise DataError("MEMBER_TWICE", file=f"{pack}/{info.orig_filename}", count=2) from None


def _is_writable(part: str) -> bool:
    """Whether a part of a name is the same file on every system: no device, no stream, no end that Windows cuts."""
    is_plain = part.isprintable() and not any(sign in part for sign in '<>:"|?*')
    return is_plain and 0 < len(part) <= LONGEST_PART and not part.endswith((".", " ")) and not DEVICES.match(part)
