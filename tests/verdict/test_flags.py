"""Root causes that no clause names: each flag on both sides of what makes it, and words and a line for every one."""

import re
from datetime import date
from pathlib import Path

import pytest
from making import facts_of, package, scan, snapshot

from vtr_lib import policy as policies
from vtr_lib.policy.keys import faults
from vtr_lib.store import services
from vtr_lib.tracking.carriers import carriers
from vtr_lib.verdict import exemptions, numbers, scans
from vtr_lib.verdict.flags import FLAGS
from vtr_lib.verdict.judge import OUTSIDE, UNKNOWN, judge
from vtr_lib.words import languages, load

US = policies.load("us")
PAGE = Path(__file__).parents[2] / "docs" / "policy.md"
YUN = {"origin": "CN", "carrier": "yunexpress", "tracking": "YT2499170511141760"}
ENVELOPE = {"carrier": "usps", "service": "USPS First Class Mail envelopes", "value_cents": 999, "tracking": ""}


def flags_of(
    change: dict, written: list[str] = (), country: str = "", as_of: date | None = None, asked_on="2025-03-20"
):
    """The flags of the ordinary package with ``change``, all its scans in one country."""
    row = package(**change)
    rows = [scan(kind, day, row["tracking"]) | {"country": country} for day, kind in enumerate(written, 1)]
    asked = [snapshot(row) | {"checked_at": f"{asked_on}T16:00:00Z"}] if asked_on else []
    return set(judge(facts_of([row], rows, asked), US, as_of)["flags"][0].split(";"))


# The ordinary package is confirmed on 3 February at 16:00 UTC and first scanned a day later: silent from the 18th on.
@pytest.mark.parametrize(("written", "as_of", "asked_on", "is_stuck"), [
    (["accept"], date(2025, 2, 17), None, False),
    (["accept"], date(2025, 2, 18), None, True),
    (["accept"], date(2025, 2, 18), "2025-02-18", True),
    (["accept"], date(2025, 3, 31), "2025-02-17", False),  # nobody has asked since
    (["accept"], None, "2025-02-18", True),
    (["accept"], None, "2025-02-17", False),
    (["accept"], None, None, False),  # until when the scans are known, nobody tells
    (["accept", "transit-"], date(2025, 2, 18), None, False),  # a record of any kind is news
    (["accept", "transit-"], date(2025, 2, 19), None, True),
    (["label-"], date(2025, 3, 31), None, False),  # never in anybody's hands
    (["accept", "delivered"], date(2025, 3, 31), None, False),
    (["accept", "attempt"], date(2025, 3, 31), None, False),
    (["accept", "delivered?"], date(2025, 3, 31), None, False),
    (["accept", "transit<"], date(2025, 3, 31), None, False),
])  # fmt: skip
def test_stuck(written, as_of, asked_on, is_stuck):
    assert ("stuck" in flags_of({}, written, as_of=as_of, asked_on=asked_on)) is is_stuck


def test_a_package_scanned_after_the_day_was_not_stuck_on_it():
    row = package()
    rows = [scan("accept", 1, row["tracking"]), scan("transit", 40, row["tracking"])]
    for day, is_stuck in ((date(2025, 3, 1), False), (date(2025, 3, 28), False), (date(2025, 3, 29), True)):
        found = judge(facts_of([row], rows), US, day)["flags"][0].split(";")
        assert ("stuck" in found) is is_stuck


@pytest.mark.parametrize(("change", "country", "is_first_mile"), [
    (YUN, "CN", True),
    (YUN, "US", False),
    (YUN, "us", False),
    (YUN, "PR", False),  # the same country by the rule
    (YUN, "", False),  # nobody told where
    (YUN | {"carrier": "usps"}, "CN", True),  # by its look the consolidator's
    (YUN | {"tracking": "9400199206683460822034"}, "CN", False),  # by its look the last mile's
    (YUN | {"carrier": "ups", "tracking": "1Z999AA10123456784"}, "CN", False),
    (YUN | {"origin": "US"}, "CN", False),
    (YUN | {"origin": "DE"}, "CN", False),  # exempt
])  # fmt: skip
def test_first_mile(change, country, is_first_mile):
    assert ("first_mile" in flags_of(change, ["accept"], country)) is is_first_mile


@pytest.mark.parametrize(("as_of", "is_first_mile"), [(date(2025, 2, 10), False), (date(2025, 2, 11), True)])
def test_a_first_mile_shows_once_the_promise_has_passed(as_of, is_first_mile):
    assert ("first_mile" in flags_of(YUN, ["accept"], "CN", as_of)) is is_first_mile


@pytest.mark.parametrize("slug", US.rules()[-1]["consolidators"])
def test_every_consolidator_has_numbers_of_the_first_mile(slug):
    row = YUN | {"carrier": slug, "tracking": "JVX12345678"}
    assert "first_mile" in flags_of(row, ["accept"], "CN")
    assert "first_mile" not in flags_of(row | {"carrier": "royal-mail"}, ["accept"], "CN")


@pytest.mark.parametrize("name", policies.known())
def test_who_consolidates_hands_over_in_the_table_of_carriers(name):
    for rule in policies.load(name).rules():
        for slug in rule["consolidators"]:
            assert "usps-impb-*" in carriers()[slug].accepts


