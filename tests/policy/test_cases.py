"""Every boundary case of ``tests/policy/*.toml``, on every kind of frame."""

from datetime import date

import duckdb
import polars as pl
import pytest
from making import documents, facts_of_cases

from vtr_lib import policy as policies
from vtr_lib.metrics.rate import Rate
from vtr_lib.metrics.rolling import window
from vtr_lib.verdict.judge import judge

EVERY = next(document for document in documents() if document.get("policy") == "every")


@pytest.mark.parametrize("name", policies.known())
def test_cases(name):
    """State and clause of every case; of those that tell them, cause family and flags too."""
    wrong = []
    for as_of, (cases, facts) in facts_of_cases(name).items():
        verdicts = judge(facts, policies.load(name), as_of and date.fromisoformat(as_of))
        for case, found in zip(cases, verdicts.to_dicts(), strict=True):
            found["flags"] = sorted(flag for flag in found["flags"].split(";") if flag)
            told = {part: case[part] for part in ("state", "clause", "cause", "flags") if part in case}
            if told != (seen := {part: found[part] for part in told}):
                wrong.append((case["says"], told, seen))
    assert wrong == []


@pytest.mark.parametrize("name", policies.known())
@pytest.mark.parametrize("case", EVERY["rate"], ids=lambda case: case["says"])
def test_target(name, case):
    target = policies.load(name).rules()[-1].share(case["key"])
    assert Rate(case["valid"], case["counted"]).meets(target) is case["meets"]


@pytest.mark.parametrize("name", policies.known())
@pytest.mark.parametrize("case", EVERY["window"], ids=lambda case: case["says"])
def test_window(name, case):
    rule = policies.load(name).on(case["as_of"])
    assert window(case["as_of"], rule["window_days"], rule["lag_days"]) == (case["first"], case["last"])


@pytest.mark.parametrize("name", policies.known())
def test_all_have_no_rate(name):
    target = policies.load(name).rules()[-1].share("target")
    assert (Rate(0, 0).meets(target), str(Rate(0, 0))) == (None, "n/a (0)")


@pytest.mark.parametrize("as_of", [None, date(2025, 2, 19)])
@pytest.mark.parametrize("name", policies.known())
def test_every_kind_of_frame_gives_the_same_verdicts(name, as_of):
    all_facts, policy = pl.concat([facts for _, facts in facts_of_cases(name).values()]), policies.load(name)
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
