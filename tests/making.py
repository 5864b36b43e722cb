"""Packages for tests: each by what differs from the ordinary one, its scans by their kinds, and its verdict."""

import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl

from vtr_lib import policy as policies
from vtr_lib.frames import hold
from vtr_lib.schema import PACKAGES, SCANS, SNAPSHOTS
from vtr_lib.store import facts
from vtr_lib.store.reduce import reduce
from vtr_lib.verdict.judge import judge

CONFIRMED_AT = datetime(2025, 2, 3, 16, tzinfo=UTC)
ORDINARY = {
    "marketplace": "US",
    "order_id": "999-0000001-0000001",
    "confirmed_at": CONFIRMED_AT.isoformat(),
    "promised_on": "2025-02-10",
    "carrier": "ups",
    "service": "Ground",
    "tracking": "1Z999AA10123456784",
    "origin": "US",
    "destination": "US",
    "value_cents": "2500",
    "currency": "USD",
}
LEGS = {"<": {"leg": "return"}, "?": {"physical": "unknown"}, "-": {"physical": "no"}}


def package(package_id: str = "p1", **change: object) -> dict[str, str]:
    """A canonical package as a row of text; ``asked`` and ``as_of`` in ``change`` are not the package's."""
    change = {key: value for key, value in change.items() if key not in ("asked", "as_of")}
    row = ORDINARY | {"package_id": package_id} | change
    return {key: str(value).lower() if isinstance(value, bool) else str(value) for key, value in row.items()}


def scan(written: str, day: int, tracking: str, carrier: str = "") -> dict[str, str]:
    """A scan written ``kind``, ``kind?`` (nobody knows), ``kind-`` (no scan), ``kind<`` (return), ``kind:carrier``."""
    kind, _, by = written.partition(":")
    row = {"physical": "yes", "leg": "forward"} | LEGS.get(kind[-1], {})
    at = CONFIRMED_AT + timedelta(days=day)
    return row | {
        "tracking": tracking,
        "kind": kind.rstrip("<?-"),
        "scanned_at": at.isoformat(),
        "carrier": by or carrier,
    }


def scans_of(row: dict[str, str], written: list[str]) -> list[dict[str, str]]:
    """The scans of a package, one a day from the day after its ordinary confirmation; none without a number."""
    return [scan(kind, day, row["tracking"]) for day, kind in enumerate(written, 1) if row["tracking"]]


def snapshot(row: dict[str, str]) -> dict[str, str]:
    return {
        "tracking": row["tracking"] or "none",
        "checked_at": "2025-03-20T12:00:00Z",
        "provider": "test",
        "status": "",
    }


def canonical(rows: list[dict], table) -> pl.DataFrame:
    """Rows of text as a canonical frame."""
    names = sorted({name for row in rows for name in row}) or table.required
    return hold(
        pl.DataFrame([{name: row.get(name) for name in names} for row in rows], dict.fromkeys(names, pl.String)), table
    )


def facts_of(
    packages: list[dict], scans: list[dict] = (), snapshots: list[dict] = (), policy: str = "us"
) -> pl.DataFrame:
    """Facts of packages, scans and snapshots given as rows of text."""
    filled = facts.fill(canonical(list(packages), PACKAGES))
    reductions = reduce(canonical(list(scans), SCANS))
    return facts.build(filled, reductions, canonical(list(snapshots), SNAPSHOTS), policies.load(policy))


def verdict_of(change: dict, scans: list[str] = (), policy: str = "us") -> dict:
    """The verdict, as a dict, of the ordinary package with ``change``."""
    row = package(**change)
    asked = [snapshot(row)] if change.get("asked", True) else []
    as_of = date.fromisoformat(change["as_of"]) if "as_of" in change else None
    return judge(facts_of([row], scans_of(row, scans), asked, policy), policies.load(policy), as_of).row(0, named=True)


def policy_cases(policy: str | None = "us") -> list[dict]:
    """The cases of ``tests/policy/*.toml`` for one policy, or for all with None.

    A file may say for all its cases which ``policy`` judges them and how its ``ordinary`` package differs from ours;
    what comes back has both in each case.
    """
    files = sorted((Path(__file__).parent / "policy").glob("*.toml"))
    documents = [tomllib.loads(file.read_text("utf-8")) for file in files]
    return [
        case | {"policy": judging, "change": document.get("ordinary", {}) | case.get("change", {})}
        for document in documents
        for case in document["case"]
        if policy in (None, judging := case.get("policy", document.get("policy", "us")))
    ]
