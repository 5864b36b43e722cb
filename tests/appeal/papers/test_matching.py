"""Which packages a paper speaks of, and that every file is in one bucket."""

import polars as pl
import pytest
from appeal.papers.made import PACKAGES, numbered, paper
from hypothesis import given, settings
from hypothesis import strategies as st

from vtr_lib.appeal.papers import lists, matching, reading
from vtr_lib.appeal.papers.said import Said
from vtr_lib.words import languages, load

TWO = {"order_id": "999-1234567-0000001", "tracking": "794111222333"}  # a second package of the first order
CASE = numbered([*PACKAGES, TWO])
OTHERS = pl.DataFrame([
    {"order_id": "999-7654321-0000001", "tracking": "794111111111"},
    {"order_id": PACKAGES[2]["order_id"], "tracking": "794222222222"},  # the rest of an order that is in the case too
])  # fmt: skip
ONE = PACKAGES[0]


def found(*papers, **more) -> set[tuple]:
    return set(matching.match(papers, CASE, OTHERS, **more).matched.select("path", "page", "package_id", "by").rows())


def bucket(each: reading.Paper, **more) -> str:
    return matching.match([each], CASE, OTHERS, **more).files["bucket"][0]


def test_a_tracking_number_names_its_package_and_its_page():
    assert found(paper("nothing", f"No. {ONE['tracking']}")) == {("a.pdf", 2, "p1", "tracking")}


def test_an_order_names_all_its_packages():
    assert found(paper(ONE["order_id"])) == {("a.pdf", 1, "p1", "order"), ("a.pdf", 1, "p7", "order")}


def test_an_order_names_those_alone_whose_numbers_stand_there_too():
    assert found(paper(ONE["order_id"], TWO["tracking"])) == {
        ("a.pdf", 1, "p7", "order"), ("a.pdf", 2, "p7", "tracking"),
    }  # fmt: skip


def test_the_surest_is_told_where_both_stand():
    assert found(paper(f"{ONE['order_id']}\n{ONE['tracking']}")) == {("a.pdf", 1, "p1", "tracking")}


def test_one_paper_speaks_of_many_packages_and_many_papers_of_one():
    every = "\n".join(each["tracking"] for each in PACKAGES)
    rows = found(paper(every), paper(ONE["tracking"], path="b.pdf"))
    assert {row[2] for row in rows if row[0] == "a.pdf"} == {f"p{at}" for at in range(1, 7)}
    assert ("b.pdf", 1, "p1", "tracking") in rows


def test_a_combined_parcel_speaks_of_both_orders():
    case = numbered([ONE, {"order_id": "999-0000000-0000009", "tracking": ONE["tracking"]}])
    assert set(matching.match([paper(ONE["tracking"])], case).matched["package_id"]) == {"p1", "p2"}


def test_a_name_tells_where_the_text_names_nothing():
    assert found(paper(path=f"x/{ONE['tracking']}.png")) == {(f"x/{ONE['tracking']}.png", None, "p1", "name")}
    assert found(paper(path=f"{PACKAGES[1]['order_id']}-2.pdf")) == {
        (f"{PACKAGES[1]['order_id']}-2.pdf", None, "p2", "name")
    }
    copied = paper("left at the door", path="a.png", also=(f"x/{ONE['tracking']}.png",))
    assert found(copied) == {("a.png", None, "p1", "name")}


@pytest.mark.parametrize(
    ("text", "doubt"),
    [(PACKAGES[1]["tracking"], "name_differs"), ("794111111111", "name_differs"), (ONE["tracking"], "")],
)
def test_a_text_counts_before_a_name_and_the_difference_is_told(text, doubt):
    matches = matching.match([paper(text, path=f"{ONE['tracking']}.pdf")], CASE, OTHERS)
    assert "name" not in set(matches.matched["by"])
    assert matches.files["doubt"].to_list() == [doubt]


def test_the_list_tells_what_no_text_does():
    said = [Said("a.pdf", 2, "delivery", "1z 999 aa1 01 2345 6784"), Said("b.pdf", 3, "invoice", ONE["tracking"])]
    rows = found(paper("left at the door"), paper("Invoice", path="b.pdf"), said=said)
    assert rows == {("a.pdf", None, "p2", "said")}


def test_misread_letters_are_seen_through_in_pictures_alone():
    assert found(paper("IZ999AA1O123456784", how="ocr")) == {("a.pdf", 1, "p2", "tracking")}
    assert found(paper("IZ999AA1O123456784")) == set()


def test_an_order_outside_the_case_is_named():
    matches = matching.match([paper("order 999-7654321-0000001, 794111111111")], CASE, OTHERS)
    assert matches.matched.is_empty()
    assert set(matches.elsewhere.rows()) == {
        ("a.pdf", 1, "999-7654321-0000001", "tracking"), ("a.pdf", 1, "999-7654321-0000001", "order"),
    }  # fmt: skip
    assert matches.files["bucket"].to_list() == ["elsewhere"]


