"""Reports without kernels, for what asks how they come and go: each notebook is told by its first table alone."""

import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
from ingest.dying import Killed, dying

from vtr_lib.ingest import ingest
from vtr_lib.publish import manifest, month
from vtr_lib.publish.editions import Edition
from vtr_lib.report import pdf, tables
from vtr_lib.sample import write


def told(folder: Path, making: month.Making) -> list:
    """In place of running the notebooks: the headline of the month."""
    headline = tables.headline(making.month.summary, making.words)._repr_html_()
    shown = nbformat.v4.new_output("display_data", {"text/html": headline})
    books = []
    for name in month.NOTEBOOKS:
        books.append(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1", id="open", outputs=[shown])]))
        nbformat.write(books[-1], folder / f"{name}.ipynb")
    return books


def be_quick(monkeypatch) -> None:
    """No kernel and no browser for this test."""
    monkeypatch.setattr(month, "_notebooks", told)
    monkeypatch.setattr(pdf, "find_browser", lambda: None)


def small_store(data: Path, packages: int = 60, seed: int = 20250115) -> tuple[list[Path], list[Path]]:
    """A store ``mine`` in ``data`` and its files: those that were read, and scans that come later."""
    files = sorted(write(data / "raw", packages, seed))
    later = [file for file in files if file.name.startswith("17track")]
    first = [file for file in files if file not in later]
    ingest(first, "mine", data)
    return first, later


def whole(found: Edition) -> bool:
    """Whether the revision in force is as it was written, to the last file."""
    return found.in_force is not None and manifest.damaged(found.in_force) == []


def tree(folder: Path) -> dict[str, tuple[int, bytes]]:
    """When each file below ``folder`` was written last, and what it holds."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != ".lock")
    return {path.relative_to(folder).as_posix(): (path.stat().st_mtime_ns, path.read_bytes()) for path in paths}


def steps_of(make: Callable) -> list[str]:
    """The steps on the disk that ``make`` takes."""
    with dying(10**6) as steps:
        make()
    return steps


def killed_at(step: int, kept: Path, make: Callable, found: Edition) -> str:
    """Lets ``make`` die at ``step``, from the reports ``kept`` on: the name of the revision then in force.

    Raises ``AssertionError`` where that, or what the page of the month leads to, is not whole.
    """
    reports = found.folder.parents[2]
    shutil.rmtree(reports)
    shutil.copytree(kept, reports)
    try:
        with dying(step):
            make()
    except Killed:
        pass
    else:
        raise AssertionError(f"there is no step {step}")
    assert whole(found), f"step {step}: the revision in force is not whole"
    target = found.door.read_text("utf-8").partition("url=")[2].partition('"')[0]
    assert manifest.damaged((found.folder.parent / target).parent) == [], f"step {step}: what the page leads to"
    return found.in_force.name
