"""The lab's copies: made, made anew, and never written over what somebody changed."""

import os

import nbformat
import pytest

from vtr_lib.errors import ConfigError
from vtr_lib.publish import copies, lab
from vtr_lib.words import Words, languages, load

NAME = "01_x.ipynb"


@pytest.fixture
def project(tmp_path, monkeypatch):
    """``project(text)`` commits one notebook with that text, run and with its output."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    monkeypatch.setattr(copies, "NOTEBOOKS", folder)

    def commit(text: str, name: str = NAME) -> None:
        cell = nbformat.v4.new_code_cell("1", id="one", execution_count=1)
        cell.outputs = [nbformat.v4.new_output("execute_result", {"text/plain": "1"}, execution_count=1)]
        title = nbformat.v4.new_markdown_cell(text, id="title")
        nbformat.write(nbformat.v4.new_notebook(cells=[title, cell]), folder / name)

    return commit


@pytest.fixture
def renew(tmp_path):
    """``renew()`` brings the copies up to date; gives what lies beside."""
    return lambda: copies.renew(tmp_path / "lab", load("zh-CN"))


@pytest.fixture
def held(tmp_path):
    """The first cell of every copy, by name."""
    folder = tmp_path / "lab"
    return lambda: {path.name: nbformat.read(path, 4).cells[0].source for path in sorted(folder.glob("*.ipynb"))}


def edit(path, text: str) -> None:
    book = nbformat.read(path, 4)
    book.cells[0].source = text
    nbformat.write(book, path)


def test_a_copy_is_made_where_there_is_none_without_its_outputs(project, renew, held, tmp_path):
    project("A")
    assert renew() == []
    assert held() == {NAME: "A"}
    code = nbformat.read(tmp_path / "lab" / NAME, 4).cells[1]
    assert (code.outputs, code.execution_count) == ([], None)
    (tmp_path / "lab" / NAME).unlink()
    assert renew() == []
    assert held() == {NAME: "A"}


def test_a_copy_nobody_edited_follows_the_project(project, renew, held):
    project("A")
    renew()
    project("B")
    assert renew() == []
    assert held() == {NAME: "B"}


def test_running_a_copy_is_no_edit(project, renew, held, tmp_path):
    project("A")
    renew()
    book = nbformat.read(tmp_path / "lab" / NAME, 4)
    book.cells[1].execution_count, book.metadata["x"] = 7, 1
    nbformat.write(book, tmp_path / "lab" / NAME)
    project("B")
    assert renew() == []
    assert held() == {NAME: "B"}


def test_an_unchanged_project_leaves_a_run_copy_with_its_outputs(project, renew, tmp_path):
    project("A")
    renew()
    book = nbformat.read(tmp_path / "lab" / NAME, 4)
    book.cells[1].execution_count = 7
    nbformat.write(book, tmp_path / "lab" / NAME)
    before = (tmp_path / "lab" / NAME).read_bytes()
    renew()
    assert (tmp_path / "lab" / NAME).read_bytes() == before


def test_an_edited_copy_stays_and_the_new_one_lies_beside_it(project, renew, held, tmp_path):
    project("A")
    renew()
    edit(tmp_path / "lab" / NAME, "mine")
    assert renew() == []
    project("B")
    assert renew() == [(NAME, "01_x.new.ipynb")]
    assert held() == {NAME: "mine", "01_x.new.ipynb": "B"}
    assert renew() == []
    project("C")
    assert renew() == [(NAME, "01_x.new.ipynb")]
    assert held() == {NAME: "mine", "01_x.new.ipynb": "C"}


def test_an_edited_new_one_stays_too(project, renew, held, tmp_path):
    project("A")
    renew()
    edit(tmp_path / "lab" / NAME, "mine")
    project("B")
    renew()
    edit(tmp_path / "lab" / "01_x.new.ipynb", "mine too")
    project("C")
    assert renew() == [(NAME, "01_x.new2.ipynb")]
    assert held() == {NAME: "mine", "01_x.new.ipynb": "mine too", "01_x.new2.ipynb": "C"}


def test_a_new_one_taken_in_place_of_the_old_follows_again(project, renew, held, tmp_path):
    project("A")
    renew()
    edit(tmp_path / "lab" / NAME, "mine")
    project("B")
    renew()
    (tmp_path / "lab" / "01_x.new.ipynb").replace(tmp_path / "lab" / NAME)
    assert renew() == []
    project("C")
    assert renew() == []
    assert held() == {NAME: "C"}


@pytest.mark.parametrize("lost", ["{", "[]", None])
def test_without_the_digests_nothing_is_written_over(project, renew, held, tmp_path, lost):
    project("A")
    renew()
    digests = tmp_path / "lab" / copies.WRITTEN
    digests.unlink() if lost is None else digests.write_text(lost)
    project("B")
    assert renew() == [(NAME, "01_x.new.ipynb")]
    assert held() == {NAME: "A", "01_x.new.ipynb": "B"}


def test_what_is_no_notebook_any_more_is_not_written_over(project, renew, tmp_path):
    project("A")
    renew()
    (tmp_path / "lab" / NAME).write_text("{ half")
    project("B")
    assert renew() == [(NAME, "01_x.new.ipynb")]
    assert (tmp_path / "lab" / NAME).read_text() == "{ half"


def test_other_words_make_a_copy_anew(project, tmp_path, held):
    project("A")
    for text in ("甲", "乙"):
        words = Words("zh-CN", {"notebooks": {"parameters": {}, "01_x": {"title": text}}})
        assert copies.renew(tmp_path / "lab", words) == []
        assert held() == {NAME: text}


def test_without_the_projects_notebooks_it_says_so(project, renew):
    with pytest.raises(ConfigError, match="NO_NOTEBOOK"):
        renew()


def test_english_is_the_projects_own_folder(tmp_path):
    assert lab.copies(tmp_path, load("en")) == (lab.NOTEBOOKS, [])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("lang", [lang for lang in languages() if lang != "en"])
def test_any_other_language_is_a_folder_of_the_data(tmp_path, lang):
    folder, beside = lab.copies(tmp_path, load(lang))
    assert (folder, beside) == (tmp_path / "lab" / lang, [])
    made = {path.name: nbformat.read(path, 4).cells[0].source for path in folder.glob("*.ipynb")}
    assert made.keys() == {path.name for path in lab.NOTEBOOKS.glob("*.ipynb")}
    assert made["00_start_here.ipynb"] == load(lang)("notebooks.00_start_here.title")


@pytest.mark.parametrize("is_installed", [True, False])
def test_jupyterlab_is_started_on_the_copies_and_on_this_data(tmp_path, monkeypatch, is_installed):
    folder, _ = lab.copies(tmp_path, load("zh-TW"))
    called = {}
    monkeypatch.setattr(lab, "is_installed", lambda package: package == "jupyterlab")
    monkeypatch.setattr(lab, "has_interface", lambda lang: is_installed)
    monkeypatch.setattr(lab.subprocess, "call", lambda command, **how: called.update(how, command=command) or 7)
    assert lab.lab(folder, tmp_path, load("zh-TW")) == 7
    assert called["command"][-1] == str(folder / "00_start_here.ipynb")
    assert called["env"]["VTR_DATA"] == str(tmp_path)
    config = called["env"].get("JUPYTER_CONFIG_PATH", "").split(os.pathsep)[0]
    assert (config == str(folder / lab.INTERFACE)) is is_installed
    if is_installed:
        chosen = (folder / lab.INTERFACE / "labconfig" / "default_setting_overrides.json").read_text()
        assert '"locale": "zh_TW"' in chosen
