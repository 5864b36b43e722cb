"""The checker: each kind of fault is found where it stands, and our own letters have none but their blanks."""

import io
import tomllib
import zipfile
from datetime import date
from importlib import resources

import pytest
from appeal.letter.made_up import CASE, EVERYTHING, EXHIBITS, NOTHING, case, made
from hypothesis import given
from hypothesis import strategies as st
from publish.hostile import PAYLOADS

from vtr_lib.appeal.letter import docx, weak, written
from vtr_lib.appeal.letter.checker import check
from vtr_lib.appeal.letter.reading import paragraphs
from vtr_lib.appeal.letter.text import text
from vtr_lib.errors import DataError, MissingInput
from vtr_lib.words import languages, load

WEAK = tomllib.loads((resources.files("vtr_lib.appeal.letter") / "weak.toml").read_text("utf-8"))


@pytest.fixture
def checked(tmp_path):
    """Checks our letter with a sentence put in after one that is there, or one in its stead."""

    def run(put_in="", *, after="B. Actions taken", instead=None, of=CASE, answers=EVERYTHING):
        source = text(made(answers=answers), load())
        assert after in source
        assert instead is None or instead in source
        source = source.replace(instead, put_in) if instead else source.replace(after, f"{after}\n\n{put_in}")
        path = tmp_path / "letter.txt"
        path.write_text(source, "utf-8")
        return [(each.code, each.what) for each in check(path, of, answers, load(), exhibits=EXHIBITS)]

    return run


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("answers", [EVERYTHING, NOTHING])
def test_our_own_letters_have_nothing_but_their_blanks(tmp_path, lang, answers):
    letter, words = made(lang, answers), load(lang)
    (tmp_path / "letter.txt").write_text(text(letter, words), "utf-8")
    docx.write(tmp_path / "letter.docx", letter, words)
    for name in ("letter.txt", "letter.docx"):
        found = check(tmp_path / name, CASE, answers, words)
        blanks = {(each.what) for each in found}
        assert {each.code for each in found} == ({"blank"} if answers is NOTHING else set())
        assert blanks == {blank for _, blank in letter.blanks}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_name_is_no_fault_whatever_it_holds(tmp_path, payload):
    of = case(category=payload)
    of["causes"][0]["clauses"][0]["carriers"][0]["carrier"] = payload
    path = tmp_path / "letter.txt"
    path.write_text(text(made(category=payload, causes=of["causes"]), load()), "utf-8")
    assert check(path, of, EVERYTHING, load()) == []


@pytest.mark.parametrize("kind", weak.KINDS)
def test_each_weak_phrase_is_found_in_every_language_and_only_whole(checked, kind):
    for lang in languages():
        assert WEAK[kind][lang]
        for phrase in WEAK[kind][lang]:
            assert (kind, phrase) in weak.found(f"We say {phrase}, again.")
            assert weak.found(f"We say {phrase.upper()}.") if phrase.isascii() else True
            if phrase.isascii():
                assert (kind, phrase) not in weak.found(f"x{phrase}x")
    first = WEAK[kind]["en"][0]
    assert (f"weak.{kind}", first) in checked(f"On this matter: {first}.")


def test_an_apostrophe_may_be_curved_and_a_phrase_may_run_over_blanks():
    assert weak.found("It won\N{RIGHT SINGLE QUOTATION MARK}t  happen again") == [("promises", "won't  happen again")]
    assert weak.found("We attend to payments, founders and unfairly") == []


