"""Instants as whole seconds since 1970 (UTC) and how the files write them.

The story plays in winter: every zone keeps one offset throughout, Pacific time −8 hours.
"""

import functools
from datetime import date, datetime

HOUR = 3600
DAY = 24 * HOUR
PACIFIC = -8 * HOUR


def seconds(instant: datetime) -> int:
    """The seconds of an instant with a zone."""
    return int(instant.timestamp())


def day_number(day: date) -> int:
    """Days since 1970."""
    return day.toordinal() - 719163


def pacific_day(at: int) -> int:
    """The number of the Pacific day on which ``at`` falls."""
    return (at + PACIFIC) // DAY


def start_of(day: int) -> int:
    """The first second of a Pacific day."""
    return day * DAY - PACIFIC


def end_of(day: int) -> int:
    """The last second of a Pacific day."""
    return day * DAY - PACIFIC + DAY - 1


@functools.cache
def day_text(day: int) -> str:
    """``2025-01-15``"""
    return date.fromordinal(719163 + day).isoformat()


def _wall(at: int) -> str:
    day, second = divmod(at, DAY)
    minute, second = divmod(second, 60)
    return f"{day_text(day)}T{minute // 60:02d}:{minute % 60:02d}:{second:02d}"


def zulu(at: int) -> str:
    """``2025-01-15T16:05:00Z``"""
    return _wall(at) + "Z"


def plus(at: int) -> str:
    """``2025-01-15T16:05:00+00:00``, the way Amazon's reports write UTC."""
    return _wall(at) + "+00:00"


@functools.cache
def _zone(offset: int) -> str:
    minutes = abs(offset) // 60
    return f"{'-' if offset < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}"


def local(at: int, offset: int) -> str:
    """``2025-01-15T08:05:00-08:00`` on a clock ``offset`` seconds from UTC."""
    return _wall(at + offset) + _zone(offset)
