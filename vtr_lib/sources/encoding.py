"""The encoding of a flat file, by rule, where nobody named it and it is no UTF-8.

A heading with names in Chinese or Japanese reads as known names in one encoding only. A file that shows that it comes
from Amazon Japan is cp932, any other report that only Amazon writes is cp1252. All else is refused, unless every cell
that is kept is plain ASCII: then the encoding of titles and names, which are dropped, decides nothing.
"""

from dataclasses import replace

from vtr_lib.errors import DataError
from vtr_lib.sources.charsets import is_japanese
from vtr_lib.sources.headings import Heading
from vtr_lib.sources.text import UNDECIDED, Text

JAPANESE, WESTERN = "cp932", "cp1252"
ASCII = "ascii"


def decided(source: Text, head: Heading) -> Text:
    """``source`` in the encoding that rules give it; else as ``ASCII``, any other byte as some character above it."""
    if source.encoding != UNDECIDED:
        return source
    for encoding in _candidates(source, head):
        try:
            return source.recoded(encoding)
        except DataError:
            continue  # it has bytes that the rule's encoding has not, so the rule does not hold
    return replace(source.recoded("latin-1"), encoding=ASCII)


def _candidates(source: Text, head: Heading) -> list[str]:
    if head.encoding:
        return [head.encoding]
    labels = [cell.strip() for line in source.top(JAPANESE)[: head.line - 1] for cell in line.split("\t")]
    if is_japanese(head.names, labels, _channels(source, head)):
        return [JAPANESE]
    return [WESTERN] if head.layout.is_amazons else []


def _channels(source: Text, head: Heading) -> set[str]:
    """The sales channels of a tab-separated report, in small letters."""
    place = head.places().get("sales_channel")
    if place is None or head.delimiter != "\t":
        return set()
    lines = (line.split(b"\t", place + 1) for line in source.raw.split(source.newline)[head.line :])
    channels = {cells[place] for cells in lines if len(cells) > place}
    return {channel.strip().decode("latin-1").lower() for channel in channels}


def foreign_lines(source: Text) -> int:
    """How many lines hold something else than ASCII."""
    return sum(int((lines.str.len_bytes() != lines.str.len_chars()).sum()) for _, lines in source.blocks())
