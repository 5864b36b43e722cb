"""Numbers are well-formed by checks written anew here, digit by digit, and held against published numbers."""

import re

import pytest

from vtr_lib.sample import numbers


def gs1(number: str) -> bool:
    """Every digit from the right times 1, 3, 1 …: a multiple of ten."""
    return sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(number))) % 10 == 0


def ups_like(number: str) -> bool:
    total = 0
    for place, char in enumerate(number[:-1], start=1):
        value = "0123456789".find(char) if char.isdigit() else "ABCDEFGHIJKLMNOPQRSTUVWXYZ".index(char) + 2
        total += value % 10 * (1 if place % 2 else 2)
    return (total + int(number[-1])) % 10 == 0


def s10(number: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(number[2:10], [8, 6, 4, 2, 3, 5, 9, 7], strict=True))
    check = 11 - total % 11
    return int(number[10]) == (5 if check == 11 else 0 if check == 10 else check)


def fedex(number: str) -> bool:
    weights = [3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1]
    return sum(int(digit) * weight for digit, weight in zip(number[:11], weights, strict=True)) % 11 % 10 == int(
        number[11]
    )


SHAPES = {
    "USPS": (r"9400\d{18}", gs1),
    "UPS": (r"1Z[0-9A-Z]{16}", lambda number: ups_like(number[2:])),
    "FedEx": (r"\d{12}", fedex),
    "OnTrac": (r"[CD]\d{14}", ups_like),
    "DHL eCommerce": (r"93\d{20}", gs1),
    "Yun Express": (r"YT\d{16}", None),
    "4PX": (r"4PX\d{13}CN", None),
    "Yanwen": (r"UB\d{9}YP", s10),
    "China Post": (r"LZ\d{9}CN", s10),
    "Canada Post": (r"\d{16}", gs1),
    "Royal Mail": (r"RN\d{9}GB", s10),
    "India Post": (r"EZ\d{9}IN", s10),
    "DHL Paket": (r"003404\d{14}", gs1),
    "Japan Post": (r"EM\d{9}JP", s10),
    "Old Dominion": (r"\d{11}", None),
}


def is_well_formed(carrier: str, number: str) -> bool:
    shape, check = SHAPES[carrier]
    return bool(re.fullmatch(shape, number)) and (check is None or check(number))


@pytest.mark.parametrize(
    ("digit", "number"),
    [
        (numbers.ups_digit, "C11031500001879"),
        (numbers.ups_digit, "C10999911320231"),
        (numbers.ups_digit, "999AA10123456784"),
        (numbers.gs1_digit, "0073938000549297"),
        (numbers.gs1_digit, "340434161094042557"),
        (numbers.fedex_digit, "986578788855"),
        (numbers.s10_digit, "473124829"),
    ],
)
def test_check_digits_of_published_numbers(digit, number):
    assert str(digit(number[:-1])) == number[-1]


def test_the_checks_here_agree_with_published_numbers():
    assert gs1("0073938000549297")
    assert ups_like("C11031500001879")
    assert fedex("986578788855")
    assert s10("RA473124829US")
    assert not any((gs1("0073938000549298"), ups_like("C11031500001878"), fedex("986578788856"), s10("RA473124828US")))


def test_numbers_of_each_carrier_are_well_formed_unless_meant_not_to_be(raw):
    wrong = [
        row["tracking-number"]
        for row in raw.rows
        if row["tracking-number"] not in ("", "NULL")
        and row["carrier-code"] != "Other"
        and not is_well_formed(row["carrier-code"], re.sub("[ -]", "", row["tracking-number"]))
    ]
    seen = {row["carrier-code"] for row in raw.rows}
    assert set(SHAPES) <= seen
    first_uploads = 4  # cut short at first and put right the day after
    mangled, bad_characters, bad_format, wrong_carrier = 3, 2, 3, 2
    # A number rounded by a spreadsheet keeps its shape and may keep its check digit by chance.
    expected = mangled + bad_characters + bad_format + wrong_carrier + first_uploads
    assert expected - 1 <= len(wrong) <= expected, wrong


def test_numbers_are_shared_only_where_the_story_says_so(raw):
    orders: dict[str, set[str]] = {}
    for row in raw.rows:
        if row["tracking-number"] not in ("", "NULL") and "E+" not in row["tracking-number"]:
            orders.setdefault(row["tracking-number"], set()).add(row["order-id"])
    combined, reused = 3, 2
    assert sum(len(ids) > 1 for ids in orders.values()) == combined + reused


@pytest.mark.parametrize("carrier", sorted(numbers.MAKERS))
def test_makers_never_repeat_themselves(carrier):
    make = numbers.MAKERS[carrier]
    assert len({make(serial) for serial in range(5000)}) == 5000
