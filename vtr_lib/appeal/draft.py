"""The appeal before it is a pack: the case with papers and answers, checked, of which nothing is kept on disk."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from vtr_lib.appeal import documents
from vtr_lib.appeal.aside import Standing, standing
from vtr_lib.appeal.case import Case
from vtr_lib.appeal.letter import answers, checker, docx
from vtr_lib.appeal.letter.checker import Finding
from vtr_lib.appeal.papers import ocr
from vtr_lib.appeal.submission import LANG, LETTER, Submission
from vtr_lib.store.rooms import room
from vtr_lib.words import load

Watch = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Draft:
    """What would be handed in, and how it stands: a ``pack.Pack`` without its files."""

    submission: Submission
    standing: Standing


def draft(
    case: Case, papers: Path | None, raw: Iterable[Path], *, is_printed: bool = False, words_of: Callable = ocr.words
) -> Draft:
    """The appeal of ``case`` as ``pack.make`` would write it, with pages named as printed where ``is_printed``.

    Copies of papers are made as for a pack, in a folder that is gone with the call, so that it is known which of them
    could be passed on. Raises what reading papers and answers raises.
    """
    words = load(LANG)
    with room("appeal") as aside:
        copies, letter = aside / documents.FOLDER, aside / f"{LETTER}.docx"
        copies.mkdir(mode=0o700)
        submission = gathered(case, papers, raw, copies, words_of, is_printed=is_printed)
        docx.write(letter, submission.plan(words), words)
        return Draft(submission, standing(submission, findings(submission, letter), 0))


def gathered(
    case: Case,
    papers: Path | None,
    raw: Iterable[Path],
    copies: Path,
    words_of: Callable,
    watch: Watch = lambda file, done, total: None,
    *,
    is_printed: bool,
) -> Submission:
    """The case with the seller's ``papers``, whose copies are written into ``copies``, and with the answers there."""
    found = documents.documents(case, papers, raw, copies, words_of, watch) if papers else documents.nothing()
    own = own_answers(papers)
    return Submission(case, answers.load(own) if own else answers.Answers(), found, is_printed)


def own_answers(papers: Path | None) -> Path | None:
    """The seller's answers among the ``papers``; None where there are none."""
    own = papers / answers.FILE if papers else None
    return own if own and own.is_file() else None


def findings(submission: Submission, letter: Path) -> list[Finding]:
    """What the checker finds in the letter of a submission as it was written to ``letter``."""
    words = load(LANG)
    return checker.check(letter, submission.told, submission.answers, words, exhibits=submission.named(words))
