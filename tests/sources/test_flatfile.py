"""The strict reader: each fault with its code, line and column; every line in one bucket; nothing lost in silence."""

import pytest

from vtr_lib.errors import DataError
from vtr_lib.sources import text


def fault(reading):
    return [(each.line, each.column, each.code) for each in reading.faults]


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"purchase-date": "10/03/2026"}, "purchase-date", "DATE_FORMAT"),
        ({"purchase-date": "2026-02-30T00:00:00Z"}, "purchase-date", "DATE_FORMAT"),
        ({"purchase-date": "2026-03-10T09:00:00"}, "purchase-date", "NO_TIMEZONE"),
        ({"purchase-date": ""}, "purchase-date", "BLANK_CELL"),
        ({"item-price": "4,99"}, "item-price", "MONEY_FORMAT"),
        ({"item-price": "$5"}, "item-price", "MONEY_FORMAT"),
        ({"item-price": "1e3"}, "item-price", "MONEY_FORMAT"),
        ({"item-price": "NaN"}, "item-price", "MONEY_FORMAT"),
        ({"item-price": "4.995"}, "item-price", "MONEY_FORMAT"),
        ({"item-price": "-5.00"}, "item-price", "NEGATIVE"),
        ({"quantity": "1.0"}, "quantity", "COUNT_FORMAT"),
        ({"currency": "US$"}, "currency", "CURRENCY"),
        ({"ship-country": "Atlantis"}, "ship-country", "COUNTRY"),
        ({"sku": "A\u202eB"}, "sku", "CONTROL_CHAR"),
        ({"sku": "A\u200bB"}, "sku", "CONTROL_CHAR"),
        ({"sku": "A\x00B"}, "sku", "CONTROL_CHAR"),
        ({"sku": "A" * 10_001}, "sku", "FIELD_SIZE"),
        ({"amazon-order-id": "../../x"}, "amazon-order-id", "ID_FORMAT"),
    ],
)
def test_a_bad_cell_is_quarantined_with_line_and_column(files, change, column, code):
    reading = files.read(files.orders({}, {"sku": "B"} | change, {"sku": "C"}))
    assert fault(reading) == [(3, column, code)]
    assert str(reading.faults[0].error("f")).startswith(f"f:3 [{column}]: {code}: ")
    assert reading.lines["quarantined"] == [3]
    assert reading.lines["accepted"] == [2, 4]
    assert reading.tables["order_lines"]["source_line"].to_list() == [2, 4]


@pytest.mark.parametrize("change", [{"item-price": p} for p in ("4.99", "5", "640.0", "9.990", "0.00", "")])
def test_a_good_price_is_kept_to_the_cent(files, change):
    cents = {"4.99": 499, "5": 500, "640.0": 64000, "9.990": 999, "0.00": 0, "": None}[change["item-price"]]
    assert files.read(files.orders(change)).tables["order_lines"]["item_price_cents"].to_list() == [cents]


@pytest.mark.parametrize(("more", "cells"), [("\tx", "19/18"), ("", "17/18")])
def test_a_line_of_another_width_is_quarantined(files, more, cells):
    lines = files.orders({}, {"sku": "B"}).split("\r\n")
    lines[2] = lines[2] + more if more else lines[2].rpartition("\t")[0]
    reading = files.read("\r\n".join(lines))
    assert fault(reading) == [(3, "", "COLUMN_COUNT")]
    assert reading.faults[0].value == cells


def test_one_cell_too_many_on_every_line_shifts_nothing(files):
    heading, *rows, _ = files.orders({}, {"sku": "B"}).split("\r\n")
    reading = files.read("\r\n".join([heading, *(f"{row}\tx" for row in rows), ""]))
    assert reading.lines["quarantined"] == [2, 3]
    assert reading.tables["order_lines"].is_empty()


def test_quotation_marks_are_part_of_the_text(files):
    rows = [{"sku": "A", "product-name": '"12 in pan'}, {"sku": "B"}, {"sku": "C", "product-name": 'pan" 3'}]
    assert files.read(files.orders(*rows)).tables["order_lines"]["sku"].to_list() == ["A", "B", "C"]


@pytest.mark.parametrize("text", ["NA", "null", "NO", "none", "nan", "NULL"])
def test_words_for_nothing_stay_words(files, text):
    assert files.read(files.orders({"sku": text})).tables["order_lines"]["sku"].to_list() == [text]


def test_namibia_is_a_country(files):
    assert files.read(files.orders({"ship-country": "NA"})).tables["order_lines"]["destination"].to_list() == ["NA"]


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_byte_order_marks_mean_nothing(files, end, mark):
    reading = files.read(mark + files.orders({}, {"sku": "Bü"}, end=end).encode())
    assert reading.tables["order_lines"]["sku"].to_list() == ["A", "Bü"]
    assert reading.lines["accepted"] == [2, 3]


