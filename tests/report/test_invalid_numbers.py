"""Numbers at fault: held against a recount in plain Python, scipy's tests, and the statuses of the numbers."""

import itertools
import json
from collections import Counter
from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import nbformat.v4 as nb
import polars as pl
import pytest
from scipy import stats

from tests.report import typed
from tests.report.conftest import HOSTILE, cell, framed, make_summary
from vtr_lib.report import html, number_charts, number_tables
from vtr_lib.report.behind import behind
from vtr_lib.report.confirmations import BY, condensed
from vtr_lib.report.faulty_numbers import FAULTS, KINDS, faulty
from vtr_lib.report.invalid_numbers import invalid_numbers
from vtr_lib.report.month import Month
from vtr_lib.report.number_statement import statement
from vtr_lib.tracking.carriers import carriers
from vtr_lib.tracking.check import statuses
from vtr_lib.tracking.formats import formats
from vtr_lib.verdict.numbers import CLAUSES
from vtr_lib.words import load

WORDS = load("en")
ZONE = ZoneInfo("America/Los_Angeles")
AS_OF = typed.AS_OF
NO_FORMAT = min(carriers().keys() - {entry.carrier for entry in formats()})
EARLY = AS_OF - timedelta(days=25)


@pytest.fixture(scope="module")
def made():
    return typed.made(460)


@pytest.fixture(scope="module")
def found(made):
    return invalid_numbers(made)


def of_one(**change: object) -> dict:
    """What is found where one package, confirmed on ``day``, is typed like this and was never scanned."""
    day = change.pop("day", EARLY)
    rows = [typed.row(1, day, **change), typed.row(2, day)]
    return invalid_numbers(typed.month_of(rows, is_scanned=lambda row: row["package_id"] == "p2"))


def shown(found: dict) -> list:
    """Every figure, table and statement of the investigation."""
    figures = [getattr(number_charts, name)(found, WORDS) for name in ("clauses", "links", "days")]
    names = ("clauses", "beneath", "links", "days", "mendable", "mend", "reused", "not_known")
    tables = [getattr(number_tables, name)(found, WORDS) for name in names]
    figures += [number_charts.confirmed(found, by, WORDS) for by in BY]
    tables += [number_tables.confirmed(found, by, WORDS) for by in BY]
    return [*figures, *tables, statement(found, WORDS)]


def by_hand(month: Month, first: date) -> dict[str, tuple[str, list[str]]]:
    """Package → its fault and those beneath it, recounted row by row from the verdicts confirmed since ``first``."""
    order = month.policy.on(month.as_of)["clause_order"]
    told = {}
    for row in month.verdicts.iter_rows(named=True):
        flags = [flag for flag in row["flags"].split(";") if flag in CLAUSES]
        fault = row["clause"] if row["state"] == "defect" else min(flags, key=order.index, default="")
        is_fault = row["state"] in ("defect", "pending") and fault in FAULTS
        if is_fault and first <= row["confirmed_on"] <= month.as_of:
            told[row["package_id"]] = fault, [flag for flag in flags if flag != fault]
    return told


@pytest.mark.parametrize("which", ["made", "month"])
def test_clauses_are_those_of_a_recount(which, request):
    month = request.getfixturevalue(which)
    found = invalid_numbers(month)
    told = by_hand(month, date.fromisoformat(found["shown"]["first_on"]))
    assert {row["clause"]: row["shown"] for row in found["clauses"]} == Counter(fault for fault, _ in told.values())
    assert found["behind"]["clauses"] == sorted(told)
    inside = by_hand(month, date.fromisoformat(found["window"]["first_on"]))
    assert {row["clause"]: row["window"] for row in found["clauses"] if row["window"]} == Counter(
        fault for fault, _ in inside.values()
    )
    states = dict(month.verdicts.select("package_id", "state").iter_rows())
    assert found["rate"]["missed"] == sum(states[name] == "defect" for name in inside)
    for row in found["clauses"]:
        assert row["pending"] == sum(states[name] == "pending" for name in told if told[name][0] == row["clause"])


