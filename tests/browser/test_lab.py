"""JupyterLab as a user has it: open a notebook, run all cells, see what the committed one shows."""

import shutil

import nbformat
import pytest
from browser.lab import NAMES, ROOT, figures, opened_and_run, served, shown


@pytest.mark.browser
@pytest.mark.parametrize("name", NAMES)
def test_run_all_gives_what_is_committed(page, tmp_path, name):
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    shutil.copytree(ROOT / "data" / "sample", tmp_path / "data" / "sample")
    committed = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", 4)
    path = tmp_path / "notebooks" / f"{name}.ipynb"
    cleared = nbformat.read(path, 4)
    for cell in cleared.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    nbformat.write(cleared, path)
    with served(tmp_path, ["jupyter", "lab"]) as address:
        saved = opened_and_run(page, address, path, "notebooks/", figures(committed))
    assert shown(saved) == shown(committed)
