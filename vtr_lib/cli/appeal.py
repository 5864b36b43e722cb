"""``vtr appeal verify``: whether a pack of evidence is still what it was, and who signed it."""

import argparse
import re
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from vtr_lib.cli.printing import say
from vtr_lib.errors import DataError, UsageError, printable
from vtr_lib.words import Words

if TYPE_CHECKING:
    from vtr_lib.appeal.verify import Verified


def options(parser: argparse.ArgumentParser, about: dict[str, str]) -> None:
    parser.set_defaults(act=_make)
    actions = parser.add_subparsers(metavar="ACTION")
    verify = actions.add_parser("verify", help=about["appeal_verify"], description=about["appeal_verify"])
    verify.set_defaults(act=_verify)
    verify.add_argument("pack", metavar="PACK", help=about["pack"])
    verify.add_argument("--root", metavar="HASH", default="", help=about["root"])
    verify.add_argument("--signers", metavar="FILE", help=about["signers"])
    verify.add_argument("--identity", metavar="NAME", help=about["identity"])
    verify.add_argument("--lang", metavar="L", default=argparse.SUPPRESS, help=about["lang"])
    verify.add_argument("--json", action="store_true", help=about["json"])


def run(options: argparse.Namespace, words: Words) -> int | None:
    return options.act(options, words)


def _make(options: argparse.Namespace, words: Words) -> None:
    raise UsageError("APPEAL_ACTION")


def _verify(options: argparse.Namespace, words: Words) -> int:
    from vtr_lib.appeal.verify import verify

    if (options.signers is None) != (options.identity is None):
        raise UsageError("SIGNERS", column="--signers" if options.signers is None else "--identity")
    if options.root and not re.fullmatch("[0-9a-fA-F]{64}", options.root):
        raise UsageError("ROOT_HASH", column="--root", value=options.root)
    signers = Path(options.signers) if options.signers else None
    found = verify(Path(options.pack), root=options.root, signers=signers, identity=options.identity)
    if options.json:
        faults = [fault.document() | {"told": fault.tell(words)} for fault in found.faults]
        say({"pack": options.pack, "is_whole": found.is_whole} | asdict(found) | {"faults": faults})
    else:
        _print(options.pack, found, options.identity or "", words)
    is_signed = found.signature.is_good if signers else True
    return 0 if found.is_whole and is_signed else DataError.exit_code


def _print(pack: str, found: "Verified", identity: str, words: Words) -> None:
    counts = {"pack": printable(pack), "files": found.files, "bytes": found.bytes}
    print(words("appeal.integrity.whole" if found.is_whole else "appeal.integrity.not_whole", **counts))
    for way in ("changed", "missing", "extra"):
        for name in getattr(found, way):
            print(words(f"appeal.integrity.{way}", file=printable(name)))
    for fault in found.faults:
        print(fault.tell(words))
    if found.root:
        print(words("appeal.integrity.about.root", root=found.root))
    signed = found.signature
    told = {"identity": signed.identity or identity, "fingerprint": signed.key, "reason": signed.reason}
    told = {name: printable(value) for name, value in told.items()}
    print(words(f"appeal.integrity.signature.{signed.state}", **told))