def test_of_an_order_that_is_partly_in_the_case_the_number_decides():
    third = PACKAGES[2]["order_id"]
    assert {row[2] for row in found(paper(third))} == {"p3"}
    assert bucket(paper(f"{third} 794222222222")) == "elsewhere"


@pytest.mark.parametrize(
    ("each", "wanted"),
    [
        (paper(ONE["tracking"]), "matched"),
        (paper("nothing of ours"), "unmatched"),
        (paper("nothing of ours", None), "unreadable"),
        (paper(None), "unreadable"),
        (paper("- -"), "unreadable"),
        (paper(None, path=f"{ONE['tracking']}.png"), "matched"),
        (paper(path=f"{ONE['tracking']}.pdf", fault="broken"), "unreadable"),
        (paper(path=f"{ONE['tracking']}.pdf", fault="link"), "unreadable"),
        (paper(path=".DS_Store", fault="hidden"), "ignored"),
        (paper(path="papers.csv", fault="list"), "ignored"),
        (paper("794111111111"), "elsewhere"),
        (paper(f"794111111111 and {ONE['tracking']}"), "matched"),
    ],
)
def test_every_file_has_its_bucket(each, wanted):
    assert bucket(each) == wanted


def test_an_invoice_that_covers_an_item_is_matched_and_a_copy_is_a_copy():
    each = paper("Invoice", also=("b.pdf",))
    matches = matching.match([each], CASE, used={"a.pdf"})
    assert matches.files.select("path", "bucket").rows() == [("a.pdf", "matched"), ("b.pdf", "duplicate")]


def test_numbers_that_are_none_match_nothing():
    case = numbered([
        {"order_id": "", "tracking": "n/a"}, {"order_id": None, "tracking": None},
        {"order_id": "x", "tracking": "1234567"},
    ])  # fmt: skip
    assert matching.match([paper("n/a NA 1234567 9.4E+21")], case).matched.is_empty()


def test_nothing_gives_empty_frames():
    for matches in (matching.match([], CASE), matching.match([], CASE.clear(), OTHERS.clear())):
        assert matches.matched.schema == matching.MATCHED
        assert matches.elsewhere.schema == matching.ELSEWHERE
        assert matches.files.schema == matching.FILES
        assert matches.matched.is_empty()
    assert bucket(paper("text")) == "unmatched"


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.sampled_from(["", "broken", "hidden"]), st.integers(0, 3), st.text(max_size=30)), max_size=8)
)
def test_files_add_up(drawn):
    papers = [
        paper(text, path=f"{at}.pdf", fault=fault, also=tuple(f"{at}-{copy}.pdf" for copy in range(copies)))
        for at, (fault, copies, text) in enumerate(drawn)
    ]
    files = matching.match(papers, CASE, OTHERS).files
    assert sorted(files["path"]) == sorted(path for each in papers for path in each.paths)
    assert (files["bucket"] == "duplicate").sum() == sum(copies for _, copies, _ in drawn)


def test_every_code_has_a_name_in_every_language():
    for lang in languages():
        words = load(lang)
        assert words.table("appeal.papers.buckets").keys() == set(matching.BUCKETS)
        assert words.table("appeal.papers.by").keys() == set(matching.BY)
        assert words.table("appeal.papers.doubts").keys() == set(matching.DOUBTS) - {""}


def test_lists_say_it_in_words():
    papers = [
        paper(ONE["tracking"]),
        paper("nothing", path="b.pdf", also=("c.pdf",)),
        paper(path="d.pdf", fault="empty"),
        paper(PACKAGES[1]["tracking"], path=f"{ONE['tracking']}.pdf"),
    ]
    matches, words = matching.match(papers, CASE), load("en")
    kinds = {each.path: "delivery" for each in papers}
    head, rows = lists.files(matches.files, kinds, words)
    assert head == ["File", "Kind", "Result", "Remark"]
    assert rows[1:4] == [
        ("a.pdf", "Proof of delivery", "Belongs to this case", ""),
        ("b.pdf", "Proof of delivery", "Names no order or tracking number of the store", ""),
        ("c.pdf", "", "Copy of another file", ""),
    ]
    assert rows[4][3] == "The file is empty; save it again"
    assert rows[0][3].startswith("The file's name says another package")
    head, rows = lists.matched(matches.matched, words)
    assert dict(zip(head, rows[1], strict=True)) == {
        "File": "a.pdf", "Page": 1, "Package": "p1", "Order": ONE["order_id"],
        "Known by": "Tracking number in the text",
    }  # fmt: skip
