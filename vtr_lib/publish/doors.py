"""What leads to the reports: the page of a month, the page of all stores, and ``status.json``.

All of it is made of the pointers of the editions and can be made again at any time; a file that says the right thing
already is left alone.
"""

import json
from pathlib import Path

from vtr_lib.publish import status
from vtr_lib.publish.editions import FIRST, PDF, Edition, editions
from vtr_lib.report import front
from vtr_lib.store.staging import locked, replace_text
from vtr_lib.words import load


def open_doors(reports: Path, found: Edition) -> None:
    """Brings everything that leads to ``found`` and its kin up to date."""
    with locked(reports):
        _write(found.door, _door(found))
        _write(index_page(reports, found.lang), front.index(_rows(reports, found.lang), load(found.lang)))
        status.succeeded(reports, found)


def index_page(reports: Path, lang: str) -> Path:
    """The page of all stores in a language."""
    return reports / ("index.html" if lang == FIRST else f"index.{lang}.html")


def index_from_page(lang: str) -> str:
    """The path to it from a revision's page."""
    return f"../../../../{index_page(Path(), lang).name}"


def _door(found: Edition) -> str:
    revisions = [
        {"name": folder.name, "path": _path(found, folder), "moved": _moved(folder)}
        for folder in reversed(found.revisions)
        if int(folder.name[1:]) <= int(found.in_force.name[1:])
    ]
    return front.door(found.store, found.month, _path(found, found.in_force), revisions, load(found.lang))


def _path(found: Edition, revision: Path) -> str:
    return f"{found.name}/{revision.name}/report.html"


def _moved(revision: Path) -> int | None:
    try:
        return len(json.loads((revision / "changes.json").read_text("utf-8"))["moved"])
    except (OSError, ValueError, KeyError):
        return None


def _rows(reports: Path, lang: str) -> list[dict]:
    return [_row(reports, each) for each in editions(reports) if each.lang == lang]


def _row(reports: Path, each: Edition) -> dict:
    revision = each.in_force.relative_to(reports).as_posix()
    return {
        "store": each.store,
        "month": each.month,
        "policy": each.name.partition(".")[2],
        "page": f"{revision}/report.html",
        "pdf": f"{revision}/{PDF}" if each.pointer["has_pdf"] else "",
        "said": each.pointer["said"],
    }


def _write(path: Path, text: str) -> None:
    try:
        is_said = path.read_text("utf-8") == text
    except (OSError, ValueError):
        is_said = False
    if not is_said:
        replace_text(path, text)
