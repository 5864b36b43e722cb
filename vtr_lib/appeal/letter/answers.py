"""The seller's own answers: what no file of orders or scans can tell, from ``data/evidence/answers.toml``.

Everything is optional. What is missing becomes a marked blank of the letter (``plan``), never a made-up sentence.
"""

import re
import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from vtr_lib.errors import ConfigError, DataError, MissingInput, printable
from vtr_lib.schema import CAUSES, YEARS
from vtr_lib.words import Words

FAMILIES = (*CAUSES, "unknown")
FILE = "answers.toml"
LONGEST = 1000  # characters of an answer, a short paragraph
MOST = 20  # actions or measures of one family
BIGGEST = 200_000  # bytes of the file


def _text(value: object) -> object:
    return printable(" ".join(value.split()), LONGEST + 1) if isinstance(value, str) else value


def _day(value: object) -> object:
    """A day of TOML or as ``2025-02-03``; an empty text is none."""
    if isinstance(value, str):
        value = date.fromisoformat(value) if value.strip() else None
    if isinstance(value, datetime) or (isinstance(value, date) and not YEARS[0] <= value.year <= YEARS[1]):
        raise ValueError
    return value


Text = Annotated[str, BeforeValidator(_text), Field(max_length=LONGEST)]
Day = Annotated[date | None, BeforeValidator(_day)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Action(_Strict):
    """What was done, when, and the file in ``data/evidence/`` that shows it."""

    what: Text = ""
    done_on: Day = None
    proof: Text = ""


class Measure(_Strict):
    """What is done from now on, by whom, from which day, and how it is checked."""

    what: Text = ""
    owner: Text = ""
    from_on: Day = None
    check: Text = ""


class Family(_Strict):
    """The answers to one cause: what in the process let it happen, and the file that shows it; actions; measures;
    ``changed_on``, the day of confirmation from which the process is another one.
    """

    why: Text = ""
    proof: Text = ""
    changed_on: Day = None
    actions: Annotated[tuple[Action, ...], Field(strict=False, max_length=MOST)] = ()
    measures: Annotated[tuple[Measure, ...], Field(strict=False, max_length=MOST)] = ()


class Answers(_Strict):
    """The seller's name as shown to Amazon, the role of who answers, and the answers by cause family."""

    seller: Text = ""
    contact: Text = ""
    missing_updates: Family = Family()
    invalid_number: Family = Family()
    late_shipment: Family = Family()
    unknown: Family = Family()

    def of(self, family: str) -> Family:
        """The answers to a cause family."""
        return getattr(self, family)

    @property
    def turn_on(self) -> date | None:
        """The day from which every change told of holds: the latest ``changed_on``; None where none is told."""
        return max(filter(None, (self.of(family).changed_on for family in FAMILIES)), default=None)


def load(path: str | Path) -> Answers:
    """The answers in a file.

    Raises ``MissingInput`` ``NOT_FOUND``; ``ConfigError`` ``ANSWERS_FILE`` where it can't be read, ``ANSWERS_SYNTAX``
    with its line where it is no TOML, ``ANSWERS_KEY`` with line and key for a key nobody knows; ``DataError``
    ``ANSWERS_VALUE`` with line and key for a value that does not fit.
    """
    path = Path(path)
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise MissingInput("NOT_FOUND", file=path) from None
    except OSError as error:
        raise ConfigError("ANSWERS_FILE", file=path, reason=error.strerror or error) from None
    if len(raw) > BIGGEST:
        raise ConfigError("FILE_SIZE", file=path, size=len(raw), limit=BIGGEST)
    return parse(raw, str(path))


def parse(raw: bytes, file: str) -> Answers:
    """The answers in the bytes of a file. Raises what ``load`` raises."""
    try:
        text = raw.decode("utf-8-sig")
        document = tomllib.loads(text.replace("\r\n", "\n"))
    except UnicodeDecodeError as error:
        line = 1 + raw.count(b"\n", 0, error.start)
        raise ConfigError("ENCODING", file=file, line=line, encoding="utf-8") from None
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else 1 + text.count("\n")  # "at end of document"
        raise ConfigError("ANSWERS_SYNTAX", file=file, line=line, reason=error) from None
    try:
        return Answers.model_validate(document)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
    place = fault["loc"]
    column = ".".join(str(part + 1) if isinstance(part, int) else printable(part, 40) for part in place)
    where = {"file": file, "line": _line(text, place), "column": column}
    if fault["type"] == "extra_forbidden":
        raise ConfigError("ANSWERS_KEY", **where, known=_known(place))
    raise DataError("ANSWERS_VALUE", **where, limit=LONGEST, most=MOST)


def _known(place: tuple) -> list[str]:
    """The keys there may be where one was found that nobody knows."""
    models = {"actions": Action, "measures": Measure} | dict.fromkeys(FAMILIES, Family)
    tables = [part for part in place[:-1] if isinstance(part, str)]
    return list((models[tables[-1]] if tables else Answers).model_fields)


def _line(text: str, place: tuple) -> int | None:
    """The line on which the value at ``place`` stands in a TOML text, as far as it is written in the usual way."""
    table, seen, best = (), {}, None
    for number, line in enumerate(text.splitlines(), 1):
        head = re.match(r"\s*\[(\[?)\s*([^\[\]]+?)\s*\]", line)
        key = re.match(r"\s*([\w-]+|\"[^\"]*\")\s*=", line)
        if head:
            table = tuple(part.strip().strip('"') for part in head[2].split("."))
            if head[1]:
                seen[table] = seen.get(table, -1) + 1
                table = (*table, seen[table])
        at = (*table, key[1].strip('"')) if key else table
        if (head or key) and at == place[: len(at)] and len(at) > (best or (0, 0))[1]:
            best = (number, len(at))
    return best[0] if best else None


def template(case: dict, words: Words) -> str:
    """A file of answers to fill in, with comments, one part a cause family of ``case``: read as it is, it answers
    nothing.
    """
    say = words.table("appeal.letter.answers")
    names = {"store": printable(case["store"], 60), "category": printable(case["category"], 100)}
    lines = [f"# {line}" for line in say["head"].format(**names).splitlines()]
    lines += ["", f"# {say['seller']}", 'seller = ""', f"# {say['contact']}", 'contact = ""']
    for each in case["causes"]:
        name = words.table("causes")[each["cause"]]
        lines += ["", f"# {say['family'].format(name=name, count=each['packages'])}", f"[{each['cause']}]"]
        lines += [f"# {say['why']}", 'why = ""', f"# {say['proof']}", 'proof = ""']
        lines += [f"# {say['changed_on']}", f"# changed_on = {case['as_of']}"]
        lines += ["", f"# {say['actions']}", f"[[{each['cause']}.actions]]", 'what = ""']
        lines += [f"# done_on = {case['as_of']}", 'proof = ""']
        lines += ["", f"# {say['measures']}", f"[[{each['cause']}.measures]]", 'what = ""', 'owner = ""']
        lines += [f"# from_on = {case['as_of']}", 'check = ""']
    return "\n".join(lines) + "\n"
