"""The plan of action as data: what happened and why, what was done, what keeps it from happening again.

Those are Amazon's three questions. A sentence stands here only with figures and the exhibit that shows them, as the
seller's own answer with its proof or with owner and day, or as a blank that is marked. Nothing is promised and nobody
blamed. The same plan in another language has the same sentences under the same numbers.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count

from vtr_lib.appeal.letter.actions import taken
from vtr_lib.appeal.letter.answers import Answers
from vtr_lib.appeal.letter.causes import Groups, found, overview
from vtr_lib.appeal.letter.measures import changes, measures
from vtr_lib.appeal.letter.parcels import order
from vtr_lib.appeal.letter.sentences import Figure, Said, Sentence, sentences
from vtr_lib.appeal.letter.support import SUPPORTING, Support, support
from vtr_lib.appeal.letter.teller import Teller
from vtr_lib.errors import printable
from vtr_lib.report import phrases
from vtr_lib.words import Words

LONG_NAME = 100  # characters of a category or a seller's name


@dataclass(frozen=True, slots=True)
class Group:
    """Paragraphs beneath one heading, mostly a cause's name; without one where ``heading`` is empty."""

    heading: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells beneath their heads. The rows of ``causes`` have no number, for the paragraphs say the same; where
    rows are numbered, they are sentences of their own and follow the paragraphs.
    """

    title: str
    heads: tuple[str, ...]
    rows: tuple[Sentence, ...]

    @property
    def is_numbered(self) -> bool:
        return any(row.number for row in self.rows)


@dataclass(frozen=True, slots=True)
class Section:
    """One of Amazon's three questions: ``causes``, ``actions`` or ``measures``; of a dispute one of its own."""

    key: str
    heading: str
    groups: tuple[Group, ...]
    table: Table | None = None

    @property
    def numbered(self) -> tuple[Sentence, ...]:
        rows = self.table.rows if self.table and self.table.is_numbered else ()
        return (*(each for group in self.groups for each in group.sentences), *rows)


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that goes with the letter, and what it shows."""

    label: str
    file: str
    about: str

    def told(self, words: Words) -> str:
        """The enclosure in a line."""
        name = words("appeal.letter.reference", exhibit=self.label, file=self.file)
        return phrases.named(name, self.about, words) if self.about else name


@dataclass(frozen=True, slots=True)
class Plan:
    """The letter: ``head`` (names and what stands beside them), ``summary``, sections and enclosures.

    ``support`` says how the data stand to an appeal; it is for the seller and no part of the letter.
    """

    lang: str
    title: str
    subject: Said
    head: tuple[tuple[str, Sentence], ...]
    summary: Sentence
    sections: tuple[Section, ...]
    enclosures: tuple[Enclosure, ...]
    support: tuple[Support, ...]
    store: str
    as_of: str
    marketplace: str

    @property
    def is_supported(self) -> bool:
        return self.support[0].code in SUPPORTING

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Every numbered sentence, from the summary to the last measure."""
        return (self.summary, *(each for section in self.sections for each in section.numbered))

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure of the letter, those of the head and of the overview of causes among them."""
        rows = (each for section in self.sections if section.table for each in section.table.rows)
        said = {each.said for each in (*(each for _, each in self.head), *self.sentences, *rows)}
        return tuple(figure for each in sorted(said, key=lambda each: each.text) for figure in each.figures)

    @property
    def blanks(self) -> tuple[tuple[int, str], ...]:
        """What only the seller can fill in: the number of the sentence (0 for the head), and the blank."""
        listed = (*(each for _, each in self.head), *self.sentences)
        return tuple((each.number, blank) for each in listed for blank in each.blanks)


def plan(
    case: dict,
    answers: Answers,
    exhibits: Mapping[str, Mapping[str, str]],
    words: Words,
    *,
    proofs: Mapping[str, str] | None = None,
) -> Plan:
    """The letter of a case in the language of ``words``.

    ``case`` is what ``appeal.case.told`` gives. ``exhibits`` names the files of the pack by what they show: ``orders``,
    ``causes.<family>`` or ``causes``, ``rates``, ``histories``, ``documents``, each a ``label``, a ``file`` and what it
    is ``about``; what has no exhibit is not said. ``proofs`` are the names in the pack of the files in
    ``data/evidence/``, by their names there: a proof that is not among them becomes a blank; None where nobody looked.
    """
    teller = Teller(case, exhibits, words, proofs)
    standing = support(case, words)
    is_supported = standing[0].code == "supports"
    rows = {"causes": overview(teller), "measures": measures(teller, answers)}
    told = {
        "causes": found(teller, answers),
        "actions": taken(teller, answers),
        "measures": changes(teller, answers, is_supported),
    }
    numbers = count(1)
    summary = replace(_summary(teller, is_supported), number=next(numbers))
    sections = []
    for key, groups in told.items():
        groups = numbered(groups, words, numbers)
        if key == "measures":
            rows[key] = [replace(row, number=next(numbers)) for row in rows[key]]
        heads = words.table(f"appeal.letter.{key}_table") if rows.get(key) else {}
        sections.append(Section(key, words.table("appeal.letter.sections")[key], groups, table(heads, rows.get(key))))
    return Plan(
        lang=words.lang,
        title=words("appeal.letter.title"),
        subject=_subject(teller),
        head=head(teller, answers, _subject(teller)),
        summary=summary,
        sections=tuple(sections),
        enclosures=enclosures(teller),
        support=standing,
        store=printable(case["store"], LONG_NAME),
        marketplace=case["marketplace"],
        as_of=case["as_of"],
    )


def numbered(groups: Groups, words: Words, numbers: Iterator[int]) -> tuple[Group, ...]:
    """The groups that say anything, their sentences numbered on; a cause's name stands above its own."""
    return tuple(
        Group(
            words.name("causes", family) if family else "",
            tuple(replace(sentence, number=next(numbers)) for sentence in told),
        )
        for family, told in groups
        if told
    )


