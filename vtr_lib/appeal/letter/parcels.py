"""Packages one by one: number, carrier, first physical scan, delivery and finding, as sentences or as rows."""

from vtr_lib.appeal.letter.sentences import Said, Sentence, sentences
from vtr_lib.appeal.letter.teller import Teller
from vtr_lib.report import phrases


def parcels(teller: Teller) -> list[Sentence]:
    """Each package that the case tells one by one as a sentence."""
    told = [_sentence(teller, f"packages.{at}") for at in range(len(teller.case.get("packages", [])))]
    return [Sentence(f"packages.{at}", said) for at, said in enumerate(told) if said]


def rows(teller: Teller) -> list[Sentence]:
    """The same as rows of a table: order, number, carrier, first physical scan, delivery or attempt, finding."""
    names = ("order", "tracking", "carrier", "first_scan", "delivery", "finding")
    told = [_cells(teller, f"packages.{at}") for at in range(len(teller.case["packages"]))]
    return [
        Sentence(f"packages.{at}", teller.fill("parcel.row", **dict(zip(names, cells, strict=True))), cells=cells)
        for at, cells in enumerate(told)
        if cells
    ]


def order(teller: Teller) -> Said | None:
    """How many packages the order has, and how many of them had valid tracking or had none; None without an
    exhibit.
    """
    states = {state: teller.packages(f"span.states.{state}") for state in ("valid", "defect", "unknown")}
    orders, packages = teller.exhibit("orders"), teller.packages("span.packages")
    name = teller.name(teller.case["order_id"])
    told = [teller.shown("order.packages", orders, packages=packages, order=name)]
    told += [teller.shown(f"order.{state}", orders, packages=count) for state, count in states.items()]
    whole = sentences(told)
    return whole if whole.parts else None


def _names(teller: Teller, path: str) -> dict[str, Said]:
    row, say = teller.at(path), teller.say["parcel"]
    return {
        "tracking": teller.name(row["tracking"] or say["no_number"]),
        "carrier": teller.name(phrases.segment(row["carrier"] or "unknown", "carrier", teller.words)),
        "finding": teller.name(teller.words.name("clauses", row["clause"])),
    }


def _sentence(teller: Teller, path: str) -> Said | None:
    """What is known of the package; a scan that nobody recorded is not said."""
    names = ("confirmed", "first_scan", "delivery")
    days = {name: day for name in names if (day := teller.day(f"{path}.{name}_on"))}
    key = "delivered" if len(days) == 3 else "scanned" if "first_scan" in days else "confirmed"
    wanted = {"delivered": names, "scanned": names[:2], "confirmed": names[:1]}[key]
    days = {name: days.get(name) for name in wanted}
    return teller.shown(f"parcel.{key}", teller.exhibit("orders"), **_names(teller, path), **days)


def _cells(teller: Teller, path: str) -> tuple[Said, ...]:
    exhibit = teller.exhibit("orders")
    if not exhibit:
        return ()
    names, none = _names(teller, path), teller.name(teller.say["parcel"]["none"])
    days = {name: teller.day(f"{path}.{name}_on") for name in ("first_scan", "delivery")}
    cells = [teller.shown("cell", exhibit, value=day) if day else none for day in days.values()]
    finding = teller.fill("parcel.finding", finding=names["finding"], ref=teller.reference(exhibit))
    return (teller.name(teller.at(path)["order_id"]), names["tracking"], names["carrier"], *cells, finding)
