"""What ``--help`` says of itself, in the language asked for: argparse knows it in English only."""

import argparse

from vtr_lib.errors import UsageError
from vtr_lib.words import Words


def parser_class(words: Words) -> type[argparse.ArgumentParser]:
    """A parser whose help has its headings in ``words``, and which raises ``UsageError`` in place of ending."""
    say = words.table("command")

    class Formatter(argparse.HelpFormatter):
        def add_usage(self, usage, actions, groups, prefix=None):
            super().add_usage(usage, actions, groups, say["usage"] if prefix is None else prefix)

    class Parser(argparse.ArgumentParser):
        def __init__(self, **options):
            super().__init__(add_help=False, formatter_class=Formatter, **options)
            self._positionals.title, self._optionals.title = say["arguments"], say["options"]
            self.add_argument("-h", "--help", action="help", help=say["help"])

        def error(self, message: str) -> None:
            raise UsageError("USAGE", message=message, command=self.prog)

    return Parser
