"""Of stores in which nothing changed, how many have something stated; and how surely the planted fault is found.

    python benchmarks/false_findings.py [STORES]

Each store is the sample's files drawn from another seed, ingested and judged as a seller's are: once calm, once with
the carrier that breaks. ``docs/methods.md`` says which sentences count, and how often each may be false.
"""

import sys
import tempfile
from collections import Counter
from datetime import date
from pathlib import Path

from vtr_lib.metrics.counts import SEGMENTS
from vtr_lib.report import findings, funnel
from vtr_lib.report.invalid_numbers import invalid_numbers
from vtr_lib.report.late_shipment import late_shipment
from vtr_lib.report.missing_updates import missing_updates
from vtr_lib.report.month import Month, open_month
from vtr_lib.sample import write
from vtr_lib.sample.story import BAD_CARRIER, BAD_FROM, LAST_DAY, PACKAGES

FAMILIES = {
    "all causes": (),
    "missing updates": ("scan.", "unknown."),
    "invalid numbers": ("invalid_number",),
    "late shipment": ("late_shipment",),
}


def stated(month: Month) -> dict[str, list]:
    """Every sentence that accuses something, by its question; what it accuses."""
    found = {f"fall, {name}": findings.data(month, causes=causes)["falls"] for name, causes in FAMILIES.items()}
    for by in SEGMENTS:
        rows = funnel.data(month.counts(), by, month.summary)["rows"]
        found[f"below target, {by}"] = [row for row in rows if row["is_sure"]]
    confirmed = invalid_numbers(month)["confirmed"]
    for by in ("file", "hour", "weekday"):
        found[f"numbers at fault, {by}"] = [row for row in confirmed[by] if row["standing"] == "worse"]
    late = late_shipment(month)["weekdays"]["confirmed"]
    found["late, weekday"] = [row for row in late if row["is_worse"]]
    found["silent carrier"] = missing_updates(month)["silence"]["rows"]
    return found


def run(stores: int) -> None:
    """Prints the counts: false sentences by question, then how the planted fault was found."""
    false, any_false, days, missing, more = Counter(), 0, [], 0, 0
    for seed in range(1, stores + 1):
        told = {question: what for question, what in _with(seed, stated, is_calm=True).items() if what}
        false.update(told.keys())
        any_false += bool(told)
        for question, what in told.items():
            print(f"seed {seed}, calm, {question}: {what}")
        falls = _with(seed, lambda month: findings.data(month)["falls"], is_calm=False)
        planted = [fall for fall in falls if fall["where"].get("carrier") == BAD_CARRIER][:1]
        missing += not planted
        more += len(falls) > len(planted)
        days += [(date.fromisoformat(fall["on"]) - BAD_FROM).days for fall in planted]
    print(f"{stores} calm stores of {PACKAGES:,} packages; something is stated in {any_false}")
    for question, count in sorted(false.items()):
        print(f"    {question}: {count}")
    print(f"{stores} stores in which {BAD_CARRIER} breaks: not found in {missing}, another fall stated in {more}")
    print(f"    its day: {min(days, default=0):+} to {max(days, default=0):+} days off")


def _with(seed: int, asked, *, is_calm: bool):
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        write(data / "sample", PACKAGES, seed, is_calm=is_calm)
        return asked(open_month("sample", LAST_DAY, data=data))


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