def test_the_rate_is_the_summarys(month):
    rate = invalid_numbers(month)["rate"]
    window = month.summary["windows"]["confirmed"]
    assert (rate["valid"], rate["counted"]) == (window["rate"]["valid"], window["rate"]["counted"])
    causes = {row["cause"]: row["packages"] for row in window["causes"]}
    assert rate["missed"] == causes["invalid_number"] > 0


def test_other_faults_stand_beneath_and_each_answers_for_a_part(made, found):
    told = by_hand(made, date.min)
    parts: dict[str, Fraction] = {}
    for fault, also in told.values():
        for name in (fault, *also):
            parts[name] = parts.get(name, Fraction()) + Fraction(1, 1 + len(also))
    rows = {row["clause"]: row for row in found["beneath"]["rows"]}
    assert {name: Fraction(row["share"]) for name, row in rows.items()} == parts
    assert sum(parts.values()) == len(told)
    assert found["beneath"]["several"] == sum(bool(also) for _, also in told.values()) > 0
    for name, row in rows.items():
        assert row["packages"] == sum(fault == name for fault, _ in told.values())
        assert row["beneath"] == sum(name in also for _, also in told.values())
        assert row["also"] == Counter(each for fault, also in told.values() if fault == name for each in also)
    assert number_tables.beneath(found, WORDS).total[-1] == len(told)


@pytest.mark.parametrize(
    ("change", "clause", "kind", "advice"),
    [
        ({"tracking": ""}, "id.missing", "empty", None),
        ({"tracking": "N/A"}, "id.missing", "placeholder", None),
        ({"tracking_entered_at": f"{AS_OF + timedelta(days=2)}T00:00:00Z"}, "id.missing", "not_yet", None),
        ({"carrier": "usps", "tracking": "9.4E+21"}, "id.mangled", "shown", None),
        ({"tracking": "#REF!"}, "id.mangled", "shown", None),
        ({"carrier": "usps", "tracking": "9400199252966970000000"}, "id.mangled", "end", None),
        ({"carrier": "canada-post", "tracking": "73938000549297"}, "id.mangled", "front", "0073938000549297"),
        ({"tracking": "1Z999AA10123456784★"}, "id.bad_characters", None, None),
        ({"tracking": "1Z999AA10123456785"}, "id.bad_format", "check_digit_wrong", "near"),
        ({"tracking": "1Z999AA101234"}, "id.bad_format", "unknown_format", None),
        (typed.FAULTY["order"], "id.bad_format", "order_id", None),
        ({"carrier": "usps", "tracking": "1Z999AA10123456784"}, "id.wrong_carrier", None, "ups"),
        ({"is_other_carrier": True}, "id.other_free_text", None, "list"),
    ],
)
def test_kinds_and_what_to_put_in_the_place(change, clause, kind, advice):
    found = of_one(day=AS_OF - timedelta(days=2), **change)
    (row,) = found["clauses"]
    assert (row["clause"], row["shown"], row["pending"]) == (clause, 1, 1)
    assert [each["kind"] for each in row["kinds"]] == ([kind] if kind else [])
    assert (kind in KINDS.get(clause, ())) == bool(kind)
    assert row["suggested"] == found["mend"]["advised"] == bool(advice)
    if advice:
        (listed,) = found["mend"]["listed"]
        (cells,) = number_tables.mend(found, WORDS).rows
        assert listed["looks_like"] == (advice if advice == "ups" else None)
        assert bool(listed["near"]) == (advice not in ("ups", "list"))
        assert ("UPS" if advice in ("ups", "list") else ";".join(listed["near"])[:16]) in cells[5]
        assert advice in ("ups", "list", "near") or listed["near"] == [advice]
        near = pl.Series(listed["near"], dtype=pl.String)
        told = statuses(near, pl.Series([listed["carrier"]], dtype=pl.String).new_from_index(0, len(near)))
        assert set(told["status"]) <= {"ok"}


@pytest.mark.parametrize(
    ("promised", "ahead", "over", "past"),
    [(0, 1, 0, 0), (-1, 0, 1, 0), (-9, 0, 1, 0), (-10, 0, 0, 1), (5, 1, 0, 0)],
)
def test_until_when_it_can_be_mended(promised, ahead, over, past):
    """The promised day itself is in; after it the number may still be typed, and from the lag on the package counts."""
    assert of_one()["mend"]["past"] == 0
    day = AS_OF + timedelta(days=promised)
    mend = of_one(tracking="1Z999AA10123456785", promised_on=str(day))["mend"]
    assert (mend["ahead"], mend["over"], mend["past"]) == (ahead, over, past)
    assert [row["until_on"] for row in mend["listed"]] == ([str(day)] if ahead else [])
    assert mend["first_on"] == (str(day) if ahead else None)