@pytest.mark.parametrize(("said", "code"), [
    ("Done on Dec 1, 2024.", None),
    ("Done on Nov 30, 2024.", "date.before"),
    ("Done on Feb 28, 2025.", None),
    ("Done on Mar 1, 2025.", "date.after"),
    ("Done on 2025-02-28.", None),
    ("Done on 2025-03-01.", "date.after"),
    ("Done on 2024/11/30.", "date.before"),
    ("Done on 28 February 2025.", None),
    ("Done on the 1st of March 2025.", "date.after"),
    ("Done on March 1st, 2025.", "date.after"),
    ("Done on 02/28/2025.", None),
    ("Done on 28.02.2025.", None),
    ("Done on 3/31/2025.", "date.after"),
    ("Done on 01/12/24.", None),
    ("Done on 30/11/24.", "date.before"),
    ("Done in December 2024.", None),
    ("Done in Nov 2024.", "date.before"),
    ("Done in March 2025.", "date.after"),
    ("Done in 2025-03, all of it.", "date.after"),
    ("Done on Feb 14.", None),
    ("Done on 5 November.", "date.after"),
    ("Done on Feb 30, 2025.", "date.none"),
])  # fmt: skip
def test_a_day_outside_is_found_however_it_is_written(checked, said, code):
    found = checked(said)
    assert [each[0] for each in found] == ([code] if code else [])
    ahead = checked(said, after="C. Preventive steps")
    assert [each[0] for each in ahead] == ([code] if code in ("date.before", "date.none") else [])


def test_chinese_days_are_read_too(tmp_path):
    listed = [
        ("zh-CN", "于2025年3月1日完成", "date.after"),
        ("zh-TW", "於2025年2月28日完成", None),
        ("zh-CN", "于２０２４年１１月３０日完成", "date.before"),
        ("zh-TW", "於2024年11月", "date.before"),
    ]
    for lang, said, code in listed:
        path = tmp_path / "letter.txt"
        path.write_text(text(made(lang), load(lang)).replace("B. ", f"{said}\n\nB. "), "utf-8")
        assert [each.code for each in check(path, CASE, EVERYTHING, load(lang))] == ([code] if code else [])


FORMS = (
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%b %d, %Y",
    "%B %d %Y",
    "%d %B %Y",
    "%m/%d/%Y",
    "%d.%m.%Y",
    "%Y年%m月%d日",
    "%d of %B, %Y",
)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from(FORMS))
def test_a_day_in_any_usual_writing_is_that_day(day, form):
    found, rest = written.days(f"On {day.strftime(form)} it was so.", [])
    assert len(found) == 1
    assert (day, day) in found[0].readings
    assert written.numbers(rest) == []


@pytest.mark.parametrize(("said", "found"), [
    ("121 packages and 3,611 packages, 3611 in all", []),
    ("122 packages", [("number", "122")]),
    ("93.5 % of them, or 93.5%, or 93 %, or 93.59 %", []),
    ("93.6 %", [("number", "93.6 %")]),
    ("94 %", [("number", "94 %")]),  # 93.59 % is cut, and 94.5 % is another rate's
    ("95 % is asked for", []),
    ("75 packages of the window had none", []),  # 1,171 less 1,096
    ("76 packages", [("number", "76")]),
    ("in 30 days and 3 months", []),
    ("216 packages in all", []),
    ("order 999-1234567-1234567 and parcel 1Z999AA10123456784 by 4PX and 17TRACK", []),
    ("twice within 24 hours", [("number", "24")]),
    ("file 0001-log-99.pdf (Exhibit 12)", []),
])  # fmt: skip
def test_a_number_that_is_none_of_the_case_is_found(checked, said, found):
    wanted = [] if said.startswith("94 %") else found
    assert checked(said) == wanted


def test_the_nearest_number_is_named(tmp_path):
    path = tmp_path / "letter.txt"
    path.write_text(text(made(), load()).replace("121 packages", "125 packages"), "utf-8")
    (found,) = check(path, CASE, EVERYTHING, load())
    assert (found.code, found.what) == ("number", "125")
    assert "nearest is 121" in found.to_do
    assert paragraphs(path)[found.place - 1].startswith("125 packages")


def test_a_letter_made_before_the_data_changed_no_longer_matches(checked):
    of = case(span=CASE["span"] | {"packages": 3612})
    assert ("number", "3,611") in checked(of=of)


