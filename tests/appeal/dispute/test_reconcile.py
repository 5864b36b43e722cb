"""Amazon's report beside our verdicts: every row and every missed package in exactly one standing."""

import csv
import json
from collections import Counter
from datetime import date, timedelta

import polars as pl
import pytest
from appeal.conftest import AS_OF, CATEGORY, NUMBERS
from hypothesis import given, settings
from hypothesis import strategies as st
from report.conftest import HOSTILE
from report.late_store import store_of

from vtr_lib.cli import main
from vtr_lib.report import reconcile as reconciling
from vtr_lib.report.reconcile import COLUMNS, DIFFERENT, MISSED, SAME, STANDINGS, reconcile
from vtr_lib.words import languages, load

TOYS = "Toys & Games"
HEAD = ("Order ID", "Tracking ID", "Promised Delivery Date", "Has Valid Tracking", "Any Physical Scan From Carrier",
        "Delivery Scan/Attempt", "Product Category")  # fmt: skip


def standings(rows: pl.DataFrame) -> dict[str, list[str]]:
    found = {}
    for order, standing in rows.select("order_id", "standing").iter_rows():
        found.setdefault(standing, []).append(order[4:11].lstrip("0"))
    return found


def order(number: int) -> str:
    return f"999-{number:07}-0000001"


def told(month, rows: list[dict]) -> pl.DataFrame:
    """Rows of a report, as a store or a file would give them."""
    return pl.DataFrame(rows, month.store.table("amazon_defects").schema)


@pytest.fixture(scope="module")
def every_standing(told_store):
    """Rows of a report in which each standing occurs, and what each is by its order."""
    report = told_store["amazon_defects"]
    blank = {"tracking": None, "tracking_raw": None}
    rows = [
        *report,
        report[0] | blank | {"order_id": order(103), "promised_on": date(2025, 2, 14), "source_line": 7},
        report[0] | {"order_id": order(7777777), "source_line": 8},
        report[0] | blank | {"order_id": order(104), "has_valid_tracking": True, "source_line": 9},
        report[2] | {"order_id": order(1), "has_valid_tracking": True, "source_line": 11},
        report[2] | {"promised_on": date(2025, 2, 16), "source_line": 12},
        report[0] | blank | {"order_id": order(105), "source_line": 13},
        report[0] | {"order_id": order(5), "tracking": "9400100000000000000000", "source_line": 14},
    ]  # fmt: skip
    right = {
        "amazon_alone": ["23"], "other_number": ["5"], "pending": ["105"], "both_missed": ["101", "102", "103"],
        "ours_alone": ["104"], "both_valid": ["1"], "not_held": ["7777777"], "not_listed": ["106"],
    }  # fmt: skip
    return rows, right


def test_each_stands_where_both_or_one_alone_calls_it_missed(month):
    found = reconcile(month, CATEGORY)
    assert tuple(found.rows.columns) == COLUMNS
    # 103 and 106 are promised after the last day of the report, so it need not name them
    assert standings(found.rows) == {"amazon_alone": ["23"], "both_missed": ["101", "102"]}


def test_rows_that_name_no_package_and_packages_that_no_row_names(month, every_standing):
    rows, right = every_standing
    toys = rows[0] | {"order_id": order(201), "tracking": None, "category": TOYS, "source_line": 10}
    report = told(month, [*rows, toys])
    found = reconcile(month, CATEGORY, report=report)
    assert standings(found.rows) == right
    assert list(right) == list(STANDINGS)
    assert found.identity == {
        "rows": 10, "repeated": 1, "same": 4, "different": 4, "theirs_only": 1, "missed": 5, "both_missed": 3,
        "ours_alone": 1, "ours_only": 1,
    }  # fmt: skip
    assert standings(reconcile(month, TOYS, report=report).rows) == {"amazon_alone": ["201"]}
    assert reconcile(month, report=report).identity["rows"] == found.identity["rows"] + 1
    one = reconcile(month, order_id=order(23), report=report)
    assert standings(one.rows) == {"amazon_alone": ["23"]}
    assert one.identity["repeated"] == 1


