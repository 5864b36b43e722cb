"""The plan: no sentence without its evidence, the same in every language, and no claim that the data do not bear."""

import re
from datetime import date

import pytest
from appeal.letter.made_up import CASE, EVERYTHING, EXHIBITS, NOTHING, case, made
from hypothesis import given, settings
from hypothesis import strategies as st
from publish.hostile import PAYLOADS

from vtr_lib.appeal.letter import weak
from vtr_lib.appeal.letter.answers import FAMILIES, parse
from vtr_lib.appeal.letter.plan import plan
from vtr_lib.appeal.letter.support import CODES, codes, support
from vtr_lib.metrics.interval import is_telling
from vtr_lib.metrics.rate import Rate
from vtr_lib.words import languages, load


def value_at(found: dict, path: str):
    for part in path.split("."):
        found = found[int(part)] if isinstance(found, list) else found[part]
    return found


def assert_borne_out(letter, of: dict) -> None:
    """Each sentence has figures with an exhibit, an answer or a blank; each figure is the case's."""
    for sentence in letter.sentences:
        assert sentence.figures or sentence.is_answer or sentence.is_blank, sentence.text
    for figure in letter.figures:
        assert tuple(value_at(of, path) for path in figure.paths) == figure.values
        assert figure.values[-1]  # what counts, or the only one
    for sentence in letter.sentences:
        for figure in sentence.figures:
            assert figure.exhibit
            assert figure.exhibit.file in sentence.text
            assert figure.text in sentence.text


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("answers", [NOTHING, EVERYTHING])
def test_no_sentence_stands_without_evidence(lang, answers):
    letter = made(lang, answers)
    assert_borne_out(letter, CASE)
    assert [sentence.number for sentence in letter.sentences] == list(range(1, len(letter.sentences) + 1))
    assert len(letter.figures) > 40


@pytest.mark.parametrize("answers", [NOTHING, EVERYTHING])
def test_every_language_says_the_same_under_the_same_number(answers):
    letters = [made(lang, answers) for lang in languages()]
    told = [
        [(each.number, each.key, sorted((figure.paths, figure.values) for figure in each.figures), len(each.blanks))
         for each in letter.sentences]
        for letter in letters
    ]  # fmt: skip
    assert told[0] == told[1] == told[2]
    assert len({letter.summary.text for letter in letters}) == len(letters)


def test_a_rate_is_cut_and_stands_beside_its_counts():
    assert "93.5 % (1,096/1,171)" in made().summary.text
    promised = CASE["windows"]["promised"] | {"valid": 9496, "counted": 10000}
    assert "94.9 % (9,496/10,000)" in made(windows=CASE["windows"] | {"promised": promised}).summary.text


def test_the_window_by_confirmation_is_told_where_nothing_was_promised():
    promised = CASE["windows"]["promised"] | {"valid": 0, "counted": 0, "is_met": None}
    text = made(windows=CASE["windows"] | {"promised": promised}).summary.text
    assert "94.5 % (1,102/1,165)" in text
    assert "confirmed as shipped from Jan 30, 2025 to Feb 28, 2025" in text


def test_everything_answered_leaves_no_blank_and_nothing_answered_leaves_them_all():
    assert made().blanks == ()
    letter = made(answers=NOTHING)
    assert {number for number, _ in letter.blanks if not number} == {0}
    assert {each.key for each in letter.sentences if each.is_blank} == {
        *(f"causes.{family}.why" for family in FAMILIES),
        *(f"actions.{family}.0" for family in FAMILIES),
        *(f"measures.{family}.changed_on" for family in FAMILIES),
        *(f"measures.{family}.{number}" for family in FAMILIES for number in (0, 1)),
    }
    for _, blank in letter.blanks:
        assert re.fullmatch(r"\[[^\[\]]+\?\]|\[.+\?[^\]]*\]", blank)


ACTION = '[[unknown.actions]]\nwhat = "Asked the carrier."\n'
MEASURE = '[[unknown.measures]]\nwhat = "Ask each week"\n'


