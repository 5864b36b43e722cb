"""``vtr ingest``: files into a store, with the identity of every line."""

import argparse
import sys

from vtr_lib.cli.printing import day_of, progress, say
from vtr_lib.errors import DataError, printable
from vtr_lib.schema import DEFAULTS
from vtr_lib.words import Words

COUNTS = ("total", "blank", "duplicate", "quarantined", "accepted")


def options(parser: argparse.ArgumentParser, about: dict[str, str]) -> None:
    parser.add_argument("paths", nargs="+", metavar="PATH", help=about["paths"])
    parser.add_argument("--marketplace", metavar="XX", help=about["marketplace"])
    parser.add_argument("--encoding", metavar="NAME", help=about["encoding"])
    parser.add_argument("--map", metavar="MAPPING.toml", help=about["mapping"])
    parser.add_argument("--accept-quarantine", action="store_true", help=about["accept_quarantine"])
    parser.add_argument("--as-of", metavar="D", help=about["fetched_on"])
    parser.add_argument("--json", action="store_true", help=about["json"])


def run(options: argparse.Namespace, words: Words) -> int:
    from vtr_lib.ingest import ingest

    done = ingest(
        options.paths,
        options.store or DEFAULTS["store"],
        options.data,
        progress=progress,
        marketplace=options.marketplace,
        encoding=options.encoding,
        mapping=options.map,
        as_of=day_of(options.as_of),
        is_accepting=options.accept_quarantine,
    )
    if options.json:
        refused = [error.tell(words) for error in done.refused]
        held = {"store": done.store.name, "packages": done.packages}
        say(held | {"read": done.read, "known": done.known, "refused": refused})
    else:
        for entry in done.read:
            _print_file(entry, words)
        if done.known:
            print(words("ingest.known", count=len(done.known)))
        print(words("ingest.held", store=done.store.name, packages=done.packages))
        for error in done.refused:
            print(error.tell(words), file=sys.stderr)
    return DataError.exit_code if done.refused else 0


def _print_file(entry: dict, words: Words) -> None:
    unit = words.name("tables.files.units", entry["unit"])
    format = words.name("sources", entry["format"])
    counts = {key: entry[key] for key in COUNTS}
    print(words("ingest.file", file=printable(entry["file"]), format=format, unit=unit, **counts))
    if entry["dropped_columns"]:
        print(words("ingest.dropped", names=printable(words("report.list").join(entry["dropped_columns"]))))
    for fault in entry["faults"]:
        what = words(f"errors.{fault['code']}", value=printable(fault["looks"]))
        print(words("ingest.fault", count=fault["count"], code=fault["code"], what=what))
        print(words("ingest.places", places=printable(_places(fault, entry["unit"], words))))
    if entry["unmapped"]:
        names = [f"{name} ({count})" for name, count in entry["unmapped"].items()]
        print(words("ingest.unmapped", names=printable(words("report.list").join(names))))
    from vtr_lib.report.notes import PLAIN, note

    noted = [note(name, count, words) for name, count in entry["notes"].items() if name not in PLAIN]
    if noted:
        print(words("ingest.noted", names=printable(words("explain.between").join(noted))))


def _places(fault: dict, unit: str, words: Words) -> str:
    name = {"line": "place"}.get(unit, "record_place")
    shown = [words(f"ingest.{name}{'_column' * bool(place['column'])}", **place) for place in fault["places"]]
    places, more = words("report.list").join(shown), fault["count"] - len(shown)
    return words("ingest.more", places=places, count=more) if more else places