def test_a_later_report_outweighs_an_earlier_one(told_store, month):
    report = told_store["amazon_defects"]
    later = report[0] | {"has_valid_tracking": True, "source_file": "later.csv", "source_line": 2}
    found = reconcile(month, CATEGORY, report=told(month, [*report, later]))
    assert standings(found.rows) == {"amazon_alone": ["23"], "both_missed": ["102"], "ours_alone": ["101"]}
    assert (found.identity["rows"], found.identity["repeated"]) == (4, 1)


def test_only_the_days_of_a_report_are_asked_for_and_those_between_two_reports_are_not(told_store, month):
    report = told_store["amazon_defects"]
    days = {13: [], 14: ["103"], 15: ["103", "104"], 16: ["103", "104", "106"]}  # promised on these, and missed
    for last, missed in days.items():
        rows = [*report, report[2] | {"order_id": order(2), "tracking": None, "promised_on": date(2025, 2, last)}]
        found = reconcile(month, CATEGORY, report=told(month, rows))
        assert standings(found.rows).get("not_listed", []) == missed
    other = report[2] | {"order_id": order(2), "tracking": None, "promised_on": date(2025, 2, 20),
                         "source_file": "other.csv"}  # fmt: skip
    found = reconcile(month, CATEGORY, report=told(month, [*report, other]))
    assert "not_listed" not in standings(found.rows)


def test_what_proves_ours_is_told_where_amazon_alone_calls_it_missed(told_store, tmp_path):
    change = {
        11: {"origin": "JP"}, 12: {"origin": "CN", "carrier": "usps"}, 13: {"destination": "CA"}, 14: {},
    }  # fmt: skip
    packages = [row | change.get(int(row["order_id"][4:11]), {}) for row in told_store["canonical_packages"]]
    by = {int(row["order_id"][4:11]): row for row in packages}
    rows = [told_store["amazon_defects"][0] | {name: by[number][name] for name in ("order_id", "tracking")}
            for number in change]  # fmt: skip
    month = store_of(tmp_path, AS_OF, **(told_store | {"canonical_packages": packages, "amazon_defects": rows}))
    found = {row["order_id"]: row for row in reconcile(month).of("amazon_alone").to_dicts()}
    assert {number: found[order(number)]["proof"] for number in change} == {
        11: "exemption", 12: "scans", 13: "scope", 14: "scan",
    }  # fmt: skip
    assert found[order(11)]["clause"] == "exempt.origin"
    day = by[14]["confirmed_at"]
    assert (found[order(14)]["first_scan_at"], found[order(14)]["delivery_at"]) == (
        day + timedelta(days=1), day + timedelta(days=3),
    )  # fmt: skip


def test_without_a_report_there_is_nothing(told_store, tmp_path):
    rows = {name: rows for name, rows in told_store.items() if name != "amazon_defects"}
    found = reconcile(store_of(tmp_path, AS_OF, **rows), CATEGORY)
    assert found.rows.is_empty()
    assert tuple(found.rows.columns) == COLUMNS
    assert set(found.identity.values()) == {0}


# -- a slow twin: plain Python, row by row --


def twin(report: list[dict], packages: list[dict]) -> Counter:
    """Standings counted by going through every row and every package by hand."""
    kept = []
    for at, row in enumerate(report):
        later = report[at + 1 :]
        if row["tracking"]:
            again = any((each["order_id"], each["tracking"]) == (row["order_id"], row["tracking"]) for each in later)
        else:
            of_order = [each for each in report if each["order_id"] == row["order_id"] and not each["tracking"]]
            again = of_order[-1]["source_file"] != row["source_file"]
        if not again:
            kept.append(row)
    found, taken = Counter(repeated=len(report) - len(kept)), {}
    for row in kept:  # numbers first
        for package in packages:
            same = (package["order_id"], package["tracking"]) == (row["order_id"], row["tracking"])
            if same and row["tracking"]:
                taken.setdefault(package["package_id"], row)
                break
    left = [row for row in kept if not any(row is other for other in taken.values())]
    for row in reversed(left):
        of_order = [package for package in packages if package["order_id"] == row["order_id"]]
        if len(of_order) == 1 and of_order[0]["package_id"] not in taken:
            taken[of_order[0]["package_id"]] = row
    found["not_held"] = sum(not any(row is other for other in taken.values()) for row in kept)
    spans = {}
    for row in report:
        spans.setdefault(row["source_file"], []).append(row["promised_on"])
    for package in packages:
        row, state = taken.get(package["package_id"]), package["state"]
        if row is None:
            day = package["promised_on"] or package["confirmed_on"]
            if state in MISSED and any(min(days) <= day <= max(days) for days in spans.values()):
                found["not_listed"] += 1
            continue
        if state in MISSED:
            name = "ours_alone" if row["has_valid_tracking"] else "both_missed"
        elif row["has_valid_tracking"]:
            name = "both_valid"
        elif state == "pending":
            name = "pending"
        elif state == "valid" and row["tracking"] and package["tracking"] and row["tracking"] != package["tracking"]:
            name = "other_number"
        else:
            name = "amazon_alone"
        found[name] += 1
    return +found