CHECKED = "Checked by: [checked how, by which record?]."


@pytest.mark.parametrize(("text", "key", "said"), [
    ('[unknown]\nwhy = "Nobody asked."', "causes.unknown.why", "[Nobody asked: which file shows it?]"),
    ('[unknown]\nwhy = "Nobody asked."\nproof = "x.pdf"', "causes.unknown.why",
     "What let this happen: Nobody asked (Exhibit 8, x.pdf)."),
    (ACTION, "actions.unknown.0", "[Asked the carrier: done on which day? which file shows it?]"),
    (ACTION + "done_on = 2025-02-28", "actions.unknown.0", "[Asked the carrier: which file shows it?]"),
    (ACTION + 'done_on = 2025-02-28\nproof = "x.pdf"', "actions.unknown.0",
     "Asked the carrier. Done on Feb 28, 2025 (Exhibit 8, x.pdf)."),
    (ACTION + 'done_on = 2025-03-01\nproof = "x.pdf"', "actions.unknown.0", "[Asked the carrier: done on which day?]"),
    (MEASURE + 'owner = "Lead"\nfrom_on = 2025-03-01', "measures.unknown.0",
     "Not known: Ask each week. Owner: Lead. In force from: Mar 1, 2025. " + CHECKED),
    (MEASURE + 'owner = "Lead"', "measures.unknown.0",
     "Not known: [Ask each week?]. Owner: Lead. In force from: [from when?]. " + CHECKED),
    ('[[unknown.measures]]\nowner = "Lead"', "measures.unknown.0",
     "Not known: [which measure?]. Owner: Lead. In force from: [from when?]. " + CHECKED),
    ("[unknown]\nchanged_on = 2025-02-11", "measures.unknown.changed_on",
     "[Not known: changed for packages confirmed as shipped since Feb 11, 2025; "
     "by which measure, and who sees to it?]"),
    ("[unknown]\nchanged_on = 2025-03-01", "measures.unknown.changed_on",
     "[Not known: for packages confirmed as shipped since which day is the process a different one?]"),
])  # fmt: skip
def test_an_answer_stands_as_said_with_its_proof_or_owner_and_day_only(text, key, said):
    letter = made(answers=parse(text.encode(), "a"))
    assert [each.text for each in letter.sentences if each.key == key] == [said]


def test_a_proof_that_is_not_there_is_asked_for_and_one_that_is_there_has_its_name_in_the_pack():
    answers = parse(b'[unknown]\nwhy = "Nobody asked"\nproof = "x.pdf"', "a")
    said = {each.key: each.text for each in made(answers=answers, proofs={}).sentences}
    assert said["causes.unknown.why"] == "[Nobody asked: which file shows it?]"
    said = {each.key: each.text for each in made(answers=answers, proofs={"x.pdf": "0001.pdf"}).sentences}
    assert "Exhibit 8, 0001.pdf" in said["causes.unknown.why"]


def test_what_has_no_exhibit_is_not_said():
    for gone in EXHIBITS:
        letter = made(exhibits={key: value for key, value in EXHIBITS.items() if key != gone})
        assert_borne_out(letter, CASE)
        assert EXHIBITS[gone]["file"] not in " ".join(each.text for each in letter.sentences)
    letter = made(exhibits={}, answers=NOTHING)
    assert not any(each.figures for each in letter.sentences)
    assert letter.enclosures == ()


def test_corrected_numbers_are_asked_for_where_the_case_tells_that_they_still_count():
    of = case()
    of["causes"][1]["clauses"][0]["fixable"] = 12
    letter = plan(of, EVERYTHING, EXHIBITS, load())
    said = next(each for each in letter.sentences if each.key == "actions.invalid_number.1")
    assert said.text.startswith('For 12 packages with the finding "No number of this carrier"')
    assert said.blanks == ["[Corrected on which day? Which file shows it?]"]
    assert not [each for each in made().sentences if each.key == "actions.invalid_number.1"]


