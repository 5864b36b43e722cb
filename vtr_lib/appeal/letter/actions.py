"""Actions taken: what the pack itself shows was done, and what the seller did, with its day and its proof."""

from datetime import date

from vtr_lib.appeal.letter.answers import Action, Answers
from vtr_lib.appeal.letter.causes import Groups
from vtr_lib.appeal.letter.sentences import Said, Sentence
from vtr_lib.appeal.letter.teller import Teller


def taken(teller: Teller, answers: Answers) -> Groups:
    """By cause family what was done; first, under no family, that each package was looked at."""
    groups = [("", [Sentence("actions.examined", said) for said in [_examined(teller)] if said])]
    for at, each in enumerate(teller.case["causes"]):
        family = each["cause"]
        told = [_action(teller, action) for action in answers.of(family).actions]
        told = [said for said in told if said] or [teller.fill(f"first_actions.{family}")]
        told += _mendable(teller, at, each)
        groups.append((family, [Sentence(f"actions.{family}.{number}", said) for number, said in enumerate(told)]))
    return groups


def _examined(teller: Teller) -> Said | None:
    """That each package of the span or the order stands in the order table with its finding."""
    days = {name: teller.day(f"span.{name}_on") for name in ("first", "last")}
    packages = teller.packages("span.packages")
    if teller.case["order_id"]:
        return teller.shown("order.examined", teller.exhibit("orders"), packages=packages)
    return teller.shown("examined", teller.exhibit("orders"), packages=packages, **days)


def _action(teller: Teller, action: Action) -> Said | None:
    """The seller's action; a blank where its day is lacking or still to come, or its proof is; None of nothing."""
    if not action.what:
        return None
    proof, lacking = teller.proof(action.proof), []
    if action.done_on is None or action.done_on > date.fromisoformat(teller.case["as_of"]):
        lacking.append("done_on")
    if not proof:
        lacking.append("proof")
    if lacking:
        return teller.asked(action.what, *lacking)
    day = teller.words.day(action.done_on)
    return teller.fill("done", what=teller.answer(action.what), day=teller.answer(day), proof=proof)


def _mendable(teller: Teller, at: int, each: dict) -> list[Said]:
    """By clause how many packages a corrected number could still mend, where the case tells (``fixable``)."""
    exhibit = teller.exhibit(f"causes.{each['cause']}", "causes")
    paths = [f"causes.{at}.clauses.{number}.fixable" for number in range(len(each["clauses"]))]
    said = [
        teller.shown(
            "mendable",
            exhibit,
            packages=teller.packages(path),
            clause=teller.name(teller.words.name("clauses", each["clauses"][number]["clause"])),
        )
        for number, path in enumerate(paths)
    ]
    return [each for each in said if each]
