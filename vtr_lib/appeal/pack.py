"""The appeal pack: built aside, and there as a whole or not at all; the same case and papers give the same bytes.

::

    reports/<store>/appeals/home-kitchen-2025-02-28/r001/
        vtr-appeal-<store>-home-kitchen-2025-02-28/      the bag: what is handed in
        vtr-appeal-<store>-home-kitchen-2025-02-28.zip   the same, packed
        before-you-send/                                 the seller's own: checklist, copies to look at, root hash
                                           r002/         after something changed; what was made is never rewritten
"""

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from vtr_lib import __version__
from vtr_lib.appeal import archive, aside, bag, documents, draft
from vtr_lib.appeal.aside import Standing
from vtr_lib.appeal.case import Case
from vtr_lib.appeal.names import safe_name
from vtr_lib.appeal.papers import ocr
from vtr_lib.appeal.submission import LANG, LETTER, Submission
from vtr_lib.appeal.tree import files
from vtr_lib.errors import ConfigError, VtrError
from vtr_lib.report import pdf
from vtr_lib.store.staging import locked, staged
from vtr_lib.words import load

APPEALS = "appeals"
REVISION = re.compile(r"r([0-9]{3,})")
README, DATA = "README.txt", "data"
NAME = "vtr-appeal"
DISPUTE = "dispute-"  # so that its folder stands beside that of the plan of action
PLAIN = re.compile(r"[A-Za-z0-9 &-]+")  # categories told apart by their slugs alone


@dataclass(frozen=True)
class Pack:
    """A pack that was made or was there already: its ``folder`` with the ``bag`` and the ``zip``, and how it stands."""

    folder: Path
    bag: Path
    zip: Path
    root: str
    standing: Standing
    submission: Submission
    is_new: bool
    lines: tuple[VtrError, ...] = ()

    @property
    def beside(self) -> Path:
        """The folder of what the seller looks at before sending."""
        return self.folder / aside.FOLDER


class _IsThere(Exception):
    """The pack that was built is the last one, byte for byte."""


def make(
    case: Case,
    reports: Path,
    papers: Path | None,
    raw: Iterable[Path],
    *,
    is_printing: bool = True,
    words_of: Callable = ocr.words,
    watch: Callable[[str, int, int], None] = lambda file, done, total: None,
) -> Pack:
    """The pack of ``case`` below ``reports``, with the ``papers`` that the seller keeps for it.

    ``raw`` are the seller's files with the names to take out of copies, ``words_of`` reads pictures. Without a browser,
    or with ``is_printing`` false, pages lie in the pack as HTML. Raises what reading papers and answers raises,
    ``Busy`` where another run makes this pack.
    """
    place = reports / case.month.store.name / APPEALS / slug(case)
    with locked(place):
        last = _last(place)
        folder = place / f"r{last + 1:03}"
        try:
            with staged(folder) as aside_of:
                made = _build(aside_of, case, papers, raw, is_printing, words_of, watch)
                if last and _digest(aside_of) == _digest(place / f"r{last:03}"):
                    raise _IsThere
        except _IsThere:
            folder = place / f"r{last:03}"
            return _pack(folder, case, *made, is_new=False)
    return _pack(folder, case, *made, is_new=True)


def slug(case: Case) -> str:
    """The name of the case's folder: its category or its order, and the day. Unlike categories have unlike names."""
    name = case.order_id or case.category
    found = safe_name(name[:40], "").lower()
    if not PLAIN.fullmatch(name) or len(name) > 40:
        found += "-" + hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{found}-{DISPUTE}{case.month.as_of}" if case.is_dispute else f"{found}-{case.month.as_of}"


def _name(case: Case) -> str:
    return f"{NAME}-{case.month.store.name}-{slug(case)}"


def _last(place: Path) -> int:
    return max((int(found[1]) for path in place.glob("r*") if (found := REVISION.fullmatch(path.name))), default=0)


def _digest(folder: Path) -> str:
    """One hash of all that lies in ``folder``."""
    told = "".join(f"{bag.sha256(path)} {name}\n" for name, path in files(folder).items())
    return hashlib.sha256(told.encode()).hexdigest()


def _pack(
    folder: Path, case: Case, root: str, standing: Standing, submission: Submission, lines, *, is_new: bool
) -> Pack:
    name = _name(case)
    return Pack(folder, folder / name, folder / f"{name}.zip", root, standing, submission, is_new, lines)


def _build(folder: Path, case: Case, papers: Path | None, raw, is_printing: bool, words_of, watch) -> tuple:
    """Everything into ``folder``; gives the root hash, how the pack stands, the submission, and what to say of it."""
    whole = folder / _name(case)
    payload = whole / DATA
    copies = payload / documents.FOLDER
    copies.mkdir(parents=True, mode=0o700)
    has_browser = is_printing and pdf.find_browser() is not None
    lines = (ConfigError("NO_BROWSER"),) if is_printing and not has_browser else ()
    submission = draft.gathered(case, papers, raw, copies, words_of, watch, is_printed=has_browser)
    if not submission.documents.passed:
        copies.rmdir()
    submission.write(payload, _printer(case))
    faults = draft.findings(submission, payload / f"{LETTER}.docx")
    standing = aside.standing(submission, faults, len(list(payload.glob("*.pdf"))))
    (whole / README).write_text(bag.about(load(LANG)), "utf-8")
    bag.write(whole, _info(case))
    archive.write(whole, folder / f"{whole.name}.zip")
    root = bag.root(whole)
    beside = folder / aside.FOLDER
    beside.mkdir(mode=0o700)
    aside.write(beside, submission, standing, root, has_answers=draft.own_answers(papers) is not None)
    return root, standing, submission, lines


def _info(case: Case) -> dict[str, str]:
    return {
        "Source-Organization": case.month.store.name,
        "Bagging-Date": case.month.as_of.isoformat(),
        "External-Identifier": slug(case),
        "Bag-Software-Agent": f"vtr-lib {__version__}",
    }


def _printer(case: Case) -> Callable[[Path, Path], None]:
    month, words = case.month, load(LANG)
    said = {"store": month.store.name, "month": words.day(month.as_of), "policy": month.policy.id, "as_of": month.as_of}
    return lambda page, target: pdf.write(page, target, words=words, **said)
