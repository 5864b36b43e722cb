"""What is past its day, and goes: old orders out of a store, what runs left over, the seller's own files if he says so.

How long what is kept stands in ``store/retention.toml``. Nothing looks at the clock: the day is given.
"""

import hashlib
import tomllib
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib import resources
from pathlib import Path

import polars as pl

from vtr_lib import policy as policies
from vtr_lib.calendar import day_of, start_of_day
from vtr_lib.errors import DataError, MissingInput
from vtr_lib.ingest.entry import AT
from vtr_lib.ingest.files import slug, write
from vtr_lib.ingest.tables import made
from vtr_lib.sources import containers
from vtr_lib.store.staging import locked
from vtr_lib.store.store import Store, find_data
from vtr_lib.store.touched import Parts, together

RETENTION = tomllib.loads(resources.files("vtr_lib.store").joinpath("retention.toml").read_text("utf-8"))


@dataclass
class Purged:
    """What went, or would go: orders of which nothing is told from ``first_on`` on, with their packages and rows.

    ``leftovers`` are folders nothing needs; ``raw`` the seller's files past their day, ``unknown`` those of which the
    store does not know what they are.
    """

    store: str
    as_of: date
    first_on: date
    orders: int = 0
    packages: int = 0
    rows: int = 0
    leftovers: int = 0
    raw: list[Path] = field(default_factory=list)
    unknown: list[Path] = field(default_factory=list)


def purge(
    as_of: date, store: str, data: str | Path | None = None, *, is_trial: bool = False, is_raw_too: bool = False
) -> Purged:
    """Delete from ``store`` what is past its day on ``as_of``; ``is_trial`` only says what would go.

    What hangs together goes together: an order stays whole while anything is told of it, its numbers, or of another
    order with one of them, and what bears no date stays. The store changes whole or not at all. The seller's own files
    in the raw folder are listed, and deleted only if ``is_raw_too``. Raises ``MissingInput`` where there is no store.
    """
    root = find_data(data)
    if not Store(root, slug(store)).exists:
        raise MissingInput("NO_STORE", store=store, folder=Store(root, store).root)
    with locked(Store(root, store).root):
        held = Store(root, store)
        policy = policies.load(held.document("quality")["marketplace"].lower())
        first_on = _months_before(as_of, RETENTION["orders"]["months"])
        files = held.files()
        done = Purged(store, as_of, first_on, leftovers=len(held.leftovers(is_last_only=True)))
        done.raw, done.unknown = _raw(root / "raw", held, _days(held, files, policy.zone), as_of)
        parts = _numbered(held, files)
        kept = _kept(parts, first_on, policy.zone)
        done.rows = _height(parts) - _height(kept)
        done.orders = len(_orders(parts)) - len(_orders(kept))
        if done.rows:
            found = made(kept, store=store, policy=policy)
            done.packages = held.table("packages").height - found.tables["packages"].height
        if is_trial:
            return done
        if done.rows:
            name = hashlib.sha256(f"{as_of} {[entry['sha256'] for entry in files]}".encode()).hexdigest()
            held.write_part(name, {table: frames[0] for table, frames in kept.items()})
            write(held, found, [entry | {"part": name} for entry in files], policy, held.ledger())
        held.tidy(is_last_only=True)
        if is_raw_too:
            for path in done.raw:
                path.unlink()
    return done


def _months_before(day: date, months: int) -> date:
    return pl.select(pl.lit(day).dt.offset_by(f"-{months}mo")).item()


def _numbered(store: Store, files: list[dict]) -> Parts:
    """What ``files`` gave, one frame a table; ``upload`` is the place of each file among all."""
    found: Parts = {}
    ingests = list(dict.fromkeys(store.part(entry) for entry in files))
    for ingest in ingests:
        ours = [at for at, entry in enumerate(files) if store.part(entry) == ingest]
        for table, frames in store.parts([files[ours[0]]]).items():
            rows = frames[0] if "upload" in frames[0].columns else frames[0].with_columns(upload=pl.lit(0, pl.Int32))
            found.setdefault(table, []).append(rows.with_columns(pl.col("upload") + ours[0]))
    return {table: [pl.concat(frames, how="diagonal")] for table, frames in found.items()}


