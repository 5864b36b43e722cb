"""The tables for the seller alone: the checklist, what is open in the letter, what became of the papers."""

from collections.abc import Iterable

from vtr_lib.appeal.checklist import Item
from vtr_lib.appeal.documents import Documents
from vtr_lib.appeal.letter.checker import Finding
from vtr_lib.appeal.letter.plan import Plan
from vtr_lib.appeal.papers import lists as paper_lists
from vtr_lib.appeal.redact import log
from vtr_lib.appeal.tables import table
from vtr_lib.report.table import Cell, Table
from vtr_lib.words import Words


def checklist(items: Iterable[Item], words: Words) -> Table:
    """What an appeal holds: how much of each is there, and who can supply the rest."""
    say = words.table("appeal.checklist")
    names, states, who = (words.table(f"appeal.checklist.{name}") for name in ("items", "states", "who"))
    rows = [
        (
            names[item.key], Cell(words("report.counts", valid=item.there, counted=item.needed), "day"),
            Cell(states[item.state], "met" if item.state in ("there", "not_needed") else "below", item.state),
            who[item.who] if item.state in ("partly", "missing") else "",
        )
        for item in items
    ]  # fmt: skip
    return table(say["caption"], (say["what"], say["count"], say["state"], say["by"]), rows, words)


def blanks(plan: Plan, words: Words) -> Table:
    """What only the seller can fill in, by the sentence it stands in."""
    say = words.table("appeal.checklist")
    rows = [(words.number(number), blank) for number, blank in plan.blanks]
    return table(say["blanks"], (say["sentence"], say["blank"]), rows, words)


def findings(found: Iterable[Finding], words: Words) -> Table:
    """What the checker finds in the letter besides blanks."""
    say = words.table("appeal.checklist")
    rows = [(words.number(each.place), each.what, each.to_do) for each in found if each.code != "blank"]
    return table(say["faults"], (say["paragraph"], say["phrase"], say["to_do"]), rows, words)


def papers(documents: Documents, words: Words) -> Table:
    """The seller's papers, file by file, with what became of each."""
    head, rows = paper_lists.files(documents.matches.files, documents.kinds, words)
    say = words.table("appeal.checklist")
    return table(say["papers"], head, rows, words, nothing=say["no_papers"])


def held(documents: Documents, words: Words) -> Table:
    """The papers of which there is no copy in the pack, with the reason."""
    reasons, names = words.table("appeal.redaction.reasons"), words.table("appeal.redaction.preview")
    rows = [(source, reasons[reason]) for source, reason in log.held_back(documents.outcomes).iter_rows()]
    return table(names["held"], (names["file"], names["reason"]), rows, words, nothing=names["none_held"])
