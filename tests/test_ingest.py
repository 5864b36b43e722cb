"""Files into a store: the identity of lines, the same file twice, a bad file among good ones."""

import json
import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from vtr_lib import policy
from vtr_lib.cli import main
from vtr_lib.errors import MissingInput, UsageError
from vtr_lib.frames import hold
from vtr_lib.ingest import ingest, open_store
from vtr_lib.schema import FACTS, ITEMS, PACKAGES, REDUCTIONS, SCANS, SNAPSHOTS
from vtr_lib.store import ledger
from vtr_lib.store.store import Store, find_data

RAW = Path(__file__).parents[1] / "data" / "sample"
KEPT = {
    "packages": PACKAGES,
    "items": ITEMS,
    "scans": SCANS,
    "snapshots": SNAPSHOTS,
    "facts": FACTS,
    "reductions": REDUCTIONS,
}


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    ingest([RAW], "sample", folder)
    return folder


@pytest.fixture
def store(data) -> Store:
    return Store(data, "sample")


def test_every_line_of_every_file_is_in_one_place(store):
    files = store.files()
    assert {entry["file"] for entry in files} == {path.name for path in RAW.iterdir()}
    for entry in files:
        assert entry["total"] == sum(entry[bucket] for bucket in ("blank", "duplicate", "quarantined", "accepted"))
        raw = (RAW / entry["file"]).read_bytes()
        assert entry["unit"] == "record" or entry["total"] + entry["heading"] == len(raw.splitlines())


def test_every_table_holds_its_schema(store):
    for name, table in KEPT.items():
        found = store.table(name)
        assert hold(found, table).equals(found), name
        assert found.height, name


def test_tables_are_kept_by_month_of_confirmation(store):
    names = sorted(path.stem for path in (store.folder / "packages").iterdir())
    assert names[0] == "2024-12"
    for name in names:
        months = pl.read_parquet(store.folder / "packages" / f"{name}.parquet")["confirmed_at"].dt.strftime("%Y-%m")
        assert months.unique().to_list() == [name]


def test_the_ledger_adds_up_to_the_counts_of_the_last_known_day(store):
    verdicts = store.verdicts(policy.load("us"), store.known_on)
    assert ledger.total(store.ledger()).equals(ledger.total(ledger.cells(verdicts)))


def test_the_same_files_again_change_nothing(data, store):
    before = {path: path.read_bytes() for path in sorted(store.root.rglob("*")) if path.is_file()}
    again = ingest([RAW], "sample", data)
    assert (again.read, again.refused) == ([], [])
    assert len(again.known) == len(list(RAW.iterdir()))
    assert {path: path.read_bytes() for path in sorted(store.root.rglob("*")) if path.is_file()} == before


def test_file_by_file_in_another_order_gives_the_same_verdicts(tmp_path, store):
    for path in sorted(RAW.iterdir(), key=lambda path: (path.name.startswith("all"), path.name)):
        ingest([path], "sample", tmp_path)
    other = Store(tmp_path, "sample")
    rules = policy.load("us")
    ours, theirs = (each.verdicts(rules, date(2025, 2, 28)).sort("package_id") for each in (store, other))
    assert theirs.equals(ours)
    assert ledger.total(other.ledger()).equals(ledger.total(ledger.cells(theirs)))


def test_a_bad_file_fails_alone_and_is_named(tmp_path, capsys):
    raw = tmp_path / "raw"
    raw.mkdir()
    shutil.copy(RAW / "sku-table.csv", raw)
    (raw / "letter.txt").write_text("Dear Sir,\nplease find enclosed\n", "utf-8")
    assert main(["ingest", str(raw), "--store", "mine", "--data", str(tmp_path), "--json"]) == 65
    told = json.loads(capsys.readouterr().out)
    assert [entry["file"] for entry in told["read"]] == ["sku-table.csv"]
    assert len(told["refused"]) == 1
    assert told["refused"][0].startswith("letter.txt")


