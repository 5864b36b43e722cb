"""XML files as the trees that JSON documents give: one walker reads both.

An element with children is an object, one without is its text; what stands several times is a list. Attributes are
``@name``; the text beside them is ``#``. Namespaces are left out: carriers change theirs with every version.
"""

import re
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree as xml
from defusedxml import DefusedXmlException

from vtr_lib.errors import DataError

DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
MAX_DEPTH = 200
Tree = dict | str | None


def tree(name: str, raw: bytes, encoding: str | None = None) -> dict[str, Tree]:
    """The root element by its name, with all below it.

    The text is decoded as ``encoding``, else as its mark or its declaration says, else as UTF-8. Raises ``DataError``:
    ``ENCODING``, ``ENCODING_NAME``, ``XML_SYNTAX`` with line and character, ``XML_ENTITIES`` for a document type or
    entities of its own, ``XML_LIMITS`` where it is nested too deep.
    """
    try:
        root = xml.fromstring(_text(name, raw, encoding), forbid_dtd=True)
    except DefusedXmlException:
        raise DataError("XML_ENTITIES", file=name) from None
    except ParseError as error:
        line, place = error.position
        raise DataError("XML_SYNTAX", file=name, line=line, place=place + 1) from None
    return {_plain(root.tag): _content(root, name, 0)}


def _text(name: str, raw: bytes, encoding: str | None) -> str:
    """The file's text. What stands in its declaration holds for the bytes only, and no more for the text."""
    marked = next((codec for mark, codec in MARKS.items() if raw.startswith(mark)), None)
    declared = DECLARED.match(raw)
    codec = encoding or marked or (declared[1].decode() if declared else "utf-8")
    try:
        return raw.decode(codec)
    except UnicodeError as error:
        line = 1 + raw.count(b"\n", 0, getattr(error, "start", 0))
        raise DataError("ENCODING", file=name, line=line, encoding=codec) from None
    except LookupError:
        raise DataError("ENCODING_NAME", file=name, encoding=codec) from None


def _content(element: Element, name: str, depth: int) -> Tree:
    if depth > MAX_DEPTH:
        raise DataError("XML_LIMITS", file=name)
    text = (element.text or "").strip() or None
    found: dict[str, object] = {f"@{_plain(key)}": value for key, value in element.attrib.items()}
    for child in element:
        key, content = _plain(child.tag), _content(child, name, depth + 1)
        if key not in found:
            found[key] = content
        elif isinstance(found[key], list):
            found[key].append(content)
        else:
            found[key] = [found[key], content]
    if not found:
        return text
    return found if text is None else found | {"#": text}


def _plain(name: str) -> str:
    return name.rpartition("}")[2]
