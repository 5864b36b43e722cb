"""Every error that can be raised has its sentence, and the sentence gets the values it asks for."""

import ast
import json
import string
from pathlib import Path

import pytest

import vtr_lib
from vtr_lib import errors, schema
from vtr_lib.errors import ConfigError, DataError, VtrError, error_from, printable
from vtr_lib.words import languages, load

ROOT = Path(vtr_lib.__file__).parent
KINDS = {name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, VtrError)}
PLACE = {"file", "line", "column"}


def raised(tree: ast.AST) -> list[tuple[str, set[str]]]:
    """Code and names of the values of every error built with a literal code."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    built = [call for call in calls if call.func.id in KINDS and call.args and isinstance(call.args[0], ast.Constant)]
    return [(call.args[0].value, {word.arg for word in call.keywords}) for call in built]


def joined(tree: ast.AST) -> list[int]:
    """The lines on which a value of an error is a list put in a row in English."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    values = [(call, word.value) for call in calls if call.func.id in KINDS for word in call.keywords]
    return [
        call.lineno
        for call, value in values
        if any(isinstance(node, ast.Constant) and node.value == ", " for node in ast.walk(value))
    ]


FOUND = [(path, *pair) for path in sorted(ROOT.rglob("*.py")) for pair in raised(ast.parse(path.read_text("utf-8")))]


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize(("path", "code", "values"), FOUND, ids=lambda value: value if isinstance(value, str) else "")
def test_every_error_can_be_told(lang, path, code, values):
    sentence = load(lang)(f"errors.{code}")
    asked = {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
    assert None in values or asked <= values - PLACE, f"{path}: {code} asks for {asked - values}"


def test_there_are_errors_to_tell():
    assert len(FOUND) > 30


def test_an_error_is_one_line_with_its_place_first():
    error = DataError(
        "BAD_VALUE", file="a.csv", line=3, column="value_cents", value="'x'", kind="int", count=1, hint="h"
    )
    assert str(error) == "a.csv:3 [value_cents]: BAD_VALUE: 'x' is no int (1 such cells); h"
    assert (
        str(ConfigError("POLICY_MISSING", column="target"))
        == "[target]: POLICY_MISSING: the policy must say this; add it"
    )


@pytest.mark.parametrize("lang", languages())
def test_a_kind_and_its_hint_are_told_in_the_language_asked_for(lang):
    words = load(lang)
    kinds = {column.kind for table in schema.TABLES.values() for column in table.columns}
    for kind in kinds:
        error = DataError("BAD_VALUE", value="'x'", kind=kind, count=1, hint=kind)
        assert words("errors.BAD_VALUE", value="'x'", count=1, kind=words(f"errors.kinds.{kind}"),
                     hint=words(f"errors.hints.{kind}")) in error.tell(words)  # fmt: skip
    assert "[A-Z]{2}" in DataError("BAD_VALUE", value="x", kind="country", count=1, hint="[A-Z]{2}").tell(words)


def test_a_list_reaches_an_error_as_a_list():
    assert joined(ast.parse('raise ConfigError("KEY", known=", ".join(known))')) == [1]
    assert not [f"{path}:{line}" for path in ROOT.rglob("*.py") for line in joined(ast.parse(path.read_text("utf-8")))]


@pytest.mark.parametrize(("lang", "row"), [("en", "us, uk"), ("zh-CN", "us、uk"), ("zh-TW", "us、uk")])
def test_a_list_stands_in_a_row_as_the_language_writes_one(lang, row):
    error = ConfigError("POLICY_UNKNOWN", policy="mx", known=["us", "uk"])
    for each in (error, error_from(json.loads(json.dumps(error.document())))):
        assert row in each.tell(load(lang))


def test_nothing_that_moves_the_cursor_or_the_direction_of_text_reaches_a_terminal():
    assert printable("a\x1b[2Jb\nc\u202ed") == "a�[2Jb�c�d"
    assert len(printable("x" * 1000)) == 300


def test_exit_codes():
    expected = {
        "VtrError": 1,
        "UsageError": 64,
        "DataError": 65,
        "MissingInput": 66,
        "Unexpected": 1,
        "CannotWrite": 73,
        "DiskError": 74,
        "Busy": 75,
        "ConfigError": 78,
    }
    assert {name: getattr(errors, name).exit_code for name in KINDS} == expected
