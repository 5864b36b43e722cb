"""Folders, ZIP and gzip: each file in them is one of its own; the hostile and the broken are refused, the rest read."""

import gzip
import io
import os
import random
import struct
import threading
import tracemalloc
import zipfile
import zlib

import pytest

from vtr_lib.errors import DataError, MissingInput
from vtr_lib.sources import archives, containers

NOISE = random.Random(1).randbytes(2_000)
TABLE = b"sku,category\nA,Toys\n"


def packed(raw: bytes) -> bytes:
    """``raw`` gzipped, without the time: two workers must collect the same cases."""
    return gzip.compress(raw, mtime=0)


def zipped(members: dict[str, bytes], path=None, method=zipfile.ZIP_DEFLATED, **attributes: int) -> bytes:
    """An archive of ``members``; ``attributes`` are set on the members' entries in the list of contents."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, (2025, 1, 1, 0, 0, 0))
            info.compress_type = method
            archive.writestr(info, content)
            for attribute, value in attributes.items():
                setattr(info, attribute, value)
    if path:
        path.write_bytes(held.getvalue())
    return held.getvalue()


def deflated(size: int) -> bytes:
    """A gzip file of that many zeros, made out of one piece; its checksum is wrong, but who gets that far."""
    deflate = zlib.compressobj(9, wbits=-15)
    piece = deflate.compress(bytes(2**20)) + deflate.flush(zlib.Z_FULL_FLUSH)
    return packed(b"")[:10] + piece * (size // 2**20) + b"\x03\x00" + bytes(4) + struct.pack("<I", size % 2**32)


def outcome(path) -> dict[str, object]:
    """Each file found with its content, or the code of its error."""
    told = {}
    for source in containers.found(path):
        try:
            told[source.name] = containers.opened(source).raw
        except DataError as error:
            told[source.name] = error.code if error.file and str(error) else None
    return told


def test_folders_are_gone_through_in_order_and_hidden_files_are_counted(tmp_path):
    for name in ("b.txt", "a/z.txt", "a/.hidden", ".git/x", "c.txt", "~$book.xlsx", "README.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = containers.found(tmp_path)
    assert [source.name for source in found] == ["a/z.txt", "b.txt", "c.txt"]
    assert sum(source.hidden for source in found) == 4
    assert [source.name for source in containers.found(tmp_path / "b.txt")] == ["b.txt"]


def test_what_is_no_ordinary_file_is_refused_at_once_and_the_rest_is_read(tmp_path):
    (tmp_path / "real.txt").write_bytes(TABLE)
    os.symlink(tmp_path / "real.txt", tmp_path / "link.txt")
    os.symlink(tmp_path, tmp_path / "loop")
    os.mkfifo(tmp_path / "pipe")
    assert outcome(tmp_path) == {"link.txt": "SYMLINK", "loop": "SYMLINK", "pipe": "NO_FILE", "real.txt": TABLE}
    assert outcome(tmp_path / "link.txt") == {"link.txt": "SYMLINK"}
    with pytest.raises(MissingInput):
        containers.found(tmp_path / "gone.txt")


def test_a_pipe_that_takes_a_files_place_is_not_waited_for(tmp_path, monkeypatch):
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.setattr(os.path, "isfile", lambda path: True)
    told = []
    reader = threading.Thread(target=lambda: told.append(outcome(tmp_path / "pipe")), daemon=True)
    reader.start()
    reader.join(20)
    assert told == [{"pipe": "NO_FILE"}]


def test_what_may_not_be_read_says_so(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_bytes(TABLE)

    def refused(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refused)
    assert outcome(tmp_path) == {"a.txt": "UNREADABLE"}
    monkeypatch.setattr("pathlib.Path.iterdir", refused)
    assert list(outcome(tmp_path).values()) == ["UNREADABLE"]


def test_a_file_past_the_limit_is_not_read(tmp_path):
    with open(tmp_path / "huge.txt", "wb") as stream:
        stream.truncate(containers.MAX_BYTES + 1)  # takes no room on the disk
    assert outcome(tmp_path) == {"huge.txt": "FILE_SIZE"}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_members_are_files_of_their_own_also_in_a_folder(tmp_path, method):
    (tmp_path / "in").mkdir()
    members = {"b/orders.txt": NOISE, "a.csv": TABLE, "empty.txt": b""}
    zipped(members | {"b/": b"", "__MACOSX/a.csv": b"x", ".DS_Store": b"x"}, tmp_path / "in" / "all.zip", method)
    assert outcome(tmp_path) == {f"in/all.zip/{name}": content for name, content in members.items()}
    assert outcome(tmp_path / "in" / "all.zip") == {f"all.zip/{name}": content for name, content in members.items()}
    assert sum(source.hidden for source in containers.found(tmp_path)) == 2


def test_packed_or_not_it_is_the_same_file(tmp_path):
    (tmp_path / "a.csv").write_bytes(TABLE)
    (tmp_path / "b.csv.gz").write_bytes(packed(TABLE))
    zipped({"c.csv": TABLE, "d.csv.gz": packed(TABLE)}, tmp_path / "e.zip")
    contents = [containers.opened(source) for source in containers.found(tmp_path)]
    assert len(contents) == 4
    assert len({content.sha256 for content in contents}) == 1


def names(*names: str) -> bytes:
    return zipped({name: TABLE for name in names})


def twice() -> bytes:
    return zipped({"a.csv": TABLE, "b.csv": TABLE}).replace(b"b.csv", b"a.csv")


def nested() -> bytes:
    """The first two floors of 42.zip."""
    inner = zipped({"0.dll": bytes(10_000_000)})
    return zipped({f"lib {number}.zip": inner for number in range(16)})


@pytest.mark.parametrize(
    ("member", "code"),
    [
        (names(""), "MEMBER_NAME"),
        (names("../a.csv"), "MEMBER_NAME"),
        (names("x/../../a.csv"), "MEMBER_NAME"),
        (names("/etc/a.csv"), "MEMBER_NAME"),
        (names("C:/a.csv"), "MEMBER_NAME"),
        (names("x\\a.csv"), "MEMBER_NAME"),
        (names("nul_a.csv").replace(b"nul_", b"nul\0"), "MEMBER_NAME"),
        (names("a\u202evsc.exe"), "MEMBER_NAME"),
        (names("a\nb.csv"), "MEMBER_NAME"),
        (zipped({"l": b"/etc/passwd"}, external_attr=0o120777 << 16), "SYMLINK"),
        (zipped({"pipe": b""}, external_attr=0o010644 << 16), "NO_FILE"),
        (zipped({"a.csv": TABLE}, flag_bits=1), "MEMBER_ENCRYPTED"),
        (zipped({"a.csv": TABLE}, method=zipfile.ZIP_BZIP2), "MEMBER_METHOD"),
        (zipped({"a.csv": bytes(2_000_000)}), "ARCHIVE_RATIO"),
        (zipped({"a.csv": NOISE}, file_size=1_000), "ARCHIVE_LIES"),
        (zipped({"a.csv": NOISE}, file_size=3_000), "ARCHIVE_LIES"),
        (zipped({"a.csv": NOISE}, file_size=1_000, CRC=zlib.crc32(NOISE[:1_000])), "ARCHIVE_LIES"),
        (zipped({"a.csv": NOISE}, CRC=1), "ARCHIVE_LIES"),
        (zipped({"a.csv": NOISE}, method=zipfile.ZIP_STORED, CRC=1), "ARCHIVE_LIES"),
        (zipped({"a.csv": NOISE}, compress_size=1_000), "ARCHIVE_BROKEN"),
        (zipped({"a.csv": TABLE * 9}).replace(zlib.compress(TABLE * 9, 6)[2:9], b"\xff" * 7), "ARCHIVE_BROKEN"),
        (zipped({"a.gz": packed(TABLE)[:-1]}), "GZIP_CUT"),
        (zipped({"a.gz": deflated(2**21)}), "ARCHIVE_RATIO"),
    ],
)
def test_a_hostile_member_is_refused_by_its_name_and_other_files_are_read(tmp_path, member, code):
    (tmp_path / "bad.zip").write_bytes(member)
    (tmp_path / "good.csv").write_bytes(TABLE)
    told = outcome(tmp_path)
    assert told.pop("good.csv") == TABLE
    assert list(told.values()) == [code]
    assert next(iter(told)).startswith("bad.zip/")


def test_a_good_member_beside_a_hostile_one_is_read(tmp_path):
    (tmp_path / "a.zip").write_bytes(names("../evil.csv", "good.csv"))
    assert outcome(tmp_path) == {"a.zip/../evil.csv": "MEMBER_NAME", "a.zip/good.csv": TABLE}


def test_of_two_members_of_one_name_none_is_read(tmp_path):
    (tmp_path / "a.zip").write_bytes(twice())
    assert outcome(tmp_path) == {"a.zip/a.csv": "MEMBER_TWICE"}


def lying_end(length: int) -> bytes:
    """An archive whose end says that its list of contents is that long."""
    raw = zipped({"a.csv": TABLE})
    return raw[:-10] + struct.pack("<I", length) + raw[-6:]


def overlapping(entries: int) -> bytes:
    """Every entry of the list of contents points at the bytes of the first."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", bytes(100_000))
        for _ in range(entries - 1):
            archive.filelist.append(archive.filelist[0])
    return held.getvalue()


