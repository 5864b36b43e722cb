"""The seller's own table of SKUs: category and whether it is a download."""

import csv
from pathlib import Path

from vtr_lib.sample.model import Order
from vtr_lib.sample.world import SKUS


class SkuTable:
    """``sku-table.csv``"""

    def __init__(self, folder: Path, packages: int):
        self._path = folder / "sku-table.csv"

    def add(self, order: Order) -> None:
        """Nothing: the table is the same whatever is sold."""

    def close(self) -> list[Path]:
        with self._path.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file, lineterminator="\n")
            rows.writerow(("sku", "asin", "category", "digital"))
            rows.writerows((sku.sku, sku.asin, sku.category, "yes" if sku.digital else "no") for sku in SKUS)
        return [self._path]
