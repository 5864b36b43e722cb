"""JupyterLab as ``vtr lab`` opens it in another language: a notebook in its words runs to its end."""

import shutil

import nbformat
import pytest
from browser.lab import NAMES, ROOT, figures, opened_and_run, served, shown

from vtr_lib.words import load


@pytest.mark.browser
@pytest.mark.parametrize(("name", "lang"), [(name, "zh-CN") for name in NAMES] + [(NAMES[1], "zh-TW")])
def test_vtr_lab_in_another_language_runs_to_the_end(page, tmp_path, name, lang):
    shutil.copytree(ROOT / "data" / "sample", tmp_path / "data" / "sample")
    committed = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", 4)
    path = tmp_path / "data" / "lab" / lang / f"{name}.ipynb"
    with served(tmp_path, ["vtr_lib", "lab", "--lang", lang, "--data", "data"]) as address:
        saved = opened_and_run(page, address, path, "", figures(committed))
    assert saved.cells[0].source == load(lang)(f"notebooks.{name}.title")
    assert not [output for cell in saved.cells for output in cell.get("outputs", ()) if output.output_type == "error"]
    assert [len(cell) for cell in shown(saved)] == [len(cell) for cell in shown(committed)]
    said = [data["text/html"] for cell in shown(saved) for data in cell if "text/html" in data]
    assert said
    assert not set(said) & {data.get("text/html") for cell in shown(committed) for data in cell}
