"""The strict reader against Polars' own CSV reader on an All Orders report: how many times as long, how much memory?

    python benchmarks/flatfile.py [LINES] [SEED]

Polars is asked for its fastest: tabs, no quoting, everything as text. It checks nothing, types nothing and finds no
duplicates. Each reads the same file from disk in a process of its own, several times in turn; the best time counts. The
processor's time stands beside it, which other programs on the machine hardly change.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from random import Random

from vtr_lib.sample.files.all_orders import COLUMNS

LINES, SEED, TURNS = 1_000_000, 1, 3
TIMES, MEMORY = 5, 1_500  # what may not be passed: times as long as Polars, MB
WORDS = """
    Stainless Steel Non-Stick Frying Pan 12" Lid Oven Safe Café Induction Compatible, Dishwasher — Black/Silver Set of 3
    Cookware for Home Kitchen & Camping Wireless Charger USB-C Cable 2 m Organic Cotton Towel Größe L ®
"""


def write(path: Path, lines: int, seed: int) -> None:
    """An All Orders report of 47 columns, with titles as long as sellers write them."""
    draw, words = Random(seed), WORDS.split()
    titles = [" ".join(draw.choices(words, k=draw.randint(8, 24))) for _ in range(5_000)]
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("\t".join(COLUMNS) + "\r\n")
        for number in range(lines):
            product = draw.randrange(len(titles))
            day, time = f"2025-{1 + number % 12:02}-{1 + number % 28:02}", f"{number % 24:02}:{number * 7 % 60:02}:00"
            price = draw.randint(300, 20_000)
            row = {
                "amazon-order-id": f"999-{number // 10**7:07}-{number % 10**7:07}",
                "purchase-date": f"{day}T{time}+00:00",
                "last-updated-date": f"{day}T23:59:{number % 60:02}+00:00",
                "order-status": "Shipped",
                "fulfillment-channel": "Merchant",
                "sales-channel": "Amazon.com",
                "ship-service-level": "Standard",
                "product-name": titles[product],
                "sku": f"SKU-{product:05}",
                "asin": f"B0{product:08}",
                "item-status": "Shipped",
                "quantity": str(1 + number % 3),
                "currency": "USD",
                "item-price": f"{price // 100}.{price % 100:02}",
                "item-tax": "0.70",
                "ship-city": "Springfield",
                "ship-state": "CA",
                "ship-postal-code": "90001",
                "ship-country": "US",
                "is-business-order": "false",
                "default-ship-from-country": "US",
                "actual-ship-from-country": "CN" if number % 2 else "US",
            }
            file.write("\t".join(row.get(name, "") for name in COLUMNS) + "\r\n")


OURS = """
    reading = recognise.read(path, zone="America/Los_Angeles")
    rows = reading.tables["order_lines"]
    answer = [rows.height, rows["item_price_cents"].sum(), rows["order_id"].n_unique(), rows["sku"].n_unique()]
"""
THEIRS = """
    rows = pl.read_csv(path, separator="\\t", quote_char=None, infer_schema=False)
    cents = rows["item-price"].str.replace(".", "", literal=True).cast(pl.Int64).sum()
    answer = [rows.height, cents, rows["amazon-order-id"].n_unique(), rows["sku"].n_unique()]
"""
READ = """
import json, resource, sys, time
from pathlib import Path
import polars as pl
from vtr_lib.sources import recognise

path = Path(sys.argv[1])
def once():
    start, worked = time.perf_counter(), time.process_time()
{first}
    took = time.perf_counter() - start, time.process_time() - worked
{rest}
    return *took, answer
took, worked, answer = once()
print(json.dumps([took, worked, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, answer]))
"""


def read(how: str, path: Path) -> tuple[float, float, float, list[int]]:
    """Seconds, the processor's seconds, peak MB and the answer of one reading in a process of its own."""
    first, _, rest = how.strip("\n").partition("\n")
    code = READ.format(first=first, rest=rest)
    return tuple(json.loads(subprocess.run([sys.executable, "-c", code, path], check=True, capture_output=True).stdout))


def run(lines: int, seed: int) -> bool:
    """Prints times, ratio and memory; whether both limits are kept comes back."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "all-orders.txt"
        write(path, lines, seed)
        size = path.stat().st_size
        turns = [(read(THEIRS, path), read(OURS, path)) for _ in range(TURNS)]
    assert all(theirs[3] == ours[3] for theirs, ours in turns), "they read different rows"
    (theirs, worked), (ours, work) = ([min(turn[side][of] for turn in turns) for of in (0, 1)] for side in (0, 1))
    memory = max(turn[1][2] for turn in turns)
    print(f"{lines:,} lines, {size / 1e6:,.0f} MB, {len(COLUMNS)} columns")
    print(f"Polars, all as text    {theirs:8.2f} s   processor {worked:8.2f} s")
    print(f"the strict reader      {ours:8.2f} s   processor {work:8.2f} s   peak {memory:,.0f} MB")
    print(f"ratio                  {ours / theirs:8.2f}               {work / worked:8.2f}")
    print(f"limits: {TIMES} times, {MEMORY:,} MB")
    return ours <= TIMES * theirs and memory <= MEMORY


if __name__ == "__main__":
    numbers = [int(text) for text in sys.argv[1:3]]
    sys.exit(not run(*(numbers + [LINES, SEED][len(numbers) :])))
