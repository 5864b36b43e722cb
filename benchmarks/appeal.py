"""The appeal pack of a category of some 20,000 packages: how long against the rate of its store.

The store is a sample of 110,000 packages, or of as many as are asked for; its largest category is appealed, by the
command, in a process of its own. Checked first: the list holds every package of the case, and the bag is whole.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pypdf import PdfReader

from vtr_lib.appeal.verify import verify
from vtr_lib.sample import write

CATEGORY = "Home & Kitchen"


def main(packages: int = 110_000) -> None:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        write(data / "raw", packages)
        vtr("ingest", data, str(data / "raw"))
        rate = time.monotonic()
        vtr("rate", data)
        pack = time.monotonic()
        told = json.loads(vtr("appeal", data, "--category", CATEGORY, "--json"))
        rate, pack = pack - rate, time.monotonic() - pack
        rows = told["case"]["span"]["packages"]
        payload = Path(told["bag"]) / "data"
        with (payload / "orders.csv").open(encoding="utf-8") as lines:
            assert sum(1 for _ in lines) == rows + 1
        assert verify(Path(told["zip"])).is_whole
        printed = sum(len(PdfReader(path).pages) for path in payload.glob("*.pdf"))
        print(f"{CATEGORY}: {rows:,} packages of {packages:,}, {printed} printed pages")
        print(f"vtr appeal: {pack:.1f} s, {pack / rate:.1f} times as long as vtr rate")


def vtr(command: str, data: Path, *more: str) -> str:
    """What a command prints."""
    call = [sys.executable, "-m", "vtr_lib", command, "--store", "big", "--data", str(data), *more]
    return subprocess.run(call, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
