"""``vtr map``: a first draft of a mapping for a file that no reader knows."""

import argparse
import sys
from pathlib import Path

from vtr_lib.errors import CannotWrite, printable
from vtr_lib.words import Words


def options(parser: argparse.ArgumentParser, about: dict[str, str]) -> None:
    parser.add_argument("file", metavar="FILE", help=about["map_file"])
    parser.add_argument("--encoding", metavar="NAME", help=about["encoding"])
    parser.add_argument("-o", "--out", metavar="MAPPING.toml", help=about["out_mapping"])


def run(options: argparse.Namespace, words: Words) -> None:
    from vtr_lib.sources import recognise
    from vtr_lib.sources.proposal import propose

    path = Path(options.file)
    proposal = propose(path.name, recognise.opened(path, str(path)), options.encoding)
    draft = proposal.toml(words)
    if options.out:
        try:
            with Path(options.out).open("x", encoding="utf-8") as file:
                file.write(draft)
        except OSError as error:
            raise CannotWrite("CANNOT_WRITE", file=options.out, reason=error.strerror or error) from None
    else:
        print(draft, end="")
    shown = sys.stdout if options.out else sys.stderr
    print(words("map.rows", count=len(proposal.rows)), file=shown)
    for name in dict.fromkeys(name for row in proposal.rows for name in row):
        cells = " | ".join(printable(row[name]) for row in proposal.rows)
        print(words("map.row", name=printable(name), cells=cells), file=shown)
    if options.out:
        print(words("map.next", mapping=printable(options.out), file=printable(options.file)))
