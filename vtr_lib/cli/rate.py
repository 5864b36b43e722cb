"""``vtr rate``: counts and rate of a store's window, in all or by segment."""

import argparse

from vtr_lib.cli.printing import as_of_option, below, day_of, figures_options, padded, policy_option, say
from vtr_lib.errors import printable
from vtr_lib.words import Words


def options(parser: argparse.ArgumentParser, about: dict[str, str]) -> None:
    segments = ["carrier", "origin", "category", "clause", "cause", "day"]
    parser.add_argument("--by", choices=segments, help=about["by"])
    parser.add_argument("--basis", choices=["confirmed", "promised"], default="confirmed", help=about["basis"])
    policy_option(parser, about)
    as_of_option(parser, about)
    figures_options(parser, about)


def run(options: argparse.Namespace, words: Words) -> int:
    from vtr_lib.report import phrases
    from vtr_lib.report.month import open_month
    from vtr_lib.report.rates import name_of, rates

    month = open_month(options.store, day_of(options.as_of), data=options.data, policy=options.policy)
    found = rates(month, options.basis, options.by)
    if options.json:
        say(found)
    else:
        print(words("rate.window", **found["window"], store=found["store"], basis=words(f"bases.{options.basis}")))
        rows = [*found["rows"], found["total"]]
        names = padded([printable(name_of(row, options.by, words)) for row in rows])
        shares = padded([phrases.rate(row, words) for row in rows])
        for row, name, rate in zip(rows, names, shares, strict=True):
            print(words("rate.row", name=name, rate=rate, pending=row["pending"], exempt=row["exempt"]))
    return below(found["total"]["is_met"], options)
