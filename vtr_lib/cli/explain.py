"""``vtr explain``: every test a package went through, and the clause that decided."""

import argparse

from vtr_lib.cli.printing import Wide, as_of_option, day_of, policy_option, say
from vtr_lib.errors import printable
from vtr_lib.words import Words


def options(parser: argparse.ArgumentParser, about: dict[str, str]) -> None:
    parser.add_argument("package", metavar="PACKAGE_OR_ORDER", help=about["package"])
    policy_option(parser, about)
    as_of_option(parser, about)
    parser.add_argument("--json", action="store_true", help=about["json"])


def run(options: argparse.Namespace, words: Words) -> None:
    from vtr_lib.report.explain import explain_all
    from vtr_lib.report.month import open_month

    month = open_month(options.store, day_of(options.as_of), data=options.data, policy=options.policy)
    found = explain_all(month, options.package)
    if options.json:
        say(found)
    else:
        for one in found:
            _print(one, words)


def _print(found: dict, words: Words) -> None:
    from vtr_lib.report import explain

    print(printable(explain.caption(found, words)))
    for step in found["steps"]:
        mark = words("explain.mark") if step["decides"] else words("explain.yes" if step["holds"] else "explain.no")
        test, clause = words(f"explain.tests.{step['test']}"), words.name("clauses", step["clause"])
        print(words("explain.step", mark=Wide(mark), test=test, clause=clause))
        print(words("explain.compared", compared=printable(explain.compared(step, words))))
        if step["decides"]:
            print(words("explain.source", source=printable(explain.source(step, words))))
    if flags := explain.besides(found, words):
        print(words("explain.besides", flags=flags))
