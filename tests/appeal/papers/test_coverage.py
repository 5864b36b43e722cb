"""Units on invoices and contracts against units sold: counted where they are beyond doubt, and never guessed."""

import polars as pl
import pytest
from appeal.evidence import QUANTITY, pdf
from appeal.papers.made import paper
from hypothesis import given, settings
from hypothesis import strategies as st

from vtr_lib.appeal.papers import coverage, lists, quantities, reading
from vtr_lib.appeal.papers.items import items_of
from vtr_lib.appeal.papers.said import Said
from vtr_lib.words import languages, load

HEAD = "ASIN         Item            Qty    Price"
PAN, LID = "B0TEST0001", "B0TEST0002"


def sold(*rows: tuple) -> pl.DataFrame:
    return pl.DataFrame(list(rows), {"asin": pl.String, "sku": pl.String, "quantity": pl.Int64}, orient="row")


ITEMS = sold((PAN, "PAN-28", 100), (LID, "LID-28", 50))


def units(*pages: str, kind="invoice", said=(), items=ITEMS, **more) -> list[tuple]:
    each = paper(*pages, **more)
    return quantities.rows([each], {each.path: kind}, items, said).select("item", "quantity").rows()


def covered(*papers, items=ITEMS, kinds=None, said=()) -> dict[str, dict]:
    kinds = kinds or {each.path: "invoice" for each in papers}
    frame = coverage.coverage(quantities.rows(papers, kinds, items, said), items)
    return {row["asin"] or row["sku"]: row for row in frame.iter_rows(named=True)}


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}\n{PAN}   Pan 28 cm       120    4.50",
        f"{HEAD}\n{PAN}   Pan 28 cm       120 pcs  4.50",
        f"{HEAD.replace('Qty', 'QTY.')}\n{PAN}   Pan 28 cm       120   4.50",
        f"{HEAD.replace('Qty ', '数量')}\n{PAN}   平底锅             120 件  4.50",
        f"{HEAD.replace('Qty ', '數量')}\n{PAN}   平底鍋             120 個  4.50",
        f"{HEAD}\nPAN-28       Pan 28 cm      120    4.50",
        f"{HEAD}\n{PAN} PAN-28   Pan 28 cm  120    4.50",
        f"Qty    ASIN\n120    {PAN}",
        f"{HEAD}\n\nsome words between\n{PAN}   Pan             120",
        f"{PAN} Pan, Qty: 120",
        f"{PAN} 数量：120 件",
        f"{HEAD}\nB0UNSOLD00   Lid             7      4.50   pcs\n{PAN}   Pan             120    4.50",
    ],
)
def test_a_whole_number_under_its_heading_is_the_quantity(text):
    assert units(text) == [(0, 120)]


def test_thousands_are_read():
    assert units(f"{HEAD}\n{PAN}   Pan            1,200   4.50") == [(0, 1200)]


@pytest.mark.parametrize(
    "text",
    [
        f"{PAN}   Pan 28 cm       120    4.50",
        f"ASIN Item Qty Price\n{PAN} Pan 120 4.50",
        f"{HEAD}\n{PAN}   Pan             12.5   4.50",
        f"{HEAD}\n{PAN}   Pan            1.200   4.50",
        f"{HEAD}\n{PAN}   Pan             12,50  4.50",
        f"{HEAD.replace('Qty ', 'Quantity')}\n{PAN}   Pan             12  13   4.50",
        f"{HEAD}\n{PAN}   Pan                    4.50",
        f"{HEAD}\n{PAN}   a very long name of a pan here 120    4.50",
        f"{HEAD}\n{PAN}   Pan             0      4.50",
        f"{HEAD}\n{PAN}   Pan             $120   4.50",
        f"ASIN         Qty    Qty\n{PAN}   12     13",
        f"{PAN} Qty: 12, Qty: 13",
        f"{PAN} Qty: 12.5",
    ],
)
def test_what_is_in_doubt_is_unknown(text):
    assert units(text) == [(0, None)]


def test_a_line_with_two_items_says_no_quantity():
    assert units(f"{HEAD}\n{PAN} {LID}        120    4.50") == [(0, None), (1, None)]


@pytest.mark.parametrize(
    "text", [f"{HEAD}\nX{PAN}  Pan  120", f"{HEAD}\n{PAN}9   Pan             120", "PAN-281  120", ""]
)
def test_an_item_is_found_as_a_whole_alone(text):
    assert units(text) == []


def test_a_misread_asin_is_seen_through_in_a_picture():
    assert units(f"{HEAD}\nBOTESTOOO1   Pan             120", how="ocr") == [(0, 120)]
    assert units(f"{HEAD}\nBOTESTOOO1   Pan             120") == []


def test_a_page_that_was_read_twice_counts_once():
    line = f"{HEAD}\n{PAN}   Pan             120"
    assert units(f"{line}{reading.TWICE}{line}", how="ocr") == [(0, 120)]
    assert units(f"{PAN} 120{reading.TWICE}{line}", how="ocr") == [(0, 120)]


def test_only_invoices_and_contracts_that_were_read_count():
    line = f"{HEAD}\n{PAN}   Pan             120"
    assert units(line, kind="delivery") == units(line, fault="broken") == []
    assert units(line, kind="contract") == [(0, 120)]


def test_the_list_stands_in_place_of_the_text_of_that_item():
    text = f"{HEAD}\n{PAN}   Pan             120\n{LID}   Lid              75"
    assert units(text, said=[Said("a.pdf", 2, asin=PAN, quantity=90)]) == [(1, 75), (0, 90)]
    assert units(text, said=[Said("a.pdf", 2, asin="lid-28")]) == [(0, 120), (1, 75)]
    assert units("a photograph", said=[Said("a.pdf", 2, asin=LID)]) == [(1, None)]
    assert units("a photograph", said=[Said("b.pdf", 2, asin=LID, quantity=3)], also=("b.pdf",)) == [(1, 3)]


