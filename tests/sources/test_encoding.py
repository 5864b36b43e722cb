"""Encodings by rule: what decides, in which order, and that nothing is read where nothing decides."""

import pytest

from vtr_lib.errors import DataError
from vtr_lib.sources import flatfile, text
from vtr_lib.sources.flatfile import Cell, Layout

SHIFTED = "ソ表能"  # in cp932 their second bytes are those of \ and |
JAPAN = {"sales-channel": "Amazon.co.jp"}
ERP = Layout(
    "erp", "1", {"order_id": Cell(("订单号", "注文番号"), required=True), "carrier": Cell(("物流公司", "配送業者"))}
)


def refused(call, *arguments, **options):
    with pytest.raises(DataError) as error:
        call(*arguments, **options)
    return error.value.code, error.value.line, error.value.column


def sku(reading):
    return reading.tables["order_lines"]["sku"].to_list()


def test_the_caller_outweighs_mark_and_declaration(files):
    raw = files.orders({"sku": "顺丰"}).encode("gb18030")
    assert sku(files.read(raw, encoding="gb18030")) == ["顺丰"]
    assert text.text("f", raw, "gb18030", "iso-8859-1").encoding == "gb18030"
    assert text.text("f", b"\xef\xbb\xbfsku\n", "gbk", None).encoding == "gb18030"


def test_a_mark_outweighs_the_declaration():
    marked = text.text("f", b"\xef\xbb\xbf\xc3\xa9\n", declared="iso-8859-1")
    assert (marked.encoding, marked.raw) == ("utf-8", "é\n".encode())
    assert refused(text.text, "f", b"\xff\xfea\x00\n\x00") == ("ENCODING", 1, None)
    assert refused(text.text, "f", b"a\x00\n\x00") == ("ENCODING", 1, None)


@pytest.mark.parametrize(
    ("declared", "codec", "content"),
    [
        ("windows-31j", "cp932", SHIFTED),
        ("text/plain; charset=Shift_JIS", "cp932", SHIFTED),
        ('text/tab-separated-values;charset="windows-31j"; x=y', "cp932", "①"),
        ("ISO-8859-1", "cp1252", "Évian € “x”"),
        ("latin-1", "cp1252", "é"),
        ("gbk", "gb18030", "顺丰"),
        ("GB2312", "gb18030", "圆通"),
        ("utf8", "utf-8", "é"),
        ("utf-16", "utf-16", "é"),
    ],
)
def test_the_charset_of_the_download_is_believed_under_all_its_names(declared, codec, content):
    source = text.text("f", f"{content}\n".encode(codec), declared=declared)
    assert (source.encoding, source.raw.decode()) == (codec, f"{content}\n")


def test_a_declaration_that_does_not_hold_or_exist_is_refused():
    assert refused(text.text, "f", b"a\n\x81\n", declared="iso-8859-1") == ("ENCODING", 2, None)
    assert refused(text.text, "f", b"a\n", declared="klingon") == ("ENCODING_NAME", None, None)
    assert refused(text.text, "f", b"a\n", "base64") == ("ENCODING_NAME", None, None)


def test_the_line_that_does_not_decode_is_found_across_blocks(monkeypatch):
    raw = "顺丰\n".encode("gb18030") * 9 + b"\xff\n" + "顺丰\n".encode("gb18030") * 9
    for size in (1, 2, 3, 7, 1000):
        monkeypatch.setattr(text, "BLOCK", size)
        assert refused(text.text, "f", raw, "gb18030") == ("ENCODING", 10, None)
        assert text.text("f", raw.replace(b"\xff", b"x"), "gb18030").raw.decode() == "顺丰\n" * 9 + "x\n" + "顺丰\n" * 9


@pytest.mark.parametrize(("words", "encoding"), [("订单号\t物流公司", "gb18030"), ("注文番号\t配送業者", "cp932")])
def test_a_heading_that_reads_in_one_encoding_decides(words, encoding):
    source = text.text("f", f"{words}\tx\nA\t佐川\t表\n".encode(encoding))
    head = flatfile.heading(source, (ERP,))
    reading, rows = flatfile.read(source, head, "UTC")
    assert (head.encoding, reading.encoding) == (encoding, encoding)
    assert rows["carrier"].to_list() == ["佐川"]


def test_a_heading_that_reads_in_two_encodings_decides_nothing():
    gb, jp = "订单号".encode("gb18030"), "订单号".encode("gb18030").decode("cp932")
    both = Layout("both", "1", {"order_id": Cell(("订单号", jp), required=True), "sku": Cell(("sku",))})
    source = text.text("f", gb + b"\tsku\n1\t2\n")
    assert refused(flatfile.heading, source, (both,)) == ("ENCODING", 1, None)


def test_a_file_that_reads_in_no_encoding_is_refused_where_it_is_no_utf8(files):
    assert refused(files.read, b"a\tb\n\n\xe9\tx\n") == ("ENCODING", 3, None)
    with pytest.raises(DataError, match="--encoding"):
        files.read(b"a\tb\n\xe9\tx\n")