def test_a_number_the_seller_has_answered_may_stand(checked):
    assert checked("within 24 hours") == [("number", "24")]
    answers = EVERYTHING.model_copy(update={"contact": "Head of shift 24, open 98.5 % of the time"})
    assert checked("within 24 hours, 98.5 %", answers=answers) == []


def test_sections_that_lack_or_say_nothing_are_found(checked, tmp_path):
    assert checked("Else", instead="B. Actions taken")[0] == ("section.missing", "B. Actions taken")
    lines = text(made(), load()).split("\n\n")
    first, last = lines.index("B. Actions taken"), lines.index("C. Preventive steps")
    path = tmp_path / "letter.txt"
    path.write_text("\n\n".join([*lines[: first + 1], "Missing scans", *lines[last:]]), "utf-8")
    assert [each.code for each in check(path, CASE, EVERYTHING, load())] == ["section.empty"]
    path.write_text("\n\n".join([*lines[: first + 1], "Missing scans: mended. Late shipment: mended.", *lines[last:]]))
    found = [(each.code, each.what) for each in check(path, CASE, EVERYTHING, load())]
    assert found == [("section.cause", "Invalid number"), ("section.cause", "Not known")]


@pytest.mark.parametrize("blank", ["[who?]", "[...]", "[ ]", "____", "TODO", "[Name, from when? Which file?]"])
def test_what_is_still_blank_is_found(checked, blank):
    assert checked(f"The owner is {blank}") == [("blank", blank)]


def test_an_english_letter_in_chinese_is_found(checked):
    assert [code for code, _ in checked("已联系承运商")] == ["language"]


def test_findings_stand_in_the_order_of_the_letter(tmp_path):
    path = tmp_path / "letter.txt"
    path.write_text("We promise 9,999\n\nIt is unfair [who?]\n", "utf-8")
    found = check(path, CASE, EVERYTHING, load())
    assert [each.place for each in found] == [0, 0, 0, 1, 1, 2, 2]
    assert [each.code for each in found][3:] == ["number", "weak.promises", "blank", "weak.emotion"]
    assert all(each.to_do and "{" not in each.to_do for each in found)


def _docx(body: str) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        archive.writestr("word/document.xml", f"<w:document {space}><w:body>{body}</w:body></w:document>")
    return raw.getvalue()


def test_what_was_struck_out_in_word_is_gone_and_what_was_put_in_stands(tmp_path):
    path = tmp_path / "letter.docx"
    gone = "<w:del><w:r><w:delText>two</w:delText><w:t>two</w:t></w:r></w:del>"
    first = f"<w:p><w:r><w:t>one </w:t></w:r>{gone}<w:ins><w:r><w:t>three</w:t></w:r></w:ins></w:p><w:p/>"
    path.write_bytes(_docx(f"{first}<w:p><w:r><w:t>4. </w:t><w:tab/><w:t>five</w:t></w:r></w:p>"))
    assert paragraphs(path) == ["one three", "five"]


@pytest.mark.parametrize(("name", "raw", "code"), [
    ("letter.pdf", b"x", "LETTER_FILE"),
    ("letter", b"x", "LETTER_FILE"),
    ("letter.docx", b"no archive", "LETTER_FILE"),
    ("letter.docx", _docx("<w:p>"), "LETTER_FILE"),
    ("letter.txt", b"one\n\xff", "ENCODING"),
])  # fmt: skip
def test_what_is_no_letter_is_refused(tmp_path, name, raw, code):
    (tmp_path / name).write_bytes(raw)
    with pytest.raises(DataError, match=code):
        paragraphs(tmp_path / name)
    with pytest.raises(MissingInput, match="NOT_FOUND"):
        paragraphs(tmp_path / "gone.txt")


def test_a_document_with_entities_of_its_own_or_too_much_in_it_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "letter.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    with pytest.raises(DataError, match="XML_ENTITIES"):
        paragraphs(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 20_000_001)
    with pytest.raises(DataError, match="LETTER_FILE"):
        paragraphs(path)
