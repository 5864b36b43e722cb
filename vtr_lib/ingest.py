"""The one place where sources and the store meet: files are read, assembled, reduced, judged and kept."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from vtr_lib import policy as policies
from vtr_lib.calendar import day_of
from vtr_lib.errors import UsageError, VtrError
from vtr_lib.schema import DEFAULTS, PACKAGES
from vtr_lib.sources import containers, recognise
from vtr_lib.sources.assemble import Assembled, assemble
from vtr_lib.sources.containers import Found
from vtr_lib.sources.reading import BUCKETS, Reading
from vtr_lib.store import facts, ledger
from vtr_lib.store.reduce import reduce
from vtr_lib.store.staging import locked
from vtr_lib.store.store import Store, find_data, mark
from vtr_lib.store.verdicts import judged

SAMPLE = "sample"  # the store whose raw files ship with the project
MARKETPLACE = "US"


@dataclass
class Ingested:
    """What an ingest did: files read now, known already, refused (with the error); and the packages now held."""

    store: Store
    read: list[dict] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    refused: list[VtrError] = field(default_factory=list)
    packages: int = 0


def ingest(
    paths: list[str | Path],
    store: str = DEFAULTS["store"],
    data: str | Path | None = None,
    progress: Callable[[str, int, int], None] = lambda file, done, total: None,
    *,
    is_afresh: bool = False,
) -> Ingested:
    """Read every file under ``paths`` into ``store`` and bring its tables, facts and counts up to date.

    A file whose content was read before is passed over; one that can't be read is refused and the others go on. The
    store changes whole or not at all; ``is_afresh`` forgets what it held. Raises ``MissingInput`` for a path that is
    not there, ``UsageError`` for a store name that is no slug.
    """
    opened = Store(find_data(data), slug(store))
    found = [source for path in paths for source in _named(Path(path))]
    with locked(opened.root):
        done = Ingested(opened)
        files = [] if is_afresh else opened.files()
        hashes = {entry["sha256"] for entry in files}
        zone = policies.load(MARKETPLACE.lower()).zone
        for number, (name, path) in enumerate(found):
            progress(name, number, len(found))
            try:
                reading = _unless_known(path, name, hashes, zone)
            except VtrError as error:
                done.refused.append(error)
                continue
            if reading is None:
                done.known.append(name)
                continue
            opened.write_part(reading.sha256, reading.tables)
            hashes.add(reading.sha256)
            done.read.append(_entry(reading))
        progress("", len(found), len(found))
        if done.read or (files and not opened.is_of_today):
            _bring_up_to_date(opened, [*files, *done.read], opened.ledger() if files else ledger.nothing())
        done.packages = opened.table("packages").height if opened.exists else 0
    return done


def _named(path: Path) -> list[tuple[str, Found]]:
    """The files at ``path``, each with its name: as a seller sees it below the folder given, or in its archive."""
    return [(source.name, source) for source in containers.found(path)]


def _unless_known(source: Found, name: str, hashes: set[str], zone: str) -> Reading | None:
    """What a file gives, or None where its very content was read before, packed or not."""
    content = containers.opened(source)
    if content.sha256 in hashes:
        return None
    reading = recognise.of_bytes(name, content.raw, zone=zone, declared=content.charset)
    if source.hidden:
        reading.notes["hidden_files_beside"] = source.hidden
    return reading


def _entry(reading: Reading) -> dict:
    """What is kept of a file beside its rows: what it is, and a bucket for every line."""
    counts = reading.identity()
    return {
        "file": reading.file,
        "format": reading.format,
        "version": reading.version,
        "encoding": reading.encoding,
        "bytes": reading.bytes,
        "sha256": reading.sha256,
        "unit": reading.unit,
        "total": counts["lines"],
        **{bucket: counts[bucket] for bucket in BUCKETS},
        "heading": counts["heading"],
        "dropped_columns": reading.dropped_columns,
        "set_aside": [{"line": fault.line, "column": fault.column, "code": fault.code} for fault in reading.faults],
        "unmapped": dict(sorted(reading.unmapped.items())),
        "notes": dict(sorted(reading.notes.items())),
    }


def slug(name: str) -> str:
    """``name`` where it is a store's name, fit for a folder; else ``UsageError``."""
    if not re.fullmatch(PACKAGES["store"].pattern, name):
        raise UsageError("STORE_NAME", value=repr(name))
    return name


def _bring_up_to_date(store: Store, files: list[dict], entered: pl.DataFrame) -> None:
    """A new generation out of all that ``files`` gave, with what it changes in the counts ``entered`` so far."""
    policy = policies.load(MARKETPLACE.lower())
    made = assemble(store.parts(files), store=store.name, marketplace=MARKETPLACE, zone=policy.zone)
    packages = facts.fill(made.packages)
    reductions = reduce(made.scans)
    built = facts.build(packages, reductions, made.snapshots, policy)
    known_on = _known_on(made, policy.zone)
    verdicts = judged(packages, built, policy, known_on)
    tables = {
        "packages": packages.select(PACKAGES.names),
        "items": made.items,
        "scans": made.scans,
        "reductions": reductions,
        "snapshots": made.snapshots,
        "facts": built,
        "ledger": ledger.add(entered, verdicts, store.generation + 1, known_on),
        "amazon_defects": made.amazon_defects,
        "amazon_rates": made.amazon_rates,
        "conflicts": made.conflicts,
    }
    quality = {
        "marketplace": MARKETPLACE,
        "known_on": known_on and known_on.isoformat(),
        "counts": made.quality,
        "mark": mark(),
    }
    store.write_generation(tables, {"files": {"files": files}, "quality": quality})


def _known_on(made: Assembled, zone: str) -> date | None:
    """The last day of which the files tell a confirmation, a scan or a question to a carrier; None for none."""
    last = (made.packages["confirmed_at"].max(), made.scans["scanned_at"].max(), made.snapshots["checked_at"].max())
    return max((day_of(at, zone) for at in last if at), default=None)


def open_store(name: str | None, data: str | Path | None = None) -> Store:
    """The store ``name``; without a name the one called ``default``, or the sample where there is none yet.

    The sample store, which ships as raw files, is ingested when it is asked for, and again when those have changed. A
    store that an older version wrote is made again out of what its files gave. Raises ``MissingInput`` where nothing
    was ingested.
    """
    usual = DEFAULTS["store"] if Store(find_data(data), DEFAULTS["store"]).exists else SAMPLE
    name = name or usual
    store = Store(find_data(data), slug(name))
    raw = find_data(data) / SAMPLE
    if name == SAMPLE and raw.is_dir() and not _holds(store, raw):
        ingest([raw], SAMPLE, data, is_afresh=True)
    store.folder  # noqa: B018 - raises where nothing was ingested
    if not store.is_of_today:
        ingest([], store.name, data)
    return store


def _holds(store: Store, folder: Path) -> bool:
    """Whether the store was made of every file in ``folder`` as it is now."""
    held = {entry["sha256"] for entry in store.files()}
    return all(containers.opened(source).sha256 in held for source in containers.found(folder))
