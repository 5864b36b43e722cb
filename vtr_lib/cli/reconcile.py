"""``vtr reconcile``: Amazon's defect report held against our own verdicts, row by row."""

import argparse
from typing import TYPE_CHECKING

from vtr_lib.cli.printing import as_of_option, day_of, near, policy_option, say
from vtr_lib.errors import MissingInput, printable
from vtr_lib.words import Words

if TYPE_CHECKING:
    from vtr_lib.report.reconcile import Reconciled

SHOWN = 20  # rows of each standing; a list has them all


def options(parser: argparse.ArgumentParser, about: dict[str, str]) -> None:
    parser.add_argument("files", metavar="FILE", nargs="*", help=about["reports_of_amazon"])
    parser.add_argument("--category", metavar="C", default="", help=about["category"])
    policy_option(parser, about)
    as_of_option(parser, about)
    parser.add_argument("-o", "--out", metavar="LIST", help=about["out_reconciled"])
    parser.add_argument("--json", action="store_true", help=about["json"])


def run(options: argparse.Namespace, words: Words) -> None:
    from pathlib import Path

    from vtr_lib.report import categories, lists
    from vtr_lib.report.month import open_month
    from vtr_lib.report.reconcile import head, read, reconcile, told

    month = open_month(options.store, day_of(options.as_of), data=options.data, policy=options.policy)
    report = read(options.files, month.policy.zone) if options.files else None
    category = categories.named(month, options.category) if options.category else ""
    found = reconcile(month, category, report=report)
    if not reconcile(month, report=report).identity["rows"]:
        raise MissingInput("NO_AMAZON_REPORT", store=month.store.name)
    if options.out:
        lists.write(options.out, "reconcile", head(words), told(found.rows, words))
    if options.json:
        of = {"store": month.store.name, "policy": month.policy.id, "as_of": month.as_of, "category": category or None}
        counts = {"identity": found.identity, "standings": found.standings}
        say(of | {"reports": found.reports} | counts | {"rows": found.rows.to_dicts()})
        return
    print(words("reconcile.title", store=month.store.name, of=printable(category or words("reconcile.whole")),
                as_of=month.as_of, policy=month.policy.id))  # fmt: skip
    _print(found, words)
    if options.out:
        print(words("reconcile.out", path=near(Path(options.out))))


def _print(found: "Reconciled", words: Words) -> None:
    from vtr_lib.report.reconcile import LISTED

    for report in found.reports:
        days = {name: words.day(report[name]) if report[name] else "?" for name in ("first_on", "last_on")}
        print(words("reconcile.report", file=printable(report["file"]), rows=report["rows"], **days))
    print(words("reconcile.rows", **found.identity))
    print(words("reconcile.missed", **found.identity))
    for standing in LISTED:
        rows = found.of(standing)
        if rows.height:
            name = words(f"reconcile.standings.{standing}")
            print(words("reconcile.standing", standing=name, count=rows.height))
        for row in rows.head(SHOWN).iter_rows(named=True):
            print(printable(_told(row, words)))
        if rows.height > SHOWN:
            print(words("reconcile.more", count=rows.height - SHOWN))


def _told(row: dict, words: Words) -> str:
    """A row with both verdicts and, where Amazon alone calls it missed, what proves ours."""
    from vtr_lib.report import phrases

    yes_no = {True: words("explain.yes"), False: words("explain.no"), None: words("report.no_share")}
    amazon = words("reconcile.by_amazon", valid=yes_no[row["amazon_valid"]], scan=yes_no[row["amazon_scan"]],
                   delivery=yes_no[row["amazon_delivery"]])  # fmt: skip
    if row["standing"] == "not_listed":
        amazon = words("reconcile.unlisted")
    ours = words("reconcile.unheld")
    if row["package_id"]:
        ours = words("reconcile.by_us", state=words.name("states", row["state"]),
                     clause=words.name("clauses", row["clause"]))  # fmt: skip
    if row["proof"] in ("scan", "scans"):
        at = {name: words.instant(row[f"{name}_at"]) if row[f"{name}_at"] else words("explain.none")
              for name in ("first_scan", "delivery")}  # fmt: skip
        ours = words("reconcile.proven", ours=ours, **at)
    if row["standing"] == "other_number":
        ours = words("reconcile.other", ours=ours, tracking=row["tracking"])
    return words(
        "reconcile.row",
        order=row["order_id"],
        tracking=row["amazon_tracking"] or row["tracking"] or words("explain.none"),
        carrier=phrases.segment(row["carrier"] or "unknown", "carrier", words),
        amazon=amazon,
        ours=ours,
    )
