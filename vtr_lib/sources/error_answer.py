"""Saved answers that hold no data: what a provider said was wrong, or where a report can be fetched.

Only a code is ever shown: the words beside it may name a person.
"""

import re
from collections.abc import Iterator

from vtr_lib.errors import DataError
from vtr_lib.sources import documents

MAX_DEPTH = 8
FAULTS = re.compile(r"(\w*error(s|list|response|detail|details|info)?|faults?|exceptions?|__all__|detail)", re.IGNORECASE)
CODES = ("code", "errorCode", "error_code", "ErrorCode", "faultcode", "statusCode", "status", "Number", "type", "Code")
OUTCOMES = ("code", "Code", "status", "statusCode", "ret")
CODE = re.compile(r"[A-Za-z0-9_.:-]{1,40}")
BARE = re.compile(r"(?=.*[0-9_.:-])[A-Za-z0-9_.:-]{1,40}|[A-Z]{2,40}")  # where words stand too, only what is no word
FINE = {"0", "00", "0000", "ok", "success", "200", "201", "202", "204", "1"}
REPORTS = ({"reports"}, {"reportId"}, {"reportDocumentId"})


def refusal(file: str, tree: object) -> DataError | None:
    """Why a document that no format fits holds no data: ``ERROR_ANSWER`` or ``REPORT_ANSWER``; else None."""
    bodies = documents.bodies(tree)
    faults = [fault for body in bodies if (fault := _fault(body)) is not None]
    if faults:
        return DataError("ERROR_ANSWER", file=file, reason=next((fault for fault in faults if fault != "-"), "-"))
    if any(any(keys <= body.keys() for keys in REPORTS) or _is_report(body) for body in bodies):
        return DataError("REPORT_ANSWER", file=file)
    return None


def _is_report(body: dict) -> bool:
    return isinstance(body.get("object"), str) and body["object"].endswith("Report")


def _fault(body: dict) -> str | None:
    """The code of an error in an answer, ``-`` where it has none; None where it reports no error."""
    for key, value in _faults(body, 0):
        return _code(value) or (_code({"code": body.get("code")}) if isinstance(value, str | list) else None) or "-"
    outcome = next((str(body[name]) for name in OUTCOMES if isinstance(body.get(name), int | str)), None)
    if body.get("success") is False or (outcome and outcome.casefold() not in FINE and _says(body)):
        return _code(body) or "-"
    meta = body.get("meta")
    return _fault(meta | {"message": ""}) if isinstance(meta, dict) and meta is not body else None


def _says(body: dict) -> bool:
    """Whether words stand beside an outcome, or it is an HTTP status that tells of an error."""
    status = body.get("status")
    is_http = isinstance(status, int) and not isinstance(status, bool) and status >= 400
    return is_http or any(name.casefold() in ("message", "msg", "title", "text", "error_description") for name in body)


def _faults(value: object, depth: int) -> Iterator[tuple[str, object]]:
    """Filled members that are called an error, the outermost first."""
    if depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        for each in value:
            yield from _faults(each, depth + 1)
    if isinstance(value, dict):
        for key, each in value.items():
            if each and FAULTS.fullmatch(key):
                yield key, each
        for each in value.values():
            yield from _faults(each, depth + 1)


def _code(value: object, depth: int = 0) -> str | None:
    """The first code in what is called an error."""
    if isinstance(value, str):
        return value if BARE.fullmatch(value) else None
    if depth > MAX_DEPTH:
        return None
    inside = list(value) if isinstance(value, list) else []
    if isinstance(value, dict):
        for name in CODES:
            told = value.get(name)
            if isinstance(told, int | str) and not isinstance(told, bool) and CODE.fullmatch(str(told)):
                return str(told)
        inside = list(value.values())
    return next((found for each in inside if isinstance(each, dict | list) and (found := _code(each, depth + 1))), None)
