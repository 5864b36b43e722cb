"""The loader refuses what it does not know, and history reads as it was written."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from making import canonical, facts_of, package

from vtr_lib import policy
from vtr_lib.errors import ConfigError
from vtr_lib.policy.model import cents, service_key
from vtr_lib.schema import PACKAGES
from vtr_lib.store import facts
from vtr_lib.store.verdicts import judged
from vtr_lib.tracking.carriers import carriers

HEAD = '[policy]\nid = "mine"\nabout = "mine"\nextends = "us"\n'
BLOCK = '[two_scan_from]\n[[two_scan_from.values]]\nfrom = {day}\nvalue = {value}\nsource = "{source}"\n'

KEY = '[{key}]\n[[{key}.values]]\nfrom = 2027-01-01\nvalue = {value}\nsource = "reading"\n'


def own(tmp_path: Path, text: str) -> str:
    path = tmp_path / "mine.toml"
    path.write_text(text, "utf-8")
    return str(path)


def block(day: str = "2027-01-01", value: str = "{ CN = 7 }", source: str = "reading") -> str:
    return BLOCK.format(day=day, value=value, source=source)


@pytest.mark.parametrize(("day", "origins", "two_scans"), [
    (date(2016, 2, 1), ["US", "CN"], {}),
    (date(2021, 8, 8), ["US", "CN"], {}),
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


@pytest.mark.parametrize(("name", "day", "first"), [
    ("us", date(2016, 1, 31), "2016-02-01"),
    ("us-flat", date(2016, 1, 31), "2016-02-01"),
    ("uk", date(2025, 1, 14), "2025-01-15"),
    ("de", date(2025, 1, 14), "2025-01-15"),
    ("fr", date(2025, 1, 14), "2025-01-15"),
    ("es", date(2025, 1, 14), "2025-01-15"),
    ("it", date(2025, 1, 14), "2025-01-15"),
    ("ca", date(2021, 8, 8), "2021-08-09"),
    ("jp", date(2022, 8, 23), "2022-08-24"),
])  # fmt: skip
def test_a_day_nobody_knows_the_rule_of(name, day, first):
    told = rf"POLICY_DAY: policy {name} knows no rule for {day}; .* {first} \(not known on that day: target"
    with pytest.raises(ConfigError, match=told):
        policy.load(name).on(day)
    with pytest.raises(ConfigError, match=told):
        policy.load(f"{name}@{day}")
    assert policy.load(name).on(date.fromisoformat(first)).name == f"{name}@{first}"


def test_what_is_not_known_is_named_key_by_key():
    with pytest.raises(ConfigError) as caught:
        policy.load("uk").on(date(2021, 8, 9))
    lacking = caught.value.values["lacking"]
    assert "counted_origins" in lacking
    assert "two_scan_from" not in lacking, "China's tiers are known from that day on"
    assert "letter_lane_below" not in lacking, "an exemption nobody knows of is none"


def test_the_names_of_rules_from_the_first_tiers_on_stay():
    assert [rule.name for rule in policy.load("us").rules()] == [
        "us@2016-02-01", "us@2016-10-12", "us@2021-08-09", "us@2025-01-15",
    ]  # fmt: skip


def test_a_policy_nobody_wrote():
    with pytest.raises(
        ConfigError, match=r"POLICY_UNKNOWN: .* no policy mx; there are: ca, de, es, fr, it, jp, uk, us, us-flat;"
    ):
        policy.load("mx")


def test_the_rule_of_one_day_for_all_days():
    fixed = policy.load("us@2025-01-14")
    assert fixed.rules()[0]["two_scan_from"] == fixed.on(date(2030, 1, 1))["two_scan_from"] == {"CN": 5}
    assert [rule.name for rule in fixed.rules()] == ["us@2025-01-14"]
    assert fixed.first_on == date.min
    shas = {policy.load(name).sha256 for name in ("us", "us@2025-01-14", "us@2025-01-13", "us-flat")}
    assert len(shas) == 4
    with pytest.raises(ConfigError, match="POLICY_AT: January is no day"):
        policy.load("us@January")


def test_ones_own_file_adds_a_rule_of_a_day_to_come(tmp_path):
    mine = policy.load(own(tmp_path, HEAD + block()))
    assert [rule.name for rule in mine.rules()] == [
        "mine@2016-02-01", "mine@2016-10-12", "mine@2021-08-09", "mine@2025-01-15", "mine@2027-01-01",
    ]  # fmt: skip
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
    (HEAD + block() + block().split("\n", 1)[1], r"mine\.toml \[two_scan_from\]: POLICY_OVERLAP.*2027-01-01"),
    (HEAD + block(day="2027-01-01T00:00:00"), r"POLICY_BLOCK"),
    (HEAD + block(value="{ CN = true }"), r"\[two_scan_from from 2027-01-01\]: POLICY_VALUE"),
    (HEAD + block(value="{ CN = inf }"), r"\[two_scan_from from 2027-01-01\]: POLICY_VALUE"),
    (HEAD + block(value="{ CN = nan }"), r"\[two_scan_from from 2027-01-01\]: POLICY_VALUE"),
    ("two_scan_from = 5\n" + HEAD, r"\[two_scan_from\]: POLICY_TABLE"),
    ("policy = 5\n", r"\[policy\]: POLICY_TABLE"),
    (HEAD + "[two_scan_from]\nvalues = 5\n", r"\[two_scan_from\]: POLICY_BLOCK"),
    (HEAD + "[sources.x]\ntitle = \"x\"\n", r"\[sources\.x\.confidence\]: POLICY_MISSING"),
    (HEAD + "[sources]\nx = 5\n", r"\[sources\.x\.title\]: POLICY_MISSING"),
    (HEAD + "[sources.x]\ntitle = \"x\"\nconfidence = \"x\"\nnote = \"x\"\n", r"\[sources\.x\.note\]: POLICY_KEY"),
    (HEAD + KEY.format(key="target", value='"3/2"'), r"\[target from 2027-01-01\]: POLICY_VALUE"),
    (HEAD + KEY.format(key="target", value='"95 %"'), r"POLICY_VALUE"),
    (HEAD + KEY.format(key="target", value='"1/0"'), r"POLICY_VALUE"),
    (HEAD + KEY.format(key="window_days", value="0"), r"\[window_days from 2027-01-01\]: POLICY_VALUE"),
    (HEAD + KEY.format(key="clause_order", value='["id.mising"]'), r"\[clause_order from 2027-01-01\]: POLICY_VALUE"),
    (HEAD + KEY.format(key="clause_order", value='["id.late", "id.late"]'), r"POLICY_VALUE"),
    (HEAD + KEY.format(key="unmendable", value='["exempt.digital"]'), r"POLICY_VALUE"),
    (HEAD + KEY.format(key="counted_origins", value='"all"'), r"POLICY_VALUE"),
    (HEAD.replace('"mine"', '"us"', 1), r"\[policy\.id\]: POLICY_ID: us "),
    (HEAD.replace('"mine"', '"a@b"', 1), r"\[policy\.id\]: POLICY_VALUE"),
    (HEAD.replace('"us"', '"mars"'), r"POLICY_UNKNOWN"),
    (HEAD.replace('"us"', '"mine.toml"'), r"\[policy\.extends\]: POLICY_CIRCLE"),
    (HEAD + 'zone = "Mars/Olympus"\n', r"\[policy\.zone\]: POLICY_VALUE"),
    (HEAD.replace('"mine"', '"US"', 1), r"\[policy\.id\]: POLICY_ID: US "),
    (HEAD.replace('"us"', '"us@2025-01-14"'), r"\[policy\.extends\]: POLICY_EXTENDS: us@2025-01-14 "),
    (HEAD.replace('"us"', '"mars"'), r"mine\.toml \[policy\.extends\]: POLICY_UNKNOWN: there is no policy mars"),
    (HEAD.replace('"us"', '"none.toml"'), r"mine\.toml \[policy\.extends\]: POLICY_UNKNOWN"),
    (HEAD + block() + block(), r"mine\.toml: POLICY_SYNTAX"),
    (HEAD + block(source="x").replace('"x"', '["reading"]'), r"\[two_scan_from from 2027-01-01\]: POLICY_SOURCE"),
    (HEAD + block(value="{ CN = 1e400 }"), r"\[two_scan_from from 2027-01-01\]: POLICY_VALUE"),
    (HEAD + block(value="{ CN = 4.999 }"), r"POLICY_VALUE: \{'CN': '4\.999'\} "),
    (HEAD + block(value="{ cn = 5 }"), r"POLICY_VALUE: \{'cn': 5\} "),
    (HEAD + block(value="{ China = 5 }"), r"POLICY_VALUE"),
    (HEAD + KEY.format(key="counted_origins", value='["USA"]'), r"POLICY_VALUE"),
    (HEAD + KEY.format(key="counted_origins", value='["US", "US"]'), r"POLICY_VALUE"),
    (HEAD + KEY.format(key="same_country_as", value='{ PR = "USA" }'), r"POLICY_VALUE"),
    (HEAD + KEY.format(key="freight_carriers", value='["old-dominon"]'), r"\[freight_carriers from .*old-dominon"),
    (HEAD + KEY.format(key="integrated_carriers", value='["uspss"]'), r"POLICY_VALUE.*uspss"),
    (HEAD + KEY.format(key="letter_mail_services", value='{ uspss = ["x"] }'), r"POLICY_VALUE.*uspss"),
    (HEAD + KEY.format(key="untracked_words", value='[" "]'), r"\[untracked_words from 2027-01-01\]: POLICY_VALUE"),
    (HEAD + KEY.format(key="lag_days", value="99999999999"), r"\[lag_days from 2027-01-01\]: POLICY_VALUE"),
    (HEAD + KEY.format(key="lag_days", value="true"), r"\[lag_days from 2027-01-01\]: POLICY_VALUE"),
    (HEAD + KEY.format(key="lag_days", value="10.0"), r"\[lag_days from 2027-01-01\]: POLICY_VALUE"),
    (HEAD + "[two_scan_from]\nvalues = []\n", r"\[two_scan_from\]: POLICY_BLOCK"),
    (HEAD + '[two_scan_from]\nabout = "x"\n', r"\[two_scan_from\]: POLICY_BLOCK"),
    (HEAD + KEY.format(key="letter_lane_below", value="{ EUR = 20 }"), r"\[letter_lane_below\.about\]: POLICY_MISSING"),
    (HEAD + '[sources.x]\ntitle = " "\nconfidence = "x"\n', r"\[sources\.x\.title\]: POLICY_MISSING"),
    (HEAD + '[sources.x]\ntitle = "x"\nconfidence = "x"\nurl = 5\n', r"\[sources\.x\.url\]: POLICY_VALUE"),
])  # fmt: skip
def test_what_does_not_fit_is_refused_with_file_key_and_day(tmp_path, text, told):
    with pytest.raises(ConfigError, match=told):
        policy.load(own(tmp_path, text))


@pytest.mark.parametrize("name", policy.known())
def test_every_carrier_a_policy_names_is_a_carrier(name):
    for rule in policy.load(name).rules():
        integrated = rule["integrated_carriers"]
        named = [
            *rule["freight_carriers"],
            *(() if integrated == "any" else integrated),
            *rule["untracked_services"],
            *rule["letter_mail_services"],
            *rule["bought_letter_services"],
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


def test_a_file_as_windows_saves_it(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_bytes((HEAD + block()).replace("\n", "\r\n").encode("utf-8-sig"))
    assert policy.load(str(path)).on(date(2027, 1, 1))["two_scan_from"] == {"CN": 7}
    path.write_bytes((HEAD + block()).encode("utf-16"))
    with pytest.raises(ConfigError, match=r"mine\.toml: POLICY_SYNTAX"):
        policy.load(str(path))


def test_a_folder_and_a_file_nobody_may_read(tmp_path, monkeypatch):
    (tmp_path / "folder.toml").mkdir()
    with pytest.raises(ConfigError, match=r"folder\.toml: POLICY_FILE: this file can't be read"):
        policy.load(str(tmp_path / "folder.toml"))
    path = own(tmp_path, HEAD)
    monkeypatch.setattr(
        Path, "read_bytes", lambda self: (_ for _ in ()).throw(PermissionError(13, "Permission denied"))
    )
    with pytest.raises(ConfigError, match=r"mine\.toml: POLICY_FILE: .*Permission denied"):
        policy.load(path)


@pytest.mark.parametrize("day", ["2016-03-01@2025-01-15", ""])
def test_the_rule_of_a_day_is_of_one_day(day):
    with pytest.raises(ConfigError, match=rf"POLICY_AT: {day} is no day"):
        policy.load(f"us@{day}")


def test_two_files_that_extend_each_other(tmp_path):
    (tmp_path / "other.toml").write_text(HEAD.replace('"us"', '"mine.toml"'), "utf-8")
    with pytest.raises(ConfigError, match=r"\[policy\.extends\]: POLICY_CIRCLE"):
        policy.load(own(tmp_path, HEAD.replace('"us"', '"other.toml"')))


def test_words_of_ones_own_are_asked_of_facts_built_before(tmp_path):
    """From their day on: a store's facts were built with the words of amazon.com's own policy."""
    days = ("2025-02-03T16:00:00Z", "2027-01-01T08:00:00Z")
    rows = [
        package(
            f"p{at}",
            origin="GB",
            carrier="royal-mail",
            service="By sea",
            tracking="",
            value_cents=499,
            confirmed_at=day,
        )
        for at, day in enumerate(days)
    ]
    packages = facts.fill(canonical(rows, PACKAGES))
    mine = policy.load(own(tmp_path, HEAD + KEY.format(key="untracked_words", value='["By Sea"]')))
    clauses = [judged(packages, facts_of(rows), one, None)["clause"].to_list() for one in (policy.load("us"), mine)]
    assert clauses == [["id.missing", "id.missing"], ["id.missing", "exempt.untracked_lane"]]
