"""Where a package left from: the order of trust, and that what is only inferred never makes the rule milder."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from vtr_lib import policy as policies
from vtr_lib.frames import polars_schema
from vtr_lib.schema import PACKAGES, SCANS, SNAPSHOTS
from vtr_lib.sources.origins import COLUMNS, INFERRED, ORIGINS, WEAK, is_never_milder, learnt, s10_suffix
from vtr_lib.store import facts
from vtr_lib.store.reduce import reduce
from vtr_lib.verdict.judge import judge

ORDER = "999-0000001-0000001"
AT = datetime(2025, 2, 3, 18, tzinfo=UTC)
ZONE = "America/Los_Angeles"
EVERYWHERE = ("US", "CN", "CA", "AS", "UM", "GB", "IN", "DE", "SE", "NL", "SG", "HK", "PR", "JP", "VN", None)


def of(said, marketplace="US", confirmed_at=AT):
    """What is learnt of one package for which each source says what ``said`` has."""
    row = {"package_id": "P", "marketplace": marketplace, "confirmed_at": confirmed_at}
    row |= {column: said.get(name) for name, column in COLUMNS.items()}
    strings = dict.fromkeys(["package_id", "marketplace", *COLUMNS.values()], pl.String)
    frame = pl.DataFrame([row], schema=strings | {"confirmed_at": pl.Datetime("us", "UTC")})
    found = learnt(frame, ZONE)
    return found["origin"][0], found["origin_source"][0]


@pytest.mark.parametrize("first", range(len(ORIGINS)))
def test_the_source_most_to_be_trusted_holds(first):
    # CN may be inferred too, so that every source can have its turn.
    assert of(dict.fromkeys(ORIGINS[first:], "CN")) == ("CN", ORIGINS[first])
    assert of(dict.fromkeys(ORIGINS[first + 1 :], "CA") | {ORIGINS[first]: "CN"}) == ("CN", ORIGINS[first])


def test_nobody_knows():
    assert of({}) == (None, None)


@pytest.mark.parametrize("source", INFERRED)
@pytest.mark.parametrize(
    ("country", "taken"),
    [("CN", True), ("CA", True), ("AS", True), ("UM", True), ("GB", False), ("IN", False), ("SE", False), ("NL", False),
     ("SG", False), ("US", False), ("PR", False)],
)  # fmt: skip
def test_an_inferred_country_is_taken_only_where_its_packages_count_anyway(source, country, taken):
    assert of({source: country}) == ((country, source) if taken else (None, None))
    assert of({source: country, "report_default": "DE"})[0] == (country if taken else "DE")


def test_an_inferred_own_country_does_not_hide_a_stricter_one():
    assert of({"first_physical_scan_country": "US", "report_default": "CN"}) == ("CN", "report_default")


def test_the_rule_of_the_day_decides_what_may_be_inferred():
    assert not is_never_milder("US", date(2025, 1, 14), "CA")
    assert is_never_milder("US", date(2025, 1, 15), "CA")
    evening = datetime(2025, 1, 15, 7, 59, tzinfo=UTC)  # still the 14th in Los Angeles
    assert of({"s10_suffix": "CA"}, confirmed_at=evening) == (None, None)
    assert of({"s10_suffix": "CA"}, confirmed_at=evening + timedelta(minutes=1)) == ("CA", "s10_suffix")
    assert not is_never_milder("US", date(2000, 1, 1), "CN")


def test_without_a_policy_nothing_is_inferred():
    assert of({"s10_suffix": "CN"}, marketplace="AU") == (None, None)


def states(*packages: tuple[str | None, str, str, int]) -> list[str]:
    """The states of packages by origin, carrier, service and value; they have no number, so that none is valid."""
    rows = [
        {
            "marketplace": "US", "package_id": f"P{at}", "order_id": f"999-0000001-{at:07}", "confirmed_at": AT,
            "destination": "US", "carrier_raw": carrier, "service": service, "tracking_raw": None, "origin": origin,
            "value_cents": cents, "value_gross_cents": cents, "currency": "USD",
        }
        for at, (origin, carrier, service, cents) in enumerate(packages)
    ]  # fmt: skip
    policy = policies.load("us")
    filled = facts.fill(pl.DataFrame(rows, schema=polars_schema(PACKAGES)))
    empty = reduce(pl.DataFrame(schema=polars_schema(SCANS)))
    return judge(facts.build(filled, empty, pl.DataFrame(schema=polars_schema(SNAPSHOTS)), policy), policy)[
        "state"
    ].to_list()


@pytest.mark.parametrize("source", INFERRED)
def test_no_package_is_exempt_by_an_inferred_country(source):
    found = [
        (of({source: country})[0], *sent, cents)
        for country in EVERYWHERE
        for sent in [("USPS", "Ground Advantage"), ("Royal Mail", "Untracked"), ("USPS", "untracked letter")]
        for cents in (100, 499, 1499, 5000)
    ]
    assert set(states(*found)) == {"defect"}


def test_a_stated_country_does_exempt():
    stated = of({"aggregator_origin": "DE"})[0]
    assert states((stated, "USPS", "Ground Advantage", 5000)) == ["exempt"]


@pytest.mark.parametrize(
    ("number", "country"),
    [
        ("RR123456785SE", "SE"),
        ("LX473124829CN", "CN"),
        ("RR123456784SE", None),
        ("RR123456785S", None),
        ("9400111899223100000000", None),
        ("AA000000000US", None),
        ("AA000000005US", "US"),
        (None, None),
    ],
)
def test_the_suffix_of_a_number_in_the_form_of_the_postal_union(number, country):
    assert s10_suffix(pl.Series([number], dtype=pl.String)).to_list() == [country]


def sent(number="LX473124829CN", **more):
    return {
        "order_id": ORDER, "shipped_at": AT, "precision": "second", "carrier_raw": "USPS", "tracking_raw": number,
        "is_delete": False, "source_file": "c", "source_line": 2,
    } | more  # fmt: skip


def scan(country, at=AT, physical="yes", kind="accept", number="LX473124829CN"):
    return {"tracking": number, "scanned_at": at, "kind": kind, "physical": physical, "country": country,
            "source_file": "s", "source_line": 1}  # fmt: skip


def test_every_source_reaches_the_package(files):
    """One source taken away after the other, from files to packages."""
    line = {"order_id": ORDER, "sku": "A", "quantity": 1, "actual_origin": "CN", "default_origin": "CN"}
    tables = {
        "api_packages": [{"order_id": ORDER, "package_ref": "1", "confirmed_at": AT, "tracking_raw": "LX473124829CN",
                          "origin": "CN", "source_line": 1}],
        "confirmations": [sent(origin="CN", label_origin="CN")],
        "order_lines": [line],
        "origins": [{"tracking": "LX473124829CN", "origin": "CN"}],
        "scans": [scan("CN")],
        "skus": [{"sku": "A", "origin": "CN"}],
    }  # fmt: skip

    def source():
        made = files.made(**tables)
        assert made.quality["origins_weak"] == (made.packages["origin_source"][0] in WEAK)
        return made.packages["origin_source"][0]

    assert source() == "api_package"
    tables["api_packages"] = []
    assert source() == "confirmation"
    tables["confirmations"] = [sent(label_origin="CN")]
    assert source() == "report_actual"
    tables["order_lines"] = [line | {"actual_origin": None}]
    assert source() == "label"
    tables["confirmations"] = [sent()]
    tables["labels"] = [{"tracking": "LX473124829CN", "origin": "CN"}]
    assert source() == "label"
    tables["labels"] = []
    assert source() == "aggregator_origin"
    tables["origins"] = []
    assert source() == "s10_suffix"
    tables["confirmations"] = [sent("N1")]
    tables["scans"] = [scan("CN", number="N1")]
    assert source() == "first_physical_scan_country"
    tables["scans"] = [scan("CN", number="N1", physical="no")]
    assert source() == "report_default"
    tables["order_lines"] = [line | {"actual_origin": None, "default_origin": None}]
    tables["api_orders"] = [{"order_id": ORDER, "default_origin": "CN"}]
    assert source() == "report_default"
    tables["api_orders"] = []
    assert source() == "declared_by_user"
    tables["skus"] = [{"sku": "*", "origin": "CN"}]
    assert source() == "declared_by_user"
    tables["skus"] = [{"sku": "*", "origin": "CN"}, {"sku": "A", "category": "Toys"}]
    assert source() == "declared_by_user"
    tables["skus"] = []
    assert source() is None


def test_what_was_inferred_and_not_relied_on_is_counted(files):
    made = files.made(confirmations=[sent("RR123456785SE")])
    assert made.packages["origin"].to_list() == [None]
    assert made.quality["origins_inferred_and_not_relied_on"] == made.quality["origin_unknown"] == 1
    assert files.made(confirmations=[sent("N1")]).quality["origins_inferred_and_not_relied_on"] == 0


def test_the_first_physical_scan_decides_even_if_it_has_no_country(files):
    scans = [scan(None, number="N1"), scan("CN", AT + timedelta(hours=1), kind="depart", number="N1")]
    assert files.made(confirmations=[sent("N1")], scans=scans).packages["origin"].to_list() == [None]


@pytest.mark.parametrize(
    ("tables", "origin"),
    [
        ({"origins": [{"tracking": "N1", "origin": "CN"}, {"tracking": "N1", "origin": "DE"}]}, None),
        ({"skus": [{"sku": "A", "origin": "CN"}, {"sku": "B", "origin": "DE"}]}, None),
        ({"skus": [{"sku": "A", "origin": "DE"}, {"sku": "B", "origin": "DE"}]}, "DE"),
        ({"skus": [{"sku": "A", "origin": "DE"}]}, None),
    ],
)
def test_two_that_contradict_each_other_say_nothing(files, tables, origin):
    lines = [{"order_id": ORDER, "sku": sku, "quantity": 1} for sku in "AB"]
    made = files.made(confirmations=[sent("N1")], order_lines=lines, **tables)
    assert made.packages["origin"].to_list() == [origin]
