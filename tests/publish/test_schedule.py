"""What schedulers are given: an entry is taken apart as its scheduler does it, its shell line run with a fake vtr."""

import ast
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
import yaml

from vtr_lib import policy
from vtr_lib.cli import main
from vtr_lib.cli.schedule import KINDS
from vtr_lib.publish import schedule
from vtr_lib.words import languages, load

ODD = 'a b\'c "d" 50% $HOME `e` \\f {{ g }} é店'  # whatever may stand in the name of a folder
TASK = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
SHELLS = [shell for shell in ("sh", "dash", "bash") if shutil.which(shell)]
FAKE = """#!{python}
import json, os, pathlib, sys
log = pathlib.Path({log!r})
done = log.read_text("utf-8").splitlines() if log.exists() else []
ends = json.loads(os.environ["ENDS"]).get(sys.argv[3], [0])
before = sum(json.loads(line)[2] == sys.argv[3] for line in done)
log.write_text("\\n".join([*done, json.dumps(sys.argv[1:])]), "utf-8")
sys.exit(ends[min(before, len(ends) - 1)])
"""


def plan(folder: Path = Path("/x") / ODD, **change) -> schedule.Plan:
    given = {"store": "mine", "paths": (folder / "raw",), "named": (), "data": folder}
    given |= {
        "reports": folder / "reports",
        "python": folder / "python",
        "notebook": folder / "n.ipynb",
        "zone": "America/Los_Angeles",
        "lang": "en",
    }
    return schedule.Plan(**given | {"hour": 3, "minute": 30} | change)


def entry(kind: str, given: schedule.Plan) -> str:
    return schedule.entry(kind, given, load(given.lang))


def crontab(text: str) -> str:
    """What cron hands to the shell: the sixth field, cut at the first percent sign that no backslash stands before."""
    line = text.strip().splitlines()[-1]
    assert line.split(maxsplit=5)[:5] == ["30", "03", "*", "*", "*"]
    return re.split(r"(?<!\\)%", line.split(maxsplit=5)[5])[0].replace("\\%", "%")


def unit(text: str) -> str:
    """What systemd hands to the shell: quotes taken off, then ``%%`` and ``$$`` made single; there is no other."""
    program, option, command = shlex.split(re.search(r"^ExecStart=(.*)$", text, re.M)[1])
    assert (program, option) == ("/bin/sh", "-c")
    assert not re.search(r"(?<!%)(?:%%)*%(?!%)|(?<!\$)(?:\$\$)*\$(?!\$)", command)
    return command.replace("%%", "%").replace("$$", "$")


def workflow(text: str) -> dict:
    return yaml.load(text, yaml.BaseLoader)


def dag(text: str) -> str:
    """What Airflow hands to the shell, once Jinja has gone over it."""
    jinja2 = pytest.importorskip("jinja2")
    values = {node.targets[0].id: node.value for node in ast.parse(text).body if isinstance(node, ast.Assign)}
    raw = "{% raw %}" + ast.literal_eval(values["COMMAND"]) + "{% endraw %}"
    return jinja2.Template(raw, keep_trailing_newline=True).render()


COMMANDS = {"cron": crontab, "systemd": unit, "airflow": dag}


