"""A report under a run that is killed at random moments, at every step, and on a full disk: old or new, never mixed.

    python benchmarks/report_kills.py [KILLS] [SEED]

A small store with its report, and scans that come later. First ``vtr report`` is a process of its own, notebooks,
browser and all, that gets SIGKILL after a random while; then it dies in turn at every step of its work on the disk
(there with the notebooks' outputs alone, without kernels); then its disk is too small (a tmpfs, where this may mount
one). Each time the revision in force and what the month's page leads to must be whole, no kernel and no browser may
stay behind, and the next run must finish it to the same bytes and leave no temporary folder.
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

import pytest

TESTS = Path(__file__).parent.parent / "tests"
sys.path[0] = str(TESTS)

from publish.quick import be_quick, killed_at, small_store, steps_of, tree, whole  # noqa: E402

from vtr_lib.ingest import ingest  # noqa: E402
from vtr_lib.publish import manifest  # noqa: E402
from vtr_lib.publish.editions import Edition, edition  # noqa: E402
from vtr_lib.publish.month import publish  # noqa: E402

MONTH, GONE = "2025-02", 30  # seconds for what a killed run started to end by itself


def words(place: Path) -> list[str]:
    asked = ["report", "--store", "mine", "--month", MONTH, "--data", str(place / "data")]
    return [sys.executable, "-m", "vtr_lib", *asked]


def finish(place: Path) -> None:
    subprocess.run(words(place), check=True, capture_output=True, env=_marked(place))
    assert list((place / "tmp").iterdir()) == [], "a temporary folder stays"


def found(place: Path) -> Edition:
    return edition(place / "reports", "mine", MONTH, "en", "us", "us")


def held(place: Path) -> dict[str, bytes]:
    return {name: text for name, (_, text) in tree(place / "reports").items()}


def run(kills: int, seed: int) -> None:
    """Prints how often which report was found; raises ``AssertionError`` at the first that is neither or not whole."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        later = small_store(place / "data")[1]
        (place / "tmp").mkdir()
        finish(place)
        ingest(later, "mine", place / "data")
        shutil.copytree(place / "reports", place / "kept")
        began = time.monotonic()
        finish(place)
        took, new = time.monotonic() - began, held(place)
        random, counted, left = Random(seed), Counter(), 0
        for _ in range(kills):
            counted[_killed(place, random.uniform(0, 1.2 * took))] += 1
            left += any((place / "tmp").iterdir())
            finish(place)
            assert held(place) == new, "the next run made another report"
        print(
            f"{kills} kills within {took:.1f} s: {dict(counted)}; temporary folders swept after {left} of them",
            flush=True,
        )
        _every_step(place, later)
        _full_disk(place)


def _killed(place: Path, moment: float) -> str:
    shutil.rmtree(place / "reports")
    shutil.copytree(place / "kept", place / "reports")
    child = subprocess.Popen(words(place), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=_marked(place))
    try:
        child.wait(moment)
    except subprocess.TimeoutExpired:
        child.send_signal(signal.SIGKILL)
    child.wait()
    _all_gone(place)
    assert whole(found(place)), f"after {moment:.3f} s"
    target = found(place).door.read_text("utf-8").partition("url=")[2].partition('"')[0]
    assert manifest.damaged((found(place).folder.parent / target).parent) == [], f"after {moment:.3f} s"
    return f"{'killed' if child.returncode else 'done'}, {found(place).in_force.name} in force"


def _marked(place: Path) -> dict[str, str]:
    return os.environ | {"VTR_KILLS": str(place), "TMPDIR": str(place / "tmp")}


def _all_gone(place: Path) -> None:
    """Waits for the kernels and the browser of a killed run to end; ``AssertionError`` where one stays."""
    mark, until = f"VTR_KILLS={place}".encode(), time.monotonic() + GONE
    left = ["?"]
    while left and time.monotonic() < until:
        left = []
        for path in Path("/proc").glob("[0-9]*/environ"):
            try:
                if mark in path.read_bytes().split(b"\0"):
                    left.append(path.with_name("cmdline").read_bytes().replace(b"\0", b" ").decode()[:120])
            except OSError:
                continue
        time.sleep(0.2 if left else 0)
    assert not left, f"still running after {GONE} s: {left}"


def _every_step(place: Path, later: list[Path]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        be_quick(patch)
        shutil.rmtree(place / "reports")
        shutil.rmtree(place / "data" / "store")
        small_store(place / "data")

        def make() -> object:
            return publish("mine", MONTH, data=place / "data")

        make()
        ingest(later, "mine", place / "data")
        shutil.rmtree(place / "kept")
        shutil.copytree(place / "reports", place / "kept")
        steps, counted = steps_of(make), Counter()
        new = held(place)
        for step in range(1, len(steps) + 1):
            counted[killed_at(step, place / "kept", make, found(place))] += 1
            make()
            assert held(place) == new, step
    print(f"dead at each of {len(steps)} steps ({dict(Counter(steps))}): in force {dict(counted)}", flush=True)


def _full_disk(place: Path) -> None:
    small = place / "small"
    small.mkdir()
    if os.geteuid() or subprocess.run(["mount", "-t", "tmpfs", "none", small], capture_output=True).returncode:
        print("full disk: no tmpfs can be mounted here")
        return
    try:
        size = sum(path.stat().st_size for path in (place / "kept").rglob("*") if path.is_file()) // 1024
        for extra in (8, 80, 300):
            subprocess.run(["mount", "-o", f"remount,size={size + 200 + extra}k", "none", small], check=True)
            shutil.rmtree(small / "reports", ignore_errors=True)
            shutil.copytree(place / "kept", small / "reports")
            (small / "filler").write_bytes(b"0" * max(0, shutil.disk_usage(small).free - extra * 1024))
            before = tree(small / "reports")
            ended = subprocess.run([*words(place), "--reports", small / "reports"], capture_output=True, text=True)
            assert ended.returncode == 74, (extra, ended.returncode, ended.stderr)
            after = tree(small / "reports")
            after.pop("status.json"), before.pop("status.json")  # says that it failed, where there is room to
            assert after == before
            (small / "filler").unlink()
            print(f"full disk, {extra} kB left: exit code 74, the old report: {ended.stderr.strip()[-90:]}")
    finally:
        subprocess.run(["umount", small], check=True)


if __name__ == "__main__":
    numbers = [int(text) for text in sys.argv[1:3]]
    run(*(numbers + [60, 1][len(numbers) :]))
