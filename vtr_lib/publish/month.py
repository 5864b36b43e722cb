"""The monthly report: built aside, checked, and put in its place whole or not at all."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

from vtr_lib.calendar import month_of
from vtr_lib.errors import UsageError
from vtr_lib.frames import write_parquet
from vtr_lib.ingest import open_store
from vtr_lib.metrics.rate import Rate
from vtr_lib.publish import manifest
from vtr_lib.publish.readback import assert_same
from vtr_lib.publish.runner import run
from vtr_lib.report import phrases
from vtr_lib.report.month import Month, open_month
from vtr_lib.store.staging import locked, staged
from vtr_lib.store.store import find_data
from vtr_lib.words import load

NOTEBOOKS = ("01_monthly_report", "02_rolling_rate")


@dataclass(frozen=True)
class Published:
    """Where a report is, what it says, and whether it had to be made."""

    folder: Path
    summary: dict
    is_new: bool
    lang: str

    def headline(self) -> dict[str, str]:
        """The values of the sentence that states the rate."""
        words, window = load(self.lang), self.summary["windows"]["confirmed"]
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
    progress: Callable[[str, int, int], None] = lambda label, done, total: None,
) -> Published:
    """The report of ``store`` for ``month`` (``YYYY-MM``; the last whole one it knows) in ``reports/<store>/<month>/``.

    Where the report is there already and nothing that decides it has changed, it is left as it is. Raises
    ``UsageError`` for a month that is none, ``MissingInput`` for a store without data, ``Busy`` and ``CannotWrite``.
    """
    data = find_data(data)
    held = open_store(store, data)
    try:
        _, as_of = month_of(month) if month else last_whole_month(held.known_on)
    except ValueError as error:
        raise UsageError("NO_MONTH", column="--month", value=repr(month)) from error
    opened = open_month(held.name, as_of, data=data, policy=policy)
    folder = Path(reports or data.parent / "reports") / opened.store.name / as_of.strftime("%Y-%m")
    made_from = _made_from(opened, lang)
    with locked(folder.parent):
        if manifest.is_whole(folder, manifest.run_key(made_from)):
            return Published(folder, json.loads((folder / "summary.json").read_text("utf-8")), False, lang)
        with staged(folder) as aside:
            own_policy = str(Path(policy).resolve()) if ".toml" in policy else ""
            _build(aside, opened, made_from, data, lang, own_policy, progress)
        return Published(folder, opened.summary, True, lang)


def _made_from(month: Month, lang: str) -> dict:
    files = month.store.files()
    return {
        "store": month.store.name,
        "as_of": month.as_of.isoformat(),
        "inputs": sorted(entry["sha256"] for entry in files),
        "policy": month.policy.sha256,
        "lang": lang,
        "code": manifest.code_sha256(),
    }


def _build(
    folder: Path, month: Month, made_from: dict, data: Path, lang: str, own_policy: str, progress: Callable
) -> None:
    from vtr_lib.report import html, xlsx

    words, steps = load(lang), len(NOTEBOOKS) + 2
    progress("summary", 0, steps)
    manifest.write(folder / "summary.json", month.summary)
    write_parquet(month.verdicts, folder / "verdicts.parquet")
    xlsx.write(folder / "verdicts.xlsx", month.summary, month.verdicts, words)
    parameters = {"store": month.store.name, "as_of": month.as_of.isoformat(), "policy": month.policy.id, "lang": lang}
    executed = []
    for number, name in enumerate(NOTEBOOKS, 1):
        progress(name, number, steps)
        executed.append(run(name, parameters, folder / f"{name}.ipynb", data, own_policy))
    progress("report.html", steps - 1, steps)
    (folder / "report.html").write_text(
        html.page(executed, month.summary, words, [f"{name}.ipynb" for name in NOTEBOOKS]), "utf-8"
    )
    assert_same(folder)
    manifest.write(folder / "manifest.json", manifest.build(folder, made_from, month.store.files(), month.summary))
    progress("", steps, steps)
