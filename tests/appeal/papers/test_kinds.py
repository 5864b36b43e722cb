"""Folder before list, list before words; folders and words in the three languages."""

import pytest
from appeal.papers.made import paper

from vtr_lib.appeal.papers import kinds
from vtr_lib.appeal.papers.said import KINDS, Said
from vtr_lib.words import load


def kind(*pages: str, said=(), **more: object) -> str:
    found = kinds.of([paper(*pages, **more)], said)
    return found[more.get("path", "a.pdf")]


@pytest.mark.parametrize(
    ("folder", "wanted"),
    [
        ("delivery", "delivery"), ("POD", "delivery"), ("Proofs of Delivery", "delivery"), ("proof", "delivery"),
        ("01_delivery", "delivery"), ("签收证明", "delivery"), ("簽收單", "delivery"), ("妥投证明", "delivery"),
        ("tracking", "screenshot"), ("Screen", "other"), ("screenshots", "screenshot"), ("物流截图", "screenshot"),
        ("追蹤截圖", "screenshot"), ("invoices", "invoice"), ("发票", "invoice"), ("發票 2025", "invoice"),
        ("contracts", "contract"), ("purchase", "contract"), ("采购合同", "contract"), ("採購合約", "contract"),
        ("reports", "report"), ("报告", "report"), ("deliveries-and-more", "other"),
    ],
)  # fmt: skip
def test_the_folder_tells(folder, wanted):
    assert kind("nothing to tell", path=f"{folder}/a.pdf") == wanted


def test_the_nearest_folder_tells_and_copies_too():
    assert kind("Invoice", path="invoices/2025/delivery/a.pdf") == "delivery"
    assert kind("Invoice", path="invoices/2025/a.pdf") == "invoice"
    assert kind("", path="a.pdf", also=("contracts/b.pdf",)) == "contract"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("PROOF OF DELIVERY\nsigned by A. Sample", "delivery"), ("签 收 人 ： 张", "delivery"),
        ("簽收人", "delivery"),
        ("Tracking history\nOut for delivery", "screenshot"), ("物流轨迹 运输中", "screenshot"),
        ("貨況 運送中", "screenshot"),
        ("Commercial Invoice\nBill to\nUnit price", "invoice"), ("增值税专用发票 开票日期", "invoice"),
        ("統一編號 發票", "invoice"),
        ("Purchase Agreement between Party A and Party B", "contract"), ("采购合同 甲方 乙方", "contract"),
        ("採購合約 甲方", "contract"), ("Valid Tracking Rate, any physical scan", "report"), ("有效追踪率", "report"),
        ("we invoiced you, podcast, the unsigned bylaw", "other"), ("", "other"),
    ],
)  # fmt: skip
def test_words_tell_where_no_folder_does(text, wanted):
    assert kind(text) == wanted


def test_most_words_win_and_names_count():
    assert kind("Invoice, Party A, Party B, purchase order") == "contract"
    assert kind(None, path="INVOICE_2025-01.jpg") == "invoice"


def test_the_list_tells_before_the_words_and_after_the_folder():
    said = [Said("a.pdf", 2, "contract"), Said("delivery/b.pdf", 3, "contract")]
    assert kind("Invoice", said=said) == "contract"
    assert kind("Invoice", said=said, path="delivery/b.pdf") == "delivery"


def test_a_paper_with_a_fault_is_told_by_its_folder_alone():
    assert kind(path="invoice.pdf", fault="broken") == "other"
    assert kind(path="invoices/a.pdf", fault="broken") == "invoice"


def test_every_kind_has_words_folders_and_a_name():
    assert {*kinds._table(), "other"} == set(KINDS)
    folders = [kinds._plain(folder) for entry in kinds._table().values() for folder in entry["folders"]]
    assert len(folders) == len(set(folders))
    for lang in ("en", "zh-CN", "zh-TW"):
        assert load(lang).table("appeal.papers.kinds").keys() == set(KINDS)
