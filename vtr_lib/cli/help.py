"""What argparse says of itself, its help and its refusals, in the language asked for."""

import argparse
import re
from collections.abc import Iterator
from contextlib import contextmanager

from vtr_lib.errors import UsageError
from vtr_lib.words import Words
from vtr_lib.words.lines import wrap


@contextmanager
def speaking(words: Words) -> Iterator[None]:
    """While this lasts, argparse says in ``words`` what it says to a person.

    It asks gettext for each of its sentences by the names looked up here, and gettext itself knows files only.
    """
    before = argparse._, argparse.ngettext
    argparse._ = lambda sentence: words.instead("command.argparse", sentence)
    argparse.ngettext = lambda one, more, count: argparse._(one if count == 1 else more)
    try:
        yield
    finally:
        argparse._, argparse.ngettext = before


def parser_class(words: Words) -> type[argparse.ArgumentParser]:
    """A parser that raises ``UsageError`` in place of ending, and whose help is as wide in Chinese as in English."""

    def whole(value: str) -> int:
        return int(value)

    whole.__name__ = words("errors.kinds.int")  # argparse names the kind of a value by it

    class Parser(argparse.ArgumentParser):
        def __init__(self, **options):
            super().__init__(formatter_class=Formatter, **options)

        def add_argument(self, *names, **options):
            return super().add_argument(*names, **options | ({"type": whole} if options.get("type") is int else {}))

        def error(self, message: str) -> None:
            message = message.replace(", ", words("report.list"))  # argparse joins choices and options itself
            raise UsageError("USAGE", message=message, command=self.prog)

    return Parser


class Formatter(argparse.HelpFormatter):
    """Help in lines that fit the terminal where a character is wider than a letter."""

    def format_help(self) -> str:
        """The help, a heading with the language's own colon, for which not every version of argparse asks."""
        sign = argparse._("%(heading)s:")
        return re.sub(r"(?m)^(\S.*):$", lambda line: sign % {"heading": line[1]}, super().format_help())

    def _split_lines(self, text: str, width: int) -> list[str]:
        return wrap(" ".join(text.split()), width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + line for line in wrap(" ".join(text.split()), width - len(indent)))
