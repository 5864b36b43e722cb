"""The notebooks in another language, to open in JupyterLab: copies that follow the project and keep what is changed.

A copy is made where there is none, and made anew when the project's notebook or its words changed. One that was edited
stays, and the new one lies beside it. What tells them apart are the digests of the cells' sources as they were last
written; running a notebook changes its outputs, and is no edit.
"""

import hashlib
import itertools
import json
from collections.abc import Iterator
from pathlib import Path

from vtr_lib.errors import ConfigError
from vtr_lib.publish.prose import localised
from vtr_lib.publish.runner import NOTEBOOKS
from vtr_lib.store.staging import locked, replace_text
from vtr_lib.words import Words

WRITTEN = ".written.json"  # file name → digest of what was last written under it


def renew(folder: Path, words: Words) -> list[tuple[str, str]]:
    """Bring ``folder`` up to date; the copies that were edited and whose new version lies beside them, and its name."""
    import nbformat

    sources = sorted(NOTEBOOKS.glob("*.ipynb"))
    if not sources:
        raise ConfigError("NO_NOTEBOOK", file=NOTEBOOKS)
    with locked(folder):
        written, beside = _written(folder / WRITTEN), []
        for source in sources:
            copy = _cleared(localised(nbformat.read(source, 4), source.stem, words))
            name = _put(copy, source.stem, folder, written)
            if name not in ("", source.name):
                beside.append((source.name, name))
        replace_text(folder / WRITTEN, json.dumps(written, indent=1))
    return beside


def _put(notebook, stem: str, folder: Path, written: dict[str, str]) -> str:
    """Write ``notebook`` under the first name that holds nothing of the user's; that name, empty if it was there."""
    import nbformat

    wanted = _digest(notebook)
    if wanted in written.values() and (folder / f"{stem}.ipynb").exists():
        return ""
    name = next(name for name in _names(stem) if _is_ours(folder / name, {wanted, *written.values()}))
    replace_text(folder / name, nbformat.writes(notebook) + "\n")
    written[name] = wanted
    return name


def _names(stem: str) -> Iterator[str]:
    """``x.ipynb``, ``x.new.ipynb``, ``x.new2.ipynb``, …"""
    yield f"{stem}.ipynb"
    yield f"{stem}.new.ipynb"
    yield from (f"{stem}.new{count}.ipynb" for count in itertools.count(2))


def _is_ours(path: Path, digests: set[str]) -> bool:
    """Whether a file may be written over: there is none, or its cells say what was written."""
    import nbformat

    if not path.exists():
        return True
    try:
        return _digest(nbformat.read(path, 4)) in digests
    except Exception:  # what nbformat can't read, whatever it says of it, is not as it was written
        return False


def _digest(notebook) -> str:
    sources = [(cell.cell_type, cell.source) for cell in notebook.cells]
    return hashlib.sha256(json.dumps(sources).encode()).hexdigest()


def _cleared(notebook):
    """Without the outputs, which are in English."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def _written(path: Path) -> dict[str, str]:
    try:
        return dict(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError):
        return {}
