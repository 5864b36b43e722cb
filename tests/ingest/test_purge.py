"""What is past its day goes, on each side of the day; what hangs together with something newer stays."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from ingest.dying import Killed, alike, dying, state, stray

from vtr_lib import policy
from vtr_lib.cli import main
from vtr_lib.errors import UsageError
from vtr_lib.ingest import ingest
from vtr_lib.ingest.purge import purge
from vtr_lib.ingest.tables import made
from vtr_lib.store import ledger
from vtr_lib.store.store import Store

CONFIRMED = ("order-id", "order-item-id", "quantity", "ship-date", "carrier-code", "carrier-name", "tracking-number",
             "ship-method")  # fmt: skip
A, B, C = (f"999-0000001-000000{number}" for number in (1, 2, 3))
ONE, TWO, THREE = "1Z999AA10123456784", "1Z999AA10320516363", "1Z999AA10359976142"


def confirmed(file: Path, *rows: tuple[str, str, str]) -> Path:
    lines = [(order, "", "", day, "UPS", "", number, "Ground") for order, day, number in rows]
    file.parent.mkdir(exist_ok=True, parents=True)
    file.write_text("".join("\t".join(line) + "\n" for line in (CONFIRMED, *lines)), "utf-8")
    return file


def scanned(file: Path, number: str, at: str) -> Path:
    event = {"time_utc": at, "stage": "Delivered", "sub_status": "Delivered_Other", "description": "Delivered"}
    info = {"latest_status": {"status": "Delivered"}, "tracking": {"providers": [
        {"provider": {"key": 100002, "name": "UPS"}, "latest_sync_time": at, "events": [event]}]}}  # fmt: skip
    body = {"code": 0, "data": {"accepted": [{"number": number, "track_info": info}], "rejected": []}}
    file.write_text(json.dumps(body), "utf-8")
    return file


@pytest.fixture
def data(tmp_path) -> Path:
    """A store of three orders: A is of January 2025, B of January too but scanned in March, C of June."""
    raw = tmp_path / "raw" / "mine"
    confirmed(raw / "1.txt", (A, "2025-01-10", ONE), (B, "2025-01-10", TWO))
    confirmed(raw / "2.txt", (C, "2025-06-01", THREE))
    scanned(raw / "3.json", TWO, "2025-03-05T12:00:00Z")
    ingest([raw], "mine", tmp_path)
    return tmp_path


def orders(data: Path) -> list[str]:
    return Store(data, "mine").table("packages")["order_id"].to_list()


@pytest.mark.parametrize(
    ("as_of", "left"),
    [
        (date(2026, 7, 10), [A, B, C]),
        (date(2026, 7, 11), [B, C]),
        (date(2026, 9, 5), [B, C]),
        (date(2026, 9, 6), [C]),
        (date(2026, 12, 1), [C]),
        (date(2026, 12, 2), []),
    ],
)
def test_an_order_goes_when_nothing_is_told_of_it_or_its_number_for_eighteen_months(data, as_of, left):
    done = purge(as_of, "mine", data)
    assert sorted(orders(data)) == left
    assert (done.orders, done.packages) == (3 - len(left), 3 - len(left))
    store = Store(data, "mine")
    found = made(store.parts(store.files()), store="mine", policy=policy.load("us"))
    assert found.tables["packages"].height == len(left), "the parts are purged as well"
    assert store.table("scans").height == found.tables["scans"].height == (1 if B in left else 0)
    verdicts = store.verdicts(policy.load("us"), date(2025, 6, 1))
    assert ledger.total(store.ledger()).equals(ledger.total(ledger.cells(verdicts)))


def test_what_shares_a_number_with_something_newer_stays(data):
    ingest([confirmed(data / "4.txt", (C, "2025-06-02", ONE))], "mine", data)
    purge(date(2026, 9, 6), "mine", data)
    assert A in orders(data)
    assert B not in orders(data)


def test_nothing_of_the_purged_is_left_on_the_disk_and_the_same_file_does_not_bring_it_back(data):
    purge(date(2026, 7, 11), "mine", data)
    for path in (data / "store").rglob("*"):
        if path.is_file():
            assert A.encode() not in path.read_bytes(), path
    assert stray(data) == []
    assert len(list((data / "store" / "mine" / "generations").iterdir())) == 1
    again = ingest([data / "raw" / "mine"], "mine", data)
    assert again.read == []
    assert A not in orders(data)


def test_a_dry_run_says_the_same_and_changes_nothing(data):
    before = {path: path.read_bytes() for path in sorted(data.rglob("*")) if path.is_file()}
    trial = purge(date(2026, 9, 6), "mine", data, is_trial=True, is_raw_too=True)
    assert {path: path.read_bytes() for path in sorted(data.rglob("*")) if path.is_file()} == before
    assert purge(date(2026, 9, 6), "mine", data) == trial
    assert trial.rows == 5, "two confirmations, and of a number a scan, a snapshot and its origin"


def test_a_second_purge_finds_nothing(data):
    purge(date(2026, 9, 6), "mine", data)
    generation = Store(data, "mine").generation
    done = purge(date(2026, 9, 6), "mine", data)
    assert (done.orders, done.rows, done.leftovers) == (0, 0, 0)
    assert Store(data, "mine").generation == generation


@pytest.mark.parametrize(
    ("as_of", "past"),
    [
        ("2025-04-04", []),
        ("2025-04-05", ["mine/1.txt", "mine/3.json"]),
        ("2025-07-01", ["mine/1.txt", "mine/3.json"]),
        ("2025-07-02", ["mine/1.txt", "mine/2.txt", "mine/3.json"]),
    ],
)
def test_files_of_the_seller_are_listed_thirty_days_after_the_last_delivery(data, capsys, as_of, past):
    capsys.readouterr()
    arguments = ["purge", "--as-of", as_of, "--store", "mine", "--data", str(data), "--json"]
    assert main(arguments) == 0
    assert json.loads(capsys.readouterr().out)["raw"] == past
    assert len(list((data / "raw" / "mine").iterdir())) == 3, "they are the seller's, and stay"
    assert main([*arguments, "--raw"]) == 0
    assert len(list((data / "raw" / "mine").iterdir())) == 3 - len(past)


def test_files_no_store_knows_stay(data, capsys):
    (data / "raw" / "README.md").write_text("ours")
    confirmed(data / "raw" / "mine" / "new.txt", (A, "2020-01-01", ONE))
    (data / "raw" / "mine" / "skus.csv").write_text("sku,category,digital\nA-1,Toys,no\n", "utf-8")
    ingest([data / "raw" / "mine" / "skus.csv"], "mine", data)
    capsys.readouterr()
    assert main(["purge", "--as-of", "2030-01-01", "--store", "mine", "--data", str(data), "--raw"]) == 0
    assert {path.name for path in (data / "raw").rglob("*.*")} == {"README.md", "new.txt", "skus.csv"}
    assert "1 files in" in capsys.readouterr().out


def test_the_day_must_be_said_and_the_store_be_there(data, capsys):
    assert main(["purge", "--store", "mine", "--data", str(data)]) == 64
    assert main(["purge", "--as-of", "2026-07-11", "--store", "nobody", "--data", str(data)]) == 66
    assert main(["purge", "--as-of", "11.7.2026", "--store", "mine", "--data", str(data)]) == 64
    with pytest.raises(UsageError, match="STORE_NAME"):
        purge(date(2026, 7, 11), "../mine", data)
    assert orders(data)


def test_what_it_did_is_printed(data, capsys):
    capsys.readouterr()
    assert main(["purge", "--as-of", "2026-07-11", "--store", "mine", "--data", str(data)]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0] == (
        "store mine, as of Jul 11, 2026: 1 orders of which nothing is newer than Jan 11, 2025 (kept for 18 months): "
        "1 packages, 1 rows"
    )
    assert "    mine/1.txt" in out
    assert out[-1] == "deleted"


@pytest.mark.parametrize("step", [3, 12, 25])
def test_a_purge_that_dies_has_purged_all_or_nothing(data, tmp_path_factory, step):
    before = state(data)
    copy = tmp_path_factory.mktemp("copy") / "data"
    shutil.copytree(data, copy)
    purge(date(2026, 7, 11), "mine", copy)
    with pytest.raises(Killed), dying(step):
        purge(date(2026, 7, 11), "mine", data)
    assert alike(state(data), before) or alike(state(data), state(copy))
    purge(date(2026, 7, 11), "mine", data)
    assert alike(state(data), state(copy))
    assert stray(data) == []
