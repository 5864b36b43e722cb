"""The dispute: only what Amazon alone calls missed and our records bear out, in a letter whose figures are its own."""

import copy
import csv
import io
import json
import re
import zipfile
from datetime import date, timedelta
from xml.etree import ElementTree

import polars as pl
import pytest
from appeal.conftest import AS_OF, CATEGORY, package, scan
from appeal.dispute.conftest import DISPUTED, OTHER, disputed, number_of, order
from appeal.letter.test_plan import value_at
from hypothesis import given, settings
from hypothesis import strategies as st
from publish.hostile import PAYLOADS
from report.late_store import store_of

from vtr_lib.appeal import disputed as disputing
from vtr_lib.appeal import pack
from vtr_lib.appeal.case import TOLD, cited, open_case, order_case, told
from vtr_lib.appeal.documents import nothing
from vtr_lib.appeal.exhibits import cited as naming
from vtr_lib.appeal.exhibits import every
from vtr_lib.appeal.letter import checker, docx, text
from vtr_lib.appeal.letter import dispute as letters
from vtr_lib.appeal.letter.answers import Answers
from vtr_lib.appeal.letter.page import page
from vtr_lib.appeal.letter.plan import plan
from vtr_lib.appeal.letter.support import codes
from vtr_lib.appeal.submission import Submission
from vtr_lib.appeal.verify import verify
from vtr_lib.cli import main
from vtr_lib.words import languages, load

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def submission(case) -> Submission:
    return Submission(case, Answers(), nothing())


def without(told_store, tmp_path, **change):
    return open_case(store_of(tmp_path, AS_OF, **(told_store | change)), CATEGORY)


def paragraphs(raw: bytes) -> list[str]:
    root = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(raw)).read("word/document.xml"))
    return ["".join(piece.text or "" for piece in each.iter(f"{W}t")) for each in root.iter(f"{W}p")]


# -- the case --


def test_the_case_is_what_amazon_alone_calls_missed(dispute):
    assert {number_of(one) for one in dispute.packages["order_id"]} == set(DISPUTED)
    assert dispute.missed.is_empty()
    assert dispute.packages["confirmed_at"].is_sorted()
    proofs = {number_of(row["order_id"]): row["proof"] for row in dispute.amazon.of("amazon_alone").to_dicts()}
    assert proofs == DISPUTED


def test_nothing_that_is_pending_or_unknown_or_under_another_number_is_claimed(dispute, differing_month):
    claimed = {number_of(one) for one in dispute.packages["order_id"]}
    assert not claimed & {5, 105, 106, 101, 102, 103, 104}
    assert set(dispute.packages["state"]) == {"valid", "exempt", "out_of_scope"}
    for number in (5, 105, 106):
        case = disputed(order_case(differing_month, order(number)))
        assert case.packages.is_empty()
        assert codes(submission(case).told)[0] in ("agreed", "none_listed")


def test_the_histories_cited_are_those_packages_each_clause_first(dispute):
    assert set(cited(dispute, 99)["order_id"]) == set(dispute.packages["order_id"])
    assert cited(dispute, 3)["clause"].n_unique() == 3
    assert {number_of(one) for one in submission(dispute).histories.scans["order_id"]} == set(DISPUTED)


def test_what_amazon_lists_adds_up_by_what_our_records_say(dispute):
    found = disputing.told(dispute)
    names = ("listed", "agreed", "undecided", "strange", "no_scan", "no_delivery", "shown")
    assert {name: found[name] for name in names} == {
        "listed": 11, "agreed": 3, "undecided": 2, "strange": 1, "no_scan": 0, "no_delivery": 5, "shown": 5,
    }  # fmt: skip
    assert {(each["proof"], each["clause"]): each["packages"] for each in found["kinds"]} == {
        ("scan", "valid"): 2, ("scans", "valid"): 1, ("exemption", "exempt.origin"): 1,
        ("scope", "out_of_scope.destination"): 1,
    }  # fmt: skip
    assert found["carriers"] == [{"carrier": "usps", "packages": 5}]
    assert sum(each["packages"] for each in found["days"]) == 3
    json.dumps(found)


