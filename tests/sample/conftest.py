"""The sample store as a reader that knows nothing of the generator sees it: plain splits, csv and json."""

import csv
import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from vtr_lib.sample import write


@dataclass
class Raw:
    """The rows of every file, each row a dict by column name."""

    folder: Path
    paths: list[Path]
    lines: list[dict]
    """Order lines of the All Orders report, continuation rows left out."""
    rows: list[dict]
    """Rows of all confirmation files in the order of the uploads."""
    api: dict[str, dict]
    """Orders of the API pages by id."""
    scans: dict[str, list[tuple[str, str]]]
    """By number: (code, time) of each scan, sub-status or subtag; an empty list where a number was asked in vain."""
    defects: list[dict]
    performance: dict
    categories: dict[str, str]

    def orders(self, **cells: str) -> set[str]:
        """Ids of the orders with a line that has these cells."""
        wanted = {name.replace("_", "-"): value for name, value in cells.items()}
        return {line["amazon-order-id"] for line in self.lines if wanted.items() <= line.items()}

    def confirmed(self, test) -> list[dict]:
        """Confirmation rows that pass a test."""
        return [row for row in self.rows if test(row)]

    def codes(self, number: str) -> set[str]:
        return {code for code, _ in self.scans.get(number.replace(" ", "").replace("-", ""), [])}


def table(path: Path) -> list[dict]:
    lines = path.read_bytes().decode("utf-8").replace("\r\n", "\n").removesuffix("\n").split("\n")
    rows = [line.split("\t") for line in lines]
    head = next(place for place, row in enumerate(rows) if "order-id" in row or "amazon-order-id" in row)
    assert {len(row) for row in rows} == {len(rows[head])}
    return [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :]]


def read(folder: Path, paths: list[Path]) -> Raw:
    scans: dict[str, list[tuple[str, str]]] = {}
    for path in sorted(folder.glob("17track-*.json")):
        for answer in json.loads(path.read_text("utf-8"))["data"]["accepted"]:
            events = [event for part in answer["track_info"]["tracking"]["providers"] for event in part["events"]]
            scans.setdefault(answer["number"], []).extend((event["sub_status"], event["time_utc"]) for event in events)
    for path in sorted(folder.glob("aftership-*.json")):
        for answer in json.loads(path.read_text("utf-8"))["data"]["trackings"]:
            points = answer["checkpoints"]
            scans.setdefault(answer["tracking_number"], []).extend(
                (point["subtag"], point["checkpoint_time"]) for point in points
            )
    pages = [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("orders-api-*.json"))]
    with (folder / "sku-table.csv").open(encoding="utf-8", newline="") as file:
        categories = {row["sku"]: row["category"] for row in csv.DictReader(file)}
    with (folder / "vtr-defect-report.csv").open(encoding="utf-8", newline="") as file:
        defects = list(csv.DictReader(file))
    return Raw(
        folder=folder,
        paths=paths,
        lines=[line for line in table(folder / "all-orders.txt") if line["amazon-order-id"]],
        rows=[row for path in sorted(folder.glob("shipping-confirmations-*.txt")) for row in table(path)],
        api={order["orderId"]: order for page in pages for order in page["orders"]},
        scans=scans,
        defects=defects,
        performance=json.loads((folder / "seller-performance.json").read_text("utf-8")),
        categories=categories,
    )


@pytest.fixture(scope="session")
def raw(tmp_path_factory) -> Raw:
    """The sample store of the default size and seed, written anew."""
    folder = tmp_path_factory.mktemp("sample")
    return read(folder, write(folder))


@pytest.fixture(scope="session")
def read_raw():
    return read
