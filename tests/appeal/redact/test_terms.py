"""A term is found however it is written, split or misread; a stranger's words are left alone."""

import pickle

import pytest
from appeal.redact.planted import MAIL, NAME, ORDER, PHONE, STREET, Word
from hypothesis import given, settings
from hypothesis import strategies as st

from vtr_lib.appeal.redact.terms import ADDRESS, LISTED, MESSAGE, Terms
from vtr_lib.appeal.redact.terms import MAIL as BY_MAIL
from vtr_lib.appeal.redact.terms import NAME as BY_NAME
from vtr_lib.appeal.redact.terms import PHONE as BY_PHONE


def terms(*given: tuple[str, str], order: str | None = ORDER) -> Terms:
    found = Terms([ORDER])
    for sort, text in given:
        found.add(order, sort, text)
    return found


def words(*texts: str) -> list[Word]:
    return [Word(text, 100 * at, 0, 90, 10) for at, text in enumerate(texts)]


def hits(found: Terms, *texts: str, orders=(ORDER,)) -> set[str]:
    """The words that would be covered."""
    given = words(*texts)
    places = found.near(orders).found(given)
    return {word.text for place in places for word in given[place.first : place.last + 1]}


@pytest.mark.parametrize(
    ("sort", "term", "texts", "covered"),
    [
        (BY_NAME, NAME, "to: Jane Quimbly today", "Jane Quimbly"),
        (BY_NAME, NAME, "to: QUIMBLY, JANE today", "QUIMBLY, JANE"),
        (BY_NAME, NAME, "signed J. Quimbly today", "J. Quimbly"),
        (BY_NAME, NAME, "signed Quimb1y today", "Quimb1y"),  # a digit read for a letter
        (BY_NAME, NAME, "signed Quimbiy today", "Quimbiy"),
        (BY_NAME, NAME, "signed Quirnbly today", "Quirnbly"),
        (BY_NAME, NAME, "signed Quimby today", "Quimby"),
        (BY_NAME, NAME, "signedbyQuimbly today", "signedbyQuimbly"),
        (BY_NAME, "José Muñoz-Ærø", "para Jose Munoz Aero hoy", "Jose Munoz Aero"),
        (BY_NAME, "Ｊａｎｅ Quimbly", "to ﻿Jane\u200b Quim\u00adbly x", "﻿Jane\u200b Quim\u00adbly"),
        (BY_NAME, "Seán O’Brien", "to Sean OBrien x", "Sean OBrien"),
        (BY_NAME, "张小明", "签收 张 小明 先生", "张 小明"),
        (BY_NAME, "张小明", "收件人:张小明先生", "收件人:张小明先生"),
        (ADDRESS, STREET, "at 14 QUILLFEATHER LN. x", "14 QUILLFEATHER LN."),
        (ADDRESS, "9 North Oakhaven Street", "at 9 N Oakhaven St today", "9 N Oakhaven St"),
        (ADDRESS, "9 N Oakhaven St Apt 4", "at 9 North Oakhaven Street Apartment 4 today",
         "9 North Oakhaven Street Apartment 4"),
        (ADDRESS, "北京市朝阳区柳絮路14号", "deliver 朝阳区柳絮路14号 today", "朝阳区柳絮路14号"),
        (BY_PHONE, f"+1 {PHONE} ext. 4", "call (201) 555 . 0142 now", "(201) 555 . 0142"),
        (BY_PHONE, PHONE, "call 12O15550l42 now", "12O15550l42"),
        (BY_PHONE, "13800555012", "电话 138-0055-5012 x", "138-0055-5012"),
        (BY_MAIL, MAIL, "mail jq.home@example.com x", "jq.home@example.com"),
        (MESSAGE, "Happy hatching day dear old badger", "note hatching day dear old x", "hatching day dear old"),
        (LISTED, "Marrowby", "to Marrowby x", "Marrowby"),
        (LISTED, "(201) 555-0143", "to 201.555.0143 x", "201.555.0143"),
    ],
)  # fmt: skip
def test_a_term_is_found_as_it_may_be_written(sort, term, texts, covered):
    found = terms((sort, term), order=None if sort == LISTED else ORDER)
    assert hits(found, *texts.split(" ")) == set(covered.split(" "))


