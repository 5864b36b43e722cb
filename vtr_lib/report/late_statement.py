"""The finding on late shipments in sentences, every number out of the dict that the figures read."""

from vtr_lib.report import phrases
from vtr_lib.report.late_phrases import limit, risk
from vtr_lib.report.statement import Statement
from vtr_lib.words import Words


def statement(found: dict, words: Words) -> Statement:
    """What late shipments cost, then what goes with lateness, the longest late shipment rate, and what nobody knows."""
    say = words.table("late_shipment")
    lines = []
    if found["others_late"]:
        lines.append(say["others"].format(packages=found["others_late"]))
    for key in ("late", "handed_late"):
        rate = phrases.rate({"valid": found[key]["late"], "counted": found[key]["known"]}, words)
        lines.append(say[key].format(rate=rate, days=found["handover_days"]))
    lines += [risk(row, words) for row in found["risks"] if row["exposed"]["counted"]]
    lines.append(say["no_proof"])
    rates = [row for row in found["sisters"] if row["name"] == "late_shipment"]
    lines += [
        say["measure"].format(
            days=row["days"],
            rate=phrases.rate({"valid": row["part"], "counted": row["counted"]}, words),
            limit=limit(row, words),
        )
        for row in rates[-1:]
    ]
    for name, reason in (("late_shipment", "overdue"), ("on_time_delivery", "not_delivered")):
        counts = [row["apart"][reason] for row in found["sisters"] if row["name"] == name]
        lines += [say[reason].format(count=count) for count in counts[-1:] if count]
    lines.append(say["never_sent"].format(packages=found["never_sent"]["packages"]))
    lines.append(say["silent"].format(days=len(found["silent"])))
    unknown = words.table("late_shipment.unknown")
    lines += [unknown[key].format(count=count) for key, count in found["unknown"].items() if count]
    return Statement(_lead(found, words), tuple(lines))


def _lead(found: dict, words: Words) -> str:
    say = words.table("late_shipment")
    if not found["counted"]:
        return say["lead_nothing"]
    if not found["family"]:
        return say["lead_none" if found["missed"] else "lead_valid"].format(**found)
    first, last = found["family_days"]
    clauses: dict[str, int] = {}
    for row in found["partition"]:
        if row["family"] == "late_shipment":
            clauses[row["clause"]] = clauses.get(row["clause"], 0) + row["packages"]
    clause, most = max(clauses.items(), key=lambda pair: (pair[1], pair[0]))
    rate = phrases.rate({"valid": found["family"], "counted": found["counted"]}, words)
    return say["lead"].format(
        **{key: found[key] for key in ("family", "missed", "points")}, rate=rate,
        clause=words.name("clauses", clause), most=most, first=first, last=last,
    )  # fmt: skip
