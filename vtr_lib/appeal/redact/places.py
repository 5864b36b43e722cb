"""Places on a page that are to be covered: where terms stand among its words, and where a signature may be."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from vtr_lib.appeal.redact.spelling import is_signs, labels, tokens
from vtr_lib.appeal.redact.terms import ADDRESS, Lookout, Word

SIGNATURE, SELLERS = "signature", "sellers"  # beside the sorts of terms
MARGIN = 0.25  # of a word's height, around it; letters reach over what a reader of pictures calls a word
SIGNS_ASIDE = 0.6  # likewise left and right of Chinese, of which readers of pictures tell the place badly
SHORT = 3  # letters of a word that may be higher than wide without lying on its side
NEAR = 1.5  # heights of a word to the next one of the same address line
LABEL = 4  # words of what stands beside a signature
# The area of a signature to the right of what names it and below, as shares of the page.
RIGHT, BELOW = 0.5, 0.12
BREATH = 0.3  # heights of a word that stay free above it


@dataclass(frozen=True, slots=True)
class Placed:
    """A word that the page holds as text, placed like one that was read from its picture."""

    text: str
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels of a page's picture, and what it covers."""

    left: float
    top: float
    right: float
    bottom: float
    sort: str

    def touches(self, other: "Box") -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


@dataclass(frozen=True, slots=True)
class Way:
    """Words in an order in which a page may be read, once it is turned to the left by so many quarters.

    The words' places are those in the picture so turned.
    """

    words: tuple[Word, ...]
    turns: int = 0


def turned(word: Word, turns: int, width: int, height: int) -> Placed:
    """A word of a picture where it stands when that is turned to the left by so many quarters."""
    left, top, wide, high = word.left, word.top, word.width, word.height
    for _ in range(turns):
        left, top, wide, high = top, width - left - wide, high, wide
        width, height = height, width
    return Placed(word.text, left, top, wide, high)


def _back(box: Box, turns: int, width: int, height: int) -> Box:
    """A box of the picture turned to the left where it lies in the picture, which has this width and height."""
    for turn in range(turns, 0, -1):
        wide = height if turn % 2 == 0 else width
        box = Box(wide - box.bottom, box.left, wide - box.top, box.right, box.sort)
    return box


def boxes(ways: Iterable[Way], lookout: Lookout, width: int, height: int, *, has_signatures: bool) -> list[Box]:
    """What is to be covered of a picture, in whichever way it is read."""
    found: dict[Box, None] = {}
    for way in ways:
        size = (width, height) if way.turns % 2 == 0 else (height, width)
        own = of_terms(way.words, lookout) + (of_signatures(way.words, *size) if has_signatures else [])
        found |= dict.fromkeys(_back(box, way.turns, width, height) for box in own)
    return list(found)


def of_terms(words: Sequence[Word], lookout: Lookout) -> list[Box]:
    """Boxes over every term among ``words``, read in the order given and line by line."""
    found_at: dict[Box, None] = {}
    for order in (list(words), in_lines(words)):
        for found in lookout.found(order):
            last = found.last + (_rest(order, found.last) if found.sort == ADDRESS else 0)
            found_at |= dict.fromkeys(_over(order[found.first : last + 1], found.sort))
    return list(found_at)


def around(word: Word, sort: str) -> Box:
    """The box over a word, with its margin."""
    letter = word.height if len(word.text) <= SHORT else min(word.width, word.height)
    margin = max(2.0, MARGIN * letter)
    aside = max(margin, SIGNS_ASIDE * letter) if is_signs(word.text) else margin
    right, bottom = word.left + word.width, word.top + word.height
    return Box(word.left - aside, word.top - margin, right + aside, bottom + margin, sort)


def _over(words: Sequence[Word], sort: str) -> Iterator[Box]:
    """Boxes over words that belong together, one for all that stand in a row, so that nothing shows between them."""
    row: list[Word] = []
    for word in words:
        if row and not (_is_beside(row[-1], word) and word.left > row[-1].left):
            yield _joined([around(each, sort) for each in row])
            row = []
        row.append(word)
    yield _joined([around(each, sort) for each in row])


def _joined(parts: Sequence[Box]) -> Box:
    left, top = min(box.left for box in parts), min(box.top for box in parts)
    return Box(left, top, max(box.right for box in parts), max(box.bottom for box in parts), parts[0].sort)


def _is_beside(word: Word, other: Word) -> bool:
    """Whether two words stand on one line: each one's middle is within the other's height."""
    middle, others = word.top + word.height / 2, other.top + other.height / 2
    return other.top <= middle <= other.top + other.height and word.top <= others <= word.top + word.height


