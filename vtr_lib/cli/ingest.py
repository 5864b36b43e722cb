"""``vtr ingest``: files into a store, with the identity of every line."""

import argparse
import sys

from vtr_lib.cli.printing import progress, say
from vtr_lib.errors import DataError, printable
from vtr_lib.schema import DEFAULTS
from vtr_lib.words import Words

COLUMNS = ("file", "format", "unit", "total", "blank", "duplicate", "quarantined", "accepted")


def options(parser: argparse.ArgumentParser, about: dict[str, str]) -> None:
    parser.add_argument("paths", nargs="+", metavar="PATH", help=about["paths"])
    parser.add_argument("--json", action="store_true", help=about["json"])


def run(options: argparse.Namespace, words: Words) -> int:
    from vtr_lib.ingest import ingest

    done = ingest(options.paths, options.store or DEFAULTS["store"], options.data, progress=progress)
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
    print(words("ingest.file", **{key: printable(entry[key]) for key in COLUMNS}))
    if entry["dropped_columns"]:
        print(words("ingest.dropped", names=printable(", ".join(entry["dropped_columns"]))))
    for fault in entry["set_aside"]:
        place = f"{entry['file']}:{fault['line']} [{fault['column']}]"
        print(words("ingest.quarantined", place=printable(place), code=fault["code"]))
