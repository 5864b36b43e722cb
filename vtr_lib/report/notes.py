"""What reading a file was worth naming, by its name and count: one wording for the command and the report."""

from vtr_lib.words import Words

PLAIN = ("events", "events_set_aside")  # counted for the identity of a document, nothing to tell


def note(name: str, count: int | str, words: Words) -> str:
    """A note in words: its own, or those of what it begins with, with what the rest of its name says."""
    known = words.table("ingest.notes")
    begins = name if name in known else next((each for each in known if name.startswith(f"{each}_")), None)
    rest = name.removeprefix(begins or "").strip("_")
    rest = words.table("ingest.rests").get(rest, rest)
    return words(f"ingest.notes.{begins}", count=count, rest=rest) if begins else f"{name}: {count}"
