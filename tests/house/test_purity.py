"""Who may look at the clock (nobody), read a table by guessing (nobody) and touch a file (few)."""

import ast
import re

import pytest

PURE_ROOMS = ("verdict/", "metrics/", "tracking/", "policy/")
OWN_DATA = {"policy/load.py"}  # also reads the policy file a seller names
OPENERS = {f"sources/{name}.py" for name in ("recognise", "flatfile", "documents", "canonical", "mapping")}

CLOCK = {"now", "today", "utcnow"}
CLOCK_OF_TIME = {"time", "time_ns", "localtime", "gmtime", "ctime", "asctime"}
GUESSING_READERS = re.compile(r"(read|scan|sniff)_csv\w*|read_table|read_fwf")
OUTSIDE = {
    *("os", "io", "pathlib", "shutil", "subprocess", "tempfile", "glob", "zipfile", "gzip", "pickle"),
    *("socket", "ssl", "urllib", "http", "requests", "httpx", "fsspec", "sqlite3", "duckdb"),
}
FILE_CALLS = {"open", "read_text", "read_bytes", "write_text", "write_bytes", "open_text", "open_binary"}
TABLE_READS = re.compile(r"(pl|pd|polars|pandas|duckdb|pq|np|numpy)\.(read|scan|load)_?\w*")
TABLE_WRITES = re.compile(r"(write|sink)_(csv|parquet|excel|json|ndjson|ipc)|to_(csv|parquet|excel|pickle|feather)")


def calls(tree: ast.Module):
    """``(line, dotted name, last name)`` of every call in a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            yield node.lineno, name, name.rsplit(".", 1)[-1]


def imports(tree: ast.Module):
    """``(line, module, imported name)`` of every import in a module; the name is empty for ``import x``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, node.module or "", alias.name) for alias in node.names)


def clock_reads(trees: dict[str, ast.Module]) -> list[str]:
    """Every look at the clock. A stopwatch such as ``time.monotonic`` is none: it says how long, not when."""
    found = []
    for path, tree in trees.items():
        for line, name, last in calls(tree):
            if last in CLOCK or (name.startswith("time.") and last in CLOCK_OF_TIME):
                found.append(f"{path}:{line} {name}()")
        for line, module, name in imports(tree):
            if module == "time" and name in CLOCK_OF_TIME:
                found.append(f"{path}:{line} from time import {name}")
    return found


def guessing_readers(trees: dict[str, ast.Module]) -> list[str]:
    """Every CSV reader that guesses types, as a name or inside SQL; a docstring may speak of them."""
    found = []
    for path, tree in trees.items():
        said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            names = []
            if isinstance(node, ast.Attribute):
                names = [node.attr]
            elif isinstance(node, ast.alias):
                names = [node.name]
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
                names = re.findall(r"(\w+)\s*\(", node.value)
            found += [f"{path}:{node.lineno} {name}" for name in names if GUESSING_READERS.fullmatch(name)]
    return found


def file_calls(tree: ast.Module):
    """``(line, dotted name)`` of every call that reads or writes a file other than the package's own resources."""
    ours = {"resources", "importlib"} | {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and "resources." in ast.unparse(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for line, name, last in calls(tree):
        is_file = last in FILE_CALLS and name.split(".")[0] not in ours
        if is_file or TABLE_READS.fullmatch(name) or TABLE_WRITES.fullmatch(last):
            yield line, name


def impurities(trees: dict[str, ast.Module]) -> list[str]:
    """Every file call and every import of an outside-world module in the rooms that hold formulas only."""
    found = []
    for path, tree in trees.items():
        if path.startswith(PURE_ROOMS) and path not in OWN_DATA:
            found += [f"{path}:{line} {name}()" for line, name in file_calls(tree)]
            modules = [(line, name) for line, name, _ in imports(tree) if name.split(".")[0] in OUTSIDE]
            found += [f"{path}:{line} import {name}" for line, name in modules]
    return found


def stray_readers(trees: dict[str, ast.Module]) -> list[str]:
    """Every file call in a reader of one format: it is handed what the file holds, opened and decoded in one place."""
    return [
        f"{path}:{line} {name}()"
        for path, tree in trees.items()
        if path.startswith("sources/") and path not in OPENERS
        for line, name in file_calls(tree)
    ]


@pytest.mark.parametrize("check", [clock_reads, guessing_readers, impurities, stray_readers])
def test_the_house_is_clean(trees, check):
    assert check(trees) == []


@pytest.mark.parametrize(
    ("check", "path", "source", "finding"),
    [
        (clock_reads, "cli.py", "from datetime import datetime\ndatetime.now()", "cli.py:2 datetime.now()"),
        (clock_reads, "cli.py", "import datetime as dt\ndt.date.today()", "cli.py:2 dt.date.today()"),
        (clock_reads, "cli.py", "import time\ntime.time()", "cli.py:2 time.time()"),
        (clock_reads, "cli.py", "from time import time", "cli.py:1 from time import time"),
        (clock_reads, "cli.py", "import time\ntime.monotonic()", None),
        (guessing_readers, "frames.py", "import polars as pl\npl.scan_csv('x')", "frames.py:2 scan_csv"),
        (guessing_readers, "frames.py", "from pandas import read_csv", "frames.py:1 read_csv"),
        (guessing_readers, "frames.py", "db.sql('SELECT max(x) FROM read_csv_auto(?)')", "frames.py:1 read_csv_auto"),
        (guessing_readers, "frames.py", '"""Not by pl.read_csv(), which guesses."""', None),
        (impurities, "metrics/rate.py", "open('x')", "metrics/rate.py:1 open()"),
        (impurities, "metrics/rate.py", "import requests", "metrics/rate.py:1 import requests"),
        (impurities, "metrics/rate.py", "if 1:\n    from urllib import parse", "metrics/rate.py:2 import urllib"),
        (impurities, "verdict/judge.py", "from pathlib import Path", "verdict/judge.py:1 import pathlib"),
        (impurities, "verdict/judge.py", "pl.read_parquet(x)", "verdict/judge.py:1 pl.read_parquet()"),
        (impurities, "verdict/judge.py", "frame.write_parquet(x)", "verdict/judge.py:1 frame.write_parquet()"),
        (impurities, "tracking/carriers.py", "resources.files('x').joinpath('y').read_text()", None),
        (impurities, "tracking/carriers.py", "FILE = resources.files('x') / 'y'\nFILE.read_bytes()", None),
        (impurities, "policy/load.py", "from pathlib import Path\nPath('own.toml').read_bytes()", None),
        (impurities, "policy/model.py", "from pathlib import Path", "policy/model.py:1 import pathlib"),
        (impurities, "store/facts.py", "open('x')", None),
        (stray_readers, "sources/aftership.py", "path.read_bytes()", "sources/aftership.py:1 path.read_bytes()"),
        (stray_readers, "sources/documents.py", "path.read_bytes()", None),
    ],
)  # fmt: skip
def test_a_breach_is_found(plant, check, path, source, finding):
    _, trees = plant(f"vtr_lib/{path}", source)
    assert check(trees) == ([finding] if finding else [])
