"""``vtr judge``: canonical tables in, verdicts out."""

import argparse

from vtr_lib.cli.printing import as_of_option, day_of, policy_option
from vtr_lib.words import Words


def options(parser: argparse.ArgumentParser, about: dict[str, str]) -> None:
    parser.add_argument("--packages", required=True, metavar="P", help=about["packages"])
    parser.add_argument("--scans", required=True, metavar="S", help=about["scans"])
    parser.add_argument("--snapshots", metavar="N", help=about["snapshots"])
    parser.add_argument("-o", "--out", required=True, metavar="V", help=about["out_verdicts"])
    policy_option(parser, about)
    as_of_option(parser, about)


def run(options: argparse.Namespace, words: Words) -> None:
    from vtr_lib import policy, schema
    from vtr_lib.frames import empty
    from vtr_lib.sources import canonical
    from vtr_lib.store.verdicts import judge_tables

    as_of, rules = day_of(options.as_of), policy.load(options.policy or "us")
    packages = canonical.read(options.packages, schema.PACKAGES)
    scans = canonical.read(options.scans, schema.SCANS)
    snapshots = canonical.read(options.snapshots, schema.SNAPSHOTS) if options.snapshots else empty(schema.SNAPSHOTS)
    verdicts = judge_tables(packages, scans, snapshots, rules, as_of, file=options.packages)
    canonical.write(verdicts, options.out)
    print(words("judge.done", packages=verdicts.height, file=options.out))
