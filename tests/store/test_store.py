"""A store's packages and their verdicts: those no rule of the policy is for, tables as typed, nothing at all."""

from datetime import date

import polars as pl
import pytest
from making import canonical, package, scan, snapshot

from vtr_lib import policy
from vtr_lib.cli import main
from vtr_lib.errors import DataError
from vtr_lib.frames import hold
from vtr_lib.schema import PACKAGES, SCANS, SNAPSHOTS, VERDICTS
from vtr_lib.store import facts
from vtr_lib.store.reduce import reduce
from vtr_lib.store.verdicts import judge_tables, judged

US = policy.load("us")


def test_packages_no_rule_is_for_are_kept_named_and_out_of_scope():
    rows = [
        package("a", order_id="999-0000001-0000001"),
        package("b", order_id="999-0000001-0000002", marketplace="UK", destination="GB"),
        package("c", order_id="999-0000001-0000003", confirmed_at="2016-02-01T07:59:59Z", tracking=""),
        package("d", order_id="999-0000001-0000004"),
    ]
    filled = facts.fill(canonical(rows, PACKAGES))
    built = facts.build(filled, reduce(canonical([], SCANS)), canonical([], SNAPSHOTS), US)
    found = judged(filled, built, US, date(2025, 2, 28))
    assert found["package_id"].to_list() == ["a", "b", "c", "d"]
    assert found["clause"].to_list() == [
        "unknown.not_asked",
        "out_of_scope.marketplace",
        "out_of_scope.before_policy",
        "unknown.not_asked",
    ]
    hold(found.select(VERDICTS.names), VERDICTS)


def test_numbers_and_carriers_may_be_as_typed_in_scans_too():
    row = package(carrier="", carrier_raw="UPS®", tracking="1z 999aa1 0123456783")
    scans = [scan("accept:U.P.S.", 1, "1Z999AA1-0123456783")]
    found = judge_tables(canonical([row], PACKAGES), canonical(scans, SCANS), canonical([], SNAPSHOTS), US)
    assert found["clause"].to_list() == ["valid"], "a mistyped number that the confirmed carrier has scanned"


def test_asked_under_another_spelling_is_asked():
    row, asked = package(), snapshot(package(tracking="1z999aa1 0123456784"))
    found = judge_tables(canonical([row], PACKAGES), canonical([], SCANS), canonical([asked], SNAPSHOTS), US)
    assert found["clause"].to_list() == ["scan.none"]


@pytest.mark.parametrize("origin", ["USA", "United States", "1", "C N"])
def test_a_country_is_two_letters_and_never_another_word_that_would_be_exempt(origin):
    with pytest.raises(DataError, match=r"\[origin\]: BAD_VALUE"):
        canonical([package(origin=origin)], PACKAGES)


def test_a_store_without_packages_says_so_and_still_has_an_empty_month(tmp_path, capsys):
    table = tmp_path / "skus.csv"
    table.write_text("sku,category,digital\nA-1,Toys & Games,no\n", "utf-8")
    assert main(["ingest", str(table), "--data", str(tmp_path)]) == 0
    assert main(["rate", "--data", str(tmp_path)]) == 66
    assert "NO_PACKAGES" in capsys.readouterr().err
    assert main(["rate", "--data", str(tmp_path), "--as-of", "2025-02-28", "--fail-below"]) == 0
    assert "n/a (0)" in capsys.readouterr().out


def test_no_packages_make_no_rows():
    empty = [canonical([], table) for table in (PACKAGES, SCANS, SNAPSHOTS)]
    assert judge_tables(*empty, US).height == 0
    assert isinstance(judge_tables(*empty, US), pl.DataFrame)
