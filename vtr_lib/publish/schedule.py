"""What makes the report by itself: one entry for the scheduler there is, out of the templates in ``schedules/``.

Every entry does the same each night: take in the files, make the reports that are due, say whether one is overdue. The
day to stand on is computed by the scheduler's shell, in the zone of the marketplace; nobody here looks at a clock. A
run that finds another at work (75) is tried again; the last code that is not 0 is what the scheduler sees.
"""

import re
import shlex
import tomllib
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

from vtr_lib.words import Words

TEMPLATES = resources.files(__package__).joinpath("schedules")
WINTER = datetime(2025, 1, 15)  # when no clock of a marketplace is on summer time
LOG = "log.jsonl"
PLACE = re.compile(r"@(@|\w+@)")
SINGLE_QUOTES = re.compile("['\u2018\u2019\u201a\u201b]")  # all of them end a text in PowerShell


@dataclass(frozen=True)
class Plan:
    """What is to be done each night: of which store, from which files, with which program, at what time and where."""

    store: str
    paths: tuple[Path, ...]
    named: tuple[str, ...]  # more for ``vtr ingest``: the marketplace, where one is given
    data: Path
    reports: Path
    python: Path
    notebook: Path
    zone: str
    lang: str
    hour: int
    minute: int

    @property
    def taken(self) -> list[str]:
        """What ``vtr ingest`` is given."""
        return [*map(str, self.paths), *self.named]

    @property
    def log(self) -> str:
        """Where what happens to the reports is noted, night by night."""
        return str(self.reports / LOG)

    @property
    def options(self) -> list[str]:
        """What every command of the night is given."""
        places = ["--data", str(self.data), "--reports", str(self.reports)]
        return ["--store", self.store, *places, "--lang", self.lang]


def about(kind: str, plan: Plan, words: Words) -> str:
    """Where the entry is to be put, and what it does on a night the machine is off."""
    return words(f"schedule.about.{kind}", store=plan.store, zone=plan.zone).strip()


def entry(kind: str, plan: Plan, words: Words) -> str:
    """The entry for the scheduler ``kind`` (a key of ``ENTRIES``), to be put where ``about`` says, which it holds."""
    told = about(kind, plan, words)
    values = {"store": plan.store, "zone": plan.zone, "lang": plan.lang}
    values |= {"about": told if kind == "windows" else _comment(told)}
    values |= {"hour": f"{plan.hour:02}", "minute": f"{plan.minute:02}"}
    return ENTRIES[kind](plan, values)


def _cron(plan: Plan, values: dict[str, str]) -> str:
    """A crontab's line, in which a percent sign would end the command."""
    return _fill("cron.txt", values | {"command": _night(plan).replace("%", "\\%")})


def _systemd(plan: Plan, values: dict[str, str]) -> str:
    """A service and its timer. In a unit a backslash, a quotation mark, ``%`` and ``$`` have a meaning of their own."""
    command = re.sub(r'(["\\])', r"\\\1", _night(plan)).replace("%", "%%").replace("$", "$$")
    return _fill("systemd.txt", values | {"command": command})


def _windows(plan: Plan, values: dict[str, str]) -> str:
    """A task in ASCII, since nobody knows in which encoding a Windows shell keeps it.

    What to do with it is its description, in which XML's references are letters again; in a comment they would not be.
    """
    zones = tomllib.loads(TEMPLATES.joinpath("zones.toml").read_text("utf-8"))
    command = _fill(
        "night.ps1",
        {
            "windows_zone": _powershell(zones[plan.zone]),
            "python": _powershell(str(plan.python)),
            "options": " ".join(map(_powershell, plan.options)),
            "taken": " ".join(map(_powershell, plan.taken)),
            "log": _powershell(plan.log),
        },
    )
    filled = _fill("windows.xml", values | {"about": _xml(values["about"]), "command": _xml(command.strip())})
    return filled.encode("ascii", "xmlcharrefreplace").decode()


def _github(plan: Plan, values: dict[str, str]) -> str:
    """A workflow, which knows UTC only and has no folders but the checkout's."""
    data, reports = '"$GITHUB_WORKSPACE/data"', '"$GITHUB_WORKSPACE/reports"'
    options = f"--store {plan.store} --data {data} --reports {reports} --lang {plan.lang}"
    taken = " ".join([data + "/raw", *plan.named])
    told = {"zone": plan.zone, "python": "python", "options": options, "taken": taken, "log": f"{reports}/{LOG}"}
    night = _fill("night.sh", told)
    starts = WINTER.replace(hour=plan.hour, minute=plan.minute, tzinfo=ZoneInfo(plan.zone)).astimezone(ZoneInfo("UTC"))
    at = {"utc_hour": f"{starts.hour}", "utc_minute": f"{starts.minute}"}
    return _fill("github.yml", values | at | {"command": night.strip()})


def _airflow(plan: Plan, values: dict[str, str]) -> str:
    """A DAG; its strings are Python's, and its command is kept from Jinja."""
    texts = {"zone": plan.zone, "command": _night(plan), "dag": f"vtr-{plan.store}", "notebook": str(plan.notebook)}
    quoted = {name: repr(text) for name, text in (texts | {"store": plan.store, "lang": plan.lang}).items()}
    return _fill("airflow.txt", values | quoted)


ENTRIES = {"cron": _cron, "systemd": _systemd, "windows": _windows, "github": _github, "airflow": _airflow}


def _night(plan: Plan) -> str:
    """The night's work as one line for any POSIX shell."""
    values = {"zone": plan.zone, "python": shlex.quote(str(plan.python)), "options": shlex.join(plan.options)}
    return _fill("night.sh", values | {"taken": shlex.join(plan.taken), "log": shlex.quote(plan.log)}).strip()


def _fill(name: str, values: dict[str, str]) -> str:
    """The template ``name`` with ``@value@`` filled in; ``@@`` stands for ``@``."""
    text = TEMPLATES.joinpath(name).read_text("utf-8")
    return PLACE.sub(lambda found: "@" if found[1] == "@" else values[found[1][:-1]], text)


def _comment(text: str) -> str:
    return "\n".join(f"# {line}" for line in text.strip().splitlines())


def _powershell(text: str) -> str:
    """A text of PowerShell without a quotation mark, which ends the argument, or a ``%``, which Windows fills in."""
    quoted = SINGLE_QUOTES.sub(lambda quote: quote[0] * 2, text)
    pieces = "'+[char]37+'".join(quoted.split("%"))
    return f"('{pieces}')" if "%" in text else f"'{pieces}'"


def _xml(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