def _kept(parts: Parts, first_on: date, zone: str) -> Parts:
    """``parts`` without the rows that hang together with none from ``first_on`` on, and with some that is dated."""
    first_at = start_of_day(first_on, zone)
    dated, recent = ({table: [_told(frame, at) for frame in frames] for table, frames in parts.items()}
                     for at in (None, first_at))  # fmt: skip
    stays, has_day = together(recent, parts), together(dated, parts)
    found: Parts = {}
    for table, (frame,) in parts.items():
        if table == "amazon_defects":
            is_old = (pl.col("promised_on") < first_on).fill_null(False) & ~stays.holds(frame.columns)
        elif stays.keys(frame.columns):
            is_old = has_day.holds(frame.columns) & ~stays.holds(frame.columns)
        else:
            is_old = pl.lit(False)
        found[table] = [frame.filter(~is_old)]
    return found


def _told(frame: pl.DataFrame, from_at: object | None) -> pl.DataFrame:
    """The rows that tell of an instant, of one from ``from_at`` on where that is given."""
    names = frame.select(AT).columns
    if not names:
        return frame.clear()
    holds = [pl.col(name).is_not_null() if from_at is None else pl.col(name) >= from_at for name in names]
    return frame.filter(pl.any_horizontal(each.fill_null(False) for each in holds))


def _height(parts: Parts) -> int:
    return sum(frame.height for frames in parts.values() for frame in frames)


def _orders(parts: Parts) -> pl.Series:
    none = pl.Series([], dtype=pl.String)
    return pl.concat([none, *(frame["order_id"] for frames in parts.values() for frame in frames
                              if "order_id" in frame.columns)]).drop_nulls().unique()  # fmt: skip


def _days(store: Store, files: list[dict], zone: str) -> dict[str, date | None]:
    """By hash, of files that may name a person: the last day told of, or on which one of its orders is delivered."""
    delivered = store.table("packages").select("order_id").with_columns(store.table("facts")["delivered_at"])
    last = {
        upload: day_of(at, zone)
        for frames in _numbered(store, files).values()
        for frame in frames
        if "order_id" in frame.columns
        for upload, at in frame.select("upload", "order_id").unique().join(delivered, on="order_id")
        .group_by("upload").agg(pl.col("delivered_at").max()).drop_nulls().iter_rows()
    }  # fmt: skip
    days = {}
    for at, entry in enumerate(files):
        if entry["format"] not in RETENTION["raw_files"]["harmless"]:
            told = [date.fromisoformat(entry["last_on"])] if entry.get("last_on") else []
            days[entry["sha256"]] = max([*told, *([last[at]] if at in last else [])], default=None)
    return days


def _contents(path: Path) -> set[str]:
    """The hashes of what a file holds, of an archive those of its members; none where it can't be read."""
    try:
        return {containers.opened(source).sha256 for source in containers.found(path)}
    except DataError:
        return set()


def _raw(folder: Path, store: Store, days: dict[str, date | None], as_of: date) -> tuple[list[Path], list[Path]]:
    """Files in ``folder`` past their day on ``as_of``, and those of which the store knows nothing."""
    known = {entry["sha256"] for entry in store.files()}
    ordinary = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]
    past, unknown = [], []
    for path in ordinary:
        if path.name.startswith(".") or path == folder / "README.md":
            continue
        found = _contents(path)
        last = max((days[each] for each in found if days.get(each)), default=None)
        if not found or not found <= known:
            unknown.append(path)
        elif last and as_of > last + timedelta(days=RETENTION["raw_files"]["days"]):
            past.append(path)
    return past, unknown