def test_what_can_be_mended_is_told_first_due_first_and_all_counted():
    due = [str(AS_OF + timedelta(days=1 + number % 7)) for number in range(60)]
    numbers = [typed.upc(number) for number in range(60)]
    wrong = [f"{number[:-1]}{(int(number[-1]) + 1) % 10}" for number in numbers]
    rows = [
        typed.row(number, AS_OF - timedelta(days=3), tracking=wrong[number], promised_on=due[number])
        for number in range(60)
    ]
    found = invalid_numbers(typed.month_of(rows, is_scanned=lambda row: False))
    mend = found["mend"]
    assert mend["ahead"] == mend["advised"] == 60
    listed = [(row["until_on"], row["package_id"]) for row in mend["listed"]]
    assert len(listed) == 50
    assert listed == sorted(listed)
    assert "50 of 60" in number_tables.mend(found, WORDS).caption


def test_a_number_right_by_the_end_or_exempt_or_late_is_not_at_fault(month):
    found = invalid_numbers(month)
    of = month.packages.filter(pl.col("package_id").is_in(found["behind"]["clauses"]))
    assert set(of["state"]) <= {"defect", "pending"}
    assert "id.late" not in set(of["clause"])
    late = month.packages.filter(pl.col("clause") == "id.late").height
    assert found["not_known"]["late"] == late > 0
    others = pl.col("flags").str.replace("id.late", "", literal=True)
    marked = month.packages.filter(pl.col("state") == "exempt", others.str.contains("id.", literal=True))
    assert found["not_known"]["exempt"] == marked.height > 0


def test_whose_number_it_is_agrees_with_the_numbers_own_status(made):
    rows = faulty(made).filter(pl.col("number_status") == "other_carrier")
    assert rows.height
    told = statuses(rows["tracking"], rows["carrier"])
    assert told["looks_like"].to_list() == rows["looks_like"].to_list()


def test_every_group_is_that_of_a_recount(made, found):
    judged = made.packages.filter(pl.col("state").is_in(["valid", "defect", "pending", "unknown"]))
    at_fault = set(found["behind"]["clauses"])
    groups: dict[str, dict] = {by: {} for by in BY}
    for row in judged.iter_rows(named=True):
        local = row["confirmed_at"].astimezone(ZONE)
        names = {
            "file": row["source_file"], "hour": local.hour, "weekday": local.isoweekday(),
            "field": "other" if row["is_other_carrier"] else "list",
            "label": "bought" if row["is_label_bought"] else "own",
        }  # fmt: skip
        for by, name in names.items():
            group = groups[by].setdefault(name, [0, 0])
            group[0] += row["package_id"] in at_fault
            group[1] += 1
    for by, rows in found["confirmed"].items():
        assert {row["name"]: [row["at_fault"], row["judged"]] for row in rows} == groups[by]
        assert sum(row["at_fault"] for row in rows) == found["at_fault"]["shown"]


def test_a_group_is_called_worse_by_an_exact_test_that_minds_their_number():
    """Fisher's exact test of each file against all others, with Benjamini and Hochberg's correction."""
    sizes = {"a": (60, 200), "b": (6, 200), "c": (8, 200), "d": (1, 2)}
    numbers = itertools.count()
    rows = [
        typed.row(next(numbers), EARLY, source_file=name, **({"tracking": ""} if place < bad else {}))
        for name, (bad, all_of) in sizes.items()
        for place in range(all_of)
    ]
    found = invalid_numbers(typed.month_of(rows))
    whole = [sum(column) for column in zip(*sizes.values(), strict=True)]
    p_values = [
        stats.fisher_exact(
            [[bad, count - bad], [whole[0] - bad, whole[1] - count - whole[0] + bad]], alternative="greater"
        ).pvalue
        for bad, count in sizes.values()
    ]
    is_worse = [p <= 0.05 for p in stats.false_discovery_control(p_values)]
    groups = {row["name"]: row["standing"] for row in found["confirmed"]["file"]}
    assert [groups[name] == "worse" for name in sizes] == is_worse == [True, False, False, False]
    assert groups["d"] == "too_few"
    figure = number_charts.confirmed(found, "file", WORDS)
    assert "1 of 4" in figure.layout.meta["title"]
    assert "30.0 % (60/200)" in figure.layout.meta["title"]
    assert len({figure.data[0].marker.color[place] for place in (0, 1, 3)}) == 3
    table = number_tables.confirmed(found, "file", WORDS)
    assert [row[4] for row in table.rows] == ["more, beyond chance", "not more", "not more", "too few to say"]


