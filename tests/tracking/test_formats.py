from fnmatch import fnmatchcase

import pytest

from vtr_lib.errors import ConfigError
from vtr_lib.tracking.carriers import carriers
from vtr_lib.tracking.digits import parse_rule
from vtr_lib.tracking.formats import formats, parse

HEAD = "[f]\ncarrier = 'usps'\nconfidence = 'low'\nsource = 's'\n"


def one(shape, **more):
    lines = {"shapes": [shape], "evidence": "length", **more}
    return parse(HEAD + "\n".join(f"{key} = {value!r}" for key, value in lines.items()))[0]


def places(shape, **more):
    return [tuple(template.places) for template in one(shape, **more).templates]


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ("1Z", [("1", "Z")]),
        ("#", [("0123456789",)]),
        ("[A-C7]", [("7ABC",)]),
        ("A{2}", [("A", "A")]),
        ("A{1,2}", [("A",), ("A", "A")]),
        ("<GB|DE>", [("G", "B"), ("D", "E")]),
        ("<US|UM|UY|VA>", [("U", "MSY"), ("V", "A")]),
        ("X<A|BC>", [("X", "A"), ("X", "B", "C")]),
    ],
)
def test_shapes(shape, expected):
    assert sorted(places(shape)) == sorted(expected)


def test_check_place():
    template = one("X(##)=Y", evidence="check", check="mod7").templates[0]
    assert (template.covered, template.check_at) == ((1, 3), 3)
    assert template.places[3] == "0123456", "a seven can never be right by seven"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"shape": "a"}, "FORMAT_SHAPE"),
        ({"shape": "#{"}, "FORMAT_SHAPE"),
        ({"shape": "#{3,2}"}, "FORMAT_SHAPE"),
        ({"shape": "<A|B>{2}"}, "FORMAT_SHAPE"),
        ({"shape": "(#)", "check": "mod7", "evidence": "check"}, "FORMAT_SHAPE"),
        ({"shape": "=(#)", "check": "mod7", "evidence": "check"}, "FORMAT_SHAPE"),
        ({"shape": "#{41}"}, "FORMAT_SHAPE"),
        ({"shape": "#", "check": "mod7", "evidence": "check"}, "FORMAT_CHECK"),
        ({"shape": "(#)=", "evidence": "length"}, "FORMAT_CHECK"),
        ({"shape": "(#)=", "evidence": "length", "check": "mod7"}, "FORMAT_CHECK"),
        ({"shape": "(#)=", "evidence": "check", "check": "mod8"}, "FORMAT_CHECK"),
        ({"shape": "(#)=", "evidence": "check", "check": "mod10"}, "FORMAT_CHECK"),
        ({"shape": "#", "evidence": "certain"}, "FORMAT_VALUE"),
        ({"shape": "(#)=", "evidence": "check", "check": "mod7", "zeros": '["0"]'}, "FORMAT_VALUE"),
        ({"shape": "(#)=", "evidence": "check", "check": "mod7", "zeros": '["7"]'}, "FORMAT_VALUE"),
        ({"shape": "##", "zeros": '["07"]'}, "FORMAT_VALUE"),
        ({"shape": "#", "confidence": "none"}, "FORMAT_SYNTAX"),
        ({"shape": "#", "colour": "red"}, "FORMAT_KEY"),
        ({"shape": "#", "evidence": ""}, "FORMAT_MISSING"),
    ],
)
def test_a_bad_format_is_refused(more, code):
    with pytest.raises(ConfigError) as caught:
        one(more.pop("shape"), **more)
    assert caught.value.code == code
    assert str(caught.value)


@pytest.mark.parametrize(
    ("rule", "body", "char"),
    [  # worked by hand or printed in the standard
        ("s10", "47312482", "9"),  # UPU S10's own example, RA473124829
        ("mod10(3,1)", "37610425002123456", "9"),  # GS1's example of an SSCC
        ("luhn", "7992739871", "3"),
        ("mod7", "1234567890", "3"),  # 7 × 176366841 = 1234567887
        ("mod10(1,2)", "999AA1012345678", "4"),  # 1Z999AA10123456784
    ],
)
def test_known_check_characters(rule, body, char, twin):
    assert twin.expected(rule, body) == char
    parsed = parse_rule(rule)
    at = parsed.start(len(body))
    for step, one_char in zip(parsed.steps(len(body)), body, strict=True):
        at = step[at, ord(one_char)]
    assert parsed.answers[at] == char


def test_health_of_the_table():
    names = [entry.name for entry in formats()]
    for entry in formats():
        assert entry.carrier in carriers()
        assert entry.source.strip()
        has_prefix = all(any(len(place) <= 3 for place in template.places) for template in entry.templates)
        assert has_prefix or "prefix" not in entry.evidence, f"{entry.name} has no fixed character"
    for carrier in carriers().values():
        for pattern in carrier.accepts:
            assert any(fnmatchcase(name, pattern) for name in names), f"{carrier.slug} accepts {pattern}"


def test_any_other_country_has_exactly_one_s10_format():
    ends = [
        first + second
        for entry in formats()
        if entry.name.startswith("s10-")
        for template in entry.templates
        for first in template.places[-2]
        for second in template.places[-1]
    ]
    assert len(ends) == len(set(ends))
    assert {"US", "GB", "CN", "MD", "ZW", "GG", "TS"} <= set(ends)
    assert not {"YP", "ZZ", "UK", "AA"} & set(ends)