def many(count: int) -> bytes:
    return zipped({f"{number}.csv": b"" for number in range(count)}, method=zipfile.ZIP_STORED)


def declaring(size: int) -> bytes:
    return zipped({"a.csv": NOISE, "b.csv": NOISE}, file_size=size)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (many(2_001), "ARCHIVE_MEMBERS"),
        (lying_end(2**31), "ARCHIVE_MEMBERS"),
        (
            zipped({"a.csv": TABLE})[:-22] + b"PK\x06\x07" + bytes(16) + zipped({"a.csv": TABLE})[-22:],
            "ARCHIVE_MEMBERS",
        ),
        (declaring(250_000_001), "ARCHIVE_SIZE"),
        (overlapping(2), "ARCHIVE_OVERLAP"),
        (overlapping(1_000), "ARCHIVE_OVERLAP"),
        (zipped({"a.csv": TABLE})[:-1], "ARCHIVE_BROKEN"),
        (zipped({"a.csv": TABLE})[:40], "ARCHIVE_BROKEN"),
        (names("a.csv").replace(b"a.csv", b"b.csv", 1), "ARCHIVE_BROKEN"),
        (b"PK\x03\x04", "ARCHIVE_BROKEN"),
        (zipped({}), "ARCHIVE_EMPTY"),
        (zipped({"__MACOSX/._a": b"x", "b/": b""}), "ARCHIVE_EMPTY"),
    ],
)
def test_an_archive_that_is_refused_as_a_whole(tmp_path, raw, code):
    (tmp_path / "a.zip").write_bytes(raw)
    assert outcome(tmp_path) == {"a.zip": code}


