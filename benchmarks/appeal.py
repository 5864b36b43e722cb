"""The appeal pack of a category of some 20,000 packages: how long against judging the store, and how much memory.

The store is a sample of 110,000 packages, or of as many as are asked for; its largest category is appealed. Checked
first: the lists hold every package of the case, and the bag is whole.
"""

import resource
import sys
import tempfile
import time
from pathlib import Path

from pypdf import PdfReader

from vtr_lib.appeal import pack
from vtr_lib.appeal.case import open_case
from vtr_lib.appeal.verify import verify
from vtr_lib.ingest import ingest
from vtr_lib.report.month import open_month
from vtr_lib.sample import write


def main(packages: int = 110_000) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        write(place / "raw", packages)
        ingest([place / "raw"], "big", place)
        start = time.process_time()
        month = open_month("big", data=place)
        category = month.verdicts["category"].drop_nulls().value_counts(sort=True)["category"][0]
        case = open_case(month, category)
        rows = case.packages.height
        reading, start = time.process_time() - start, time.monotonic()
        made = pack.make(case, place / "reports", None, [], is_printing=True)
        seconds = time.monotonic() - start
        with (made.bag / "data" / "orders.csv").open(encoding="utf-8") as lines:
            assert sum(1 for _ in lines) == rows + 1
        assert verify(made.zip).is_whole
        printed = sum(len(PdfReader(path).pages) for path in (made.bag / "data").glob("*.pdf"))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{category}: {rows:,} packages of {packages:,}, {printed} printed pages")
        print(
            f"the pack takes {seconds:.1f} s, {seconds / reading:.1f} times as long as judging the store; peak {peak} MB"
        )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
