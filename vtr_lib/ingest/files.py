"""A seller's files into a store: each is read, passed over or refused; then the store is brought up to date."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from vtr_lib import policy as policies
from vtr_lib.errors import MissingInput, UsageError, VtrError
from vtr_lib.ingest.entry import entry, refuse_too_many
from vtr_lib.ingest.tables import Made, held, joined, made, updated
from vtr_lib.policy import Policy
from vtr_lib.schema import DEFAULTS, PACKAGES
from vtr_lib.sources import containers, recognise
from vtr_lib.sources import mapping as mappings
from vtr_lib.sources.containers import Found
from vtr_lib.sources.future import set_aside_future
from vtr_lib.sources.reading import Reading
from vtr_lib.store import ledger
from vtr_lib.store.staging import locked
from vtr_lib.store.store import LAYOUT, Store, find_data, mark
from vtr_lib.store.verdicts import judged

SAMPLE = "sample"  # the store whose raw files ship with the project
MARKETPLACE = "US"  # of a store of which nobody said it


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
    marketplace: str | None = None,
    encoding: str | None = None,
    mapping: str | Path | None = None,
    as_of: date | None = None,
    is_accepting: bool = False,
    is_afresh: bool = False,
) -> Ingested:
    """Read every file under ``paths`` into ``store`` and bring its tables, facts and counts up to date.

    A file whose content was read before is passed over; one that can't be read is refused and the others go on, and so
    is one of which too much is set aside, unless ``is_accepting``. Files are taken in the order given, those of a
    folder by name; where a later one corrects an earlier one, that is the order. The store changes whole or not at all;
    ``is_afresh`` forgets what it held.

    ``marketplace`` is the store's own from its first file on; ``encoding`` that of flat files that are no UTF-8;
    ``mapping`` the file that says what the columns of files are that no reader knows;
    ``as_of`` the day on which the files were fetched: what is dated later is set aside. Raises ``MissingInput`` for a
    path that is not there or holds no file, ``UsageError`` for a store name that is no slug, an unknown marketplace or
    another one than the store's.
    """
    root, name = find_data(data), slug(store)
    how = {"encoding": encoding, "mapping": mappings.load(mapping) if mapping else None, "is_cut_ok": is_accepting}
    found = [source for path in paths for source in _named(Path(path))]
    if not found:
        raise MissingInput("NO_FILES", file=paths[0] if paths else None)
    with locked(Store(root, name).root):
        opened = Store(root, name)
        opened.tidy()
        files = [] if is_afresh else opened.files()
        is_current = not files or opened.is_of_today
        policy = _policy(opened if files else None, marketplace)
        done, given = Ingested(opened), []
        hashes = {entry["sha256"] for entry in files}
        for number, (file, path) in enumerate(found):
            progress(file, number, len(found))
            try:
                reading = _unless_known(path, file, hashes, policy.zone, **how)
                if reading is None:
                    done.known.append(file)
                    continue
                if as_of:
                    set_aside_future(reading, as_of, policy.zone)
                if not is_accepting:
                    refuse_too_many(reading)
            except VtrError as error:
                done.refused.append(error)
                continue
            hashes.add(reading.sha256)
            given.append(reading.tables)
            done.read.append(entry(reading, policy.zone))
        progress("", len(found), len(found))
        if done.read:
            part = _name_of(done.read)
            opened.write_part(part, joined(given))
            given.clear()  # what is assembled is read back: a large file's rows need not lie in memory twice
            done.read = [entry | {"part": part} for entry in done.read]
        if done.read or not is_current:
            _bring_up_to_date(opened, files, done.read, policy)
        done.packages = opened.table("packages").height if opened.exists else 0
    return done


def _policy(store: Store | None, marketplace: str | None) -> Policy:
    """The rule of the store's marketplace: its own, else the one given, else that of amazon.com."""
    own = store.document("quality")["marketplace"] if store else None
    if marketplace and marketplace.upper() not in marketplaces():
        raise UsageError("MARKETPLACE", value=repr(marketplace), known=marketplaces())
    if own and marketplace and marketplace.upper() != own:
        raise UsageError("OTHER_MARKETPLACE", store=store.name, own=own, value=marketplace.upper())
    return policies.load((own or marketplace or MARKETPLACE).lower())


