"""Saved answers that hold no data: what a provider said was wrong, or where a report can be fetched.

Only a code is ever shown: the words beside it may name a person.
"""

import re
from collections.abc import Iterator

from vtr_lib.errors import DataError
from vtr_lib.sources import documents, people

MAX_DEPTH = 6
FAULTS = re.compile(
    r"@?\w*error(s|list|response|detail|details|info|[-_]?code|message)?|faults?|exceptions?|code_?erreur|__all__", re.I
)
TOLD = re.compile("messages?|notifications?|warnings?", re.I)  # an error only where a code stands in it
CODES = (
    *("code", "Code", "errorCode", "error_code", "ErrorCode", "faultcode", "Number", "httpCode", "statusCode"),
    *("ResultCode", "resultCode", "returnCode", "ConditionCode", "@code", "Value", "status", "ret", "type"),
)
OUTCOMES = ("code", "Code", "httpCode", "statusCode", "ResultCode", "resultCode", "returnCode", "ret")
WORDS = ("message", "msg", "title", "text", "detail", "description")
ONLY_WORDS = {"message", "Message", "msg", "title", "detail", "messages"}
BESIDE = ONLY_WORDS | {"carrier_id", "carrier_name", "details", "level", "ModelState"}
FAILED = re.compile("[45][0-9]{2}|error|fail(ed|ure)?", re.I)
NONE = {"0", "00", "0000", "false", "no", "none", "ok", "success"}  # of what is called an error: there was none
FINE = {"0", "00", "0000", "ok", "success", "true", "200", "201", "202", "204", "1"}
CODE = re.compile(r"[A-Za-z0-9_.:-]{1,40}")
BARE = re.compile(r"(?=.*[0-9_.:])[A-Za-z0-9_.:-]{1,40}|[A-Z-]{2,40}")  # where words stand too, only what is no word
REPORTS = ({"reports"}, {"reportId"}, {"reportDocumentId"})
NO_CODE = "-"


def refusal(file: str, tree: object) -> DataError | None:
    """Why a document that no format fits holds no data: ``ERROR_ANSWER`` or ``REPORT_ANSWER``; else None."""
    bodies = documents.bodies(tree)
    faults = [fault for body in bodies if (fault := reason(body)) is not None]
    if faults:
        return DataError("ERROR_ANSWER", file=file, reason=next((each for each in faults if each != NO_CODE), NO_CODE))
    if any(any(keys <= body.keys() for keys in REPORTS) or _is_report(body) for body in bodies):
        return DataError("REPORT_ANSWER", file=file)
    return None


def _is_report(body: dict) -> bool:
    return isinstance(body.get("object"), str) and body["object"].endswith("Report")


def reason(body: dict) -> str | None:
    """The code of an error in an answer, ``-`` where it has none; None where it reports no error."""
    faults = list(_faults(body, 0))
    if faults or (body.keys() & ONLY_WORDS and body.keys() <= BESIDE):
        return next((code for code in map(_code, faults) if code), _code(body, MAX_DEPTH) or NO_CODE)
    for told in (body, body.get("meta")):
        if isinstance(told, dict) and _is_bad(told):
            return _code(told, MAX_DEPTH) or NO_CODE
    return None


def _is_bad(told: dict) -> bool:
    """Whether an outcome tells of an error: of itself, or with words beside it."""
    if told.get("success") is False:
        return True
    if FAILED.fullmatch(str(told.get("status"))):
        return True
    outcome = next((str(told[name]) for name in OUTCOMES if isinstance(told.get(name), int | str)), "ok")
    has_words = any(name.casefold().endswith(WORDS) for name in told)
    return outcome.casefold() not in FINE and (has_words or FAILED.fullmatch(outcome) is not None)


def _faults(value: object, depth: int) -> Iterator[object]:
    """Filled members that are called an error, the outermost first."""
    inside = list(value) if isinstance(value, list) else []
    if isinstance(value, dict):
        yield from (each for key, each in value.items() if each and _is_fault(key, each))
        inside = list(value.values())
    for each in inside if depth < MAX_DEPTH else []:
        yield from _faults(each, depth + 1)


def _is_fault(key: str, value: object) -> bool:
    """Whether a member speaks of an error; one called a message does with a code that is no good news."""
    if isinstance(value, str | int):
        return bool(FAULTS.fullmatch(key)) and str(value).casefold() not in NONE
    if TOLD.fullmatch(key):
        return (_code(value) or "0").casefold() not in FINE
    return bool(FAULTS.fullmatch(key))


def _code(value: object, depth: int = 0) -> str | None:
    """The first code in what is called an error."""
    if isinstance(value, str):
        return value if BARE.fullmatch(value) and not people.is_named(value) else None
    inside = list(value) if isinstance(value, list) else []
    if isinstance(value, dict):
        told = (str(value[name]) for name in CODES if isinstance(value.get(name), int | str))
        if code := next((each for each in told if CODE.fullmatch(each) and not people.is_named(each)), None):
            return code
        inside = list(value.values())
    inside = [each for each in inside if isinstance(each, dict | list)] if depth < MAX_DEPTH else []
    return next((code for each in inside if (code := _code(each, depth + 1))), None)
