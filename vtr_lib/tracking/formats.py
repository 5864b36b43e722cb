"""Formats of tracking numbers: the table ``formats.toml`` read into templates of a fixed length.

A template says for each place which characters may stand there, which places the check character covers and where it
stands. A shape with repeats or alternatives becomes several templates; there is nothing left to search for in a number.
"""

import functools
import itertools
import re
import tomllib
from dataclasses import dataclass
from importlib import resources

from vtr_lib.errors import ConfigError
from vtr_lib.tracking.digits import ALNUM, CheckRule, parse_rule

FILE = "formats.toml"
LONGEST = 40  # no number of any carrier is longer
EVIDENCE = ("prefix+check", "prefix", "check", "length")  # the strongest first
CONFIDENCE = ("high", "medium", "low")
NEEDED = ("carrier", "shapes", "evidence", "confidence", "source")
KEYS = (*NEEDED, "check", "zeros")

DIGITS, LETTERS = ALNUM[:10], ALNUM[10:]
CLASSES = {"#": DIGITS, "@": LETTERS, "*": ALNUM}
TOKEN = re.compile(r"(?P<one>[A-Z0-9#@*=()]|\[[A-Z0-9-]+\])|<(?P<words>[A-Z0-9]+(?:\|[A-Z0-9]+)*)>")
REPEAT = re.compile(r"\{(\d+)(?:,(\d+))?\}")


@dataclass(frozen=True, slots=True)
class Template:
    """One shape of one length: what may stand at each place, and where the check character and its cover are."""

    places: tuple[str, ...]
    covered: tuple[int, int] | None = None
    check_at: int | None = None


@dataclass(frozen=True, slots=True)
class Format:
    """One format: whose it is, how sure a fit is, its check character, its templates, how those with zeros begin."""

    name: str
    carrier: str
    evidence: str
    confidence: str
    source: str
    check: CheckRule | None
    templates: tuple[Template, ...]
    zeros: tuple[str, ...] = ()

    @property
    def begins_with_letters(self) -> bool:
        """Whether every number begins with the same characters, two or more, one of them a letter: known by that."""
        return all(_is_distinctive(template.places) for template in self.templates)


def _is_distinctive(places: tuple[str, ...]) -> bool:
    fixed = "".join(itertools.takewhile(lambda place: len(place) == 1, places))
    return len(fixed) > 1 and not fixed.isdigit()


@functools.cache
def formats() -> tuple[Format, ...]:
    """Every format, in the order of the file."""
    return parse(resources.files(__package__).joinpath(FILE).read_text("utf-8"))