def test_an_hour_nobody_told_stands_apart():
    told = ["day"] * 3 + ["second"] * 2
    rows = [typed.row(number, EARLY, 8 + number, confirmed_precision=each) for number, each in enumerate(told)]
    found = invalid_numbers(typed.month_of(rows))
    assert {row["name"]: row["judged"] for row in found["confirmed"]["hour"]} == {3: 1, 4: 1, None: 3}
    assert found["confirmed"]["hour"][-1]["name"] is None
    assert found["not_known"]["no_hour"] == 3
    assert any(row[0] == "Hour not known" for row in number_tables.confirmed(found, "hour", WORDS).rows)


@pytest.mark.parametrize(
    ("known", "title"), [(0, "No package's hour of confirmation is known"), (1, "No hour has"), (300, "All packages")]
)
def test_an_hour_nobody_told_is_never_the_finding(known, title):
    """All faults are of the unknown hour, which so has more of them than the others."""
    told = ["second"] * known + ["day"] * (300 - known)
    rows = [
        typed.row(number, EARLY, confirmed_precision=each, tracking="" if number >= 200 else typed.upc(number))
        for number, each in enumerate(told)
    ]
    found = invalid_numbers(typed.month_of(rows))
    assert number_charts.confirmed(found, "hour", WORDS).layout.meta["title"].startswith(title)


def test_files_stand_in_the_order_of_time_and_many_are_cut():
    days = [EARLY - timedelta(days=number) for number in range(60)]
    rows = [
        typed.row(number, day, source_file=f"{number:02}.txt", **({"tracking": ""} if number < 30 else {}))
        for number, day in enumerate(days)
    ]
    found = invalid_numbers(typed.month_of(rows))
    files = found["confirmed"]["file"]
    assert [row["name"] for row in files] == [f"{number:02}.txt" for number in reversed(range(60))]
    cut = condensed(files, 12)
    assert len(cut) == 12
    assert cut[-1]["count"] == 49
    for key, whole in (("at_fault", 30), ("judged", 60)):
        assert sum(row[key] for row in cut) == whole
    assert [row["name"] for row in cut[:-1]] == sorted((row["name"] for row in cut[:-1]), reverse=True)
    assert condensed(files, 60) == files
    assert number_tables.confirmed(found, "file", WORDS).total[1:3] == (30, 60)


def test_the_days_add_up_and_a_day_has_all_its_packages(made, found):
    days = found["days"]
    assert days["days"] == sorted(days["days"])
    assert len(days["days"]) == 92
    judged = Counter(str(day) for day in made.packages["confirmed_on"])
    assert days["judged"] == [judged[day] for day in days["days"]]
    told = by_hand(made, date.min)
    on = dict(made.packages.select("package_id", "confirmed_on").iter_rows())
    counted = Counter((fault, str(on[name])) for name, (fault, _) in told.items())
    for fault, counts in days["faults"].items():
        assert counts == [counted[fault, day] for day in days["days"]]
    figure = number_charts.days(found, WORDS)
    assert {trace.meta["clause"]: list(trace.y) for trace in figure.data} == days["faults"]
    looks = {(trace.marker.color, trace.marker.pattern.shape) for trace in figure.data}
    assert len(looks) == len(figure.data)
    table = number_tables.days(found, WORDS)
    assert [sum(column) for column in list(zip(*table.rows, strict=True))[1:]] == list(table.total[1:])


