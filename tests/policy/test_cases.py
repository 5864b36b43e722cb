"""Every boundary case of ``tests/policy/*.toml``: one by one, and all at once on every kind of frame."""

from datetime import date

import duckdb
import polars as pl
import pytest
from making import facts_of, package, policy_cases, scans_of, snapshot, verdict_of

from vtr_lib import policy as policies
from vtr_lib.verdict.judge import judge

CASES = policy_cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["says"])
def test_case(case):
    found = verdict_of(case.get("change", {}), case.get("scans", []))
    assert (found["state"], found["clause"]) == (case["state"], case["clause"])


@pytest.fixture(scope="module")
def all_facts():
    """The facts of every case in one frame, each with a store of its own so that their numbers do not meet."""
    parts = []
    for number, case in enumerate(CASES):
        row = package(f"p{number}", **case.get("change", {}))
        asked = [snapshot(row)] if case.get("change", {}).get("asked", True) else []
        parts.append(facts_of([row], scans_of(row, case.get("scans", [])), asked))
    return pl.concat(parts)


@pytest.mark.parametrize("as_of", [None, date(2025, 2, 19)])
def test_every_kind_of_frame_gives_the_same_verdicts(all_facts, as_of):
    policy = policies.load("us")
    polars = judge(all_facts, policy, as_of)
    pandas = judge(all_facts.to_pandas(), policy, as_of)
    lazy = judge(all_facts.lazy(), policy, as_of)
    with duckdb.connect() as connection:
        connection.sql("SET TimeZone = 'UTC'")
        relation = judge(connection.from_arrow(all_facts.to_arrow()), policy, as_of)
        duck = relation.pl()
    texts = ["package_id", "state", "clause", "cause", "rule", "scans_needed", "is_fixable", "flags"]
    assert type(pandas).__module__.startswith("pandas")
    expected = polars.select(texts).rows()
    assert lazy.collect().select(texts).rows() == expected
    assert sorted(duck.select(texts).rows()) == sorted(expected)
    assert [
        tuple(None if value != value else value for value in row) for row in pandas[texts].itertuples(index=False)
    ] == expected
    for name in ("first_scan_at", "arrival_at", "delivery_at", "fix_by_at", "confirmed_on", "promised_on"):
        assert duck.sort("package_id")[name].to_list() == polars.sort("package_id")[name].to_list()