def test_every_clause_that_misses_has_its_meaning_and_another_one_its_name():
    for lang in languages():
        words = load(lang)
        missing = {name for name in words.table("clauses") if name.split(".")[0] in ("id", "scan", "unknown")}
        assert words.table("appeal.letter.clauses").keys() == missing
    of = case()
    of["causes"][0]["clauses"][0]["clause"] = "scan.of_tomorrow"
    assert "98 packages had this finding: scan.of_tomorrow." in plan(of, NOTHING, EXHIBITS, load()).sentences[3].text


def _changed(valid, counted, before=(2604, 2816)):
    sides = {"before": before, "since": (valid, counted)}
    return CASE["changed"] | {
        side: CASE["changed"][side] | {"valid": found[0], "counted": found[1]} for side, found in sides.items()
    }


def _windows(**met):
    return {basis: CASE["windows"][basis] | {"is_met": is_met} for basis, is_met in met.items()}


ALL_UNKNOWN = [CASE["causes"][3] | {"packages": 9}, CASE["causes"][2] | {"packages": 9}]


@pytest.mark.parametrize(("change", "found"), [
    ({}, ["supports"]),
    ({"changed": None}, ["no_change_day"]),
    ({"changed": _changed(95, 100, (50, 100))}, ["supports"]),
    ({"changed": _changed(949, 1000)}, ["still_below"]),
    ({"changed": _changed(950, 1000)}, ["supports"]),
    ({"changed": _changed(34, 34)}, ["too_few"]),
    ({"changed": _changed(35, 35)}, ["supports"]),
    ({"changed": _changed(0, 0)}, ["too_few"]),
    ({"changed": _changed(10, 20)}, ["too_few", "still_below", "no_better"]),
    ({"changed": _changed(960, 1000, (96, 100))}, ["no_better"]),
    ({"changed": _changed(961, 1000, (96, 100))}, ["supports"]),
    ({"causes": []}, ["nothing_missed"]),
    ({"windows": _windows(confirmed=True, promised=True)}, ["not_below"]),
    ({"windows": _windows(confirmed=True, promised=None)}, ["not_below"]),
    ({"windows": _windows(confirmed=True, promised=False)}, ["supports"]),
    ({"windows": _windows(confirmed=None, promised=None)}, ["supports"]),
    ({"causes": ALL_UNKNOWN}, ["much_unknown"]),
    ({"causes": [ALL_UNKNOWN[0], ALL_UNKNOWN[1] | {"packages": 10}]}, ["supports"]),
    ({"windows": CASE["windows"] | {"promised": CASE["windows"]["promised"] | {"unknown": 17}}}, ["much_unknown"]),
    ({"windows": CASE["windows"] | {"promised": CASE["windows"]["promised"] | {"unknown": 16}}}, ["supports"]),
    ({"order_id": "999-0000001-0000001", "causes": []}, ["order_valid"]),
    ({"order_id": "999-0000001-0000001"}, ["order_missed"]),
])  # fmt: skip
def test_the_data_support_an_appeal_or_it_is_said_why_not(change, found):
    of = case(**change)
    assert codes(of) == found
    for lang in languages():
        letter = made(lang, **change)
        assert [each.code for each in letter.support] == found
        claims = [each.key for each in letter.sentences if each.key == "measures.effect"]
        assert bool(claims) == (found == ["supports"])
        since = of["changed"] and [each for each in letter.figures if each.paths[0].startswith("changed.since")]
        assert bool(since) == (found == ["supports"])
        for each in letter.support:
            assert "{" not in each.says + each.remedy


def test_every_code_of_support_is_worded_and_says_what_would_change_it():
    for lang in languages():
        assert set(CODES) == load(lang).table("appeal.letter.support").keys()
        assert set(CODES) == load(lang).table("appeal.letter.remedies").keys()
    told = {each.code: each for each in support(case(changed=_changed(10, 20)), load())}
    assert "At least 180 more packages" in told["still_below"].remedy  # 20 · 10 missed − 20 counted
    rate = Rate(10, 20)
    more = int(re.search(r"at least (\d+) more", told["too_few"].remedy)[1])
    assert [is_telling(rate + Rate(each, each)) for each in (more - 1, more)] == [False, True]


