"""The investigation of late shipments: its dict against the store, its figures and tables against its dict."""

import copy
import json
from datetime import date, datetime, timedelta

import polars as pl
import pytest

from tests.report.conftest import HOSTILE
from tests.report.late_store import store_of
from vtr_lib.calendar import start_of_day
from vtr_lib.metrics.risk import Risk
from vtr_lib.report import html, late_charts, late_tables
from vtr_lib.report.behind import behind
from vtr_lib.report.late_beside import beside
from vtr_lib.report.late_places import LISTED
from vtr_lib.report.late_shipment import late_shipment
from vtr_lib.report.late_statement import statement
from vtr_lib.schema import BASES
from vtr_lib.words import Sentence, load

AS_OF = date(2025, 2, 28)
ZONE = "America/Los_Angeles"
WORDS = load("en")


def at(day: date, hour: float = 10) -> datetime:
    return start_of_day(day, ZONE) + timedelta(hours=hour)


def made_up(data):
    """Three hundred packages of every lateness there is, with hostile names, due on the 3rd to the 14th.

    They are due at noon and confirmed at ten, every fifth a day later. Of those confirmed late every second was never
    scanned, of the others every eleventh; every 50th was handed over after six days, every 30th cancelled.
    """
    packages, items, scans, snapshots = [], [], [], []
    for number in range(300):
        day, name = date(2025, 2, 3 + number % 12), HOSTILE[number % len(HOSTILE)]
        tracking, package_id = f"9400111111111111{number:06}", f"999-0000001-{number:07}:1"
        confirmed_at = at(day, 10 if number % 5 else 34)
        packages.append({
            "marketplace": "US", "package_id": package_id, "order_id": f"999-0000001-{number:07}",
            "confirmed_at": confirmed_at, "ship_by_at": None if number % 40 == 3 else at(day, 12),
            "promised_on": day + timedelta(days=5), "carrier": "usps", "tracking": tracking, "destination": "US",
            "origin": None if number % 3 else "US", "is_cancelled": number % 30 == 7, "source_file": name,
            "category": name, "confirmed_precision": "day" if number % 40 == 4 else "second",
        })  # fmt: skip
        items.append({"package_id": package_id, "sku": None if number % 50 == 9 else name, "quantity": 1})
        items.append({"package_id": package_id, "sku": f"SKU-{number % 30}", "quantity": 1})
        snapshots.append({"tracking": tracking, "checked_at": at(AS_OF), "provider": "x", "status": "ok"})
        if number % 30 != 7 and number % (11 if number % 5 else 10):
            first = confirmed_at + timedelta(days=6 if number % 50 == 1 else 0.2)
            scan = {"tracking": tracking, "scanned_at": first, "kind": "accept", "physical": "yes", "leg": "forward"}
            scans.append(scan)
    scans.append(scan | {"scanned_at": at(date(2025, 2, 22)), "leg": "return"})  # no work of the way out
    tables = {"canonical_packages": packages, "canonical_items": items, "scans": scans, "snapshots": snapshots}
    return store_of(data, AS_OF, **tables)


@pytest.fixture(scope="module")
def late(tmp_path_factory):
    return made_up(tmp_path_factory.mktemp("late"))


@pytest.fixture(scope="module")
def found(late):
    return late_shipment(late)


@pytest.fixture(scope="module")
def nothing(tmp_path_factory):
    """A store whose only package was confirmed long before the window."""
    row = {
        "marketplace": "US",
        "package_id": "p",
        "order_id": "o",
        "confirmed_at": at(date(2024, 1, 1)),
        "destination": "US",
    }
    return store_of(tmp_path_factory.mktemp("nothing"), AS_OF, canonical_packages=[row])