def parse(text: str, file: str = FILE) -> tuple[Format, ...]:
    """The formats of a table in the notation of ``formats.toml``.

    Raises ``ConfigError`` naming file, format and key: for bad TOML, an unknown, missing or unfitting key, a shape that
    can't be read, and a check rule that is unknown or stands without a check character.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError("FORMAT_SYNTAX", file=file, reason=error) from error
    return tuple(_format(name, table, file) for name, table in tables.items())


def _format(name: str, table: dict, file: str) -> Format:
    for key in table:
        if key not in KEYS:
            raise ConfigError("FORMAT_KEY", file=file, column=f"{name}.{key}", known=list(KEYS))
    for key in NEEDED:
        if not table.get(key):
            raise ConfigError("FORMAT_MISSING", file=file, column=f"{name}.{key}")
    for key, known in (("evidence", EVIDENCE), ("confidence", CONFIDENCE)):
        if table[key] not in known:
            raise ConfigError(
                "FORMAT_VALUE", file=file, column=f"{name}.{key}", value=repr(table[key]), known=list(known)
            )
    templates = tuple(template for shape in table["shapes"] for template in _templates(shape, name, file))
    rule = parse_rule(table["check"]) if "check" in table else None
    has_check = {template.check_at is not None for template in templates}
    if has_check != {rule is not None} or ("check" in table["evidence"]) != (rule is not None):
        raise ConfigError("FORMAT_CHECK", file=file, column=f"{name}.check", value=repr(table.get("check")))
    zeros = tuple(table.get("zeros", ()))
    if zeros and (rule is None or not all(re.fullmatch("0+[1-9][0-9]*", begin) for begin in zeros)):
        raise ConfigError(
            "FORMAT_VALUE", file=file, column=f"{name}.zeros", value=repr(table["zeros"]), known="02, 0073"
        )
    facts = {key: table[key] for key in ("carrier", "evidence", "confidence", "source")}
    return Format(name, check=rule, templates=_answerable(templates, rule), zeros=zeros, **facts)


def _answerable(templates: tuple[Template, ...], rule: CheckRule | None) -> tuple[Template, ...]:
    """The templates with the place of the check character narrowed to what the rule can ever answer."""
    if rule is None:
        return templates
    allowed = "".join(sorted(set(rule.answers)))
    return tuple(
        Template(
            (*template.places[: template.check_at], allowed, *template.places[template.check_at + 1 :]),
            template.covered,
            template.check_at,
        )
        for template in templates
    )


def _templates(shape: str, name: str, file: str) -> list[Template]:
    """Every template of a shape, those that differ in one place only drawn together."""
    texts: list[tuple[str, ...]] = [()]
    at = 0
    while at < len(shape):
        token = TOKEN.match(shape, at)
        repeat = REPEAT.match(shape, token.end()) if token else None
        if not token or (repeat and not _may_repeat(token, repeat)):
            raise ConfigError("FORMAT_SHAPE", file=file, column=name, value=repr(shape), rest=repr(shape[at:]))
        texts = [text + part for text in texts for part in _parts(token, repeat)]
        at = (repeat or token).end()
    found = [_template(text) for text in texts]
    if not all(found):
        raise ConfigError("FORMAT_SHAPE", file=file, column=name, value=repr(shape), rest=repr(shape))
    return _drawn_together(found)


def _may_repeat(token: re.Match, repeat: re.Match) -> bool:
    return token["words"] is None and token["one"] not in "()=" and int(repeat[1]) <= int(repeat[2] or repeat[1])


def _parts(token: re.Match, repeat: re.Match | None) -> list[tuple[str, ...]]:
    """What may stand for one element: each a row of places, where ``(``, ``)`` and ``=`` are still marks."""
    if token["words"]:
        return [tuple(word) for word in token["words"].split("|")]
    one = token["one"]
    place = CLASSES.get(one) or (_spelt_out(one[1:-1]) if one[0] == "[" else one)
    times = range(int(repeat[1]), int(repeat[2] or repeat[1]) + 1) if repeat else (1,)
    return [(place,) * count for count in times]


def _spelt_out(inside: str) -> str:
    ranges = re.sub(r"(.)-(.)", lambda ends: ALNUM[ALNUM.index(ends[1]) : ALNUM.index(ends[2]) + 1], inside)
    return "".join(sorted(set(ranges)))


def _template(text: tuple[str, ...]) -> Template | None:
    """A row of places and marks as a template; None where the marks don't go together or the row is too long."""
    marks = "".join(part for part in text if part in "()=")
    places = tuple(part if part != "=" else ALNUM for part in text if part not in ("(", ")"))
    if marks not in ("", "()=") or not 0 < len(places) <= LONGEST:
        return None
    if not marks:
        return Template(places)
    opened, closed = text.index("("), text.index(")")
    return Template(places, (opened, closed - 1), text.index("=") - 2)


def _drawn_together(found: list[Template]) -> list[Template]:
    """Templates that agree but for their last differing place become one: US, UM, UY are U and one of MSY."""
    rest = dict.fromkeys(found)
    for place in reversed(range(LONGEST)):
        groups: dict[tuple, set[str]] = {}
        for template in rest:
            if place < len(template.places):
                key = (*template.places[:place], None, *template.places[place + 1 :])
                groups.setdefault((key, template.covered, template.check_at), set()).add(template.places[place])
            else:
                groups.setdefault((template.places, template.covered, template.check_at), set())
        rest = {}
        for (places, covered, check_at), chars in groups.items():
            if chars:
                together = "".join(sorted(set("".join(chars))))
                places = (*places[:place], together, *places[place + 1 :])
            rest[Template(places, covered, check_at)] = None
    return list(rest)
