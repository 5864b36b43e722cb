"""What the boundary cases do not say: shared numbers, flags, cause families, what can still be mended, laws."""

from datetime import UTC, date, datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import canonical, facts_of, facts_of_cases, package, policy_cases, scan, scans_of, snapshot, verdict_of

from vtr_lib import policy as policies
from vtr_lib.errors import ConfigError, DataError
from vtr_lib.schema import PACKAGES, VERDICTS
from vtr_lib.store import facts
from vtr_lib.verdict.judge import judge

US = policies.load("us")


def two_orders(hours: float, scans: list[str], **change: object) -> list[dict]:
    """Two orders with one number, the second confirmed ``hours`` later; the scans begin a day after the first."""
    first = package("first", order_id="999-0000001-0000001")
    later = datetime.fromisoformat(first["confirmed_at"]).timestamp() + hours * 3600
    at = datetime.fromtimestamp(later, UTC).isoformat()
    second = package("second", order_id="999-0000001-0000002", confirmed_at=at, **change)
    return judge(facts_of([second, first], scans_of(first, scans), [snapshot(first)]), US).sort("package_id").to_dicts()


def test_another_orders_number_more_than_a_day_later_is_reused():
    first, second = two_orders(24.01, ["accept"])
    assert (first["clause"], second["clause"]) == ("valid", "id.reused")
    assert second["first_scan_at"] is None, "the scans are the first order's"
    assert second["cause"] == "invalid_number"


def test_within_a_day_two_orders_are_combined_and_share_the_scans():
    first, second = two_orders(24, ["accept"])
    assert (first["clause"], second["clause"]) == ("valid", "valid")
    assert "combined" in first["flags"].split(";")
    assert "combined" in second["flags"].split(";")


def test_a_number_taken_up_after_its_delivery_is_reused_and_not_late():
    _, second = two_orders(24 * 20, ["accept", "delivered"])
    assert second["clause"] == "id.reused"


@pytest.mark.parametrize(("as_of", "is_combined"), [(date(2025, 2, 3), False), (date(2025, 2, 4), True)])
def test_an_order_of_a_later_day_does_not_share_the_number_yet(as_of, is_combined):
    first = package("first", order_id="999-0000001-0000001")
    second = package("second", order_id="999-0000001-0000002", confirmed_at="2025-02-04T16:00:00Z")
    found = judge(facts_of([first, second], [], [snapshot(first)]), US, as_of)
    assert ("combined" in found["flags"][0].split(";")) is is_combined


def test_a_parcel_sent_days_after_the_combined_one_is_not_in_its_box():
    rows = [
        package("first", order_id="999-0000001-0000001"),
        package("other", order_id="999-0000001-0000002", confirmed_at="2025-02-03T17:00:00Z"),
        package("later", order_id="999-0000001-0000001", confirmed_at="2025-02-13T16:00:00Z"),
    ]
    found = judge(facts_of(rows, [], [snapshot(rows[0])]), US)
    assert ["combined" in flags.split(";") for flags in found["flags"]] == [True, True, False]


def test_several_packages_of_one_order_share_a_number_without_a_word():
    rows = [package("a"), package("b")]
    found = judge(facts_of(rows, scans_of(rows[0], ["accept"])), US)
    assert found["clause"].to_list() == ["valid", "valid"]
    assert not any("combined" in flags for flags in found["flags"])


def test_delivered_before_confirmation_is_late_and_flagged_as_reused():
    found = verdict_of({"confirmed_at": "2025-02-09T16:00:00Z"}, ["accept", "arrive", "delivered"])
    assert (found["clause"], found["cause"]) == ("id.late", "late_shipment")
    assert "id.reused" in found["flags"].split(";")


@pytest.mark.parametrize(("change", "scans", "clause", "cause"), [
    ({}, [], "scan.none", "missing_updates"),
    ({"ship_by_at": "2025-02-03T16:00:00Z"}, [], "scan.none", "missing_updates"),
    ({"ship_by_at": "2025-02-03T15:59:59Z"}, [], "scan.none", "late_shipment"),
    ({"origin": "CN"}, ["accept"], "scan.no_delivery", "missing_updates"),
    ({"origin": "CN"}, ["label-", "label-", "accept"], "scan.no_delivery", "missing_updates"),
    ({"origin": "CN"}, ["label-", "label-", "label-", "accept"], "scan.no_delivery", "late_shipment"),
    ({"tracking": ""}, [], "id.missing", "invalid_number"),
    ({"tracking": "", "ship_by_at": "2025-02-01T00:00:00Z"}, [], "id.missing", "invalid_number"),
])  # fmt: skip
def test_cause_family(change, scans, clause, cause):
    found = verdict_of(change, scans)
    assert (found["clause"], found["cause"]) == (clause, cause)