def test_the_rates_are_those_of_a_count_by_hand(dispute, differing_month):
    first, last = differing_month.window("promised")
    report = differing_month.store.table("amazon_defects").to_dicts()
    listed = {row["order_id"]: row["promised_on"] for row in report if not row["has_valid_tracking"]}
    counted, missed, back, out = 0, 0, 0, 0
    for row in differing_month.packages.to_dicts():
        day = listed.get(row["order_id"]) or row["promised_on"] or row["confirmed_on"]
        is_listed = row["order_id"] in listed
        if row["category"] != CATEGORY or not first <= day <= last:
            continue
        if row["state"] in ("valid", "defect", "unknown") or is_listed:
            counted += 1
            missed += is_listed
            is_ours = number_of(row["order_id"]) in DISPUTED
            back += is_ours and row["state"] == "valid"
            out += is_ours and row["state"] != "valid"
    stranger = listed[order(7777777)]
    counted, missed = counted + (first <= stranger <= last), missed + (first <= stranger <= last)
    rates = disputing.told(dispute)["rates"]
    assert back
    assert rates["listed"] == {"valid": counted - missed, "counted": counted}
    assert rates["recounted"] == {"valid": counted - missed + back, "counted": counted - out}
    assert rates["packages"] == back + out


def test_amazon_s_own_count_is_taken_where_it_is_sound(dispute):
    account = disputing.told(dispute)["account"]
    assert account["listed"] == {"valid": 180, "counted": 200}  # the later one has more valid packages than packages
    inside = dispute.amazon.of("amazon_alone").filter(pl.col("promised_on") >= date(2025, 1, 4))
    let_off = inside.filter(pl.col("state") != "valid").height
    assert account["packages"] == inside.height
    assert account["recounted"] == {"valid": 180 + inside.height - let_off, "counted": 200 - let_off}


# -- the letter --


def assert_borne_out(letter, of: dict) -> None:
    """Each sentence has figures with their exhibit, or is a blank; each figure is the case's."""
    for sentence in letter.sentences:
        is_shown = any(part.kind == "exhibit" for part in sentence.said.parts)  # a package without any scan
        assert sentence.figures or sentence.is_blank or is_shown, sentence.text
    for figure in letter.figures:
        assert tuple(value_at(of, path) for path in figure.paths) == figure.values
    for sentence in letter.sentences:
        for figure in sentence.figures:
            assert figure.exhibit.file in sentence.text
            assert figure.text in sentence.text
    assert [sentence.number for sentence in letter.sentences] == list(range(1, len(letter.sentences) + 1))


@pytest.mark.parametrize("lang", languages())
def test_each_figure_is_the_case_s_and_each_view_is_named(dispute, lang):
    made = submission(dispute)
    letter, words = made.plan(load(lang)), load(lang)
    assert_borne_out(letter, made.told)
    assert [section.key for section in letter.sections] == list(letters.SECTIONS)
    assert letter.support[0].code == "disputed"
    assert letter.is_supported
    whole = text.text(letter, words)
    assert "{" not in whole
    for row in dispute.packages.to_dicts():
        assert row["order_id"] in whole
        assert row["tracking"] in whole
    for number in (101, 102, 103, 104, 105, 106, 5, 7777777, 201):
        assert order(number) not in whole
    assert [(each.number, len(each.blanks)) for each in letter.sentences] == [
        (each.number, len(each.blanks)) for each in made.plan(load("en")).sentences
    ]


def test_the_letter_says_by_clause_whose_reading_it_is(dispute):
    said = {each.key: each.text for each in submission(dispute).plan(load("en")).sentences}
    assert said["summary"].startswith(f"Amazon's report lists 11 packages in the category {CATEGORY}, promised")
    assert "Of these, the records we hold show 5 packages to have valid tracking" in said["summary"]
    assert "For 2 packages our records do not decide, and nothing is asked here" in said["summary"]
    assert said["records.scan.valid"].startswith("By the carrier's record, 2 packages had a physical scan. The rule as")
    assert "a delivery or an attempt" in said["records.scans.valid"]
    assert said["records.exemption.exempt.origin"].startswith("The rule as we read it exempts 1 package")
    assert said["records.scope.out_of_scope.destination"].startswith("The rule as we read it leaves 1 package outside")
    assert "5 packages among those in question as without a delivery scan" in said["differ.no_delivery"]
    assert "differ.no_scan" not in said
    assert "USPS 5" in said["differ.carriers"]
    assert "90.0 % (180/200)" in said["request.account"]
    assert said["request.page"].startswith("[")