def test_no_day_before_92_is_shown_and_what_is_before_can_still_be_past_mending():
    days = [AS_OF - timedelta(days=back) for back in (91, 92)]
    rows = [typed.row(number, day, tracking="") for number, day in enumerate(days)]
    found = invalid_numbers(typed.month_of(rows))
    assert found["at_fault"] == {"window": 0, "shown": 1}
    assert found["days"]["days"][0] == str(days[0])
    assert found["mend"]["past"] == 2
    assert number_tables.mendable(found, WORDS).total[1] == 2


@pytest.mark.parametrize(("back", "inside"), [(29, 1), (30, 0)])
def test_the_window_is_that_of_the_rate(back, inside):
    found = of_one(day=AS_OF - timedelta(days=back), tracking="")
    assert found["at_fault"] == {"window": inside, "shown": 1}
    assert found["rate"]["missed"] == inside
    lead = statement(found, WORDS).lead
    assert ("50.0 points" in lead) == bool(inside)
    assert "counted packages" in lead


def test_by_the_promised_day_a_package_stands_where_it_was_promised(made):
    found = invalid_numbers(made, "promised")
    first, last = (date.fromisoformat(found["window"][edge]) for edge in ("first_on", "last_on"))
    told = by_hand(made, date.min)
    on = dict(made.packages.select("package_id", "promised_on").iter_rows())
    assert found["at_fault"]["window"] == sum(first <= on[name] <= last for name in told) > 0
    assert found["mend"] == invalid_numbers(made)["mend"]


def test_which_orders_share_a_number():
    shared = typed.upc(7)
    rows = [typed.row(number, EARLY + timedelta(days=3 * number), tracking=shared) for number in range(7)]
    found = invalid_numbers(typed.month_of(rows))
    reused = found["reused"]
    assert (reused["packages"], reused["numbers"], reused["orders"], reused["alone"]) == (6, 1, 7, 0)
    (row,) = reused["listed"]
    assert row["count"] == 7
    assert [each["order_id"] for each in row["orders"]] == [f"999-{number:07}-0000001" for number in range(5)]
    assert "and 2 more" in number_tables.reused(found, WORDS).rows[0][2]
    assert found["clauses"][0]["kinds"][0]["kind"] == "shared"


def test_a_number_delivered_before_has_no_other_order():
    row = typed.row(1, EARLY)
    delivered = {"kind": "delivered", "physical": "yes", "leg": "forward", "tracking": row["tracking"]}
    delivered["scanned_at"] = (datetime.fromisoformat(row["confirmed_at"]) - timedelta(days=3)).isoformat()
    entered = {"tracking_entered_at": (EARLY - timedelta(days=5)).isoformat() + "T00:00:00Z"}
    month = Month(typed.Held([row | entered], [delivered], []), typed.made(1).policy, AS_OF)
    found = invalid_numbers(month)
    assert [(each["clause"], each["kinds"][0]["kind"]) for each in found["clauses"]] == [("id.reused", "delivered")]
    assert (found["reused"]["numbers"], found["reused"]["alone"]) == (0, 1)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"carrier": "Nobody Knows Ltd", "tracking": "1Z999AA10123456785"}, "no_carrier_odd"),
        ({"carrier": NO_FORMAT, "tracking": "ABC1234567"}, "no_format"),
    ],
)
def test_what_nobody_can_tell_is_counted_and_not_called_wrong(change, key):
    found = of_one(**change)
    assert found["at_fault"]["shown"] == 0
    assert found["not_known"][key] == 1
    assert any(row[1] == 1 for row in number_tables.not_known(found, WORDS).rows)


def test_an_odd_number_that_its_carrier_has_scanned_is_not_called_wrong():
    rows = [typed.row(1, EARLY, tracking="1Z999AA10123456785")]
    found = invalid_numbers(typed.month_of(rows))
    assert found["at_fault"]["shown"] == 0
    assert found["not_known"]["outweighed"] == 1
    assert found["behind"]["odd"] == ["p1"]


