"""Where an appeal finds what it is made of, and where it is written to."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from vtr_lib.publish.editions import reports_folder
from vtr_lib.store.store import find_data

EVIDENCE, RAW = "evidence", "raw"
SAMPLE = "sample"  # the store whose raw files come with the project


@dataclass(frozen=True)
class Places:
    """``reports`` is the folder of all reports, ``papers`` that of the seller's papers, None where there is none;
    ``raw`` are the seller's files, in which the names of buyers stand.
    """

    reports: Path
    papers: Path | None
    raw: tuple[Path, ...]


def places(
    store: str,
    *,
    data: str | Path | None = None,
    evidence: str | Path | None = None,
    reports: str | Path | None = None,
    raw: Sequence[str | Path] | None = None,
) -> Places:
    """The places of ``store``: those given, else the usual ones in and beside the data folder."""
    data = find_data(data)
    usual = [data / RAW, *([data / SAMPLE] if store == SAMPLE else [])]
    papers = Path(evidence) if evidence else _papers(data, store)
    return Places(reports_folder(reports, data), papers, tuple(map(Path, raw or usual)))


def _papers(data: Path, store: str) -> Path | None:
    """``data/evidence/<store>``, else ``data/evidence``; None where neither is there."""
    return next((folder for folder in (data / EVIDENCE / store, data / EVIDENCE) if folder.is_dir()), None)
