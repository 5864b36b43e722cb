"""``vtr lab``: JupyterLab on the start notebook."""

import argparse

from vtr_lib.words import Words


def options(parser: argparse.ArgumentParser, about: dict[str, str]) -> None:
    """None of its own."""


def run(options: argparse.Namespace, words: Words) -> int:
    from vtr_lib.publish.lab import lab

    return lab(options.data)
