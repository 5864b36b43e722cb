"""The seller's own SKU table: which category a product is sold in, whether it is digital, where it is sent from."""

from vtr_lib.sources import flatfile
from vtr_lib.sources.flatfile import Cell, Heading, Layout, Text
from vtr_lib.sources.reading import Reading
from vtr_lib.sources.tables import held, sourced

LAYOUTS = (
    Layout(
        format="sku_table",
        version="1",
        delimiters=(",", "\t"),
        cells={
            "sku": Cell(("sku", "seller-sku"), required=True, filled=True),
            "category": Cell(("category", "product-category", "product-type"), "words", required=True),
            "is_digital": Cell(("is-digital", "digital"), "flag"),
            "origin": Cell(("ship-from", "ship-from-country", "origin"), "origin"),
        },
    ),
)


def read(text: Text, head: Heading, zone: str, is_cut_ok: bool = False) -> Reading:
    """The table's rows; a later row of a SKU corrects an earlier one, the SKU ``*`` stands for all others."""
    reading, rows = flatfile.read(text, head, zone, is_cut_ok)
    reading.tables["skus"] = held("skus", sourced(rows, text.name))
    return reading
