"""BagIt bags (RFC 8493, version 1.0): a folder whose manifests say the SHA-256 of every file in it.

``manifest-sha256.txt`` lists what lies in ``data/``, ``tagmanifest-sha256.txt`` all that lies beside it, the manifest
among them. So one hash stands for the whole: that of the tag manifest, the bag's root.
"""

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from vtr_lib.appeal.tree import files
from vtr_lib.words import Words
from vtr_lib.words.lines import wrap

PAYLOAD = "data/"
DECLARATION, INFO = "bagit.txt", "bag-info.txt"
MANIFEST, TAG_MANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"
DECLARED = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
OXUM = "Payload-Oxum"
LABEL = re.compile(r"[A-Za-z0-9-]+")
ENCODED = {"%": "%25", "\r": "%0D", "\n": "%0A"}
CHUNK = 2**20
WIDE = 100  # letters in a line of plain text


def write(folder: Path, info: dict[str, str]) -> None:
    """Makes a bag of ``folder``, whose payload lies in ``folder/data/``; other files in it become tag files.

    ``info`` is what ``bag-info.txt`` says by label, such as ``Bagging-Date``; ``Payload-Oxum`` (bytes and files) is
    added. The same files and ``info`` give the same bytes, whatever the order, and a second time changes nothing.
    Raises ``DataError`` ``SYMLINK`` or ``NO_FILE`` where something is no ordinary file, ``ValueError`` for a label that
    is none.
    """
    found = files(folder)
    payload = {name: path for name, path in found.items() if name.startswith(PAYLOAD)}
    _write(folder / DECLARATION, DECLARED)
    _write(folder / INFO, _told(info | {OXUM: "{}.{}".format(*counted(payload.values()))}))
    _write(folder / MANIFEST, _listed(payload))
    tags = {name: path for name, path in files(folder).items() if name not in payload and name != TAG_MANIFEST}
    _write(folder / TAG_MANIFEST, _listed(tags))


def root(folder: Path) -> str:
    """The one hash that stands for the whole bag: the SHA-256 of its tag manifest, in hexadecimal digits."""
    return sha256(folder / TAG_MANIFEST)


def about(words: Words, root: str | None = None) -> str:
    """What a bag's hashes prove and what they do not, as plain text ready to be written into a file.

    Without ``root`` for a file in the bag, such as its ``README.txt``: none can hold a hash that hangs on its own
    bytes. With it for what is kept or sent apart from the bag.
    """
    said = words.table("appeal.integrity.about")
    paragraphs = [said["root"].format(root=root)] if root else []
    paragraphs += [said["stands"], said["proves"], said["proves_not"], said["check"]]
    return "\n\n".join("\n".join(wrap(paragraph, WIDE)) for paragraph in paragraphs) + "\n"


def sha256(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal digits, read a piece at a time."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def counted(paths: Iterable[Path]) -> tuple[int, int]:
    """Bytes and files, which ``Payload-Oxum`` gives of the payload: a copy that lacks something shows by them."""
    sizes = [path.stat().st_size for path in paths]
    return sum(sizes), len(sizes)


def _listed(found: dict[str, Path]) -> str:
    return "".join(f"{sha256(path)}  {encoded(name)}\n" for name, path in found.items())


def encoded(name: str) -> str:
    """A name as a manifest writes it: what would end a line, and the sign that says so, as RFC 8493 2.1.3 asks.

    >>> encoded("data/5%\\n.txt")
    'data/5%25%0A.txt'
    """
    return re.sub(r"[%\r\n]", lambda found: ENCODED[found[0]], name)


def decoded(name: str) -> str:
    """The name that a manifest writes so; other signs of percent stay as they are."""
    return re.sub(r"%(25|0[AD])", lambda found: chr(int(found[1], 16)), name, flags=re.IGNORECASE)


def _told(info: dict[str, str]) -> str:
    for label in info:
        if not LABEL.fullmatch(label):
            raise ValueError(f"no label of a bag: {label!r}")
    return "".join(f"{label}: {' '.join(info[label].split())}\n" for label in sorted(info))


def _write(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8"))
