"""The ``vtr`` command: one module a command, each with its ``options`` and its ``run``.

Nothing heavy is imported before a command runs, so that ``vtr --help`` answers at once.
"""

import argparse
import os
import sys

from vtr_lib import __version__
from vtr_lib.cli import (
    appeal,
    check,
    explain,
    ingest,
    judge,
    lab,
    map,
    policy,
    purge,
    rate,
    reconcile,
    report,
    run,
    sample,
    schedule,
    status,
)  # fmt: skip
from vtr_lib.cli.help import parser_class, speaking
from vtr_lib.errors import UsageError, error_of
from vtr_lib.publish.ending import terminable
from vtr_lib.words import Words, languages, load

COMMANDS = {
    "sample": sample,
    "ingest": ingest,
    "map": map,
    "judge": judge,
    "rate": rate,
    "explain": explain,
    "reconcile": reconcile,
    "check": check,
    "policy": policy,
    "report": report,
    "status": status,
    "appeal": appeal,
    "schedule": schedule,
    "purge": purge,
    "run": run,
    "lab": lab,
}
STOPPED = 130  # by Ctrl-C, as shells have it


def main(arguments: list[str] | None = None) -> int:
    """Run the command with ``arguments`` (those of the process where none are given); gives its exit code.

    Stopped by Ctrl-C it gives 130; told to end (SIGTERM, SIGHUP) it raises ``SystemExit`` with 128 and its number. What
    was begun is cleared away first.
    """
    words = load(_asked_lang(sys.argv[1:] if arguments is None else arguments))
    try:
        with terminable():
            with speaking(words):
                options = _parser(words).parse_args(arguments)
            words = _words(options.lang)
            return options.run(options, words) or 0
    except KeyboardInterrupt:
        return STOPPED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        told = error_of(error)
        print(told.tell(words), file=sys.stderr)
        return told.exit_code


def _words(lang: str) -> Words:
    try:
        return load(lang)
    except LookupError:
        raise UsageError("NO_LANGUAGE", value=repr(lang), known=languages()) from None


def _asked_lang(arguments: list[str]) -> str:
    """The language that help and refusals are to be in, before anything else is read: the one named, else English."""
    asking = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    asking.add_argument("--lang", default="en")
    try:
        lang = asking.parse_known_args(arguments)[0].lang
    except argparse.ArgumentError:
        return "en"
    return lang if lang in languages() else "en"


def _parser(words: Words) -> argparse.ArgumentParser:
    about = words.table("command")
    parser = parser_class(words)(prog="vtr", description=about["vtr"], epilog=about["more"])
    parser.add_argument("--version", action="version", version=f"vtr {__version__}", help=about["version"])
    parser.add_argument("--lang", default="en", metavar="L", help=about["lang"])
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, command in COMMANDS.items():
        added = commands.add_parser(name, help=about[name], description=about[name])
        added.set_defaults(run=command.run)
        for option, value in (("store", "S"), ("data", "DIR"), ("reports", "DIR")):
            added.add_argument(f"--{option}", metavar=value, help=about[option])
        added.add_argument("--lang", default=argparse.SUPPRESS, metavar="L", help=about["lang"])
        command.options(added, about)
    return parser
