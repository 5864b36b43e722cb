import subprocess
import sys

import pytest

from vtr_lib.store.staging import staged

CRASH = """
import os, sys
from pathlib import Path
from vtr_lib.store.staging import staged
with staged(Path(sys.argv[1])) as folder:
    (folder / "a").write_text("new")
    os._exit(9)
"""


def test_a_folder_takes_the_place_of_the_old_one_whole(tmp_path):
    target = tmp_path / "report"
    for text in ("old", "new"):
        with staged(target) as folder:
            (folder / text).write_text(text)
            assert not (target / text).exists()
    assert [path.name for path in target.iterdir()] == ["new"]
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_an_error_leaves_the_old_folder_and_nothing_else(tmp_path):
    target = tmp_path / "report"
    with staged(target) as folder:
        (folder / "a").write_text("old")

    def fail() -> None:
        with staged(target) as folder:
            (folder / "a").write_text("new")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert (target / "a").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_what_a_killed_run_left_is_swept_by_the_next(tmp_path):
    target = tmp_path / "report"
    assert subprocess.run([sys.executable, "-c", CRASH, str(target)], check=False).returncode == 9
    assert not target.exists()
    assert len(list(tmp_path.iterdir())) == 1
    with staged(target) as folder:
        (folder / "a").write_text("whole")
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_a_run_killed_between_the_two_renames_has_lost_nothing(tmp_path):
    target = tmp_path / "report"
    with staged(target) as folder:
        (folder / "a").write_text("old")
    target.rename(tmp_path / ".staged-report-old")

    def fail() -> None:
        with staged(target):
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert (target / "a").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["report"]
