"""The ZIP: the same bytes from the same files; and what is unpacked, whoever packed it, stays in its room."""

import io
import os
import stat
import struct
import warnings
import zipfile
import zlib

import bagit
import pytest
from appeal.integrity.bags import FILES, INFO, lay

from vtr_lib.appeal import archive, bag
from vtr_lib.appeal.verify import verify
from vtr_lib.errors import DataError, MissingInput
from vtr_lib.sources import archives

BAG = {"pack/bagit.txt": b"x"}


def zipped(path, members, method=zipfile.ZIP_DEFLATED):
    """An archive of ``(name or entry, content)``, in that order, names twice as they may be."""
    with zipfile.ZipFile(path, "w", method) as packed:
        for name, content in members:
            with warnings.catch_warnings(action="ignore"):
                packed.writestr(name, content)
    return path


def entry(name, mode=0o644, kind=stat.S_IFREG):
    info = zipfile.ZipInfo(name)
    info.external_attr = (kind | mode) << 16
    return info


def refusal(path):
    with pytest.raises(DataError) as raised, archive.opened(path):
        pytest.fail("it was opened")
    return raised.value.code


@pytest.fixture
def rooms(tmp_path, monkeypatch):
    """The folder in which rooms are made during the test."""
    place = tmp_path / "rooms"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    return place


def test_the_same_files_give_the_same_bytes_wherever_and_whenever_they_were_laid(tmp_path):
    made = []
    for place, order, at in (("here", 1, 1_000_000_000), ("there/deeper", -1, 1_700_000_000)):
        folder = lay(tmp_path / place / "pack", dict(list(FILES.items())[::order]))
        bag.write(folder, INFO)
        for path in folder.rglob("*"):
            os.utime(path, (at, at))
            path.chmod(0o700 if order == 1 or path.is_dir() else 0o640)
        archive.write(folder, tmp_path / place / "any-name.zip")
        made.append((tmp_path / place / "any-name.zip").read_bytes())
    assert made[0] == made[1]


def test_the_zip_holds_one_folder_sorted_with_fixed_times_and_rights(pack, pack_zip):
    with zipfile.ZipFile(pack_zip) as packed:
        infos = packed.infolist()
        assert packed.testzip() is None
    names = [info.filename for info in infos]
    assert names == sorted(f"pack/{path.relative_to(pack).as_posix()}" for path in pack.rglob("*") if path.is_file())
    assert {(info.date_time, info.external_attr >> 16, info.create_system, info.flag_bits) for info in infos} == {
        ((1980, 1, 1, 0, 0, 0), stat.S_IFREG | 0o644, 3, 0)
    }
    methods = {info.filename.rpartition(".")[2]: info.compress_type for info in infos}
    assert (methods["pdf"], methods["csv"]) == (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    assert list(pack_zip.parent.glob("*.new")) == []
    assert stat.S_IMODE(pack_zip.stat().st_mode) == 0o600


def test_what_comes_out_is_what_went_in_and_gone_afterwards(pack, pack_zip, rooms):
    with archive.opened(pack_zip) as opened:
        assert opened.outside == ()
        for path in (path for path in pack.rglob("*") if path.is_file()):
            assert (opened.folder / path.relative_to(pack)).read_bytes() == path.read_bytes()
        assert bagit.Bag(str(opened.folder)).validate()
        assert opened.folder.is_relative_to(rooms)
    assert list(rooms.iterdir()) == []
    with archive.opened(pack) as opened:
        assert (opened.folder, opened.outside) == (pack, ())


def test_a_zip_in_the_way_stays_where_writing_fails(pack, tmp_path, monkeypatch):
    def full(*_):
        raise OSError("full")

    target = tmp_path / "pack.zip"
    target.write_bytes(b"before")
    (pack / "link").symlink_to(pack)
    with pytest.raises(DataError) as raised:
        archive.write(pack, target)
    assert raised.value.code == "SYMLINK"
    assert target.read_bytes() == b"before"
    (pack / "link").unlink()
    with monkeypatch.context() as broken:
        broken.setattr("os.replace", full)
        with pytest.raises(OSError, match="full"):
            archive.write(pack, target)
    assert target.read_bytes() == b"before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pack", "pack.zip"]
    archive.write(pack, target)
    assert zipfile.is_zipfile(target)


def test_a_file_alike_in_itself_is_packed_so_that_it_can_be_opened_again(pack, tmp_path):
    lay(pack, {"data/zeros.bin": bytes(3_000_000), "data/noise.bin": os.urandom(2_000_000)})
    bag.write(pack, INFO)
    archive.write(pack, tmp_path / "pack.zip")
    assert verify(tmp_path / "pack.zip").is_whole


