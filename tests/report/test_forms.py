"""Every day and number of the notebooks is written as the language writes it: none is left as the files hold it.

The cells are run with the words of every language, and with English ones said to be German, a language nobody
translated: its marks, 1.234,5 and 28.02.2025, differ from those of all others, so what goes another way shows.
"""

import ast
import json
import re
from pathlib import Path

import nbformat
import plotly.graph_objects as go
import pytest

from vtr_lib import words as vocabulary
from vtr_lib.appeal.letter_box import LetterBox
from vtr_lib.report import month as months
from vtr_lib.report.headline import Headline
from vtr_lib.report.statement import Statement
from vtr_lib.report.table import Table
from vtr_lib.words import Words, languages, load

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("0*.ipynb"))
FOURTH = "de"
ISO = re.compile(r"(?<![\w@-])\d{4}-\d{2}(?:-\d{2})?(?![\w-]|\.\w)")
UNGROUPED = re.compile(r"(?<![\w.,:/@-])\d{4,}(?![\w/:-])")
POINT = re.compile(r"(?<![\w.-])\d+\.\d{1,2}(?![\d.\w-])")  # 94.9, but 1.234 is a German thousand
# Days as they should be; and what is no number of ours: ids and tracking numbers as typed, names of files and rules, a
# hash, days within the titles of sources and what is said of them, and sentences that hold a number themselves.
NAMED = re.compile(
    r"[A-Z][a-z]{2} \d{1,2}, \d{4}|\d{4}年|\d{4} 年|\d{2}\.\d{2}\.\d{4}|\w+@[\d-]+|[\w-]+-\d{4}-\d{2}[\w.-]*"
    r"|999-\d{7}-\d{7}\S*|[0-9a-f]{64}|\b[A-Z0-9]*\d{6,}[A-Z0-9]*\b|Orders API \S+|G?20\d{7}|\d \d/\d"
    r"|(in|of|late|[A-Z][a-z]+) \d{4}|(2\.5|0\.1) % (of chance lie )?(below|above)"
)


@pytest.fixture(scope="module")
def shown(month):
    """All texts a reader sees of every notebook, by language."""
    own = {lang: load(lang) for lang in languages()} | {FOURTH: Words(FOURTH, load("en")._entries)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vocabulary, "load", lambda lang="en": own[lang])
        patch.setattr(months, "open_month", lambda *_, **__: month)
        every = [texts(path, list(own)) for path in NOTEBOOKS]
    return {lang: [text for found in every for text in found[lang]] for lang in own}


def texts(path: Path, langs: list[str]) -> dict[str, list[str]]:
    """Captions, heads, cells, sentences, titles, labels and alt texts that a notebook's cells put out, by language.

    What does not ask for words is counted once.
    """
    cells = [ast.parse(cell.source).body for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]
    space, found = {}, {}
    for lang in langs:
        found[lang] = []
        for statement in (each for cell in cells for each in cell):
            code = ast.unparse(statement)
            if isinstance(statement, ast.Expr):
                found[lang] += said(eval(code, space))
            elif lang == langs[0] or "words" in code:
                exec(code, space)
                space["lang"] = lang
        space["lang"] = langs[(langs.index(lang) + 1) % len(langs)]
    return found


def said(output: object) -> list[str]:
    if isinstance(output, Table):
        lines = [output._cells(row) for row in (output.head, *output.rows, output.total)]
        return [output.caption, output.nothing, *(cell.text for line in lines for cell in line)]
    if isinstance(output, Headline | LetterBox | Statement):
        return repr(output).splitlines()
    assert isinstance(output, go.Figure), output
    figure = json.loads(output.to_json())
    layout, traces = figure["layout"], figure["data"]
    axes = [axis for name, axis in layout.items() if name.startswith(("xaxis", "yaxis"))]
    labels = [str(text) for axis in axes for text in axis.get("ticktext", ())]
    labels += [note.get("text", "") for note in layout.get("annotations", ())]
    labels += [trace.get("name", "") for trace in traces]
    labels += [text for trace in traces for text in (*trace.get("text", ()), *trace.get("node", {}).get("label", ()))]
    pointed_at = [trace.get("hovertemplate") or "" for trace in traces]
    assert "%Y-%m-%d" not in "".join([*pointed_at, *(axis.get("tickformat", "") for axis in axes)])
    return [*(layout["meta"][key] for key in ("title", "subtitle", "alt")), *labels]


def plain(text: str) -> str:
    return NAMED.sub("", re.sub(r"<[^>]+>", " ", text))


@pytest.mark.parametrize("lang", [*languages(), FOURTH])
def test_no_day_and_no_thousand_is_left_as_the_files_hold_it(shown, lang):
    assert len(shown[lang]) > 3000
    left = [text for text in shown[lang] if ISO.search(plain(text)) or UNGROUPED.search(plain(text))]
    assert not left


def test_a_language_that_nobody_translated_has_its_own_marks(shown):
    every = "\n".join(shown[FOURTH])
    assert "28.02.2025" in every
    assert re.search(r"\b\d\.\d{3}\b", every)
    assert re.search(r"\d,\d % \(\d", every)
    assert not re.findall(r"[A-Z][a-z]{2} \d{1,2}, \d{4}", every)
    assert not [text for text in shown[FOURTH] if POINT.search(plain(text))]
