"""What a store's files tell of its orders: the last word on each, and those that were never sent among them."""

from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from vtr_lib.ingest import ingest, orders_of

RAW = Path(__file__).parents[2] / "data" / "sample"
HEAD = (
    "amazon-order-id\tpurchase-date\tlast-updated-date\torder-status\tfulfillment-channel\tsales-channel\tsku\tquantity"
)


def report(folder: Path, name: str, *lines: tuple[str, ...]) -> Path:
    path = folder / name
    path.write_text("\n".join([HEAD, *("\t".join(line) for line in lines)]) + "\n", "utf-8")
    return path


def line(order: str, changed: str, status: str, channel: str = "Merchant") -> tuple[str, ...]:
    return order, "2025-02-01T10:00:00+00:00", changed, status, channel, "Amazon.com", "A", "1"


def test_every_order_of_the_sample_is_there_once_and_sent_or_not(tmp_path):
    store = ingest([RAW], "sample", tmp_path).store
    found, lines = orders_of(store), pl.concat(store.told("order_lines"), how="diagonal")
    assert found["order_id"].to_list() == sorted(set(lines["order_id"]))
    unsent = found.join(store.table("packages"), on="order_id", how="anti")
    assert unsent.filter("is_cancelled").height == 12
    assert unsent.filter("is_pending").height == 4
    assert found.filter(pl.col("is_cancelled") & pl.col("is_pending")).height == 0


@pytest.mark.parametrize("turn", [1, -1])
def test_the_last_change_holds_in_whichever_order_it_was_told(tmp_path, turn):
    early, late = "2025-02-02T10:00:00+00:00", "2025-02-05T10:00:00+00:00"
    one, other = "999-0000001-0000001", "999-0000001-0000002"
    files = [
        report(tmp_path, "a.txt", line(one, early, "Pending"), line(other, early, "Shipped")),
        report(tmp_path, "b.txt", line(one, late, "Cancelled")),
    ]
    for file in files[::turn]:
        store = ingest([file], "mine", tmp_path / "data").store
    first, second = orders_of(store).to_dicts()
    assert (first["is_cancelled"], first["is_pending"]) == (True, False)
    assert first["changed_at"] == datetime(2025, 2, 5, 10, tzinfo=UTC)
    assert (second["is_cancelled"], second["is_pending"], second["fulfilment"]) == (False, False, "merchant")
    assert (first["marketplace"], first["purchased_at"]) == ("US", datetime(2025, 2, 1, 10, tzinfo=UTC))


def test_a_store_without_order_lines_tells_of_no_order(tmp_path):
    sheet = tmp_path / "packages.csv"
    sheet.write_text("marketplace,package_id,order_id,confirmed_at,destination\nUS,p,o,2025-02-03T10:00:00Z,US\n")
    store = ingest([sheet], "mine", tmp_path / "data").store
    assert store.told("order_lines") == []
    assert orders_of(store).height == 0
