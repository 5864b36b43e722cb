"""One page for the seller to look at before anything is sent: what each copy shows, what is held back and why."""

from base64 import b64encode
from collections.abc import Mapping, Sequence

from vtr_lib.appeal.looks import TEMPLATES
from vtr_lib.appeal.redact.copies import Outcome, held, passed
from vtr_lib.appeal.redact.log import by_sort
from vtr_lib.errors import printable
from vtr_lib.report import markup, phrases, style
from vtr_lib.words import Words


def preview(outcomes: Sequence[Outcome], words: Words) -> str:
    """The page as HTML without a script or a link. It shows no paper that is held back, and no term."""
    kept, back = passed(outcomes), held(outcomes)
    reasons = words.table("appeal.redaction.reasons")
    return markup.render(
        "redacted.html",
        TEMPLATES,
        lang=words.lang,
        say=words.table("appeal.redaction.preview"),
        lead=words("appeal.redaction.lead", passed=len(kept), held=len(back)),
        held=[{"file": printable(each.name), "reason": reasons[each.copy.reason]} for each in back],
        passed=[_copy(each, words) for each in kept],
        fonts=style.fonts(words.lang),
        style=markup.read("page.css"),
    )


def _copy(outcome: Outcome, words: Words) -> dict:
    counts: dict[int, dict[str, int]] = {}
    for place in outcome.copy.places:
        counts.setdefault(place.page, {})[place.sort] = place.count
    return {
        "file": printable(outcome.name),
        "name": outcome.paper.copy_name,
        "covered": told(by_sort(outcome), words),
        "pages": [
            {
                "picture": b64encode(picture).decode(),
                "name": words("appeal.redaction.page", number=number),
                "told": phrases.named(
                    words("appeal.redaction.page", number=number), told(counts.get(number, {}), words), words
                ),
            }
            for number, picture in enumerate(outcome.copy.small, 1)
        ],
    }


def told(counts: Mapping[str, int], words: Words) -> str:
    """What was covered, by sort and with its count, in one line."""
    sorts = words.table("appeal.redaction.sorts")
    parts = [phrases.named(sorts[sort], words.number(count), words) for sort, count in sorted(counts.items())]
    return words("explain.between").join(parts) or words("appeal.redaction.nothing")
