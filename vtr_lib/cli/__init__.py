"""The ``vtr`` command: one module a command, each with its ``options`` and its ``run``.

Nothing heavy is imported before a command runs, so that ``vtr --help`` answers at once.
"""

import argparse
import errno
import os
import sys
import traceback
from pathlib import Path

from vtr_lib import __version__
from vtr_lib.cli import check, explain, ingest, judge, lab, map, policy, purge, rate, report, sample, schedule
from vtr_lib.cli.help import parser_class
from vtr_lib.errors import CannotWrite, DiskError, Unexpected, UsageError, VtrError
from vtr_lib.words import Words, languages, load

COMMANDS = {
    "sample": sample,
    "ingest": ingest,
    "map": map,
    "judge": judge,
    "rate": rate,
    "explain": explain,
    "check": check,
    "policy": policy,
    "report": report,
    "schedule": schedule,
    "purge": purge,
    "lab": lab,
}
PLACES = 5
NO_PLACE = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EEXIST)


def main(arguments: list[str] | None = None) -> int:
    """Run the command with ``arguments`` (those of the process where none are given); gives its exit code."""
    words = load(_asked_lang(sys.argv[1:] if arguments is None else arguments))
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
    except Exception as error:  # its message and its traceback may hold what stands in a seller's cells
        told = Unexpected("UNEXPECTED", kind=type(error).__name__, places=_places(error))
        print(told.tell(words), file=sys.stderr)
        return told.exit_code


def _places(error: Exception) -> str:
    """Where in the program an error came up, from the outside in, without a word of what it says."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "vtr_lib" in Path(frame.filename).parts]
    return " > ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames[-PLACES:])


def _words(lang: str) -> Words:
    try:
        return load(lang)
    except LookupError:
        raise UsageError("NO_LANGUAGE", value=repr(lang), known=", ".join(languages())) from None


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
