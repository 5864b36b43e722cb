"""A made-up month: verdicts, the summary they give and the rolling counts, small enough to check by eye.

Fixtures come in two dresses: ordinary names, and names that try to break out of whatever shows them.
"""

import json
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import nbformat.v4 as nb
import plotly.io as pio
import polars as pl
import pytest
from nbformat import NotebookNode

from vtr_lib import policy as policies
from vtr_lib.frames import polars_schema
from vtr_lib.metrics.counts import count
from vtr_lib.metrics.rolling import rolling, window
from vtr_lib.report import charts, tables, trends
from vtr_lib.report.month import open_month
from vtr_lib.report.summary import summarise
from vtr_lib.schema import PACKAGES, VERDICTS
from vtr_lib.store.verdicts import PACKAGE_COLUMNS
from vtr_lib.words import load

ROOT = Path(__file__).parents[2]
AS_OF = date(2025, 2, 28)
DAYS = 92
CLAUSES = {  # clause → state and cause
    "valid": ("valid", None),
    "pending": ("pending", None),
    "scan.none": ("defect", "missing_updates"),
    "scan.no_delivery": ("defect", "late_shipment"),
    "id.bad_format": ("defect", "invalid_number"),
    "id.missing": ("defect", "invalid_number"),
    "unknown.not_asked": ("unknown", None),
    "exempt.origin": ("exempt", None),
    "exempt.letter_mail": ("exempt", None),
    "out_of_scope.destination": ("out_of_scope", None),
}
CARRIERS = (  # slug, packages a day on average times ten, every how-manieth fails
    ("usps", 90, 61), ("ups", 60, 83), ("fedex", 35, 47), ("yunexpress", 30, 11), ("4px", 12, 29), ("yanwen", 9, 23),
    ("dhl-ecommerce", 8, 41), ("ontrac", 7, 19), ("royal-mail", 6, 53), ("canada-post", 4, 17), ("india-post", 3, 13),
    ("china-post", 3, 7), ("unknown", 2, 5), ("gofo", 1, 3),
)  # fmt: skip
CATEGORIES = ("Home & Kitchen", "Electronics", "Toys & Games", "Beauty", None)
ORIGINS = {"yunexpress": "CN", "4px": "CN", "yanwen": "CN", "china-post": "CN", "royal-mail": "GB", "canada-post": "CA",
           "india-post": "IN", "gofo": "JP", "unknown": None}  # fmt: skip
HOSTILE = (
    "=1+1", "=cmd|'/C calc'!A0", "@SUM(1,1)", "\t=1", "＝1+1", '=HYPERLINK("http://x","y")',
    '</script><script>document.title="X"</script>', "<img src=x onerror=\"document.title='X'\">",
    "\"><svg onload=\"document.title='X'\">", '<a href="https://evil.example">x</a>', "%{customdata}",
    "$\\href{javascript:alert(1)}{x}$", "[l](javascript:alert(1))", "{{7*7}}", "{x.__class__}", "x" * 400,
    "a\u202eb\x00c\x1bd", "https://evil.example/",
)  # fmt: skip


def _row(number: int, day: date, carrier: str, clause: str, **change: object) -> dict:
    state, cause = CLAUSES[clause]
    confirmed_at = datetime(day.year, day.month, day.day, 18, tzinfo=UTC)
    row = {
        "package_id": f"999-{number:07}-0000001/1", "order_id": f"999-{number:07}-0000001", "carrier": carrier,
        "origin": ORIGINS.get(carrier, "US"), "category": CATEGORIES[number % 7 % 5], "carrier_raw": carrier.upper(),
        "service": "Ground", "tracking": f"TEST{number:010}", "tracking_raw": f"TEST {number:010}", "destination": "US",
        "origin_source": "file", "confirmed_at": confirmed_at, "value_cents": 1999, "currency": "USD",
        "is_prime": number % 20 == 0, "state": state, "clause": clause, "cause": cause, "rule": "us@2025-01-15",
        "scans_needed": 1, "first_scan_at": confirmed_at + timedelta(days=1), "arrival_at": None, "delivery_at": None,
        "confirmed_on": day, "promised_on": day + timedelta(days=7), "is_fixable": False, "fix_by_at": None,
        "flags": "",
    }  # fmt: skip
    return row | change


