"""Whether the data of a case support an appeal at all, and what would change it: said to the seller, not to Amazon."""

from dataclasses import dataclass
from fractions import Fraction

from vtr_lib.metrics.interval import is_telling
from vtr_lib.metrics.rate import Rate
from vtr_lib.report import phrases
from vtr_lib.words import Words

MOST = 400  # packages, all valid, that make any rate telling
CODES = (
    "supports",
    "order_valid",
    "order_missed",
    "nothing_missed",
    "not_below",
    "no_change_day",
    "too_few",
    "still_below",
    "no_better",
    "much_unknown",
    "disputed",
    "disputed_doubtful",
    "disputed_below",
    "agreed",
    "none_listed",
    "no_report",
)
SUPPORTING = ("supports", "order_valid", "disputed")


@dataclass(frozen=True, slots=True)
class Support:
    """How the data stand to an appeal: a code, what it means here, and what would change it."""

    code: str
    says: str
    remedy: str


def support(case: dict, words: Words) -> tuple[Support, ...]:
    """``supports`` alone, or every reason why the data do not support an appeal, the gravest first."""
    return tuple(_told(code, case, words) for code in codes(case))


def codes(case: dict) -> list[str]:
    """The codes of ``support``.

    Of a single order it is ``order_valid`` or ``order_missed``. Of a category ``nothing_missed`` and ``not_below`` (no
    window is below the target) stand alone. Windows in which nothing counts are not met: a category that may not be
    sold empties them. Of a dispute it is ``disputed``, with ``disputed_doubtful`` where some of it stands on a guess
    and ``disputed_below`` where its category would still be below, or one of ``agreed``, ``none_listed`` and
    ``no_report`` (of Amazon's).
    """
    if case.get("dispute"):
        return _of_dispute(case, case["dispute"])
    missed = sum(each["packages"] for each in case["causes"])
    if case["order_id"]:
        return ["order_valid" if not missed and case["span"]["states"]["valid"] else "order_missed"]
    if not missed:
        return ["nothing_missed"]
    met = [window["is_met"] for window in case["windows"].values()]
    if True in met and False not in met:
        return ["not_below"]
    found = _of_change(case)
    return [*found, *(["much_unknown"] if _is_much_unknown(case, missed) else [])] or ["supports"]


def _of_dispute(case: dict, dispute: dict) -> list[str]:
    if not case["span"]["packages"]:
        return ["no_report" if not dispute["reports"] else "agreed" if dispute["listed"] else "none_listed"]
    recounted = dispute["rates"] and _rate(dispute["rates"]["recounted"])
    is_below = not case["order_id"] and recounted and recounted.meets(Fraction(case["target"])) is False
    doubtful = ["disputed_doubtful"] if dispute["doubts"] else []
    return ["disputed", *doubtful, *(["disputed_below"] if is_below else [])]


def _of_change(case: dict) -> list[str]:
    if not case["changed"]:
        return ["no_change_day"]
    before, since = (_rate(case["changed"][side]) for side in ("before", "since"))
    found = [] if is_telling(since) else ["too_few"]
    if since.counted and not since.meets(Fraction(case["target"])):
        found.append("still_below")
    if since.counted and before.counted and since.valid * before.counted <= before.valid * since.counted:
        found.append("no_better")
    return found


def _is_much_unknown(case: dict, missed: int) -> bool:
    """Whether the carriers' answers could decide the case: half of what is missed, or all that a window lacks."""
    unknown = sum(each["packages"] for each in case["causes"] if each["cause"] == "unknown")
    below = [window for window in case["windows"].values() if window["is_met"] is False]
    return unknown * 2 >= missed or any(window["unknown"] >= window["repairs"] > 0 for window in below)


def _rate(row: dict) -> Rate:
    return Rate(row["valid"], row["counted"])


def _told(code: str, case: dict, words: Words) -> Support:
    changed = case["changed"] or {}
    since = changed.get("since", {"valid": 0, "counted": 0})
    unknown = sum(each["packages"] for each in case["causes"] if each["cause"] == "unknown")
    dispute = case.get("dispute") or {}
    rates = dispute.get("rates") or {"recounted": since}
    values = {
        "packages": words.number(case["span"]["packages"]),
        "listed": words.number(dispute.get("listed", 0)),
        "doubts": words("report.list").join(words.name("flags", each["flag"]) for each in dispute.get("doubts", [])),
        "undecided": words.number(dispute.get("undecided", 0)),
        "recounted": phrases.rate(rates["recounted"], words),
        "target": phrases.target(case["target"]),
        "since": phrases.rate(since, words),
        "before": phrases.rate(changed.get("before", since), words),
        "day": words.day(changed.get("turn_on")),
        "more": words.number(_more(_rate(since))),
        "clean": words.number(_rate(since).clean_needed(Fraction(case["target"]))),
        "unknown": words.number(unknown),
    }
    says, remedy = words.table("appeal.letter.support")[code], words.table("appeal.letter.remedies")[code]
    return Support(code, says.format(**values), remedy.format(**values))


def _more(rate: Rate) -> int:
    """How many more packages, all valid, would make a rate telling."""
    return next((more for more in range(MOST) if is_telling(rate + Rate(more, more))), MOST)
