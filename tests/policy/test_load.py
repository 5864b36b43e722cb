"""The loader refuses what it does not know, and history reads as it was written."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from vtr_lib import policy
from vtr_lib.errors import ConfigError
from vtr_lib.policy.model import cents, service_key
from vtr_lib.tracking.carriers import carriers

HEAD = '[policy]\nid = "mine"\nabout = "mine"\nextends = "us"\n'
BLOCK = '[two_scan_from]\n[[two_scan_from.values]]\nfrom = {day}\nvalue = {value}\nsource = "{source}"\n'


def own(tmp_path: Path, text: str) -> str:
    path = tmp_path / "mine.toml"
    path.write_text(text, "utf-8")
    return str(path)


def block(day: str = "2027-01-01", value: str = "{ CN = 7 }", source: str = "reading") -> str:
    return BLOCK.format(day=day, value=value, source=source)


@pytest.mark.parametrize(("day", "origins", "two_scans"), [
    (date(2021, 8, 9), ["US", "CN"], {"CN": 500}),
    (date(2025, 1, 14), ["US", "CN"], {"CN": 500}),
    (date(2025, 1, 15), ["US", "CA", "GB", "IN", "UM", "AS", "CN"],
     {"CN": 500, "CA": 500, "AS": 500, "UM": 500, "GB": 1500, "IN": 1500}),
    (date(2030, 1, 1), ["US", "CA", "GB", "IN", "UM", "AS", "CN"],
     {"CN": 500, "CA": 500, "AS": 500, "UM": 500, "GB": 1500, "IN": 1500}),
])  # fmt: skip
def test_the_rule_of_a_day(day, origins, two_scans):
    rule = policy.load("us").on(day)
    assert rule["counted_origins"] == origins
    assert rule.cents_by("two_scan_from") == two_scans
    assert rule.share("target") == Fraction(95, 100)


def test_a_day_nobody_knows_the_rule_of():
    with pytest.raises(ConfigError, match=r"POLICY_DAY: policy us knows no rule for 2021-08-08; .* 2021-08-09"):
        policy.load("us").on(date(2021, 8, 8))


def test_a_policy_nobody_wrote():
    with pytest.raises(ConfigError, match=r"POLICY_UNKNOWN: there is no policy mx; there are: us, us-flat"):
        policy.load("mx")


def test_ones_own_file_adds_a_rule_of_a_day_to_come(tmp_path):
    mine = policy.load(own(tmp_path, HEAD + block()))
    assert [rule.name for rule in mine.rules()] == ["mine@2021-08-09", "mine@2025-01-15", "mine@2027-01-01"]
    assert mine.on(date(2026, 12, 31))["two_scan_from"] == policy.load("us").on(date(2026, 12, 31))["two_scan_from"]
    assert mine.on(date(2027, 1, 1)).cents_by("two_scan_from") == {"CN": 700}
    assert mine.sha256 != policy.load("us").sha256


@pytest.mark.parametrize(("text", "told"), [
    (HEAD + block().replace("two_scan_from", "two_scans_from"), r"\[two_scans_from\]: POLICY_KEY"),
    (HEAD + block() + block(day="2026-01-01").split("\n", 1)[1], r"\[two_scan_from\]: POLICY_OVERLAP.*2026-01-01"),
    (HEAD + block(source="hearsay"), r"\[two_scan_from from 2027-01-01\]: POLICY_SOURCE.*hearsay"),
    (HEAD + block().replace('source = "reading"\n', ""), r"\[two_scan_from from 2027-01-01\]: POLICY_BLOCK"),
    (HEAD + block(value="{ CN = -1 }"), r"\[two_scan_from from 2027-01-01\]: POLICY_VALUE"),
    (HEAD + block(value="{ CN = 4.999 }"), r"POLICY_VALUE"),
    (HEAD + block(value='"5 dollars"'), r"POLICY_VALUE"),
    (HEAD + block(day='"2027-01-01"'), r"POLICY_BLOCK"),
    (HEAD + block() + 'note = "x"\n', r"POLICY_BLOCK"),
    (HEAD.replace("about", "abuot"), r"\[policy\.abuot\]: POLICY_KEY"),
    (HEAD.replace('extends = "us"\n', ""), r"\[policy\.marketplace\]: POLICY_MISSING"),
    (HEAD + "[two_scan_from\n", r"mine\.toml: POLICY_SYNTAX"),
])  # fmt: skip
def test_what_does_not_fit_is_refused_with_file_key_and_day(tmp_path, text, told):
    with pytest.raises(ConfigError, match=told):
        policy.load(own(tmp_path, text))


@pytest.mark.parametrize("name", policy.known())
def test_every_value_has_a_source_a_unit_and_words(name):
    found = policy.load(name)
    for key, values in found.timeline.items():
        assert found.abouts[key]["about"], key
        assert found.abouts[key]["unit"], key
        assert all(value.source in found.sources for value in values), key


@pytest.mark.parametrize("name", policy.known())
def test_every_carrier_a_policy_names_is_a_carrier(name):
    for rule in policy.load(name).rules():
        named = [
            *rule["freight_carriers"],
            *rule["integrated_carriers"],
            *rule["untracked_services"],
            *rule["letter_mail_services"],
        ]
        assert set(named) <= set(carriers())
    assert len(policy.load("us").on(date(2025, 1, 15))["freight_carriers"]) == 27


def test_amounts_are_whole_cents():
    assert cents(5) == 500
    with pytest.raises(ValueError, match=r"0\.001"):
        cents(Decimal("0.001"))


def test_service_labels_differ_by_more_than_case_and_blanks():
    assert service_key(" USPS  First Class Mail ENVELOPES ") == service_key("USPS First Class Mail envelopes")
    assert service_key("USPS First-Class Mail envelopes") != service_key("USPS First Class Mail envelopes")