def table(heads: dict, rows: list[Sentence] | None) -> Table | None:
    """The table with its title and heads; None of no rows."""
    if not rows:
        return None
    title, *names = map(str, heads.values())
    return Table(title, tuple(names), tuple(rows))


def _subject(teller: Teller) -> Said:
    case = teller.case
    category = teller.name(case["category"], LONG_NAME)
    if case["order_id"]:
        return teller.fill("subject_order", category=category, order=teller.name(case["order_id"]))
    return teller.fill("subject", category=category)


def head(teller: Teller, answers: Answers, subject: Said) -> tuple[tuple[str, Sentence], ...]:
    """Names, day and subject, each with its name; a blank where only the seller knows."""
    case, fill = teller.case, teller.fill
    said = {
        "to": fill("to"),
        "seller": teller.answer(answers.seller) if answers.seller else fill("cells.seller"),
        "contact": teller.answer(answers.contact) if answers.contact else fill("cells.contact"),
        "marketplace": teller.name(case["marketplace"]),
        "as_of": fill("cell", value=teller.day("as_of")),
        "subject": subject,
    }
    names = teller.say["head"]
    return tuple((str(names[key]), Sentence(f"head.{key}", each)) for key, each in said.items())


def _summary(teller: Teller, is_supported: bool) -> Sentence:
    """What the rate is, what was missed in the three months and why, and what has changed where the data show it."""
    case = teller.case
    if case["order_id"]:
        return Sentence("summary", order(teller) or teller.fill("cells.summary"))
    basis = next((name for name in ("promised", "confirmed") if case["windows"][name]["counted"]), "promised")
    at, rates, orders = f"windows.{basis}", teller.exhibit("rates"), teller.exhibit("orders")
    span = {"first": teller.day("span.first_on"), "last": teller.day("span.last_on")}
    window = {"first": teller.day(f"{at}.first_on"), "last": teller.day(f"{at}.last_on"), "rate": teller.rate(at)}
    causes = [
        teller.fill(
            "carrier",
            name=teller.name(teller.words.name("causes", each["cause"])),
            packages=teller.count(f"causes.{number}.packages"),
        )
        for number, each in enumerate(case["causes"])
    ]
    causes = [each for each in causes if each]
    since = is_supported and {"day": teller.day("changed.turn_on"), "rate": teller.rate("changed.since")}
    states = {state: teller.packages(f"span.states.{state}") for state in ("defect", "unknown")}
    states = {state: packages for state, packages in states.items() if packages}
    key = "both" if len(states) == 2 else next(iter(states), "span")
    said = [
        teller.shown(f"summary.{basis}", rates, target=teller.target(), **window),
        teller.shown(f"summary.{key}", orders, packages=teller.packages("span.packages"), **span, **states),
        teller.shown("summary.causes", orders, causes=teller.row(causes)) if causes else None,
        teller.shown("summary.since", rates, **since) if since else None,
    ]
    whole = sentences(said)
    return Sentence("summary", whole if whole.parts else teller.fill("cells.summary"))


def enclosures(teller: Teller) -> tuple[Enclosure, ...]:
    """The exhibits in the order in which they were given."""
    return tuple(Enclosure(each.label, each.file, each.about) for each in teller.exhibits.values())