def _rest(words: Sequence[Word], at: int) -> int:
    """How many words behind ``at`` stand close to one another on its line: the rest of an address."""
    count = 0
    for before, word in zip(words[at:], words[at + 1 :], strict=False):
        gap = word.left - (before.left + before.width)
        if not _is_beside(before, word) or not -before.height <= gap <= NEAR * before.height:
            break
        count += 1
    return count


def in_lines(words: Sequence[Word]) -> list[Word]:
    """Words from the top down and from left to right, whatever order the page was written in."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.top + word.height / 2, word.left)):
        line = next((line for line in reversed(lines[-3:]) if _is_beside(word, line[-1])), None)
        if line is None:
            lines.append([word])
        else:
            line.append(word)
    return [word for line in lines for word in sorted(line, key=lambda word: word.left)]


def of_signatures(words: Sequence[Word], width: int, height: int) -> list[Box]:
    """The area to the right of and below every word such as "Signature" or "签收人", up to the next name of a field.

    A field's name is what ends in a colon. The area begins a little above, for handwriting does.
    """
    lined, areas = in_lines(words), []
    fields = _fields(lined)
    for first, last in _labels(lined):
        begin, end = lined[first], lined[last]
        right = min(width, end.left + end.width + RIGHT * width)
        beside = [field.left for field in fields if _is_beside(field, end) and field.left > end.left + end.width]
        right = min([right, *beside])
        foot = max(word.top + word.height for word in lined[first : last + 1])
        under = [field for field in fields if field.top > foot and begin.left - 2 * field.height < field.left < right]
        bottom = min([foot + BELOW * height, *(field.top - BREATH * field.height for field in under)])
        top = end.top - end.height / 2
        areas.append(Box(end.left + end.width + 1, top, right, max(foot, bottom), SIGNATURE))
        areas.append(Box(begin.left, foot + 1, right, max(foot + 1, bottom), SIGNATURE))
    return areas


def _is_colon(word: Word) -> bool:
    return word.text.rstrip().endswith((":", "：", "﹕", "∶"))


def _is_close(word: Word, other: Word) -> bool:
    """Whether ``other`` follows ``word`` on its line without a gap."""
    return _is_beside(word, other) and other.left - (word.left + word.width) <= NEAR * max(word.height, other.height)


def _fields(words: Sequence[Word]) -> list[Word]:
    """The first word of every name of a field: of the words up to a colon, back to a gap or to the colon before."""
    found = []
    for at, word in enumerate(words):
        if _is_colon(word):
            while at and not _is_colon(words[at - 1]) and _is_close(words[at - 1], words[at]):
                at -= 1
            found.append(words[at])
    return found


def _labels(words: Sequence[Word]) -> list[tuple[int, int]]:
    """First and last word of everything that is a label of a signature, the longest at each place, with its colon.

    In a script without blanks a label is one only where it stands alone or before a colon: 签收 is a status, too.
    """
    found, at = [], 0
    while at < len(words):
        joined, end = "", None
        for last in range(at, min(len(words), at + LABEL)):
            joined += "".join(tokens(words[last].text))
            if joined in labels() and (not is_signs(joined) or _stands_alone(words, at, last)):
                end = last
        if end is None:
            at += 1
        else:
            while end + 1 < len(words) and _is_colon(words[end + 1]) and len(words[end + 1].text) <= 2:
                end += 1
            found.append((at, end))
            at = end + 1
    return found


def _stands_alone(words: Sequence[Word], first: int, last: int) -> bool:
    """Whether nothing but a colon, or one sign and a colon, is close to a label: its last sign may be misread."""
    if first and not _is_colon(words[first - 1]) and _is_close(words[first - 1], words[first]):
        return False
    if _is_colon(words[last]) or last + 1 == len(words) or not _is_close(words[last], words[last + 1]):
        return True
    colon = words[last + 2] if len(words[last + 1].text) == 1 and last + 2 < len(words) else words[last + 1]
    return any(_is_colon(each) and len(each.text) <= 2 for each in (words[last + 1], colon))


def counted(boxes: Iterable[Box]) -> Counter[str]:
    """How many places are covered by sort: boxes of one sort that touch are one place."""
    counts: Counter[str] = Counter()
    by_sort: dict[str, list[Box]] = {}
    for box in boxes:
        by_sort.setdefault(box.sort, []).append(box)
    for sort, left in by_sort.items():
        while left:
            group, counts[sort] = [left.pop()], counts[sort] + 1
            while group:
                box = group.pop()
                group += [other for other in left if other.touches(box)]
                left = [other for other in left if not other.touches(box)]
    return counts
