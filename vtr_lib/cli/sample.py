"""``vtr sample``: a store's raw files in the real formats."""

import argparse
from pathlib import Path

from vtr_lib.errors import UsageError
from vtr_lib.words import Words


def options(parser: argparse.ArgumentParser, about: dict[str, str]) -> None:
    parser.add_argument("--packages", type=int, default=1500, metavar="N", help=about["packages_wanted"])
    parser.add_argument("--seed", type=int, default=20250115, metavar="S", help=about["seed"])
    parser.add_argument("--calm", action="store_true", help=about["calm"])
    parser.add_argument("-o", "--out", metavar="DIR", help=about["out_folder"])


def run(options: argparse.Namespace, words: Words) -> None:
    from vtr_lib.sample import write
    from vtr_lib.store.store import find_data

    if options.packages < 1:
        raise UsageError("COUNT", column="--packages", value=options.packages)
    folder = Path(options.out) if options.out else find_data(options.data) / "sample"
    for path in write(folder, options.packages, options.seed, is_calm=options.calm):
        print(path)