ROWS = st.lists(
    st.fixed_dictionaries({
        "order": st.sampled_from([1, 2, 23, 101, 102, 103, 104, 105, 106, 201, 7777777]),
        "number": st.sampled_from(["own", "none", "other", "ups"]), "is_valid": st.sampled_from([True, False, None]),
        "promised_on": st.dates(date(2025, 1, 20), date(2025, 3, 1)), "file": st.sampled_from(["a.csv", "b.csv"]),
        "category": st.sampled_from([CATEGORY, TOYS, None]),
    }),
    max_size=14,
)  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(rows=ROWS)
def test_the_identity_is_that_of_a_slow_twin_however_the_report_looks(month, rows):
    packages = month.packages.to_dicts()
    own = {package["order_id"]: package["tracking"] for package in packages}
    report = [
        {
            "order_id": order(row["order"]), "promised_on": row["promised_on"], "source_line": line,
            "tracking": {"own": own.get(order(row["order"])), "none": None, "other": "1Z999AA10100000000",
                         "ups": NUMBERS["ups"]}[row["number"]],
            "has_valid_tracking": row["is_valid"], "source_file": row["file"], "category": row["category"],
        }
        for line, row in enumerate(rows, 2)
    ]  # fmt: skip
    frame = told(month, report)
    found = reconcile(month, report=frame)
    right = twin(report, packages)
    assert +Counter(found.standings | {"repeated": found.identity["repeated"]}) == right
    assert (
        found.identity["rows"]
        == len(report)
        == (right["repeated"] + sum(right[name] for name in (*SAME, *DIFFERENT)) + right["not_held"])
    )
    assert found.identity["missed"] == right["both_missed"] + right["ours_alone"] + right["not_listed"]
    parts = [reconcile(month, category, report=frame) for category in (CATEGORY, TOYS)]
    nowhere = found.rows.filter(pl.col("category").is_null()).height
    assert sum(part.rows.height for part in parts) + nowhere == found.rows.height
    assert set(found.of("amazon_alone")["state"]) <= {"valid", "exempt", "out_of_scope"}


# -- the command --


@pytest.fixture(scope="module")
def report(tmp_path_factory, told_store):
    """A defect report as a file: a valid package, a missed one, a stranger."""
    path = tmp_path_factory.mktemp("files") / "defects.csv"
    by = {int(row["order_id"][4:11]): row for row in told_store["canonical_packages"]}
    rows = [(order(number), by[number]["tracking"] if number in by else "9400111899560000000000", "Feb 13, 2025", "No",
             "No", "No", CATEGORY) for number in (23, 101, 7777777)]  # fmt: skip
    path.write_text("\n".join(",".join(f'"{cell}"' for cell in row) for row in (HEAD, *rows)) + "\n", "utf-8")
    return path


@pytest.fixture
def run(month, capsys):
    def call(*arguments) -> tuple[int, str, str]:
        data = month.store.root.parents[1]
        code = main(["reconcile", "--store", "made-up", "--data", str(data), "--as-of", f"{AS_OF}",
                     *map(str, arguments)])  # fmt: skip
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def test_the_command_prints_both_sums_and_what_proves_ours(run):
    code, said, _ = run()
    assert code == 0
    assert "3 = 0 said again later + 2 same verdict + 1 different verdict + 0 Amazon's only" in said
    assert "2 = 2 missed by both + 0 valid in the report + 0 not in the report" in said
    assert "first physical scan Feb 9, 2025" in said


