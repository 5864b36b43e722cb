"""Names that every system takes: the laws, and the names that once broke something."""

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vtr_lib.appeal.names import LONGEST, alike, distinct, safe_name

SAFE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?")
DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
ENDINGS = st.sampled_from(["", ".pdf", ".txt", ".jpeg"])
HOSTILE = [
    *("", ".", "..", "../../etc/passwd", "C:\\x", "CON", "con.txt", "COM¹", "LPT9.tar.gz", "aux .b", "-rf"),
    *(".hidden", "name. ", "a" * 400, "gpj.\u202etxt.pdf", "\0", "a\nb", "订单截图", "Ｆｕｌｌ", "é" * 90),
    *("a/b\\c:d*e?f\"g<h>i|j", "x.pdf", "x.PDF.pdf", ".pdf", "$(id)", "%00", "=1+1", "\ud800"),
]  # fmt: skip


def is_safe(name: str) -> bool:
    return bool(SAFE.fullmatch(name)) and len(name) <= LONGEST and name.split(".")[0].lower() not in DEVICES


@given(st.text(), st.text(max_size=12) | ENDINGS)
def test_a_name_is_safe_whatever_it_is_made_of(text, ending):
    assert is_safe(safe_name(text, ending))


@pytest.mark.parametrize("ending", ["", ".pdf"])
@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_name_becomes_a_safe_one(text, ending):
    name = safe_name(text, ending)
    assert is_safe(name)
    assert name.endswith(ending)


@given(st.text() | st.sampled_from(HOSTILE), ENDINGS)
def test_a_safe_name_stays_as_it_is(text, ending):
    assert safe_name(safe_name(text, ending), ending) == safe_name(text, ending)


@pytest.mark.parametrize(
    ("text", "ending", "name"),
    [
        ("POD 999-1234567-1234567.pdf", ".pdf", "POD-999-1234567-1234567.pdf"),
        ("Ünïcode/№ 5.PDF", ".pdf", "Unicode-No-5.pdf"),
        ("订单截图.png", ".png", "file.png"),
        ("con", ".pdf", "file-con.pdf"),
        ("console", ".pdf", "console.pdf"),
        ("a" * 200, ".pdf", "a" * 76 + ".pdf"),
    ],
)
def test_what_can_be_read_of_a_name_stays(text, ending, name):
    assert safe_name(text, ending) == name


NAMES = st.lists(st.text("aAbB.-2é\u0301ß", max_size=4) | st.sampled_from(["a.pdf", "A.pdf", "a-2.pdf"]), max_size=12)


@given(NAMES)
@example(["a.pdf", "A.PDF", "a-2.pdf"])
@example(["\u00e9", "e\u0301", "E\u0301"])
@example(["x" * 80, "x" * 80])
def test_distinct_names_are_so_on_every_system_and_the_first_keeps_its_own(names):
    parted = distinct(names)
    assert len(parted) == len(names)
    assert len({unicodedata.normalize("NFC", name).casefold() for name in parted}) == len(parted)
    assert len(set(map(alike, parted))) == len(parted)
    for at, name in enumerate(names):
        if alike(name) not in map(alike, names[:at]):
            assert parted[at] == name
    assert distinct(parted) == parted
    assert distinct(names) == parted


@given(st.lists(st.tuples(st.text("aA. 截" * 2, max_size=90), ENDINGS), max_size=8))
def test_safe_names_stay_safe_when_they_are_parted(pairs):
    names = [safe_name(text, ending) for text, ending in pairs]
    for (_, ending), name in zip(pairs, distinct(names), strict=True):
        assert is_safe(name)
        assert name.endswith(ending)


def test_what_is_too_long_is_cut_before_the_number_and_an_ending_that_is_none_too():
    names = distinct(["a" * 76 + ".pdf"] * 12)
    assert names[-1] == "a" * 73 + "-12.pdf"
    assert max(map(len, names)) == LONGEST
    assert is_safe(safe_name("a", "." + "x" * 200))
    assert distinct(["." + "x" * 200] * 2)[1] != distinct(["." + "x" * 200] * 2)[0]


def test_a_number_stands_before_the_ending_and_takes_no_name_that_another_has():
    assert distinct(["a.pdf", "A.pdf", "a-2.pdf", "a.pdf"]) == ["a.pdf", "A-3.pdf", "a-2.pdf", "a-4.pdf"]