def test_more_than_can_be_opened_again_is_never_written(pack, tmp_path, monkeypatch):
    real = archives.limit
    for name, low, code in (("members", 8, "PACK_FILES"), ("bytes", 100, "PACK_SIZE")):
        monkeypatch.setattr(archives, "limit", lambda asked, name=name, low=low: low if asked == name else real(asked))
        with pytest.raises(DataError) as raised:
            archive.write(pack, tmp_path / "pack.zip")
        assert raised.value.code == code
    assert not (tmp_path / "pack.zip").exists()


def test_what_lies_outside_the_top_folder_is_named(pack, pack_zip):
    with zipfile.ZipFile(pack_zip, "a") as packed:
        packed.writestr("more.txt", "x")
        packed.writestr("__MACOSX/pack/._x", "x")
        packed.writestr("pack2/bag-info.txt", "x")
    found = verify(pack_zip)
    assert found.extra == ("__MACOSX/pack/._x", "more.txt", "pack2/bag-info.txt")
    assert not found.is_whole


def hide(raw: bytes, at: int, more: bytes) -> bytes:
    """An archive with bytes put in before its last member; all that points behind them is put right."""
    raw = bytearray(raw[:at] + more + raw[at:])
    end = raw.rindex(b"PK\x05\x06")
    start = struct.unpack_from("<I", raw, end + 16)[0] + len(more)
    struct.pack_into("<I", raw, end + 16, start)
    while raw[start : start + 4] == b"PK\x01\x02":
        offset, lengths = struct.unpack_from("<I", raw, start + 42)[0], struct.unpack_from("<3H", raw, start + 28)
        struct.pack_into("<I", raw, start + 42, offset + len(more) if offset >= at else offset)
        start += 46 + sum(lengths)
    return bytes(raw)


def test_a_file_hidden_between_the_members_is_found(pack_zip):
    raw, evil = pack_zip.read_bytes(), b"evil"
    local = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 0, 0, 33, zlib.crc32(evil), 4, 4, 14, 0)
    with zipfile.ZipFile(pack_zip) as packed:
        offsets, end = [info.header_offset for info in packed.infolist()], packed.start_dir
    for at in (*offsets, end):
        pack_zip.write_bytes(hide(raw, at, local + b"pack/data/evil" + evil))
        with zipfile.ZipFile(pack_zip) as packed:
            assert packed.testzip() is None
        assert [(fault.code, fault.values["bytes"]) for fault in verify(pack_zip).faults] == [("BAG_HIDDEN", 48)]
    pack_zip.write_bytes(raw)
    with zipfile.ZipFile(pack_zip, "a") as packed:
        packed.comment = b"more"
    assert [fault.values["bytes"] for fault in verify(pack_zip).faults] == [4]


def test_a_pack_zipped_again_by_another_program_is_whole(pack, tmp_path):
    """With folders as members, and with sizes behind the bytes, as those write who can't go back."""

    class Pipe(io.RawIOBase):
        held = b""

        def writable(self):
            return True

        def write(self, piece):
            self.held += bytes(piece)
            return len(piece)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(pack.rglob("*"), reverse=True):
            packed.write(path, f"other/{path.relative_to(pack).as_posix()}")
    (tmp_path / "again.zip").write_bytes(pipe.held)
    assert pipe.held.count(b"PK\x07\x08") == len(FILES) + 4
    found = verify(tmp_path / "again.zip", root=bag.root(pack))
    assert found.faults == ()
    assert found.is_whole


@pytest.mark.parametrize(
    "name",
    [
        *("../evil", "pack/../../evil", "/evil", "C:/evil", "pack\\..\\evil", "pack/data/../../../evil", "pack//evil"),
        *("pack/./evil", "pack/data/CON", "pack/data/con.txt", "pack/data/a:b", "pack/data/x.", "pack/data/x "),
        *(
            "pack/data/\u202egpj.exe",
            "pack/data/" + "x" * 201,
            "pack/a\x01b",
            "pack/NUL/x",
            "pack/CONIN$",
            "pack/COM¹.txt",
        ),
    ],
)
@pytest.mark.parametrize("end", ["", "/"])
def test_a_name_that_leads_elsewhere_refuses_the_whole(tmp_path, rooms, name, end):
    """Of a file, and of a folder."""
    path = zipped(tmp_path / "pack.zip", [*BAG.items(), (name + end, b"" if end else b"evil")])
    assert refusal(path) == "MEMBER_NAME"
    assert list(rooms.iterdir()) == []
    assert sorted(each.name for each in tmp_path.iterdir()) == ["pack.zip", "rooms"]


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ([("pack/a", b"1"), ("pack/a", b"2")], "MEMBER_TWICE"),
        ([("pack/a", b"1"), ("pack/A", b"2")], "MEMBER_TWICE"),
        ([("pack/\u00e9", b"1"), ("pack/e\u0301", b"2")], "MEMBER_TWICE"),
        ([("pack/a", b"1"), ("pack/a/b", b"2")], "MEMBER_TWICE"),
        ([("pack/a/b", b"1"), ("pack/a", b"2")], "MEMBER_TWICE"),
        ([(entry("pack/link", 0o777, stat.S_IFLNK), b"/etc/hostname")], "SYMLINK"),
        ([(entry("pack/pipe", 0o644, stat.S_IFIFO), b"")], "NO_FILE"),
        ([("pack/folder/", b"hidden in a folder")], "NO_FILE"),
        ([("pack/zeros", bytes(20_000_000))], "ARCHIVE_RATIO"),
        ([("pack2/bagit.txt", b"x")], "BAG_NONE"),
    ],
)
def test_a_hostile_member_refuses_the_whole(tmp_path, rooms, members, code):
    assert refusal(zipped(tmp_path / "pack.zip", [*BAG.items(), *members])) == code
    assert list(rooms.iterdir()) == []


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_method_that_is_not_read_is_refused(tmp_path, method):
    assert refusal(zipped(tmp_path / "pack.zip", BAG.items(), method)) == "MEMBER_METHOD"


