"""What a new revision of a report changed, and why: every package whose verdict moved, with both clauses."""

import json
from collections import Counter
from pathlib import Path

import polars as pl

from vtr_lib.publish import manifest

JUDGED = ("state", "clause")
MAY_DIFFER = (
    *("confirmed_on", "promised_on", "carrier", "tracking", "service", "origin", "destination", "category"),
    *("value_cents", "is_prime", "first_scan_at", "arrival_at", "delivery_at", "rule"),
)


def changes(before: Path, made_from: dict, files: list[dict], summary: dict, verdicts: pl.DataFrame) -> dict:
    """From the revision in the folder ``before`` to the one being made, as strings, integers, lists and dicts.

    ``before`` its name; ``why``: the ``inputs`` that came and went by file name, whether ``policy``, ``code`` or what
    was read of the same files (``readings``) is another, and ``damaged`` files of the old one; ``rates`` of both by
    basis; ``moved``: the packages in both whose state or clause differs, with both and with the columns that differ
    besides; ``came`` and ``went``, counts of packages in only one of them. Raises nothing where the old files are
    damaged: what can't be read is said in ``why`` and counts as unknown.
    """
    old = _document(before / "manifest.json")
    then = old.get("made_from", {})
    told, damaged = _told(before), manifest.damaged(before)
    moved = _moved(told, verdicts) if told is not None else []
    return {
        "before": before.name,
        "why": {
            "inputs": {
                "came": _names(files, then.get("inputs", [])),
                "went": _names(old.get("inputs", []), made_from["inputs"]),
            },
            **{part: then.get(part) != made_from[part] for part in ("policy", "code", "readings")},
            "damaged": damaged,
        },
        "rates": {
            basis: {"before": _rate(_document(before / "summary.json"), basis), "after": _rate(summary, basis)}
            for basis in summary["windows"]
        },
        "moved": moved,
        "moves": [
            {"before": list(old), "after": list(new), "packages": count}
            for (old, new), count in sorted(
                Counter((tuple(row["before"]), tuple(row["after"])) for row in moved).items(),
                key=lambda item: (-item[1], item[0]),
            )
        ],
        "came": _only_in(verdicts, told),
        "went": _only_in(told, verdicts),
    }


def _document(path: Path) -> dict:
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}


def _told(folder: Path) -> pl.DataFrame | None:
    """The verdicts of a revision; None where they can't be read any more."""
    try:
        return pl.read_parquet(folder / "verdicts.parquet")
    except (OSError, pl.exceptions.PolarsError):
        return None


def _names(files: list[dict], others: list[str]) -> list[str]:
    """The names of the files that are not among ``others``, by their hashes."""
    return sorted(entry["file"] for entry in files if entry["sha256"] not in others)


def _rate(summary: dict, basis: str) -> dict | None:
    found = summary.get("windows", {}).get(basis)
    return {name: found["rate"][name] for name in ("valid", "counted")} if found else None


def _moved(before: pl.DataFrame, after: pl.DataFrame) -> list[dict]:
    """A row a package in both whose verdict differs, by day of confirmation."""
    shared = [name for name in MAY_DIFFER if name in before.columns]
    old = before.select("package_id", *JUDGED, *shared)
    pairs = after.join(old, on="package_id", how="inner", suffix="_before")
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_before")) for name in JUDGED)
    return [
        {
            "package_id": row["package_id"],
            "order_id": row["order_id"],
            "confirmed_on": row["confirmed_on"].isoformat(),
            "before": [row[f"{name}_before"] for name in JUDGED],
            "after": [row[name] for name in JUDGED],
            "differs": [name for name in shared if row[name] != row[f"{name}_before"]],
        }
        for row in pairs.filter(differs).sort("confirmed_on", "package_id").iter_rows(named=True)
    ]


def _only_in(some: pl.DataFrame | None, others: pl.DataFrame | None) -> int | None:
    if some is None or others is None:
        return None
    return some.join(others, on="package_id", how="anti").height
