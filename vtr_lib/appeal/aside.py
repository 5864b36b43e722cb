"""What the seller looks at before sending, and does not send: the checklist, the copies, the letter to read beside."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from vtr_lib.appeal import bag, seller_tables
from vtr_lib.appeal.checklist import Item, checklist, score
from vtr_lib.appeal.letter import answers, page
from vtr_lib.appeal.letter.checker import Finding
from vtr_lib.appeal.letter.plan import Plan
from vtr_lib.appeal.looks import TEMPLATES
from vtr_lib.appeal.papers import lists as paper_lists
from vtr_lib.appeal.redact import log
from vtr_lib.appeal.redact.preview import preview
from vtr_lib.appeal.submission import LANG, Submission
from vtr_lib.report import lists, markup, style
from vtr_lib.report.table import Table
from vtr_lib.words import Words, languages, load

FOLDER = "before-you-send"
PAPERS, LOG, ROOT = "papers.xlsx", "covered.xlsx", "root-hash.txt"


@dataclass(frozen=True)
class Standing:
    """How the pack stands: its ``items``, what the checker ``found`` in the letter, and the ``plan`` in English."""

    items: tuple[Item, ...]
    found: tuple[Finding, ...]
    plan: Plan

    @property
    def score(self) -> tuple[int, int]:
        """How many lines of the checklist are there, of how many."""
        return score(self.items)


def standing(submission: Submission, found: Sequence[Finding], printed: int) -> Standing:
    """The checklist with all that stands behind it; ``found`` is of the letter in the pack."""
    plan = submission.plan(load(LANG))
    places = {each.place for each in found}
    return Standing(tuple(checklist(submission, plan, len(places), printed)), tuple(found), plan)


def write(folder: Path, submission: Submission, stands: Standing, root: str, *, has_answers: bool) -> None:
    """Everything into ``folder``: pages in each language, the letter in the others than the one that is handed in."""
    for lang in languages():
        words = load(lang)
        ending = f".{lang}.html"
        (folder / f"checklist{ending}").write_text(checked(submission, stands, root, words), "utf-8")
        if submission.documents.outcomes:
            (folder / f"copies{ending}").write_text(preview(submission.documents.outcomes, words), "utf-8")
        if lang != LANG:
            (folder / f"letter{ending}").write_text(page.page(submission.plan(words), words), "utf-8")
    words = load(LANG)
    if not has_answers:
        (folder / answers.FILE).write_text(answers.template(submission.told, words), "utf-8")
    documents = submission.documents
    if documents.files:
        listed = paper_lists.files(documents.matches.files, documents.kinds, words)
        lists.write(folder / PAPERS, "papers", *listed)
    if documents.outcomes:
        names, sorts = words.table("appeal.redaction.log"), words.table("appeal.redaction.sorts")
        covered = log.covered(documents.outcomes)
        rows = [(source, copy, page, sorts[sort], places) for source, copy, page, sort, places in covered.iter_rows()]
        lists.write(folder / LOG, "covered", [names[name] for name in covered.columns], rows)
    (folder / ROOT).write_text(bag.about(words, root), "utf-8")


def checked(submission: Submission, stands: Standing, root: str, words: Words) -> str:
    """The checklist as a page: whether the data support an appeal, what is there, what is missing and who has it."""
    say, told = words.table("appeal.checklist"), submission.told
    plan = submission.plan(words)
    there, needed = stands.score
    return markup.render(
        "checklist.html",
        TEMPLATES,
        lang=words.lang,
        fonts=style.fonts(words.lang),
        style=markup.read("page.css"),
        title=say["title"].format(name=told["order_id"] or told["category"]),
        support=[(each.says, each.remedy) for each in plan.support],
        is_supported=plan.is_supported,
        score=say["score"].format(there=there, needed=needed),
        say=say,
        tables=_tables(submission, stands, plan, words),
        root=root,
    )


def _tables(submission: Submission, stands: Standing, plan: Plan, words: Words) -> list[Table]:
    documents = submission.documents
    found = [
        seller_tables.checklist(stands.items, words),
        seller_tables.blanks(plan, words),
        seller_tables.findings(stands.found, words),
    ]
    if documents.outcomes:
        found.append(seller_tables.held(documents, words))
    if documents.files:
        found.append(seller_tables.papers(documents, words))
    return found
