"""``vtr explain`` on the sample: the terminal, JSON, a table, and every package's deciding test."""

import json
from pathlib import Path

import polars as pl
import pytest

from vtr_lib import policy as policies
from vtr_lib.cli import main
from vtr_lib.report import tables
from vtr_lib.report.explain import explain, explain_all
from vtr_lib.report.month import open_month
from vtr_lib.verdict.explain import explain_each
from vtr_lib.words import load

RAW = Path(__file__).parents[2] / "data" / "sample"
WORDS = load("en")


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> str:
    folder = str(tmp_path_factory.mktemp("data"))
    assert main(["ingest", str(RAW), "--store", "sample", "--data", folder]) == 0
    return folder


@pytest.fixture(scope="module")
def month(data):
    return open_month("sample", data=data)


@pytest.mark.parametrize("policy", ["us", "us-flat"])
@pytest.mark.parametrize("day", ["2025-01-31", "2025-02-28"])
def test_the_deciding_test_is_the_verdicts_clause_of_every_package(data, day, policy):
    month = open_month("sample", day, data=data, policy=policy)
    verdicts = {row["package_id"]: row for row in month.verdicts.iter_rows(named=True)}
    facts = month.store.table("facts")
    inside = facts.filter(facts["marketplace"] == "US", facts["confirmed_on"] >= policies.load(policy).first_on)
    found = explain_each(inside, month.policy, month.as_of)
    assert len(found) > 1000
    for one in found:
        holding = [step["clause"] for step in one["steps"] if step["holds"]]
        decided = "pending" if "pending" in holding else holding[0]
        verdict = verdicts[one["package_id"]]
        assert (decided, one["clause"], one["state"]) == (verdict["clause"], verdict["clause"], verdict["state"])
        assert [step["clause"] for step in one["steps"] if step["decides"]] == [verdict["clause"]]


def test_every_clause_of_the_sample_can_be_told(month):
    for row in month.verdicts.unique("clause").iter_rows(named=True):
        found = explain(month, row["package_id"])
        table = tables.explain(found, WORDS)
        assert len(table.rows) == len(found["steps"])
        assert row["package_id"] in table.caption
        assert [line[3] for line in table.rows].count("yes, decides") == 1
        assert "<table" in table._repr_html_()


def of_clause(month, clause: str) -> dict:
    return next(row for row in month.verdicts.iter_rows(named=True) if row["clause"] == clause)


def test_what_the_terminal_says(data, month, capsys):
    row = of_clause(month, "exempt.letter_mail")
    assert main(["explain", row["package_id"], "--store", "sample", "--data", data]) == 0
    said = capsys.readouterr().out.splitlines()
    cents = row["value_cents"]
    assert f"=>  Exemption: {WORDS.table('clauses')['exempt.letter_mail']}" in said
    decided = said[said.index(f"=>  Exemption: {WORDS.table('clauses')['exempt.letter_mail']}") :]
    assert f"value {cents // 100}.{cents % 100:02} USD < 10.00 USD" in decided[1]
    assert "is in the list Letter mail services" in decided[1]
    assert decided[2].strip() == (
        "source: Seller Central help G201817070, Valid tracking rate, edition of late 2024 (official; read back from "
        "late 2024 to August 2021), Letter mail below from Aug 9, 2021"
    )


def test_json_by_order_and_day(data, month, capsys):
    row = of_clause(month, "scan.none")
    command = ["explain", row["order_id"], "--store", "sample", "--data", data, "--json"]
    assert main(command) == 0
    found = json.loads(capsys.readouterr().out)
    assert row["package_id"] in [one["package_id"] for one in found]
    assert {one["order_id"] for one in found} == {row["order_id"]}
    assert main([*command, "--as-of", row["confirmed_on"].isoformat()]) == 0
    early = {one["package_id"]: one for one in json.loads(capsys.readouterr().out)}
    assert early[row["package_id"]]["clause"] == "pending"


def test_an_order_of_several_packages(month):
    orders = month.verdicts.group_by("order_id").len("packages").filter(pl.col("packages") > 1)
    order = sorted(orders["order_id"])[0]
    found = explain_all(month, order)
    assert len(found) > 1
    assert found[0] == explain(month, order)
    assert found[0]["others"] == [one["package_id"] for one in found[1:]]


def test_an_unknown_id_names_the_nearest(data, month, capsys):
    known = month.verdicts["order_id"][0]
    assert main(["explain", known[:-1] + "x", "--store", "sample", "--data", data]) == 66
    error = capsys.readouterr().err
    assert "NO_PACKAGE" in error
    assert known in error
    assert error.count("\n") == 1
    assert main(["explain", "\x1b[2J", "--store", "sample", "--data", data]) == 66
    assert "\x1b" not in capsys.readouterr().err


def test_an_id_with_blanks_or_small_letters_is_the_same(month):
    row = of_clause(month, "scan.none")
    for id in (f"  {row['package_id'].lower()} ", f"{row['order_id']}\n"):
        assert row["package_id"] in [one["package_id"] for one in explain_all(month, id)]


def test_without_an_id_it_is_the_first_defect_of_the_window(month):
    found = explain(month)
    window = month.summary["windows"]["confirmed"]
    [row] = month.verdicts.filter(pl.col("package_id") == found["package_id"]).to_dicts()
    assert row["state"] == "defect"
    assert str(window["first_on"]) <= str(row["confirmed_on"]) <= str(window["last_on"])


def test_a_store_without_packages_has_an_empty_table(tmp_path):
    table = tmp_path / "skus.csv"
    table.write_text("sku,category,digital\nA-1,Toys & Games,no\n", "utf-8")
    assert main(["ingest", str(table), "--data", str(tmp_path)]) == 0
    empty = open_month(None, "2025-02-28", data=str(tmp_path))
    assert explain(empty) is None
    assert tables.explain(None, WORDS).rows == ()


def test_flags_are_told_in_words(data, month, capsys):
    row = next(row for row in month.verdicts.iter_rows(named=True) if "stuck" in row["flags"].split(";"))
    said = WORDS.table("flags")["stuck"]
    assert said in tables.explain(explain(month, row["package_id"]), WORDS).caption
    assert main(["explain", row["package_id"], "--store", "sample", "--data", data]) == 0
    assert said in capsys.readouterr().out.splitlines()[-1]


def test_an_exemption_the_rule_does_not_have_is_no_test(month):
    steps = [step["clause"] for step in explain(month, of_clause(month, "scan.none")["package_id"])["steps"]]
    assert "exempt.letter_mail" in steps
    assert not {"exempt.low_value", "exempt.bought_letter", "exempt.letter_lane"} & set(steps)
