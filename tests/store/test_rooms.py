"""Folders for a while: gone with their block, and those of the killed with the next one; nobody else's."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from vtr_lib.store import rooms
from vtr_lib.store.rooms import room, sweep

ROOT = Path(__file__).parents[2]
STAYS = """
import sys, time
from vtr_lib.store.rooms import room
with room("kernels", sys.argv[1]) as folder:
    (folder / "connection.json").write_text("{}")
    print(folder, flush=True)
    time.sleep(600)
"""


def test_a_room_is_for_its_owner_and_goes_with_its_block(tmp_path):
    with room("web", tmp_path) as folder:
        assert folder.parent == tmp_path
        assert folder.name.startswith("vtr-web-")
        assert folder.stat().st_mode & 0o077 == 0 or os.name != "posix"
        (folder / "deep").mkdir()
        (folder / "deep" / "file").write_text("x")
    assert list(tmp_path.iterdir()) == []


def test_it_goes_where_the_block_fails(tmp_path):
    with pytest.raises(KeyError), room("web", tmp_path):
        raise KeyError
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_the_room_of_a_killed_process_is_swept_by_the_next_and_that_of_a_living_one_is_not(tmp_path):
    processes = [
        subprocess.Popen([sys.executable, "-c", STAYS, tmp_path], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    killed, living = (Path(process.stdout.readline().strip()) for process in processes)
    processes[0].send_signal(signal.SIGKILL)
    processes[0].wait()
    assert killed.is_dir()
    with room("web", tmp_path) as folder:
        assert set(tmp_path.iterdir()) == {living, folder}
        assert (living / "connection.json").is_file()
    processes[1].send_signal(signal.SIGKILL)
    processes[1].wait()
    sweep(tmp_path)
    assert list(tmp_path.iterdir()) == []
    for process in processes:
        process.stdout.close()


@pytest.mark.skipif(os.name != "posix", reason="needs owners and links")
def test_what_is_no_room_of_ours_stays(tmp_path, monkeypatch):
    place, other = tmp_path / "tmp", tmp_path / "precious"
    for folder in (place / "vtr-without-a-lock", place / "other", other):
        folder.mkdir(parents=True)
        (folder / "file").write_text("x")
    for folder in (place / "other", other):
        (folder / ".lock").write_text("")
    (place / "vtr-link").symlink_to(other)
    sweep(place)
    assert {path.name for path in place.iterdir()} == {"vtr-without-a-lock", "other", "vtr-link"}
    assert (other / "file").is_file()
    (place / "vtr-anothers").mkdir()
    (place / "vtr-anothers" / ".lock").write_text("")
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    sweep(place)
    assert (place / "vtr-anothers").is_dir()


def test_a_room_swept_before_it_is_locked_is_made_again(tmp_path, monkeypatch):
    class Late(rooms.FileLock):
        swept = 0

        def acquire(self, *given, **named):
            if not Late.swept:
                Late.swept = 1
                os.rmdir(os.path.dirname(self.lock_file))
            return super().acquire(*given, **named)

    monkeypatch.setattr(rooms, "FileLock", Late)
    with room("web", tmp_path) as folder:
        assert Late.swept
        assert folder.is_dir()
    assert list(tmp_path.iterdir()) == []