def test_every_number_of_the_docx_is_in_the_case(dispute):
    made = submission(dispute)
    of, letter = made.told, made.plan(load("en"))

    def leaves(value):
        if isinstance(value, dict | list):
            for inner in value.values() if isinstance(value, dict) else value:
                yield from leaves(inner)
        else:
            yield value

    found = list(leaves(of))
    whole = {str(each) for each in found if type(each) is int} | {"95"}
    days = {date.fromisoformat(each) for each in found if isinstance(each, str) and re.fullmatch(r"\d{4}-..-..", each)}
    names = {each for each in found if isinstance(each, str)} | {each.file for each in made.exhibits.values()}
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    lines = paragraphs(docx.document(letter, load("en")))
    assert len([line for line in lines if line == "none"]) == 0  # each has both scans
    for line in lines:
        for name in sorted(names, key=len, reverse=True):
            line = line.replace(name, " ") if len(name) > 3 else line
        line = re.sub(r"Exhibit \d+", " ", line)
        for month, day, year in re.findall(r"([A-Z][a-z]{2}) (\d{1,2}), (\d{4})", line):
            assert date(int(year), 1 + months.index(month), int(day)) in days, line
        line = re.sub(r"[A-Z][a-z]{2} \d{1,2}, \d{4}", " ", line)
        for percent, valid, counted in re.findall(r"(\d+\.\d) % \((\d+)/(\d+)\)", line):
            assert f"{int(valid) * 1000 // int(counted) / 10:.1f}" == percent
            assert {valid, counted} <= whole
        line = re.sub(r"\d+\.\d %", " ", line)
        assert set(re.findall(r"(?<![A-C])\d+", line)) <= whole, line
    rows = {tuple(each.text for each in row.cells[:2]) for row in letter.sections[1].table.rows}
    assert rows == set(dispute.packages.select("order_id", "tracking").iter_rows())


def cases(dispute, differing_month, told_store, tmp_path):
    """By name: the dispute of a category and of an order, with nothing to dispute in three ways; orders' own plans."""
    missed = told_store["amazon_defects"][:2]
    unreported = {name: rows for name, rows in told_store.items() if name != "amazon_defects"}
    return {
        "category": dispute,
        "order": disputed(order_case(differing_month, order(12))),
        "agreed": disputed(without(told_store, tmp_path / "a", amazon_defects=missed)),
        "none_listed": disputed(
            without(told_store, tmp_path / "b", amazon_defects=[missed[0] | {"category": "Toys & Games"}])
        ),
        "no_report": disputed(without(unreported, tmp_path / "c")),
        "valid": order_case(differing_month, order(7)),
        "missed": order_case(differing_month, order(101)),
        "exempt": order_case(differing_month, order(11)),
        "blank": order_case(differing_month, order(104)),
    }


SUPPORT = {
    "category": ["disputed", "disputed_below"], "order": ["disputed"], "agreed": ["agreed"],
    "none_listed": ["none_listed"], "no_report": ["no_report"], "valid": ["order_valid"], "missed": ["order_missed"],
    "exempt": ["order_missed"], "blank": ["order_missed"],
}  # fmt: skip


def test_no_letter_of_ours_has_anything_but_its_blanks(dispute, differing_month, told_store, tmp_path):
    for name, case in cases(dispute, differing_month, told_store, tmp_path).items():
        made = submission(case)
        assert codes(made.told) == SUPPORT[name]
        for lang in languages():
            words = load(lang)
            letter = made.plan(words)
            assert all(section.numbered for section in letter.sections), name
            docx.write(tmp_path / "letter.docx", letter, words)
            (tmp_path / "letter.txt").write_text(text.text(letter, words), "utf-8")
            for file in ("letter.docx", "letter.txt"):
                found = checker.check(tmp_path / file, made.told, Answers(), words, exhibits=made.named(words))
                assert {each.code for each in found} == {"blank"}, (name, lang, found)
                assert {each.what for each in found} == {blank for _, blank in letter.blanks}
            for each in letter.support:
                assert "{" not in each.says + each.remedy