def shown(found: dict, month, words=WORDS) -> tuple[list, list]:
    """Every figure and every table of the notebook."""
    charts, tables = late_charts, late_tables
    figures = [
        charts.partition(found, words), charts.hours(found, "ship_by", words),
        charts.hours(found, "first_scan", words), charts.risks(found, words),
        charts.weekdays(found, words), beside(found, words),
    ]  # fmt: skip
    lists = [
        tables.partition(found, words), tables.marks(found, words), tables.hours(found, "ship_by", words),
        tables.hours(found, "first_scan", words), tables.risks(found, words), tables.weekdays(found, words),
        tables.silent(found, words), tables.never_sent(found, "sku", words), tables.never_sent(found, "day", words),
        tables.skus(found, words), tables.warehouses(found, words), tables.measures(found, month.summary, words),
        tables.days(found, words), tables.sources(found, words), tables.unknown(found, words),
        *(behind(month.packages, ids, key, words) for key, ids in found["behind"].items()),
    ]  # fmt: skip
    return figures, lists


def plain(value) -> bool:
    if isinstance(value, dict):
        return all(isinstance(key, str) and plain(each) for key, each in value.items())
    return all(map(plain, value)) if isinstance(value, list) else value is None or type(value) in (str, int, bool)


@pytest.mark.parametrize("basis", BASES)
def test_the_counts_are_those_of_the_rate_and_add_up(month, late, basis):
    for each in (month, late):
        found, window = late_shipment(each, basis), each.summary["windows"][basis]
        assert plain(found)
        assert json.loads(json.dumps(found)) == found
        assert (found["counted"], found["missed"]) == (
            window["rate"]["counted"],
            window["rate"]["counted"] - window["rate"]["valid"],
        )
        assert found["family"] == sum(row["packages"] for row in window["causes"] if row["cause"] == "late_shipment")
        for family, count in (("late_shipment", found["family"]), ("other", found["others_late"])):
            assert sum(row["packages"] for row in found["partition"] if row["family"] == family) == count
        for key in ("ship_by", "first_scan"):
            assert sum(row["counted"] for row in found[key]) == found["counted"]
            assert sum(row["missed"] for row in found[key]) == found["missed"]
        for row in found["risks"]:
            assert row["exposed"]["counted"] + row["others"]["counted"] + row["unknown"] == found["counted"]
        for rows in found["weekdays"].values():
            assert (sum(row["late"] for row in rows), sum(row["known"] for row in rows)) == (
                found["late"]["late"],
                found["late"]["known"],
            )
        places = found["warehouses"]
        assert sum(row["counted"] for row in [*places["rows"], places["rest"]]) == found["counted"]


def test_marks_and_partition_are_those_of_the_verdicts(late, found):
    rows = late.inside().filter(pl.col("state").is_in(["defect", "unknown"]))
    flags = rows["flags"].str.split(";").list
    assert (
        sum(row["packages"] for row in found["partition"] if "confirmed_late" in row["marks"])
        == flags.contains("confirmed_late").sum()
        > 0
    )
    by_mark = {row["mark"]: row["family"] + row["others"] for row in found["marks"]}
    assert by_mark["confirmed_late"] == flags.contains("confirmed_late").sum()
    assert set(found["behind"]["partition"]) == set(
        rows.filter(
            rows["cause"].eq_missing("late_shipment")
            | flags.contains("confirmed_late")
            | flags.contains("handed_over_late")
        )["package_id"]
    )


def test_the_risk_is_that_of_the_packages(late, found):
    rows = late.inside().filter(
        pl.col("state").is_in(["valid", "defect", "unknown"]), pl.col("ship_by_at").is_not_null()
    )
    is_late, is_missed = rows["confirmed_at"] > rows["ship_by_at"], rows["state"] != "valid"
    risk = Risk((is_late & is_missed).sum(), is_late.sum(), (~is_late & is_missed).sum(), (~is_late).sum())
    row = next(row for row in found["risks"] if row["name"] == "confirmed_late")
    assert (row["ratio"], row["interval"]) == (f"{float(risk.ratio):.2f}", [f"{end:.2f}" for end in risk.interval()])
    assert float(row["interval"][0]) > 1
    assert not row["is_few"]
    said = [line for line in statement(found, WORDS).lines if row["ratio"] in line]
    assert len(said) == 1
    assert row["interval"][1] in said[0]
    assert WORDS("late_shipment.no_proof") in statement(found, WORDS).lines


