"""Which months are due, and a round of many reports of which each stands by itself."""

import json
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from publish.quick import be_quick, small_store, tree

from vtr_lib.cli import main
from vtr_lib.errors import DataError
from vtr_lib.publish import month as months
from vtr_lib.publish import rounds, status
from vtr_lib.publish.due import due
from vtr_lib.publish.editions import edition
from vtr_lib.store.store import Store


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    be_quick(monkeypatch)


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("due") / "data"
    small_store(folder)
    return folder


def months_due(data: Path, reports: Path, as_of: str | None) -> list[tuple[str, bool]]:
    day = date.fromisoformat(as_of) if as_of else None
    return [(each.month, each.is_known) for each in due(Store(data, "mine"), reports, as_of=day)]


@pytest.mark.parametrize(("as_of", "wanted"), [
    ("2025-01-09", []),
    ("2025-01-10", ["2024-12"]),  # ten days after the month's end
    ("2025-02-09", ["2024-12"]),
    ("2025-02-10", ["2024-12", "2025-01"]),
    ("2025-03-09", ["2024-12", "2025-01"]),
    ("2025-03-10", ["2024-12", "2025-01", "2025-02"]),
    (None, ["2024-12", "2025-01"]),  # as the files tell of no day after February
])  # fmt: skip
def test_a_month_is_due_ten_days_after_its_end(data, tmp_path, as_of, wanted):
    assert [month for month, _ in months_due(data, tmp_path, as_of)] == wanted


def test_months_that_the_files_do_not_reach_are_named(data, tmp_path):
    found = dict(months_due(data, tmp_path, "2025-05-15"))
    assert found == {"2024-12": True, "2025-01": True, "2025-02": True, "2025-03": False, "2025-04": False}


def test_a_published_month_is_no_longer_due(data, tmp_path):
    months.publish("mine", "2025-01", data=data, reports=tmp_path)
    assert [month for month, _ in months_due(data, tmp_path, "2025-03-10")] == ["2024-12", "2025-02"]
    chinese = due(Store(data, "mine"), tmp_path, lang="zh-CN", as_of=date(2025, 3, 10))
    assert [each.month for each in chinese] == ["2024-12", "2025-01", "2025-02"], "another language is another report"


def test_months_before_the_first_rule_are_never_due(data, tmp_path, monkeypatch):
    monkeypatch.setattr("vtr_lib.policy.model.Policy.first_on", date(2025, 1, 1))
    assert [month for month, _ in months_due(data, tmp_path, "2025-03-10")] == ["2025-01", "2025-02"]