@pytest.mark.parametrize("members", [[], [("bagit.txt", b"x")], [("a/pack/bagit.txt", b"x")], [("pack/x", b"x")]])
def test_an_archive_without_a_bag_is_refused(tmp_path, members):
    assert refusal(zipped(tmp_path / "pack.zip", members)) == "BAG_NONE"


def changed(raw: bytes, member: str, **fields) -> bytes:
    """An archive with fields of one member's entry in the list of contents changed."""
    at = raw.rindex(b"PK\x01\x02", 0, raw.rindex(member.encode()))
    places = {"flag_bits": ("<H", 8), "CRC": ("<I", 16), "file_size": ("<I", 24)}
    raw = bytearray(raw)
    for field, value in fields.items():
        struct.pack_into(places[field][0], raw, at + places[field][1], value)
    return bytes(raw)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"flag_bits": 1}, "MEMBER_ENCRYPTED"),
        ({"file_size": 10}, "ARCHIVE_LIES"),
        ({"file_size": 2_000}, "ARCHIVE_LIES"),
        ({"CRC": 1}, "ARCHIVE_LIES"),
        ({"file_size": 600_000_000}, "ARCHIVE_SIZE"),
    ],
)
def test_an_entry_that_lies_is_refused(tmp_path, rooms, fields, code):
    path = zipped(tmp_path / "pack.zip", [*BAG.items(), ("pack/data/long.txt", b"0123456789" * 100)])
    path.write_bytes(changed(path.read_bytes(), "pack/data/long.txt", **fields))
    assert refusal(path) == code
    assert list(rooms.iterdir()) == []


def test_a_member_that_unpacks_to_more_than_it_says_is_cut_off_in_the_middle(tmp_path, rooms, monkeypatch):
    written = []
    real = archives.unpacked
    monkeypatch.setattr(archives, "unpacked", lambda *call: (written.append(len(p)) or p for p in real(*call)))
    path = zipped(tmp_path / "pack.zip", [*BAG.items(), ("pack/bomb", bytes(50_000_000))])
    path.write_bytes(changed(path.read_bytes(), "pack/bomb", file_size=1_000_000))
    assert refusal(path) == "ARCHIVE_LIES"
    assert sum(written) <= 1_000_001


def test_too_many_members_and_overlapping_ones_are_refused(tmp_path):
    many = [*BAG.items(), *((f"pack/data/{number}", b"") for number in range(2_000))]
    assert refusal(zipped(tmp_path / "pack.zip", many)) == "ARCHIVE_MEMBERS"
    raw = io.BytesIO()
    packed = zlib.compress(b"x")[2:-4]
    entries = b""
    local = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 33, zlib.crc32(b"x"), len(packed), 1, 14, 0)
    raw.write(local + b"pack/bagit.txt" + packed)
    for _ in range(2):
        entries += struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 8, 0, 33, zlib.crc32(b"x"), len(packed), 1,
                               14, 0, 0, 0, 0, 0, 0) + b"pack/bagit.txt"  # fmt: skip
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 2, 2, len(entries), raw.tell(), 0)
    (tmp_path / "overlap.zip").write_bytes(raw.getvalue() + entries + end)
    assert refusal(tmp_path / "overlap.zip") == "ARCHIVE_OVERLAP"


@pytest.mark.parametrize("cut", range(1, 400, 23))
def test_a_zip_that_breaks_off_is_refused(pack_zip, cut):
    pack_zip.write_bytes(pack_zip.read_bytes()[:-cut])
    with pytest.raises(DataError):
        verify(pack_zip)


def test_what_is_neither_a_folder_nor_a_file_is_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "pipe.zip")
    assert refusal(tmp_path / "pipe.zip") == "NO_FILE"
    with pytest.raises(MissingInput), archive.opened(tmp_path / "gone"):
        pass
