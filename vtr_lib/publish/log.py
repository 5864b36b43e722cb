"""The log of scheduled runs: a line of JSON an event, of named facts alone, so that nothing personal can stand in it.

An event is one of ``EVENTS`` with any of ``FACTS``; another fact is refused. What an error says is left out, for it may
quote a cell; its code and exit code stand for it.
"""

import contextlib
import logging
import sys
from pathlib import Path

from vtr_lib.errors import DiskError, VtrError
from vtr_lib.store.staging import close_up, private

EVENTS = ("begun", "published", "unchanged", "failed", "stopped")
FACTS = (
    *("store", "month", "edition", "revision", "valid", "counted", "has_pdf"),
    *("code", "exit_code", "seconds"),
)
LOGGER = logging.getLogger("vtr_lib.publish")
LOGGER.propagate = False
LOGGER.addHandler(logging.NullHandler())


def write_to(path: str | Path) -> None:
    """From here on events are added to the file ``path``, with the instant (UTC) and the process they come from."""
    import time

    from pythonjsonlogger.json import JsonFormatter

    private(Path(path).absolute().parent)
    handler = _File(path, encoding="utf-8")
    names = {"asctime": "at", "message": "event"}
    formatter = JsonFormatter("%(asctime)s %(process)d %(message)s", "%Y-%m-%dT%H:%M:%SZ", rename_fields=names)
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    close_up(Path(path))
    for old in LOGGER.handlers:
        with contextlib.suppress(OSError):  # what it could not write is told already
            old.close()
    LOGGER.handlers[:] = [handler]
    LOGGER.setLevel(logging.INFO)


class _File(logging.FileHandler):
    """The log's file. What it does not take is no reason to make no report: the first such error is kept."""

    error: VtrError | None = None

    def handleError(self, record: logging.LogRecord) -> None:
        reason = sys.exc_info()[1]
        if isinstance(reason, OSError):
            self.error = self.error or DiskError("LOG_LOST", file=self.baseFilename, reason=reason.strerror)
        else:
            raise


def lost() -> VtrError | None:
    """Why some of the events since ``write_to`` are not in the file; None where all are."""
    return next((found.error for found in LOGGER.handlers if isinstance(found, _File) and found.error), None)


def note(event: str, **facts: object) -> None:
    """Adds an event. ``KeyError`` for a word or a fact that the log does not know."""
    unknown = {event} - set(EVENTS) | facts.keys() - set(FACTS)
    if unknown:
        raise KeyError(f"the log does not know {sorted(unknown)}")
    LOGGER.info(event, extra={name: value for name, value in facts.items() if value is not None})
