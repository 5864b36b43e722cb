"""Of stores in which nothing changed, how many have a fall stated; and how often the planted one is found.

    python benchmarks/false_findings.py [STORES]

Each store is the sample's files drawn from another seed, ingested and judged as a seller's are: once calm, once with
the carrier that breaks. The rate of false findings is to stay below the level of ``vtr_lib/metrics/findings.py``.
"""

import sys
import tempfile
from datetime import date
from pathlib import Path

from vtr_lib.metrics.findings import LEVEL
from vtr_lib.report import findings
from vtr_lib.report.month import Month, open_month
from vtr_lib.sample import write
from vtr_lib.sample.story import BAD_CARRIER, BAD_FROM, LAST_DAY, PACKAGES

FAMILIES = ((), ("missing_updates", "unknown"), ("invalid_number",), ("late_shipment",))


def run(stores: int) -> None:
    """Prints the counts, for all causes together and for each investigation's own."""
    false = dict.fromkeys(FAMILIES, 0)
    days, missing, more = [], 0, 0
    for seed in range(1, stores + 1):
        calm = _month(seed, is_calm=True)
        for causes in FAMILIES:
            stated = findings.data(calm, causes=causes)["falls"]
            false[causes] += bool(stated)
            for fall in stated:
                print(
                    f"seed {seed}, {'+'.join(causes) or 'all'}: {fall['where']} on {fall['on']}, 1 in {fall['odds']:,}"
                )
        falls = findings.data(_month(seed, is_calm=False))["falls"]
        planted = [fall for fall in falls if fall["where"].get("carrier") == BAD_CARRIER]
        others = [fall for fall in falls if fall not in planted[:1]]
        missing += not planted
        more += bool(others)
        days += [(date.fromisoformat(fall["on"]) - BAD_FROM).days for fall in planted[:1]]
        for fall in others if planted else falls:
            print(f"seed {seed}, planted: {fall['where']} on {fall['on']}, 1 in {fall['odds']:,}")
    print(f"{stores} calm stores of {PACKAGES:,} packages; a fall may be stated of {LEVEL:.0%} by chance")
    for causes, count in false.items():
        print(f"    {'+'.join(causes) or 'all causes'}: a fall in {count}")
    print(f"{stores} stores in which {BAD_CARRIER} breaks: not found in {missing}, another fall stated in {more}")
    print(f"    its day: {min(days, default=0):+} to {max(days, default=0):+} days off")


def _month(seed: int, *, is_calm: bool) -> Month:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        write(data / "sample", PACKAGES, seed, is_calm=is_calm)
        month = open_month("sample", LAST_DAY, data=data)
        month.packages, month.items  # noqa: B018 - read while the folder is there
        return month


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
