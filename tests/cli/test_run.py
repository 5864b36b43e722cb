"""``vtr run``: a notebook by its name, with parameters of one's own, into a file that is whole or not there."""

import re
import shutil
import sys
from pathlib import Path

import nbformat
import pytest

from vtr_lib.cli import main
from vtr_lib.cli.printing import watching
from vtr_lib.publish import runner
from vtr_lib.publish.progress import Progress
from vtr_lib.words import load

ROOT = Path(__file__).parents[2]
NAMES = ("store", "as_of", "lang", "policy", "number")


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("place") / "data"
    shutil.copytree(ROOT / "data" / "sample", folder / "sample")
    return folder


@pytest.fixture
def echo(tmp_path, monkeypatch) -> Path:
    """A folder of notebooks with one that says its parameters again."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    cell = nbformat.v4.new_code_cell(
        'store: str = ""\nas_of: str = ""\nlang: str = ""\npolicy: str = ""\nnumber: str = ""'
    )
    cell.metadata["tags"] = ["parameters"]
    told = nbformat.v4.new_code_cell(f"print([{', '.join(NAMES)}])")
    nbformat.write(nbformat.v4.new_notebook(cells=[cell, told]), folder / "echo.ipynb")
    monkeypatch.setattr(runner, "NOTEBOOKS", folder)
    return folder


def said(path: Path) -> str:
    return nbformat.read(path, 4).cells[-1].outputs[0].text.strip()


def test_it_runs_on_the_store_and_day_of_every_other_command_and_says_where(echo, data, capsys, monkeypatch):
    monkeypatch.chdir(data.parent)
    assert main(["run", "echo", "--data", str(data), "-p", "number=0306406152"]) == 0
    out = Path("reports", "notebooks", "echo.ipynb")
    assert capsys.readouterr() == (f"Notebook: {out}\n", "")
    assert said(data.parent / out) == "['sample', '2025-02-28', 'en', '', '0306406152']"
    assert (data.parent / out).stat().st_mode & 0o077 == 0


def test_options_are_parameters_and_the_place_is_ones_own(echo, data, tmp_path, capsys):
    own = tmp_path / "mine.toml"
    own.write_text('[policy]\nid = "mine"\nabout = "my reading"\nextends = "us"\n', "utf-8")
    out = tmp_path / "out.ipynb"
    options = ["--store", "sample", "--as-of", "2025-02-27", "--policy", str(own), "--data", str(data)]
    assert main(["run", str(echo / "echo.ipynb"), *options, "--lang", "zh-CN", "-o", str(out)]) == 0
    assert capsys.readouterr().out == f"笔记本：{out}\n"
    assert said(out) == "['sample', '2025-02-27', 'zh-CN', 'mine', '']"
    assert str(tmp_path) not in out.read_text("utf-8")


@pytest.mark.parametrize(("arguments", "code", "told"), [
    (["ecko"], 64, "NO_SUCH_NOTEBOOK: 'ecko' .* nearest is echo;"),
    (["../echo"], 64, "NO_SUCH_NOTEBOOK"), (["{here}/../echo.ipynb"], 64, "NO_SUCH_NOTEBOOK"),
    (["/etc/passwd"], 64, "NO_SUCH_NOTEBOOK"), ([""], 64, "NO_SUCH_NOTEBOOK"),
    (["echo", "-p", "as_off=1"], 64, r"\[as_off\]: PARAMETER: .*nearest is as_of;"),
    (["echo", "-p", "x=1\nimport os=1"], 64, r"\[x\]: PARAMETER"),
    (["echo", "-p", "number"], 64, "NO_PAIR"),
    (["echo", "-p", "store=a", "--store", "b"], 64, r"\[store\]: PARAMETER_TWICE"),
    (["echo", "--as-of", "2025-02-30"], 64, r"\[as_of\]: PARAMETER_VALUE"),
    (["echo", "--store", "nobody"], 66, "NO_STORE"),
    (["echo", "-o", "{here}/echo.ipynb"], 64, "NOTEBOOK_OUT"), (["echo", "-o", "{here}/../x.txt"], 64, "NOTEBOOK_OUT"),
    (["echo", "-o", "{here}/../none/x.ipynb"], 73, "NO_FOLDER"),
])  # fmt: skip
def test_what_is_off_is_told_before_anything_runs(echo, data, capsys, arguments, code, told, monkeypatch):
    monkeypatch.setattr(runner, "_execute", None)
    before = sorted(echo.parent.rglob("*"))
    arguments = [argument.replace("{here}", str(echo)) for argument in arguments]
    assert main(["run", *arguments, "--data", str(data), "--reports", str(echo.parent / "reports")]) == code
    assert re.search(told, capsys.readouterr().err)
    assert sorted(path for path in echo.parent.rglob("*") if path.name not in ("reports",)) == before


def test_a_failing_cell_ends_with_its_own_code_and_leaves_the_file_before(echo, data, tmp_path, capsys):
    book = nbformat.read(echo / "echo.ipynb", 4)
    book.cells.append(
        nbformat.v4.new_code_cell(
            "from vtr_lib.errors import ConfigError; raise ConfigError('POLICY_MISSING')", id="own"
        )
    )
    nbformat.write(book, echo / "echo.ipynb")
    out = tmp_path / "out.ipynb"
    out.write_text("before", "utf-8")
    assert main(["run", "echo", "--data", str(data), "-o", str(out), "--lang", "zh-TW"]) == 78
    assert load("zh-TW")("errors.POLICY_MISSING") in capsys.readouterr().err
    assert out.read_text("utf-8") == "before"


@pytest.mark.parametrize(("lang", "told"), [
    ("en", "12/84 02_rolling_rate, about 1,008 s left"), ("zh-CN", "12/84 02_rolling_rate，约剩 1,008 秒"),
])  # fmt: skip
def test_progress_is_shown_on_a_terminal_and_goes_with_it(lang, told, capsys, monkeypatch):
    at = Progress("02_rolling_rate", 12, 84, 1008)
    with watching(load(lang)) as watch:
        watch(at)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with watching(load(lang)) as watch:
        watch(Progress("01_monthly_report", 0, 84, None))
        watch(at)
    assert capsys.readouterr().err == f"\r\033[K0/84 01_monthly_report\r\033[K{told}\r\033[K"
