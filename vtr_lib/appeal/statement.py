"""How an appeal stands, and what became of its pack, in sentences."""

from vtr_lib.appeal.draft import Draft
from vtr_lib.appeal.pack import Pack
from vtr_lib.report import phrases
from vtr_lib.report.statement import Statement
from vtr_lib.words import Words


def standing(found: Draft | Pack, words: Words) -> Statement:
    """Whether the data support an appeal and what would change it, then what is there of all that it holds."""
    gravest, *others = found.submission.plan(words).support
    lines = [gravest.remedy, *(phrases.sentences(each.says, each.remedy) for each in others)]
    return Statement(gravest.says, (*lines, score(found, words)))


def score(found: Draft | Pack, words: Words) -> str:
    """How much of the checklist is there, and what is open in the letter."""
    there, needed = found.standing.score
    faults = sum(each.code != "blank" for each in found.standing.found)
    blanks = len(found.standing.plan.blanks)
    return words("appeal.made.score", there=there, needed=needed, blanks=blanks, faults=faults)


def written(found: Draft | Pack, words: Words) -> Statement:
    """Where the pack and what belongs to it lie, with its root hash; of a draft that nothing was written."""
    if isinstance(found, Draft):
        return Statement(words("appeal.made.not_written"))
    said = {"new" if found.is_new else "known": found.zip, "beside": found.beside}
    lead, *lines = (words(f"appeal.made.{key}", path=path) for key, path in said.items())
    lines.append(words("appeal.integrity.about.root", root=found.root))
    return Statement(lead, (*lines, *(line.tell(words) for line in found.lines)))
