"""``vtr policy``: the rule of a day as rows, where two policies part, and what that makes of a store's rate."""

import json
from pathlib import Path

import pytest

from vtr_lib import policy
from vtr_lib.cli import main
from vtr_lib.ingest import ingest
from vtr_lib.publish import month as months
from vtr_lib.report.moved import moved

RAW = Path(__file__).parents[2] / "data" / "sample"
MINE = """[policy]
id = "mine"
about = "Two dollars more for packages from China"
extends = "us"
[sources.own]
title = "A letter"
confidence = "ours"
[two_scan_from]
[[two_scan_from.values]]
from = 2025-01-15
value = { CN = 7, CA = 5, AS = 5, UM = 5, GB = 15, IN = 15 }
source = "own"
"""


def told(capsys, *arguments: str):
    assert main(["policy", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.fixture
def mine(tmp_path) -> str:
    (tmp_path / "mine.toml").write_text(MINE, "utf-8")
    return str(tmp_path / "mine.toml")


def test_the_rule_of_a_day_has_every_value_with_its_source(capsys):
    found = told(capsys, "show", "--market", "US", "--on", "2025-01-14")
    assert (found["rule"], found["from"], found["until"]) == ("us@2021-08-09", "2021-08-09", "2025-01-15")
    row = next(row for row in found["rows"] if row["key"] == "two_scan_from")
    assert (row["value"], row["since"], row["source"]) == ({"CN": 5}, "2021-08-09", "help-2021")
    assert row["title"].startswith("Seller Central help")
    assert row["confidence"] == "official"
    assert {row["key"] for row in found["rows"]} == set(policy.load("us").timeline)


@pytest.mark.parametrize("name", policy.known())
def test_every_policy_shows_every_value_whole(capsys, name):
    assert main(["policy", "show", "--policy", name]) == 0
    printed = capsys.readouterr().out
    for row in told(capsys, "show", "--policy", name)["rows"]:
        assert f"({row['key']})" in printed
        assert row["title"] in printed
    if name == "us":
        assert "unified" in printed, "a long list is not cut"


def test_what_a_day_changed_and_nothing_else(capsys):
    found = told(capsys, "diff", "us@2025-01-14", "us@2025-01-15")
    assert [part["key"] for part in found["differences"]] == [
        "counted_origins",
        "two_scan_from",
        "untracked_lane_below",
    ]
    assert found["differences"][1]["left"]["value"] == {"CN": 5}
    assert found["differences"][1]["right"]["value"]["GB"] == 15
    assert found["differences"][1]["right"]["source"] == "announcement-2025"


def test_two_readings_part_on_the_days_on_which_they_do(capsys, mine):
    (part,) = told(capsys, "diff", "us", "us-flat")["differences"]
    assert (part["key"], part["from"], part["until"]) == ("two_scan_from", "2025-01-15", None)
    (part,) = told(capsys, "diff", "us", mine)["differences"]
    assert (part["left"]["value"]["CN"], part["right"]["value"]["CN"], part["right"]["title"]) == (5, 7, "A letter")
    assert told(capsys, "diff", "us", "us")["differences"] == []


def test_a_rule_one_market_does_not_have(capsys):
    found = told(capsys, "diff", "us", "jp")["differences"]
    part = next(part for part in found if part["key"] == "counted_from")
    assert part["left"]["value"] is None
    assert part["right"]["value"] == 1000
    assert main(["policy", "diff", "us", "jp"]) == 0
    assert "us: no such rule" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [
    ["show", "--market", "MX"], ["show", "--on", "2016-01-31"],
    ["diff", "us", "us@2016-01-31"], ["diff", "us", "no.toml"],
])  # fmt: skip
def test_what_nobody_knows_is_an_error(capsys, arguments):
    assert main(["policy", *arguments]) == 78
    assert capsys.readouterr().err.count("\n") == 1


def test_the_same_packages_under_two_rules_add_up(tmp_path):
    store = ingest([RAW], "sample", tmp_path).store
    left, right = policy.load("us@2025-01-14"), policy.load("us@2025-01-15")
    found = moved(store, left, right)
    verdicts = [store.verdicts(rule, store.known_on) for rule in (left, right)]
    for side, judged in zip(("left", "right"), verdicts, strict=True):
        counted = judged.filter(judged["state"].is_in(["valid", "defect", "unknown"]))
        assert found[side]["counted"] == counted.height
        assert found[side]["valid"] == (judged["state"] == "valid").sum()
        assert found[side]["text"].endswith(f"({found[side]['valid']:,}/{found[side]['counted']:,})")
    changed = (verdicts[0]["clause"] != verdicts[1]["clause"]).sum()
    assert sum(move["packages"] for move in found["moves"]) == changed > 0
    assert {move["clause_left"] for move in found["moves"]} == {"exempt.origin"}
    assert moved(store, left, left)["moves"] == []


def test_a_report_by_ones_own_file_names_it_and_no_path(tmp_path, mine, monkeypatch):
    monkeypatch.setattr(months, "NOTEBOOKS", months.NOTEBOOKS[:1])
    ingest([RAW], "sample", tmp_path / "data")
    done = months.publish(
        "sample", data=tmp_path / "data", reports=tmp_path / "reports", policy=mine, is_printing=False
    )
    named = json.loads((done.folder / "manifest.json").read_text("utf-8"))["policy"]
    assert (named["id"], named["sha256"]) == ("mine", policy.load(mine).sha256)
    for file in done.folder.rglob("*"):
        assert not file.is_file() or str(tmp_path).encode() not in file.read_bytes(), file
