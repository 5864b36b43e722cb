"""The letter as a notebook shows it: the sentences of its text in their order, with blanks marked."""

from dataclasses import dataclass

from vtr_lib.appeal.letter.plan import Plan
from vtr_lib.appeal.letter.text import text
from vtr_lib.appeal.looks import TEMPLATES
from vtr_lib.report import markup
from vtr_lib.words import Words


@dataclass(frozen=True, repr=False)
class LetterBox:
    """A letter that shows itself: as escaped HTML in a notebook, as the text to paste in a terminal."""

    plan: Plan
    words: Words

    def _repr_html_(self) -> str:
        return markup.render(
            "letter_box.html",
            TEMPLATES,
            plan=self.plan,
            summary=self.words("appeal.letter.sections.summary"),
            enclosed=self.words("appeal.letter.enclosed"),
            enclosures=[each.told(self.words) for each in self.plan.enclosures],
        )

    def __repr__(self) -> str:
        return text(self.plan, self.words).strip()
