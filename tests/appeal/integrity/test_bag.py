"""The bag as RFC 8493 has it: another program validates it, and the same files give the same bytes."""

import hashlib
import os

import bagit
import pytest
from appeal.integrity.bags import FILES, INFO, lay
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vtr_lib.appeal import bag
from vtr_lib.appeal.verify import verify
from vtr_lib.errors import DataError
from vtr_lib.words import languages, load
from vtr_lib.words.lines import width

PARTS = st.text("aZ9 .é品-_", min_size=1, max_size=6).filter(lambda part: part.strip(". ") == part and part)
TREES = st.dictionaries(st.lists(PARTS, min_size=1, max_size=3).map("/".join), st.binary(max_size=40), max_size=6)


def held(folder) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_another_program_validates_the_bag_and_reads_what_it_says(pack):
    other = bagit.Bag(str(pack))
    assert other.validate() is True
    assert other.version_info == (1, 0)
    size = sum(len(content) for name, content in FILES.items() if name.startswith("data/"))
    assert other.info == {
        "Bagging-Date": "2025-03-31",
        "Payload-Oxum": f"{size}.4",
        "Source-Organization": "Example Ltd, example.com",
    }
    assert {name.replace(os.sep, "/") for name in other.entries} == FILES.keys() | {
        *("bagit.txt", "bag-info.txt", "manifest-sha256.txt"),
    }


def test_the_files_are_as_the_rfc_writes_them(pack):
    assert (pack / "bagit.txt").read_bytes() == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    lines = (pack / "manifest-sha256.txt").read_bytes().decode().split("\n")
    names = sorted(name for name in FILES if name.startswith("data/"))
    assert lines == [f"{hashlib.sha256(FILES[name]).hexdigest()}  {name}" for name in names] + [""]
    tags = (pack / "tagmanifest-sha256.txt").read_text().split()[1::2]
    assert tags == ["README.txt", "bag-info.txt", "bagit.txt", "manifest-sha256.txt"]
    assert bag.root(pack) == hashlib.sha256((pack / "tagmanifest-sha256.txt").read_bytes()).hexdigest()


def test_the_order_of_making_and_the_times_leave_the_bytes_alone_and_so_does_a_second_time(tmp_path, pack):
    other = lay(tmp_path / "other", dict(reversed(FILES.items())))
    for path in other.rglob("*"):
        os.utime(path, (1, 1))
    bag.write(other, dict(reversed(INFO.items())))
    assert held(other) == held(pack)
    root = bag.root(pack)
    bag.write(pack, INFO)
    assert held(other) == held(pack)
    assert bag.root(pack) == root


@pytest.mark.parametrize("name", list(FILES))
def test_the_root_hangs_on_every_byte(pack, name):
    root = bag.root(pack)
    (pack / name).write_bytes(FILES[name] + b" ")
    bag.write(pack, INFO)
    assert bag.root(pack) != root


@pytest.mark.parametrize(
    ("name", "listed"),
    [
        ("5%.txt", "data/5%25.txt"),
        ("a%0Ab.txt", "data/a%250Ab.txt"),
        ("line\nend\r.txt", "data/line%0Aend%0D.txt"),
        ("%25.txt", "data/%2525.txt"),
        ("订单.txt", "data/订单.txt"),
    ],
)
def test_what_would_break_a_line_is_encoded_and_read_again(tmp_path, name, listed):
    lay(tmp_path / "pack", {f"data/{name}": b"x"})
    bag.write(tmp_path / "pack", {})
    assert (tmp_path / "pack/manifest-sha256.txt").read_bytes().decode().partition("  ")[2] == f"{listed}\n"
    assert bag.decoded(bag.encoded(name)) == name
    assert verify(tmp_path / "pack").is_whole


def test_small_digits_of_other_programs_are_read():
    assert bag.decoded("a%0a%0D%25%2f%") == "a\n\r%%2f%"


@given(st.text())
def test_no_name_is_lost_by_encoding(name):
    assert bag.decoded(bag.encoded(name)) == name
    assert not {"\r", "\n"} & set(bag.encoded(name))


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(TREES)
def test_any_folder_becomes_a_bag_that_both_find_whole(tmp_path_factory, tree):
    folder = tmp_path_factory.mktemp("any") / "pack"
    (folder / "data").mkdir(parents=True)
    names = {name for name in tree if not any(other.startswith(f"{name}/") for other in tree)}
    lay(folder / "data", {name: tree[name] for name in names})
    bag.write(folder, INFO)
    found = verify(folder)
    assert found.is_whole
    assert found.files == len(names) + 4
    assert bagit.Bag(str(folder)).is_valid()


def test_an_empty_payload_is_a_bag_too(tmp_path):
    (tmp_path / "pack/data").mkdir(parents=True)
    bag.write(tmp_path / "pack", {})
    assert bagit.Bag(str(tmp_path / "pack")).validate()
    assert verify(tmp_path / "pack").is_whole


def test_what_is_no_file_is_never_put_in(pack, tmp_path):
    (tmp_path / "secret").write_text("not for the pack")
    (pack / "data/link").symlink_to(tmp_path / "secret")
    with pytest.raises(DataError) as raised:
        bag.write(pack, INFO)
    assert raised.value.code == "SYMLINK"
    (pack / "data/link").unlink()
    os.mkfifo(pack / "pipe")
    with pytest.raises(DataError) as raised:
        bag.write(pack, INFO)
    assert raised.value.code == "NO_FILE"


@pytest.mark.parametrize("label", ["", "a b", "a:", "Bagging-Date\nX", "标"])
def test_a_label_that_would_be_read_otherwise_is_refused(pack, label):
    with pytest.raises(ValueError, match="label"):
        bag.write(pack, {label: "x"})


def test_a_value_never_makes_a_line_of_its_own(pack):
    bag.write(pack, {"Contact": "Ann\nPayload-Oxum: 1.1\r\n\u2028x"})
    assert bagit.Bag(str(pack)).info["Contact"] == "Ann Payload-Oxum: 1.1 x"
    assert verify(pack).is_whole


@pytest.mark.parametrize("lang", languages())
def test_what_a_hash_proves_and_what_not_is_said_without_the_root_inside_and_with_it_outside(lang):
    words, root = load(lang), "ab" * 32
    inside, outside = bag.about(words), bag.about(words, root)
    assert outside.endswith(inside)
    assert root in outside
    assert root not in inside
    said = "".join(inside.split())
    for sentence in ("stands", "proves", "proves_not", "check"):
        assert "".join(words(f"appeal.integrity.about.{sentence}").split()) in said
    assert max(map(width, inside.splitlines())) <= 100
