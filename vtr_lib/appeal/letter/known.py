"""What figures, days and names a letter may hold: those of its case, and what the seller has answered."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from vtr_lib.appeal.letter import written
from vtr_lib.appeal.letter.answers import FAMILIES, Answers
from vtr_lib.errors import printable
from vtr_lib.metrics.rate import Rate
from vtr_lib.report import phrases
from vtr_lib.tracking.carriers import carriers
from vtr_lib.words import Words

FILE = re.compile(r"[\w.-]+\.(?:xlsx|csv|pdf|docx|txt|png|jpe?g|html|zip|toml|parquet)\b", re.IGNORECASE)
EXHIBIT = re.compile(r"(?:Exhibit|Annex|Appendix|附件|证据|證據|附錄)\s*[0-9]+", re.IGNORECASE)
MONTHS = 3  # that an appeal looks back on, and may say so


@dataclass(frozen=True, slots=True)
class Known:
    """Whole numbers, rates (from the pairs of counts), other percentages as text, days as ISO text, and names."""

    integers: frozenset[int]
    rates: frozenset[Rate]
    percents: frozenset[str]
    days: frozenset[str]
    names: tuple[str, ...]

    def holds(self, number: written.Number) -> bool:
        """Whether a number as written is one of the case: a rate may be cut at any place, never rounded up."""
        if number.digits in self.percents:
            return True
        if not number.is_percent and "." not in number.digits:
            return int(number.digits) in self.integers
        places = len(number.digits.partition(".")[2])
        return any(rate.percent(places) == number.digits for rate in self.rates)

    def nearest(self, number: written.Number) -> str:
        """The number of the case that comes nearest; empty where there is none."""
        wanted = Decimal(number.digits)
        if number.is_percent or "." in number.digits:
            near = {rate.percent() for rate in self.rates} | self.percents
            found = min(near, key=lambda text: (abs(Decimal(text) - wanted), text), default="")
            return found and f"{found} %"
        return str(min(self.integers, key=lambda value: (abs(value - wanted), value), default=""))

    def without_names(self, text: str) -> str:
        """``text`` without names, files and exhibits, in which numbers stand that count nothing."""
        for name in self.names:
            text = text.replace(name, " ")
        return EXHIBIT.sub(" ", FILE.sub(" ", text))


def known(case: dict, answers: Answers, words: Words, exhibits: Mapping[str, Mapping[str, str]]) -> Known:
    """What may stand in a letter about ``case`` with ``answers``."""
    leaves = list(_leaves(case))
    integers = {value for value in leaves if type(value) is int} | {MONTHS}
    pairs = {Rate(row["valid"], row["counted"]) for row in _rows(case)}
    integers |= {rate.counted - rate.valid for rate in pairs}
    integers.add(sum(each["packages"] for each in case["causes"]))
    spans = [*case["windows"].values(), case["span"]]
    integers |= {(date.fromisoformat(row["last_on"]) - date.fromisoformat(row["first_on"])).days + 1 for row in spans}
    percents, target = {phrases.target(case["target"])}, Fraction(case["target"])
    integers |= {target.numerator, target.denominator}
    told = [value for value in _leaves(answers.model_dump(mode="json")) if isinstance(value, str)]
    for text in told:
        for number in written.numbers(text):
            (percents.add if number.is_percent or "." in number.digits else integers.add)(
                number.digits if number.is_percent or "." in number.digits else int(number.digits)
            )
    days = {value for value in (*leaves, *told) if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value)}
    return Known(
        frozenset(integers),
        frozenset(pairs),
        frozenset(percents),
        frozenset(days),
        _names(case, answers, words, exhibits),
    )


def _names(case: dict, answers: Answers, words: Words, exhibits: Mapping[str, Mapping[str, str]]) -> tuple[str, ...]:
    """Names that may stand in the letter, as it writes them, the longest first."""
    found = {printable(case[key], 100) for key in ("store", "category", "order_id", "marketplace")}
    found |= {answers.seller, answers.contact}
    for family in map(answers.of, FAMILIES):
        found |= {family.proof, *(action.proof for action in family.actions)}
    clauses = [clause for cause in case["causes"] for clause in cause["clauses"]]
    packages, dispute = case.get("packages") or [], case.get("dispute") or {"carriers": []}
    found |= {printable(each[key]) for each in packages for key in ("order_id", "tracking") if each[key]}
    carried = [*(each for clause in clauses for each in clause["carriers"]), *packages, *dispute["carriers"]]
    for name in {each["carrier"] for each in carried if each["carrier"]}:
        found.add(printable(phrases.segment(name, "carrier", words), phrases.NAME))
    found |= {each.name for each in carriers().values()}
    for each in exhibits.values():
        found |= {printable(each["label"], 60), printable(each["file"], 100)}
    tidy = {" ".join(name.split()) for name in found}
    return tuple(sorted((name for name in tidy if len(name) > 1), key=lambda name: (-len(name), name)))


def _leaves(value: object) -> Iterator[object]:
    if isinstance(value, dict | list | tuple):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _leaves(inner)
    else:
        yield value


def _rows(value: object) -> Iterator[dict]:
    """Everything in the case that has counts of a rate."""
    if isinstance(value, dict) and {"valid", "counted"} <= value.keys():
        yield value
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _rows(inner)
