"""What a revision changed: every package whose verdict moved, and why; recounted the slow way."""

import json

import polars as pl
import pytest
from publish.quick import be_quick, small_store

from vtr_lib.ingest import ingest
from vtr_lib.publish import log
from vtr_lib.publish.month import publish
from vtr_lib.report import revision
from vtr_lib.words import load


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """A report made before the later scans came, and the revision made after."""
    data = tmp_path_factory.mktemp("changes") / "data"
    with pytest.MonkeyPatch.context() as patch:
        be_quick(patch)
        later = small_store(data, 200)[1]
        first = publish("mine", "2025-02", data=data)
        ingest(later, "mine", data)
        return first, publish("mine", "2025-02", data=data)


def test_every_package_that_moved_is_there_with_both_clauses(two):
    old, new = (
        {row["package_id"]: row for row in pl.read_parquet(each.folder / "verdicts.parquet").to_dicts()} for each in two
    )
    wanted = {
        name: ((old[name]["state"], old[name]["clause"]), (row["state"], row["clause"]))
        for name, row in new.items()
        if name in old and (old[name]["state"], old[name]["clause"]) != (row["state"], row["clause"])
    }
    found = two[1].changes()
    assert {row["package_id"]: (tuple(row["before"]), tuple(row["after"])) for row in found["moved"]} == wanted
    assert len(wanted) > 20
    assert sum(move["packages"] for move in found["moves"]) == len(wanted)
    assert found["came"] == len(new.keys() - old.keys())
    assert found["went"] == len(old.keys() - new.keys())
    for row in found["moved"]:
        differ = {name for name in row["differs"] if old[row["package_id"]][name] != new[row["package_id"]][name]}
        assert differ == set(row["differs"])
    assert any("first_scan_at" in row["differs"] for row in found["moved"])


def test_the_rates_of_both_are_those_of_their_summaries(two):
    for basis, rates in two[1].changes()["rates"].items():
        for side, each in zip(("before", "after"), two, strict=True):
            rate = each.summary["windows"][basis]["rate"]
            assert rates[side] == {"valid": rate["valid"], "counted": rate["counted"]}


def test_the_sentences_name_the_counts_and_the_files(two):
    changes, words = two[1].changes(), load("en")
    told = revision.statement(changes, words)
    assert told.lead == f"Since revision r001 the verdict of {len(changes['moved'])} packages moved."
    assert any("17track" in line for line in told.lines)
    assert not any("another version" in line or "policy" in line for line in told.lines)
    listed = revision.table(changes, words)
    assert len(listed.rows) == min(50, len(changes["moved"]))
    assert [row[1].isoformat() for row in listed.rows] == [row["confirmed_on"] for row in changes["moved"][:50]]
    assert f'data-code="{changes["moved"][0]["confirmed_on"]}"' in listed._repr_html_(), "as readers write a day"
    assert f"of {len(changes['moved'])}" in listed.caption


@pytest.mark.parametrize(("why", "said"), [
    ({"policy": True}, "The policy is another one."),
    ({"code": True}, "The program is another version."),
    ({"readings": True}, "The same files were read in another way."),
    ({"damaged": ["verdicts.xlsx"]}, "Files of the old revision were damaged or changed: verdicts.xlsx."),
    ({}, "Nothing that decides the report has changed; it was asked for again."),
])  # fmt: skip
def test_each_reason_has_its_sentence(two, why, said):
    nothing = {"inputs": {"came": [], "went": []}, "policy": False, "code": False, "readings": False, "damaged": []}
    changes = two[1].changes() | {"moved": [], "why": nothing | why, "came": 0, "went": 0}
    told = revision.statement(changes, load("en"))
    assert told.lead == "Since revision r001 no verdict moved."
    assert told.lines[-1] == said


def test_an_old_revision_that_can_not_be_read_is_no_obstacle(two, tmp_path):
    from vtr_lib.publish.changes import changes

    new = two[1]
    made_from = json.loads((new.folder / "manifest.json").read_text("utf-8"))["made_from"]
    (tmp_path / "r001").mkdir()
    (tmp_path / "r001" / "verdicts.parquet").write_bytes(b"PAR1")
    verdicts = pl.read_parquet(new.folder / "verdicts.parquet")
    found = changes(tmp_path / "r001", made_from, [], new.summary, verdicts)
    assert (found["moved"], found["came"], found["went"]) == ([], None, None)
    assert found["why"]["damaged"] == ["manifest.json"]
    assert revision.statement(found, load("en")).lines


def test_the_log_takes_no_word_and_no_fact_it_does_not_know():
    with pytest.raises(KeyError, match="address"):
        log.note("published", address="1 Main Street")
    with pytest.raises(KeyError, match="Jane"):
        log.note("Jane")