def test_the_limits_themselves_are_let_by(tmp_path):
    (tmp_path / "a.zip").write_bytes(many(2_000))
    assert len(containers.found(tmp_path)) == 2_000
    infos = archives.directory(io.BytesIO(declaring(250_000_000)), "a.zip")
    assert sum(info.file_size for info in infos) == 500_000_000
    assert not archives.is_bomb(100 * 2**20, 2**20)
    assert archives.is_bomb(100 * 2**20 + 1, 2**20)
    assert not archives.is_bomb(2**20, 1)


def test_floors_of_archives_are_not_climbed(tmp_path):
    from vtr_lib.sources import recognise

    (tmp_path / "42.zip").write_bytes(nested())
    found = containers.found(tmp_path)
    assert len(found) == 16
    for source in found:
        with pytest.raises(DataError, match="ARCHIVE_NESTED"):
            recognise.read(source, zone="UTC")


@pytest.mark.parametrize(
    ("raw", "held"),
    [
        (packed(TABLE) + packed(TABLE), TABLE + TABLE),
        (packed(TABLE) + bytes(512), TABLE),
        (packed(b""), b""),
        (packed(TABLE)[:-1], "GZIP_CUT"),
        (packed(TABLE)[:12], "GZIP_CUT"),
        (packed(TABLE) + b"more", "GZIP_TAIL"),
        (packed(TABLE)[:-8] + bytes(8), "ARCHIVE_BROKEN"),
        (packed(b"") * 2_001, "ARCHIVE_MEMBERS"),
        (packed(bytes(2**20)), bytes(2**20)),
        (deflated(2**21), "ARCHIVE_RATIO"),
    ],
)
def test_gzip_is_read_whole_or_refused(tmp_path, raw, held):
    (tmp_path / "a.gz").write_bytes(raw)
    assert outcome(tmp_path) == {"a.gz": held}


