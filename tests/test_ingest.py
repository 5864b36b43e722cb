"""Files into a store: the identity of lines, the same file twice, a bad file among good ones."""

import json
import re
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
from vtr_lib.report.month import open_month
from vtr_lib.schema import FACTS, ITEMS, PACKAGES, REDUCTIONS, SCANS, SNAPSHOTS
from vtr_lib.sources import recognise
from vtr_lib.store import ledger
from vtr_lib.store.store import Store, find_data
from vtr_lib.words import load

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


def test_in_batches_and_another_order_the_files_give_the_same_verdicts(tmp_path, store):
    paths = sorted(RAW.iterdir(), key=lambda path: (path.name.startswith("all"), path.name))
    for batch in (paths[:1], paths[1:6], paths[6:14], *([path] for path in paths[14:17]), paths[17:-1], paths[-1:]):
        ingest(batch, "sample", tmp_path)
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
    again = ingest([table], "mine", tmp_path)
    assert again.known == ["sku-table.csv"]
    assert again.store.generation == 2
    assert Store(tmp_path, "mine").is_of_today


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


CONFIRMED = ("order-id", "order-item-id", "quantity", "ship-date", "carrier-code", "carrier-name", "tracking-number",
             "ship-method", "recipient-phone")  # fmt: skip


def confirmations(path: Path, good: int, bad: int = 0, day: str = "2025-02-03") -> Path:
    """A confirmation file with ``good`` lines and ``bad`` ones, whose day can be read in two ways."""
    rows = [
        (f"999-0000001-{number:07}", "", "", day if number <= good else "03/04/2025", "UPS", "", "", "", "555-0100")
        for number in range(1, good + bad + 1)
    ]
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text("".join("\t".join(row) + "\n" for row in (CONFIRMED, *rows)), "utf-8")
    return path


def told(capsys, *arguments: object) -> tuple[int, str, str]:
    code = main(["ingest", *map(str, arguments)])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


@pytest.mark.parametrize(
    ("good", "bad", "code"),
    [(98, 2, 0), (97, 3, 65), (97, 2, 65), (49, 1, 0), (9, 1, 0), (1, 1, 0), (8, 2, 65), (0, 1, 65), (100, 0, 0)],
)
def test_a_file_of_which_more_than_two_percent_is_set_aside_is_refused_but_not_for_one_line(
    tmp_path, capsys, good, bad, code
):
    file = confirmations(tmp_path / "c.txt", good, bad)
    ended, out, err = told(capsys, file, "--data", tmp_path)
    assert ended == code
    held = f"store default holds {good if code == 0 else 0} packages"
    assert held in out
    if code:
        place = f"c.txt:{good + 2} [ship-date]: QUARANTINE: {bad} of {good + bad} lines"
        assert err.startswith(place)
        assert f"(DATE_FORMAT {bad})" in err


def test_what_is_refused_can_be_taken_all_the_same(tmp_path, capsys):
    file = confirmations(tmp_path / "c.txt", 6, 4)
    assert told(capsys, file, "--data", tmp_path)[0] == 65
    code, out, _ = told(capsys, file, "--data", tmp_path, "--accept-quarantine")
    assert (code, "store default holds 6 packages" in out) == (0, True)


def test_blank_lines_are_no_lines_that_were_read(tmp_path, capsys):
    file = confirmations(tmp_path / "c.txt", 8, 2)
    file.write_text(file.read_text("utf-8") + "\n" * 500, "utf-8")
    assert told(capsys, file, "--data", tmp_path)[0] == 65


def test_a_file_that_is_cut_off_is_refused_and_can_be_taken(tmp_path, capsys):
    file = confirmations(tmp_path / "c.txt", 100)
    file.write_bytes(file.read_bytes()[:-1])
    code, _, err = told(capsys, file, "--data", tmp_path)
    assert code == 65
    assert "TRUNCATED" in err
    assert told(capsys, file, "--data", tmp_path, "--accept-quarantine")[0] == 0


def test_what_was_not_read_is_told_by_code_count_and_place_and_never_by_content(tmp_path, capsys):
    file = confirmations(tmp_path / "c.txt", 6, 4)
    code, out, _ = told(capsys, file, "--data", tmp_path, "--accept-quarantine")
    assert code == 0
    first, *rest = out.splitlines()
    assert first == "c.txt: shipping confirmation, 10 lines = 0 blank + 0 duplicate + 4 quarantined + 6 accepted"
    assert rest[0] == "    columns not read: recipient-phone"
    assert rest[1].startswith("    4 set aside, DATE_FORMAT: '99/99/9999' is no date")
    assert rest[2] == "        at line 8 [ship-date], line 9 [ship-date], line 10 [ship-date] and 1 more"
    assert "555" not in out
    assert "03/04/2025" not in out
    kept = b"".join(path.read_bytes() for path in (tmp_path / "store").rglob("*") if path.is_file())
    assert b"555-0100" not in kept
    assert b"03/04/2025" not in kept


