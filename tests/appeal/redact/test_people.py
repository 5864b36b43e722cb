"""People of cited orders come out of every form a raw file may have, and out of the seller's own list."""

import gzip
import json
import zipfile

import pytest
import xlsxwriter
from appeal.redact import planted
from appeal.redact.planted import HEAD, NAME, ORDER, OTHER, ROW, STREET, Word

from vtr_lib.appeal.redact.people import column, people
from vtr_lib.errors import DataError

TOLD = (
    "Jane Quimbly",
    "14 Quillfeather Ln",
    "Apt 5B",
    "jq.home@example.com",
    "(201) 555-0142",
    "hatching day dear old",
)
STRANGER = (OTHER, "2", "Mortimer Oxenbridge", "", "77 Farthing Road", "", "Leeds", "LS1 4AP", "", "")


def tells(terms, text: str, orders=(ORDER,)) -> bool:
    words = [Word(each, 0, 0, 1, 1) for each in text.split()]
    return bool(terms.near(orders).found(words))


def tsv(path, rows, encoding="utf-8"):
    path.write_bytes(("\n".join("\t".join(row) for row in rows) + "\n").encode(encoding))


def as_text(folder):
    tsv(folder / "orders.txt", [HEAD, ROW, STRANGER])


def as_csv(folder):
    lines = [",".join(f'"{cell}"' for cell in row) for row in (HEAD, ROW, STRANGER)]
    (folder / "orders.csv").write_text("\n".join(lines) + "\n", "utf-8")


def as_workbook(folder):
    with xlsxwriter.Workbook(folder / "orders.xlsx") as book:
        sheet = book.add_worksheet()
        for number, row in enumerate((HEAD, ROW, STRANGER)):
            sheet.write_row(number, 0, row)


def as_zip(folder):
    as_text(folder)
    with zipfile.ZipFile(folder / "orders.zip", "w") as archive:
        archive.write(folder / "orders.txt", "in/orders.txt")
    (folder / "orders.txt").unlink()


def as_gzip(folder):
    as_text(folder)
    (folder / "orders.txt.gz").write_bytes(gzip.compress((folder / "orders.txt").read_bytes()))
    (folder / "orders.txt").unlink()


def as_answer(folder):
    order = {
        "orderId": ORDER,
        "buyer": {"buyerName": NAME, "buyerEmail": planted.MAIL},
        "recipient": {
            "deliveryAddress": {"name": NAME, "addressLine1": STREET, "addressLine2": "Apt 5B", "phone": planted.PHONE}
        },
        "orderItems": [{"product": {"title": "Kettle"}, "gift": {"giftMessage": ROW[-1]}}],
    }
    (folder / "orders.json").write_text(json.dumps({"orders": [order, {"orderId": OTHER}]}), "utf-8")


@pytest.mark.parametrize("write", [as_text, as_csv, as_workbook, as_zip, as_gzip, as_answer])
def test_people_come_out_of_every_form_of_a_file(tmp_path, write):
    write(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    terms = people(tmp_path, {ORDER})
    for text in TOLD:
        assert tells(terms, text), text
    assert terms.is_from_orders
    assert terms.lacking([ORDER, OTHER]) == {OTHER}
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert len(list(tmp_path.iterdir())) == 1  # nothing was written


def test_people_of_orders_that_are_not_cited_are_not_read(tmp_path):
    as_text(tmp_path)
    terms = people(tmp_path, {ORDER})
    assert not tells(terms, "Mortimer Oxenbridge 77 Farthing Road", None)
    assert tells(people(tmp_path, {OTHER}), "Mortimer Oxenbridge", None)


@pytest.mark.parametrize(
    ("name", "encoding"), [("José Ñandú", "cp1252"), ("山田花子", "cp932"), ("José Ñandú", "utf-8-sig")]
)
def test_names_in_older_encodings_are_read_by_the_readers_rules(tmp_path, name, encoding):
    head = (*HEAD, "sales-channel")
    tsv(
        tmp_path / "o.txt",
        [head, (ORDER, "1", name, *ROW[3:], "Amazon.co.jp" if encoding == "cp932" else "")],
        encoding,
    )
    assert tells(people(tmp_path, {ORDER}), name)


def test_files_that_tell_of_nobody_leave_the_order_lacking(tmp_path):
    tsv(tmp_path / "all.txt", [("amazon-order-id", "sku", "ship-city"), (ORDER, "A", "Leeds")])
    (tmp_path / "broken.json").write_text("{", "utf-8")
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    terms = people(tmp_path, {ORDER})
    assert not terms.is_from_orders
    assert terms.is_empty
    assert terms.lacking([ORDER]) == {ORDER}
    assert people(tmp_path / "none", {ORDER}).is_empty


def test_a_cut_line_leaves_its_order_lacking(tmp_path):
    tsv(tmp_path / "orders.txt", [HEAD, ROW[:4], STRANGER])
    assert people(tmp_path, {ORDER, OTHER}).lacking([ORDER, OTHER]) == {ORDER}


def test_the_sellers_list_counts_for_all_papers_or_for_one_order(tmp_path):
    listed = tmp_path / "redact.txt"
    listed.write_text(f"# my own\nMarrowby   # the neighbour\n\n{OTHER}: Mortimer Oxenbridge\n", "utf-8")
    terms = people([], {ORDER, OTHER}, listed)
    assert tells(terms, "Marrowby", ())
    assert not tells(terms, "neighbour")
    assert tells(terms, "Oxenbridge, Mortimer", ())
    assert terms.lacking([ORDER, OTHER]) == {ORDER}
    listed.write_bytes(b"ok\nM\xfcller\n")
    with pytest.raises(DataError, match=r"redact.txt:2: ENCODING"):
        people([], {ORDER}, listed)


@pytest.mark.parametrize(
    ("name", "sort"),
    [
        ("recipient-name", "name"), ("buyer_name", "name"), ("Ship To - Name", "name"), ("buyer-company-name", "name"),
        ("ship-address-2", "address"), ("bill-address-1", "address"), ("buyer-phone-number", "phone"),
        ("buyer-email", "mail"), ("gift-message-text", "message"), ("delivery-Instructions", "message"),
        ("ship-postal-code", "postcode"), ("default-ship-from-address-field-1", None), ("carrier-name", None),
        ("product-name", None), ("ship-service-level", None), ("ship-country", None), ("ship-city", None),
        ("default-ship-from-postal-code", None), ("seller-email", None), ("order-id", None),
    ],
)  # fmt: skip
def test_which_columns_tell_of_people(name, sort):
    assert column(name) == sort
