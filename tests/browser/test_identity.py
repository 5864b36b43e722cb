"""A report made twice, in two places that have nothing in common: the same to the byte, the printed one as well."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from vtr_lib.publish.manifest import sha256

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
PLACES = {  # folder, name of the data folder, and what the process is told of the world
    "here": ("data", {"TZ": "America/New_York", "LANG": "C.UTF-8", "PYTHONHASHSEED": "random"}),
    "another place": ("my data", {"TZ": "Asia/Kolkata", "LANG": "zh_CN.UTF-8", "LC_ALL": "C", "PYTHONHASHSEED": "0"}),
}

RUN = """
import sys
from pathlib import Path
from vtr_lib.publish import runner
jobs = [runner.Job("01_monthly_report", {"as_of": "2025-02-27"}), runner.Job("00_start_here")]
runner.run_all(jobs, Path(sys.argv[1]), Path(sys.argv[2]), at_once=int(sys.argv[3]))
"""


def made(folder: Path, name: str, world: dict[str, str]) -> dict[str, str]:
    """The hash of every file below ``reports/`` of a report made of copied files by a process of its own."""
    shutil.copytree(ROOT / "data" / "sample", folder / name / "sample")
    words = ["report", "--store", "sample", "--month", "2025-02", "--data", f"{folder.name}/{name}"]
    surroundings = os.environ | world | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "vtr_lib", *words]
    subprocess.run(command, cwd=folder.parent, env=surroundings, check=True, capture_output=True)
    reports = folder / "reports"
    files = [path for path in reports.rglob("*") if path.is_file() and path.name != ".lock"]
    return {path.relative_to(reports).as_posix(): sha256(path) for path in files}


def test_made_anew_elsewhere_it_is_the_same_to_the_byte(tmp_path):
    one, other = (made(tmp_path / folder, *how) for folder, how in PLACES.items())
    assert one == other
    revision = "sample/2025-02/en/r001/"
    assert {"index.html", "status.json", f"{revision}report.html", f"{revision}report.pdf"} <= one.keys()


def test_real_notebooks_are_the_same_to_the_byte_from_anywhere(tmp_path):
    digests = []
    for number, (zone, lang, seed, at_once) in enumerate([
        ("Asia/Shanghai", "C", "1", "2"), ("America/Los_Angeles", "zh_CN.UTF-8", "2", "1"),
    ]):  # fmt: skip
        here = tmp_path / str(number)
        here.mkdir()
        settings = {"TZ": zone, "LANG": lang, "LC_ALL": lang, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", RUN, str(here), str(ROOT / "data"), at_once]
        subprocess.run(command, cwd=here, env=os.environ | settings, check=True)
        digests.append([hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(here.iterdir())])
    assert len(digests[0]) == 2
    assert digests[0] == digests[1]
