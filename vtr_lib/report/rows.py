"""Charts that stand in rows: a name down the left, the first on top, and what does not fit summed as one row."""

from vtr_lib.metrics.counts import NOBODY_KNOWS, SEGMENTS
from vtr_lib.report import phrases, style
from vtr_lib.words import Words

MOST = 10
NARROW_CHARACTERS = 20  # of a line of a name on a narrow screen, where it may have two
ROW = 50  # px, with a label of three lines


def first(found: list[dict], most: int = MOST) -> tuple[list[dict], list[dict]]:
    """The rows that have one of their own, and the rest that shares the last one; nothing rests where all fit."""
    own = len(found) if len(found) <= most else most - 1
    return found[:own], found[own:]


def named(name: str, by: str, words: Words) -> str:
    """What a reader calls a value of ``by``: a segment, a clause, a cause, or anything else as it stands."""
    if by in ("clause", "cause"):
        return words.name(f"{by}s", name)
    if by in SEGMENTS:
        return phrases.segment(name, by, words)
    return words("mix.not_known") if name == NOBODY_KNOWS else name


def head(by: str, words: Words) -> str:
    """What stands above a column of such names."""
    heads = words.table("tables.segment") | words.table("mix.heads") | words.table("tables.clauses")
    return heads.get(by, by)


def axis(
    names: list[str], lines: list[str], short_names: list[str] | None = None, short_lines: list[str] | None = None
) -> tuple[dict, dict]:
    """A vertical axis with a name and a line beneath it for each row, and what changes of it on a narrow screen.

    ``short_names`` and ``short_lines`` stand there, where given, instead of the others. Rows stand by number: a name is
    never a position.
    """

    settings = {
        "tickvals": list(range(len(names))),
        "ticktext": [style.text(name) + style.small(line) for name, line in zip(names, lines, strict=True)],
        "range": [max(1, len(names)) - 0.5, -0.5],
        "showgrid": False,
        "ticklabelstandoff": 8,
    }
    shorter = zip(short_names or names, short_lines or lines, strict=True)
    return settings, {"yaxis.ticktext": [_wrapped(name) + style.small(line) for name, line in shorter]}


def _wrapped(name: str) -> str:
    """A name on two lines at most, the second cut where it is too long."""
    first, *rest = style.wrap(name, NARROW_CHARACTERS) or [""]
    lines = [first, " ".join(rest)] if rest else [first]
    return "<br>".join(style.text(line, NARROW_CHARACTERS) for line in lines)