@pytest.fixture
def night(tmp_path):
    """``night(kind, shell, **ends)``: runs an entry's line with a fake vtr; its exit code and what was called."""
    folder = tmp_path / ODD
    (folder / "bin").mkdir(parents=True)
    program, log = folder / "python", tmp_path / "log"
    program.write_text(FAKE.format(python=sys.executable, log=str(log)), "utf-8")
    (folder / "bin" / "sleep").write_text("#!/bin/sh\n", "utf-8")
    for path in (program, folder / "bin" / "sleep"):
        path.chmod(0o755)

    def run(kind: str, shell: str, **ends: list[int]) -> SimpleNamespace:
        line = COMMANDS[kind](entry(kind, plan(folder)))
        told = {"PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "ENDS": json.dumps(ends), "HOME": "/nowhere"}
        done = subprocess.run([shell, "-c", line], env=told, cwd=tmp_path, capture_output=True, text=True)
        assert done.stderr == ""
        calls = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
        return SimpleNamespace(code=done.returncode, calls=calls, folder=folder)

    return run


def test_every_scheduler_has_an_entry():
    assert tuple(schedule.ENTRIES) == KINDS


@pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")
@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("kind", COMMANDS)
def test_the_night_is_ingest_report_status(night, kind, shell):
    done = night(kind, shell)
    here = str(done.folder)
    shared = ["--store", "mine", "--data", here, "--reports", f"{here}/reports", "--lang", "en"]
    day = done.calls[1][5]
    assert done.calls == [
        ["-m", "vtr_lib", "ingest", f"{here}/raw", *shared],
        ["-m", "vtr_lib", "report", "--catch-up", "--as-of", day, "--log", f"{here}/reports/log.jsonl", *shared],
        ["-m", "vtr_lib", "status", "--as-of", day, *shared],
    ]
    now = datetime.now(ZoneInfo("America/Los_Angeles"))
    assert abs((now.date() - datetime.fromisoformat(day).date()).days) <= (now.hour in (0, 23))
    assert done.code == 0


@pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")
@pytest.mark.parametrize(
    ("ends", "code", "called"),
    [
        ({"ingest": [65]}, 65, "irs"),  # a file that can't be read keeps nobody from saying so
        ({"status": [66]}, 66, "irs"),
        ({"ingest": [65], "status": [66]}, 66, "irs"),  # the last code that is not 0
        ({"report": [73]}, 73, "irs"),
        ({"ingest": [75, 75, 0]}, 0, "iiirs"),  # busy is tried again
        ({"ingest": [75, 65]}, 65, "iirs"),
        ({"report": [75]}, 75, "irrrrrs"),  # and given up after an hour's third
    ],
)
def test_the_scheduler_sees_the_last_code_that_is_not_0(night, ends, code, called):
    done = night("cron", "sh", **ends)
    assert ("".join(call[2][0] for call in done.calls), done.code) == (called, code)


def test_a_crontab_line_is_short_enough():
    """Some crons cut a command at 1000 characters."""
    folder = Path("/srv/sellers/my shop")
    text = entry("cron", plan(folder, python=folder / ".venv/bin/python"))
    assert len(text.strip().splitlines()[-1]) < 900


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd on this machine")
def test_systemd_takes_the_units(tmp_path):
    text = entry("systemd", plan(python=Path(sys.executable), zone="Europe/Berlin"))
    _, service, timer = re.split(r"^# -- vtr-mine\.\w+ --\n", text, flags=re.M)
    (tmp_path / "vtr-mine.service").write_text(service, "utf-8")
    (tmp_path / "vtr-mine.timer").write_text(timer, "utf-8")
    units = [str(tmp_path / f"vtr-mine.{kind}") for kind in ("service", "timer")]
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True)
    assert "vtr-mine" not in done.stderr + done.stdout
    assert done.returncode == 0
    calendar = re.search("^OnCalendar=(.*)$", timer, re.M)[1]
    done = subprocess.run(["systemd-analyze", "calendar", calendar], capture_output=True, text=True)
    assert "03:30:00 Europe/Berlin" in done.stdout
    assert "Persistent=true" in timer
    assert "RandomizedDelaySec=" in timer


def test_windows_takes_the_task():
    text = entry("windows", plan(Path("/x/a b'c’d 50% é店 & <e>"), lang="zh-CN"))
    assert text.isascii()
    assert "%" not in text
    task = ElementTree.fromstring(text)
    assert task.tag == f"{TASK}Task"
    assert [each.tag.removeprefix(TASK) for each in task] == [
        *("RegistrationInfo", "Triggers", "Principals", "Settings", "Actions"),
    ]
    told = task.find(f"{TASK}RegistrationInfo/{TASK}Description").text
    assert told == schedule.about("windows", plan(lang="zh-CN"), load("zh-CN")), "Chinese again to who reads the XML"
    trigger = task.find(f"{TASK}Triggers/{TASK}CalendarTrigger")
    assert [each.tag.removeprefix(TASK) for each in trigger] == [
        *("Enabled", "StartBoundary", "RandomDelay", "ScheduleByDay"),  # in the order of the schema
    ]
    assert trigger.find(f"{TASK}StartBoundary").text.endswith("T03:30:00")
    settings = {each.tag.removeprefix(TASK): each.text for each in task.find(f"{TASK}Settings")}
    assert settings["StartWhenAvailable"] == "true"
    assert settings["MultipleInstancesPolicy"] == "IgnoreNew"
    assert task.find(f"{TASK}Actions").get("Context") == task.find(f"{TASK}Principals/{TASK}Principal").get("id")
    arguments = task.find(f"{TASK}Actions/{TASK}Exec/{TASK}Arguments").text
    assert arguments.count('"') == 2  # around the command, and nowhere in it
    assert "'Pacific Standard Time'" in arguments
    assert "('/x/a b''c’’d 50'+[char]37+' é店 & <e>/raw')" in arguments
    steps = re.findall(r"; vtr '(\w+)'", arguments)
    assert steps == ["ingest", "report", "status"]
    assert arguments.endswith('exit $global:end"')


