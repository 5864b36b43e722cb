"""``vtr report`` as a command that is stopped, has no room for its log, or is given words that others would take."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from publish.quick import be_quick, small_store, tree

from vtr_lib.cli import main
from vtr_lib.publish import month
from vtr_lib.publish.ending import TOLD, terminable
from vtr_lib.store import staging

ROOT = Path(__file__).parents[2]
WAITS = """
import sys, time
from vtr_lib.cli import main
from vtr_lib.publish import month
def waits(folder, making):
    print("begun", flush=True)
    time.sleep(600)
month._notebooks = waits
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("ending") / "data"
    small_store(folder)
    return folder


@pytest.fixture
def words(data, tmp_path) -> list[str]:
    return [
        "report",
        "--store",
        "mine",
        "--month",
        "2025-02",
        "--data",
        str(data),
        "--reports",
        str(tmp_path / "reports"),
    ]


@pytest.mark.skipif(os.name != "posix", reason="needs signals")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_stopped_it_says_nothing_and_leaves_what_was(words, tmp_path, number, code, monkeypatch):
    with monkeypatch.context() as quick:
        be_quick(quick)
        assert main(words) == 0
    before, log = tree(tmp_path / "reports"), tmp_path / "log.jsonl"
    command = [sys.executable, "-c", WAITS, *words, "--again", "--log", str(log)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "begun\n"
        process.send_signal(number)
        assert process.communicate(timeout=60) == ("", "")
    assert process.returncode == code
    assert tree(tmp_path / "reports") == before
    assert [json.loads(line)["event"] for line in log.read_text("utf-8").splitlines()] == ["begun", "stopped"]


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_one_at_a_time_and_the_next_at_once_where_one_is_killed(words, tmp_path, capsys, monkeypatch):
    be_quick(monkeypatch)
    monkeypatch.setattr(staging, "PATIENCE", 0.1)
    with subprocess.Popen([sys.executable, "-c", WAITS, *words], cwd=ROOT, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "begun\n"
        assert main(words) == 75
        assert f"BUSY: another run (process {holder.pid})" in capsys.readouterr().err
        assert not list((tmp_path / "reports").rglob("current.json"))
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        assert list((tmp_path / "reports").rglob(".staged-*"))
        assert main(words) == 0
    left = {path.name for path in (tmp_path / "reports").rglob(".*")}
    assert left <= {".lock"}


@pytest.mark.skipif(os.name != "posix", reason="needs signals")
def test_who_ignores_or_handles_a_signal_goes_on_to_do_so():
    for handler in (signal.SIG_IGN, lambda number, frame: None):
        before = signal.signal(signal.SIGHUP, handler)
        with contextlib.ExitStack() as left:
            left.callback(signal.signal, signal.SIGHUP, before)
            with terminable():
                assert signal.getsignal(signal.SIGHUP) is handler
                assert signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL
            assert signal.getsignal(signal.SIGHUP) is handler
    assert all(signal.getsignal(each) is signal.SIG_DFL for each in TOLD)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full on this machine")
def test_a_log_without_room_is_told_and_the_report_stands(words, tmp_path, capsys, monkeypatch):
    be_quick(monkeypatch)
    mode = os.stat("/dev/full").st_mode
    assert main([*words, "--no-pdf", "--log", "/dev/full"]) == 74
    said = capsys.readouterr()
    assert "Report: " in said.out
    assert said.err.startswith("/dev/full: LOG_LOST: ")
    assert said.err.count("\n") == 1
    assert os.stat("/dev/full").st_mode == mode, "a device keeps who may use it"
    assert main([*words, "--log", str(tmp_path / "new" / "log.jsonl")]) == 0
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0
    assert json.loads((tmp_path / "new" / "log.jsonl").read_text("utf-8").splitlines()[-1])["event"] == "unchanged"


def test_no_library_takes_the_words_of_the_command_for_its_own(words, tmp_path):
    """The words are those of a process here, as on any command line, and not only handed to ``main``."""
    absent = [*words[:2], "nobody", *words[3:]]
    command = [sys.executable, "-m", "vtr_lib", *absent, "--log", str(tmp_path / "log.jsonl")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr.partition(":")[0]) == (66, "NO_STORE")
    assert (tmp_path / "log.jsonl").is_file()


@pytest.mark.parametrize("asked", ["2025-03", "2026-01"])
def test_a_month_that_the_files_do_not_tell_to_its_end_is_refused(words, tmp_path, capsys, monkeypatch, asked):
    """Else packages without a scan would be failed for days that nobody has looked at yet."""
    be_quick(monkeypatch)
    monkeypatch.setattr(month, "_build", lambda *_: pytest.fail("built"))
    words[words.index("2025-02")] = asked
    assert main(words) == 66
    said = capsys.readouterr().err
    assert f"MONTH_OPEN: the files of mine end with 2025-02-28, so the report of {asked} can't be made yet" in said
    assert not (tmp_path / "reports").exists(), "and that is no alarm either"


@pytest.mark.parametrize("asked", ["2025-13", "0000-01", "9999-12", "２０２５-01", "2025-1", "=1+1"])
def test_what_is_no_month_is_refused(words, tmp_path, capsys, asked):
    words[words.index("2025-02")] = asked
    assert main(words) == 64
    assert "NO_MONTH" in capsys.readouterr().err
    assert not (tmp_path / "reports").exists()
