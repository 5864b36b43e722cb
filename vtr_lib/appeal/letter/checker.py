"""What a letter that a seller has edited still lacks, and what in it does harm or is no longer so."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from vtr_lib.appeal.letter import weak, written
from vtr_lib.appeal.letter.answers import Answers
from vtr_lib.appeal.letter.known import Known, known
from vtr_lib.appeal.letter.reading import paragraphs
from vtr_lib.words import Words

SECTIONS = ("causes", "actions", "measures")  # Amazon's three questions
BLANK = re.compile(r"\[[^\[\]]*[?？][^\[\]]*\]|\[\s*(?:…+|\.{2,}|_+)?\s*\]|_{3,}|\b(?:TODO|TBD|XXX+)\b")
CHINESE = re.compile("[\u3400-\u9fff]")
LETTER = re.compile(r"^[A-Z][.)]\s*")  # before a heading


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault by its code, the paragraph it stands in (from 1; 0 for the letter), what it is, and what to do."""

    place: int
    code: str
    what: str
    to_do: str


def check(
    path: str | Path,
    case: dict,
    answers: Answers,
    words: Words,
    *,
    exhibits: Mapping[str, Mapping[str, str]] | None = None,
) -> list[Finding]:
    """Everything to be put right in the letter at ``path`` (DOCX or text), by place; an empty list for a sound one.

    ``words`` are those of the letter's own language. Codes: ``weak.<kind>``; ``blank``; ``section.missing``,
    ``section.empty``, ``section.cause`` (a root cause the section does not speak of); ``date.before`` (before the three
    months), ``date.after`` (after the day of the case, where only what is done may stand), ``date.none`` (no such day);
    ``number`` (none of the case or the answers, with the nearest one); ``language``. Raises what ``paragraphs`` raises.
    """
    listed = paragraphs(path)
    names = _names(case, words)
    sections = _sections(listed, names, words)
    facts = known(case, answers, words, exhibits or {})
    found = list(_of_sections(listed, sections, names, case, words))
    for place, text in enumerate(listed, 1):
        section = sections[place - 1]
        plain = facts.without_names(text)
        found += [(place, f"weak.{kind}", phrase, {}) for kind, phrase in weak.found(plain)]
        found += [(place, "blank", match[0], {}) for match in BLANK.finditer(text)]
        found += _of_figures(place, BLANK.sub(" ", plain), section, case, facts)
        if words.lang == "en" and CHINESE.search(plain):
            found.append((place, "language", text[:60], {}))
    say = words.table("appeal.letter.findings")
    told = {Finding(place, code, what, say[code].format(**values)) for place, code, what, values in found}
    return sorted(told, key=lambda each: (each.place, each.code, each.what))


Found = tuple[int, str, str, dict]


def _plain(text: str) -> str:
    return LETTER.sub("", text).casefold().strip(" :：")


def _names(case: dict, words: Words) -> dict[str, str]:
    """The headings that the letter of such a case has to have, by their keys."""
    if case.get("dispute"):
        return words.table("appeal.letter.dispute.sections")
    return {key: name for key, name in words.table("appeal.letter.sections").items() if key in SECTIONS}


def _sections(listed: list[str], names: dict[str, str], words: Words) -> list[str]:
    """The section each paragraph is in: ``""`` before the first, else its key; a heading is in its own."""
    summary = words.table("appeal.letter.sections")["summary"]
    names = names | {"summary": summary, "enclosed": words("appeal.letter.enclosed")}
    headings, now, found = {_plain(name): key for key, name in names.items()}, "", []
    for text in listed:
        now = headings.get(_plain(text), now)
        found.append(now)
    return found


def _of_sections(
    listed: list[str], sections: list[str], names: dict[str, str], case: dict, words: Words
) -> Iterator[Found]:
    """Sections that lack, say nothing, or pass over a root cause."""
    causes = [words.name("causes", each["cause"]) for each in case["causes"]]
    heads = {words.table(f"appeal.letter.{key}_table")[part]
             for key in ("causes", "measures") for part in words.table(f"appeal.letter.{key}_table")}  # fmt: skip
    heads |= set(words.table("appeal.letter.dispute.records_table").values())
    no_content = {_plain(text) for text in (*causes, *heads, *names.values())}
    for key, name in names.items():
        places = [place for place, section in enumerate(sections, 1) if section == key]
        if not places:
            yield 0, "section.missing", str(name), {"section": name}
            continue
        said = [listed[place - 1] for place in places]
        if all(_plain(text) in no_content for text in said):
            yield places[0], "section.empty", str(name), {"section": name}
            continue
        whole = " ".join(said).casefold()
        for cause in causes:
            if cause.casefold() not in whole:
                yield places[0], "section.cause", cause, {"section": name, "cause": cause}


def _of_figures(place: int, text: str, section: str, case: dict, facts: Known) -> Iterator[Found]:
    """Days that lie outside what the section may speak of, and numbers that nothing bears out."""
    first, as_of = date.fromisoformat(case["span"]["first_on"]), date.fromisoformat(case["as_of"])
    is_ahead = section == "measures"  # where what is still to begin may stand
    years = range(first.year, as_of.year + 1 + is_ahead)
    days, rest = written.days(unicodedata.normalize("NFKC", text), years)
    values = {"first": first, "last": as_of}
    for day in days:
        readings = [ends for ends in day.readings if ends[0].isoformat() not in facts.days or ends[0] != ends[1]]
        if not day.readings:
            yield place, "date.none", day.text, values
        elif len(readings) < len(day.readings):
            continue  # a day of the case or of the answers
        elif all(end < first for _, end in readings):
            yield place, "date.before", day.text, values
        elif not is_ahead and not any(end >= first and begin <= as_of for begin, end in readings):
            yield place, "date.after", day.text, values
    for number in written.numbers(rest):
        if not facts.holds(number):
            yield place, "number", number.text, {"nearest": facts.nearest(number)}
