"""``vtr report``: the monthly report of a store."""

import argparse
from pathlib import Path

from vtr_lib.cli.printing import below, figures_options, policy_option, progress, say
from vtr_lib.words import Words


def options(parser: argparse.ArgumentParser, about: dict[str, str]) -> None:
    parser.add_argument("--month", metavar="YYYY-MM", help=about["month"])
    policy_option(parser, about)
    figures_options(parser, about)


def run(options: argparse.Namespace, words: Words) -> int:
    from vtr_lib.publish.month import publish

    done = publish(
        options.store,
        options.month,
        data=options.data,
        reports=options.reports,
        policy=options.policy,
        lang=options.lang,
        progress=progress,
    )
    if options.json:
        say(done.summary)
    else:
        print(words("publish.headline", **done.headline()))
        print(words("publish.new" if done.is_new else "publish.known", path=_near(done.folder / "report.html")))
    return below(done.summary["windows"]["confirmed"]["rate"]["is_met"], options)


def _near(path: Path) -> Path:
    """``path`` as one would type it from here."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
