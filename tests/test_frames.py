from datetime import UTC, date, datetime

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from vtr_lib.errors import DataError
from vtr_lib.frames import DTYPES, _parsed, empty, hold
from vtr_lib.schema import PACKAGES, SCANS

ROW = {
    "marketplace": "US",
    "package_id": "p",
    "order_id": "999-0000001-0000001",
    "confirmed_at": "2025-02-03T16:00:00Z",
    "destination": "US",
}


def frame(**change: object) -> pl.DataFrame:
    return pl.DataFrame([ROW | change])


@pytest.mark.parametrize(("text", "instant"), [
    ("2025-02-03T16:05:06Z", datetime(2025, 2, 3, 16, 5, 6, tzinfo=UTC)),
    ("2025-02-03 16:05:06", datetime(2025, 2, 3, 16, 5, 6, tzinfo=UTC)),
    ("2025-02-03T16:05", datetime(2025, 2, 3, 16, 5, tzinfo=UTC)),
    ("2025-02-03T16:05:06.25-08:00", datetime(2025, 2, 4, 0, 5, 6, 250000, tzinfo=UTC)),
    ("2025-02-03T16:05:06+0800", datetime(2025, 2, 3, 8, 5, 6, tzinfo=UTC)),
    ("2025-02-03", None), ("02/03/2025 16:05", None), ("2025-02-30T16:05:06Z", None), ("2025-02-03T25:05:06Z", None),
])  # fmt: skip
def test_instants(text, instant):
    assert _parsed(pl.Series([text]), "datetime").to_list() == [instant]


@pytest.mark.parametrize(("kind", "text", "value"), [
    ("int", "499", 499), ("int", "-1", -1), ("int", "4.99", None), ("int", "1e3", None), ("int", "0499", 499),
    ("bool", "TRUE", True), ("bool", "no", False), ("bool", "1", True), ("bool", "maybe", None),
    ("date", "2025-02-28", date(2025, 2, 28)), ("date", "2025-02-29", None), ("date", "28.02.2025", None),
])  # fmt: skip
def test_cells(kind, text, value):
    assert _parsed(pl.Series([text]), kind).to_list() == [value]


def test_any_frame_becomes_the_canonical_one():
    expected = hold(frame(), PACKAGES)
    assert expected.schema == pl.Schema({column.name: DTYPES[column.kind] for column in PACKAGES.columns})
    for other in (frame().to_pandas(), frame().to_arrow(), frame().lazy(), pa.table(frame().to_arrow())):
        assert hold(other, PACKAGES).equals(expected)


def test_typed_cells_are_kept_and_text_is_read():
    typed = frame(value_cents=499, is_prime=True, promised_on=date(2025, 2, 10), confirmed_at=datetime(2025, 2, 3, 16))
    text = frame(value_cents="499", is_prime="true", promised_on="2025-02-10")
    assert hold(typed, PACKAGES).equals(hold(text, PACKAGES))
    floats = hold(pd.DataFrame([ROW | {"value_cents": 499.0}, ROW | {"value_cents": None}]), PACKAGES)
    assert floats["value_cents"].to_list() == [499, None]


def test_numbers_read_as_numbers_keep_their_digits_or_stay_visibly_broken():
    whole = hold(pd.DataFrame([ROW | {"tracking": 414123456789.0}]), PACKAGES)["tracking"].item()
    broken = hold(pd.DataFrame([ROW | {"tracking": 9.40011189922e21}]), PACKAGES)["tracking"].item()
    assert whole == "414123456789"
    assert "e+21" in broken.lower()


@pytest.mark.parametrize(("change", "told"), [
    ({"colour": "red"}, r"^p\.csv \[colour\]: UNKNOWN_COLUMN"),
    ({"traking": "1"}, r"UNKNOWN_COLUMN.*\(tracking\)"),
    ({"value_cents": "4.99"}, r"^p\.csv:2 \[value_cents\]: BAD_VALUE: '9\.99' is no int"),
    ({"confirmed_at": ""}, r"^p\.csv:2 \[confirmed_at\]: EMPTY_CELL"),
    ({"confirmed_at": "yesterday"}, r"^p\.csv:2 \[confirmed_at\]: BAD_VALUE"),
    ({"fulfilment": "fba"}, r"^p\.csv:2 \[fulfilment\]: BAD_CHOICE: 'aaa' is not one of merchant, amazon"),
    ({"store": "../x"}, r"^p\.csv:2 \[store\]: BAD_VALUE"),
    ({"marketplace": "Amazon.com"}, r"^p\.csv:2 \[marketplace\]: BAD_VALUE"),
])  # fmt: skip
def test_what_does_not_fit_is_refused_with_its_place(change, told):
    with pytest.raises(DataError, match=told):
        hold(frame(**change), PACKAGES, "p.csv")


@pytest.mark.parametrize("name", PACKAGES.required)
def test_a_missing_column_is_named(name):
    with pytest.raises(DataError, match=rf"p\.csv \[{name}\]: MISSING_COLUMN"):
        hold(frame().drop(name), PACKAGES, "p.csv")


def test_the_first_bad_line_is_named_and_all_are_counted():
    rows = pl.DataFrame([ROW | {"value_cents": value} for value in ("1", "x", "2", "y")])
    with pytest.raises(DataError, match=r"p\.csv:3 .*2 such cells"):
        hold(rows, PACKAGES, "p.csv")


def test_no_rows_are_a_table():
    assert hold(pl.DataFrame(schema=dict.fromkeys(SCANS.required, pl.String)), SCANS).equals(empty(SCANS))


@pytest.mark.parametrize(("name", "cell", "code"), [
    ("value_cents", "-1", "NEGATIVE"), ("value_gross_cents", "-500", "NEGATIVE"),
    ("confirmed_at", "9999-12-31T00:00:00Z", "BAD_VALUE"), ("confirmed_at", "0025-01-15T00:00:00Z", "BAD_VALUE"),
    ("promised_on", "9999-12-31", "BAD_VALUE"), ("promised_on", "1969-12-31", "BAD_VALUE"),
])  # fmt: skip
def test_amounts_below_nothing_and_years_far_off_are_slips(name, cell, code):
    with pytest.raises(DataError, match=rf":2 \[{name}\]: {code}"):
        hold(frame(**{name: cell}), PACKAGES)


@pytest.mark.parametrize(("name", "cell"), [
    ("value_cents", "0"), ("promised_on", "1970-01-01"), ("promised_on", "2199-12-31"), ("promised_on", ""),
])  # fmt: skip
def test_the_last_that_makes_sense(name, cell):
    assert hold(frame(**{name: cell}), PACKAGES).height == 1