def test_only_a_defect_has_a_cause():
    assert verdict_of({}, ["accept"])["cause"] is None
    assert verdict_of({"asked": False})["cause"] is None


def test_the_first_fault_is_cited_and_the_others_are_flags():
    found = verdict_of({"tracking": "", "is_other_carrier": True, "promised_on": "", "value_cents": ""})
    assert found["clause"] == "id.missing"
    assert set(found["flags"].split(";")) == {"id.other_free_text", "scan.none", "no_promise", "no_value"}


def test_no_flags_is_an_empty_text():
    assert verdict_of({}, ["accept", "delivered"])["flags"] == ""


@pytest.mark.parametrize(
    ("gross", "net", "decides"), [(500, 499, True), (499, 499, False), (500, 500, False), (1500, 500, True)]
)
def test_a_discount_that_crosses_a_limit_is_flagged(gross, net, decides):
    found = verdict_of({"value_gross_cents": gross, "value_cents": net}, ["accept"])
    assert ("discount_decides" in found["flags"].split(";")) is decides


def test_a_missing_number_can_be_mended_until_the_end_of_the_promised_day():
    found = verdict_of({"tracking": "", "as_of": "2025-02-05"})
    assert (found["state"], found["is_fixable"]) == ("pending", True)
    assert found["fix_by_at"] == datetime(2025, 2, 11, 8, tzinfo=UTC)


def test_a_missing_scan_cannot_be_mended_by_the_seller():
    found = verdict_of({"as_of": "2025-02-05"})
    assert (found["state"], found["is_fixable"], found["fix_by_at"]) == ("pending", False, None)


def test_scans_needed():
    assert verdict_of({}, ["accept"])["scans_needed"] == 1
    assert verdict_of({"origin": "CN"}, ["accept"])["scans_needed"] == 2
    assert verdict_of({"origin": "DE"}, ["accept"])["scans_needed"] == 0


def test_times_of_the_scans_are_told():
    found = verdict_of({}, ["label-", "accept", "arrive", "attempt", "delivered"])
    days = [found[name].day for name in ("first_scan_at", "arrival_at", "delivery_at")]
    assert days == [5, 5, 7], "label on the 4th, acceptance on the 5th, attempt on the 7th"


def test_the_rule_of_the_day_is_named():
    assert verdict_of({}, ["accept"])["rule"] == "us@2025-01-15"
    assert verdict_of({"confirmed_at": "2025-01-15T07:59:59Z"}, ["accept"])["rule"] == "us@2021-08-09"


def test_the_flat_reading_asks_two_scans_of_domestic_packages_too():
    assert verdict_of({"value_cents": 500}, ["accept"], "us-flat")["clause"] == "scan.no_delivery"
    assert verdict_of({"value_cents": 499}, ["accept"], "us-flat")["clause"] == "valid"


def test_a_day_before_the_first_known_one_is_no_guess():
    assert verdict_of({"confirmed_at": "2016-02-01T08:00:00Z"}, ["accept"])["rule"] == "us@2016-02-01"
    with pytest.raises(ConfigError, match=r"POLICY_DAY.*2016-01-31.*2016-02-01"):
        verdict_of({"confirmed_at": "2016-02-01T07:59:59Z"}, ["accept"])


def test_another_marketplace_is_not_judged_by_this_rule():
    with pytest.raises(ConfigError, match=r"POLICY_MARKETPLACE.*UK"):
        verdict_of({"marketplace": "UK"}, ["accept"])


def test_no_packages_give_no_verdicts():
    found = judge(facts_of([]), US, date(2025, 2, 28))
    assert found.columns == VERDICTS.names
    assert found.height == 0