def test_statuses_that_no_vocabulary_knows_are_named(tmp_path, capsys):
    event = {"time_utc": "2025-02-04T10:00:00Z", "stage": None, "sub_status": "Teleported", "description": "gone"}
    tracking = {"providers": [{"provider": {"key": 100002, "name": "UPS"}, "events": [event]}]}
    info = {"latest_status": {"status": "InTransit"}, "tracking": tracking}
    body = {"code": 0, "data": {"accepted": [{"number": "1Z999AA10123456784", "track_info": info}], "rejected": []}}
    (tmp_path / "t.json").write_text(json.dumps(body), "utf-8")
    code, out, _ = told(capsys, tmp_path / "t.json", "--data", tmp_path)
    assert code == 0
    assert "statuses that no vocabulary knows" in out
    assert "Teleported (1)" in out


def test_numbers_left_out_of_an_answer_are_counted_in_words(tmp_path, capsys):
    unknown = {"warnings": [{"code": "TW0001", "message": "Jane Planted"}]}
    activity = {"date": "20250112", "time": "071356", "status": {"type": "D"}}
    known = {"package": [{"trackingNumber": "1Z999AA10123456784", "activity": [activity]}]}
    nameless = {"package": [{"trackingNumber": "string", "activity": [activity]}]}
    answer = {"trackResponse": {"shipment": [known, unknown, nameless]}}
    (tmp_path / "t.json").write_text(json.dumps(answer))
    code, out, _ = told(capsys, tmp_path / "t.json", "--data", tmp_path)
    assert code == 0
    assert "answers in the file that report an error, or that no reader knows: 1" in out
    assert "events left out that name no tracking number: 1" in out
    assert "Planted" not in out


def test_progress_is_for_terminals(tmp_path, capsys, monkeypatch):
    file = confirmations(tmp_path / "c.txt", 3)
    assert told(capsys, file, "--data", tmp_path)[2] == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert "0/1 c.txt" in told(capsys, file, "--data", tmp_path)[2]


def test_a_folder_without_files(tmp_path, capsys):
    (tmp_path / "raw").mkdir()
    code, _, err = told(capsys, tmp_path / "raw", "--data", tmp_path)
    assert (code, "NO_FILES" in err) == (66, True)


def test_another_encoding_is_named_and_never_guessed(tmp_path, capsys):
    file = confirmations(tmp_path / "c.txt", 3)
    file.write_bytes(file.read_text("utf-8").replace("UPS", "ヤマト運輸").encode("cp932"))
    code, _, err = told(capsys, file, "--data", tmp_path)
    assert (code, "ENCODING" in err) == (65, True)
    assert told(capsys, file, "--data", tmp_path, "--encoding", "cp932")[0] == 0
    packages = Store(tmp_path, "default").table("packages")
    assert packages["carrier_raw"].unique().to_list() == ["ヤマト運輸"]
    assert told(capsys, file, "--data", tmp_path / "b", "--encoding", "klingon")[0] == 65


def test_a_store_is_of_one_marketplace(tmp_path, capsys):
    file = confirmations(tmp_path / "c.txt", 2)
    more = confirmations(tmp_path / "d.txt", 3)
    where = ("--data", tmp_path)
    assert told(capsys, file, *where, "--marketplace", "uk")[0] == 0
    store = Store(tmp_path, "default")
    assert store.document("quality")["marketplace"] == "UK"
    assert open_month("default", data=tmp_path).policy.id == "uk", "judged by its own rule where none is asked for"
    assert open_month("default", data=tmp_path, policy="us").policy.id == "us"
    assert str(store.table("packages")["confirmed_at"][0]) == "2025-02-03 00:00:00+00:00", "midnight in London"
    code, _, err = told(capsys, more, *where, "--marketplace", "US")
    assert (code, "OTHER_MARKETPLACE" in err) == (64, True)
    assert "store default is of marketplace UK" in err
    assert told(capsys, more, *where)[0] == 0
    assert Store(tmp_path, "default").document("quality")["marketplace"] == "UK"
    code, _, err = told(capsys, more, *where, "--store", "new", "--marketplace", "us-flat")
    assert (code, "MARKETPLACE" in err) == (64, True)


