"""What the investigation of missing updates found, in sentences."""

from vtr_lib.metrics.rate import Rate
from vtr_lib.report import phrases
from vtr_lib.report.missing_charts import span, window
from vtr_lib.report.statement import Statement
from vtr_lib.words import Words


def statement(found: dict, words: Words) -> Statement:
    """How many packages are missed for lack of scans and what most of them lack; then where, how long, and what is not
    known. Every number is one of ``found``.
    """
    say = words.table("missing_updates.statement")
    lines = [_where, _waiting, _silence, _first_mile, _pending, _not_known]
    told = (line(found, say, words) for line in lines)
    return Statement(_lead(found, say, words), (window(found, words), *(line for line in told if line)))


def _lead(found: dict, say: dict[str, str], words: Words) -> str:
    if not found["counted"]:
        return say["nothing"].format(pending=found["pending"])
    if not found["missed"]:
        return say["none"].format(counted=found["counted"], pending=found["pending"])
    most = max(found["parts"], key=lambda row: row["missed"])
    return say["lead"].format(
        missed=found["missed"], counted=found["counted"], all_missed=found["all_missed"],
        points=Rate(found["missed"], found["counted"]).percent(),
        part=words.table("missing_updates.parts")[most["part"]], most=most["missed"],
    )  # fmt: skip


def _where(found: dict, say: dict[str, str], words: Words) -> str:
    """The carrier with the most missed, in counts; of one whose share tells too little to compare by, that it does."""
    if not found["missed"]:
        return ""
    row = found["carriers"][0]
    values = {key: row[key] for key in ("missed", "counted", "first_on", "last_on")}
    key = "where_few" if row["standing"] == "too_few" else "where"
    name = phrases.segment(row["carrier"], "carrier", words)
    return say[key].format(carrier=name, all=found["missed"], **values)


def _waiting(found: dict, say: dict[str, str], words: Words) -> str:
    all_ = found["waiting"]
    return say["waiting" if all_["packages"] else "no_waiting"].format(span=span(found, words), **all_)


def _silence(found: dict, say: dict[str, str], words: Words) -> str:
    rows, able = found["silence"]["rows"], found["silence"]["telling"]
    counts = {"able": sum(row["days_needed"] is not None for row in able), "all": len(able)}
    if not rows:
        return say["no_silence" if counts["able"] else "too_few"].format(**counts)
    row, outcomes = max(rows, key=lambda row: row["expected"]), words.table("missing_updates.outcomes")
    name = phrases.segment(row["carrier"], "carrier", words)
    values = {key: row[key] for key in ("first_on", "last_on", "expected", "later", "never", "open")}
    return say["silence"].format(count=len(rows), carrier=name, outcome=outcomes[row["outcome"]], **values)


def _first_mile(found: dict, say: dict[str, str], words: Words) -> str:
    total = found["first_mile"]["total"]
    return say["first_mile"].format(**total) if total["packages"] else ""


def _pending(found: dict, say: dict[str, str], words: Words) -> str:
    unscanned = sum(row["pending"] for row in found["parts"] if row["part"] in ("never", "label"))
    return say["pending"].format(pending=found["pending"], unscanned=unscanned) if found["pending"] else ""


def _not_known(found: dict, say: dict[str, str], words: Words) -> str:
    return say["not_known"].format(**found["not_known"])
