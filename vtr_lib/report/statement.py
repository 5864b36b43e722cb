"""What an investigation found, in sentences: the box that a notebook begins with."""

from dataclasses import dataclass

from vtr_lib.errors import printable
from vtr_lib.report import markup

LONGEST = 2000  # characters of a line, a few sentences


@dataclass(frozen=True, repr=False)
class Statement:
    """The finding in a sentence, and what is to be said beside it, a sentence or two a line."""

    lead: str
    lines: tuple[str, ...] = ()

    def _repr_html_(self) -> str:
        lead, *lines = (printable(line, LONGEST) for line in (self.lead, *self.lines))
        return markup.render("statement.html", lead=lead, lines=lines)

    def __repr__(self) -> str:
        return "\n".join([self.lead, *self.lines])