@pytest.mark.parametrize(
    ("sort", "term", "texts"),
    [
        (BY_NAME, NAME, "Janet Quimper Delivered to front door"),
        (BY_NAME, "Grant Price", "Total price May delivered"),
        (BY_NAME, "Amazon Customer", "Amazon order of a customer"),
        (BY_NAME, "Li Wu", "list wurst Li"),
        (ADDRESS, STREET, "14 items in a lane 15 Main Street"),
        (ADDRESS, "12 Main St", "Main Street office 13"),
        (BY_PHONE, PHONE, "1Z999AA10123456784 2025-01-10 201 555"),
        (BY_PHONE, "ext. 4", "4 items"),
        (BY_MAIL, MAIL, "example.com home"),
    ],
)
def test_other_words_are_left_alone(sort, term, texts):
    assert hits(terms((sort, term)), *texts.split()) == set()


def test_in_a_paper_of_another_order_only_the_whole_is_looked_for():
    found = terms((BY_NAME, NAME), (ADDRESS, STREET))
    assert hits(found, "Quimbly", "Quillfeather", "Lane", orders=()) == set()
    assert hits(found, "Jane", "Quimbly", "14", "Quillfeather", orders=()) == {"Jane", "Quimbly", "14", "Quillfeather"}
    assert hits(found, "Quimbly", orders=None) == {"Quimbly"}


def test_a_postcode_is_looked_for_beside_its_house_and_in_the_papers_of_its_order():
    found = terms()
    found.add(ORDER, ADDRESS, "62704-1234", beside=[STREET])
    assert hits(found, "IL", "62704") == {"62704"}
    assert hits(found, "IL", "62704", orders=()) == set()
    assert hits(found, "14,", "62704", orders=()) == {"14,", "62704"}


LETTERS = st.text("abcdefghijklmnopqrstuvwxyzéü", min_size=3, max_size=9).filter(
    lambda word: word not in ("the", "and")
)


@settings(max_examples=60)
@given(st.lists(LETTERS, min_size=2, max_size=3), st.data())
def test_a_name_is_found_however_it_is_split(parts, data):
    name = " ".join(part.title() for part in parts)
    pieces = []
    for part in parts:  # runs of a kerned text, or a word that goes on in the next line
        cuts = sorted(data.draw(st.sets(st.integers(1, len(part) - 1), max_size=2)))
        pieces += [part[a:b] for a, b in zip([0, *cuts], [*cuts, len(part)], strict=True)]
    assert hits(terms((BY_NAME, name)), "77", *pieces, "77") == set(pieces)
    assert hits(terms((BY_NAME, name)), "77", *pieces, "77", orders=()) == set(pieces)


@settings(max_examples=60)
@given(st.text("0123456789", min_size=10, max_size=11), st.data())
def test_a_phone_number_is_found_whatever_parts_it(number, data):
    cuts = sorted(data.draw(st.sets(st.integers(1, len(number) - 1), max_size=4)))
    pieces = [number[a:b] for a, b in zip([0, *cuts], [*cuts, len(number)], strict=True)]
    found = terms((BY_PHONE, number)).near([ORDER]).found(words("at", *[f"({piece})-" for piece in pieces], "x"))
    covered = {at for place in found for at in range(place.first, place.last + 1)}
    assert covered <= set(range(1, len(pieces) + 1))
    assert sum(len(pieces[at - 1]) for at in covered) >= 10


def test_terms_are_never_shown_and_never_leave_the_memory():
    found = terms((BY_NAME, NAME), (BY_PHONE, PHONE))
    assert "Quimbly" not in f"{found!r} {found} {found.near()!r}"
    with pytest.raises(TypeError):
        pickle.dumps(found)


def test_an_order_whose_name_is_too_common_is_among_those_lacking():
    assert terms((BY_NAME, "Home")).lacking([ORDER]) == {ORDER}
    assert terms((BY_PHONE, PHONE)).lacking([ORDER]) == {ORDER}
    assert terms((BY_NAME, NAME)).lacking([ORDER]) == set()
