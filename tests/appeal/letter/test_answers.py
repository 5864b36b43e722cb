"""The seller's own answers: everything is optional, nothing misspelt is lost, a fault is named with its line."""

from datetime import date

import pytest
from appeal.letter.made_up import EVERYTHING, TOLD, case, made

from vtr_lib.appeal.letter.answers import LONGEST, MOST, Answers, load, parse, template
from vtr_lib.errors import ConfigError, DataError, MissingInput
from vtr_lib.words import languages
from vtr_lib.words import load as words


def test_answers_are_read_from_a_file(tmp_path):
    path = tmp_path / "answers.toml"
    path.write_text(TOLD, "utf-8")
    assert load(path) == EVERYTHING
    assert EVERYTHING.of("unknown").actions[0].done_on == date(2025, 2, 12)
    with pytest.raises(MissingInput, match="NOT_FOUND"):
        load(tmp_path / "no.toml")


def test_every_answer_is_optional_and_blank_ones_are_none():
    assert parse(b"", "a") == Answers()
    found = parse(
        b'[unknown]\nwhy = "  two\\n lines  "\nchanged_on = ""\n[[unknown.actions]]\ndone_on = "2025-02-03"', "a"
    )
    assert found.unknown.why == "two lines"
    assert found.unknown.changed_on is None
    assert found.unknown.actions[0].done_on == date(2025, 2, 3)


def test_the_change_is_complete_on_the_latest_of_its_days():
    assert Answers().turn_on is None
    text = b"[unknown]\nchanged_on = 2025-02-03\n[late_shipment]\nchanged_on = 2025-02-11"
    assert parse(text, "a").turn_on == date(2025, 2, 11)


@pytest.mark.parametrize(("text", "kind", "code", "place"), [
    ("a = ", ConfigError, "ANSWERS_SYNTAX", "a.toml:1"),
    ('seler = "x"', ConfigError, "ANSWERS_KEY", "a.toml:1 [seler]"),
    ('\n[unknown]\nwhy = ""\nwho = ""', ConfigError, "ANSWERS_KEY", "a.toml:4 [unknown.who]"),
    ("\n[weather]\n", ConfigError, "ANSWERS_KEY", "a.toml:2 [weather]"),
    ("seller = 3", DataError, "ANSWERS_VALUE", "a.toml:1 [seller]"),
    (f'seller = "{"x" * (LONGEST + 1)}"', DataError, "ANSWERS_VALUE", "a.toml:1 [seller]"),
    ("[unknown]\nchanged_on = 2025-02-03T10:00:00", DataError, "ANSWERS_VALUE", "a.toml:2 [unknown.changed_on]"),
    ("[unknown]\nchanged_on = 0025-02-03", DataError, "ANSWERS_VALUE", "a.toml:2 [unknown.changed_on]"),
    ('[[unknown.actions]]\nwhat = ""\n[[unknown.actions]]\n\ndone_on = "Feb 3"', DataError, "ANSWERS_VALUE",
     "a.toml:5 [unknown.actions.2.done_on]"),
    ("[[unknown.actions]]\n" * (MOST + 1), DataError, "ANSWERS_VALUE", "[unknown.actions]"),
])  # fmt: skip
def test_a_fault_is_named_with_its_line_and_key(text, kind, code, place):
    with pytest.raises(kind, match=code) as raised:
        parse(text.encode(), "a.toml")
    assert place in str(raised.value)
    assert raised.value.exit_code == (65 if kind is DataError else 78)


def test_what_is_no_utf_8_is_refused_with_its_line():
    with pytest.raises(ConfigError, match=r"a\.toml:2: ENCODING"):
        parse(b'contact = ""\nseller = "\xff"', "a.toml")


@pytest.mark.parametrize("lang", languages())
def test_the_template_answers_nothing_and_names_every_cause(lang):
    hostile = "=1+1\n[unknown]\nwhy = 'x' \u202e \x00"
    text = template(case(category=hostile), words(lang))
    found = parse(text.encode(), "answers.toml")
    assert made(lang, answers=found).sentences == made(lang, answers=Answers()).sentences
    for each in case()["causes"]:
        assert f"[{each['cause']}]" in text
        assert str(each["packages"]) in text
    assert "\u202e" not in text


@pytest.mark.parametrize("lang", languages())
def test_the_template_takes_days_once_their_sign_is_taken_away(lang):
    text = template(case(), words(lang))
    lines = [line.removeprefix("# ") if "_on = " in line else line for line in text.splitlines()]
    found = parse("\n".join(lines).encode(), "answers.toml")
    assert found.turn_on == date(2025, 2, 28)
    assert found.unknown.measures[0].from_on == date(2025, 2, 28)
