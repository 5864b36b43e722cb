"""The investigation of missing updates: sums that hold, planted faults that are told, names that stay text."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import polars as pl
import pytest

from tests.report.conftest import AS_OF, HOSTILE, framed, make_verdicts
from vtr_lib import policy as policies
from vtr_lib.frames import polars_schema
from vtr_lib.metrics.counts import window_day
from vtr_lib.metrics.handover import BANDS
from vtr_lib.metrics.rolling import window
from vtr_lib.report import html, missing_calendars, missing_charts, missing_tables
from vtr_lib.report.behind import behind
from vtr_lib.report.missing_days import LEAST, OPEN, days_found
from vtr_lib.report.missing_statement import statement
from vtr_lib.report.missing_updates import ROWS, _carriers, missing_updates
from vtr_lib.report.silences import daily_scans
from vtr_lib.schema import SCANS
from vtr_lib.words import load

WORDS = load("en")
FIGURES = (
    missing_charts.parts, missing_charts.handover, missing_charts.waiting, missing_calendars.silence,
    missing_calendars.heat,
)  # fmt: skip
TABLES = (
    missing_tables.parts, missing_tables.carriers, missing_tables.handover, missing_tables.waiting,
    missing_tables.silence, missing_tables.telling, missing_tables.first_mile, missing_tables.heat,
    missing_tables.not_known,
)  # fmt: skip
HUSH = (date(2025, 1, 21), date(2025, 1, 24))
US = policies.load("us")


@dataclass
class Made:
    """As much of a ``Month`` as the investigation asks: verdicts and scans that were made up."""

    verdicts: pl.DataFrame
    scans: pl.DataFrame
    as_of: date = AS_OF
    unasked: tuple[str, ...] = ()
    by_day: tuple[str, ...] = ()

    policy = US

    @property
    def packages(self) -> pl.DataFrame:
        return self.verdicts.with_columns(
            is_cancelled=pl.lit(False), tracking_entered_at="confirmed_at", number_of=pl.lit(None, pl.String)
        )

    def window(self, basis: str = "confirmed") -> tuple[date, date]:
        return window(self.as_of, 30, 10 if basis == "promised" else 0)

    def inside(self, basis: str = "confirmed") -> pl.DataFrame:
        return self.packages.filter(window_day(basis).is_between(*self.window(basis)))

    @property
    def store(self):
        asked = self.verdicts.select(
            "package_id",
            is_asked=~pl.col("package_id").is_in(self.unasked),
            asked_at=pl.lit(datetime(2025, 2, 28, 12, tzinfo=UTC)),
            confirmed_precision=pl.when(pl.col("package_id").is_in(self.by_day))
            .then(pl.lit("day"))
            .otherwise(pl.lit("second")),
        )
        return SimpleNamespace(table=lambda name: asked)


def scanned(verdicts: pl.DataFrame, **change) -> pl.DataFrame:
    """An acceptance and a delivery for each scanned package, four hours and two days after it was confirmed."""
    rows = []
    for row in verdicts.filter(pl.col("state").is_in(["valid", "pending"])).iter_rows(named=True):
        for hours, kind in ((4, "accept"), (48, "delivered")):
            if kind == "accept" or row["state"] == "valid":
                at = row["confirmed_at"] + timedelta(hours=hours)
                rows.append({"tracking": row["tracking"], "scanned_at": at, "kind": kind, "physical": "yes",
                             "carrier": row["carrier"]} | change)  # fmt: skip
    return pl.DataFrame(rows, polars_schema(SCANS), orient="row")


@pytest.fixture(scope="module")
def busy():
    """Thousands of packages of fourteen carriers, of which UPS is not scanned at all for four days, then is again."""
    verdicts = make_verdicts()
    scans = scanned(verdicts)
    is_ups = pl.col("carrier") == "ups"
    is_hush = pl.col("scanned_at").dt.convert_time_zone("America/Los_Angeles").dt.date().is_between(*HUSH)
    shifted = pl.when(is_ups & is_hush).then(pl.col("scanned_at") + timedelta(days=5)).otherwise("scanned_at")
    return Made(verdicts, scans.with_columns(scanned_at=shifted))


@pytest.fixture(scope="module")
def hostile_month():
    """Every payload as carrier, category, number, city and country of packages that were and were not scanned."""
    rows = []
    for number, payload in enumerate(HOSTILE * 8):
        at = datetime(2025, 2, 8 + number % 15, 18, tzinfo=UTC)
        for part, clause in enumerate(("valid", "scan.none", "scan.no_delivery")):
            name = f"999-{number:07}-{part:07}"
            flags = "stuck;first_mile;carrier_unknown" if part == 2 else ""
            rows.append({
                "package_id": name, "order_id": name, "carrier": payload, "carrier_raw": payload, "origin": payload,
                "category": payload, "service": payload, "tracking": f"{payload}{number}{part}",
                "state": "defect" if part else "valid", "clause": clause, "confirmed_at": at,
                "confirmed_on": at.date(), "flags": flags,
                "cause": "missing_updates" if part else None, "rule": "us@2025-01-15", "scans_needed": 2,
                "first_scan_at": None if part == 1 else at + timedelta(hours=90), "is_prime": False,
                "is_fixable": False,
            })  # fmt: skip
    verdicts = framed([{key: row.get(key) for key in framed([]).columns} for row in rows])
    scans = pl.DataFrame(
        [{"tracking": row["tracking"], "scanned_at": row["first_scan_at"], "kind": "arrive", "physical": "yes",
          "country": row["carrier"], "city": row["carrier"], "alias_of": None if at % 9 else row["tracking"]}
         for at, row in enumerate(rows) if row["first_scan_at"]], polars_schema(SCANS), orient="row",
    )  # fmt: skip
    return Made(verdicts, scans)


@pytest.fixture(scope="module")
def found(busy):
    return missing_updates(busy)


@pytest.fixture(scope="module")
def hostile_found(hostile_month):
    return missing_updates(hostile_month)


def none() -> Made:
    return Made(framed([]), pl.DataFrame(schema=polars_schema(SCANS)))


def one() -> Made:
    verdicts = make_verdicts().filter(pl.col("carrier") == "usps", pl.col("confirmed_on") == date(2025, 2, 20))
    return Made(verdicts, scanned(verdicts))


@pytest.mark.parametrize("basis", ["confirmed", "promised"])
def test_of_the_sample_store_the_missed_are_those_of_the_summary(month, basis):
    found, told = missing_updates(month, basis), month.summary["windows"][basis]
    family = [row for row in told["clauses"] if row["clause"].startswith(("scan.", "unknown."))]
    assert found["missed"] == sum(row["packages"] for row in family) > 20
    assert (found["counted"], found["pending"]) == (told["rate"]["counted"], told["states"]["pending"])
    parts = {row["part"]: row["missed"] for row in found["parts"]}
    by_clause = {clause: sum(row["packages"] for row in family if row["clause"] == clause) for clause in
                 ("scan.none", "scan.too_late", "unknown.not_asked", "unknown.physical")}  # fmt: skip
    assert parts["never"] + parts["label"] == by_clause["scan.none"]
    assert parts["too_late"] == by_clause["scan.too_late"]
    assert (parts["not_asked"], parts["physical"]) == (by_clause["unknown.not_asked"], by_clause["unknown.physical"])
    assert sum(row["late"] for row in found["parts"]) == sum(
        row["packages"] for row in family if row["cause"] == "late_shipment"
    )
    assert sorted(found["behind"]["parts"]) == sorted(
        month.inside(basis).filter(pl.col("clause").str.contains(r"^(scan|unknown)\."))["package_id"]
    )


def test_a_label_is_told_from_no_record_by_a_look_at_each_number(month):
    found = missing_updates(month)
    recorded = {row["tracking"] for row in month.scans.to_dicts()}
    unscanned = month.inside().filter(pl.col("clause") == "scan.none").to_dicts()
    parts = {row["part"]: row["missed"] for row in found["parts"]}
    assert parts["label"] == sum(row["tracking"] in recorded for row in unscanned) > 0
    assert parts["never"] == sum(row["tracking"] not in recorded for row in unscanned) > 0


def test_of_the_sample_store_those_that_wait_are_counted_one_by_one(month):
    found, began = missing_updates(month)["waiting"], AS_OF - timedelta(days=90)
    by_number = {}
    for scan in month.scans.sort("scanned_at").to_dicts():
        by_number.setdefault(scan["tracking"], []).append(scan)
    waiting = []
    for row in month.packages.to_dicts():
        own = by_number.get(row["tracking"], [])
        is_over = any(scan["kind"] in ("delivered", "return") for scan in own)
        counts = row["state"] in ("valid", "defect", "unknown", "pending") and row["clause"] != "id.reused"
        is_scanned = any(scan["physical"] == "yes" for scan in own)
        if counts and is_scanned and not is_over and began <= row["confirmed_on"] <= AS_OF:
            waiting.append(row)
    assert found["packages"] == len(waiting) > 50
    assert found["stuck"] == sum("stuck" in row["flags"].split(";") for row in waiting) > 0


def test_the_parts_of_all_figures_add_up(found):
    assert found["missed"] > 20
    for state in ("missed", "pending"):
        assert sum(row[state] for row in found["parts"]) == found[state]
        assert sum(row[state] for row in found["carriers"]) == found[state]
    handover = found["handover"]
    for measure in ("packages", *BANDS):
        assert sum(row[measure] for row in [*handover["rows"], handover["rest"]]) == handover["total"][measure]
    heat = found["heat"]
    assert len(heat["rows"]) == len(handover["rows"]) + 1 == ROWS
    assert sum(row["missed"] for row in heat["rows"]) == len(found["behind"]["heat"])


def test_it_is_plain_data_and_the_same_each_time(busy, found):
    assert json.loads(json.dumps(found)) == found
    again = Made(busy.verdicts.sample(fraction=1, shuffle=True, seed=3), busy.scans.reverse())
    assert missing_updates(again) == found


def test_an_outage_is_told_with_its_days_and_its_packages(found):
    (row,) = found["silence"]["rows"]
    assert (row["carrier"], row["first_on"], row["last_on"]) == ("ups", *map(str, HUSH))
    assert row["outcome"] in ("outage", "both")
    assert row["later"] > 10
    assert len(found["behind"]["silence"]) == row["later"] + row["never"] + row["open"]
    told = statement(found, WORDS)
    line = next(line for line in told.lines if "silent" in line)
    assert "UPS, Jan 21, 2025 to Jan 24, 2025" in line
    assert f"later {row['later']}" in line
    figure = missing_calendars.silence(found, WORDS)
    assert [list(trace.meta["carriers"]) for trace in figure.data if trace.meta] == [["ups"]]


def test_a_loss_is_told_from_an_outage(busy):
    late = busy.verdicts.filter(pl.col("carrier") == "ups", pl.col("confirmed_on") > date(2025, 1, 12))["tracking"]
    began, ended = datetime(2025, 1, 21, 8, tzinfo=UTC), datetime(2025, 2, 10, tzinfo=UTC)
    is_lost = pl.col("tracking").is_in(late.implode()) & pl.col("scanned_at").is_between(began, ended)
    made = Made(busy.verdicts, scanned(busy.verdicts).filter(~is_lost))
    (row,) = missing_updates(made)["silence"]["rows"]
    assert row["carrier"] == "ups"
    assert row["never"] > row["later"]
    assert row["outcome"] in ("loss", "both")


def test_scans_are_those_of_the_carrier_that_was_confirmed_under_whatever_number(busy):
    three = busy.packages.filter(pl.col("state") == "valid").head(3)
    at = datetime(2025, 1, 2, 7, 59, tzinfo=UTC)  # a minute before midnight in Los Angeles
    rows = [
        {"tracking": "LASTMILE", "alias_of": three["tracking"][0], "physical": "yes", "kind": "arrive"},
        {"tracking": three["tracking"][1], "physical": "yes", "kind": "delivered"},
        {"tracking": three["tracking"][1], "physical": "no", "kind": "label"},
        {"tracking": three["tracking"][2], "physical": "yes", "kind": "return"},
        {"tracking": three["tracking"][2], "physical": "yes", "kind": "arrive", "leg": "return"},
        {"tracking": "NOBODYS", "physical": "yes", "kind": "arrive"},
    ]
    scans = pl.DataFrame(
        [{"scanned_at": at, "carrier": "japan-post"} | row for row in rows], polars_schema(SCANS), orient="row"
    )
    daily = daily_scans(three, scans, US.zone, date(2024, 11, 30), AS_OF).filter(pl.col("scans") > 0)
    assert daily["day"].to_list() == [date(2025, 1, 1)] * daily.height
    assert daily["scans"].sum() == 2
    assert set(daily["carrier"]) == set(three["carrier"].head(2))


def test_exempt_packages_are_scanned_like_any_other_and_stand_in_no_other_figure(found):
    assert "gofo" in {row["carrier"] for row in found["silence"]["telling"]}
    assert "gofo" not in {row["carrier"] for row in found["carriers"]}


def test_a_faulty_number_is_in_no_band_and_a_number_of_another_order_waits_nowhere(busy, found):
    left_out = found["not_known"]["faulty_numbers"]
    assert found["handover"]["total"]["packages"] == found["counted"] + found["pending"] - left_out
    assert left_out > 0
    is_one = pl.col("package_id") == found["behind"]["waiting"][0]
    for name, change in (("clause", "id.reused"), ("flags", "id.reused")):
        taken = busy.verdicts.with_columns(pl.when(is_one).then(pl.lit(change)).otherwise(name).alias(name))
        assert missing_updates(Made(taken, busy.scans))["waiting"]["packages"] == found["waiting"]["packages"] - 1


@pytest.mark.parametrize("places", [ROWS, ROWS + 1, ROWS + 9])
def test_more_places_than_rows_are_summed_in_the_last(busy, places):
    codes = pl.Series([f"{chr(65 + number)}A" for number in range(places)])
    accepted = busy.scans.filter(pl.col("kind") == "accept")
    placed = accepted.with_columns(country=codes.gather([number % places for number in range(accepted.height)]))
    found = missing_updates(Made(busy.verdicts, placed))["waiting"]
    assert found["places"] == places
    assert len(found["nodes"]) + bool(found["rest"]) == min(places, ROWS)
    assert sum(row["packages"] for row in [*found["nodes"], *filter(None, [found["rest"]])]) == found["packages"]
    assert missing_charts.place_rows({"waiting": found}, WORDS)[-1][0] == (
        f"Other places ({places - ROWS + 1})" if places > ROWS else found["nodes"][-1]["country"]
    )


def test_a_silence_up_to_the_day_is_not_yet_judged(busy):
    cut = pl.col("scanned_at") < datetime(2025, 2, 24, 8, tzinfo=UTC)
    made = Made(busy.verdicts, scanned(busy.verdicts).filter((pl.col("carrier") != "usps") | cut))
    (row,) = missing_updates(made)["silence"]["rows"]
    assert (row["carrier"], row["last_on"], row["outcome"]) == ("usps", "2025-02-28", "still")


def days(*rows) -> pl.DataFrame:
    """Packages from (carrier, days before the last, state), as ``days_found`` asks them."""
    data = [
        (carrier, AS_OF - timedelta(days=back), state == "missed", state != "pending", state == "pending")
        for carrier, back, state in rows
    ]
    kinds = {"carrier": pl.String, "confirmed_on": pl.Date, "is_missed": pl.Boolean, "is_counted": pl.Boolean,
             "is_pending": pl.Boolean}  # fmt: skip
    return pl.DataFrame(data, kinds, orient="row")


def cell(*rows):
    return days_found(days(*rows), AS_OF, AS_OF, ROWS)["rows"][0]["cells"][0]


def test_a_cell_of_few_packages_is_blank_and_one_with_many_pending_is_open():
    assert cell(*[("a", 0, "missed")] * (LEAST - 1)) == [LEAST - 1, LEAST - 1, 0, "few"]
    assert cell(*[("a", 0, "missed")] * LEAST) == [LEAST, LEAST, 0, "told"]
    assert cell(*[("a", 0, "valid")] * (OPEN - 1), ("a", 0, "pending")) == [0, OPEN - 1, 1, "open"]
    assert cell(*[("a", 0, "valid")] * OPEN, ("a", 0, "pending")) == [0, OPEN, 1, "told"]
    assert cell(("a", 0, "pending"), ("a", 0, "pending")) == [0, 0, 2, "open"]


def test_columns_are_days_where_there_are_enough_packages_and_weeks_where_not():
    every = [("a", back, "valid") for back in range(91)]
    weekly = days_found(days(*every), AS_OF - timedelta(days=90), AS_OF, ROWS)
    assert (weekly["step_days"], len(weekly["columns"])) == (7, 13)
    assert weekly["columns"][-1] == ["2025-02-22", "2025-02-28"]
    daily = days_found(days(*every * LEAST), AS_OF - timedelta(days=90), AS_OF, ROWS)
    assert (daily["step_days"], len(daily["columns"])) == (1, 91)
    for data, copies in ((weekly, 1), (daily, LEAST)):
        assert sum(row["counted"] for row in data["rows"]) == 91 * copies


@pytest.mark.parametrize("carriers", [ROWS, ROWS + 1, ROWS + 40])
def test_more_carriers_than_rows_are_summed_in_the_last(carriers):
    rows = [(f"c{number:02}", 3, "missed") for number in range(carriers) for _ in range(1 + number % 3)]
    heat = days_found(days(*rows), AS_OF - timedelta(days=6), AS_OF, ROWS)
    assert len(heat["rows"]) == min(carriers, ROWS)
    assert sum(row["missed"] for row in heat["rows"]) == len(rows)
    assert len(heat["rows"][-1]["names"]) == max(0, carriers - ROWS + 1 if carriers > ROWS else 0)


def test_the_figures_draw_the_numbers_of_the_dict(found):
    bars = {trace.meta["state"]: sum(trace.x) for trace in missing_charts.parts(found, WORDS).data}
    assert bars == {"missed": found["missed"], "pending": found["pending"]}
    handover = {trace.meta["band"]: sum(counts[0] for counts in trace.customdata)
                for trace in missing_charts.handover(found, WORDS).data}  # fmt: skip
    assert handover == {band: found["handover"]["total"][band] for band in BANDS if found["handover"]["total"][band]}
    waiting = missing_charts.waiting(found, WORDS)
    medians = next(trace for trace in waiting.data if trace.mode == "markers")
    assert sum(counts[0] for counts in medians.customdata) == found["waiting"]["packages"]
    grid = missing_calendars.heat(found, WORDS).data[0]
    told = [[cell[3] == "told" for cell in row["cells"]] for row in found["heat"]["rows"]]
    assert [[share is not None for share in line] for line in grid.z] == told
    assert (grid.zmin, grid.zmax) == (0, 50)


def test_tables_end_in_the_sums_of_the_dict(found):
    assert missing_tables.parts(found, WORDS).total[1] == found["missed"]
    assert missing_tables.carriers(found, WORDS).total[1:3] == (found["missed"], found["counted"])
    assert missing_tables.handover(found, WORDS).total[-1] == found["handover"]["total"]["packages"]
    assert missing_tables.waiting(found, WORDS).total[1] == found["waiting"]["packages"]
    assert len(missing_tables.heat(found, WORDS).head) <= 16


def test_every_figure_says_its_finding_and_its_days(found):
    for draw in FIGURES:
        meta = draw(found, WORDS).layout.meta
        assert meta["alt"].startswith(meta["title"])
        days = (found["first_on"], found["as_of"]) if draw in FIGURES[:2] else tuple(found["span"].values())[:2]
        for day in days:
            assert WORDS.day(day) in meta["subtitle"]
        assert "bdata" not in draw(found, WORDS).to_json()


def test_behind_every_figure_stand_packages_of_the_month(busy, found):
    known = set(busy.packages["package_id"])
    for key, ids in found["behind"].items():
        assert set(ids) <= known
        assert len(ids) == len(set(ids))
        figure = WORDS(f"missing_updates.behind.{key}")
        assert f"of {len(ids):,}" in behind(busy.packages, ids, figure, WORDS).caption
    late = busy.packages.filter(pl.col("package_id").is_in(found["behind"]["handover"]))
    assert len(late) == found["handover"]["total"]["later"]


def test_the_statement_says_what_the_dict_holds(found):
    told = statement(found, WORDS)
    assert told.lead.startswith(f"{found['missed']} of {found['counted']} counted packages")
    first = found["carriers"][0]
    where = next(line for line in told.lines if line.startswith("The carrier with the most"))
    assert f"{first['missed']} of the {found['missed']}" in where
    assert any(f"{found['pending']} packages are pending" in line for line in told.lines)


def packages_of(**missed: tuple[int, int]) -> pl.DataFrame:
    """Packages by carrier, as ``_carriers`` is given them: so many missed of so many counted."""
    rows = [(name, at < lost, True, False) for name, (lost, counted) in missed.items() for at in range(counted)]
    frame = pl.DataFrame(rows, ["carrier", "is_missed", "is_counted", "is_pending"], orient="row")
    return frame.with_columns(confirmed_on=pl.lit(date(2025, 2, 3)))


@pytest.mark.parametrize(
    ("ups", "standing", "is_few"),
    [((3, 30), "too_few", True), ((20, 53), "worse", False), ((20, 500), "not_worse", False)],
)
def test_of_a_carrier_with_too_few_packages_to_compare_by_it_says_so(found, ups, standing, is_few):
    rows = _carriers(packages_of(ups=ups, usps=(15, 400)))
    first = next(row for row in rows if row["carrier"] == "ups")
    assert first["standing"] == standing
    lines = statement(found | {"carriers": [first]}, WORDS).lines
    assert any("too few to compare by" in line for line in lines) == is_few


def test_a_carrier_of_which_nothing_counts_is_too_few():
    rows = packages_of(ups=(0, 3), usps=(15, 400)).with_columns(is_counted=pl.col("carrier") != "ups")
    assert {row["carrier"]: row["standing"] for row in _carriers(rows)} == {"ups": "too_few", "usps": "not_worse"}


@pytest.mark.parametrize(("make", "lead"), [(none, "No package counts"), (one, "None of ")])
def test_with_nothing_and_with_one_day_of_one_carrier_it_says_so(make, lead):
    found = missing_updates(make())
    assert statement(found, WORDS).lead.startswith(lead)
    for draw in FIGURES:
        figure = draw(found, WORDS)
        assert figure.layout.meta["title"].startswith(("No", "0 of", f"{found['waiting']['packages']} packages wait"))
    for table in TABLES:
        assert table(found, WORDS)._repr_html_()


def test_what_it_could_not_know_is_counted():
    verdicts = make_verdicts().filter(pl.col("confirmed_on") > date(2025, 2, 1))
    missed = verdicts.filter(pl.col("clause") == "scan.none")["package_id"].to_list()
    strangers = scanned(verdicts.head(3), tracking="NOBODYS")
    scans = pl.concat([scanned(verdicts, physical="unknown"), strangers])
    made = Made(verdicts, scans, unasked=tuple(missed[:4]), by_day=tuple(missed[:2]))
    found = missing_updates(made)
    counts, inside = found["not_known"], made.inside()
    assert (counts["not_asked"], counts["by_day"]) == (4, 2)
    assert counts["strange_scans"] == strangers.height > 0
    assert counts["unclear"] == inside.filter(pl.col("state").is_in(["valid", "pending"])).height > 100
    assert counts["faulty_numbers"] == inside.filter(pl.col("clause").str.starts_with("id.")).height > 0
    assert counts["no_carrier"] == inside.filter(pl.col("carrier") == "unknown").height > 0
    assert counts["too_few"] == len(found["silence"]["telling"])
    table = missing_tables.not_known(found, WORDS)
    assert [row[1] for row in table.rows] == [counts[key] for key in missing_tables.NOT_KNOWN if counts[key]]


def test_an_old_answer_and_a_carrier_gone_quiet_are_counted(busy):
    earlier = Made(busy.verdicts, busy.scans.filter(pl.col("scanned_at") < datetime(2025, 2, 26, tzinfo=UTC)))
    counts, waits = missing_updates(earlier)["not_known"], missing_updates(earlier)["waiting"]["packages"]
    assert counts["quiet_carriers"] == waits > 0
    assert counts["no_place"] == waits
    assert counts["asked_before"] == 0
    later = Made(busy.verdicts, busy.scans, as_of=date(2025, 3, 3))  # the carriers were last asked on February 28th
    found = missing_updates(later)
    assert found["not_known"]["asked_before"] == found["missed"] + found["pending"] > 0


def test_no_name_is_markup_and_every_row_is_there(hostile_found, hostile_month, summary):
    assert hostile_found["missed"] == 2 * 8 * len(HOSTILE)
    assert hostile_found["first_mile"]["total"]["first_mile"] == 8 * len(HOSTILE)
    assert len(hostile_found["waiting"]["nodes"]) == ROWS - 1
    assert "Other carriers" not in missing_calendars.heat(hostile_found, WORDS).layout.meta["title"]
    shown = [statement(hostile_found, WORDS), *(table(hostile_found, WORDS) for table in TABLES)]
    shown += [
        behind(hostile_month.packages, ids, WORDS(f"missing_updates.behind.{key}"), WORDS)
        for key, ids in hostile_found["behind"].items()
    ]
    for each in shown:
        assert html.is_ours(each._repr_html_())
    for draw in FIGURES:
        figure = json.loads(draw(hostile_found, WORDS).to_json())
        texts = json.dumps([figure["layout"].get("yaxis"), figure["layout"]["title"]])
        for payload in HOSTILE:
            if "<" in payload:
                assert json.dumps(payload)[1:-1] not in texts
        for trace in figure["data"]:
            assert "evil" not in json.dumps([trace.get("hovertemplate"), trace.get("name")])
