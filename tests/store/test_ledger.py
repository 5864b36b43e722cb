from datetime import date

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from vtr_lib.metrics.counts import DIMENSIONS
from vtr_lib.store import ledger

cell = st.tuples(st.integers(1, 3), st.sampled_from(["ups", "usps"]), st.sampled_from(["valid", "defect", "pending"]))
batches = st.lists(st.lists(cell, max_size=8), min_size=1, max_size=4)


def verdicts(cells) -> pl.DataFrame:
    rows = [
        {"confirmed_on": date(2025, 1, day), "promised_on": None, "carrier": carrier, "origin": "US", "category": None,
         "state": state, "clause": state, "cause": None}
        for day, carrier, state in cells
    ]  # fmt: skip
    return pl.DataFrame(
        rows, schema={"confirmed_on": pl.Date, "promised_on": pl.Date, **dict.fromkeys(DIMENSIONS, pl.String)}
    )


@settings(deadline=None)
@given(batches)
def test_the_ledger_adds_up_to_the_last_counts_and_remembers_the_earlier_ones(states):
    kept = ledger.nothing()
    for batch, cells in enumerate(states, 1):
        kept = ledger.add(kept, verdicts(cells), batch, date(2025, 2, batch))
    for batch, cells in enumerate(states, 1):
        known = kept.filter(pl.col("known_on") <= date(2025, 2, batch))
        assert ledger.total(known).equals(ledger.total(ledger.cells(verdicts(cells))))


def test_nothing_moved_enters_nothing():
    once = ledger.add(ledger.nothing(), verdicts([(1, "ups", "valid")]), 1, date(2025, 2, 1))
    assert ledger.add(once, verdicts([(1, "ups", "valid")]), 2, date(2025, 2, 2)).equals(once)
    assert once["packages"].to_list() == [1, 1], "one on each basis"