@pytest.mark.parametrize(("exposed", "is_few"), [(19, True), (20, False)])
def test_fewer_than_twenty_are_too_few_to_say(found, exposed, is_few):
    pair = {"exposed": {"missed": 2, "counted": exposed}, "others": {"missed": 3, "counted": 400}, "unknown": 0}
    row = pair | {"name": "confirmed_late", "ratio": "9.99", "interval": ["1.11", "88.88"], "at_most": None}
    row |= {"is_few": is_few}
    patched = found | {"risks": [row]}
    said = statement(patched, WORDS).lines
    texts = [
        repr(late_tables.risks(patched, WORDS)),
        next(line for line in said if "of the others" in line or "as the others" in line),
        late_charts.risks(patched, WORDS).layout.yaxis.ticktext[0],
    ]
    for text in texts:
        assert ("too few to say" in text) == is_few
        assert ("9.99" in text) != is_few


@pytest.mark.parametrize(
    ("confirmed_late", "counted", "is_few"), [(0, 34, True), (0, 35, False), (5, 85, True), (5, 110, False)]
)
def test_a_share_too_wide_to_compare_by_says_so(found, confirmed_late, counted, is_few):
    """The edges are those of Wilson's interval of ten points, as in every other notebook."""
    row = {"name": "A", "counted": counted, "missed": confirmed_late, "known": counted, "late": confirmed_late}
    places = {"rows": [row], "others": 0, "rest": {}}
    assert repr(late_tables.skus(found | {"skus": places}, WORDS)).count("too few") == 2 * is_few
    nothing = row | {"known": 0, "late": 0}
    assert repr(late_tables.skus(found | {"skus": places | {"rows": [nothing]}}, WORDS)).count("too few") == is_few


def test_a_weekday_worse_beyond_chance_is_never_too_few(found):
    due = [{"weekday": day, "late": 9 * (day == 1), "known": 40, "is_worse": day == 1} for day in range(1, 8)]
    figure = late_charts.weekdays(found | {"weekdays": {"ship_by": due, "confirmed": due}}, WORDS)
    assert "Monday, 22.5 % (9/40)" in figure.layout.meta["title"]
    assert "too few" not in figure.layout.meta["title"]
    due[0]["is_worse"] = False
    table = repr(late_tables.weekdays(found | {"weekdays": {"ship_by": due, "confirmed": due}}, WORDS))
    assert "22.5 % (9/40), too few to say" in table


def test_none_missed_is_said_by_a_bound_and_none_of_the_others_gives_no_ratio(found):
    row = {"name": "confirmed_late", "exposed": {"missed": 0, "counted": 100}, "others": {"missed": 3, "counted": 400},
           "unknown": 0, "ratio": "0.00", "interval": None, "at_most": "3.0", "is_few": False}  # fmt: skip
    assert any("at most 3.0 %" in line for line in statement(found | {"risks": [row]}, WORDS).lines)
    row |= {
        "exposed": {"missed": 4, "counted": 100},
        "others": {"missed": 0, "counted": 400},
        "ratio": None,
        "at_most": None,
    }
    assert any("gives no ratio" in line for line in statement(found | {"risks": [row]}, WORDS).lines)
    assert len(late_charts.risks(found | {"risks": [row]}, WORDS).data) == 0


