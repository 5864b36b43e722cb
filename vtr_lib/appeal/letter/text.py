"""The letter as plain text, to be pasted: a line a paragraph, an empty line between two."""

from vtr_lib.appeal.letter.plan import Plan
from vtr_lib.report import phrases
from vtr_lib.words import Words


def text(plan: Plan, words: Words) -> str:
    """The whole letter. The overview of causes is left out, for paragraphs say the same; measures are paragraphs."""
    head = [phrases.named(name, sentence.text, words) for name, sentence in plan.head]
    lines = [plan.title, "\n".join(head), words.table("appeal.letter.sections")["summary"], _numbered(plan.summary)]
    for section in plan.sections:
        lines.append(section.heading)
        for group in section.groups:
            lines += [group.heading] if group.heading else []
            lines += map(_numbered, group.sentences)
        if section.table and section.table.is_numbered:
            lines += [section.table.title, *map(_numbered, section.table.rows)]
    enclosures = [each.told(words) for each in plan.enclosures]
    lines += [words("appeal.letter.enclosed"), "\n".join(enclosures)] if enclosures else []
    return "\n\n".join(lines) + "\n"


def _numbered(sentence) -> str:
    return f"{sentence.number}. {sentence.text}"
