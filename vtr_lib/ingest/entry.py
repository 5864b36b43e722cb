"""What is kept of a file beside its rows: what it is, a bucket for every line, and whether it can be trusted at all."""

import polars.selectors as cs

from vtr_lib.calendar import day_of
from vtr_lib.errors import DataError
from vtr_lib.sources.reading import BUCKETS, Reading

# A file of which more is set aside is not the file it looks like: it was saved wrongly or downloaded in part.
MOST_SET_ASIDE = 2  # percent of the lines that are not blank
ALWAYS_SET_ASIDE = 1  # … but one line in a short file is a slip in that line and says nothing of the others
PLACES = 3  # shown of each code
AT = cs.datetime()


def entry(reading: Reading, zone: str) -> dict:
    """What is kept of a file beside its rows: what it is, and a bucket for every line."""
    counts = reading.identity()
    return {
        "file": reading.file,
        "format": reading.format,
        "version": reading.version,
        "encoding": reading.encoding,
        "bytes": reading.bytes,
        "sha256": reading.sha256,
        "unit": reading.unit,
        "total": counts["lines"],
        **{bucket: counts[bucket] for bucket in BUCKETS},
        "heading": counts["heading"],
        "dropped_columns": reading.dropped_columns,
        "set_aside": [{"line": fault.line, "column": fault.column, "code": fault.code} for fault in reading.faults],
        "faults": _faults(reading),
        "unmapped": dict(sorted(reading.unmapped.items())),
        "notes": dict(sorted(reading.notes.items())),
        "last_on": _last_on(reading, zone),
    }


def refuse_too_many(reading: Reading) -> None:
    """Raises ``DataError`` ``QUARANTINE`` at the first place, where so much is set aside that the file is doubtful."""
    total = reading.identity()["lines"] - len(reading.lines["blank"])
    aside, accepted = len(reading.lines["quarantined"]), len(reading.lines["accepted"])
    if not aside or (accepted and (aside <= ALWAYS_SET_ASIDE or 100 * aside <= MOST_SET_ASIDE * total)):
        return
    first = min(reading.faults, key=lambda fault: fault.line)
    codes = [f"{fault['code']} {fault['count']}" for fault in _faults(reading)]
    raise DataError(
        "QUARANTINE",
        file=reading.file,
        line=first.line,
        column=first.column or None,
        count=aside,
        total=total,
        unit=reading.unit,
        limit=MOST_SET_ASIDE,
        codes=codes,
    )


def _last_on(reading: Reading, zone: str) -> str | None:
    """The last day of which a file tells anything, in ISO; None where it tells of none."""
    last = [frame.select(AT).max().rows()[0] for frame in reading.tables.values()]
    return max((day_of(at, zone).isoformat() for row in last for at in row if at), default=None)


def _faults(reading: Reading) -> list[dict]:
    """What was set aside by code, the most frequent first: how often, the look of the first, and the first places."""
    by_code: dict[str, list] = {}
    for fault in sorted(reading.faults, key=lambda fault: fault.line):
        by_code.setdefault(fault.code, []).append(fault)
    return [
        {
            "code": code,
            "count": len(found),
            "looks": found[0].value,
            "places": [{"line": fault.line, "column": fault.column} for fault in found[:PLACES]],
        }
        for code, found in sorted(by_code.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    ]
