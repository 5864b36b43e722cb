"""Is a pack still what it was? Every byte is read again and held against its manifests."""

import re
from dataclasses import dataclass
from pathlib import Path

from vtr_lib.appeal import bag
from vtr_lib.appeal.archive import opened
from vtr_lib.appeal.bag import DECLARATION, INFO, MANIFEST, OXUM, PAYLOAD, TAG_MANIFEST
from vtr_lib.appeal.signature import Signature, beside, check
from vtr_lib.appeal.tree import tree
from vtr_lib.errors import DataError
from vtr_lib.sources.archives import UNSAFE, limit

LINE = re.compile(r"([0-9a-fA-F]{64})[ \t]+\*?(\S.*)")
UNREAD = re.compile(r"fetch\.txt|(tag)?manifest-(?!sha256\.txt$)[^/]+\.txt")  # what a bag of others may also hold


@dataclass(frozen=True, slots=True)
class Verified:
    """What there is in a pack, and all that is not as its manifests say; names as in the bag, sorted.

    ``root`` is the hash of the tag manifest, empty where there is none; ``files`` and ``bytes`` count what was read.
    ``changed`` has other bytes than listed, ``missing`` is listed and not there, ``extra`` is there and not listed:
    links and devices are, and what a ZIP holds outside its top folder. ``faults`` are of the manifests themselves.
    """

    root: str
    files: int
    bytes: int
    missing: tuple[str, ...]
    extra: tuple[str, ...]
    changed: tuple[str, ...]
    faults: tuple[DataError, ...]
    signature: Signature

    @property
    def is_whole(self) -> bool:
        """Whether every file is there, none is more, and all have the bytes listed; who signed is another question."""
        return not (self.missing or self.extra or self.changed or self.faults)


def verify(pack: Path, *, root: str = "", signers: Path | None = None, identity: str | None = None) -> Verified:
    """Reads a pack again, a folder or a ZIP, and says what differs; with ``root``, whether that is its root hash.

    ``signers`` and ``identity`` ask who signed it, see ``signature.check``. Nothing is changed. Raises what ``opened``
    and ``check`` raise: a pack that can't be opened is no answer.
    """
    with opened(pack) as at:
        found, others = tree(at.folder)
        payload, faults = _manifest(at.folder, MANIFEST)
        tags, more = _manifest(at.folder, TAG_MANIFEST)
        listed, faults = payload | tags, [*faults, *more]
        is_there = TAG_MANIFEST in found
        hashes = {name: _hash(path, name) for name, path in found.items()}
        own = hashes[TAG_MANIFEST] if is_there else ""
        faults += _declared(found) + _counted(found)
        faults += [DataError("BAG_UNREAD", file=name) for name in found if UNREAD.fullmatch(name)]
        faults += [DataError("BAG_HIDDEN", file=pack, bytes=at.hidden)] if at.hidden else []
        if root and root.lower() != own:
            faults.append(DataError("BAG_ROOT", file=TAG_MANIFEST, root=own or "-"))
        signed = check(at.folder, beside(pack), signers, identity) if is_there else Signature("none")
        surplus = {name for name in found if name not in listed and name != TAG_MANIFEST}
        return Verified(
            root=own,
            files=len(found),
            bytes=sum(path.stat().st_size for path in found.values()),
            missing=tuple(sorted(listed.keys() - found.keys())),
            extra=tuple(sorted({*surplus, *others, *at.outside})),
            changed=tuple(name for name in found if name in listed and listed[name] != hashes[name]),
            faults=tuple(faults),
            signature=signed,
        )


def _hash(path: Path, name: str) -> str:
    try:
        return bag.sha256(path)
    except OSError as error:
        raise DataError("UNREADABLE", file=name, reason=error.strerror) from None


def _manifest(folder: Path, manifest: str) -> tuple[dict[str, str], list[DataError]]:
    """What a manifest lists, hash by name, and the lines of it that say nothing or lead elsewhere."""
    text, faults = _text(folder / manifest, manifest)
    listed: dict[str, str] = {}
    for number, line in enumerate(_lines(text), start=1):
        read = LINE.fullmatch(line)
        name = bag.decoded(read[2]) if read else ""
        if not read:
            code = "BAG_LINE"
        elif not _is_of(name, manifest):
            code = "BAG_PATH"
        elif name in listed:
            code = "BAG_TWICE"
        else:
            listed[name] = read[1].lower()
            continue
        faults.append(DataError(code, file=manifest, line=number))
    return listed, faults


def _lines(text: str) -> list[str]:
    """The lines of a text, of whichever system; what follows the last line's end is none where it is empty."""
    lines = re.split(r"\r\n|\r|\n", text)
    return lines if lines[-1] else lines[:-1]


def _is_of(name: str, manifest: str) -> bool:
    """Whether a name stays in the bag and belongs into this manifest: of ``data/`` into one, others into the other."""
    parts = name.split("/")
    is_inside = not UNSAFE.search(name) and not name.startswith("~") and not {"", ".", ".."} & set(parts)
    return is_inside and name.startswith(PAYLOAD) == (manifest == MANIFEST) and name != TAG_MANIFEST


def _text(path: Path, name: str) -> tuple[str, list[DataError]]:
    """A tag file as text, empty with the fault where it is not there, too long or no UTF-8."""
    if not path.is_file() or path.is_symlink():
        return "", [DataError("BAG_LACKS", file=name)]
    if path.stat().st_size > limit("directory"):
        return "", [DataError("BAG_LONG", file=name, limit=limit("directory"))]
    try:
        return path.read_bytes().decode("utf-8"), []
    except UnicodeDecodeError:
        return "", [DataError("BAG_TEXT", file=name)]


def _declared(found: dict[str, Path]) -> list[DataError]:
    """``bagit.txt`` must declare what our bags are: version 1.0, tag files in UTF-8."""
    if DECLARATION not in found:
        return [DataError("BAG_LACKS", file=DECLARATION)]
    text, faults = _text(found[DECLARATION], DECLARATION)
    is_ours = text.splitlines() == bag.DECLARED.splitlines()
    return faults or ([] if is_ours else [DataError("BAG_DECLARED", file=DECLARATION)])


def _counted(found: dict[str, Path]) -> list[DataError]:
    """The bytes and files of the payload must be those that ``bag-info.txt`` gives."""
    if INFO not in found:
        return [DataError("BAG_LACKS", file=INFO)]
    text, faults = _text(found[INFO], INFO)
    said = re.findall(rf"^{OXUM}:[ \t]*(\S+)", text, re.MULTILINE | re.IGNORECASE)
    size, count = bag.counted(path for name, path in found.items() if name.startswith(PAYLOAD))
    if faults or said == [f"{size}.{count}"]:
        return faults
    return [DataError("BAG_COUNT", file=INFO, bytes=size, files=count)]