def test_every_zone_of_a_policy_has_its_windows_name():
    from babel.core import get_global

    windows = schedule.tomllib.loads(schedule.TEMPLATES.joinpath("zones.toml").read_text("utf-8"))
    assert set(windows) == {policy.load(name).zone for name in policy.known()}
    cldr = get_global("windows_zone_mapping")
    assert cldr
    for zone, name in windows.items():
        year = [datetime(2025, month, 15, 12, tzinfo=ZoneInfo("UTC")) for month in range(1, 13)]
        assert [at.astimezone(ZoneInfo(zone)).utcoffset() for at in year] == [
            at.astimezone(ZoneInfo(cldr[name])).utcoffset() for at in year
        ]


@pytest.mark.parametrize(
    ("zone", "hour", "cron"),
    [("America/Los_Angeles", 3, "30 11 * * *"), ("Asia/Tokyo", 3, "30 18 * * *"), ("Europe/Berlin", 0, "30 23 * * *")],
)
def test_github_takes_the_workflow(zone, hour, cron):
    text = entry("github", plan(zone=zone, hour=hour, named=("--marketplace", "US")))
    flow = workflow(text)
    assert flow["on"]["schedule"] == [{"cron": cron}]
    assert flow["permissions"] == {"contents": "read"}
    assert "secrets" not in text
    steps = flow["jobs"]["report"]["steps"]
    night = next(step for step in steps if "run" in step and "ingest" in step["run"])
    assert night["shell"] == "sh {0}"  # GitHub's own would end at the first code that is not 0
    assert subprocess.run(["sh", "-n", "-c", night["run"]]).returncode == 0
    assert 'vtr ingest "$GITHUB_WORKSPACE/data"/raw --marketplace US;' in night["run"]
    kept = next(step for step in steps if step.get("uses", "").startswith("actions/upload-artifact"))
    assert (kept["if"], kept["with"]["path"]) == ("always()", "reports")
    assert ODD not in text


def test_airflow_takes_the_dag():
    text = entry("airflow", plan(lang="zh-TW"))
    compile(text, "dag", "exec")
    assert 'CronTriggerTimetable("30 03 * * *", timezone=ZONE)' in text
    uncommented = re.sub(r"^    # ?", "    ", text[text.index("    # from") :], flags=re.M)
    compile("if True:\n" + uncommented, "dag", "exec")


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("kind", KINDS)
def test_the_command_prints_an_entry_with_whole_paths(capsys, tmp_path, monkeypatch, kind, lang):
    (tmp_path / "data").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("VTR_DATA", raising=False)
    assert main(["schedule", "--for", kind, "--store", "mine", "--at", "4:05", "--lang", lang]) == 0
    text = capsys.readouterr().out
    assert f"--lang {lang}" in text or f"'--lang' '{lang}'" in text
    assert ('"5 12 * * *"' if kind == "github" else "05") in text
    if kind != "github":
        assert str(tmp_path / "data" / "raw") in text
        assert str(tmp_path / "reports") in text
        assert sys.executable in text


def test_the_zone_is_the_marketplaces(capsys, tmp_path):
    assert main(["schedule", "--data", str(tmp_path), "--marketplace", "uk"]) == 0
    out = capsys.readouterr().out
    assert "TZ=Europe/London date" in out
    assert "--marketplace UK" in out


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (["--at", "25:00"], "NO_TIME"),
        (["--at", "03:30; rm"], "NO_TIME"),
        (["--store", "a b"], "STORE_NAME"),
        (["--marketplace", "XX"], "MARKETPLACE"),
        (["--for", "anacron"], "USAGE"),
    ],
)
def test_what_is_no_schedule_is_refused(capsys, tmp_path, given, code):
    assert main(["schedule", "--data", str(tmp_path), *given]) == 64
    assert code in capsys.readouterr().err
