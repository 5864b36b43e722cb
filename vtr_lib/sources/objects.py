"""JSON files as trees: strict, nothing rounded, nothing said twice; and JSON that stands inside a string."""

import json

from vtr_lib.errors import DataError
from vtr_lib.sources import people


def tree(name: str, raw: bytes, encoding: str) -> object:
    """The file's one value, or a list of those of each line. Raises ``DataError`` as ``documents.document`` says."""
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = 1 + raw.count(b"\n", 0, error.start)
        raise DataError("ENCODING", file=name, line=line, encoding=encoding.removesuffix("-sig")) from None
    except LookupError:
        raise DataError("ENCODING_NAME", file=name, encoding=encoding) from None
    try:
        return _value(text, name)
    except json.JSONDecodeError as error:
        fault, is_followed = error, error.msg == "Extra data" and error.lineno > 1
    found = []
    for number, line in enumerate(text.split("\n") if is_followed else [], 1):
        try:
            found += [_value(line, name)] if line.strip() else []
        except json.JSONDecodeError as error:
            if found:
                raise DataError("JSON_SYNTAX", file=name, line=number, place=error.colno) from None
            break
    if not found:
        raise DataError("JSON_SYNTAX", file=name, line=fault.lineno, place=fault.colno)
    return found


def _value(text: str, name: str) -> object:
    """One JSON value. Numbers with a point stay text, so that nothing is rounded."""

    def single(pairs: list[tuple[str, object]]) -> dict:
        found = dict(pairs)
        if len(found) < len(pairs):
            keys = [key for key, _ in pairs]
            twice = next(key for key in keys if keys.count(key) > 1)
            raise DataError("JSON_KEY", file=name, column=people.shown(twice))
        return found

    try:
        return json.loads(text, object_pairs_hook=single, parse_float=str, parse_constant=str)
    except json.JSONDecodeError:
        raise
    except (RecursionError, ValueError):
        raise DataError("JSON_LIMITS", file=name) from None


def inner(text: str) -> object:
    """JSON that stands inside a string, None where it is none."""
    try:
        return json.loads(text, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        return None
