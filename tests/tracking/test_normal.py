import polars as pl
import pytest

from vtr_lib.tracking.normal import normalise, placeholders


def of_one(text):
    return normalise(pl.Series([text], dtype=pl.String)).row(0)


@pytest.mark.parametrize(
    ("given", "normalised"),
    [
        ("1Z5R89390357567127", "1Z5R89390357567127"),
        ("1z5r89390357567127", "1Z5R89390357567127"),
        (" 1Z 5R8 939 03 5756 7127 ", "1Z5R89390357567127"),
        ("1Z5R8939\u00a00357567127", "1Z5R89390357567127"),
        ("1Z5R8939\u200b0357567127\ufeff", "1Z5R89390357567127"),
        ("1Z5R8939-0357–5671—27\t\n", "1Z5R89390357567127"),
        ("９４００１１１２０１０８０８０５４８３０１６", "9400111201080805483016"),
        ("'0123456", "0123456"),
        ('="0123456"', "0123456"),
        ('= "0123456" ', "0123456"),
        ("“0123456”", "0123456"),
        ("4123.0", "4123"),
        ("041441760228964.00", "041441760228964"),
        ("9007199254740992.0", "9007199254740992"),
        ("12E45", "12E45"),
        ("98.99.223344.55667788", "989922334455667788"),
        ("1.2.3", "123"),
        ("0001", "0001"),
        ("XX1", "XX1"),
    ],
)
def test_normal_form(given, normalised):
    assert of_one(given) == (normalised, None)


@pytest.mark.parametrize(
    "given",
    [
        "9.4E+21", "9,4E+21", "9.40011E+21", "9.4e+21", "9E+21", "9E21", "9.4E21", "9. 4E +21", "94.0011E+20", "12E+45",
        "9007199254740993.0", "9400111899223190000000.0", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "########",
    ],
)  # fmt: skip
def test_mangled(given):
    assert of_one(given)[1] == "mangled"


@pytest.mark.parametrize(
    "given",
    [
        "单号9400",
        "9400★",
        "é123456",
        "1Z/2Z",
        "94.01",
        "1.2.3.",
        "1..2",
        "98.99.A",
        "LB123,LB124",
        "ß1234",
        "a\x00b1",
        "📦",
    ],
)
def test_bad_characters(given):
    assert of_one(given)[1] == "bad_characters"


@pytest.mark.parametrize(
    "given",
    [
        None, "", " ", "\u3000", "\u200b", "-", "--", "—", "N/A", "n.a.", "#N/A", "NA?", "none", "NULL", "NaN",
        "0", "0.0", "000000000000", "0000 0000 0000", "x", "XXXXXX", "pending", "Tracking", "Tracking Number",
        "no tracking", "TBA", "待定", "'", "???", '=""',
    ],
)  # fmt: skip
def test_empty(given):
    assert of_one(given) == (None, "empty")


def test_no_placeholder_has_a_digit():
    assert not any(char.isdigit() for word in placeholders() for char in word)


def test_order_is_kept_between_plain_and_odd_ones():
    given = ["A1", None, " a2", "A1", "9E+21", "A3"]
    assert normalise(pl.Series(given))["normalised"].to_list() == ["A1", None, "A2", "A1", "9E+21", "A3"]
    assert normalise(pl.Series([], dtype=pl.String)).height == 0
    assert normalise(pl.Series([None, None]))["fault"].to_list() == ["empty", "empty"]
