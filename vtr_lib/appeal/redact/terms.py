"""What to look for in papers: terms in memory, never written, never shown; and where they stand among words."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from vtr_lib.appeal.redact import forms
from vtr_lib.appeal.redact.spelling import digits, look, tokens

NAME, ADDRESS, PHONE, MAIL, MESSAGE, LISTED = SORTS = ("name", "address", "phone", "mail", "message", "listed")
FUZZY = 6  # letters from which one may be misread, lost or too many
GLUED = 6  # letters from which a term is also found inside a word
LONGEST_WORD = 60  # letters of a word that is looked through for that


class Word(Protocol):
    """A word on a page: its text and where it stands, in pixels of the page's picture."""

    text: str
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Found:
    """A term among words: the numbers of the first and last word that hold it, and what sort of term it is."""

    first: int
    last: int
    sort: str


class Terms:
    """What to look for. Its ``repr`` shows counts only, and it has no other way to be shown or written.

    ``is_from_orders`` says whether people of any cited order were found in the raw files; ``lacking`` tells of which
    orders they were not.
    """

    def __init__(self, cited: Iterable[str] = ()):
        self._cited = frozenset(cited)
        self._whole: dict[str, str] = {}
        self._phones: set[str] = set()
        self._of_order: dict[str, tuple[dict[str, str], set[str]]] = {}
        self._named: set[str] = set()
        self._texts: dict[str | None, set[str]] = {}
        self._looks: dict[str, str] = {}
        self._all: Lookout | None = None

    def __repr__(self) -> str:
        return f"<Terms: {sum(map(len, self._texts.values()))} of {len(self._named)} of {len(self._cited)} orders>"

    def __reduce__(self):
        raise TypeError("terms stay in memory")

    @property
    def cited(self) -> frozenset[str]:
        return self._cited

    @property
    def is_from_orders(self) -> bool:
        return bool(self._named)

    @property
    def has_list(self) -> bool:
        """Whether the seller's list has a term for all papers."""
        return LISTED in self._whole.values() or bool(self._texts.get(None))

    @property
    def is_empty(self) -> bool:
        return not (self._whole or self._phones)

    def texts(self, orders: Collection[str] | None = None) -> set[str]:
        """The terms of ``orders``, None for all, and of the seller's list as they were written."""
        keys = self._texts.keys() if orders is None else [None, *orders]
        return set().union(*(self._texts.get(key, ()) for key in keys))

    def lacking(self, orders: Collection[str]) -> set[str]:
        """Those of ``orders`` of whose people no name is known."""
        return set(orders) - self._named

    def add(self, order: str | None, sort: str, text: str, beside: Sequence[str] = ()) -> None:
        """One term of ``order``, None for one of the seller's list; ``beside`` are address lines of its postcode.

        A text too short or too common to be told from others is no term, and an order that has but such a name stays
        among those lacking.
        """
        numbers: set[str] = set()
        if sort == LISTED:
            (whole, numbers), parts = forms.listed(text), set()
        elif sort == PHONE:
            whole, parts, numbers = set(), set(), forms.phone(text)
        elif beside:
            whole, parts = forms.postcode(text, list(beside))
        else:
            whole, parts = getattr(forms, sort)(text)
        if not (whole or parts or numbers):
            return
        self._all = None
        texts = self._texts.setdefault(order, set())
        texts.add(text)
        self._phones |= numbers
        for form in whole:
            self._whole.setdefault(form, sort)
            if _is_long(form):
                self._looks.setdefault(look(form), sort)
        if order is not None:
            own, phones = self._of_order.setdefault(order, ({}, set()))
            phones |= numbers
            for form in (*whole, *parts):
                own.setdefault(form, sort)
            if sort in (NAME, LISTED):
                self._named.add(order)
                texts |= {word for word in text.split() if {"".join(tokens(word))} & parts}

    def near(self, orders: Collection[str] | None = None) -> "Lookout":
        """What to look for in a paper of ``orders``: all terms whole, theirs also in parts and misread.

        None is a paper of which nobody knows the order: there every term is looked for in every way.
        """
        if orders is None:
            self._all = self._all or self._near(self._of_order)
            return self._all
        return self._near(each for each in set(orders) if each in self._of_order)

    def _near(self, orders: Iterable[str]) -> "Lookout":
        own: dict[str, str] = {}
        phones: set[str] = set()
        for order in sorted(orders):
            own |= self._of_order[order][0]
            phones |= self._of_order[order][1]
        own |= {form: sort for form, sort in self._whole.items() if sort == LISTED}
        return Lookout((self._whole, self._looks, self._phones), own, phones)


