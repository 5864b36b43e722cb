"""A package imports only from the floors below it, wherever in a module the import stands."""

import ast

import pytest

FLOORS = (  # from the top down
    {"__main__"},
    {"cli"},
    {"appeal"},
    {"publish"},
    {"report"},
    {"ingest"},
    {"sources", "sample"},
    {"store"},
    {"verdict"},
    {"metrics"},
    {"tracking"},
    {"policy"},
    {"calendar", "frames"},
    {"schema"},
    {"errors"},
    {"words"},
)
DEPTH = {room: depth for depth, rooms in enumerate(FLOORS) for room in rooms}
STRANGERS = ({"sources", "store"}, {"verdict", "metrics"})  # kept apart although they stand on different floors


def room_of(path: str) -> str:
    """The room a module is in: ``store`` for ``store/facts.py``, ``cli`` for ``cli.py``."""
    return path.split("/")[0].removesuffix(".py")


def imported(path: str, tree: ast.Module):
    """``(line, room)`` of every import from ``vtr_lib`` in a module, lazy and relative ones as well."""
    here = ["vtr_lib", *path.split("/")[:-1]]
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = here[: len(here) - node.level + 1] if node.level else []
            base = [*base, *(node.module or "").split(".")] if node.module else base
            names = [".".join([*base, alias.name]) for alias in node.names]
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            names = [str(argument.value) for argument in node.args if isinstance(argument, ast.Constant)]
        for name in names:
            package, _, rest = name.partition(".")
            if package == "vtr_lib" and rest and not rest.startswith("__"):
                yield node.lineno, rest.split(".")[0]


def climbing_imports(trees: dict[str, ast.Module]) -> list[str]:
    """Every import of a room that is not below its own, and every module in a room that has no floor."""
    found = []
    for path, tree in trees.items():
        own = room_of(path)
        if own == "__init__":  # the package itself says its version and imports nothing of the house
            found += [f"{path}:{line} imports {room}" for line, room in imported(path, tree)]
            continue
        if own not in DEPTH:
            found.append(f"{path}:1 has no floor")
            continue
        for line, room in imported(path, tree):
            if room not in DEPTH:
                found.append(f"{path}:{line} imports {room}, which has no floor")
            elif room != own and (DEPTH[room] <= DEPTH[own] or {own, room} in STRANGERS):
                found.append(f"{path}:{line} imports {room}")
    return found


def test_every_import_goes_down(trees):
    assert trees
    assert climbing_imports(trees) == []


@pytest.mark.parametrize(
    ("path", "source", "finding"),
    [
        ("store/facts.py", "from vtr_lib.verdict import judge", None),
        ("store/facts.py", "from vtr_lib.store.reduce import reduce", None),
        ("store/facts.py", "from . import reduce", None),
        ("store/facts.py", "from vtr_lib.ingest import read", "store/facts.py:1 imports ingest"),
        ("store/facts.py", "def late():\n    from vtr_lib import report", "store/facts.py:2 imports report"),
        ("store/facts.py", "from ..report import charts", "store/facts.py:1 imports report"),
        ("store/facts.py", "from .. import cli", "store/facts.py:1 imports cli"),
        ("store/facts.py", "import importlib\nimportlib.import_module('vtr_lib.cli')", "store/facts.py:2 imports cli"),
        ("sources/amazon.py", "import vtr_lib.store.facts", "sources/amazon.py:1 imports store"),
        ("verdict/judge.py", "from vtr_lib.metrics import rate", "verdict/judge.py:1 imports metrics"),
        ("sample/write.py", "from vtr_lib.sources import flatfile", "sample/write.py:1 imports sources"),
        ("calendar.py", "from vtr_lib.frames import native", "calendar.py:1 imports frames"),
        ("metrics/rate.py", "from vtr_lib.helpers import x", "metrics/rate.py:1 imports helpers, which has no floor"),
        ("metrics/rate.py", "from vtr_lib import __version__", None),
        ("helpers.py", "", "helpers.py:1 has no floor"),
        ("__init__.py", "from vtr_lib.cli import main", "__init__.py:1 imports cli"),
    ],
)
def test_a_climbing_import_is_found(plant, path, source, finding):
    _, trees = plant(f"vtr_lib/{path}", source)
    assert climbing_imports(trees) == ([finding] if finding else [])
