"""Preventive steps: what is done from now on, by whom, from which day; and the effect, where the data show one."""

from datetime import date

from vtr_lib.appeal.letter.answers import Answers, Family, Measure
from vtr_lib.appeal.letter.causes import Groups
from vtr_lib.appeal.letter.sentences import Said, Sentence
from vtr_lib.appeal.letter.teller import Teller

PROPOSALS = ("first", "second")  # of each family, where the seller has no measure


def changes(teller: Teller, answers: Answers, is_supported: bool) -> Groups:
    """Under no family the effect, where the data support the appeal, and of each family since when the process is
    another one: a blank where nobody said. Without a cause it is a blank that asks for what keeps it so.
    """
    told = [Sentence("measures.effect", said) for said in [_effect(teller)] if said and is_supported]
    for each in teller.case["causes"]:
        key = f"measures.{each['cause']}.changed_on"
        told.append(Sentence(key, _changed(teller, each["cause"], answers.of(each["cause"]))))
    if not teller.case["causes"]:
        told.append(Sentence("measures.no_cause", teller.fill("no_cause")))
    return [("", told)]


def _changed(teller: Teller, family: str, told: Family) -> Said:
    """Since when the process is another one; a blank without a day, or without a measure that has its owner."""
    name = teller.name(teller.words.name("causes", family))
    if told.changed_on is None or told.changed_on > date.fromisoformat(teller.case["as_of"]):
        return teller.fill("no_change_day", cause=name)
    is_settled = any(measure.what and measure.owner and measure.from_on for measure in told.measures)
    day = teller.answer(teller.words.day(told.changed_on))
    return teller.fill("changed_on" if is_settled else "changed_asked", cause=name, day=day)


def measures(teller: Teller, answers: Answers) -> list[Sentence]:
    """The rows of the table of measures: cause, what, owner, from when, how it is checked.

    Where the seller has none for a family, proposals stand there, all blanks.
    """
    rows = []
    for each in teller.case["causes"]:
        family = each["cause"]
        told = [_cells(teller, measure) for measure in answers.of(family).measures if measure != Measure()]
        told = told or [_proposed(teller, family, number) for number in PROPOSALS]
        name = teller.name(teller.words.name("causes", family))
        for number, (what, owner, from_on, check) in enumerate(told):
            cells = (name, what, owner, from_on, check)
            named = {"cause": name, "what": what, "owner": owner, "from_on": from_on, "check": check}
            said = teller.fill("measure", **named)
            rows.append(Sentence(f"measures.{family}.{number}", said, cells=cells))
    return rows


def _effect(teller: Teller) -> Said | None:
    """The rates of the packages confirmed before the change and since."""
    if not teller.case["changed"]:
        return None
    ends = [(side, end) for side in ("before", "since") for end in ("first", "last")]
    days = {f"{side}_{end}": teller.day(f"changed.{side}.{end}_on") for side, end in ends}
    rates = {side: teller.rate(f"changed.{side}") for side in ("before", "since")}
    return teller.shown("effect", teller.exhibit("rates"), target=teller.target(), **rates, **days)


def _cells(teller: Teller, measure: Measure) -> tuple[Said, ...]:
    """The seller's measure, which stands as said where it names who and from when; what is lacking is a blank."""
    day = measure.from_on and teller.words.day(measure.from_on)
    told = {"owner": measure.owner, "from_on": day, "check": measure.check}
    what = teller.answer(measure.what) if measure.what else _blank(teller, "what")
    if measure.what and not (measure.owner and day):
        what = teller.fill("unsettled", what=what)
    return (what, *(teller.answer(text) if text else _blank(teller, key) for key, text in told.items()))


def _proposed(teller: Teller, family: str, number: str) -> tuple[Said, ...]:
    what = teller.say["proposals"][family][number]
    return (
        teller.fill("proposal", what=str(what)),
        *(_blank(teller, key) for key in ("owner", "from_on", "check")),
    )


def _blank(teller: Teller, key: str) -> Said:
    return teller.fill(f"cells.{key}")
