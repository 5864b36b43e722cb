"""A run that dies at any step, a full disk, a second run: the store is the old or the new one, whole."""

import os
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from ingest.dying import Killed, alike, dying, fresh, killed_at, small_files, state, stray

from vtr_lib.cli import main
from vtr_lib.errors import Busy
from vtr_lib.ingest import ingest
from vtr_lib.store import staging
from vtr_lib.store.store import Store


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> tuple[Path, list[Path], dict]:
    """A small store, files that come later, and what it holds with them."""
    folder = tmp_path_factory.mktemp("world")
    first, later = small_files(folder / "raw")
    ingest(first, "mine", folder / "old")
    return folder / "old", later, fresh(folder / "old", folder / "new", later)


def test_killed_at_any_step_the_store_is_the_old_or_the_new_one(tmp_path, world):
    old, later, whole = world
    shutil.copytree(old, tmp_path / "counted")
    with dying(10**6) as steps:
        ingest(later, "mine", tmp_path / "counted")
    telling = [at for at, name in enumerate(steps, 1) if name in ("replace", "rmtree")]
    for step in sorted({1, *telling, len(steps) // 3, len(steps) - 2, len(steps)}):
        assert killed_at(step, old, tmp_path / "data", later), step
        assert alike(state(tmp_path / "data"), whole), step
    assert not killed_at(len(steps) + 1, old, tmp_path / "data", later)
    assert steps.count("replace") == 3, "the part, the generation, the pointer"


def test_a_first_ingest_that_dies_leaves_no_store(tmp_path, world):
    _, later, _ = world
    with pytest.raises(Killed), dying(20):
        ingest(later, "mine", tmp_path)
    assert not Store(tmp_path, "mine").exists
    ingest(later, "mine", tmp_path)
    assert stray(tmp_path) == []


def run(code: str, *arguments: object, **options: object) -> subprocess.Popen:
    words = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)


HOLD = """
import sys, time
from pathlib import Path
from vtr_lib.store.staging import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""
INGEST = "import sys; from vtr_lib.cli import main; sys.exit(main(sys.argv[1:]))"


def test_two_at_once_the_second_is_told_who_is_at_work_and_a_dead_one_holds_nothing(tmp_path, world, monkeypatch):
    old, later, whole = world
    shutil.copytree(old, tmp_path / "data")
    monkeypatch.setattr(staging, "PATIENCE", 0.1)
    holder = run(HOLD, tmp_path / "data" / "store" / "mine")
    try:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(Busy, match=f"process {holder.pid}"):
            ingest(later, "mine", tmp_path / "data")
        assert main(["ingest", *map(str, later), "--store", "mine", "--data", str(tmp_path / "data")]) == 75
    finally:
        holder.send_signal(signal.SIGKILL)
        holder.communicate()
    ingest(later, "mine", tmp_path / "data")
    assert alike(state(tmp_path / "data"), whole)


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="no limit on files here")
@pytest.mark.parametrize("limit", [200, 9_000])
def test_a_full_disk_is_told_and_changes_nothing(tmp_path, world, limit):
    old, later, _ = world
    shutil.copytree(old, tmp_path / "data")
    before = state(tmp_path / "data")

    def full() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    arguments = ["ingest", *later, "--store", "mine", "--data", tmp_path / "data"]
    ended = run(INGEST, *arguments, preexec_fn=full)
    _, told = ended.communicate()
    assert ended.returncode == 74, told
    assert ": DISK: " in told
    assert alike(state(tmp_path / "data"), before)
    assert not list((tmp_path / "data").rglob(".staged-*"))


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="no owners here")
def test_a_place_nobody_may_write_to_is_told(tmp_path, world, capsys):
    _, later, _ = world
    (tmp_path / "data").write_text("in the way")
    assert main(["ingest", str(later[0]), "--data", str(tmp_path / "data")]) == 73
    assert "CANNOT_WRITE" in capsys.readouterr().err


def test_who_began_to_read_reads_on_while_another_ingests(tmp_path, world):
    old, later, whole = world
    shutil.copytree(old, tmp_path / "data")
    reader = Store(tmp_path / "data", "mine")
    before = reader.generation
    ingest(later, "mine", tmp_path / "data")
    assert (reader.generation, reader.table("packages").height) == (before, reader.table("facts").height)
    assert Store(tmp_path / "data", "mine").generation == before + 1
    assert alike(state(tmp_path / "data"), whole)


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_nobody_else_can_look_into_a_store(tmp_path, world, umask):
    old, later, _ = world
    data = tmp_path / "data"
    shutil.copytree(old, data)
    for path in data.rglob("*"):
        path.chmod(0o777 if path.is_dir() else 0o666)
    before = os.umask(umask)
    try:
        ingest(later, "mine", data)
        ingest(later, "other", data / "fresh")
    finally:
        os.umask(before)
    for path in ((data / "store"), *(data / "store").rglob("*"), data / "fresh", *(data / "fresh").rglob("*")):
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path
