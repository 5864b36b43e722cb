"""How the course of the days to come is said: groups, days on which the target is met, what was assumed."""

from vtr_lib.report import phrases
from vtr_lib.words import Words


def named(group: dict, words: Words) -> str:
    """All packages, or the category."""
    return words("report.all") if group["category"] is None else phrases.segment(group["category"], "category", words)


def when(day: str | None, found: dict, words: Words) -> str:
    """The day on which the target is met: a day, now, or not within the days looked at."""
    if day is None:
        return words("recovery.not_within", days=found["horizon"])
    return words("recovery.now") if day == found["as_of"] else words.day(day)


def span(way: dict, found: dict, words: Words) -> str:
    """The day if everything pending comes out valid, and the one if none of it does; one where they are the same."""
    ends = [when(way[end]["met_on"], found, words) for end in ("high", "low")]
    return ends[0] if ends[0] == ends[1] else words("recovery.span", high=ends[0], low=ends[1])


def has_pending(found: dict) -> bool:
    """Whether anything is pending, so that the ends of a band differ."""
    return any(group["pending"] for group in found["groups"])
