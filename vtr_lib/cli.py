"""The ``vtr`` command: parses, calls, prints. What is heavy is imported by the command that needs it."""

import argparse
import errno
import json
import os
import sys
from collections.abc import Callable

from vtr_lib import __version__
from vtr_lib.errors import CannotWrite, DataError, DiskError, UsageError, VtrError, printable
from vtr_lib.schema import DEFAULTS
from vtr_lib.words import Words, languages, load

BELOW_TARGET = 10
NO_PLACE = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT, errno.ENOTDIR, errno.EISDIR)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:
        raise UsageError("USAGE", message=message, command=self.prog)


def main(arguments: list[str] | None = None) -> int:
    """Run the command with ``arguments`` (those of the process where none are given); gives its exit code."""
    words = load()
    try:
        options = _parser(words).parse_args(arguments)
        words = _words(options.lang)
        return options.run(options, words) or 0
    except VtrError as error:
        print(error.tell(words), file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        kind, code = (CannotWrite, "CANNOT_WRITE") if error.errno in NO_PLACE else (DiskError, "DISK")
        told = kind(code, file=error.filename, reason=error.strerror or error)
        print(told.tell(words), file=sys.stderr)
        return told.exit_code


def _words(lang: str) -> Words:
    try:
        return load(lang)
    except LookupError:
        raise UsageError("NO_LANGUAGE", value=repr(lang), known=", ".join(languages())) from None


def _parser(words: Words) -> argparse.ArgumentParser:
    about = words.table("command")
    parser = _Parser(prog="vtr", description=about["vtr"], epilog=about["more"])
    parser.add_argument("--version", action="version", version=f"vtr {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    def command(name: str, run: Callable, *options: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=about[name], description=about[name])
        added.set_defaults(run=run)
        added.add_argument("--lang", default="en", metavar="L", help=about["lang"])
        for option in options:
            added.add_argument(f"--{option}", **OPTIONS[option], help=about[option.replace("-", "_")])
        return added

    made = command("sample", _sample, "data")
    made.add_argument("--packages", type=int, default=1500, metavar="N", help=about["packages_wanted"])
    made.add_argument("--seed", type=int, default=20250115, metavar="S", help=about["seed"])
    made.add_argument("-o", "--out", metavar="DIR", help=about["out_folder"])

    ingest = command("ingest", _ingest, "store", "data", "json")
    ingest.add_argument("paths", nargs="+", metavar="PATH", help=about["paths"])

    judge = command("judge", _judge, "policy", "as-of")
    judge.add_argument("--packages", required=True, metavar="P", help=about["packages"])
    judge.add_argument("--scans", required=True, metavar="S", help=about["scans"])
    judge.add_argument("--snapshots", metavar="N", help=about["snapshots"])
    judge.add_argument("-o", "--out", required=True, metavar="V", help=about["out_verdicts"])

    rate = command("rate", _rate, "store", "data", "policy", "basis", "as-of", "fail-below", "json")
    rate.add_argument("--by", choices=["carrier", "origin", "category", "clause", "cause", "day"], help=about["by"])

    report = command("report", _report, "store", "data", "reports", "policy", "fail-below", "json")
    report.add_argument("--month", metavar="YYYY-MM", help=about["month"])

    command("lab", _lab, "data")
    return parser


OPTIONS = {
    "store": {"metavar": "S"},
    "data": {"metavar": "DIR"},
    "reports": {"metavar": "DIR"},
    "policy": {"default": "us", "metavar": "P"},
    "basis": {"choices": ["confirmed", "promised"], "default": "confirmed"},
    "as-of": {"metavar": "D"},
    "fail-below": {"action": "store_true"},
    "json": {"action": "store_true"},
}


def _say(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1))


def _progress(label: str, done: int, total: int) -> None:
    if sys.stderr.isatty():
        end = "\n" if done == total else ""
        print(f"\r\033[K{done}/{total} {label}"[:200], end=end, file=sys.stderr, flush=True)


def _sample(options: argparse.Namespace, words: Words) -> None:
    from pathlib import Path

    from vtr_lib.sample import write
    from vtr_lib.store.store import find_data

    if options.packages < 1:
        raise UsageError("COUNT", column="--packages", value=options.packages)
    folder = Path(options.out) if options.out else find_data(options.data) / "sample"
    for path in write(folder, options.packages, options.seed):
        print(path)


def _ingest(options: argparse.Namespace, words: Words) -> int:
    from vtr_lib.ingest import ingest

    done = ingest(options.paths, options.store or DEFAULTS["store"], options.data, progress=_progress)
    if options.json:
        refused = [error.tell(words) for error in done.refused]
        _say(
            {
                "store": done.store.name,
                "packages": done.packages,
                "read": done.read,
                "known": done.known,
                "refused": refused,
            }
        )
    else:
        for entry in done.read:
            print(words("ingest.file", **{key: printable(entry[key]) for key in INGEST_COLUMNS}))
            if entry["dropped_columns"]:
                print(words("ingest.dropped", names=printable(", ".join(entry["dropped_columns"]))))
            for fault in entry["set_aside"]:
                place = f"{entry['file']}:{fault['line']} [{fault['column']}]"
                print(words("ingest.quarantined", place=printable(place), code=fault["code"]))
        if done.known:
            print(words("ingest.known", count=len(done.known)))
        print(words("ingest.held", store=done.store.name, packages=done.packages))
        for error in done.refused:
            print(error.tell(words), file=sys.stderr)
    return DataError.exit_code if done.refused else 0


INGEST_COLUMNS = ("file", "format", "unit", "total", "blank", "duplicate", "quarantined", "accepted")


def _day(value: str | None):
    from datetime import date

    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise UsageError("NO_DAY", column="--as-of", value=repr(value)) from None


def _judge(options: argparse.Namespace, words: Words) -> None:
    from vtr_lib import policy, schema
    from vtr_lib.frames import empty
    from vtr_lib.sources import canonical
    from vtr_lib.store.verdicts import judge_tables

    as_of, rules = _day(options.as_of), policy.load(options.policy)
    packages = canonical.read(options.packages, schema.PACKAGES)
    scans = canonical.read(options.scans, schema.SCANS)
    snapshots = canonical.read(options.snapshots, schema.SNAPSHOTS) if options.snapshots else empty(schema.SNAPSHOTS)
    verdicts = judge_tables(packages, scans, snapshots, rules, as_of, file=options.packages)
    canonical.write(verdicts, options.out)
    print(words("judge.done", packages=verdicts.height, file=options.out))


def _rate(options: argparse.Namespace, words: Words) -> int:
    from vtr_lib.report.month import open_month
    from vtr_lib.report.rates import rates

    found = rates(
        open_month(options.store, _day(options.as_of), data=options.data, policy=options.policy),
        options.basis,
        options.by,
    )
    if options.json:
        _say(found)
    else:
        print(words("rate.window", **found["window"], store=found["store"], basis=words(f"bases.{options.basis}")))
        for row in [*found["rows"], found["total"]]:
            name = row.get("name", words("rate.total"))
            print(
                words("rate.row", name=printable(name), rate=row["text"], pending=row["pending"], exempt=row["exempt"])
            )
    return _below(found["total"]["is_met"], options)


def _below(is_met: bool | None, options: argparse.Namespace) -> int:
    return BELOW_TARGET if options.fail_below and is_met is False else 0


def _report(options: argparse.Namespace, words: Words) -> int:
    from vtr_lib.publish.month import publish

    done = publish(
        options.store, options.month, data=options.data, reports=options.reports, policy=options.policy,
        lang=options.lang, progress=_progress,
    )  # fmt: skip
    if options.json:
        _say(done.summary)
    else:
        print(words("publish.headline", **done.headline()))
        print(words("publish.new" if done.is_new else "publish.known", path=_near(done.folder / "report.html")))
    return _below(done.summary["windows"]["confirmed"]["rate"]["is_met"], options)


def _near(path) -> str:
    """``path`` as one would type it from here."""
    from pathlib import Path

    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def _lab(options: argparse.Namespace, words: Words) -> int:
    from vtr_lib.publish.lab import lab

    return lab(options.data)
