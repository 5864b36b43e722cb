"""``vtr purge``: what is past its day goes."""

import argparse

from vtr_lib.cli.printing import day_of, say
from vtr_lib.errors import UsageError, printable
from vtr_lib.schema import DEFAULTS
from vtr_lib.words import Words


def options(parser: argparse.ArgumentParser, about: dict[str, str]) -> None:
    parser.add_argument("--as-of", metavar="D", help=about["purge_as_of"])
    parser.add_argument("--dry-run", action="store_true", help=about["dry_run"])
    parser.add_argument("--raw", action="store_true", help=about["raw"])
    parser.add_argument("--json", action="store_true", help=about["json"])


def run(options: argparse.Namespace, words: Words) -> None:
    from vtr_lib.ingest.purge import RETENTION, purge
    from vtr_lib.store.store import find_data

    as_of = day_of(options.as_of)
    if as_of is None:
        raise UsageError("NO_AS_OF", column="--as-of")
    name = options.store or DEFAULTS["store"]
    done = purge(as_of, name, options.data, is_trial=options.dry_run, is_raw_too=options.raw)
    folder = find_data(options.data) / "raw"
    raw, unknown = ([path.relative_to(folder).as_posix() for path in paths] for paths in (done.raw, done.unknown))
    counts = {name: getattr(done, name) for name in ("store", "as_of", "first_on", "orders", "packages", "rows")}
    if options.json:
        deleted = {"is_deleted": not options.dry_run, "is_raw_deleted": options.raw and not options.dry_run}
        say(counts | {"leftovers": done.leftovers, "raw": raw, "unknown": len(unknown)} | deleted)
        return
    print(words("purge.orders", **counts, months=RETENTION["orders"]["months"]))
    print(words("purge.leftovers", count=done.leftovers))
    if raw:
        print(words("purge.raw", count=len(raw), folder=folder, days=RETENTION["raw_files"]["days"]))
        for file in raw:
            print(words("purge.file", file=printable(file)))
        if not options.raw:
            print(words("purge.not_deleted"))
    if unknown:
        print(words("purge.unknown", count=len(unknown), folder=folder))
    print(words("purge.trial" if options.dry_run else "purge.done"))
