"""A seller's folder of raw files, written from a seed."""

from pathlib import Path

from vtr_lib.sample.files.aftership import AfterShip
from vtr_lib.sample.files.all_orders import AllOrders
from vtr_lib.sample.files.amazon import Amazon
from vtr_lib.sample.files.confirmations import Confirmations
from vtr_lib.sample.files.orders_api import OrdersApi
from vtr_lib.sample.files.sku_table import SkuTable
from vtr_lib.sample.files.track17 import Track17
from vtr_lib.sample.orders import orders
from vtr_lib.sample.story import PACKAGES, SEED

WRITERS = (AllOrders, Confirmations, OrdersApi, Track17, AfterShip, Amazon, SkuTable)


def write(folder: Path, packages: int = PACKAGES, seed: int = SEED, *, is_calm: bool = False) -> list[Path]:
    """Write one seller's raw files into ``folder`` and return their paths.

    The same arguments give the same bytes on any machine. The folder is made if it is not there; files of the same
    names are replaced, others stay. Memory does not grow with ``packages``. With ``is_calm`` no carrier
    breaks: what then fails is the odd package here and there, as in any store.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    writers = [writer(folder, packages) for writer in WRITERS]
    for order in orders(packages, seed, is_calm=is_calm):
        for writer in writers:
            writer.add(order)
    return [path for writer in writers for path in writer.close()]