def test_catching_up_makes_the_oldest_first_and_then_nothing(data, tmp_path, capsys):
    place = ["--store", "mine", "--data", str(data), "--reports", str(tmp_path)]
    assert main(["report", *place, "--catch-up", "--as-of", "2025-03-31", "--dry-run"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"mine {month}: report is due" for month in ("2024-12", "2025-01", "2025-02")
    ]
    assert list(tmp_path.iterdir()) == [], "a dry run writes nothing"
    assert main(["report", *place, "--catch-up", "--as-of", "2025-03-31"]) == 0
    said = capsys.readouterr().out
    paths = [said.index(str(Path("mine", month, "report.html"))) for month in ("2024-12", "2025-01", "2025-02")]
    assert paths == sorted(paths)
    before = tree(tmp_path)
    assert main(["report", *place, "--catch-up", "--as-of", "2025-03-31"]) == 0
    assert capsys.readouterr().out == "No report is due\n"
    assert tree(tmp_path) == before


def test_a_month_without_its_files_is_missing_input_at_the_end(data, tmp_path, capsys):
    place = ["--store", "mine", "--data", str(data), "--reports", str(tmp_path), "--catch-up"]
    assert main(["report", *place, "--as-of", "2025-04-10"]) == 66
    said = capsys.readouterr()
    assert said.out.count("Report: ") == 3
    assert "MONTH_MISSING: the report of mine for 2025-03 is due" in said.err


def test_one_that_fails_does_not_stop_the_others(data, tmp_path, capsys, monkeypatch):
    whole = months._notebooks

    def fails_in_january(folder: Path, making: months.Making) -> list:
        if making.month.as_of.month == 1:
            raise DataError("MONEY_FORMAT", file="orders.txt", line=3, value="Jane Doe")
        return whole(folder, making)

    monkeypatch.setattr(months, "_notebooks", fails_in_january)
    log = tmp_path / "log.jsonl"
    place = ["--store", "mine", "--data", str(data), "--reports", str(tmp_path / "reports"), "--log", str(log)]
    assert main(["report", *place, "--catch-up", "--as-of", "2025-04-10"]) == 65, "the failure, not what is missing"
    assert capsys.readouterr().out.count("Report: ") == 2
    held = status.read(tmp_path / "reports")["mine"]
    assert held["month"] == "2025-02"
    events = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    told = [(each["event"], each["month"], each.get("code")) for each in events if each["event"] != "begun"]
    assert told == [
        ("published", "2024-12", None), ("failed", "2025-01", "MONEY_FORMAT"), ("published", "2025-02", None),
        ("failed", "2025-03", "MONTH_MISSING"),
    ]  # fmt: skip
    assert "Jane" not in log.read_text("utf-8"), "what an error quotes is not logged"
    assert "Jane" not in (tmp_path / "reports" / "status.json").read_text("utf-8")
    assert log.stat().st_mode & 0o077 == 0


def test_a_failure_is_kept_until_that_report_is_there(data, tmp_path, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(months, "_notebooks", lambda *_: 1 / 0)
        jobs = [rounds.Job("mine", "2025-01")]
        (outcome,) = rounds.make(jobs, data, tmp_path)
    assert (outcome.error.code, outcome.exit_code) == ("UNEXPECTED", 1)
    assert status.read(tmp_path)["mine"]["failed"] == {"month": "2025-01", "code": "UNEXPECTED", "exit_code": 1}
    months.publish("mine", "2025-02", data=data, reports=tmp_path)
    assert status.read(tmp_path)["mine"]["failed"]["month"] == "2025-01"
    months.publish("mine", "2025-01", data=data, reports=tmp_path)
    held = status.read(tmp_path)["mine"]
    assert (held["failed"], held["month"]) == (None, "2025-02")


def test_a_misspelt_store_is_no_store_of_the_status(data, tmp_path, capsys):
    assert main(["report", "--store", "typo", "--data", str(data), "--reports", str(tmp_path)]) == 66
    assert status.read(tmp_path) == {}
    assert "NO_STORE" in capsys.readouterr().err


def test_all_stores_one_after_another_with_a_page_that_leads_to_them(data, tmp_path, capsys):
    from vtr_lib.sample import write

    files = write(tmp_path / "raw", 60, seed=7)
    for name in ("second", "third"):
        assert main(["ingest", *map(str, files), "--store", name, "--data", str(data)]) == 0
    place = ["--data", str(data), "--reports", str(tmp_path / "reports")]
    assert main(["report", *place, "--all-stores", "--month", "2025-02"]) == 0
    assert capsys.readouterr().out.count("Report: ") == 3
    page = (tmp_path / "reports" / "index.html").read_text("utf-8")
    for name in ("mine", "second", "third"):
        assert f'href="{name}/2025-02/en/r001/report.html"' in page
    assert main(["report", *place, "--all-stores", "--month", "2025-02", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(row["store"], row["is_new"], row["exit_code"]) for row in rows] == [
        (name, False, 0) for name in ("mine", "second", "third")
    ]
    for name in ("second", "third"):
        shutil.rmtree(data / "store" / name)


@pytest.mark.parametrize(("options", "code"), [
    (["--month", "2025-01", "--catch-up"], "NOT_BOTH"),
    (["--store", "mine", "--all-stores"], "NOT_BOTH"),
    (["--again", "--catch-up"], "NOT_BOTH"),
    (["--as-of", "2025-03-01"], "ONLY_WITH"),
    (["--dry-run"], "ONLY_WITH"),
    (["--catch-up", "--as-of", "2025-13-01"], "NO_DAY"),
])  # fmt: skip
def test_options_that_do_not_go_together(data, tmp_path, capsys, options, code):
    assert main(["report", "--data", str(data), "--reports", str(tmp_path), *options]) == 64
    assert code in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("as_of", "overdue"), [
    (None, None), ("2025-04-09", None), ("2025-04-10", "2025-03"), ("2026-01-01", "2025-03"),
])  # fmt: skip
def test_the_alarm_sounds_once_a_report_is_overdue(data, tmp_path, capsys, as_of, overdue):
    months.publish("mine", "2025-02", data=data, reports=tmp_path)
    words = ["status", "--store", "mine", "--data", str(data), "--reports", str(tmp_path)]
    words += ["--as-of", as_of] if as_of else []
    assert main(words) == (66 if overdue else 0)
    said = capsys.readouterr().out
    assert said.startswith("mine: 2025-02, r001, ")
    assert ("OVERDUE: 2025-03" in said) == bool(overdue)
    assert main([*words, "--json"]) == (66 if overdue else 0)
    told = json.loads(capsys.readouterr().out)["stores"]["mine"]
    assert (told["overdue"], told["month"]) == (overdue, "2025-02")


def test_a_store_without_a_report_and_one_that_failed_are_alarms(data, tmp_path, capsys):
    words = ["status", "--data", str(data), "--reports", str(tmp_path)]
    assert main(words) == 66
    assert capsys.readouterr().out == "mine: no report yet\n"
    status.failed(tmp_path, "mine", "2025-02", DataError("MONEY_FORMAT", value="made up"))
    assert main(words) == 65
    assert "FAILED: MONEY_FORMAT (2025-02)" in capsys.readouterr().out


def test_the_status_says_a_rate_as_everything_else_does(tmp_path, capsys):
    said = {"month": "2025-02", "revision": "r002", "known_on": "2025-02-28", "lag_days": 10, "failed": None}
    large = {"big": said | {"valid": 9496, "counted": 10000}, "none": said | {"valid": 0, "counted": 0}}
    (tmp_path / "status.json").write_text(json.dumps({"schema": 1, "stores": large}), "utf-8")
    assert main(["status", "--data", str(tmp_path / "nowhere"), "--reports", str(tmp_path)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "big: 2025-02, r002, 94.9 % (9,496/10,000)",
        "none: 2025-02, r002, n/a (0)",
    ]


@pytest.mark.parametrize(("codes", "worst"), [
    ([], 0), ([0, 0], 0), ([0, 66], 66), ([66, 65, 75], 65), ([66, 66], 66), ([75, 66], 75),
])  # fmt: skip
def test_missing_input_is_the_code_only_where_nothing_else_failed(codes, worst):
    assert status.worst(codes) == worst


def test_the_status_tells_the_latest_month(data, tmp_path):
    for month in ("2025-02", "2025-01"):
        done = months.publish("mine", month, data=data, reports=tmp_path)
    held = status.read(tmp_path)["mine"]
    rate = months.publish("mine", "2025-02", data=data, reports=tmp_path).summary["windows"]["confirmed"]["rate"]
    assert (held["month"], held["valid"], held["counted"]) == ("2025-02", rate["valid"], rate["counted"])
    assert done.edition == edition(tmp_path, "mine", "2025-01", "en", "us", "us")
    assert held["as_of"] == (date(2025, 3, 1) - timedelta(days=1)).isoformat()