def test_the_letter_of_an_order_tells_its_packages_one_by_one(differing_month):
    letter = submission(order_case(differing_month, order(7))).plan(load("en"))
    said = {each.key: each.text for each in letter.sentences}
    assert said["summary"].startswith(f"Order {order(7)} was sent as 1 package")
    assert "1 package had valid tracking" in said["summary"]
    assert re.search(
        r"confirmed as shipped on .*, first physical scan on .*, delivery or attempt on", said["packages.0"]
    )
    assert said["measures.no_cause"].startswith("[")
    letter = submission(order_case(differing_month, order(104))).plan(load("en"))
    said = {each.key: each.text for each in letter.sentences}
    assert said["packages.0"].startswith("Tracking number none, USPS: confirmed as shipped on Feb 10, 2025. Finding:")
    assert "causes.months" not in said


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("lists 11 packages", "lists 77 packages", "number"),
        ("B. What the records show", "Records", "section.missing"),
        ("The target is 95 %", "The carrier failed", "weak.blame"),
        ("Feb 13, 2025", "Jul 13, 2025", "date.after"),
    ],
)
def test_what_an_edit_spoils_is_found(dispute, tmp_path, old, new, code):
    made = submission(dispute)
    source = text.text(made.plan(load("en")), load("en"))
    if code == "date.after":
        source = source.replace("C. What we ask", "C. What we ask\n\nOn Jul 13, 2026 it was scanned.")
    else:
        assert old in source
        source = source.replace(old, new, 1)
    (tmp_path / "letter.txt").write_text(source, "utf-8")
    found = checker.check(tmp_path / "letter.txt", made.told, Answers(), load("en"), exhibits=made.named(load("en")))
    assert code in {each.code for each in found}


def test_what_stands_on_a_guess_is_said_in_the_letter_and_to_the_seller(differing_store, tmp_path):
    packages = [row | ({"origin": None, "origin_source": None} if number_of(row["order_id"]) == 14 else {})
                for row in differing_store["canonical_packages"]]  # fmt: skip
    made = submission(disputed(without(differing_store, tmp_path, canonical_packages=packages)))
    assert made.told["dispute"]["doubts"] == [{"flag": "no_origin", "packages": 1}]
    assert codes(made.told) == ["disputed", "disputed_doubtful", "disputed_below"]
    for lang in languages():
        letter, words = made.plan(load(lang)), load(lang)
        (said,) = [each.text for each in letter.sentences if each.key == "records.doubts.no_origin"]
        assert words.name("flags", "no_origin") in said
        assert words.name("flags", "no_origin") in letter.support[1].says


