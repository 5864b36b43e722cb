"""Whatever is done to a pack is found and named; another program finds nothing that ours does not."""

import hashlib
import shutil

import bagit
import pytest
from appeal.integrity.bags import FILES, INFO, lay
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vtr_lib.appeal import archive, bag
from vtr_lib.appeal.verify import verify
from vtr_lib.errors import DataError, MissingInput
from vtr_lib.words import languages, load

LETTER = "data/letter.txt"
PAYLOAD = sorted(FILES.keys() - {"README.txt"})


def edit(name, change):
    return lambda pack: (pack / name).write_bytes(change((pack / name).read_bytes()))


def add(name, content=b"more"):
    return lambda pack: lay(pack, {name: content})


def relisted(change):
    """A change of the manifest by one who then lists it anew in the tag manifest, as a careful forger would."""

    def act(pack):
        edit("manifest-sha256.txt", change)(pack)
        found = {path.name: path for path in pack.iterdir() if path.is_file()}
        found.pop("tagmanifest-sha256.txt")
        lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {name}\n" for name, path in sorted(found.items())]
        (pack / "tagmanifest-sha256.txt").write_text("".join(lines))

    return act


def remove(name):
    return lambda pack: (pack / name).unlink()


def replace_by_link(pack):
    (pack / LETTER).rename(pack.parent / "elsewhere")
    (pack / LETTER).symlink_to(pack.parent / "elsewhere")


def line(name, digest="0" * 64):
    return lambda raw: raw + f"{digest}  {name}\n".encode()


def first_line(raw):
    return raw.split(b"\n")[0] + b"\n"


