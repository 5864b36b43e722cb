"""Root causes: what happened by cause family and clause, in counts, and what in the process let it happen."""

from vtr_lib.appeal.letter.answers import Answers
from vtr_lib.appeal.letter.parcels import parcels
from vtr_lib.appeal.letter.sentences import Said, Sentence, sentences
from vtr_lib.appeal.letter.teller import Teller
from vtr_lib.report import phrases

MOST_CARRIERS = 5  # named in a sentence; the list beside it has them all
Groups = list[tuple[str, list[Sentence]]]


def found(teller: Teller, answers: Answers) -> Groups:
    """By cause family its sentences; first, under no family, the rate month by month, of an order its packages."""
    groups = [("", parcels(teller) if teller.case["order_id"] else _kept("causes.months", _months(teller)))]
    for at, each in enumerate(teller.case["causes"]):
        family = each["cause"]
        told = [*_kept(f"causes.{family}", _family(teller, at, each))]
        for number, clause in enumerate(each["clauses"]):
            told += _kept(f"causes.{family}.{clause['clause']}", _clause(teller, at, number, family))
        told.append(Sentence(f"causes.{family}.why", _why(teller, family, answers)))
        groups.append((family, told))
    if not teller.case["causes"]:
        groups[0][1].extend(_kept("causes.none", _none(teller)))
    return groups


def overview(teller: Teller) -> list[Sentence]:
    """The rows of the table of causes: cause, finding, packages, days of confirmation, exhibit."""
    rows = []
    for at, each in enumerate(teller.case["causes"]):
        exhibit = teller.exhibit(f"causes.{each['cause']}", "causes")
        for number, clause in enumerate(each["clauses"]):
            path = f"causes.{at}.clauses.{number}"
            count = exhibit and teller.shown("cell", exhibit, value=teller.count(f"{path}.packages"))
            if not count:
                continue
            key = "day" if clause["first_on"] == clause["last_on"] else "days"
            days = {"first": teller.day(f"{path}.first_on"), "last": teller.day(f"{path}.last_on")}
            days = days if key == "days" else {"first": days["first"]}
            names = (teller.words.name("causes", each["cause"]), teller.words.name("clauses", clause["clause"]))
            cells = (
                *(teller.name(name) for name in names),
                count,
                teller.shown(f"cell_{key}", exhibit, **days),
                teller.reference(exhibit),
            )
            rows.append(Sentence(f"overview.{each['cause']}.{clause['clause']}", sentences(cells), cells=cells))
    return rows


def _kept(key: str, said: Said | None) -> list[Sentence]:
    return [Sentence(key, said)] if said else []


def _months(teller: Teller) -> Said | None:
    rows = [
        teller.fill("month", month=teller.month(f"months.{at}.month"), rate=teller.rate(f"months.{at}"))
        for at in range(len(teller.case["months"]))
    ]
    rows = [row for row in rows if row]
    return teller.shown("months", teller.exhibit("rates"), months=teller.row(rows)) if rows else None


def _none(teller: Teller) -> Said | None:
    """Nothing was missed: how many packages were valid."""
    if teller.case["order_id"]:
        valid = teller.packages("span.states.valid")
        return teller.shown("order.none_missed", teller.exhibit("orders"), packages=valid)
    days = {name: teller.day(f"span.{name}_on") for name in ("first", "last")}
    valid = teller.packages("span.states.valid")
    return teller.shown("none_missed", teller.exhibit("orders"), packages=valid, **days)


def _family(teller: Teller, at: int, each: dict) -> Said | None:
    """What the family's packages have in common; not said where the sentence of its one clause says it."""
    if len(each["clauses"]) == 1 and each["cause"] != "late_shipment":
        return None
    exhibit = teller.exhibit(f"causes.{each['cause']}", "causes")
    packages = teller.packages(f"causes.{at}.packages")
    return teller.shown(f"families.{each['cause']}", exhibit, packages=packages)


def _clause(teller: Teller, at: int, number: int, family: str) -> Said | None:
    """How many packages a clause decided, what it means, when they were confirmed and with whom they went."""
    path = f"causes.{at}.clauses.{number}"
    clause, exhibit = teller.at(path), teller.exhibit(f"causes.{family}", "causes")
    packages = teller.packages(f"{path}.packages")
    known = teller.say["clauses"]
    if clause["clause"] in known:
        what = teller.fill_in(known[clause["clause"]], packages=packages)
    else:
        name = teller.name(teller.words.name("clauses", clause["clause"]))
        what = teller.fill("other_clause", packages=packages, clause=name)
    days = {"first": teller.day(f"{path}.first_on")}
    if clause["first_on"] != clause["last_on"]:
        days["last"] = teller.day(f"{path}.last_on")
    key = "detail" if "last" in days else "detail_day"
    detail = teller.shown(f"{key}", exhibit, carriers=carriers_of(teller, path), **days)
    return teller.of(exhibit, sentences([what, detail])) if what and detail else None


def carriers_of(teller: Teller, path: str) -> Said | None:
    """The carriers beneath ``path`` with their packages, in a row, the first few of many."""
    carriers = teller.at(f"{path}.carriers")
    rows = []
    for at, each in enumerate(carriers[:MOST_CARRIERS]):
        name = teller.name(phrases.segment(each["carrier"], "carrier", teller.words))
        count = teller.count(f"{path}.carriers.{at}.packages")
        rows.append(teller.fill("carrier", name=name, packages=count))
    rows = [row for row in rows if row]
    if not rows:
        return None
    row = teller.row(rows)
    return teller.fill("more_carriers", carriers=row) if len(carriers) > MOST_CARRIERS else row


def _why(teller: Teller, family: str, answers: Answers) -> Said:
    told = answers.of(family)
    proof = teller.proof(told.proof)
    if told.why and proof:
        return teller.fill("why", why=teller.answer(told.why), proof=proof)
    return teller.asked(told.why, "proof") if told.why else teller.fill(f"whys.{family}")
