"""``reports/status.json``: of every store the latest report, how it stands, and what failed since.

It holds no time of the clock: what is late is told by the days of the data, see ``overdue``.
"""

import json
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from vtr_lib.calendar import month_of
from vtr_lib.errors import MissingInput, VtrError
from vtr_lib.metrics.rate import Rate
from vtr_lib.publish.editions import MONTH, Edition
from vtr_lib.store.staging import locked, replace_text

NAME, SCHEMA = "status.json", 1


def read(reports: Path) -> dict[str, dict]:
    """By store what ``status.json`` says; empty where there is none or it can't be read."""
    try:
        return json.loads((Path(reports) / NAME).read_text("utf-8"))["stores"]
    except (OSError, ValueError, KeyError):
        return {}


def succeeded(reports: Path, found: Edition) -> None:
    """Notes that ``found`` is in force; the latest month of a store is the one shown. Call it under ``locked``."""
    said, stores = found.pointer["said"], read(reports)
    held = stores.get(found.store, {})
    failed = held.get("failed")
    if failed and failed["month"] in (None, found.month):
        failed = None
    if found.month >= held.get("month", ""):
        held = {
            "month": found.month,
            "edition": found.name,
            "revision": found.in_force.name,
            "percent": Rate(said["valid"], said["counted"]).percent(),
            **said,
        }
    _write(reports, stores | {found.store: held | {"failed": failed}})


def failed(reports: Path, store: str, month: str | None, error: VtrError) -> None:
    """Notes that the report of ``store`` could not be made: the code, never what the error says of the data."""
    with locked(reports):
        stores = read(reports)
        told = {"month": month, "code": error.code, "exit_code": error.exit_code}
        _write(reports, stores | {store: stores.get(store, {}) | {"failed": told}})


def _write(reports: Path, stores: dict) -> None:
    text = json.dumps({"schema": SCHEMA, "stores": stores}, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    path = Path(reports) / NAME
    if not path.is_file() or path.read_text("utf-8") != text:
        replace_text(path, text)


def standing(held: dict, as_of: date | None) -> dict:
    """What is to be told of a store: ``overdue`` (a month or None) and ``exit_code``, 0 where all is well.

    A store without any report is itself something to be told. ``as_of`` is the last day its files tell of where none is
    given.
    """
    if "month" not in held:
        return {"overdue": None, "exit_code": _failure(held) or MissingInput.exit_code}
    late = overdue(held, as_of or date.fromisoformat(held["known_on"]))
    return {"overdue": late, "exit_code": _failure(held) or (MissingInput.exit_code if late else 0)}


def worst(codes: Iterable[int]) -> int:
    """The exit code of several: the first failure's, that of missing input only where nothing else failed, else 0."""
    failed = [code for code in codes if code]
    return next((code for code in failed if code != MissingInput.exit_code), failed[0] if failed else 0)


def _failure(held: dict) -> int:
    return held["failed"]["exit_code"] if held.get("failed") else 0


def overdue(held: dict, as_of: date) -> str | None:
    """The month whose report is lacking on ``as_of`` by what ``status.json`` holds of a store; None where none is.

    A month is due once the days it takes to settle have passed after its end.
    """
    if not MONTH.fullmatch(held.get("month", "")):
        return None
    _, last = month_of(held["month"])
    first, end = month_of((last + timedelta(days=1)).strftime("%Y-%m"))
    return first.strftime("%Y-%m") if as_of >= end + timedelta(days=held["lag_days"]) else None
