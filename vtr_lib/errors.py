"""Errors for people: ``FILE:LINE [COLUMN]: CODE: what to do``, each with the exit code of the ``vtr`` command.

The sentence behind a code stands in the words files under ``[errors]``; an error carries only the code and the values
to put in, so it can be told in any language.
"""

import errno
import traceback
from pathlib import Path, PurePath

from vtr_lib.words import Words, load

# Values that are codes, and the section of the words that names them; what has no name there stands as it is.
NAMED = {
    "unit": "tables.files.units",
    "kind": "errors.kinds",
    "hint": "errors.hints",
    "wanted": "errors.wanted",
    "parameters": "errors.parameters",
    "read_as": "sources",
}


class VtrError(Exception):
    """Something a person can put right: one line in English by ``str``, in another language by ``tell``."""

    exit_code = 1

    def __init__(
        self,
        code: str,
        *,
        file: str | PurePath | None = None,
        line: int | None = None,
        column: str | None = None,
        **values: object,
    ):
        self.code, self.line, self.column, self.values = code, line, column, values
        self.file = None if file is None else str(file)
        super().__init__(code)

    def where(self) -> str:
        """``FILE:LINE [COLUMN]`` as far as it is known, or an empty string."""
        place = (self.file or "") + (f":{self.line}" if self.line is not None else "")
        return " ".join(part for part in (place, f"[{self.column}]" if self.column else "") if part)

    def tell(self, words: Words) -> str:
        """The whole line in the language of ``words``: where, code, what to do.

        A value may be an error, told too, or a list, whose members stand in a row as the language writes one.
        """
        listed = {key: words("report.list").join(map(str, v)) for key, v in self.values.items() if isinstance(v, list)}
        values = self.values | listed
        values |= {key: words.name(section, values[key]) for key, section in NAMED.items() if key in values}
        values |= {key: value.tell(words) for key, value in values.items() if isinstance(value, VtrError)}
        sentence = words(f"errors.{self.code}", **{key: printable(value) for key, value in values.items()})
        return ": ".join(part for part in (printable(self.where()), self.code, sentence) if part)

    def __str__(self) -> str:
        return self.tell(load("en"))

    def document(self) -> dict:
        """The error as plain JSON values, for another process to raise: ``error_from`` takes it in."""
        plain = {key: _plain(value) for key, value in self.values.items()}
        place = {"file": self.file, "line": self.line, "column": self.column}
        return {"kind": type(self).__name__, "code": self.code, **place, "values": plain}


class UsageError(VtrError):
    """The call's words are off."""

    exit_code = 64


class DataError(VtrError):
    """An input is not what it should be."""

    exit_code = 65


class MissingInput(VtrError):
    """A file or a store that is needed is not there."""

    exit_code = 66


class Unexpected(VtrError):
    """A fault of the program itself, told without what it was working on."""

    exit_code = 1


class CannotWrite(VtrError):
    """The output can't be created or replaced."""

    exit_code = 73


class DiskError(VtrError):
    """Reading or writing failed half-way."""

    exit_code = 74


class Busy(VtrError):
    """Another run holds the store or the report."""

    exit_code = 75


class ConfigError(VtrError):
    """A policy or a setting is wrong or does not reach this far."""

    exit_code = 78


def _plain(value: object) -> int | float | str | list[str] | None:
    if isinstance(value, list):
        return list(map(str, value))
    return value if isinstance(value, int | float | None) else str(value)


PLACES = 5  # of the program, where a fault of its own came up
NO_PLACE = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EEXIST)


def error_of(error: Exception) -> VtrError:
    """Any exception as an error for people.

    What the system refused is ``CannotWrite`` or ``DiskError``; anything else is a fault of the program, told by its
    kind and place alone, for its message and its traceback may hold what stands in a seller's cells.
    """
    if isinstance(error, VtrError):
        return error
    if isinstance(error, OSError):
        kind, code = (CannotWrite, "CANNOT_WRITE") if error.errno in NO_PLACE else (DiskError, "DISK")
        return kind(code, file=error.filename, reason=error.strerror or error)
    return Unexpected("UNEXPECTED", kind=type(error).__name__, places=_places(error))


def _places(error: Exception) -> str:
    """Where in the program an error came up, from the outside in, without a word of what it says."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "vtr_lib" in Path(frame.filename).parts]
    return " > ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames[-PLACES:])


def error_from(document: dict) -> VtrError:
    """The error that ``document`` tells of, of the same kind and so with the same exit code."""
    kinds = {kind.__name__: kind for kind in VtrError.__subclasses__()}
    place = {key: document[key] for key in ("file", "line", "column")}
    return kinds.get(document["kind"], DataError)(document["code"], **place, **document["values"])


def printable(value: object, longest: int = 300) -> str:
    """``value`` as one line without control or direction-changing characters, cut at ``longest``: fit to be shown."""
    text = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in str(value))
    return text if len(text) <= longest else text[: longest - 3] + "..."


def shape(value: object) -> str:
    """The look of a cell without its content: letters as ``a``, digits as ``9``, at most 24 characters."""
    text = "".join(
        "9" if c.isdigit() else "a" if c.isalpha() else c if c.isprintable() else "?" for c in str(value)[:24]
    )
    return repr(text)