# What is done → what is said: fields of the answer with the names, or codes of faults; whether bagit finds it too.
TAMPERINGS = {
    "a byte more": (edit(LETTER, lambda raw: raw + b" "), {"changed": LETTER, "faults": "BAG_COUNT"}, True),
    "a byte other": (edit(LETTER, lambda raw: b"X" + raw[1:]), {"changed": LETTER}, True),
    "emptied": (edit(LETTER, lambda raw: b""), {"changed": LETTER, "faults": "BAG_COUNT"}, True),
    "removed": (remove(LETTER), {"missing": LETTER, "faults": "BAG_COUNT"}, True),
    "added": (add("data/more.txt"), {"extra": "data/more.txt", "faults": "BAG_COUNT"}, True),
    "added empty": (add("data/.hidden", b""), {"extra": "data/.hidden", "faults": "BAG_COUNT"}, True),
    "added beside": (add("more.txt"), {"extra": "more.txt"}, False),
    "added in a folder beside": (add("more/more.txt"), {"extra": "more/more.txt"}, False),
    "renamed": (
        lambda pack: (pack / LETTER).rename(pack / "data/letter2.txt"),
        {"missing": LETTER, "extra": "data/letter2.txt"},
        True,
    ),
    "moved out of the payload": (
        lambda pack: (pack / LETTER).rename(pack / "letter.txt"),
        {"missing": LETTER, "extra": "letter.txt", "faults": "BAG_COUNT"},
        True,
    ),
    "tag file changed": (edit("README.txt", lambda raw: raw + b" "), {"changed": "README.txt"}, True),
    "tag file removed": (remove("README.txt"), {"missing": "README.txt"}, True),
    "info changed": (edit("bag-info.txt", lambda raw: raw + b"X: y\n"), {"changed": "bag-info.txt"}, True),
    "info removed": (remove("bag-info.txt"), {"missing": "bag-info.txt", "faults": "BAG_LACKS"}, True),
    "declaration changed": (
        edit("bagit.txt", lambda raw: raw.replace(b"1.0", b"0.97")),
        {"changed": "bagit.txt", "faults": "BAG_DECLARED"},
        True,
    ),
    "manifest removed": (
        remove("manifest-sha256.txt"),
        {"missing": "manifest-sha256.txt", "faults": "BAG_LACKS", "extra": PAYLOAD},
        True,
    ),
    "tag manifest removed": (
        remove("tagmanifest-sha256.txt"),
        {"faults": "BAG_LACKS", "extra": ["README.txt", "bag-info.txt", "bagit.txt", "manifest-sha256.txt"]},
        False,
    ),
    "by a link": (replace_by_link, {"missing": LETTER, "extra": LETTER, "faults": "BAG_COUNT"}, True),
    "a link more": (
        lambda pack: (pack / "data/link").symlink_to(pack / LETTER),
        {"extra": "data/link"},
        True,
    ),
    "a link to a folder": (
        lambda pack: (pack / "link").symlink_to(pack / "data", target_is_directory=True),
        {"extra": "link"},
        False,
    ),
    "manifest with a hash changed": (
        relisted(lambda raw: b"0" * 64 + raw[64:]),
        {"changed": "data/evidence/0001_delivery.pdf"},
        True,
    ),
    "manifest with a file forgotten": (relisted(first_line), {"extra": PAYLOAD[1:]}, True),
    "manifest with a file made up": (relisted(line("data/gone.txt")), {"missing": "data/gone.txt"}, True),
    "manifest out of the bag": (relisted(line("data/../../elsewhere.txt")), {"faults": "BAG_PATH"}, True),
    "manifest with a whole path": (relisted(line("/etc/hostname")), {"faults": "BAG_PATH"}, True),
    "manifest with a home": (relisted(line("~/x")), {"faults": "BAG_PATH"}, True),
    "manifest with a drive": (relisted(line("C:\\x")), {"faults": "BAG_PATH"}, True),
    "manifest beside the payload": (relisted(line("README.txt", hashlib.sha256(FILES["README.txt"]).hexdigest())),
                                    {"faults": "BAG_PATH"}, True),
    "manifest with a line that is none": (relisted(lambda raw: raw + b"what\n"), {"faults": "BAG_LINE"}, False),
    "manifest with a short hash": (relisted(line("data/x", "0" * 63)), {"faults": "BAG_LINE"}, True),
    "manifest with a line twice": (relisted(lambda raw: raw + raw), {"faults": ["BAG_TWICE"] * 4}, True),
    "manifest that is no text": (
        relisted(lambda raw: b"\xff\xfe" + raw),
        {"faults": "BAG_TEXT", "extra": PAYLOAD},
        True,
    ),
    "manifest emptied": (relisted(lambda raw: b""), {"extra": PAYLOAD}, True),
    "manifest by a link": (
        lambda pack: (
            (pack / "manifest-sha256.txt").rename(pack.parent / "elsewhere"),
            (pack / "manifest-sha256.txt").symlink_to(pack.parent / "elsewhere"),
        ),
        {"missing": "manifest-sha256.txt", "extra": sorted([*PAYLOAD, "manifest-sha256.txt"]), "faults": "BAG_LACKS"},
        True,
    ),
    "another manifest": (
        add("manifest-md5.txt", b"0" * 32 + b"  data/letter.txt\n"),
        {"extra": "manifest-md5.txt", "faults": "BAG_UNREAD"},
        True,
    ),
    "another manifest, listed": (
        lambda pack: (add("fetch.txt", b"https://example.com/x - data/x\n")(pack), relisted(lambda raw: raw)(pack)),
        {"faults": "BAG_UNREAD"},
        False,
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPERINGS)
def test_a_tampering_is_found_and_named(pack, what):
    act, wanted, is_found_by_bagit = TAMPERINGS[what]
    act(pack)
    found = verify(pack)
    told = {field: list(getattr(found, field)) for field in ("missing", "extra", "changed")}
    told["faults"] = [fault.code for fault in found.faults]
    wanted = {field: [said] if isinstance(said, str) else said for field, said in wanted.items()}
    assert {field: said for field, said in told.items() if said} == wanted
    assert not found.is_whole
    try:
        is_valid = bagit.Bag(str(pack)).is_valid()
    except (bagit.BagError, UnicodeDecodeError, OSError):
        is_valid = False
    assert is_valid is not is_found_by_bagit


def test_a_whole_pack_is_whole_as_a_folder_and_as_a_zip(pack, pack_zip):
    for each in (pack, pack_zip):
        found = verify(each, root=bag.root(pack).upper())
        assert found.is_whole
        assert (found.missing, found.extra, found.changed, found.faults) == ((), (), (), ())
        assert found.root == bag.root(pack)
        assert found.files == len(FILES) + 4
        assert found.bytes == sum(path.stat().st_size for path in pack.rglob("*") if path.is_file())
        assert found.signature.state == "none"


def test_one_who_makes_all_hashes_anew_is_found_by_the_root_alone(pack):
    root = bag.root(pack)
    edit(LETTER, lambda raw: b"Another letter")(pack)
    bag.write(pack, INFO)
    assert verify(pack).is_whole
    assert bagit.Bag(str(pack)).is_valid()
    found = verify(pack, root=root)
    assert [fault.code for fault in found.faults] == ["BAG_ROOT"]
    assert not found.is_whole


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_bit_of_any_file_can_turn_unseen(pack, data):
    root = bag.root(pack)
    path = data.draw(
        st.sampled_from(sorted(path for path in pack.rglob("*") if path.is_file() and path.stat().st_size))
    )
    before = path.read_bytes()
    at, bit = data.draw(st.integers(0, len(before) - 1)), data.draw(st.integers(0, 7))
    path.write_bytes(before[:at] + bytes([before[at] ^ (1 << bit)]) + before[at + 1 :])
    try:
        assert not verify(pack, root=root).is_whole
        if path.name != "tagmanifest-sha256.txt":
            assert not verify(pack).is_whole
    finally:
        path.write_bytes(before)


def test_a_tampering_in_the_zip_is_found_too(pack, tmp_path):
    for what in ("a byte other", "removed", "added", "added beside"):
        copy = tmp_path / what / "pack"
        shutil.copytree(pack, copy)
        act, wanted, _ = TAMPERINGS[what]
        act(copy)
        archive.write(copy, tmp_path / "copy.zip")
        found = verify(tmp_path / "copy.zip")
        assert not found.is_whole
        for field in wanted.keys() - {"faults"}:
            assert getattr(found, field) == (wanted[field],)


def test_nothing_outside_the_bag_is_read_for_a_manifest(pack, tmp_path):
    (tmp_path / "elsewhere.txt").write_bytes(b"x")
    relisted(line("data/../../elsewhere.txt", hashlib.sha256(b"x").hexdigest()))(pack)
    assert [fault.code for fault in verify(pack).faults] == ["BAG_PATH"]


@pytest.mark.parametrize(
    "name", ["../x", "/x", "~/x", "C:\\x", "a\\b", "a//b", "./x", "a/../b", "data/letter.txt", "tagmanifest-sha256.txt"]
)
def test_a_tag_manifest_names_only_what_lies_in_the_bag_beside_the_payload(pack, name):
    edit("tagmanifest-sha256.txt", line(name))(pack)
    found = verify(pack)
    assert [(fault.code, fault.file, fault.line) for fault in found.faults] == [
        ("BAG_PATH", "tagmanifest-sha256.txt", 5)
    ]
    assert (found.missing, found.extra, found.changed) == ((), (), ())


def test_what_can_not_be_read_is_no_answer(pack, monkeypatch):
    def refused(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(bag, "sha256", refused)
    with pytest.raises(DataError) as raised:
        verify(pack)
    assert (raised.value.code, raised.value.values["reason"]) == ("UNREADABLE", "Permission denied")


def test_hashes_in_capitals_are_the_same(pack):
    relisted(lambda raw: b"".join(line[:64].upper() + line[64:] for line in raw.splitlines(keepends=True)))(pack)
    assert verify(pack).is_whole
    assert bagit.Bag(str(pack)).is_valid()


def test_a_list_longer_than_is_read_is_refused(pack):
    edit("manifest-sha256.txt", lambda raw: raw + b"\n" * 5_000_000)(pack)
    found = verify(pack)
    assert "BAG_LONG" in [fault.code for fault in found.faults]


def test_line_ends_of_other_systems_are_read(pack):
    for manifest in ("manifest-sha256.txt", "bag-info.txt"):
        relisted(lambda raw: raw)(pack)
        edit(manifest, lambda raw: raw.replace(b"\n", b"\r\n"))(pack)
    relisted(lambda raw: raw)(pack)
    assert verify(pack).is_whole
    assert bagit.Bag(str(pack)).is_valid()


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("what", TAMPERINGS)
def test_every_fault_is_told_in_every_language(pack, what, lang):
    TAMPERINGS[what][0](pack)
    for fault in verify(pack, root="0" * 64).faults:
        assert fault.code in fault.tell(load(lang))
        assert fault.file in fault.tell(load(lang))


def test_what_is_no_pack_is_no_answer(tmp_path):
    with pytest.raises(MissingInput):
        verify(tmp_path / "gone.zip")
    (tmp_path / "text.zip").write_bytes(b"no archive")
    with pytest.raises(DataError) as raised:
        verify(tmp_path / "text.zip")
    assert raised.value.code == "ARCHIVE_BROKEN"
    with pytest.raises(DataError) as raised:
        verify(tmp_path)
    assert raised.value.code == "BAG_NONE"
