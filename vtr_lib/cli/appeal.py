"""``vtr appeal``: the pack of evidence for a category or an order; whether a letter or a pack is still what it was."""

import argparse
import re
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from vtr_lib.cli.printing import as_of_option, day_of, near, policy_option, progress, say
from vtr_lib.errors import DataError, MissingInput, UsageError, printable
from vtr_lib.words import Words

if TYPE_CHECKING:
    from vtr_lib.appeal.case import Case
    from vtr_lib.appeal.pack import Pack
    from vtr_lib.appeal.places import Places
    from vtr_lib.appeal.verify import Verified

TEXT = 400  # characters of a sentence that is printed


def options(parser: argparse.ArgumentParser, about: dict[str, str]) -> None:
    parser.set_defaults(act=_make)
    _case_options(parser, about)
    parser.add_argument("--raw", metavar="PATH", action="append", help=about["appeal_raw"])
    parser.add_argument("--no-pdf", action="store_true", help=about["appeal_no_pdf"])
    parser.add_argument("--key", metavar="FILE", help=about["key"])
    parser.add_argument("--json", action="store_true", help=about["json"])
    actions = parser.add_subparsers(metavar="ACTION")
    letter = actions.add_parser("check", help=about["appeal_check"], description=about["appeal_check"])
    letter.set_defaults(act=_check)
    letter.add_argument("letter", metavar="LETTER", help=about["letter"])
    letter.add_argument("--store", metavar="S", default=argparse.SUPPRESS, help=about["store"])
    letter.add_argument("--data", metavar="DIR", default=argparse.SUPPRESS, help=about["data"])
    _case_options(letter, about)
    letter.add_argument("--lang", metavar="L", default=argparse.SUPPRESS, help=about["lang"])
    letter.add_argument("--json", action="store_true", help=about["json"])
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


def _case_options(parser: argparse.ArgumentParser, about: dict[str, str]) -> None:
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--category", metavar="C", help=about["category"])
    which.add_argument("--order", metavar="ORDER", help=about["order"])
    parser.add_argument("--dispute", action="store_true", help=about["dispute"])
    as_of_option(parser, about)
    policy_option(parser, about)
    parser.add_argument("--evidence", metavar="DIR", help=about["evidence"])


def _case(options: argparse.Namespace) -> "Case":
    from vtr_lib.appeal.case import open_case, order_case
    from vtr_lib.report.month import open_month

    if not (options.category or options.order):
        raise UsageError("APPEAL_ACTION")
    month = open_month(options.store, day_of(options.as_of), data=options.data, policy=options.policy)
    case = open_case(month, options.category) if options.category else order_case(month, options.order)
    return replace(case, is_dispute=options.dispute)


def _places(options: argparse.Namespace, case: "Case", **given: object) -> "Places":
    from vtr_lib.appeal.places import places

    return places(case.month.store.name, data=options.data, evidence=options.evidence, **given)


def _make(options: argparse.Namespace, words: Words) -> None:
    from vtr_lib.appeal.pack import make
    from vtr_lib.appeal.signature import sign

    if options.key and not Path(options.key).is_file():
        raise MissingInput("NOT_FOUND", file=options.key)
    case = _case(options)
    found = _places(options, case, reports=options.reports, raw=options.raw)
    pack = make(case, found.reports, found.papers, found.raw, is_printing=not options.no_pdf, watch=progress)
    signed = sign(pack.zip, Path(options.key)) if options.key else None
    if options.json:
        _say(pack, signed)
        return
    _tell(pack, words)
    if signed:
        print(words("appeal.made.signed", path=near(signed)))


def _tell(pack: "Pack", words: Words) -> None:
    from vtr_lib.appeal.statement import score
    from vtr_lib.report import phrases

    plan, documents = pack.submission.plan(words), pack.submission.documents
    print(words("appeal.made.new" if pack.is_new else "appeal.made.known", path=near(pack.zip)))
    print(words("appeal.made.beside", path=near(pack.beside)))
    for each in plan.support:
        print(printable(phrases.sentences(each.says, each.remedy), TEXT))
    print(score(pack, words))
    if documents.files:
        matched = len(documents.outcomes)
        print(words("appeal.made.papers", files=documents.height, matched=matched, held=len(documents.held)))
    print(words("appeal.integrity.about.root", root=pack.root))
    for line in pack.lines:
        print(line.tell(words), file=sys.stderr)


def _say(pack: "Pack", signed: Path | None) -> None:
    told, documents = pack.submission.told, pack.submission.documents
    items = [{"key": each.key, "there": each.there, "needed": each.needed, "state": each.state, "who": each.who}
             for each in pack.standing.items]  # fmt: skip
    plan = pack.standing.plan
    say(
        {
            "folder": str(pack.folder),
            "bag": str(pack.bag),
            "zip": str(pack.zip),
            "signature": str(signed) if signed else None,
            "root": pack.root,
            "is_new": pack.is_new,
            "case": told,
            "is_supported": plan.is_supported,
            "support": [each.code for each in plan.support],
            "checklist": items,
            "blanks": len(plan.blanks),
            "findings": [asdict(each) for each in pack.standing.found],
            "papers": documents.matches.files.to_dicts(),
            "held": [{"path": each.paper.name, "reason": each.copy.reason} for each in documents.held],
        }
    )


def _check(options: argparse.Namespace, words: Words) -> int:
    from vtr_lib.appeal.documents import nothing
    from vtr_lib.appeal.draft import own_answers
    from vtr_lib.appeal.exhibits import cited, every
    from vtr_lib.appeal.letter import answers, checker
    from vtr_lib.appeal.submission import Submission

    case = _case(options)
    own = own_answers(_places(options, case).papers)
    told = answers.load(own) if own else answers.Answers()
    submission = Submission(case, told, nothing())
    found = checker.check(options.letter, submission.told, told, words, exhibits=cited(every(), words))
    if options.json:
        say([asdict(each) for each in found])
    else:
        for each in found:
            said = {"what": printable(each.what, TEXT), "to_do": printable(each.to_do, TEXT)}
            print(words("appeal.made.finding", letter=printable(options.letter), place=each.place, **said))
        print(words("appeal.made.findings", count=len(found)))
    return DataError.exit_code if found else 0


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