@pytest.mark.parametrize("change", [JAPAN, JAPAN | {"points-granted": "3"}, {"cod-collectible-amount": "1"}])
def test_a_report_that_shows_it_is_from_amazon_japan_is_cp932(files, change):
    raw = files.orders({"sku": "x", "sales-channel": "Non-Amazon"}, {"sku": SHIFTED, "product-name": "①"} | change)
    reading = files.read(raw.encode("cp932"))
    assert (reading.encoding, sku(reading)) == ("cp932", ["x", SHIFTED])


def test_another_report_of_amazons_is_cp1252(files):
    reading = files.read(files.orders({"sku": "Œuvre", "product-name": "Amazon.co.jp"}).encode("cp1252"))
    assert (reading.encoding, sku(reading)) == ("cp1252", ["Œuvre"])


def test_bytes_that_the_rule_does_not_allow_are_refused_where_they_are_kept(files):
    raw = files.orders({}, {"sku": "XX", "product-name": "YY"})
    assert refused(files.read, raw.encode().replace(b"XX", b"\x81\xe9")) == ("ENCODING", 3, "sku")
    japan = files.orders({}, JAPAN | {"sku": "XX"}).encode().replace(b"XX", b"\x81")
    assert refused(files.read, japan) == ("ENCODING", 3, "sku")


def test_where_only_dropped_cells_are_no_ascii_nothing_needs_to_be_decided(files):
    raw = files.orders({"product-name": "XX"}, {"sku": "B"}, {"sku": "C", "product-name": "XX"}).encode()
    reading = files.read(raw.replace(b"XX", b"\x81\xe9"))
    assert (reading.encoding, sku(reading)) == ("ascii", ["A", "B", "C"])
    assert reading.notes["lines_of_unknown_encoding"] == 2
    assert "lines_of_unknown_encoding" not in files.read(raw).notes


@pytest.mark.parametrize("encoding", ["gb18030", "cp932", "cp1252"])
def test_a_file_of_the_sellers_own_is_not_guessed_at(files, encoding):
    words = {"gb18030": "申通快递", "cp932": "佐川急便", "cp1252": "Colissimo é"}[encoding]
    raw = files.confirmations({}, {"carrier-code": "Other", "carrier-name": words}).encode(encoding)
    assert refused(files.read, raw) == ("ENCODING", 3, "carrier-name")
    rows = files.read(raw, encoding=encoding).tables["confirmations"]
    assert rows["carrier_raw"].to_list() == ["USPS", words]


def test_the_label_line_of_the_japanese_template_decides(files):
    labels = "TemplateType=OrderFulfillment\tVersion=2011.1102\r\n注文番号\t出荷日\t配送業者名\r\n"
    body = files.confirmations({"carrier-code": "", "carrier-name": "佐川急便"})
    reading = files.read((labels + body).encode("cp932"))
    assert (reading.encoding, reading.heading) == ("cp932", [1, 2, 3])
    assert reading.tables["confirmations"]["carrier_raw"].to_list() == ["佐川急便"]
    other = labels.replace("注文番号", "运单号码").replace("出荷日", "发货日期").replace("配送業者名", "承运公司")
    assert refused(files.read, (other + body).encode("gb18030"))[0] == "ENCODING"


@pytest.mark.parametrize("carrier", ["顺", "圆通"])
def test_words_whose_bytes_are_utf8_by_accident_are_carriers_that_nobody_knows(files, carrier):
    # Read as UTF-8 they are no words of any language. They are named, and valid only if somebody knew the carrier.
    misread = carrier.encode("gb18030").decode()
    raw = files.confirmations({"carrier-code": carrier}, {"order-id": "999-0000002-0000002"}).encode("gb18030")
    reading = files.read(raw)
    assert reading.encoding == "utf-8"
    assert reading.tables["confirmations"]["carrier_raw"].to_list() == [misread, "USPS"]
    assert reading.notes["unknown_carriers_not_ascii"] == 1
    assert files.store(raw).packages["carrier"].to_list() == ["unknown", "usps"]


def test_a_known_carrier_in_chinese_is_no_odd_one(files):
    assert "unknown_carriers_not_ascii" not in files.read(files.confirmations({"carrier-code": "联邦快递"})).notes
    assert files.read(files.confirmations({"carrier-code": "小鸟"})).notes["unknown_carriers_not_ascii"] == 1


@pytest.mark.parametrize(("column", "fault"), [("product-name", []), ("sku", [(2, "sku", "CONTROL_CHAR")])])
def test_half_a_character_costs_its_row_only_where_it_is_kept(files, column, fault):
    raw = files.orders({column: "XX"}, {"sku": "é"}).encode().replace(b"XX", b"\xed\xa0\xbd")
    reading = files.read(raw)
    assert [(each.line, each.column, each.code) for each in reading.faults] == fault
    assert sku(reading)[-1] == "é"


def test_re_encoding_changes_nothing_but_the_encoding(files):
    content = files.orders(JAPAN | {"sku": "A"}, JAPAN | {"sku": SHIFTED, "product-name": "表"}, JAPAN)
    whole = files.read(content)
    for encoding in ("utf-8-sig", "cp932", "utf-16"):
        given = {"encoding": "utf-16"} if encoding == "utf-16" else {}
        again = files.read(content.encode(encoding), **given)
        assert again.tables["order_lines"].equals(whole.tables["order_lines"])
        assert again.lines == whole.lines
