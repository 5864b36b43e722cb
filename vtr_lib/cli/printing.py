"""What commands print, and options several of them share."""

import argparse
import contextlib
import json
import re
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from vtr_lib.errors import UsageError, printable
from vtr_lib.schema import YEARS
from vtr_lib.words import Words
from vtr_lib.words.lines import width

if TYPE_CHECKING:
    from vtr_lib.publish.progress import Progress

BELOW_TARGET = 10


class Wide(str):
    """A text that a format such as ``{name:<24}`` pads by the columns it takes: a Chinese character takes two."""

    def __format__(self, spec: str) -> str:
        more = width(self) - len(self)
        return format(str(self), re.sub(r"\d+", lambda columns: str(max(0, int(columns[0]) - more)), spec))


def padded(texts: list[str]) -> list[str]:
    """The texts of a column, all as wide as the widest."""
    widest = max(map(width, texts), default=0)
    return [f"{Wide(text):<{widest}}" for text in texts]


def say(value: object) -> None:
    """``value`` as JSON on standard output; days and instants in ISO 8601."""
    print(json.dumps(value, ensure_ascii=False, indent=1, default=lambda at: at.isoformat()))


def progress(label: str, done: int, total: int) -> None:
    """How far long work is, on a terminal only."""
    if sys.stderr.isatty():
        end = "\n" if done == total else ""
        print(f"\r\033[K{done}/{total} {printable(label)}"[:200], end=end, file=sys.stderr, flush=True)


@contextlib.contextmanager
def watching(words: Words) -> Iterator[Callable[["Progress"], None]]:
    """What shows how far notebooks are and how long they still take, on a terminal only; the line goes with the block.

    ``12/84 02_rolling_rate, about 8 s left``
    """

    def watch(at: "Progress") -> None:
        is_told = at.seconds_left is not None
        left = words("run.left", label=at.label, seconds=words.number(at.seconds_left)) if is_told else at.label
        print(f"\r\033[K{at.done}/{at.total} {printable(left, 70)}", end="", file=sys.stderr, flush=True)

    if not sys.stderr.isatty():
        yield lambda at: None
        return
    try:
        yield watch
    finally:
        print("\r\033[K", end="", file=sys.stderr, flush=True)


def near(path: Path) -> Path:
    """``path`` as one would type it from here."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def day_of(value: str | None, option: str = "--as-of") -> date | None:
    """The day an option gives; ``UsageError`` where it is none."""
    try:
        day = date.fromisoformat(value) if value else None
    except ValueError:
        raise UsageError("NO_DAY", column=option, value=repr(value)) from None
    if day and not YEARS[0] <= day.year <= YEARS[1]:
        raise UsageError("NO_DAY", column=option, value=repr(value))
    return day


def below(is_met: bool | None, options: argparse.Namespace) -> int:
    """The exit code of a rate: 10 where it is below target and ``--fail-below`` asks for it."""
    return BELOW_TARGET if options.fail_below and is_met is False else 0


def policy_option(parser: argparse.ArgumentParser, about: dict[str, str]) -> None:
    """``--policy``: by name or by file; empty where none is given."""
    parser.add_argument("--policy", default="", metavar="P", help=about["policy_name"])


def as_of_option(parser: argparse.ArgumentParser, about: dict[str, str]) -> None:
    """``--as-of``: the day to stand on."""
    parser.add_argument("--as-of", metavar="D", help=about["as_of"])


def figures_options(parser: argparse.ArgumentParser, about: dict[str, str]) -> None:
    """``--fail-below`` and ``--json`` of commands that print figures."""
    parser.add_argument("--fail-below", action="store_true", help=about["fail_below"])
    parser.add_argument("--json", action="store_true", help=about["json"])