def test_a_day_without_work_is_named(late, found):
    silent = {row["day"]: row for row in found["silent"]}
    assert silent["2025-02-22"] == {"day": "2025-02-22", "weekday": 6, "confirmed": 0, "scanned": 0}
    scanned = late.scans.filter(pl.col("scanned_at").is_between(at(date(2025, 2, 18), 0), at(date(2025, 2, 19), 0)))
    assert silent["2025-02-18"]["scanned"] == scanned.height > 0 == silent["2025-02-18"]["confirmed"]
    assert "2025-02-05" not in silent
    assert "Feb 22, 2025\tSaturday\t0\t0" in repr(late_tables.silent(found, WORDS))


def test_never_sent_is_by_product_and_day(late, found):
    rows = late.inside().filter(pl.col("flags").str.split(";").list.contains("never_sent"))
    never = found["never_sent"]
    assert never["packages"] == rows.height == sum(row["packages"] for row in never["days"]) > 5
    assert sorted(found["behind"]["never_sent"]) == sorted(rows["package_id"])
    held = late.items.filter(pl.col("package_id").is_in(rows["package_id"].to_list()))
    assert {row["name"]: row["packages"] for row in never["skus"]} == dict(
        held.group_by("sku").agg(pl.col("package_id").n_unique()).iter_rows()
    )


def test_products_are_counted_each_and_the_rest_summed(late, found):
    counted = late.inside().filter(pl.col("state").is_in(["valid", "defect", "unknown"]))
    pairs = late.items.select("package_id", "sku").unique().join(counted, on="package_id", how="semi")
    places = found["skus"]
    assert len(places["rows"]) == LISTED
    assert places["others"] == pairs["sku"].n_unique() - LISTED > 0
    assert sum(row["counted"] for row in [*places["rows"], places["rest"]]) == pairs.height
    assert places["rows"] == sorted(places["rows"], key=lambda row: (-row["late"], -row["counted"]))
    sizes = dict(pairs.group_by("sku").len().iter_rows())
    assert all(row["counted"] == sizes[row["name"]] for row in places["rows"])


def test_a_package_without_an_origin_stands_under_its_file(late, found):
    files = {row["name"] for row in found["warehouses"]["rows"] if row["is_file"]}
    assert files == {HOSTILE[place] for place in range(len(HOSTILE)) if place % 3}
    assert {row["name"] for row in found["warehouses"]["rows"] if not row["is_file"]} == {"US"}


def test_what_is_not_known_is_counted_and_said(late, found):
    counted = late.inside().filter(pl.col("state").is_in(["valid", "defect", "unknown"]))
    assert found["unknown"]["ship_by"] == counted["ship_by_at"].null_count() > 0
    assert found["unknown"]["day_only"] == (counted["confirmed_precision"] == "day").sum() > 0
    assert found["unknown"]["first_scan"] == counted["first_scan_at"].null_count() > 0
    said = repr(late_tables.unknown(found, WORDS)) + repr(statement(found, WORDS))
    for key, count in found["unknown"].items():
        assert (WORDS(f"late_shipment.unknown.{key}").format(count=count) in said) == bool(count), key
    assert found["ship_by"][-1]["counted"] == counted.filter(
        pl.col("ship_by_at").is_null() | (pl.col("confirmed_precision") == "day")
    ).height  # fmt: skip
    assert found["first_scan"][-1]["counted"] == counted.filter(
        pl.col("first_scan_at").is_null() | (pl.col("confirmed_precision") == "day")
    ).height  # fmt: skip


def test_the_lead_says_the_finding_with_its_counts(late, found, nothing, month):
    lead = statement(found, WORDS).lead
    for value in (
        f"{found['family']:,} of {found['missed']:,}",
        found["points"],
        *map(WORDS.day, found["family_days"]),
    ):
        assert value in lead
    assert statement(late_shipment(nothing), WORDS).lead == WORDS("late_shipment.lead_nothing")
    clean = found | {"family": 0, "family_days": [], "partition": []}
    assert statement(clean, WORDS).lead == WORDS("late_shipment.lead_none", **clean)
    assert statement(clean | {"missed": 0}, WORDS).lead == WORDS("late_shipment.lead_valid", **clean)