def _clause(number: int, day: date, every: int) -> str:
    if number % 97 == 0:
        return "exempt.letter_mail"
    if day > AS_OF - timedelta(days=12) and number % 3 == 0:
        return "pending"
    if number % every == 0:
        return ("scan.none", "scan.no_delivery", "id.bad_format", "scan.none", "id.missing", "unknown.not_asked")[
            number % 6
        ]
    return "valid"


def framed(rows: list[dict]) -> pl.DataFrame:
    kinds = polars_schema(PACKAGES) | polars_schema(VERDICTS)
    names = [*PACKAGE_COLUMNS, *(name for name in VERDICTS.names if name != "package_id")]
    return pl.DataFrame(rows, {name: kinds[name] for name in names}, orient="row")


def make_verdicts() -> pl.DataFrame:
    """About 2,400 packages over 92 days: some origins wholly exempt, the last days partly pending."""
    rows = []
    for back in range(DAYS - 1, -1, -1):
        day = AS_OF - timedelta(days=back)
        weekday = (1.3, 1.2, 1.1, 1.0, 1.0, 0.6, 0.3)[day.weekday()]
        for carrier, tenths, every in CARRIERS:
            for part in range(round((tenths * weekday + back % 10) / 10)):
                number = len(rows) + 1
                clause = "exempt.origin" if carrier == "gofo" else _clause(number, day, every)
                if carrier == "ups" and date(2025, 1, 20) <= day < date(2025, 2, 3) and part % 3 == 0:
                    clause = "scan.none"
                flags = {"unknown": "carrier_unknown;no_origin"}.get(carrier, "")
                rows.append(_row(number, day, carrier, clause, flags=flags))
    rows.append(_row(len(rows) + 1, AS_OF, "usps", "out_of_scope.destination", destination="CA"))
    return framed(rows)


def make_hostile() -> pl.DataFrame:
    """A valid and a failed package for every payload, which is its carrier, category, service and number at once."""
    rows = []
    for payload in HOSTILE:
        for clause in ("valid", "scan.none"):
            names = dict.fromkeys(("category", "service", "tracking", "tracking_raw", "carrier_raw", "origin"), payload)
            rows.append(
                _row(len(rows) + 1, AS_OF - timedelta(days=5), payload, clause, flags="carrier_unknown", **names)
            )
    return framed(rows)


def files_of(names: list[str], fault: str = "COLUMN_COUNT") -> list[dict]:
    return [
        {"file": name, "format": "all_orders", "unit": "line", "total": 1210 + number, "blank": 1, "duplicate": number,
         "quarantined": 2, "accepted": 1207, "sha256": f"{number:064x}",
         "set_aside": [{"line": 7 + at, "column": name, "code": fault} for at in range(2)]}
        for number, name in enumerate(names)
    ]  # fmt: skip


AMAZON = {
    "marketplace": "US", "window_from_at": "2025-01-20T00:00:00+00:00", "window_to_at": "2025-02-18T00:00:00+00:00",
    "shipments": 812, "valid": 771, "rate": "0.9495", "target": "0.95", "target_condition": "GREATER_THAN",
    "status": "BAD",
}  # fmt: skip


def make_summary(verdicts: pl.DataFrame, names: list[str], **change: object) -> dict:
    other = verdicts.with_columns(
        state=pl.when(pl.col("clause") == "scan.no_delivery").then(pl.lit("valid")).otherwise("state"),
        cause=pl.when(pl.col("clause") != "scan.no_delivery").then("cause"),
    )
    given = {
        "store": "sample", "files": files_of(names), "quality": {}, "other_readings": {"us-flat": other},
        "amazon_rates": [AMAZON],
    }  # fmt: skip
    return summarise(verdicts, policies.load("us"), AS_OF, **(given | change))


