"""What is covered around a term and beside the word "signature", and how places are counted."""

import pytest
from appeal.redact.planted import NAME, ORDER, STREET, Word
from hypothesis import given
from hypothesis import strategies as st

from vtr_lib.appeal.redact import places
from vtr_lib.appeal.redact.places import Box, Way, turned
from vtr_lib.appeal.redact.terms import Terms


def line(top: float, *texts: str, left: float = 100, gap: float = 6) -> list[Word]:
    words = []
    for text in texts:
        words.append(Word(text, left, top, 8 * len(text), 12))
        left += 8 * len(text) + gap
    return words


def lookout(*given: tuple[str, str]):
    terms = Terms([ORDER])
    for sort, text in given:
        terms.add(ORDER, sort, text)
    return terms.near([ORDER])


def is_covered(word: Word, boxes: list[Box]) -> bool:
    """Whether every corner and the middle of a word lie in some box."""
    right, bottom = word.left + word.width, word.top + word.height
    points = [(word.left, word.top), (right, bottom), (word.left + word.width / 2, word.top + word.height / 2)]
    return all(any(box.left <= x <= box.right and box.top <= y <= box.bottom for box in boxes) for x, y in points)


def covered(words: list[Word], boxes: list[Box]) -> list[str]:
    return [word.text for word in words if is_covered(word, boxes)]


def test_an_address_is_covered_to_the_end_of_its_line_but_not_across_a_gap():
    words = line(100, "to", "14", "Quillfeather", "Ln", "Springfeild", "1L") + line(100, "Delivered", left=700)
    words += line(130, "Weight")
    boxes = places.of_terms(words, lookout(("address", STREET)))
    assert covered(words, boxes) == ["14", "Quillfeather", "Ln", "Springfeild", "1L"]


def test_a_name_is_found_in_lines_whatever_order_the_words_were_written_in():
    words = line(100, "to", "Jane", "Quimbly", "Weight")
    words = [words[2], words[3], words[0], words[1]]
    assert covered(words, places.of_terms(words, lookout(("name", NAME)))) == ["Quimbly", "Jane"]


def test_a_name_in_two_lines_of_a_column_is_found():
    words = line(100, "Jan") + line(100, "Status", left=400) + line(114, "esby") + line(114, "Delivered", left=400)
    words = [words[0], words[2], words[1], words[3]]
    assert covered(words, places.of_terms(words, lookout(("name", "Janesby Odd")))) == ["Jan", "esby"]


@pytest.mark.parametrize("label", ["Signature", "Signed by:", "Received by", "签收人：", "簽名", "签 名", "Signature:"])
def test_the_area_of_a_signature_reaches_to_the_next_field(label):
    words = line(100, "Status:", "Delivered") + line(130, *label.split()) + line(130, "scrawl", left=300)
    words += line(150, "below") + line(190, "Weight:", "2")
    boxes = places.of_signatures(words, 1000, 1000)
    assert {"scrawl", "below"} <= set(covered(words, boxes))
    assert not {"Status:", "Delivered", "Weight:", "2"} & set(covered(words, boxes))


@pytest.mark.parametrize(
    "line_of_words", ["快递 签收 证明", "状态 ： 已 签收", "签收 时 间 ： 2025-01-10", "签收 成功"]
)
def test_a_status_is_no_label_of_a_signature(line_of_words):
    assert places.of_signatures(line(100, *line_of_words.split()), 1000, 1000) == []


@pytest.mark.parametrize("label", ["签收 ：", "签收 人 :", "签收 入 :", "签收人:", "签收"])
def test_a_label_in_chinese_stands_alone_or_before_a_colon(label):
    words = line(100, *label.split(), gap=0) + line(100, "scrawl", left=300) + line(160, "物流", "公司", "：", gap=0)
    boxes = places.of_signatures(words, 1000, 1000)
    assert [text for text in covered(words, boxes) if text != ":"] == ["scrawl"]


def test_words_of_one_term_are_covered_with_what_is_between_them():
    words = line(100, "Jane", "Quimbly", gap=40)
    boxes = [box for box in places.of_terms(words, lookout(("name", NAME))) if box.right - box.left > 60]
    assert any(box.left < 100 and box.right > 100 + 32 + 40 + 56 for box in boxes)


def test_without_a_next_field_the_area_is_large_and_stays_on_its_half():
    (right, below) = places.of_signatures(line(100, "Signature"), 1000, 1000)
    assert (right.right - right.left, below.bottom - below.top) == (499, 119)
    assert places.of_signatures(line(100, "Signal", "design", "assigned"), 1000, 1000) == []


def test_boxes_of_one_sort_that_touch_are_one_place():
    boxes = [Box(0, 0, 10, 10, "name"), Box(9, 0, 20, 10, "name"), Box(19, 5, 30, 10, "name")]
    boxes += [Box(50, 0, 60, 10, "name"), Box(0, 0, 10, 10, "phone")]
    assert places.counted(boxes) == {"name": 2, "phone": 1}
    assert places.counted([]) == {}


@given(st.integers(0, 3), st.integers(0, 300), st.integers(0, 100), st.integers(1, 99), st.integers(1, 20))
def test_what_is_found_in_a_turned_picture_is_covered_where_it_stands(turns, left, top, wide, high):
    word = Word("Quimbly", left, top, wide, high)
    way = Way((turned(word, turns, 400, 200),), turns)
    (box,) = places.boxes([way], lookout(("name", NAME)), 400, 200, has_signatures=False)
    assert (box.left + box.right) / 2 == left + wide / 2
    assert (box.top + box.bottom) / 2 == top + high / 2
    assert is_covered(word, [box])
