"""The parameters of a run, held against the notebook's own lines ``name: type = default  # help``.

papermill writes the names it is given into the code of a cell, and only warns of one the notebook does not know. So
none gets there but the notebook's own, with a value of the type it states.
"""

import ast
import difflib
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated

from vtr_lib.errors import ConfigError, UsageError
from vtr_lib.schema import BASES, YEARS
from vtr_lib.words import languages

NAME = re.compile(r"[a-z_]+")
LONGEST = 500
TEXTS = {"true": True, "false": False}
WANTED = {"string_type": "plain_text", "int_type": "whole_number", "bool_type": "true_or_false"}  # by pydantic's fault


def stated(notebook) -> dict[str, dict[str, str]]:
    """By name what a notebook says of its parameters: ``inferred_type_name``, ``default`` as code, ``help``."""
    import papermill

    return papermill.inspect_notebook(notebook)


def checked(given: Mapping[str, object], notebook, name: str) -> dict[str, str | int | bool]:
    """``given`` as the notebook's types have it: a ``str`` stays as it is, texts of other types are read.

    Raises ``UsageError`` naming the nearest parameter and all there are for one that is none, and what is wanted for
    a value that is not of the type, too long, or no day, language or basis where it should be.
    """
    from pydantic import ValidationError

    known = stated(notebook)
    try:
        return _model(name, known).model_validate(dict(given)).model_dump(exclude_unset=True)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
    parameter, ours = str(fault["loc"][0]), fault.get("ctx", {})
    if fault["type"] == "extra_forbidden":
        nearest = difflib.get_close_matches(parameter, known, 1, 0) or ["-"]
        raise UsageError("PARAMETER", column=parameter, notebook=name, nearest=nearest[0], known=list(known))
    value = repr(fault["input"])
    if "known" in ours:
        raise UsageError("PARAMETER_CHOICE", column=parameter, value=value, known=ours["known"])
    raise UsageError(
        "PARAMETER_VALUE", column=parameter, value=value, wanted=ours.get("wanted") or WANTED[fault["type"]]
    )


def _model(name: str, known: Mapping[str, Mapping[str, str]]):
    from pydantic import ConfigDict, create_model

    fields = {parameter: (_field(name, known[parameter]), None) for parameter in known if NAME.fullmatch(parameter)}
    config = ConfigDict(extra="forbid", strict=True, protected_namespaces=())
    return create_model("Parameters", __config__=config, **fields)


def _field(name: str, parameter: Mapping[str, str]):
    from pydantic import AfterValidator, BeforeValidator

    kind = parameter["inferred_type_name"]
    match type(ast.literal_eval(parameter["default"])).__name__ if kind == "None" else kind:
        case "str":
            return Annotated[str, AfterValidator(_text), AfterValidator(CHECKS.get(parameter["name"], str))]
        case "int":
            return Annotated[int, BeforeValidator(_whole)]
        case "bool":
            return Annotated[bool, BeforeValidator(lambda value: TEXTS.get(value, value))]
        case other:
            raise ConfigError("PARAMETER_TYPE", file=f"{name}.ipynb", column=parameter["name"], value=other)


def _refused(**reason: str) -> Exception:
    from pydantic_core import PydanticCustomError

    return PydanticCustomError("refused", "", reason)


def _text(value: str) -> str:
    if len(value) > LONGEST or not value.isprintable():
        raise _refused(wanted="plain_text")
    return value


def _whole(value: object) -> object:
    return int(value) if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,18}", value) else value


def _day(value: str) -> str:
    """A day as ``YYYY-MM-DD``; empty stands for the last one the data tell of."""
    try:
        day = date.fromisoformat(value)
        is_day = day.isoformat() == value and YEARS[0] <= day.year <= YEARS[1]
    except ValueError:
        is_day = False
    if value and not is_day:
        raise _refused(wanted="day")
    return value


def _one_of(known: list[str]) -> Callable[[str], str]:
    def check(value: str) -> str:
        if value not in known:
            raise _refused(known=known)
        return value

    return check


CHECKS = {"as_of": _day, "lang": _one_of(languages()), "basis": _one_of(list(BASES))}
