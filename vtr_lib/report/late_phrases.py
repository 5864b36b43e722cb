"""How the investigation of late shipments says its rows: one wording for its figures, tables and sentences."""

from vtr_lib.metrics.interval import is_telling
from vtr_lib.metrics.rate import Rate
from vtr_lib.report import phrases
from vtr_lib.words import Words


def window(found: dict, words: Words) -> str:
    """The window of the counted packages and the day the answer stands on."""
    return words("late_shipment.window", window=phrases.window(found, words), as_of=found["as_of"])


def part_rate(row: dict, part: str, whole: str, words: Words) -> str:
    """``part`` of ``whole`` in percent, cut, with both counts; of too few, that a share of them says nothing.

    A row that is worse beyond chance says something, however few it holds.
    """
    said = phrases.rate({"valid": row[part], "counted": row[whole]}, words)
    is_said = not row[whole] or row.get("is_worse") or is_telling(Rate(row[part], row[whole]))
    return said if is_said else words("late_shipment.share", rate=said)


def missed_rate(row: dict, words: Words) -> str:
    """The share missed of a row's counted packages, with both counts."""
    return phrases.rate({"valid": row["missed"], "counted": row["counted"]}, words)


def band(row: dict, which: str, words: Words) -> str:
    """A band of hours in words; ``which`` is ``ship_by`` or ``first_scan``."""
    if not row["is_told"]:
        key = "not_told"
    elif row["over"] is None:
        key = "first"
    elif row["upto"] is None:
        key = "last"
    else:
        key = "between" if row["over"] else "up_to"
    return words(f"late_shipment.{which}.{key}", over=row["over"], upto=row["upto"])


def marked(marks: list[str], words: Words) -> str:
    """Marks of lateness by their names, in their order."""
    return words("explain.between").join(phrases.flags(";".join(marks), words))


def limit(row: dict, words: Words) -> str:
    """On which side of its limit a measure is asked to be, in percent."""
    return words(f"late_shipment.sides.{row['side']}", limit=phrases.target(row["limit"]))


def standing(row: dict, words: Words) -> str:
    """How a measure stands against its limit."""
    key = "nothing" if row["is_met"] is None else "met" if row["is_met"] else "missed"
    return words(f"late_shipment.standing.{key}")


def risk(row: dict, words: Words) -> str:
    """What a table of two by two tells, in a sentence: a ratio, one side's bound, or that there is too little."""
    values = {
        "name": words.name("late_shipment.exposures", row["name"]),
        "exposed": missed_rate(row["exposed"], words),
        "others": missed_rate(row["others"], words),
    }
    if row["is_few"]:
        return words("late_shipment.ratios.few", **values)
    if row["ratio"] is None:
        return words("late_shipment.ratios.no_ratio", **values)
    if row["at_most"]:
        return words("late_shipment.ratios.none", counted=row["exposed"]["counted"], at_most=row["at_most"], **values)
    low, high = row["interval"] or ("", "")
    key = "ratio" if row["interval"] else "bare"
    return words(f"late_shipment.ratios.{key}", ratio=row["ratio"], low=low, high=high, **values)
