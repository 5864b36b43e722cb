"""The log of scheduled runs: a line of JSON an event, of named facts alone, so that nothing personal can stand in it.

An event is a word (``begun published unchanged failed late``) with any of ``FACTS``; another fact is refused. What an
error says is left out, for it may quote a cell; its code and exit code stand for it.
"""

import logging
from pathlib import Path

from vtr_lib.store.staging import close_up

EVENTS = ("begun", "published", "unchanged", "failed", "late")
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

    handler = logging.FileHandler(path, encoding="utf-8")
    names = {"asctime": "at", "message": "event"}
    formatter = JsonFormatter("%(asctime)s %(process)d %(message)s", "%Y-%m-%dT%H:%M:%SZ", rename_fields=names)
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    close_up(Path(path))
    for old in LOGGER.handlers:
        old.close()
    LOGGER.handlers[:] = [handler]
    LOGGER.setLevel(logging.INFO)


def note(event: str, **facts: object) -> None:
    """Adds an event. ``KeyError`` for a word or a fact that the log does not know."""
    unknown = {event} - set(EVENTS) | facts.keys() - set(FACTS)
    if unknown:
        raise KeyError(f"the log does not know {sorted(unknown)}")
    LOGGER.info(event, extra={name: value for name, value in facts.items() if value is not None})
