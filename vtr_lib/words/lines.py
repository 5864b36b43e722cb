"""How wide a text is, and how it falls into lines: a Chinese character takes the room of two letters."""

import re
import textwrap
import unicodedata

WIDE = "\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6"
OPENS, CLOSES = "（「『《〈【", "，。、；：！？）」』》〉】…%"
PIECES = re.compile(rf"\s*[{OPENS}]*(?:[^\s{WIDE}]+|[{WIDE}]|$)(?:\s?[{CLOSES}])*|\s+")  # what no line's end parts


def width(line: str) -> int:
    """About how many Latin letters a line is wide: a Chinese character or full-width sign takes the room of two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in line)


def wrap(line: str, longest: int) -> list[str]:
    """A text in lines of at most ``longest`` letters' width. Chinese has no blanks, so a line may end after any of its
    characters, but none begins with a sign that closes or ends with one that opens.
    """
    if width(line) == len(line):
        return textwrap.wrap(line, longest)
    lines = [""]
    for piece in PIECES.findall(line):
        if width(lines[-1] + piece.rstrip()) <= longest:
            lines[-1] += piece
        else:
            lines.append(piece.lstrip())
    return [line.strip() for line in lines if line.strip()]
