"""A number is found whole, however it is printed, and never as a piece of a longer one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vtr_lib.appeal.papers.tokens import Numbers, plain

USPS, UPS, FEDEX, S10, SHORT = (
    "9400100000000000000017",
    "1Z999AA10123456784",
    "799465897372",
    "LZ097714679CN",
    "12345678",
)
ORDER = "999-1234567-0000001"
KNOWN = Numbers([USPS, UPS, FEDEX, S10, SHORT, plain(ORDER)])


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (USPS, USPS),
        ("9400 1000 0000 0000 0000 17", USPS),
        ("9400 1000 0000 0000 0000 17 2 parcels", USPS),
        ("9400\u00a01000\u00a00000\u00a00000\u00a00000\u00a017", USPS),
        ("9400-1000-0000-0000-0000-17", USPS),
        ("９４００１０００００００００００００００17", USPS),
        ("9400 1000 0000 0000\n0000 17", USPS),
        ("9400\u200b100000000000000017", USPS),
        ("(9400100000000000000017)", USPS),
        ("单号9400100000000000000017号", USPS),
        ("Tracking#:1z999aa10123456784.", UPS),
        ("1Z 999 AA1 01 2345 6784", UPS),
        ("No 1Z 999 AA1 01 2345 6784 signed", UPS),
        ("7994 6589 7372 2025-02-03 14:05", FEDEX),
        ("2025-02-03 7994 6589 7372", FEDEX),
        ("799465897372 799465897373", FEDEX),
        ("LZ 097 714 679 CN", S10),
        ("order 999-1234567-0000001, 2 units", plain(ORDER)),
        ("order 999–1234567–0000001", plain(ORDER)),
        ("99912345670000001", plain(ORDER)),
        ("id 12345678 ok", SHORT),
    ],
)
def test_a_number_is_found_as_printed(text, number):
    assert KNOWN.found(text) == {number}


@pytest.mark.parametrize(
    "text",
    [
        USPS + "07", "3" + USPS, "X" + UPS, UPS + "X", USPS[:-1], "0" + FEDEX,
        "3 9400 1000 0000 0000 0000 17", "7994 6589 7372 0001", "0001 7994 6589 7372", "7994 6589 7372-1",
        f"{ORDER}-01", f"01-{ORDER}", f"{FEDEX}-0001", "999-1234567- 0000001", "1234 5678 9012", "0000 1234 5678",
        "99 12345678 01", "1234\n5678", "9400  1000  0000  0000  0000  17", "7994.6589.7372", "", "-", "\n \n",
    ],
)  # fmt: skip
def test_a_piece_of_a_longer_number_is_none(text):
    assert KNOWN.found(text) == set()


@pytest.mark.parametrize(
    ("read", "number"),
    [
        ("1Z999AAIO123456784", UPS),
        ("1Z999AA1 O1 2345 6784", UPS),
        ("94001OOOOOOOOOOOOOOO17", USPS),
        ("999-I234567-OOOOOO1", plain(ORDER)),
        ("LZO977l4679CN", S10),
    ],
)
def test_misread_letters_are_seen_through_in_a_picture_alone(read, number):
    assert KNOWN.found(read, is_seen=True) == {number}
    assert KNOWN.found(read) == set()


def test_misread_letters_prove_nothing_where_two_numbers_could_be_meant():
    assert Numbers(["AB10000000001", "ABI0000000001"]).found("ABlO000000001", is_seen=True) == set()
    assert Numbers(["AB10000000001"]).found("ABlO000000001", is_seen=True) == {"AB10000000001"}


def test_digits_that_do_not_look_alike_are_not_mended():
    assert KNOWN.found("1Z999AA10123456734", is_seen=True) == set()


def test_a_short_number_is_not_mended():
    assert KNOWN.found("I2345678", is_seen=True) == set()


def test_a_number_that_is_sound_as_read_is_another_one():
    near = UPS.replace("Z", "2", 1)
    assert Numbers([near]).found(UPS, is_seen=True) == set()
    assert Numbers([near]).found(near.replace("0", "O"), is_seen=True) == {near}


@pytest.mark.parametrize(
    ("name", "number"),
    [
        (f"{USPS}.pdf", USPS),
        (f"POD_{USPS}_1.jpg", USPS),
        (f"pod-{UPS.lower()}-2025-01-15.pdf", UPS),
        (f"delivery/{ORDER}/photo.jpg", plain(ORDER)),
        (f"{ORDER}-2.pdf", plain(ORDER)),
        (f"2025-01-15-{ORDER}.pdf", plain(ORDER)),
        ("999_1234567_0000001.png", plain(ORDER)),
        ("9400 1000 0000 0000 0000 17 (1).png", USPS),
        ("7994-6589-7372-2.png", FEDEX),
        ("签收12345678.png", SHORT),
    ],
)
def test_a_number_is_found_in_a_name(name, number):
    assert KNOWN.named(name) == {number}


@pytest.mark.parametrize(
    "name",
    [f"{USPS}07.pdf", "7994-6589-7372-0001.png", "0001-7994-6589-7372.png", "12345678-2025.png", "1234/5678.png"],
)
def test_a_piece_of_a_name_is_none(name):
    assert KNOWN.named(name) == set()


def test_nothing_known_finds_nothing():
    assert Numbers([]).found(f"{USPS} {ORDER}", is_seen=True) == set()
    assert Numbers([""]).named(f"{USPS}.pdf") == set()


@given(st.text(alphabet="0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=10, max_size=30), st.integers(2, 6), st.data())
def test_any_number_is_found_however_it_is_grouped_and_not_inside_of_another(number, size, data):
    numbers = Numbers([number])
    grouped = data.draw(st.sampled_from(" -")).join(number[at : at + size] for at in range(0, len(number), size))
    if not any(part.isalpha() and len(part) > 4 for part in (number, *grouped.replace("-", " ").split())):
        assert numbers.found(f"No.: {grouped}\n") == {number}
    assert numbers.found(number) == {number}
    for other in (f"7{number}", f"{number}A", number[1:], number[:-1]):
        assert other == number or number not in numbers.found(other)


@given(st.text(max_size=60))
def test_any_text_can_be_looked_through(text):
    assert KNOWN.found(text, is_seen=True) | KNOWN.named(text) <= {USPS, UPS, FEDEX, S10, SHORT, plain(ORDER)}
