"""Lines that belong together, contradict each other, or break off."""

import pytest

from vtr_lib.errors import DataError

DEFECT = {
    "order-id": "999-0000001-0000001",
    "carrier-name": "USPS",
    "tracking-id": "N1",
    "has-valid-tracking": "no",
    "note": "",
}


def fault(reading):
    return [(each.line, each.column, each.code, each.value) for each in reading.faults]


def quoted(content: str) -> str:
    """A tab-separated file with commas, every cell in quotation marks."""
    return "".join('"' + line.replace("\t", '","') + '"\r\n' for line in content.split("\r\n")[:-1])


@pytest.mark.parametrize("written", [str, quoted])
def test_lines_of_one_package_that_contradict_each_other_are_all_set_aside(files, written):
    other = DEFECT | {"order-id": "999-0000002-0000002"}
    rows = [{}, other, {"has-valid-tracking": "yes"}, {"carrier-name": "UPS"}, {"tracking-id": "N2"}]
    reading = files.read(written(files.flat(DEFECT, *rows)))
    assert reading.lines == {"blank": [], "duplicate": [], "quarantined": [2, 4, 5], "accepted": [3, 6]}
    assert fault(reading) == [
        (2, "tracking-id", "CONFLICTING_DUPLICATE", "4, 5"),
        (4, "tracking-id", "CONFLICTING_DUPLICATE", "2, 5"),
        (5, "tracking-id", "CONFLICTING_DUPLICATE", "2, 4"),
    ]
    assert str(reading.faults[0].error("f")).startswith("f:2 [tracking-id]: CONFLICTING_DUPLICATE: ")
    assert "4, 5" in str(reading.faults[0].error("f"))
    assert reading.tables["amazon_defects"]["source_line"].to_list() == [3, 6]


def test_lines_of_one_package_that_say_the_same_in_other_words_contradict_nothing(files):
    rows = [{}, {"note": "x"}, {"carrier-name": " USPS "}, {"has-valid-tracking": "N"}]
    assert files.read(files.flat(DEFECT, *rows)).lines["accepted"] == [2, 3, 4, 5]


def test_packages_without_a_number_are_not_one_package(files):
    rows = [{"tracking-id": ""}, {"tracking-id": "", "carrier-name": "UPS"}]
    assert files.read(files.flat(DEFECT, *rows)).lines["accepted"] == [2, 3]


def test_a_confirmation_stated_again_is_an_upload_that_overwrites_and_no_contradiction(files):
    # Amazon takes a confirmation file from top to bottom; a seller corrects carrier or day by a further line. Which
    # line holds is known (the later one), so none is set aside, and no package is lost.
    again = {"carrier-code": "UPS", "ship-date": "2025-01-12"}
    reading = files.read(files.confirmations({}, again, {}))
    assert (reading.lines["accepted"], reading.lines["duplicate"]) == ([2, 3], [4])
    assert files.store(files.confirmations({}, again)).packages["carrier"].to_list() == ["ups"]


def test_item_lines_of_an_order_and_of_a_package_contradict_nothing(files):
    rows = [{"sku": "A", "item-price": "1.00"}, {"sku": "A", "item-price": "2.00"}, {"sku": "B"}]
    assert files.read(files.orders(*rows)).lines["accepted"] == [2, 3, 4]
    items = [{"order-item-id": "11", "quantity": "1"}, {"order-item-id": "12", "quantity": "2"}]
    reading = files.read(files.confirmations(*items))
    assert reading.lines["accepted"] == [2, 3]
    assert files.store(files.confirmations(*items)).packages.height == 1


LAST = {"product-name": "Café 🍳", "sku": "Bé", "note": "é"}
CUT = {
    "all_orders": lambda files: files.orders({}, {"quantity": "12"}, LAST),
    "shipping_confirmation": lambda files: files.confirmations(
        {},
        {"tracking-number": "N2"},
        {"tracking-number": "N34", "carrier-code": "圆通", "ship-method": "Standard Mail"},
    ),
    "defect_report": lambda files: files.flat(DEFECT, {}, {"tracking-id": "N2"}, {"tracking-id": "N3"} | LAST),
    "defect_report, commas": lambda files: quoted(
        files.flat(DEFECT, {}, {"tracking-id": "N2"}, {"tracking-id": "N3", "note": "two\nlines"})
    ),
    "sku_table": lambda files: 'sku,category\nA,Toys\nB,"Home, ""Kitchen"""\nC,"Büro"\n',
}


@pytest.mark.parametrize("format", CUT)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_file_cut_at_any_byte_of_its_last_two_lines_is_refused_or_one_line_shorter(files, format, end):
    content = CUT[format](files).replace("\r\n", "\n").replace("\n", end)
    raw = content.encode()
    whole = files.read(raw)
    (table,) = whole.tables
    start = len(end.join(content.split(end)[:-3]).encode()) + len(end)
    assert start < len(raw) - 5
    for cut in range(start, len(raw)):
        if raw[:cut].endswith((b"\r", b"\n")) and raw[:cut].count(b'"') % 2 == 0:
            left = files.read(raw[:cut])  # where a line ends nothing is to be seen; what is left is exact
            assert left.tables[table].equals(whole.tables[table].head(left.tables[table].height))
            assert left.lines["quarantined"] == []
            continue
        with pytest.raises(DataError) as refused:
            files.read(raw[:cut])
        assert refused.value.code in ("TRUNCATED", "QUOTE")
        if refused.value.code == "TRUNCATED":
            assert refused.value.line == len(raw[:cut].replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n"))


@pytest.mark.parametrize("format", ["all_orders", "shipping_confirmation", "defect_report"])
def test_a_cut_line_that_is_accepted_on_request_is_noted_and_the_lines_above_stay(files, format):
    raw = CUT[format](files).encode()
    whole = files.read(raw)
    (table,) = whole.tables
    for cut in range(raw.rindex(b"\n", 0, len(raw) - 2) + 2, len(raw) - 1):
        reading = files.read(raw[:cut], is_cut_ok=True)
        assert reading.encoding == "utf-8"
        assert reading.notes["last_line_without_end"] == 1
        assert reading.tables[table].head(2).equals(whole.tables[table].head(2))


def test_a_cut_line_that_is_accepted_on_request_is_whole_or_quarantined(files):
    content = files.confirmations({}, {"tracking-number": "N2"})[:-2]
    assert files.read(content, is_cut_ok=True).lines["accepted"] == [2, 3]
    reading = files.read(content[:-20], is_cut_ok=True)
    assert [each[:3] for each in fault(reading)] == [(3, "", "COLUMN_COUNT")]
    assert "last_line_without_end" not in files.read(content + "\r\n", is_cut_ok=True).notes


def test_a_last_line_that_ends_in_a_tab_has_one_cell_more(files):
    reading = files.read("sku\tcategory\nA\tx\nB\t", is_cut_ok=True)
    assert reading.lines["accepted"] == [2, 3]
    assert reading.tables["skus"]["category"].to_list() == ["x", None]


def test_a_line_of_blanks_of_any_kind_is_blank_and_one_that_only_begins_so_is_not(files):
    first, row = files.orders({"sku": "B"}).split("\r\n")[:2]
    blanks = ["", " ", "\u00a0\t\u3000", "\t" * first.count("\t"), "\x0b"]
    reading = files.read("\r\n".join([first, *blanks, " " + row, "\u3000" + row, ""]))
    assert reading.lines["blank"] == [2, 3, 4, 5, 6]
    assert reading.lines["accepted"] == [7, 8]