@pytest.mark.parametrize(("as_of", "code"), [("2025-02-03", 0), ("2025-02-02", 65), (None, 0)])
def test_what_is_dated_after_the_day_of_fetching_is_set_aside(tmp_path, capsys, as_of, code):
    file = confirmations(tmp_path / "c.txt", 5)
    ended, _, err = told(capsys, file, "--data", tmp_path, *(["--as-of", as_of] if as_of else []))
    assert ended == code
    assert ("FUTURE 5" in err) == (code == 65)


def test_a_scan_of_the_future_goes_alone(tmp_path, capsys):
    code, out, _ = told(capsys, RAW, "--data", tmp_path, "--as-of", "2025-02-27", "--accept-quarantine", "--json")
    assert code == 0
    read = {entry["file"]: entry for entry in json.loads(out)["read"]}
    late = read["aftership-2025-02-28-01.json"]
    assert late["quarantined"] == 0
    store = Store(tmp_path, "default")
    assert store.known_on == date(2025, 2, 27)
    for entry in read.values():
        assert entry["total"] == sum(entry[bucket] for bucket in ("blank", "duplicate", "quarantined", "accepted"))


def test_a_store_of_an_older_layout_is_built_again_from_its_parts(tmp_path, monkeypatch):
    ingest([confirmations(tmp_path / "c.txt", 4)], "mine", tmp_path)
    monkeypatch.setattr("vtr_lib.store.store.LAYOUT", 99)
    monkeypatch.setattr("vtr_lib.ingest.files.LAYOUT", 99)
    before = Store(tmp_path, "mine")
    assert before.layout < 99
    after = open_store("mine", tmp_path)
    assert (after.layout, after.generation) == (99, before.generation + 1)
    assert after.table("facts").equals(before.table("facts"))
    assert after.ledger().equals(before.ledger())
    assert open_store("mine", tmp_path).generation == after.generation


def test_a_store_of_a_newer_version_is_not_touched(tmp_path, monkeypatch, capsys):
    file = confirmations(tmp_path / "c.txt", 4)
    ingest([file], "mine", tmp_path)
    monkeypatch.setattr("vtr_lib.store.store.LAYOUT", 1)
    assert main(["rate", "--store", "mine", "--data", str(tmp_path)]) == 78
    assert main(["ingest", str(file), "--store", "mine", "--data", str(tmp_path)]) == 78
    assert "STORE_LAYOUT" in capsys.readouterr().err


def test_a_file_no_reader_knows_is_read_by_a_mapping(tmp_path, capsys):
    (tmp_path / "erp.csv").write_text(
        "单号,运单号,发货时间\n999-0000001-0000001,1Z999AA10123456784,2025-02-03T10:00:00Z\n", "utf-8"
    )
    (tmp_path / "mine.toml").write_text(
        '[mapping]\nid = "erp"\n[[rows]]\ntable = "confirmations"\n[rows.columns]\n'
        'order_id = "单号"\ntracking_raw = "运单号"\nshipped_at = "发货时间"\n[rows.values]\ncarrier_raw = "UPS"\n',
        "utf-8",
    )
    file, where = tmp_path / "erp.csv", ("--data", tmp_path)
    assert told(capsys, file, *where)[0] == 65
    code, out, err = told(capsys, file, *where, "--map", tmp_path / "mine.toml")
    assert (code, err) == (0, "")
    assert "store default holds 1 packages" in out


def test_every_note_of_a_reader_has_words():
    room = Path(recognise.__file__).parent
    named = {name for file in room.glob("*.py") for name in re.findall(r'notes\["(\w+)"\]', file.read_text("utf-8"))}
    known = load("en").table("ingest.notes").keys()
    assert len(named) > 8
    told = {name for name in named if name in known or any(name.startswith(f"{each}_") for each in known)}
    assert named - {"events", "events_set_aside"} == told


def test_what_was_read_with_a_grain_of_salt_is_told(tmp_path, capsys):
    sheet = tmp_path / "c.txt"
    heading = "order-id\tship-date\tcarrier-code\ttracking-number\n"
    sheet.write_text(heading + "999-0000001-0000001\t2025-02-03\tUPS\t9.40011E+21\n", "utf-8")
    _, out, _ = told(capsys, sheet, "--data", tmp_path / "data")
    assert "noted: tracking numbers that needed cleaning or are spoilt (scientific): 1" in out
