"""The report as data: one plain dict, from which JSON, tables, figures and HTML are made.

Nothing is computed after it: what a reader sees in any form is a number of this dict, and tests look at the dict.
"""

from datetime import date, datetime

import polars as pl

from vtr_lib.metrics.counts import SEGMENTS, band, between, by_state, count, rate, window_day
from vtr_lib.metrics.rate import Rate
from vtr_lib.metrics.rolling import window
from vtr_lib.policy import Policy
from vtr_lib.schema import BASES, STATES

SCHEMA = 1
LISTED = 50  # quarantined lines shown; all are counted


def summarise(
    verdicts: pl.DataFrame,
    policy: Policy,
    as_of: date,
    *,
    store: str,
    files: list[dict],
    quality: dict,
    other_readings: dict[str, pl.DataFrame] | None = None,
    amazon_rates: list[dict] | None = None,
) -> dict:
    """Everything the report says of a store as of a day: strings, integers, booleans, lists and dicts only.

    ``verdicts`` as ``Store.verdicts`` gives them, judged as of ``as_of``; ``other_readings`` the same under other
    policies, by name. Days are ISO text. Raises ``AssertionError`` where an identity does not hold.
    """
    rule = policy.on(as_of)
    windows = {basis: _window(verdicts, policy, as_of, basis) for basis in BASES}
    summary = {
        "schema": SCHEMA,
        "store": store,
        "marketplace": policy.marketplace,
        "as_of": as_of.isoformat(),
        "policy": {
            "id": policy.id,
            "about": policy.about,
            "sha256": policy.sha256,
            "rules": sorted(verdicts["rule"].unique().to_list()),
            "window_days": rule["window_days"],
            "lag_days": rule["lag_days"],
        },
        "target": rule["target"],
        "prime_target": rule["prime_target"],
        "windows": windows,
        "readings": [{"policy": policy.id, "rate": windows["confirmed"]["rate"]}]
        + [reading(name, other, policy, as_of) for name, other in sorted((other_readings or {}).items())],
        "identity": _identity(verdicts, files),
        "quarantined": _quarantined(files),
        "unknown": _unknown(verdicts),
        "quality": quality,
        "amazon": [_told(row) for row in amazon_rates or [] if row["marketplace"] == policy.marketplace],
    }
    assert_identities(summary)
    return summary


def _window(verdicts: pl.DataFrame, policy: Policy, as_of: date, basis: str) -> dict:
    rule = policy.on(as_of)
    first, last = window(as_of, rule["window_days"], rule["lag_days"] if basis == "promised" else 0)
    counts = between(count(verdicts, basis), first, last)
    target = rule.share("target")
    low, high = band(counts)
    prime = between(count(verdicts.filter("is_prime"), basis), first, last)
    inside = verdicts.filter(window_day(basis).is_between(first, last))
    return {
        "basis": basis,
        "first_on": first.isoformat(),
        "last_on": last.isoformat(),
        "packages": inside.height,
        "without_promise": inside["promised_on"].null_count(),
        "states": _states(counts),
        "rate": _rate(rate(counts), target),
        "low": _rate(low, target),
        "high": _rate(high, target),
        "prime": _rate(rate(prime), rule.share("prime_target")),
        "by": {segment: _segments(counts, segment, target) for segment in SEGMENTS},
        "clauses": counts.group_by("state", "clause", "cause")
        .agg(pl.col("packages").sum())
        .sort(["state", "packages", "clause"], descending=[False, True, False], nulls_last=True)
        .to_dicts(),
        "causes": counts.filter(pl.col("state") == "defect")
        .group_by("cause")
        .agg(pl.col("packages").sum())
        .sort(["packages", "cause"], descending=[True, False])
        .to_dicts(),
    }


def _states(counts: pl.DataFrame) -> dict[str, int]:
    row = by_state(counts).row(0, named=True)
    return {state: row[state] for state in STATES}


def _rate(value: Rate, target) -> dict:
    return {
        "valid": value.valid,
        "counted": value.counted,
        "percent": value.percent(),
        "is_met": value.meets(target),
        "is_on_line": value.is_on(target),
        "repairs": value.repairs(target),
        "clean_needed": value.clean_needed(target),
    }


