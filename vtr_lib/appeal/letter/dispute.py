"""The letter of a dispute as data: where Amazon's report and our records differ, what these show, and what we ask.

It argues as Amazon wants it from who thinks that there is an error: with evidence that the packages comply. Of each
statement it says whose it is; it blames nobody, and says nothing of packages of which the records decide nothing.
"""

from collections.abc import Mapping
from dataclasses import replace
from itertools import count

from vtr_lib.appeal.letter.answers import Answers
from vtr_lib.appeal.letter.causes import carriers_of
from vtr_lib.appeal.letter.parcels import rows
from vtr_lib.appeal.letter.plan import LONG_NAME, Plan, Section, enclosures, head, numbered, table
from vtr_lib.appeal.letter.sentences import Said, Sentence, sentences
from vtr_lib.appeal.letter.support import support
from vtr_lib.appeal.letter.teller import Teller
from vtr_lib.errors import printable
from vtr_lib.words import Words

SECTIONS = ("differ", "records", "request")
LET_OFF = ("exemption", "scope")  # proofs that a clause names
MOST_DAYS = 7  # named in a sentence; the list beside it has them all


def plan(
    case: dict,
    answers: Answers,
    exhibits: Mapping[str, Mapping[str, str]],
    words: Words,
    *,
    proofs: Mapping[str, str] | None = None,
) -> Plan:
    """The letter of a disputed case, with what ``appeal.disputed.told`` gives as ``dispute``; all else as ``plan.plan``
    has it. Of the answers only the seller and the contact are asked for.
    """
    teller = Teller(case, exhibits, words, proofs)
    told = {"differ": _differ(teller), "records": _records(teller), "request": _request(teller)}
    names, numbers = words.table("appeal.letter.dispute.sections"), count(1)
    summary = replace(_summary(teller), number=next(numbers))
    sections = []
    for key in SECTIONS:
        groups = numbered([("", [Sentence(f"{key}.{name}", said) for name, said in told[key] if said])], words, numbers)
        listed = [replace(row, number=next(numbers)) for row in rows(teller)] if key == "records" else []
        heads = words.table("appeal.letter.dispute.records_table")
        sections.append(Section(key, names[key], groups, table(heads, listed)))
    return Plan(
        lang=words.lang,
        title=words("appeal.letter.dispute.title"),
        subject=_subject(teller),
        head=head(teller, answers, _subject(teller)),
        summary=summary,
        sections=tuple(sections),
        enclosures=enclosures(teller),
        support=support(case, words),
        store=printable(case["store"], LONG_NAME),
        marketplace=case["marketplace"],
        as_of=case["as_of"],
    )


def _subject(teller: Teller) -> Said:
    case = teller.case
    names = {"category": teller.name(case["category"], LONG_NAME)}
    if case["order_id"]:
        names["order"] = teller.name(case["order_id"])
    return teller.fill(f"dispute.subject{'_order' if case['order_id'] else ''}", **names)


def _summary(teller: Teller) -> Sentence:
    """How many packages Amazon's report lists, and what our records say of them: of each part how many."""
    amazon, orders, at = teller.exhibit("amazon"), teller.exhibit("orders"), "dispute"
    days = {name: teller.day(f"{at}.{name}_on") for name in ("first", "last")}
    is_day = teller.at(f"{at}.first_on") == teller.at(f"{at}.last_on")
    key = "listed_undated" if not all(days.values()) else "listed_day" if is_day else "listed"
    days = {"listed": days, "listed_day": {"first": days["first"]}, "listed_undated": {}}[key]
    said = [
        teller.shown(
            f"dispute.summary.{key}", amazon, packages=teller.packages(f"{at}.listed"), of=_of(teller), **days
        ),
        teller.shown("dispute.summary.disputed", orders, packages=teller.packages("span.packages")),
        *(
            teller.shown(f"dispute.summary.{name}", amazon, packages=teller.packages(f"{at}.{name}"))
            for name in ("agreed", "undecided", "strange")
        ),
    ]
    whole = sentences(said)
    return Sentence("summary", whole if whole.parts else teller.fill("dispute.blanks.differ"))


def _of(teller: Teller) -> Said:
    """Of which category or order the packages are."""
    case = teller.case
    if case["order_id"]:
        return teller.fill("dispute.of_order", order=teller.name(case["order_id"]))
    return teller.fill("dispute.of_category", category=teller.name(case["category"], LONG_NAME))


