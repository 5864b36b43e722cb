"""A store under a run that is killed at random moments, at every step, and on a full disk: old or new, never mixed.

    python benchmarks/kills.py [KILLS] [SEED]

A small store, an ingest of more files into it. First the ingest is a process of its own that gets SIGKILL after a
random while; then it dies in turn at every step of its work on the disk; then its disk is too small (a tmpfs, where
this may mount one). Each time the store must be readable and one of the two, and the next ingest must finish it.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random

TESTS = Path(__file__).parent.parent / "tests"
sys.path[0] = str(TESTS)  # where `ingest` is the folder of its tests

from ingest.dying import alike, dying, fresh, killed_at, small_files, state, stray  # noqa: E402

from vtr_lib.ingest import ingest  # noqa: E402

CHILD = """
import sys
from vtr_lib.ingest import ingest
print("ready", flush=True)
sys.stdin.readline()
ingest(sys.argv[2:], "mine", sys.argv[1])
"""


def run(kills: int, seed: int) -> None:
    """Prints how often which store was found; raises ``AssertionError`` at the first that is neither."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        first, later = small_files(root / "raw")
        ingest(first, "mine", root / "old")
        old, new = state(root / "old"), fresh(root / "old", root / "new", later)
        took = _killed(root, later, 60.0)[0]
        found = Counter()
        random = Random(seed)
        for _ in range(kills):
            moment, ended = _killed(root, later, random.uniform(0, took))
            took = took if ended else min(took, moment)  # other work on the machine may have slowed the first one
            held = state(root / "data")
            is_old, is_new = alike(held, old), alike(held, new)
            assert is_old or is_new, f"after {moment:.3f} s: neither the old nor the new store"
            found[f"{'killed' if ended else 'done'}, {'new' if is_new else 'old'} store"] += 1
            found["with something left behind"] += bool(stray(root / "data"))
            ingest(later, "mine", root / "data")
            assert alike(state(root / "data"), new)
            assert stray(root / "data") == []
        print(f"{kills} kills at random moments: {dict(found)}", flush=True)
        shutil.copytree(root / "old", root / "counted")
        with dying(10**6) as steps:
            ingest(later, "mine", root / "counted")
        for step in range(1, len(steps) + 1):
            assert killed_at(step, root / "old", root / "data", later)
            assert alike(state(root / "data"), new)
        print(f"dead at each of {len(steps)} steps: {dict(Counter(steps))}")
        _full_disk(root, later, old)


def _killed(root: Path, later: list[Path], moment: float) -> tuple[float, bool]:
    """An ingest into a copy of the old store, killed after ``moment`` seconds: its time, and if it was killed."""
    shutil.rmtree(root / "data", ignore_errors=True)
    shutil.copytree(root / "old", root / "data")
    words = [sys.executable, "-c", CHILD, root / "data", *later]
    child = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    child.stdout.readline()
    began = time.monotonic()
    child.stdin.write("go\n")
    child.stdin.flush()
    try:
        child.wait(moment)
    except subprocess.TimeoutExpired:
        child.send_signal(signal.SIGKILL)
    child.communicate()
    return time.monotonic() - began, child.returncode == -signal.SIGKILL


def _full_disk(root: Path, later: list[Path], old: dict) -> None:
    size = sum(path.stat().st_size for path in (root / "old").rglob("*") if path.is_file()) // 1024
    place = root / "small"
    place.mkdir()
    room = [size * 4 // 3 + extra for extra in (60, 120, 200)]
    if os.geteuid() or subprocess.run(["mount", "-t", "tmpfs", "none", place], capture_output=True).returncode:
        print("full disk: no tmpfs can be mounted here")
        return
    try:
        for kib in room:
            subprocess.run(["mount", "-o", f"remount,size={kib}k", "none", place], check=True)
            shutil.rmtree(place / "data", ignore_errors=True)
            shutil.copytree(root / "old", place / "data")
            (place / "filler").write_bytes(b"0" * max(0, shutil.disk_usage(place).free - 24 * 1024))
            words = ["-m", "vtr_lib", "ingest", *later, "--store", "mine", "--data", place / "data"]
            ended = subprocess.run([sys.executable, *words], capture_output=True, text=True)
            assert ended.returncode == 74, (kib, ended.returncode, ended.stderr)
            assert alike(state(place / "data"), old)
            (place / "filler").unlink()
            print(f"full disk of {kib} kB: exit code 74, the old store: {ended.stderr.strip()[-90:]}")
    finally:
        subprocess.run(["umount", place], check=True)


if __name__ == "__main__":
    numbers = [int(text) for text in sys.argv[1:3]]
    run(*(numbers + [60, 1][len(numbers) :]))