def marketplaces() -> list[str]:
    """The marketplaces that have a rule of their own."""
    return [name.upper() for name in policies.known() if policies.load(name).marketplace == name.upper()]


def _named(path: Path) -> list[tuple[str, Found]]:
    """The files at ``path``, each with its name: as a seller sees it below the folder given, or in its archive."""
    return [(source.name, source) for source in containers.found(path)]


def _unless_known(source: Found, name: str, hashes: set[str], zone: str, **how: object) -> Reading | None:
    """What a file gives, or None where its very content was read before, packed or not.

    ``how`` is that of ``recognise.of_bytes``.
    """
    content = containers.opened(source)
    if content.sha256 in hashes:
        return None
    reading = recognise.of_bytes(name, content.raw, zone=zone, declared=content.charset, **how)
    if source.hidden:
        reading.notes["hidden_files_beside"] = source.hidden
    return reading


def _name_of(entries: list[dict]) -> str:
    """The name of the part that the files of one ingest make: a hash of theirs."""
    return hashlib.sha256("".join(entry["sha256"] for entry in entries).encode()).hexdigest()


def slug(name: str) -> str:
    """``name`` where it is a store's name, fit for a folder; else ``UsageError``."""
    if not re.fullmatch(PACKAGES["store"].pattern, name):
        raise UsageError("STORE_NAME", value=repr(name))
    return name


def _bring_up_to_date(store: Store, files: list[dict], read: list[dict], policy: Policy) -> None:
    """A new generation: that of ``files`` with what ``read`` adds, and what that changes in the counts so far."""
    if not files or not store.is_of_today:
        found = made(store.parts([*files, *read]), store=store.name, policy=policy)
    else:
        found = updated(held(store), store.parts(files), store.parts(read), store=store.name, policy=policy)
    write(store, found, [*files, *read], policy, store.ledger() if files else ledger.nothing())


def write(store: Store, found: Made, files: list[dict], policy: Policy, entered: pl.DataFrame) -> None:
    """A new generation of ``store`` with the tables ``found``; what moved is added to the ledger ``entered`` so far."""
    known_on = found.known_on(policy.zone)
    verdicts = judged(found.tables["packages"], found.tables["facts"], policy, known_on)
    entered = ledger.add(entered, verdicts, store.generation + 1, known_on)
    quality = {
        "layout": LAYOUT,
        "mark": mark(),
        "marketplace": policy.marketplace,
        "known_on": known_on and known_on.isoformat(),
        "counts": found.counts,
    }
    store.write_generation(found.tables | {"ledger": entered}, {"files": {"files": files}, "quality": quality})


def open_store(name: str | None, data: str | Path | None = None) -> Store:
    """The store ``name``; without a name the one called ``default``, or the sample where there is none yet.

    The sample store, which ships as raw files, is ingested when it is asked for, and again when those have changed. A
    store whose tables are of an older layout is built again from what its files gave. Raises ``MissingInput`` where
    nothing was ingested, ``ConfigError`` where a newer version of the program wrote the store.
    """
    usual = DEFAULTS["store"] if Store(find_data(data), DEFAULTS["store"]).exists else SAMPLE
    name = name or usual
    store = Store(find_data(data), slug(name))
    raw = find_data(data) / SAMPLE
    if name == SAMPLE and raw.is_dir() and not _holds(store, raw):
        store = ingest([raw], SAMPLE, data, is_afresh=True).store
    if not store.is_of_today:
        store = rebuilt(store.name, data)
    return store


def rebuilt(name: str, data: str | Path | None = None) -> Store:
    """The store ``name`` with its tables built again from what its files gave."""
    with locked(Store(find_data(data), name).root):
        store = Store(find_data(data), name)
        store.tidy()
        policy, files = _policy(store, None), store.files()
        write(store, made(store.parts(files), store=name, policy=policy), files, policy, store.ledger())
    return store


def _holds(store: Store, folder: Path) -> bool:
    """Whether the store was made of every file in ``folder`` as it is now."""
    held = {entry["sha256"] for entry in store.files()}
    return all(containers.opened(source).sha256 in held for source in containers.found(folder))
