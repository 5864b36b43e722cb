"""``vtr lab``: JupyterLab on the start notebook, in the language asked for."""

import argparse

from vtr_lib.words import Words


def options(parser: argparse.ArgumentParser, about: dict[str, str]) -> None:
    """None of its own."""


def run(options: argparse.Namespace, words: Words) -> int:
    from vtr_lib.publish.lab import copies, lab

    folder, beside = copies(options.data, words)
    for copy, new in beside:
        print(words("lab.kept", copy=copy, new=new), flush=True)
    return lab(folder, options.data, words)