@pytest.mark.parametrize(("first", "second", "is_split"), [
    ({"tracking": ""}, {}, True),
    ({"tracking": "N/A"}, {}, True),
    ({"tracking": ""}, {"tracking": ""}, False),
    ({"tracking": ""}, {"tracking": "9.4E+21"}, False),
    ({"tracking": "1Z999AA10123456793"}, {}, False),
    ({"tracking": ""}, {"order_id": "999-0000001-0000002"}, False),
    (ENVELOPE, {}, False),  # exempt
])  # fmt: skip
def test_split(first, second, is_split):
    rows = [package("a", **first), package("b", **second)]
    assert ("split" in judge(facts_of(rows), US)["flags"][0].split(";")) is is_split


def test_a_number_entered_after_the_day_is_not_known_on_it():
    rows = [package("a", tracking=""), package("b", tracking_entered_at="2025-02-05T16:00:00Z")]
    for day, is_split in ((date(2025, 2, 4), False), (date(2025, 2, 5), True)):
        assert ("split" in judge(facts_of(rows), US, day)["flags"][0].split(";")) is is_split


@pytest.mark.parametrize(("change", "written", "is_never_sent"), [
    ({"is_cancelled": True}, [], True),
    ({"is_cancelled": True}, ["label-"], True),
    ({"is_cancelled": True}, ["accept"], False),
    ({"is_cancelled": True}, ["accept?"], False),
    ({}, [], False),
    ({"is_cancelled": True, "tracking": ""}, [], True),
    ({"is_cancelled": True, "tracking": "9.4E+21"}, [], False),  # under another number it may have been scanned
])  # fmt: skip
def test_never_sent(change, written, is_never_sent):
    assert ("never_sent" in flags_of(change, written)) is is_never_sent


def test_never_sent_is_not_said_where_nobody_asked():
    assert "never_sent" not in flags_of({"is_cancelled": True}, asked_on=None)


@pytest.mark.parametrize(("change", "flag"), [
    (ENVELOPE, None),
    (ENVELOPE | {"value_cents": 1000}, "untracked_service"),
    (ENVELOPE | {"is_prime": True}, "untracked_service"),
    (ENVELOPE | {"service": "USPS First-Class Mail® Envelope"}, "label_near_exempt"),
    (ENVELOPE | {"service": "First Class Mail envelopes"}, "label_near_exempt"),
    (ENVELOPE | {"service": "USPS Standrad Mail envelopes"}, "label_near_exempt"),
    (ENVELOPE | {"service": ""}, "label_near_exempt"),
    (ENVELOPE | {"service": "", "tracking": "9400199206683460822034"}, None),
    (ENVELOPE | {"service": "USPS First Class Mail"}, None),
    (ENVELOPE | {"service": "USPS First-Class Mail Envelope", "value_cents": 1000}, None),
    (ENVELOPE | {"service": "USPS First-Class Mail Envelope", "origin": "CN"}, None),
    (ENVELOPE | {"service": "USPS First-Class Mail Envelope", "is_prime": True}, None),
    (ENVELOPE | {"service": "USPS First-Class Mail Envelope", "carrier": "ups"}, None),
    ({"service": "Ground (untracked)"}, "untracked_service"),
    ({"service": "Small Packets", "carrier": "india-post", "origin": "IN", "value_cents": 1499}, "label_near_exempt"),
    ({"service": "Small Packets", "carrier": "india-post", "origin": "IN", "value_cents": 1500}, None),
])  # fmt: skip
def test_wrong_service(change, flag):
    assert flags_of(change) & {"untracked_service", "label_near_exempt"} == ({flag} if flag else set())


@pytest.mark.parametrize(("one", "other", "count"), [
    ("", "", 0), ("a", "", 1), ("abc", "abc", 0), ("abc", "acb", 1), ("abc", "bca", 2), ("abc", "axc", 1),
    ("ab", "cd", 2),
])  # fmt: skip
def test_slips_of_the_pen(one, other, count):
    assert services.slips(one, other) == services.slips(other, one) == count


@pytest.mark.parametrize("lang", languages())
def test_every_flag_has_words_and_no_others(lang):
    assert load(lang).table("flags").keys() == FLAGS.keys()


def test_every_flag_says_what_it_means():
    assert all(flag.__doc__ for flag in FLAGS.values())


def table(heading: str) -> list[list[str]]:
    """The cells of the table under a heading of the page."""
    part = PAGE.read_text("utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_the_table_of_root_causes_names_what_there_is():
    words = load("en")
    known = words.table("clauses") | words.table("flags")
    rows = table("Root causes")
    assert len(rows) == 19
    for cause, found, said in rows:
        codes = re.findall(r"`([a-z_.]+)`", found)
        assert codes or cause == "AMAZON_SIDE", cause
        assert [known[code] for code in codes] == [part for part in said.split("; ") if codes], cause
    named = {code for _, found, _ in rows for code in re.findall(r"`([a-z_.]+)`", found)}
    assert named >= set(faults()), "every fault is some cause"


def test_the_table_of_clauses_and_flags_is_whole():
    rows = table("Every clause and flag")
    words = load("en")
    clauses = {*OUTSIDE, *exemptions.CLAUSES, *numbers.CLAUSES, *UNKNOWN, *scans.CLAUSES, "pending", "valid"}
    clauses |= {"out_of_scope.marketplace", "out_of_scope.before_policy"}
    told = {code.strip("`"): said for code, said in rows}
    assert told == {name: words.table("clauses")[name] for name in clauses} | words.table("flags")
