"""Laws of the reader on drawn files: every line in one bucket, and nothing but the rows decides what is read.

Most drawn rows are good: noise alone never gets past the heading. What must be accepted is counted by the drawing,
apart from the reader.
"""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vtr_lib.errors import VtrError
from vtr_lib.sources import recognise, text

COLUMNS = ("order-id", "order-item-id", "quantity", "ship-date", "carrier-code", "tracking-number", "buyer-name")
FEW = settings(max_examples=25, deadline=None)

# Cells of a column that are read, and cells for which a row is set aside.
GOOD = {
    "order-id": st.integers(0, 9).map("999-0000001-000000{}".format),
    "order-item-id": st.sampled_from(["", "11", '="12"', " 13 "]),
    "quantity": st.sampled_from(["", "1", "20"]),
    "ship-date": st.sampled_from(["2025-01-11", "2025-01-11T10:00:00-08:00", "2025-01-11 18:00:00 UTC"]),
    "carrier-code": st.sampled_from(["USPS", "Other", "佐川", '"UPS', "NA", "null", "O'Neil, Inc."]),
    "tracking-number": st.sampled_from(["", "NULL", "9.40011E+21", "N1", "９９", "00012", "12.0"]),
    "buyer-name": st.sampled_from(["", '"Jane', "a\x00b", "x" * 50, "東京", "=1+1", "\u202e"]),
}
BAD = {
    "order-id": st.sampled_from(["", "../x", "9E21", "a b"]),
    "quantity": st.sampled_from(["-1", "1.0", "many", "٣"]),
    "ship-date": st.sampled_from(["", "10/03/2026", "2025-02-30", "2025-01-11T10:00:00", "2025-13-01T00:00Z"]),
    "carrier-code": st.sampled_from(["U\x00PS", "U\u202ePS"]),
    "tracking-number": st.sampled_from(["N\x001", "N" * 10_001]),
}


def line_of(cells):
    return "\t".join(cells[name] for name in COLUMNS)


good = st.fixed_dictionaries(GOOD).map(lambda cells: ("accepted", line_of(cells)))
bad = st.tuples(st.fixed_dictionaries(GOOD), st.sampled_from(sorted(BAD))).flatmap(
    lambda drawn: BAD[drawn[1]].map(lambda cell: ("quarantined", line_of(drawn[0] | {drawn[1]: cell})))
)
ragged = good.flatmap(
    lambda drawn: st.sampled_from([drawn[1] + "\tx", drawn[1].rpartition("\t")[0]]).map(
        lambda row: ("quarantined", row)
    )
)
blank = st.sampled_from(["", " ", "\t" * (len(COLUMNS) - 1), "\u3000"]).map(lambda row: ("blank", row))
lines = st.lists(st.one_of(good, good, good, good, bad, ragged, blank), max_size=25)


def raw(rows, columns=COLUMNS, end="\n"):
    return "".join(row + end for row in ["\t".join(columns), *rows]).encode()


def read(content, **how):
    return recognise.of_bytes("drawn", content, zone="America/Los_Angeles", **how)


def rows_of(*readings):
    """The accepted rows of readings, without where they stood, in an order of their own."""
    kept = [row for reading in readings for row in reading.tables["confirmations"].drop("source_line").rows()]
    return sorted(set(kept), key=repr)


def expected(drawn):
    """The bucket of every line, by the drawing: of lines that are alike the first counts, unless their width is off."""
    buckets, seen = {name: [] for name in ("blank", "duplicate", "quarantined", "accepted")}, set()
    for number, (bucket, row) in enumerate(drawn, 2):
        is_again = row in seen and bucket != "blank" and row.count("\t") == len(COLUMNS) - 1
        buckets["duplicate" if is_again else bucket].append(number)
        seen.add(row)
    return buckets


@given(lines)
@FEW
def test_every_line_stands_in_the_bucket_the_drawing_says(drawn):
    reading = read(raw(row for _, row in drawn))
    assert reading.lines == expected(drawn)
    assert reading.identity()["lines"] == len(drawn)
    assert sorted({fault.line for fault in reading.faults}) == reading.lines["quarantined"]
    assert reading.tables["confirmations"]["source_line"].to_list() == reading.lines["accepted"]


@given(lines, st.randoms(use_true_random=False), st.integers(0, 25), st.integers(1, 300))
@FEW
def test_order_doubling_cutting_in_two_line_ends_and_blocks_change_no_row(drawn, chance, at, block):
    rows = [row for _, row in drawn]
    whole = rows_of(read(raw(rows)))
    mixed = rows.copy()
    chance.shuffle(mixed)
    assert rows_of(read(raw(mixed))) == whole
    assert rows_of(read(raw(rows * 2))) == whole
    assert rows_of(read(raw(rows[:at])), read(raw(rows[at:]))) == whole
    assert rows_of(read(raw(rows, end="\r\n"))) == rows_of(read(raw(rows, end="\r"))) == whole
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text, "BLOCK", block)
        assert read(raw(rows)).lines == expected(drawn)


@given(lines, st.permutations(COLUMNS), st.integers(0, len(COLUMNS)))
@FEW
def test_the_order_of_columns_and_a_column_more_change_no_row(drawn, order, place):
    whole = [row for bucket, row in drawn if bucket != "blank" and row.count("\t") == len(COLUMNS) - 1]
    cells = [dict(zip(COLUMNS, row.split("\t"), strict=True)) for row in whole]
    turned = raw(["\t".join(row[name] for name in order) for row in cells], order)
    wider = (*COLUMNS[:place], "recipient-email", *COLUMNS[place:])
    more = raw(
        ["\t".join((row | {"recipient-email": "jane@example.com"})[name] for name in wider) for row in cells], wider
    )
    reading = read(more)
    assert rows_of(read(turned)) == rows_of(reading) == rows_of(read(raw(whole)))
    assert "recipient-email" in reading.dropped_columns


@given(lines, st.sampled_from(["cp932", "gb18030", "utf-16", "utf-8-sig"]))
@FEW
def test_another_encoding_changes_no_row(drawn, encoding):
    rows = [row.replace("\u202e", "").replace("٣", "x") for _, row in drawn]
    content = raw(rows)
    again = read(content.decode().encode(encoding), encoding=encoding)
    assert (again.lines, rows_of(again)) == (read(content).lines, rows_of(read(content)))


HEADS = [b"", b"sku\tcategory\n", b"sku,category\n", b"order-id\tship-date\ttracking-number\n", raw([])]


@given(st.sampled_from(HEADS), st.one_of(st.binary(max_size=300), st.text(max_size=200).map(str.encode)), st.booleans())
@settings(max_examples=80, deadline=None)
def test_any_bytes_are_read_or_refused(head, noise, is_cut_ok):
    for content in (head + noise, head + noise + b"\n", head + noise.replace(b"a", b"\t").replace(b"0", b"\n")):
        with contextlib.suppress(VtrError):
            read(content, is_cut_ok=is_cut_ok).identity()


@given(lines, st.data())
@FEW
def test_a_byte_that_is_changed_is_read_or_refused(drawn, data):
    content = bytearray(raw(row for _, row in drawn))
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(VtrError):
        read(bytes(content)).identity()
