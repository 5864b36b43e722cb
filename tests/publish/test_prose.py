"""The notebooks' prose: every cell in every language, English as committed, the same headings, links and code."""

import re
from pathlib import Path

import nbformat
import papermill
import pytest

from vtr_lib.publish.kernels import Kernels
from vtr_lib.publish.prose import localised
from vtr_lib.words import Words, languages, load

NOTEBOOKS = {path.stem: path for path in sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))}
TRANSLATED = [lang for lang in languages() if lang != "en"]
SCRIPTS = {"zh-CN": "[\u3400-\u9fff]", "zh-TW": "[\u3400-\u9fff]"}  # of languages not written in Latin letters
MARKS = {
    "headings": r"^#{1,6}(?= )",
    "links": r"\]\(([^)]*)\)",
    "code": r"`[^`]+`",
    "items": r"^ *(?:-|\d+\.)(?= )",
    "bold": r"\*\*",
}


def read(name: str):
    return nbformat.read(NOTEBOOKS[name], 4)


def parameters(notebook) -> str:
    """The source of the parameters' cell; empty where there is none."""
    return next((cell.source for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])), "")


def lacking(notebook, name: str, words: Words) -> list[str]:
    """Keys that a notebook asks for and a words file lacks, and keys of a notebook that no cell of it asks for."""
    has, said = words.table("notebooks").get(name, {}), words.table("notebooks.parameters")
    asked = [cell.id for cell in notebook.cells if cell.cell_type == "markdown"]
    named = [line.partition(":")[0] for line in parameters(notebook).split("\n") if line]
    return [
        *(f"{words.lang}.toml lacks notebooks.{name}.{key}" for key in asked if key not in has),
        *(f"{words.lang}.toml lacks notebooks.parameters.{key}" for key in named if key not in said),
        *(f"{words.lang}.toml has notebooks.{name}.{key}, which is no cell" for key in has if key not in asked),
    ]


def differing(english: str, other: str, script: str | None = None) -> list[str]:
    """What a translated cell does not keep: its marks in their order and, but for an empty one, its own script."""
    found = [kind for kind, mark in MARKS.items() if re.findall(mark, english, re.M) != re.findall(mark, other, re.M)]
    texts = [re.sub(r"`[^`]+`|\]\([^)]*\)", "", line) for line in other.split("\n")]
    if script and any(re.search("[A-Za-z]{2}", text) and not re.search(script, text) for text in texts):
        found.append("left in English")
    return found


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_cell_has_its_prose_and_every_prose_its_cell(name, lang):
    assert lacking(read(name), name, load(lang)) == []


@pytest.mark.parametrize("lang", languages())
def test_there_is_no_prose_of_a_notebook_that_is_gone(lang):
    assert load(lang).table("notebooks").keys() == {"parameters", *NOTEBOOKS}


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_the_committed_notebook_is_what_english_says(name):
    committed = read(name)
    assert localised(committed, name, load("en")) == committed


@pytest.mark.parametrize("lang", TRANSLATED)
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_translation_keeps_headings_links_and_code(name, lang):
    english, other = load("en").table(f"notebooks.{name}"), load(lang).table(f"notebooks.{name}")
    found = {key: differing(english[key], other[key], SCRIPTS.get(lang)) for key in english}
    assert {key: faults for key, faults in found.items() if faults} == {}


@pytest.mark.parametrize("lang", TRANSLATED)
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_only_the_prose_is_another(name, lang):
    committed, other = read(name), localised(read(name), name, load(lang))
    assert committed == read(name)
    for before, after in zip(committed.cells, other.cells, strict=True):
        is_prose = before.cell_type == "markdown" or "parameters" in before.metadata.get("tags", [])
        assert (before.source != after.source) == is_prose, before.id
        assert before | {"source": ""} == after | {"source": ""}


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_parameters_keep_their_defaults_and_say_what_they_are(tmp_path, name, lang):
    nbformat.write(localised(read(name), name, load(lang)), tmp_path / "other.ipynb")
    before = papermill.inspect_notebook(str(NOTEBOOKS[name]))
    after = papermill.inspect_notebook(str(tmp_path / "other.ipynb"))
    wanted = {key: told["default"] for key, told in before.items()} | {"lang": f'"{lang}"'}
    assert {key: told["default"] for key, told in after.items()} == wanted
    said = load(lang).table("notebooks.parameters")
    assert {key: told["help"] for key, told in after.items()} == {key: said[key] for key in before}


def small(*cells: tuple[str, str, str]):
    """A notebook of ``(id, what it is, source)``; ``what`` is ``markdown``, ``code`` or ``parameters``."""
    book = nbformat.v4.new_notebook()
    for key, what, source in cells:
        make = nbformat.v4.new_markdown_cell if what == "markdown" else nbformat.v4.new_code_cell
        book.cells.append(make(source, id=key, metadata={"tags": [what]} if what == "parameters" else {}))
    return book


def test_a_localised_notebook_runs_in_its_language():
    book = small(
        ("title", "markdown", "# Monthly report"),
        ("parameters", "parameters", 'lang: str = "en"  # language'),
        ("total", "code", "from vtr_lib.words import load\nprint(load(lang)('tables.total'), end='')"),
    )
    with Kernels({}) as kernels:
        found = papermill.execute_notebook(
            localised(book, "01_monthly_report", load("zh-CN")), None, {}, kernel_name="python3",
            kernel_manager_class=kernels.manager(), progress_bar=False,
        )  # fmt: skip
    assert found.cells[0].source == load("zh-CN")("notebooks.01_monthly_report.title")
    assert found.cells[2].outputs[0].text == load("zh-CN")("tables.total") != load("en")("tables.total")


def test_what_has_no_words_stays_as_it_is():
    book = small(
        ("own", "markdown", "# My own"),
        ("parameters", "parameters", 'mine: int = 3  # how many\nlang: str = "en"\nstore: str = ""'),
    )
    assert localised(book, "09_mine", load("zh-TW")) == book


def test_a_planted_fault_is_found():
    words = Words("en", {"notebooks": {"parameters": {"lang": "l"}, "09_x": {"title": "# T", "gone": "G"}}})
    book = small(("title", "markdown", "# T"), ("new", "markdown", "N"), ("p", "parameters", "lang: str\nday: str"))
    assert lacking(book, "09_x", words) == [
        "en.toml lacks notebooks.09_x.new",
        "en.toml lacks notebooks.parameters.day",
        "en.toml has notebooks.09_x.gone, which is no cell",
    ]
    assert lacking(book, "08_y", words)[0] == "en.toml lacks notebooks.08_y.title"


@pytest.mark.parametrize(("english", "other", "faults"), [
    ("## Next\n\nSee `a` and [b](b.ipynb).", "## 接下来\n\n参见 `a` 和 [b](b.ipynb)。", []),
    ("## Next", "# 接下来", ["headings"]),
    ("## Next", "接下来", ["headings"]),
    ("[b](b.ipynb)", "[甲](c.ipynb)", ["links"]),
    ("a `b` c", "甲 `c` 乙", ["code"]),
    ("1. a\n2. b", "1. 甲，乙", ["items"]),
    ("a **b**", "甲乙", ["bold"]),
    ("# Next\n\nThe days.", "# 接下来\n\nThe days.", ["left in English"]),
])  # fmt: skip
def test_what_a_translation_loses_is_found(english, other, faults):
    assert differing(english, other, SCRIPTS["zh-CN"]) == faults