def test_a_line_is_the_same_whatever_its_end_where_a_file_mixes_them(files):
    heading, first, second, _ = files.orders({}, {"sku": "B"}).split("\r\n")
    reading = files.read(f"{heading}\n{first}\r\n{second}\n{first}\n{second}\r\n{first}\r\n")
    assert reading.lines == {"blank": [], "duplicate": [4, 5, 6], "quarantined": [], "accepted": [2, 3]}
    assert files.read("sku,category\nA,x\r\nA,x\nB,y\r").lines["duplicate"] == [3]


def test_characters_that_only_look_like_line_ends_split_nothing(files):
    reading = files.read(files.orders({"product-name": "a\x0bb\x0cc\x1cd\x85e\u2028f"}))
    assert reading.lines["accepted"] == [2]


def test_blank_and_doubled_lines_and_repeated_headings_have_their_buckets(files):
    heading, first, second, _ = files.orders({}, {"sku": "B"}).split("\r\n")
    blank = "\t" * heading.count("\t")
    reading = files.read("\r\n".join([heading, first, "", second, first, blank, heading, second, ""]))
    assert reading.lines == {"blank": [3, 6], "duplicate": [5, 7, 8], "quarantined": [], "accepted": [2, 4]}
    assert reading.identity() == {
        "lines": 7, "blank": 2, "duplicate": 3, "quarantined": 0, "accepted": 2, "heading": 1,
    }  # fmt: skip


def test_rows_without_an_order_id_go_on_with_the_row_above(files):
    more = dict.fromkeys(["amazon-order-id", "purchase-date", "order-status", "sku", "item-price"], "")
    reading = files.read(files.orders({}, more | {"product-name": "second promotion"}))
    assert reading.lines["accepted"] == [2, 3]
    assert reading.tables["order_lines"].height == 1
    assert reading.notes["continuation_lines"] == 1


def test_a_heading_alone_is_an_empty_month(files):
    reading = files.read(files.orders())
    assert reading.tables["order_lines"].is_empty()
    assert reading.identity()["lines"] == 0


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"", "EMPTY_FILE", None),
        (b"\xef\xbb\xbf \r\n", "EMPTY_FILE", None),
        ("amazon-order-id\tpurchase-date\torder-status\tsku\n".encode("utf-16"), "ENCODING", 1),
        ("amazon-order-id\tpurchase-date\torder-status\tsku\n".encode("utf-16-le"), "ENCODING", 1),
        (b"sku\tcategory\nx\ty\nx\t\xe9\n", "ENCODING", 3),
        (b"amazon-order-id,purchase-date,order-status,sku\n", "DELIMITER", 1),
        (b"amazon-order-id;purchase-date;order-status;sku\n", "DELIMITER", 1),
        (b"\namazon-order-id\tpurchase-date\torder-status\tsku\tSKU\n", "DUP_HEADER", 2),
        (b"amazon-order-id\tpurchase-day\torder-status\tsku\n", "HEADER", 1),
        (b"a\tb\n1\t2\n", "UNRECOGNISED", None),
        (b"PK\x03\x04....", "ARCHIVE_BROKEN", None),
    ],
)
def test_a_file_that_is_refused_says_why_and_where(files, content, code, line):
    with pytest.raises(DataError) as refused:
        files.read(content)
    assert (refused.value.code, refused.value.line) == (code, line)
    assert str(refused.value).startswith("file.txt")


def test_a_misspelt_heading_names_the_nearest_and_what_it_found(files):
    with pytest.raises(DataError, match=r"f.*:1 \[tracking-number\]: HEADER: .*nearest: traking-id") as refused:
        files.read(files.confirmations({}).replace("tracking-number", "Traking_ID"))
    assert ",".join(refused.value.values["found"]).startswith("order-id,order-item-id,quantity,ship-date,carrier-code,")


def test_a_heading_in_words_nobody_knows_is_no_format(files):
    with pytest.raises(DataError, match=r"UNRECOGNISED: .*all_orders"):
        files.read("Bestellnummer\tVersanddatum\tSendungsnummer\n1\t2\t3\n")


def test_a_format_read_only_with_tabs_is_refused_with_others_though_it_would_fit(files):
    content = files.confirmations({}).replace("\t", ";")
    with pytest.raises(DataError, match="semicolon"):
        files.read(content)


@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_a_format_may_have_several_separators(files, delimiter):
    content = f"sku{delimiter}category\nA{delimiter}Toys\n"
    assert files.read(content).tables["skus"]["category"].to_list() == ["Toys"]


def test_a_file_larger_than_the_limit_is_refused(files, monkeypatch):
    content = files.orders({})
    monkeypatch.setattr(text, "MAX_BYTES", len(content))
    assert files.read(content).lines["accepted"] == [2]
    with pytest.raises(DataError) as refused:
        files.read(content + "\n")
    assert (refused.value.code, refused.value.values["limit"]) == ("FILE_SIZE", len(content))


