"""A run's parameters: the notebook's own names and types, and nothing that could get into its code."""

import nbformat
import pytest

from vtr_lib.errors import ConfigError, UsageError
from vtr_lib.publish import runner
from vtr_lib.publish.parameters import checked, stated

CELL = """package: str = "x"  # which
as_of: str = "2025-02-28"  # the day
lang: str = "en"
basis: str = "confirmed"
count: int = 3
is_all: bool = False"""


def book(*cells: str):
    made = [nbformat.v4.new_code_cell(text) for text in cells]
    made[0].metadata["tags"] = ["parameters"]
    return nbformat.v4.new_notebook(cells=made, metadata={"kernelspec": runner.KERNEL})


@pytest.mark.parametrize(("given", "held"), [
    ({}, {}),
    ({"package": "0306406152"}, {"package": "0306406152"}),
    ({"package": "1e5"}, {"package": "1e5"}),
    ({"package": "true"}, {"package": "true"}),
    ({"package": "{x.__class__} {{7*7}}"}, {"package": "{x.__class__} {{7*7}}"}),
    ({"package": "a" * 500}, {"package": "a" * 500}),
    ({"count": "007"}, {"count": 7}), ({"count": -1}, {"count": -1}),
    ({"is_all": "true"}, {"is_all": True}), ({"is_all": "false"}, {"is_all": False}),
    ({"is_all": True}, {"is_all": True}),
    ({"as_of": ""}, {"as_of": ""}), ({"as_of": "2024-02-29"}, {"as_of": "2024-02-29"}),
    ({"lang": "zh-TW", "basis": "promised"}, {"lang": "zh-TW", "basis": "promised"}),
])  # fmt: skip
def test_values_are_held_by_the_type_the_notebook_states(given, held):
    found = checked(given, book(CELL), "some")
    assert found == held
    assert list(map(type, found.values())) == list(map(type, held.values()))


@pytest.mark.parametrize(("given", "told"), [
    ({"as_off": "2025-02-28"}, r"\[as_off\]: PARAMETER: .*some.*nearest is as_of;.*package, as_of, lang, basis, count"),
    ({"COUNT": 1}, r"\[COUNT\]: PARAMETER: "),
    ({"_x": 1}, r"\[_x\]: PARAMETER: "),
    ({"package": 306406152}, r"\[package\]: PARAMETER_VALUE: 306406152 is not one line of text"),
    ({"package": "a" * 501}, "PARAMETER_VALUE"),
    ({"package": "a\nb"}, "PARAMETER_VALUE"), ({"package": "a\0"}, "PARAMETER_VALUE"),
    ({"package": "\u202ea"}, "PARAMETER_VALUE"), ({"package": "\ud800"}, "PARAMETER_VALUE"),
    ({"count": "1.0"}, r"'1\.0' is not a whole number"), ({"count": True}, "whole"), ({"count": "x"}, "whole"),
    ({"is_all": "yes"}, "true or false"), ({"is_all": 1}, "true or false"), ({"is_all": "True"}, "true or false"),
    ({"as_of": "2025-02-29"}, "write it as 2025-02-28"), ({"as_of": "20250228"}, "is not a day"),
    ({"as_of": "0001-01-01"}, "is not a day"), ({"as_of": "2025-W09-5"}, "is not a day"),
    ({"lang": "tlh"}, "PARAMETER_CHOICE: 'tlh' is none of: en, zh-CN, zh-TW"),
    ({"basis": "x"}, "none of: confirmed, promised"),
])  # fmt: skip
def test_what_is_no_parameter_or_no_value_is_refused(given, told):
    with pytest.raises(UsageError, match=told) as caught:
        checked(given, book(CELL), "some")
    assert caught.value.exit_code == 64
    assert "\n" not in str(caught.value)


def test_a_notebook_without_parameters_takes_none():
    assert checked({}, book("1 + 1"), "none") == {}
    with pytest.raises(UsageError, match=r"\[store\]: PARAMETER: .*it has: $"):
        checked({"store": "x"}, book("1 + 1"), "none")


def test_a_parameter_of_another_type_is_the_notebooks_fault():
    with pytest.raises(ConfigError, match=r"odd\.ipynb \[share\]: PARAMETER_TYPE: .*float"):
        checked({}, book("share: float = 0.5"), "odd")


def test_every_notebook_states_help_and_a_type_for_each_parameter():
    for path in sorted(runner.NOTEBOOKS.glob("*.ipynb")):
        known = stated(runner.read(path.stem))
        assert all(parameter["help"] for parameter in known.values()), path.name
        assert {parameter["inferred_type_name"] for parameter in known.values()} <= {"str", "int", "bool"}


@pytest.fixture
def echo(tmp_path, monkeypatch):
    """A notebook that says its parameters again, in a folder whose name has braces."""
    folder = tmp_path / "{store}"
    folder.mkdir()
    monkeypatch.setattr(runner, "NOTEBOOKS", folder)
    nbformat.write(book('store: str = "x"\npackage: str = "y"', "print([store, package])"), folder / "echo.ipynb")
    return tmp_path


def test_no_name_gets_into_the_code(echo):
    for name in (f"x=1\nopen({str(echo / 'planted')!r}, 'w')\nz", "store=1;import os", "import os", "a.b", ""):
        with pytest.raises(UsageError, match="PARAMETER: "):
            runner.run("echo", {name: "1"}, echo / "out.ipynb", echo)
    assert {path.name for path in echo.iterdir()} == {"{store}"}


def test_hostile_values_and_braces_stay_text(echo):
    value = f'\'""" + open({str(echo / "planted")!r}, \'w\').name + """\'\\'
    out = echo / "{store}" / "{package.__class__}.ipynb"
    found = runner.run("echo", {"store": value, "package": "{missing} {store}"}, out, echo)
    assert found.cells[2].outputs[0].text == f"{[value, '{missing} {store}']}\n"
    assert {path.name for path in echo.iterdir()} == {"{store}"}
    assert {path.name for path in out.parent.iterdir()} == {"echo.ipynb", out.name}