def test_a_table_typed_by_hand_is_judged():
    columns = [
        "marketplace",
        "package_id",
        "order_id",
        "confirmed_at",
        "destination",
        "carrier_raw",
        "tracking_raw",
        "origin",
    ]
    row = package(carrier_raw="U.P.S.", tracking_raw=" 1z999aa1-0123456784 ")
    found = canonical([{name: row[name] for name in columns}], PACKAGES)
    filled = facts.fill(found).row(0, named=True)
    assert (filled["carrier"], filled["tracking"], filled["store"]) == ("ups", "1Z999AA10123456784", "default")
    assert (filled["is_prime"], filled["fulfilment"]) == (False, "merchant")
    assert filled["tracking_entered_at"] == filled["confirmed_at"]


def test_a_package_id_twice_in_a_store_is_refused():
    with pytest.raises(DataError, match="DUPLICATE_ID"):
        facts_of([package("a"), package("a")])


CASES = [case for case in policy_cases() if "as_of" not in case.get("change", {})]


def case_facts(numbers: list[int]) -> tuple[list[dict], list[dict], list[dict]]:
    """Packages, scans and snapshots of cases, each package's number told apart by its store."""
    rows, scans, asked = [], [], []
    for place, number in enumerate(numbers):
        case = CASES[number]
        row = package(f"p{place}", store=f"s{place}", order_id=f"999-0000000-{place:07}", **case.get("change", {}))
        rows.append(row)
        scans += scans_of(row, case.get("scans", []))
        asked += [snapshot(row)] if case.get("change", {}).get("asked", True) else []
    return rows, scans, asked


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, len(CASES) - 1), min_size=1, max_size=24), st.randoms(use_true_random=False))
def test_neither_the_order_of_rows_nor_doubled_scans_change_a_verdict(numbers, random):
    rows, scans, asked = case_facts(numbers)
    straight = judge(facts_of(rows, scans, asked), US).sort("package_id")
    mixed, doubled = random.sample(rows, len(rows)), random.sample(scans * 2, 2 * len(scans))
    assert judge(facts_of(mixed, doubled, asked), US).sort("package_id").equals(straight)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, len(CASES) - 1), st.sampled_from(["accept", "arrive", "delivered", "attempt"]))
def test_one_more_physical_scan_by_the_carrier_never_costs_a_valid_package(number, kind):
    case = CASES[number]
    before = verdict_of(case.get("change", {}), case.get("scans", []))
    after = verdict_of(case.get("change", {}), [*case.get("scans", []), kind])
    if before["state"] == "valid" and "tracking_entered_at" not in case.get("change", {}):
        assert after["state"] == "valid"
    if before["state"] in ("exempt", "out_of_scope"):
        assert after["clause"] == before["clause"]


def test_verdicts_keep_the_order_of_the_packages():
    rows = [package(name, order_id=f"999-0000000-000000{at}") for at, name in enumerate(["c", "a", "b"])]
    assert judge(facts_of(rows), US)["package_id"].to_list() == ["c", "a", "b"]


def test_scans_by_an_alias_count_for_the_number_they_stand_for():
    row = package()
    last_mile = scan("accept", 1, "9400111899223000000018") | {"alias_of": row["tracking"]}
    assert judge(facts_of([row], [last_mile]), US)["clause"].to_list() == ["valid"]


def test_the_facts_judged_are_one_row_a_package_whatever_is_scanned():
    row = package()
    scans = [scan(f"accept:{carrier}", 1, row["tracking"]) for carrier in ("ups", "usps", "", "unknown")]
    assert facts_of([row], scans).select(pl.len()).item() == 1


@pytest.mark.parametrize("name", ["us", "uk"])
def test_each_day_by_itself_is_judged_as_all_days_together(name):
    policy = policies.load(name)
    for as_of, (_, rows) in facts_of_cases(name).items():
        day = as_of and date.fromisoformat(as_of)
        whole = judge(rows, policy, day).sort("package_id")
        starts = [max(rule.from_on, policy.first_on) for rule in policy.rules()]
        stretches = rows.with_columns(part=pl.sum_horizontal(pl.col("confirmed_on") >= start for start in starts))
        parts = [judge(part.drop("part"), policy, day) for part in stretches.partition_by("part")]
        assert pl.concat(parts).sort("package_id").equals(whole)