@pytest.mark.parametrize("length", [40_000, 300_000])
def test_a_gigantic_cell_costs_its_row_only_where_it_is_kept(files, length):
    rows = [{"sku": "A", "product-name": "x" * length}, {"sku": "x" * length}, {"sku": "C"}]
    reading = files.read(files.orders(*rows))
    assert fault(reading) == [(3, "sku", "FIELD_SIZE")]
    assert reading.faults[0].value == repr("a" * 24)
    assert reading.lines["accepted"] == [2, 4]
    reading = files.read(TABLE + f'A,"{"x" * length}",y\nB,Toys,"{"x" * length}"\n')
    assert (fault(reading), reading.lines["accepted"]) == ([(2, "category", "FIELD_SIZE")], [3])


def test_unknown_columns_are_dropped_and_named(files):
    reading = files.read(files.orders({"recipient-email": "jane.planted@example.com", "Ship Phone_Number": "555-0100"}))
    assert set(reading.dropped_columns) >= {"recipient-email", "ship-phone-number", "product-name", "item-tax"}
    assert "planted" not in str(reading.tables["order_lines"].to_dicts())


@pytest.mark.parametrize(
    ("encoding", "text"), [("cp932", "佐川"), ("gb18030", "顺丰"), ("cp1252", "Évian"), ("utf-16", "é")]
)
def test_an_encoding_that_is_named_is_read(files, encoding, text):
    raw = files.orders({"sku": text}).encode(encoding)
    assert files.read(raw, encoding=encoding).tables["order_lines"]["sku"].to_list() == [text]


def test_an_encoding_that_is_unknown_or_wrong_is_refused(files):
    for encoding, code in (("klingon", "ENCODING_NAME"), ("ascii", "ENCODING")):
        with pytest.raises(DataError) as refused:
            files.read(files.orders({"sku": "é"}).encode(), encoding=encoding)
        assert refused.value.code == code


def test_a_heading_of_other_spellings_is_the_same(files):
    odd = files.orders({}).replace("amazon-order-id", " Amazon_Order ID ").replace("item-price", "Item Price")
    assert files.read(odd).tables["order_lines"].equals(files.read(files.orders({})).tables["order_lines"])


def test_the_order_of_columns_means_nothing(files):
    rows = [line.split("\t") for line in files.orders({}, {"sku": "B"}).split("\r\n")[:-1]]
    turned = "\r\n".join("\t".join(reversed(row)) for row in rows) + "\r\n"
    assert (
        files.read(turned)
        .tables["order_lines"]
        .equals(files.read(files.orders({}, {"sku": "B"})).tables["order_lines"])
    )


def test_blocks_are_seamless(files, monkeypatch):
    content = files.orders(
        *({"sku": f"é{n % 7}", "quantity": str(n)} for n in range(60)),
        {"item-price": "x"},
        {"sku": "é0", "quantity": "0"},
    )
    whole = files.read(content)
    for size in (1, 100, 1000):
        monkeypatch.setattr(text, "BLOCK", size)
        part = files.read(content)
        assert part.lines == whole.lines
        assert part.faults == whole.faults
        assert part.tables["order_lines"].equals(whole.tables["order_lines"])


TABLE = "sku,category,note\n"


def test_a_quoted_row_over_several_lines_takes_them_all_to_its_bucket(files):
    reading = files.read(TABLE + 'A,"Home, Kitchen","two\nlines"\n\nA,"Home, Kitchen","two\nlines"\nB,Toys\nC,Toys,x\n')
    assert reading.lines == {"blank": [4], "duplicate": [5, 6], "quarantined": [7], "accepted": [2, 3, 8]}
    assert reading.tables["skus"]["category"].to_list() == ["Home, Kitchen", "Toys"]
    assert fault(reading) == [(7, "", "COLUMN_COUNT")]


@pytest.mark.parametrize("row", ['A,"never closed,x\nB,Toys,y\n', f'A,"{"x" * 300_000}\n', 'A,"a"b,y\n'])
def test_a_quotation_mark_that_is_never_closed_is_refused_where_it_begins(files, row):
    with pytest.raises(DataError) as refused:
        files.read(TABLE + "Z,Toys,x\n" + row)
    assert (refused.value.code, refused.value.line) == ("QUOTE", 3)


def test_every_code_has_a_sentence_and_shows_no_content(files):
    reading = files.read(files.orders({"item-price": "Jane Planted 5550100"}, {"sku": "B", "ship-country": "Jane"}))
    told = " ".join(str(each.error(reading.file)) for each in reading.faults)
    assert "file.txt:2 [item-price]: MONEY_FORMAT: 'aaaa aaaaaaa 9999999' is no amount" in told
    assert "Jane" not in told
