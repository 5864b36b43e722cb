"""Notebooks run in this interpreter, whatever lies around on the machine."""

import json
import os
import sys

import nbformat
import papermill
import pytest

from vtr_lib.errors import DataError
from vtr_lib.publish import runner


@pytest.fixture
def books(tmp_path, monkeypatch):
    """A folder of notebooks made of cells given as text."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    monkeypatch.setattr(runner, "NOTEBOOKS", folder)

    def write(name: str, *cells: str) -> None:
        book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text) for text in cells])
        book.metadata = {"kernelspec": {"name": "conda-env-sellers-py", "display_name": "x"}}
        nbformat.write(book, folder / f"{name}.ipynb")

    return write


def test_a_stray_kernel_specification_is_not_used(books, tmp_path, monkeypatch):
    stray = tmp_path / "jupyter" / "kernels" / "python3"
    stray.mkdir(parents=True)
    (stray / "kernel.json").write_text(json.dumps({"argv": ["false"], "display_name": "stray", "language": "python"}))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "0")
    books("who", "import sys", "sys.executable")
    found = runner.run("who", {}, tmp_path / "out.ipynb", tmp_path)
    assert found.cells[1].outputs[0].data["text/plain"] == repr(sys.executable)


@pytest.mark.parametrize(("cell", "reason"), [
    ("1 / 0", "ZeroDivisionError: division by zero"),
    ("import sys; sys.exit(0)", ""),
    ("import os; os._exit(3)", "Kernel died"),
])  # fmt: skip
def test_a_notebook_that_does_not_run_to_its_end_is_an_error(books, tmp_path, cell, reason):
    books("broken", "1", cell, "2")
    with pytest.raises(DataError, match=rf"broken\.ipynb: CELL_FAILED.*{reason}"):
        runner.run("broken", {}, tmp_path / "out.ipynb", tmp_path)
    assert not (tmp_path / "out.ipynb").exists()


def test_two_runs_are_the_same_to_the_byte(books, tmp_path):
    books("same", "1", "print('x')\n2")
    for name in ("one", "two"):
        runner.run("same", {}, tmp_path / name, tmp_path)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_the_environment_is_put_back(books, tmp_path, monkeypatch):
    monkeypatch.setenv("PLOTLY_RENDERER", "browser")
    monkeypatch.delenv("VTR_DATA", raising=False)
    books("where", "import os; print(os.environ['VTR_DATA'], os.environ['PLOTLY_RENDERER'], end='')")
    found = runner.run("where", {}, tmp_path / "out.ipynb", tmp_path / "data")
    assert found.cells[0].outputs[0].text == f"{tmp_path / 'data'} plotly_mimetype"
    assert os.environ["PLOTLY_RENDERER"] == "browser"
    assert "VTR_DATA" not in os.environ


@pytest.mark.parametrize(("deaths", "is_run"), [(2, True), (3, False)])
def test_a_kernel_whose_port_was_taken_is_started_anew(books, tmp_path, monkeypatch, deaths, is_run):
    books("port", "1 + 1")
    starts, execute = [], papermill.execute_notebook

    def unlucky(*arguments, **options):
        starts.append(1)
        if len(starts) <= deaths:
            raise RuntimeError("Kernel died before replying to kernel_info")
        return execute(*arguments, **options)

    monkeypatch.setattr(papermill, "execute_notebook", unlucky)
    if is_run:
        runner.run("port", {}, tmp_path / "out.ipynb", tmp_path)
    else:
        with pytest.raises(DataError, match=r"CELL_FAILED.*before replying"):
            runner.run("port", {}, tmp_path / "out.ipynb", tmp_path)
    assert len(starts) == 3
