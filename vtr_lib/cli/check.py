"""``vtr check``: tracking numbers looked at before they are confirmed."""

import argparse

from vtr_lib.cli.printing import say
from vtr_lib.errors import printable
from vtr_lib.words import Words

FINE = ("ok", "ok_unchecked")


def options(parser: argparse.ArgumentParser, about: dict[str, str]) -> None:
    parser.add_argument("file", metavar="FILE", help=about["numbers"])
    parser.add_argument("--tracking-column", metavar="NAME", help=about["tracking_column"])
    parser.add_argument("--carrier-column", metavar="NAME", help=about["carrier_column"])
    parser.add_argument("-o", "--out", metavar="OUT", help=about["out_numbers"])
    parser.add_argument("--json", action="store_true", help=about["json"])


def run(options: argparse.Namespace, words: Words) -> None:
    from vtr_lib.report import numbers
    from vtr_lib.sources import number_list
    from vtr_lib.tracking import check

    given = number_list.read(options.file, options.tracking_column, options.carrier_column)
    found = check(given).with_columns(given["line"])
    if options.out:
        numbers.write(found, options.out, words)
    if options.json:
        say(found.drop("line").to_dicts())
        return
    print(words("check.numbers", file=printable(options.file), count=found.height))
    for status, count in numbers.summary(found).items():
        print(words("check.count", count=count, status=words(f"tracking.statuses.{status}")))
    for row in found.filter(~found["status"].is_in(FINE)).iter_rows(named=True):
        _print_number(row, options.file, words)


def _print_number(row: dict, file: str, words: Words) -> None:
    number, carrier = printable(row["tracking"] or ""), printable(row["carrier"] or words("check.no_carrier"))
    status = words(f"tracking.statuses.{row['status']}")
    place = printable(f"{file}:{row['line']}")
    print(words("check.number", place=place, number=number or "-", carrier=carrier, status=status))
    if row["formats"]:
        print(words("check.formats", formats=_row(row["formats"], words)))
    if row["suggestion"]:
        kind = "looks_like" if row["status"] == "other_carrier" else "near"
        print(words(f"check.{kind}", suggestion=_row(row["suggestion"], words)))


def _row(names: str, words: Words) -> str:
    return words("report.list").join(names.split(","))