def age(store: Store) -> None:
    """The store as an older version wrote it: without its mark and without what was not known then."""
    quality = store.folder / "quality.json"
    quality.write_text(json.dumps({key: value for key, value in store.document("quality").items() if key != "mark"}))
    for path in (*store.folder.glob("facts/*.parquet"), store.folder / "reductions.parquet"):
        pl.read_parquet(path).drop("last_at").write_parquet(path)


@pytest.mark.parametrize("name", ["sample", "mine"])
def test_a_store_of_an_older_version_is_made_again_out_of_what_its_files_gave(tmp_path, name):
    shutil.copytree(RAW, tmp_path / "sample")
    first = ingest([tmp_path / "sample"], name, tmp_path).store
    facts, verdicts = first.table("facts"), first.verdicts(policy.load("us"), first.known_on)
    age(first)
    assert not first.is_of_today
    again = open_store(name, tmp_path)
    assert again.is_of_today
    assert again.table("facts").equals(facts)
    assert again.verdicts(policy.load("us"), again.known_on).equals(verdicts)
    assert ledger.total(again.ledger()).equals(ledger.total(ledger.cells(verdicts)))
    assert again.generation == open_store(name, tmp_path).generation == 2, "once, and not again"


def test_reading_the_same_files_again_renews_an_older_store(tmp_path):
    table = RAW / "sku-table.csv"
    store = ingest([table], "mine", tmp_path).store
    (store.folder / "quality.json").write_text(json.dumps(store.document("quality") | {"mark": "old"}))
    assert not store.is_of_today
    assert ingest([table], "mine", tmp_path).known == ["sku-table.csv"]
    assert store.is_of_today


def test_a_path_that_is_not_there(tmp_path, capsys):
    assert main(["ingest", str(tmp_path / "nothing"), "--data", str(tmp_path)]) == 66
    assert "NOT_FOUND" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["../x", "Mine", "", "a" * 41, "a b", "x\n"])
def test_a_store_name_fit_for_a_folder(tmp_path, name):
    with pytest.raises(UsageError, match="STORE_NAME"):
        ingest([RAW / "sku-table.csv"], name, tmp_path)


def test_a_store_that_holds_nothing(tmp_path):
    with pytest.raises(MissingInput, match="NO_STORE"):
        open_store("mine", tmp_path)


def test_without_a_name_it_is_ones_own_store_and_else_the_sample(tmp_path):
    shutil.copytree(RAW, tmp_path / "sample")
    assert open_store(None, tmp_path).name == "sample"
    ingest([RAW / "sku-table.csv"], data=tmp_path)
    assert open_store(None, tmp_path).name == "default"


def test_the_data_folder_is_found_from_below(tmp_path, monkeypatch):
    (tmp_path / "data").mkdir()
    (tmp_path / "notebooks" / "deep").mkdir(parents=True)
    monkeypatch.delenv("VTR_DATA", raising=False)
    monkeypatch.chdir(tmp_path / "notebooks" / "deep")
    assert find_data() == tmp_path / "data"
    monkeypatch.setenv("VTR_DATA", "/elsewhere")
    assert find_data() == Path("/elsewhere")
    assert find_data("here") == Path("here")


def test_the_sample_store_follows_its_raw_files(tmp_path):
    shutil.copytree(RAW, tmp_path / "sample")
    before = open_store("sample", tmp_path)
    assert (before.generation, open_store("sample", tmp_path).generation) == (1, 1)
    table = tmp_path / "sample" / "sku-table.csv"
    table.write_text(table.read_text("utf-8").replace("Home & Kitchen", "Garden"), "utf-8")
    after = open_store("sample", tmp_path).table("packages")["category"].unique().to_list()
    assert "Garden" in after
    assert "Home & Kitchen" not in after
    assert len(open_store("sample", tmp_path).files()) == len(list(RAW.iterdir()))
