"""The seller's own exchange rates: from ``date`` on, one unit of the currency ``from`` is ``rate`` of ``to``."""

from vtr_lib.sources import flatfile
from vtr_lib.sources.flatfile import Cell, Heading, Layout, Text
from vtr_lib.sources.reading import Reading
from vtr_lib.sources.tables import held, sourced

LAYOUTS = (
    Layout(
        format="exchange_rates",
        version="1",
        delimiters=(",", "\t"),
        cells={
            "on": Cell(("date", "on", "day"), "day", required=True, filled=True),
            "from": Cell(("from", "currency", "from-currency"), "currency", required=True, filled=True),
            "to": Cell(("to", "to-currency"), "currency", required=True, filled=True),
            "rate_billionths": Cell(("rate", "exchange-rate"), "rate", required=True, filled=True),
        },
    ),
)


def read(text: Text, head: Heading, zone: str, is_cut_ok: bool = False) -> Reading:
    """The table's rates; a later row of a day and pair of currencies corrects an earlier one."""
    reading, rows = flatfile.read(text, head, zone, is_cut_ok)
    reading.tables["exchange_rates"] = held("exchange_rates", sourced(rows, text.name))
    return reading