class Lookout:
    """Terms made ready to be found among the words of a paper.

    ``everywhere`` are the forms, the looks and the phone numbers that every paper is searched for; ``own`` forms and
    ``phones`` may also be misread by one letter.
    """

    def __init__(
        self, everywhere: tuple[dict[str, str], dict[str, str], set[str]], own: dict[str, str], phones: set[str]
    ):
        self._whole, self._whole_looks, self._phones = everywhere
        self._own, self._gaps = own, {gap for number in phones for gap in _gaps(number)}
        self._lengths = sorted({len(number) for number in self._phones})
        self._looks: dict[str, str] = {}
        self._near: dict[str, str] = {}
        for form, sort in own.items():
            if _is_long(form):
                self._looks[look(form)] = sort
                self._near |= dict.fromkeys((look(form), *_shorter(look(form))), sort)
        self._longest = max((len(form) for each in (self._whole, own) for form in each), default=0)

    def _sure(self, joined: str) -> str | None:
        return self._own.get(joined) or self._whole.get(joined)

    def found(self, words: Sequence[Word]) -> list[Found]:
        """Where terms stand among ``words``, which are in reading order; one place may be told more than once."""
        return [*self._spelt(words), *self._numbers(words)]

    def _spelt(self, words: Sequence[Word]) -> Iterator[Found]:
        stream = [(token, at) for at, word in enumerate(words) for token in tokens(word.text)]
        sure: dict[int, list[tuple[int, int]]] = {}  # begin, end and length of terms that are not misread
        doubtful: list[tuple[int, int, int, str]] = []
        for first, (token, at) in enumerate(stream):
            joined = ""
            for last in range(first, len(stream)):
                joined += stream[last][0]
                if len(joined) > self._longest + 1:
                    break
                seen = look(joined)
                if sort := self._sure(joined) or self._looks.get(seen) or self._whole_looks.get(seen):
                    sure.setdefault(first, []).append((last, len(joined)))
                    yield Found(at, stream[last][1], sort)
                elif sort := self._nearly(seen):
                    doubtful.append((first, last, len(joined), sort))
            if sort := self._glued(token):
                yield Found(at, at, sort)
        for first, last, length, sort in doubtful:
            # A neighbour of one letter makes a term that was found already no other one.
            inner = [end for begin in (first, first + 1) for end, long in sure.get(begin, ()) if long >= length - 1]
            if not any(end <= last for end in inner):
                yield Found(stream[first][1], stream[last][1], sort)

    def _nearly(self, seen: str) -> str | None:
        """What sort of term is one letter away: one too many, one lost, or one misread."""
        if not self._near or len(seen) < FUZZY - 1:
            return None
        return self._near.get(seen) or next((self._near[each] for each in _shorter(seen) if each in self._near), None)

    def _glued(self, token: str) -> str | None:
        """What sort of term stands inside a word that lost the blanks around it."""
        if not GLUED < len(token) <= LONGEST_WORD:
            return None
        for begin in range(len(token) - GLUED + 1):
            for end in range(begin + GLUED, len(token) + 1):
                if sort := self._sure(token[begin:end]):
                    return sort
        return None

    def _numbers(self, words: Sequence[Word]) -> Iterator[Found]:
        run: list[tuple[str, int]] = []
        for at, word in enumerate(words):
            for piece in digits(word.text):
                if piece:
                    run += [(digit, at) for digit in piece]
                else:
                    yield from self._in_run(run)
                    run = []
        yield from self._in_run(run)

    def _in_run(self, run: list[tuple[str, int]]) -> Iterator[Found]:
        text = "".join(digit for digit, _ in run)
        for length in self._lengths:
            for begin in range(len(text) - length + 1):
                number = text[begin : begin + length]
                if number in self._phones or (self._gaps and any(gap in self._gaps for gap in _gaps(number))):
                    yield Found(run[begin][1], run[begin + length - 1][1], PHONE)


def _is_long(form: str) -> bool:
    """Whether a form has letters enough to be known when one of them is misread."""
    return sum(char.isalpha() for char in form) >= FUZZY


def _shorter(text: str) -> list[str]:
    """``text`` with one sign left out, in every way: two texts are one change apart only if they share one of these."""
    return [text[:at] + text[at + 1 :] for at in range(len(text))]


def _gaps(number: str) -> list[str]:
    """``number`` with one digit unknown, in every way."""
    return [f"{number[:at]}?{number[at + 1 :]}" for at in range(len(number))]
