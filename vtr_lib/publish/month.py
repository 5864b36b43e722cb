"""The monthly report: built aside, checked, and in force whole or not at all."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

from vtr_lib.calendar import month_of
from vtr_lib.errors import Busy, ConfigError, DataError, MissingInput, UsageError, VtrError
from vtr_lib.frames import write_parquet
from vtr_lib.ingest import open_store
from vtr_lib.metrics.rate import Rate
from vtr_lib.publish import manifest
from vtr_lib.publish.changes import changes
from vtr_lib.publish.doors import index_from_page, open_doors
from vtr_lib.publish.editions import PDF, Edition, edition, reports_folder
from vtr_lib.publish.progress import Progress
from vtr_lib.publish.readback import assert_same
from vtr_lib.publish.runner import Job, own_policy, run_all
from vtr_lib.report import pdf, phrases, revision
from vtr_lib.report.month import Month, open_month
from vtr_lib.store.staging import locked, staged, sweep
from vtr_lib.store.store import Store, find_data
from vtr_lib.words import Words, load

NOTEBOOKS = (
    "01_monthly_report",
    "02_rolling_rate",
    "03_missing_updates",
    "04_invalid_numbers",
    "05_late_shipment",
    "06_actions",
    "07_recovery",
)


@dataclass(frozen=True)
class Published:
    """Where a report is, what it says, and whether it had to be made."""

    edition: Edition
    folder: Path
    summary: dict
    is_new: bool
    lines: tuple[VtrError, ...] = ()  # what went without, and why

    @property
    def page(self) -> Path:
        """The page to open: it leads to this revision as long as it is in force."""
        return self.edition.door

    def headline(self) -> dict[str, str]:
        """The values of the sentence that states the rate."""
        words, window = load(self.edition.lang), self.summary["windows"]["confirmed"]
        rate, target = Rate(window["rate"]["valid"], window["rate"]["counted"]), Fraction(self.summary["target"])
        verdict = {None: "nothing", True: "on_line" if rate.is_on(target) else "met", False: "missed"}[
            rate.meets(target)
        ]
        return {
            "store": self.summary["store"],
            "first_on": window["first_on"],
            "last_on": window["last_on"],
            "rate": phrases.rate(window["rate"], words),
            "target": phrases.target(self.summary["target"]),
            "verdict": words(f"publish.{verdict}"),
        }

    @property
    def pdf(self) -> Path | None:
        """The printed report, None where no browser was there to print it."""
        path = self.folder / PDF
        return path if path.is_file() else None

    def changes(self) -> dict | None:
        """What this revision changed against the one before, None for the first."""
        path = self.folder / "changes.json"
        return json.loads(path.read_text("utf-8")) if path.is_file() else None


def last_whole_month(known_on: date) -> tuple[date, date]:
    """First and last day of the last month that ``known_on`` sees the end of."""
    end = known_on if (known_on + timedelta(days=1)).day == 1 else known_on.replace(day=1) - timedelta(days=1)
    return end.replace(day=1), end


def publish(
    store: str | None,
    month: str | None = None,
    *,
    data: str | Path | None = None,
    reports: str | Path | None = None,
    policy: str = "",
    lang: str = "en",
    watch: Callable[[Progress], None] | None = None,
    is_printing: bool = True,
    is_again: bool = False,
) -> Published:
    """The report of ``store`` for ``month`` (``YYYY-MM``; the last whole one it knows), see ``editions`` for where.

    Where the revision in force is whole and nothing that decides it has changed, it is left as it is, unless
    ``is_again``; else a new one is put in force beside it. ``is_printing`` asks for the PDF, made where a browser is.
    Raises ``UsageError`` for a month that is none, ``MissingInput`` for a store without data or a month that its files
    do not tell to the end, ``Busy``, ``CannotWrite`` and ``OSError``, after which what was in force still is.
    """
    data = find_data(data)
    held = open_store(store, data)
    try:
        _, as_of = month_of(month) if month else last_whole_month(held.known_on)
    except ValueError as error:
        raise UsageError("NO_MONTH", column="--month", value=repr(month)) from error
    if as_of > held.known_on:
        raise _too_early(held, month)
    opened = open_month(held.name, as_of, data=data, policy=policy)
    reports = reports_folder(reports, data)
    found = edition_of(opened, reports, lang)
    browser = pdf.find_browser() if is_printing else None
    made_from = _made_from(opened, lang, has_pdf=browser is not None)
    enough = [made_from] if browser else [made_from, made_from | {"pdf": True}]
    lines: tuple[VtrError, ...] = ()
    with locked(reports / held.name):
        sweep(found.folder)
        is_new = is_again or not any(found.is_whole(manifest.run_key(each)) for each in enough)
        if is_new:
            making = Making(opened, made_from, data, load(lang), own_policy(policy), is_printing, found.in_force, watch)
            lines = _revise(found, making, is_again)
    open_doors(reports, found)
    return Published(found, found.in_force, found.document("summary"), is_new, lines)


def _too_early(store: Store, month: str) -> MissingInput:
    last = last_whole_month(store.known_on)[1].strftime("%Y-%m")
    known_on = store.known_on.isoformat()
    return MissingInput("MONTH_OPEN", store=store.name, month=month, known_on=known_on, last=last)


def edition_of(month: Month, reports: Path, lang: str) -> Edition:
    """The edition a report of ``month`` belongs to."""
    usual = month.store.document("quality")["marketplace"].lower()
    return edition(reports, month.store.name, month.as_of.strftime("%Y-%m"), lang, month.policy.id, usual)


def _made_from(month: Month, lang: str, has_pdf: bool) -> dict:
    """All that decides what a report says."""
    files = month.store.files()
    return {
        "store": month.store.name,
        "as_of": month.as_of.isoformat(),
        "inputs": sorted(entry["sha256"] for entry in files),
        "readings": manifest.digest([files, month.store.document("quality")]),
        "policy": month.policy.sha256,
        "lang": lang,
        "pdf": has_pdf,
        "code": manifest.code_sha256(),
    }


@dataclass(frozen=True)
class Making:
    """All that a revision is made with; ``before`` is the folder of the one in force."""

    month: Month
    made_from: dict
    data: Path
    words: Words
    own_policy: str
    is_printing: bool
    before: Path | None
    watch: Callable[[Progress], None] | None


def _revise(found: Edition, making: Making, is_again: bool) -> tuple[VtrError, ...]:
    """A new revision, in force; gives what it went without, and why.

    One that a killed run finished and did not put in force is taken as it is.
    """
    target, lines = found.next, ()
    if is_again or not manifest.is_whole(target, manifest.run_key(making.made_from)):
        with staged(target) as aside:
            lines = _build(aside, making)
    found.put_in_force(target)
    return lines


def _build(folder: Path, making: Making) -> tuple[VtrError, ...]:
    from vtr_lib.report import xlsx

    month, words = making.month, making.words
    manifest.write(folder / "summary.json", month.summary)
    write_parquet(month.verdicts, folder / "verdicts.parquet")
    if making.before:
        moved = changes(making.before, making.made_from, month.store.files(), month.summary, month.verdicts)
        manifest.write(folder / "changes.json", moved)
    xlsx.write(folder / "verdicts.xlsx", month.summary, month.verdicts, words)
    executed = _notebooks(folder, making)
    if Store(making.data, month.store.name).generation != month.store.generation:
        raise Busy("STORE_CHANGED", store=month.store.name)
    _page(folder, making, executed)
    assert_same(folder)
    lines = _print(folder, making) if making.is_printing else ()
    outputs = manifest.build(folder, making.made_from, month.store.files(), month.summary)
    manifest.write(folder / "manifest.json", outputs)
    return lines


def _notebooks(folder: Path, making: Making) -> list:
    """The notebooks, executed and written into ``folder``."""
    month = making.month
    parameters = {
        "store": month.store.name,
        "as_of": month.as_of.isoformat(),
        "policy": month.policy.id,
        "lang": making.words.lang,
    }
    jobs = [Job(name, parameters) for name in NOTEBOOKS]
    return run_all(jobs, folder, making.data, making.own_policy, watch=making.watch)


def _page(folder: Path, making: Making, executed: list) -> None:
    from vtr_lib.report import html

    names, words, summary = [f"{name}.ipynb" for name in NOTEBOOKS], making.words, making.month.summary
    moved = folder / "changes.json"
    changed = json.loads(moved.read_text("utf-8")) if moved.is_file() else None
    beside = {"quality": [revision.statement(changed, words), revision.table(changed, words)]} if changed else {}
    files = [*names, *("verdicts.xlsx", "verdicts.parquet", "summary.json"), *(["changes.json"] if changed else [])]
    text = html.page(executed, summary, words, names, beside=beside, files=files, up=index_from_page(words.lang))
    (folder / "report.html").write_text(text, "utf-8")


def _print(folder: Path, making: Making) -> tuple[VtrError, ...]:
    """The PDF. Why there is none, where a browser is lacking or fails: all else comes all the same."""
    month = making.month
    named = {"store": month.store.name, "month": month.as_of.strftime("%Y-%m"), "policy": month.policy.id}
    try:
        pdf.write(folder / "report.html", folder / PDF, words=making.words, as_of=month.as_of, **named)
    except (ConfigError, DataError) as error:
        return (error,)
    return ()