def test_a_file_is_looked_at_and_not_taken_in(run, report, month):
    before = {path: path.read_bytes() for path in month.store.root.rglob("*") if path.is_file()}
    code, said, _ = run(report, "--json")
    found = json.loads(said)
    assert code == 0
    assert {name: count for name, count in found["standings"].items() if count} == {
        "amazon_alone": 1, "both_missed": 1, "not_held": 1,
    }  # fmt: skip
    assert [row["order_id"] for row in found["rows"]] == [order(number) for number in (23, 101, 7777777)]
    assert found["reports"] == [{"file": "defects.csv", "rows": 3, "first_on": "2025-02-13", "last_on": "2025-02-13"}]
    assert {path: path.read_bytes() for path in month.store.root.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--category", CATEGORY.upper()], 0, ""),
        (["--category", "Nothing"], 66, "NO_CATEGORY"),
        (["there-is-no.csv"], 66, "NOT_FOUND"),
        (["--as-of", "yesterday"], 64, "NO_DAY"),
        (["--by", "day"], 64, "USAGE"),
        (["-o", "list.pdf"], 65, "UNKNOWN_OUTPUT"),
    ],
)
def test_exit_codes(run, arguments, code, says):
    found, _, error = run(*arguments)
    assert (found, says in error) == (code, True)


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("skus.csv", "sku,product-category\nA,Toys\n", "NO_DEFECT_REPORT"),
        ("words.csv", "this,is,nothing\n1,2,3\n", "UNRECOGNISED"),
        ("torn.csv", ",".join(HEAD) + "\n" + "x,y,z,No,No\n" * 4, ""),
    ],
)
def test_a_file_that_is_no_such_report_is_refused(run, tmp_path, name, text, says):
    (tmp_path / name).write_text(text, "utf-8")
    code, said, error = run(tmp_path / name)
    assert (code, said) == (65, "")
    assert says in error
    assert "Traceback" not in error


def test_without_a_report_it_says_where_to_get_one(told_store, tmp_path, capsys):
    store_of(tmp_path, AS_OF, **{name: rows for name, rows in told_store.items() if name != "amazon_defects"})
    assert main(["reconcile", "--store", "made-up", "--data", str(tmp_path)]) == 66
    assert "NO_AMAZON_REPORT" in capsys.readouterr().err


@pytest.mark.parametrize("lang", languages())
def test_lists_hold_every_row_and_no_formula_in_every_language(told_store, every_standing, tmp_path, lang, capsys):
    rows = [row | {"category": HOSTILE[at % len(HOSTILE)], "source_file": HOSTILE[at % len(HOSTILE)]}
            for at, row in enumerate(every_standing[0])]  # fmt: skip
    month = store_of(tmp_path, AS_OF, **(told_store | {"amazon_defects": rows}))
    out = tmp_path / "list.csv"
    call = ["--lang", lang, "reconcile", "--store", "made-up", "--data", str(tmp_path), "-o", str(out)]
    assert main([*call, "--as-of", f"{AS_OF}"]) == 0
    said = capsys.readouterr().out
    assert "{" not in said.replace("{{7*7}}", "").replace("{x.__class__}", "").replace("%{customdata}", "")
    assert not [char for char in said if not char.isprintable() and char != "\n"]
    with out.open(encoding="utf-8-sig", newline="") as file:
        head, *listed = csv.reader(file)
    assert len(listed) == reconcile(month).rows.height
    assert head == reconciling.head(load(lang))
    assert {row[0] for row in listed} <= set(map(str, load(lang).table("reconcile.standings").values()))
    assert not [cell for row in listed for cell in row if cell.lstrip(" ")[:1] in tuple("=+-@\t\r＝＋－＠")]
    assert main([*call[:-1], str(tmp_path / "list.xlsx")]) == 0
