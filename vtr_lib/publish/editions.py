"""Where reports lie: the editions of a month, their revisions side by side, and the one in force.

::

    reports/index.html                              every store with its latest month
    reports/<store>/2025-02/report.html             leads to the revision in force; report.zh-CN.html to the Chinese one
                            en/current.json         names it
                            en/r001/  en/r002/      revisions, each written whole and then never changed

An edition is a language, and a policy where it is not that of the store's marketplace: ``en``, ``zh-CN``, ``en.mine``.
A revision is built aside and comes with one rename; ``current.json`` is replaced at once or not at all, and is all that
decides. What leads to it can be written anew from it at any time.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from vtr_lib.publish import manifest
from vtr_lib.store.staging import replace_text

POINTER, REVISION, MONTH = "current.json", re.compile(r"r[0-9]{3,6}"), re.compile(r"[0-9]{4}-[0-9]{2}")
PLAIN = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")  # a policy's id that may be part of a folder's name
PDF = "report.pdf"
FIRST = "en"  # the language whose edition needs no word in the name of its page


@dataclass(frozen=True)
class Edition:
    """A month's report in one language under one policy: ``folder`` holds its revisions."""

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def lang(self) -> str:
        return self.name.partition(".")[0]

    @property
    def month(self) -> str:
        return self.folder.parent.name

    @property
    def store(self) -> str:
        return self.folder.parent.parent.name

    @property
    def door(self) -> Path:
        """The page that leads to the revision in force."""
        name = self.name.removeprefix(FIRST).removeprefix(".") if self.lang == FIRST else self.name
        return self.folder.parent / (f"report.{name}.html" if name else "report.html")

    @property
    def in_force(self) -> Path | None:
        """The folder of the revision in force, None where none was published yet."""
        name = str(self.pointer.get("revision"))
        return self.folder / name if REVISION.fullmatch(name) and (self.folder / name).is_dir() else None

    @property
    def pointer(self) -> dict:
        """What ``current.json`` says: the ``revision`` in force, ``said`` its headline; empty where there is none."""
        try:
            found = json.loads((self.folder / POINTER).read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def revisions(self) -> list[Path]:
        """The folders of all revisions, the first one first."""
        found = self.folder.iterdir() if self.folder.is_dir() else ()
        return sorted((path for path in found if REVISION.fullmatch(path.name)), key=lambda path: int(path.name[1:]))

    @property
    def next(self) -> Path:
        """The folder of the revision to come: behind the one in force."""
        number = int(self.in_force.name[1:]) if self.in_force else 0
        return self.folder / f"r{number + 1:03}"

    def put_in_force(self, revision: Path) -> None:
        """From here on ``revision`` is the report."""
        summary = json.loads((revision / "summary.json").read_text("utf-8"))
        found = {"revision": revision.name, "said": _said(summary), "has_pdf": (revision / PDF).is_file()}
        replace_text(self.folder / POINTER, json.dumps(found, indent=1, sort_keys=True, ensure_ascii=False) + "\n")

    def document(self, name: str) -> dict:
        """A JSON document of the revision in force: ``summary``, ``manifest`` or ``changes``."""
        return json.loads((self.in_force / f"{name}.json").read_text("utf-8"))

    def is_whole(self, key: str) -> bool:
        """Whether the revision in force was made under ``key`` and every file of it is as it was written."""
        return self.in_force is not None and manifest.is_whole(self.in_force, key)


def reports_folder(given: str | Path | None, data: Path) -> Path:
    """The folder of reports: the one given, that of ``VTR_REPORTS``, or ``reports/`` beside the data."""
    return Path(given or os.environ.get("VTR_REPORTS") or data.parent / "reports")


def _said(summary: dict) -> dict:
    """What pages and programs that look at many reports want of a summary."""
    found = summary["windows"]["confirmed"]
    return {
        **{name: summary[name] for name in ("store", "marketplace", "as_of", "target")},
        **{name: found[name] for name in ("first_on", "last_on")},
        **{name: found["rate"][name] for name in ("valid", "counted", "is_met", "is_on_line")},
        **{name: found["states"][name] for name in ("pending", "unknown")},
        "known_on": summary["quality"]["known_on"],
        "lag_days": summary["policy"]["lag_days"],
        "below": [row["name"] for row in found["by"]["category"] if row["is_met"] is False],
        "lines": sum(entry["total"] for entry in summary["identity"]["files"]),
        "quarantined": summary["quarantined"]["count"],
    }


def edition(reports: Path, store: str, month: str, lang: str, policy: str, usual: str) -> Edition:
    """The edition of ``month`` (``YYYY-MM``) in ``lang`` under ``policy``; ``usual`` is that of the marketplace."""
    own = "" if policy == usual else f".{policy if PLAIN.fullmatch(policy) else _short(policy)}"
    return Edition(Path(reports) / store / month / f"{lang}{own}")


def _short(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:12]


def editions(reports: Path, name: str | None = None) -> Iterator[Edition]:
    """Every edition that has a revision in force, by store, month and name; of ``name`` alone where it is given."""
    for pointer in sorted(Path(reports).glob(f"*/*/*/{POINTER}")):
        found = Edition(pointer.parent)
        is_wanted = MONTH.fullmatch(found.month) and name in (None, found.name)
        if is_wanted and found.in_force:
            yield found