def test_a_gigabyte_of_zeros_is_refused_without_being_held(tmp_path):
    (tmp_path / "a.gz").write_bytes(deflated(2**30))
    tracemalloc.start()
    assert outcome(tmp_path) == {"a.gz": "ARCHIVE_RATIO"}
    assert tracemalloc.get_traced_memory()[1] < 250 * 2**20
    tracemalloc.stop()


def test_a_member_that_gives_more_than_it_lists_is_left_at_once():
    raw = zipped({"a.csv": bytes(50 * 2**20)}, file_size=1_000, CRC=0)
    info = archives.directory(io.BytesIO(raw), "a")[0]
    pieces = archives.unpacked(io.BytesIO(raw), info, "a/a.csv")
    with pytest.raises(DataError, match="ARCHIVE_LIES"):
        next(pieces)


def test_the_charset_that_came_with_a_file_goes_with_it_and_is_no_file(tmp_path):
    said = b"text/plain;charset=Windows-31J\n"
    for name in ("a.txt", "b.txt.gz", "c.txt.gz", "lone.txt.charset"):
        (tmp_path / name).write_bytes(TABLE)
    for name in ("a.txt", "b.txt", "c.txt.gz"):
        (tmp_path / f"{name}.charset").write_bytes(said)
    zipped({"d.txt": TABLE, "d.txt.charset": said, "e.txt": TABLE}, tmp_path / "z.zip")
    (tmp_path / "b.txt").write_bytes(TABLE)
    found = {source.name: source for source in containers.found(tmp_path)}
    assert list(found) == [
        "a.txt", "b.txt", "b.txt.gz", "c.txt.gz", "lone.txt.charset", "z.zip/d.txt", "z.zip/e.txt",
    ]  # fmt: skip
    (tmp_path / "b.txt.gz").write_bytes(packed(TABLE))
    (tmp_path / "c.txt.gz").write_bytes(packed(TABLE))
    charsets = {name: containers.opened(source).charset for name, source in found.items()}
    assert [name for name, charset in charsets.items() if charset is None] == ["lone.txt.charset", "z.zip/e.txt"]
    assert set(charsets.values()) == {None, said.decode().strip()}


def test_a_name_that_is_no_text_is_kept_as_far_as_it_is(tmp_path):
    (tmp_path / os.fsdecode(b"caf\xe9.csv")).write_bytes(TABLE)
    assert outcome(tmp_path) == {"caf?.csv": TABLE}


SEEDS = (
    zipped({"a.csv": TABLE, "b/c.csv": NOISE[:300], "d.gz": packed(TABLE)}),
    packed(TABLE * 5) + packed(TABLE),
    names(""),
)


@pytest.mark.parametrize("seed", range(20))
def test_a_damaged_archive_is_read_or_refused_and_nothing_else(tmp_path, seed):
    chance = random.Random(seed)
    for _ in range(30):
        raw = bytearray(chance.choice(SEEDS))
        for _ in range(chance.choice([1, 2, 4, 8])):
            at = chance.choice([chance.randrange(len(raw)), max(0, len(raw) - chance.randrange(1, 250))])
            raw[at : at + chance.randrange(4)] = chance.randbytes(chance.randrange(4)) or b"\0"
        (tmp_path / "a.zip").write_bytes(raw)
        assert None not in outcome(tmp_path).values()
