"""A day's batch into a big store, against building the whole store: what does the day cost, and do both agree?

    python benchmarks/store.py [PACKAGES]

The sample's files are drawn in the wanted size. The batch is the last day's confirmations, and the last document of
each provider. Seconds are those of the processors, for other work on the machine does not count in them.
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from vtr_lib import policy
from vtr_lib.ingest import ingest
from vtr_lib.ingest.tables import made
from vtr_lib.sample import write
from vtr_lib.store.store import Store

LAST = ("17track", "aftership", "orders-api")
TABLES = (
    "packages",
    "items",
    "facts",
    "scans",
    "snapshots",
    "reductions",
    "conflicts",
    "amazon_defects",
    "amazon_rates",
)


def run(packages: int) -> None:
    """Prints what each way takes; raises ``AssertionError`` where their tables differ."""
    with tempfile.TemporaryDirectory() as folder:
        raw, day, data, other = (Path(folder) / name for name in ("raw", "day", "data", "other"))
        write(raw, packages)
        day.mkdir()
        _split(raw, day)
        size = {place.name: sum(path.stat().st_size for path in place.iterdir()) for place in (raw, day)}
        print(f"{packages:,} packages, {size['raw'] / 1e6:.1f} MB of files; the day: {size['day'] / 1e6:.2f} MB")
        full = _timed("every file into an empty store", lambda: ingest([raw, day], "mine", data))
        _timed("every file but the day's", lambda: ingest([raw], "mine", other))
        batch = _timed("the day's files", lambda: ingest([day], "mine", other))
        whole, daily = Store(data, "mine"), Store(other, "mine")
        _timed("assembling all anew, without reading or writing", lambda: _anew(whole))
        print(f"the day takes 1/{full / batch:.1f} of the whole")
        for name in TABLES:
            assert daily.table(name).equals(whole.table(name)), name
        assert daily.document("quality") == whole.document("quality")
        print("every table and count as if built whole")


def _anew(store: Store) -> None:
    made(store.parts(store.files()), store=store.name, policy=policy.load("us"))


def _split(raw: Path, day: Path) -> None:
    """Moves the last day's confirmations and the last document of each provider from ``raw`` to ``day``."""
    for name in LAST:
        last = max(raw.glob(f"{name}-*"))
        shutil.move(last, day / last.name)
    file = max(raw.glob("shipping-confirmations-*"))
    head, *lines = file.read_text("utf-8").splitlines(keepends=True)
    column = head.rstrip("\n").split("\t").index("ship-date")
    last_day = max(line.split("\t")[column] for line in lines)
    is_last = [line.split("\t")[column] == last_day for line in lines]
    file.write_text(head + "".join(line for line, is_day in zip(lines, is_last, strict=True) if not is_day), "utf-8")
    day_lines = [line for line, is_day in zip(lines, is_last, strict=True) if is_day]
    (day / f"confirmations-{last_day}.txt").write_text(head + "".join(day_lines), "utf-8")


def _timed(what: str, work: Callable[[], object]) -> float:
    at, clock = time.process_time(), time.perf_counter()
    work()
    took = time.process_time() - at
    print(f"{what:<50}{took:>8.2f} s of processor{time.perf_counter() - clock:>8.2f} s", flush=True)
    return took


if __name__ == "__main__":
    run(int(sys.argv[1]) if sys.argv[1:] else 100_000)
