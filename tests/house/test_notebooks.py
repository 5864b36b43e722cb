"""Committed notebooks are thin, and every cell of theirs was run, so that strict nbval compares it."""

import ast
import json

import pytest

TOO_MUCH = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.For, ast.AsyncFor, ast.While)
ROW_LOOPS = {"iterrows", "itertuples", "iter_rows", "map_rows", "map_elements", "apply"}


def code_cells(texts: dict[str, str]):
    """``(path, number from 1, source, cell)`` of every code cell of the committed notebooks."""
    for path, text in texts.items():
        if path.startswith("notebooks/") and path.endswith(".ipynb"):
            cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
            for number, cell in enumerate(cells, 1):
                yield path, number, "".join(cell["source"]), cell


def logic(texts: dict[str, str]) -> list[str]:
    """Every definition and loop in a notebook: it belongs into ``vtr_lib``. A comprehension may stand."""
    found = []
    for path, number, source, _ in code_cells(texts):
        for node in ast.walk(ast.parse(source)):
            is_row_loop = isinstance(node, ast.Attribute) and node.attr in ROW_LOOPS
            if isinstance(node, TOO_MUCH) or is_row_loop:
                found.append(f"{path}:{number} {type(node).__name__}")
    return found


def unrun(texts: dict[str, str]) -> list[str]:
    """Every code cell that was not run in its order, from a fresh kernel: nbval passes over cells without a number."""
    return [
        f"{path}:{number} [{cell['execution_count']}]"
        for path, number, _, cell in code_cells(texts)
        if cell["execution_count"] != number
    ]


def errors(texts: dict[str, str]) -> list[str]:
    """Every code cell that ended in an error or wrote to stderr."""
    return [
        f"{path}:{number} {output.get('ename', 'stderr')}"
        for path, number, _, cell in code_cells(texts)
        for output in cell["outputs"]
        if output["output_type"] == "error" or output.get("name") == "stderr"
    ]


@pytest.mark.parametrize("check", [logic, unrun, errors])
def test_the_notebooks_are_clean(texts, check):
    assert check(texts) == []


def cell(source: str = "1", count: int | None = 1, outputs: tuple = ()) -> dict:
    return {"cell_type": "code", "source": source.splitlines(True), "execution_count": count, "outputs": list(outputs)}


STDERR = {"output_type": "stream", "name": "stderr", "text": ["careful"]}


@pytest.mark.parametrize(
    ("check", "cells", "finding"),
    [
        (logic, [cell("x = [row for row in rows]")], None),
        (logic, [cell("def f():\n    pass")], "1 FunctionDef"),
        (logic, [cell("1"), cell("if x:\n    class A: pass")], "2 ClassDef"),
        (logic, [cell("for row in rows:\n    print(row)")], "1 For"),
        (logic, [cell("list(frame.iter_rows())")], "1 Attribute"),
        (unrun, [cell(), cell(count=2)], None),
        (unrun, [cell(), cell(count=None)], "2 [None]"),
        (unrun, [cell(count=3)], "1 [3]"),
        (errors, [cell(outputs=[{"output_type": "error", "ename": "KeyError"}])], "1 KeyError"),
        (errors, [cell(outputs=[STDERR])], "1 stderr"),
    ],
)
def test_a_planted_fault_is_found(plant, check, cells, finding):
    texts, _ = plant("notebooks/09_x.ipynb", json.dumps({"cells": cells}))
    assert check(texts) == ([f"notebooks/09_x.ipynb:{finding}"] if finding else [])
