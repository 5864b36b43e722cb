"""The letter as a page, to be read in a browser and printed by ``report.pdf``."""

from vtr_lib.appeal.letter.plan import Plan
from vtr_lib.appeal.looks import TEMPLATES
from vtr_lib.report import markup, style
from vtr_lib.words import Words

PAPERS = {"US": "letter", "CA": "letter", "MX": "letter"}  # elsewhere A4


def page(plan: Plan, words: Words) -> str:
    """The letter as one HTML text, which runs and fetches nothing; all that is put in is escaped."""
    return markup.render(
        "letter.html",
        TEMPLATES,
        lang=words.lang,
        plan=plan,
        summary=words.table("appeal.letter.sections")["summary"],
        enclosed=words("appeal.letter.enclosed"),
        enclosures=[each.told(words) for each in plan.enclosures],
        paper=PAPERS.get(plan.marketplace, "A4"),
        fonts=style.fonts(words.lang),
    )
