"""Writing the sample store: always the same bytes, any size, nothing in it that is real or later than the exports."""

import os
import re
import subprocess
import sys
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pytest

from vtr_lib.sample import write
from vtr_lib.sample.story import KNOWN_UNTIL

COMMITTED = Path(__file__).parents[2] / "data" / "sample"
PROGRAM = """
import sys
from hashlib import sha256
from pathlib import Path
from vtr_lib.sample import write
for path in write(Path(sys.argv[1]), packages=300, seed=7):
    print(path.name, sha256(path.read_bytes()).hexdigest())
"""


def fingerprints(paths: list[Path]) -> dict[str, str]:
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in paths}


def test_the_same_arguments_give_the_same_bytes(tmp_path):
    assert fingerprints(write(tmp_path / "a", 300, 7)) == fingerprints(write(tmp_path / "b", 300, 7))


@pytest.mark.parametrize(("hash_seed", "zone"), [("1", "Asia/Shanghai"), ("2", "UTC")])
def test_neither_hash_order_nor_the_machine_s_zone_matters(tmp_path, hash_seed, zone):
    environment = os.environ | {"PYTHONHASHSEED": hash_seed, "TZ": zone, "PYTHONUTF8": "0", "LC_ALL": "C"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path / "there")],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    there = dict(line.split() for line in done.stdout.splitlines())
    assert there == fingerprints(write(tmp_path / "here", 300, 7))


def test_another_seed_gives_another_store(tmp_path):
    one, other = write(tmp_path / "a", 300, 7), write(tmp_path / "b", 300, 8)
    assert fingerprints(one)["all-orders.txt"] != fingerprints(other)["all-orders.txt"]


def test_the_committed_store_is_what_the_generator_writes(raw):
    assert fingerprints(list(COMMITTED.iterdir())) == fingerprints(raw.paths)


def test_paths_are_all_the_files_and_small_enough_to_commit(raw):
    assert sorted(raw.paths) == sorted(raw.folder.iterdir())
    assert sum(path.stat().st_size for path in raw.paths) <= 2_000_000


@pytest.mark.parametrize(("size", "seed"), [(1, 1), (40, 2), (1000, 3), (10_000, 20250115)])
def test_any_size_and_seed(tmp_path, read_raw, size, seed):
    raw = read_raw(tmp_path, write(tmp_path, size, seed))
    confirmed = {row["order-id"] for row in raw.rows}
    assert 0.9 * size <= len(confirmed) <= size
    assert confirmed <= {line["amazon-order-id"] for line in raw.lines}


def test_every_order_id_is_made_up_and_its_own(raw):
    ids = [line["amazon-order-id"] for line in raw.lines]
    assert all(re.fullmatch(r"(999-\d{7}|S01-\d{7})-\d{7}", order_id) for order_id in ids)
    assert {row["order-id"] for row in raw.rows} <= set(ids)


def test_nobody_s_name_address_phone_or_mail_is_in_any_file(raw):
    for path in raw.paths:
        text = path.read_text("utf-8")
        assert "@" not in text, path.name
        assert not re.search(r"buyer|recipient|signed|phone\b", text.replace("Phone Case", ""), re.IGNORECASE), (
            path.name
        )
    streets = ("line1", "line2", "line3", "name")
    assert all(not row[f"ship_from_address_{part}"] for row in raw.rows for part in streets)


def test_nothing_is_later_than_the_exports(raw):
    for path in raw.paths:
        times = re.findall(r"\d{4}-\d\d-\d\dT[\d:]+(?:Z|[+-]\d\d:\d\d)", path.read_text("utf-8"))
        if path.name.startswith("orders-api"):  # promises and deadlines lie ahead
            times = re.findall(r'(?:createdTime|lastUpdatedTime)":"([^"]+)', path.read_text("utf-8"))
        assert all(datetime.fromisoformat(time) < KNOWN_UNTIL for time in times), path.name


def test_line_ends_as_each_file_has_them(raw):
    def ends(name: str) -> tuple[int, int]:
        data = (raw.folder / name).read_bytes()
        return data.count(b"\r\n"), data.count(b"\n")

    for name in ("all-orders.txt", "shipping-confirmations-2024-12.txt", "vtr-defect-report.csv"):
        assert ends(name)[0] == ends(name)[1] > 0
    assert ends("shipping-confirmations-2025-01.txt")[0] == 0
    assert (raw.folder / "shipping-confirmations-2024-12.txt").read_text().startswith("TemplateType=OrderFulfillment\t")