def _segments(counts: pl.DataFrame, segment: str, target) -> list[dict]:
    """A row for every value of ``segment``, the most counted first."""
    rows = by_state(counts, segment).sort(["counted", segment], descending=[True, False])
    return [
        {"name": row[segment]}
        | {state: row[state] for state in STATES}
        | _rate(Rate(row["valid"], row["counted"]), target)
        for row in rows.iter_rows(named=True)
    ]


def reading(name: str, verdicts: pl.DataFrame, policy: Policy, as_of: date) -> dict:
    """What the rate by confirmation day is where ``verdicts`` are those of another policy, called ``name``."""
    return {"policy": name, "rate": _window(verdicts, policy, as_of, "confirmed")["rate"]}


def _identity(verdicts: pl.DataFrame, files: list[dict]) -> dict:
    clauses = (
        verdicts.group_by("state", "clause", "cause").len("packages").sort("state", "clause", "cause", nulls_last=True)
    )
    return {
        "files": [{key: entry[key] for key in FILE_COLUMNS} for entry in files],
        "packages": verdicts.height,
        "states": {state: verdicts.filter(pl.col("state") == state).height for state in STATES},
        "clauses": clauses.to_dicts(),
    }


def _told(row: dict) -> dict:
    """A row of Amazon's own figures with its instants as ISO text."""
    return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in row.items()}


FILE_COLUMNS = ("file", "format", "unit", "total", "blank", "duplicate", "quarantined", "accepted")


def _quarantined(files: list[dict]) -> dict:
    lines = [{"file": entry["file"], **line} for entry in files for line in entry["set_aside"]]
    return {"count": len(lines), "listed": lines[:LISTED]}


def _unknown(verdicts: pl.DataFrame) -> dict:
    """What nobody could tell, with counts: each is counted on the strict side and named here."""
    flags = verdicts["flags"].str.split(";")

    def flagged(name: str) -> pl.DataFrame:
        return verdicts.filter(flags.list.contains(name))

    def named(rows: pl.DataFrame, column: str) -> list[dict]:
        counted = rows.group_by(pl.col(column).alias("name")).len("packages")
        return counted.sort(["packages", "name"], descending=[True, False], nulls_last=True).to_dicts()

    return {
        "carriers": named(flagged("carrier_unknown"), "carrier_raw"),
        "currencies": named(flagged("no_rate_for_currency"), "currency"),
        "origins": flagged("no_origin").height,
        "values": flagged("no_value").height,
        "promises": flagged("no_promise").height,
        "discounts": flagged("discount_decides").height,
        "not_asked": verdicts.filter(pl.col("clause") == "unknown.not_asked").height,
        "physical": verdicts.filter(pl.col("clause") == "unknown.physical").height,
    }


def assert_identities(summary: dict) -> None:
    """The sums that always hold; an ``AssertionError`` names the one that does not."""
    for entry in summary["identity"]["files"]:
        parts = sum(entry[bucket] for bucket in ("blank", "duplicate", "quarantined", "accepted"))
        assert entry["total"] == parts, f"lines of {entry['file']}"
    identity = summary["identity"]
    assert identity["packages"] == sum(identity["states"].values()), "packages by state"
    for state, packages in identity["states"].items():
        cited = sum(row["packages"] for row in identity["clauses"] if row["state"] == state)
        assert packages == cited, f"{state} by clause"
    for basis, found in summary["windows"].items():
        assert found["packages"] == sum(found["states"].values()), f"{basis}: packages by state"
        assert found["rate"]["counted"] == sum(found["states"][state] for state in ("valid", "defect", "unknown")), (
            basis
        )
        assert found["states"]["defect"] == sum(row["packages"] for row in found["causes"]), (
            f"{basis}: defects by cause"
        )
        for segment, rows in found["by"].items():
            for key in (*STATES, "counted"):
                whole = found["rate"]["counted"] if key == "counted" else found["states"][key]
                assert whole == sum(row[key] for row in rows), f"{basis}: {key} by {segment}"
