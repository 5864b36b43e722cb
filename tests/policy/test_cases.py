"""Every boundary case of ``tests/policy/*.toml``: one by one, and all at once on every kind of frame."""

from datetime import date

import duckdb
import polars as pl
import pytest
from making import facts_of, package, policy_cases, scans_of, snapshot, verdict_of

from vtr_lib import policy as policies
from vtr_lib.verdict.judge import judge

CASES = policy_cases(None)
POLICIES = sorted({case["policy"] for case in CASES})


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['policy']}: {case['says']}")
def test_case(case):
    found = verdict_of(case["change"], case.get("scans", []), case["policy"])
    assert (found["state"], found["clause"]) == (case["state"], case["clause"])


def facts_of_cases(policy: str) -> pl.DataFrame:
    """The facts of every case of a policy in one frame, each built alone so that their numbers do not meet."""
    parts = []
    for number, case in enumerate(policy_cases(policy)):
        row = package(f"p{number}", **case["change"])
        asked = [snapshot(row)] if case["change"].get("asked", True) else []
        parts.append(facts_of([row], scans_of(row, case.get("scans", [])), asked, policy))
    return pl.concat(parts)


@pytest.mark.parametrize("as_of", [None, date(2025, 2, 19)])
@pytest.mark.parametrize("name", POLICIES)
def test_every_kind_of_frame_gives_the_same_verdicts(name, as_of):
    all_facts, policy = facts_of_cases(name), policies.load(name)
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