@pytest.mark.parametrize("lang", languages())
def test_our_own_sentences_promise_nothing_and_blame_nobody(lang):
    words = load(lang).table("appeal.letter")
    del words["findings"]
    texts = [words]
    while any(isinstance(text, dict) for text in texts):
        texts = [each for text in texts for each in (text.values() if isinstance(text, dict) else [text])]
    assert len(texts) > 100
    assert not [(text, weak.found(text)) for text in texts if weak.found(text)]


def test_english_is_plain_ascii():
    letter = made(answers=NOTHING)
    assert " ".join(each.text for each in letter.sentences).isascii()


counts = st.integers(0, 10**6)
names = st.one_of(st.sampled_from([*PAYLOADS, "ups", "unknown", "", "[x?]"]), st.text(max_size=30))
some_days = st.dates(date(2024, 1, 1), date(2026, 1, 1)).map(date.isoformat)


months = st.lists(st.sampled_from(["2024-12", "2025-01"]))


@st.composite
def rates(draw):
    counted = draw(counts)
    return {"valid": draw(st.integers(0, counted)), "counted": counted}


@st.composite
def spans(draw):
    first, last = sorted([draw(some_days), draw(some_days)])
    return {"first_on": first, "last_on": last}


@st.composite
def clauses(draw):
    listed = draw(st.lists(st.tuples(names, st.integers(1, 999)), min_size=1, max_size=7))
    carriers = [{"carrier": carrier, "packages": count} for carrier, count in listed]
    clause = draw(st.sampled_from([*load().table("clauses")]))
    return {"clause": clause, "packages": sum(each[1] for each in listed), "carriers": carriers} | draw(spans())


@st.composite
def cases(draw):
    causes = []
    for family in draw(st.lists(st.sampled_from(FAMILIES), unique=True)):
        listed = draw(st.lists(clauses(), min_size=1, max_size=3))
        causes.append({"cause": family, "packages": sum(each["packages"] for each in listed), "clauses": listed})
    windows = {}
    for basis in ("confirmed", "promised"):
        more = {"basis": basis, "pending": draw(counts), "unknown": draw(counts), "repairs": draw(counts)}
        more |= {"is_met": draw(st.sampled_from([True, False, None])), "clean_needed": draw(counts)}
        windows[basis] = draw(rates()) | draw(spans()) | more
    states = {state: draw(counts) for state in CASE["span"]["states"]}
    turn = {"turn_on": draw(some_days)} | {side: draw(rates()) | draw(spans()) for side in ("before", "since")}
    return CASE | {
        "category": draw(names), "order_id": draw(st.sampled_from(["", "999-0000001-0000001"])),
        "as_of": draw(some_days), "windows": windows, "causes": causes,
        "span": draw(spans()) | {"packages": sum(states.values()), "states": states},
        "months": [draw(rates()) | {"month": month} for month in draw(months)],
        "changed": draw(st.sampled_from([None, turn])),
    }  # fmt: skip


@settings(max_examples=60)
@given(
    cases(), st.sampled_from(languages()), st.sampled_from([NOTHING, EVERYTHING]), st.sets(st.sampled_from([*EXHIBITS]))
)
def test_whatever_the_case_the_figures_are_its_own(of, lang, answers, shown):
    letter = plan(of, answers, {key: EXHIBITS[key] for key in sorted(shown)}, load(lang))
    assert_borne_out(letter, of)
    assert letter.support
    rows = [
        row for section in letter.sections if section.table and section.key == "causes" for row in section.table.rows
    ]
    for family in {row.key.split(".")[1] for row in rows}:
        listed = [figure for row in rows if row.key.split(".")[1] == family for figure in row.figures]
        listed = [figure.values[0] for figure in listed if figure.paths[0].endswith(".packages")]
        assert sum(listed) == next(each["packages"] for each in of["causes"] if each["cause"] == family)