def test_a_long_list_is_cut_in_the_letter_and_whole_beside_it(told_store, tmp_path):
    more = [package(300 + at, date(2025, 1, 1) + timedelta(days=at // 4)) for at in range(TOLD + 10)]
    scans = [scan(row, kind, days) for row in more for kind, days in (("accept", 1), ("delivered", 3))]
    plain = told_store["amazon_defects"][0]
    rows = [plain | {name: row[name] for name in ("order_id", "tracking", "promised_on")} for row in more]
    case = disputed(without(
        told_store, tmp_path, canonical_packages=[*told_store["canonical_packages"], *more], amazon_defects=rows,
        scans=[*told_store["scans"], *scans],
    ))  # fmt: skip
    made = submission(case)
    letter = made.plan(load("en"))
    said = {each.key: each.text for each in letter.sentences}
    assert f"The table below has {TOLD} of {TOLD + 10} packages" in said["records.shown"]
    assert len(letter.sections[1].table.rows) == TOLD
    assert "; and other days" in said["differ.days"]
    assert len(re.findall(r"2025: \d", said["differ.days"])) == letters.MOST_DAYS
    assert made.orders.height == TOLD + 10
    assert_borne_out(letter, made.told)


EXHIBITS = naming(every(), load("en"))
counts = st.integers(0, 10**5)
some_days = st.dates(date(2024, 1, 1), date(2026, 1, 1)).map(date.isoformat)
names = st.one_of(st.sampled_from([*PAYLOADS, "ups", "", "[x?]"]), st.text(max_size=20))


@st.composite
def told_cases(draw):
    """Whatever ``told`` may give of a dispute, with names that are none."""
    lone = st.fixed_dictionaries({
        "order_id": names, "package_id": names, "tracking": st.none() | names, "carrier": st.none() | names,
        "state": st.sampled_from(["valid", "exempt"]), "clause": names, "confirmed_on": some_days,
        "promised_on": st.none() | some_days, "first_scan_on": st.none() | some_days,
        "delivery_on": st.none() | some_days,
    })  # fmt: skip
    packages = draw(st.lists(lone, max_size=4))
    kind = st.fixed_dictionaries({
        "proof": st.sampled_from(["scan", "scans", "exemption", "scope"]), "clause": names,
        "packages": st.integers(1, 99), "no_scan": counts, "no_delivery": counts,
    })  # fmt: skip

    def rate():
        counted = draw(counts)
        return {"valid": draw(st.integers(0, counted)), "counted": counted}

    def rates():
        days = {name: draw(some_days) for name in ("first_on", "last_on")}
        both = {"packages": draw(counts), "listed": rate(), "recounted": rate()}
        return draw(st.sampled_from([None, days | both]))

    dispute = {name: draw(counts) for name in ("listed", "agreed", "undecided", "strange", "no_scan", "no_delivery",
                                               "shown")}  # fmt: skip
    days = {name: draw(st.none() | some_days) for name in ("first_on", "last_on")}
    listed = {"packages": st.integers(1, 99)}
    doubts = st.lists(st.fixed_dictionaries({"flag": names} | listed), max_size=2)
    dispute |= days | {
        "reports": [], "doubts": draw(doubts), "kinds": draw(st.lists(kind, max_size=3)),
        "rates": rates(), "account": rates(),
        "carriers": draw(st.lists(st.fixed_dictionaries({"carrier": names} | listed), max_size=7)),
        "days": draw(st.lists(st.fixed_dictionaries({"on": some_days} | listed), max_size=9)),
    }  # fmt: skip
    return {
        "store": draw(names), "marketplace": "US", "category": draw(names), "as_of": draw(some_days),
        "order_id": draw(st.sampled_from(["", order(1)])), "target": "95/100", "causes": [], "months": [],
        "windows": {}, "changed": None, "packages": packages, "dispute": dispute,
        "span": {"first_on": "2025-01-01", "last_on": "2025-02-01", "packages": draw(counts), "states": {"valid": 0}},
    }  # fmt: skip


@settings(max_examples=12, deadline=None)
@given(told_cases(), st.sampled_from(languages()), st.sets(st.sampled_from([*EXHIBITS])))
def test_whatever_the_case_the_figures_are_its_own(of, lang, shown):
    letter = letters.plan(of, Answers(), {key: EXHIBITS[key] for key in sorted(shown)}, load(lang))
    assert_borne_out(letter, of)
    assert letter.support
    html = page(letter, load(lang))
    assert "<script" not in html.lower()
    docx.document(letter, load(lang))


# -- the pack and the command --


def make(case, reports):
    return pack.make(case, reports, None, [], is_printing=False)


def test_the_pack_stands_beside_the_plan_of_action_and_holds_nothing_else(dispute, differing_month, tmp_path):
    made, other = make(dispute, tmp_path), make(open_case(differing_month, CATEGORY), tmp_path)
    assert (made.folder.parent.name, other.folder.parent.name) == (
        "home-kitchen-dispute-2025-02-28", "home-kitchen-2025-02-28",
    )  # fmt: skip
    assert verify(made.zip).is_whole
    again = make(dispute, tmp_path)
    assert (again.is_new, again.root) == (False, made.root)
    shown = (made.bag / "data" / "evidence.html").read_text("utf-8")
    with (made.bag / "data" / "orders.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {number_of(row["Order"]) for row in csv.DictReader(file)} == set(DISPUTED)
    for number in (101, 102, 103, 104, 105, 106, 5):
        assert order(number) not in shown
        if number != 106:
            assert order(number) in set(made.submission.amazon["order_id"])
    assert OTHER not in shown
    assert order(106) not in set(made.submission.amazon["order_id"])  # what Amazon does not name is not told here
    assert "exempt.origin" in shown
    items = {item.key: item.state for item in made.standing.items}
    assert items["why"] == items["changed"] == items["measures"] == "not_needed"
    named = {each.file for each in made.submission.exhibits.values()}
    assert {"amazon-report.xlsx", "orders.xlsx", "rates.xlsx", "histories.csv"} <= named
    case = json.loads((made.bag / "data" / "case.json").read_text("utf-8"))
    assert case["dispute"]["listed"] == 11
    assert json.loads((other.bag / "data" / "case.json").read_text("utf-8"))["dispute"] is None
    for path in made.beside.glob("*.html"):
        assert "<script" not in path.read_text("utf-8").lower()


def test_hostile_names_are_text(differing_store, tmp_path):
    rows = [row | {"category": PAYLOADS[-1] if row["category"] == CATEGORY else row["category"],
                   "carrier_raw": PAYLOADS[at % len(PAYLOADS)], "carrier": None}
            for at, row in enumerate(differing_store["canonical_packages"])]  # fmt: skip
    report = [row | {"category": None, "source_file": PAYLOADS[at % len(PAYLOADS)]}
              for at, row in enumerate(differing_store["amazon_defects"])]  # fmt: skip
    change = {"canonical_packages": rows, "amazon_defects": report}
    month = store_of(tmp_path / "data", AS_OF, **(differing_store | change))
    made = make(disputed(open_case(month, PAYLOADS[-1])), tmp_path / "reports")
    assert verify(made.zip).is_whole
    assert made.submission.told["span"]["packages"]
    for path in made.folder.rglob("*"):
        assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]*", path.name), path.name
        if path.suffix == ".html":
            assert "<script" not in path.read_text("utf-8").lower()
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as parts:
                sheets = b"".join(parts.read(name) for name in parts.namelist() if "worksheets" in name)
            assert b"<f" not in sheets.replace(b"<formatCode", b"")
            assert b"<hyperlink" not in sheets


@pytest.fixture
def run(differing_month, tmp_path, capsys):
    def call(*arguments, command="appeal") -> tuple[int, str, str]:
        data = differing_month.store.root.parents[1]
        code = main([command, *arguments, "--store", "made-up", "--data", str(data), "--as-of", f"{AS_OF}"])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def test_the_command_makes_it_and_checks_its_letter(run, tmp_path):
    code, said, _ = run("--category", CATEGORY, "--dispute", "--no-pdf", "--json", "--reports", str(tmp_path))
    found = json.loads(said)
    assert code == 0
    assert (found["is_supported"], found["support"]) == (True, ["disputed", "disputed_below"])
    assert found["blanks"] == 3
    assert found["case"]["dispute"]["listed"] == 11
    letter = f"{found['bag']}/data/letter.docx"
    code, said, _ = run("check", letter, "--category", CATEGORY, "--dispute")
    assert code == 65  # the blanks
    assert said.count("This is still blank") == 3
    assert "Findings: 3" in said
    code, said, _ = run("check", letter, "--category", CATEGORY)
    assert "A. Root causes" in said  # of another kind of letter


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["--dispute"], 64), (["--dispute", "--category", "Nothing"], 66), (["--dispute", "--order", "999-1-1"], 66)],
)
def test_exit_codes(run, arguments, code):
    assert run(*arguments)[0] == code


def test_told_of_a_category_is_as_it_was(dispute, differing_month):
    found = told(open_case(differing_month, CATEGORY))
    assert found["packages"] == []
    assert plan(found, Answers(), {}, load("en")).title == "Plan of Action"
    assert copy.deepcopy(told(dispute))["causes"] == []


def test_the_page_of_an_exempt_package_shows_the_test_that_lets_it_off(dispute):
    pages = [part for part in submission(dispute).parts(load("en")) if part.key.startswith("history-")]
    assert len(pages) == len(DISPUTED)
    tests = {part.title[-19:]: {row[0] for row in part.tables[1].rows} for part in pages}
    assert {number_of(one) for one, found in tests.items() if "Exemption" in found} == {11}
    assert {number_of(one) for one, found in tests.items() if "Scope" in found} == {11, 13}
