"""What the tests of the house look at: the tree's own texts, and small trees planted with a fault to see it found.

Every check is a function that returns its findings as ``path:line what`` strings, an empty list for a clean tree.
"""

import ast
import subprocess
from pathlib import Path

import pytest

NOT_OURS = {".git", ".venv", "__pycache__", ".pytest_cache", ".ruff_cache", ".hypothesis", ".ipynb_checkpoints"}
THE_SELLERS = ("data/raw/", "data/store/", "reports/")


def _paths(root: Path) -> list[str]:
    """The files of the project under ``root``: git's, or where there is no git all but caches and the seller's own."""
    if (root / ".git").exists():
        command = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        try:
            listed = subprocess.run(command, capture_output=True, check=True, text=True).stdout.split("\0")
            return sorted({name for name in listed if name and (root / name).is_file()})
        except (OSError, subprocess.CalledProcessError):
            pass
    files = (path.relative_to(root) for path in root.rglob("*") if path.is_file())
    ours = (path.as_posix() for path in files if not NOT_OURS.intersection(path.parts))
    return sorted(path for path in ours if not path.startswith(THE_SELLERS) or path.endswith("/README.md"))


def _texts(root: Path) -> dict[str, str]:
    """Path → text of every file that is text; one that is no UTF-8 is read byte by byte, so that ASCII is seen."""
    found = {}
    for path in _paths(root):
        raw = (root / path).read_bytes()
        if b"\0" not in raw:
            try:
                found[path] = raw.decode("utf-8")
            except UnicodeDecodeError:
                found[path] = raw.decode("latin-1")
    return found


def _trees(root: Path) -> dict[str, ast.Module]:
    """Path → syntax tree of every module of ``vtr_lib``, the path without ``vtr_lib/``."""
    modules = {path: text for path, text in _texts(root).items() if path.startswith("vtr_lib/")}
    return {path.removeprefix("vtr_lib/"): ast.parse(text) for path, text in modules.items() if path.endswith(".py")}


@pytest.fixture(scope="session")
def house() -> Path:
    """The folder of the project."""
    return Path(__file__).parents[2]


@pytest.fixture(scope="session")
def texts(house):
    """Path → text of every text file of the project."""
    return _texts(house)


@pytest.fixture(scope="session")
def trees(house):
    """Path → syntax tree of every module of ``vtr_lib``."""
    return _trees(house)


@pytest.fixture
def plant(tmp_path):
    """Writes one file into an empty tree and gives the tree as ``texts`` and ``trees`` would: ``(texts, trees)``."""

    def write(path: str, text: str):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
        return _texts(tmp_path), _trees(tmp_path)

    return write