def invoice(quantity: int | str, path: str = "a.pdf", item: str = PAN, **more):
    return paper(f"Invoice\n{HEAD}\n{item}   Pan             {quantity}", path=path, **more)


@pytest.mark.parametrize(
    ("papers", "invoiced", "gap", "state"),
    [
        ([], 0, 100, "none"),
        ([invoice(99)], 99, 1, "partly"),
        ([invoice(100)], 100, 0, "covered"),
        ([invoice(101)], 101, 0, "covered"),
        ([invoice(60), invoice(40, "b.pdf")], 100, 0, "covered"),
        ([invoice("many")], None, 100, "unknown_quantity"),
        ([invoice("many"), invoice(40, "b.pdf")], 40, 60, "unknown_quantity"),
        ([invoice("many"), invoice(100, "b.pdf")], 100, 0, "covered"),
    ],
)
def test_units_covered_and_the_gap(papers, invoiced, gap, state):
    row = covered(*papers)[PAN]
    assert (row["sold"], row["invoiced"], row["gap"], row["state"]) == (100, invoiced, gap, state)
    assert row["papers"] == [each.path for each in papers]


def test_an_invoice_and_the_contract_it_came_of_are_not_added_up():
    papers = [invoice(60), invoice(50, "b.pdf")]
    assert covered(*papers, kinds={"a.pdf": "invoice", "b.pdf": "contract"})[PAN]["invoiced"] == 60


@pytest.mark.parametrize(
    ("first", "second", "invoiced"),
    [("INV-10", "INV-1O", 60), ("INV-10", "INV 10", 120), ("INV-10", "INV-11", 120), ("x", "y", 120)],
)
def test_a_photograph_of_the_same_invoice_is_not_added(first, second, invoiced):
    text = f"Invoice No. {{}}\n{HEAD}\n{PAN}   Pan             60"
    papers = [paper(text.format(first)), paper(text.format(second), path="b.png", how="ocr")]
    assert covered(*papers)[PAN]["invoiced"] == invoiced


def test_the_number_of_the_list_tells_papers_of_one_invoice():
    said = [Said(path, line, "invoice", "7") for line, path in enumerate(("a.pdf", "b.pdf"), 2)]
    assert covered(invoice(60), invoice(60, "b.pdf"), said=said)[PAN]["invoiced"] == 60


def test_items_of_one_asin_are_one_row():
    items = sold(
        (PAN, "PAN-A", 60), (PAN, "PAN-B", 60), (None, "PAN-A", 5), (None, "X-1", 3), ("", "X-1", 1), (None, None, 2)
    )
    rows = covered(invoice(100), items=items)
    assert rows[PAN] | {"papers": None} == {
        "asin": PAN, "sku": "PAN-A, PAN-B", "sold": 125, "invoiced": 100, "papers": None, "gap": 25, "state": "partly",
    }  # fmt: skip
    assert (rows["X-1"]["sold"], rows["X-1"]["state"]) == (4, "none")
    assert rows[None]["sold"] == 2


def test_a_sku_of_two_asins_tells_neither():
    items = sold((PAN, "SAME", 10), (LID, "SAME", 20))
    assert units(f"{HEAD}\nSAME         Pan             120", items=items) == []
    assert [item.names for item in items_of(items)] == [{PAN}, {LID}]


def test_no_items_give_an_empty_frame():
    frame = coverage.coverage(quantities.rows([invoice(3)], {"a.pdf": "invoice"}, ITEMS.clear()), ITEMS.clear())
    assert frame.schema == coverage.COLUMNS
    assert frame.is_empty()
    assert quantities.rows([], {}, ITEMS).schema == quantities.ROWS


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.sampled_from([PAN, LID, "", None]), st.sampled_from(["A-1", "B-2", "", None]), st.integers(0, 99))
    )
)
def test_units_add_up(rows):
    items = sold(*rows)
    frame = coverage.coverage(quantities.rows([invoice(7)], {"a.pdf": "invoice"}, items), items)
    assert frame["sold"].sum() == items["quantity"].sum()
    assert frame.filter(pl.col("gap") != pl.max_horizontal(pl.col("sold") - pl.col("invoiced"), 0)).is_empty()
    assert not frame.select("asin", "sku").is_duplicated().any()


def test_a_real_pdf_is_read_to_the_units(tmp_path):
    table = [
        ("ASIN", "Description", "数量", "Price"),
        (PAN, "不锈钢平底锅 28 厘米", str(QUANTITY), "4.50"),
        (LID, "Lid", "75 pcs", "1"),
    ]
    (tmp_path / "a.pdf").write_bytes(pdf([["INVOICE NO: 17", *table]]))
    papers = reading.read(tmp_path, lambda page: None)
    rows = quantities.rows(papers, {"a.pdf": "invoice"}, ITEMS)
    assert rows.select("number", "item", "quantity").rows() == [("17", 0, QUANTITY), ("17", 1, 75)]


def test_states_have_names_and_the_list_says_them():
    for lang in languages():
        assert load(lang).table("appeal.papers.coverage").keys() == set(coverage.STATES)
    frame = coverage.coverage(quantities.rows([invoice(60), invoice(30, "b.pdf")], {"a.pdf": "invoice"}, ITEMS), ITEMS)
    head, rows = lists.covered(frame, load("en"))
    assert head[2:6] == ["Units sold", "Units on invoices or contracts", "Units not covered", "Coverage"]
    assert rows == [
        (PAN, "PAN-28", 100, 60, 40, "Covered in part", "a.pdf"),
        (LID, "LID-28", 50, 0, 50, "No paper", ""),
    ]