@pytest.mark.parametrize(("kinds", "nodes"), [(8, 16), (9, 16), (1, 2)])
def test_the_flow_has_at_most_eight_a_side_and_loses_nothing(kinds, nodes, found):
    slugs = ["ups", "usps", "fedex", "dhl", "ontrac", "yunexpress", "4px", "yanwen", "royal-mail"]
    pairs = [
        {"confirmed": slugs[place], "looks_like": slugs[-1 - place], "packages": 20 - place} for place in range(kinds)
    ]
    figure = number_charts.links(found | {"wrong_carrier": pairs}, WORDS)
    flow = figure.data[0]
    assert len(flow.node.label) == nodes
    assert sum(flow.link.value) == sum(pair["packages"] for pair in pairs)
    assert max(flow.link.target) < nodes
    assert set(flow.link.source).isdisjoint(flow.link.target)
    for pair in pairs:
        assert f"{pair['packages']}" in figure.layout.meta["alt"]
    table = number_tables.links(found | {"wrong_carrier": pairs}, WORDS)
    assert table.total[2] == sum(flow.link.value)
    assert ("2 others" in str(flow.node.label)) == (kinds > 8)


def test_the_statement_says_what_the_dict_says(month):
    found = invalid_numbers(month)
    told = statement(found, WORDS)
    rate = found["rate"]
    assert f"{rate['missed']:,} of {rate['counted']:,}" in told.lead
    assert f"({rate['valid'] + rate['missed']}/{rate['counted']})" in told.lines[0]
    assert f"({found['at_fault']['shown']}/{found['judged']['shown']:,})" in told.lines[1]
    assert any(f"{found['not_known']['no_hour']:,} the hour" in line for line in told.lines)


def test_no_line_of_the_statement_is_cut(made, found):
    many = [found["clauses"][0] | {"clause": fault, "missed": 11_111, "shown": 22_222} for fault in FAULTS]
    told = statement(found | {"clauses": many}, WORDS)
    assert max(map(len, (told.lead, *told.lines))) < 300
    assert "4 other clauses" in told.lead


@pytest.mark.parametrize(
    ("rows", "lead"),
    [
        ([], "There is no package"),
        ([typed.row(1, EARLY)], "No number is at fault: 1 packages"),
        ([typed.row(1, AS_OF - timedelta(days=40), tracking="")], "cost the rate nothing now: 0 of 0"),
    ],
)
def test_nothing_one_day_and_one_package_are_shown_too(rows, lead):
    found = invalid_numbers(typed.month_of(rows))
    assert lead in statement(found, WORDS).lead
    for each in shown(found):
        assert cell(each).outputs[0]["data"]


def test_the_order_of_the_rows_changes_nothing(made, found):
    held = made.store
    mixed = typed.Held(held.packages[::-1], held.scans[::-1], held.snapshots[::-1])
    assert invalid_numbers(Month(mixed, made.policy, AS_OF)) == found


def test_it_is_plain_data_with_the_packages_behind_each_number(found):
    assert json.loads(json.dumps(found)) == found
    assert len(found["behind"]["beneath"]) == found["beneath"]["several"]
    assert len(found["behind"]["reused"]) == found["reused"]["packages"]
    assert len(found["behind"]["wrong_carrier"]) == sum(pair["packages"] for pair in found["wrong_carrier"])
    assert len(found["behind"]["mend"]) == found["mend"]["ahead"] + found["mend"]["over"]


def test_hostile_names_stay_text():
    rows = [
        typed.row(number, AS_OF - timedelta(days=number % 5), source_file=payload, tracking=payload, carrier=payload)
        for number, payload in enumerate(HOSTILE)
    ]
    rows += [
        typed.row(100 + number, AS_OF, source_file=payload, tracking=payload, is_other_carrier=True)
        for number, payload in enumerate(HOSTILE)
    ]
    month = typed.month_of(rows, is_scanned=lambda row: False)
    found = invalid_numbers(month)
    assert found["at_fault"]["shown"] > 20
    cells = [cell(each) for each in [*shown(found), behind(month.packages, found["behind"]["clauses"], "x", WORDS)]]
    page = html.page([nb.new_notebook(cells=cells)], make_summary(framed([]), [], amazon_rates=[]), WORDS)
    for threat in ("<img", "<svg onload", "</script><script>document"):
        assert threat not in page
    assert page.count('<table class="vtr-table">') == 8 + len(BY) + 1
    drawn = "".join(number_charts.confirmed(found, by, WORDS).to_json() for by in BY)
    assert "%{customdata}" not in drawn
    assert "=1+1" in number_tables.confirmed(found, "file", WORDS)._repr_html_()