def test_figures_draw_the_numbers_of_the_dict(found):
    bars = late_charts.partition(found, WORDS).data
    assert sum(sum(bar.x) for bar in bars) == found["family"] + found["others_late"]
    for which, first in (("ship_by", 1), ("first_scan", 0)):
        missed, valid = late_charts.hours(found, which, WORDS).data
        assert list(missed.x) == [row["missed"] for row in found[which][first:]]
        assert [a + b for a, b in zip(missed.x, valid.x, strict=True)] == [
            row["counted"] for row in found[which][first:]
        ]
        assert missed.marker.pattern.shape != valid.marker.pattern.shape
    due, confirmed = late_charts.weekdays(found, WORDS).data
    for trace, key in ((due, "ship_by"), (confirmed, "confirmed")):
        assert [list(pair) for pair in trace.customdata] == [
            [row["late"], row["known"]] for row in found["weekdays"][key]
        ]


def test_the_two_measures_have_two_panels_and_two_denominators(month):
    found = late_shipment(month)
    figure = beside(found, WORDS)
    lines = {trace.meta["measure"]: trace for trace in figure.data if trace.meta["series"] == "rate"}
    assert len({trace.yaxis for trace in lines.values()}) == len({trace.xaxis for trace in lines.values()}) == 2
    for name, trace in lines.items():
        assert [list(pair) for pair in trace.customdata] == [
            [row["part"], row["counted"]] for row in found["daily"][name]["rows"]
        ]
    assert found["daily"]["rate"]["rows"][-1]["counted"] == found["counted"]
    last = [row for row in found["sisters"] if row["name"] == "late_shipment"][-1]
    assert found["daily"]["late_shipment"]["rows"][-1] == {
        "day": "2025-02-28",
        "part": last["part"],
        "counted": last["counted"],
    }
    assert found["counted"] != last["counted"]


def test_an_order_of_rows_changes_nothing(late, found):
    turned = copy.copy(late)
    turned.__dict__.update(packages=late.packages.reverse(), items=late.items.reverse(), scans=late.scans.reverse())
    turned.__dict__.pop("summary", None)
    again = late_shipment(turned)
    for key in found.keys() - {"behind"}:
        assert again[key] == found[key], key
    assert {key: sorted(ids) for key, ids in again["behind"].items()} == {
        key: sorted(ids) for key, ids in found["behind"].items()
    }


def test_hostile_names_stand_as_text(late, found):
    figures, tables = shown(found, late)
    for table in [*tables, statement(found, WORDS)]:
        assert html.is_ours(table._repr_html_()), table.__class__
    drawn = json.dumps([figure.to_plotly_json() for figure in figures], default=str)
    for payload in HOSTILE:
        assert payload not in drawn
    assert (
        "&lt;img src=x"
        in late_tables.skus(found, WORDS)._repr_html_() + late_tables.warehouses(found, WORDS)._repr_html_()
    )


def test_nothing_at_all_is_shown_and_said(nothing):
    found = late_shipment(nothing)
    assert (found["counted"], found["partition"]) == (0, [])
    figures, tables = shown(found, nothing)
    assert all(figure.layout.title.text for figure in figures)
    assert all(html.is_ours(table._repr_html_()) for table in tables)


def test_longer_words_change_no_count(late, found):
    class Longer(type(WORDS)):
        def _find(self, key):
            return stretched(super()._find(key))

    figures, tables = shown(found, late, Longer("en", WORDS._entries))
    for figure in figures:
        assert all(each is None or "Ĝ" in each for each in [figure.layout.title.text])
    assert [len(table.rows) for table in tables] == [len(table.rows) for table in shown(found, late)[1]]


def stretched(entry):
    return (
        {key: stretched(value) for key, value in entry.items()}
        if isinstance(entry, dict)
        else Sentence(f"Ĝĝĝĝĝ {entry}", "en")
    )