def make_rolling(verdicts: pl.DataFrame, by: str | None = None, days: int = 62) -> pl.DataFrame:
    first, last = window(AS_OF, days)
    return rolling(count(verdicts), first, last, 30, by)


def output(shown) -> NotebookNode:
    """What a cell that ends in ``shown`` puts out, as a notebook keeps it."""
    if hasattr(shown, "to_plotly_json"):
        data = pio.renderers["plotly_mimetype"].to_mimebundle(shown.to_dict())
    else:
        data = {"text/html": shown._repr_html_(), "text/plain": repr(shown)}
    return nb.new_output("execute_result", json.loads(json.dumps(data)), execution_count=1)


def cell(*shown, source: str = "secret_code()") -> NotebookNode:
    return nb.new_code_cell(source, outputs=[output(each) for each in shown])


def make_notebooks(verdicts: pl.DataFrame, summary: dict, words) -> list[NotebookNode]:
    """Two executed notebooks with every figure and every table there is."""
    by = {name: make_rolling(verdicts, name) for name in (None, "carrier", "origin")}
    month = [
        nb.new_markdown_cell("# The month\n\nWhat the rate is."),
        cell(tables.headline(summary, words)),
        cell(charts.headline(summary, words)),
        nb.new_markdown_cell("## By category"),
        cell(charts.categories(summary, words), tables.categories(summary, words)),
        nb.new_markdown_cell("## Why packages failed"),
        cell(charts.clauses(summary, words), tables.clauses(summary, words)),
        cell(charts.segments(summary, "carrier", words), tables.segments(summary, "carrier", words)),
        cell(tables.identity(summary, words), tables.files(summary, words), tables.quarantined(summary, words)),
        cell(tables.unknown(summary, words), tables.amazon(summary, words), tables.provenance(summary, words)),
    ]
    rate = [
        nb.new_markdown_cell("# The rate day by day"),
        cell(trends.rolling_total(by[None], summary, words)),
        cell(trends.rolling(by["carrier"], "carrier", summary, words)),
        cell(tables.rolling(by["carrier"], "carrier", summary, words)),
        cell(trends.rolling(by["origin"], "origin", summary, words)),
    ]
    return [nb.new_notebook(cells=month), nb.new_notebook(cells=rate)]


@pytest.fixture(scope="session")
def words():
    return load("en")


@pytest.fixture(scope="session")
def verdicts():
    return make_verdicts()


@pytest.fixture(scope="session")
def summary(verdicts):
    return make_summary(verdicts, ["orders-2025-01.txt", "orders-2025-02.txt"])


@pytest.fixture(scope="session")
def hostile():
    return make_hostile()


@pytest.fixture(scope="session")
def hostile_summary(hostile):
    return make_summary(hostile, list(HOSTILE))


@pytest.fixture(scope="session")
def nothing():
    """The summary of a store without a package."""
    return make_summary(framed([]), [], amazon_rates=[])


@pytest.fixture(scope="session")
def roll():
    """``make_rolling``: the rolling counts of verdicts, in all or by segment."""
    return make_rolling


@pytest.fixture(scope="session")
def notebooks(verdicts, summary, words):
    return make_notebooks(verdicts, summary, words)


@pytest.fixture(scope="session")
def hostile_notebooks(hostile, hostile_summary, words):
    return make_notebooks(hostile, hostile_summary, words)


@pytest.fixture(scope="session")
def payloads():
    return HOSTILE


@pytest.fixture(scope="session")
def month(tmp_path_factory):
    """The sample store as of its last day, read anew in a folder of its own."""
    data = tmp_path_factory.mktemp("month") / "data"
    shutil.copytree(ROOT / "data" / "sample", data / "sample")
    return open_month("sample", AS_OF, data=data)