Told = list[tuple[str, Said | None]]


def _differ(teller: Teller) -> Told:
    """What Amazon's report marks, and the packages in question by carrier and by day of their first physical scan."""
    if not teller.case["span"]["packages"]:
        amazon, packages = teller.exhibit("amazon"), teller.packages("dispute.listed")
        none = teller.shown("dispute.none", amazon, packages=packages)
        return [("none", none or teller.fill("dispute.blanks.differ"))]
    amazon, orders = teller.exhibit("amazon"), teller.exhibit("orders")
    return [
        *(
            (name, teller.shown(f"dispute.{name}", amazon, packages=teller.packages(f"dispute.{name}")))
            for name in ("no_scan", "no_delivery")
        ),
        ("carriers", teller.shown("dispute.carriers", orders, carriers=carriers_of(teller, "dispute"))),
        ("days", teller.shown("dispute.days", orders, days=_days(teller))),
    ]


def _days(teller: Teller) -> Said | None:
    """The days with the most packages, in their order."""
    days = teller.at("dispute.days")
    shown = sorted(range(min(len(days), MOST_DAYS)), key=lambda at: days[at]["on"])
    told = [
        teller.fill("dispute.day", day=teller.day(f"dispute.days.{at}.on"),
                    packages=teller.count(f"dispute.days.{at}.packages"))
        for at in shown
    ]  # fmt: skip
    if not told:
        return None
    row = _between(teller, told)
    return teller.fill("dispute.more_days", days=row) if len(days) > MOST_DAYS else row


def _between(teller: Teller, told: list[Said]) -> Said:
    """Days in a row; not between commas, for a day may hold one."""
    whole = told[0]
    for each in told[1:]:
        whole = teller.fill("dispute.next_day", days=whole, day=each)
    return whole


def _records(teller: Teller) -> Told:
    """By the reason why they are not missed here how many packages there are, and where every scan of them stands."""
    if not teller.case["span"]["packages"]:
        return [("none", teller.fill("dispute.blanks.records"))]
    orders, found = teller.exhibit("orders"), []
    for at, each in enumerate(teller.case["dispute"]["kinds"]):
        packages = teller.packages(f"dispute.kinds.{at}.packages")
        names = (
            {"clause": teller.name(teller.words.name("clauses", each["clause"]))} if each["proof"] in LET_OFF else {}
        )
        said = teller.shown(f"dispute.kinds.{each['proof']}", orders, packages=packages, **names)
        found.append((f"{each['proof']}.{each['clause']}", said))
    for at, each in enumerate(teller.case["dispute"]["doubts"]):
        names = {"flag": teller.name(teller.words.name("flags", each["flag"]))}
        packages = teller.packages(f"dispute.doubts.{at}.packages")
        found.append((f"doubts.{each['flag']}", teller.shown("dispute.doubt", orders, packages=packages, **names)))
    packages = teller.packages("span.packages")
    found.append(("histories", teller.shown("dispute.histories", teller.exhibit("histories"), packages=packages)))
    if teller.at("dispute.shown") < teller.at("span.packages"):
        shown = teller.count("dispute.shown")
        found.append(("shown", teller.shown("dispute.shown", orders, packages=packages, shown=shown)))
    return found


def _request(teller: Teller) -> Told:
    """What the rate is as listed and counted again, what is asked for, and what only the seller can add."""
    if not teller.case["span"]["packages"]:
        return [("none", teller.fill("dispute.blanks.request"))]
    orders, packages = teller.exhibit("orders"), teller.packages("span.packages")
    return [
        *((part, _rates(teller, part)) for part in ("rates", "account")),
        ("ask", teller.shown("dispute.ask", orders, packages=packages)),
        ("page", None if teller.exhibit("documents") else teller.fill("dispute.blanks.page")),
    ]


def _rates(teller: Teller, part: str) -> Said | None:
    """A rate as Amazon lists it, and with the packages in question counted as the records show."""
    at = f"dispute.{part}"
    if not teller.at(at):
        return None
    days = {name: teller.day(f"{at}.{name}_on") for name in ("first", "last")}
    rates = {side: teller.rate(f"{at}.{side}") for side in ("listed", "recounted")}
    packages, target = teller.packages(f"{at}.packages"), teller.target()
    return teller.shown(
        f"dispute.rate.{part}", teller.exhibit("rates"), packages=packages, target=target, **days, **rates
    )
