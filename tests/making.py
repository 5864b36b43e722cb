"""Packages for tests: each by what differs from the ordinary one, its scans by their kinds, and its verdict."""

import functools
import itertools
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


def tables_of(case: dict, package_id: str = "p1") -> tuple[list[dict], list[dict], list[dict]]:
    """A case's packages, scans and snapshots as rows of text; its own package is the first."""
    change = case["change"]
    rows = [
        package(package_id, **change),
        *(package(f"other {at}", **change | other) for at, other in enumerate(case["others"])),
    ]
    return rows, scans_of(rows[0], case["scans"]), [snapshot(rows[0])] if change.get("asked", True) else []


def alike(cases: list[dict]) -> list[dict[str, dict]]:
    """The cases by ids of their packages, those together that can lie in the same tables and say what they say alone.

    Their scans are the same, so that their numbers may meet. One without a number has an order of its own: beside the
    others' it would be a part of theirs.
    """
    together = {}
    for at, case in enumerate(cases):
        if not case["others"] and not case["change"].get("tracking", True):
            case["change"] = {"order_id": f"999-0000002-{at:07}"} | case["change"]
        said = (*case["scans"], case["change"].get("asked", True), at if case["others"] else None)
        together.setdefault(said, {})[f"p{at}"] = case
    return list(together.values())


def tables_of_all(cases: dict[str, dict]) -> tuple[list[dict], list[dict], list[dict]]:
    """The packages, scans and snapshots of cases that are ``alike``."""
    tables = [tables_of(case, package_id) for package_id, case in cases.items()]
    return tuple([row for table in tables for row in table[part]] for part in range(3))


@functools.cache
def facts_of_cases(policy: str) -> dict[str | None, tuple[list[dict], pl.DataFrame]]:
    """The cases of a policy, each value of theirs, with their facts by the day that the verdicts stand on."""
    by_day = {}
    for cases in alike(policy_cases(policy, spread=True)):
        built = facts_of(*tables_of_all(cases), policy).filter(pl.col("package_id").str.starts_with("p"))
        for case, row in zip(cases.values(), built.iter_slices(1), strict=True):
            by_day.setdefault(case["change"].get("as_of"), []).append((case, row))
    return {day: ([case for case, _ in found], pl.concat([row for _, row in found])) for day, found in by_day.items()}


@functools.cache
def documents() -> list[dict]:
    """The files of cases, ``tests/policy/*.toml``, for reading only."""
    return [
        tomllib.loads(file.read_text("utf-8")) for file in sorted((Path(__file__).parent / "policy").glob("*.toml"))
    ]


def policy_cases(policy: str | None = "us", *, spread: bool = False) -> list[dict]:
    """The cases of ``tests/policy/*.toml`` for one policy, or for all with None.

    A file says for all its cases which ``policy`` judges them and how its ``ordinary`` package differs from ours; those
    of ``every`` policy, or of those a case names (``in``), start from each one's own ordinary package. What comes back
    has policy and whole change in each case. ``each`` lists values of a column: the case stands for each of them, or of
    each pair; without ``spread`` for the first alone, and cases with packages of ``others`` stay out.
    """
    ordinary = {document.get("policy", "us"): document.get("ordinary", {}) for document in documents()}
    found = []
    for document in documents():
        own = document.get("policy", "us")
        for case in document.get("case", []):
            for judging in case.get("in", policies.known() if own == "every" else [own]):
                columns = case.get("each", {})
                sets = [dict(zip(columns, picked, strict=True)) for picked in itertools.product(*columns.values())]
                for each in sets if spread else sets[:1]:
                    change = ordinary.get(judging, {}) | case.get("change", {}) | each
                    whole = {"scans": [], "others": []} | case | {"policy": judging, "change": change}
                    found.append(whole | {"says": case["says"].format(**each)})
    return [case for case in found if policy in (None, case["policy"]) and (spread or not case["others"])]
