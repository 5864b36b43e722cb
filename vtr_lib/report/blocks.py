"""What a cell puts out, as a block of the page.

A figure is its JSON, a table or box is passed on only where it is built of nothing but the tags and attributes our own
have, and all else is shown as plain text.
"""

import html as entities
import json
import re
from html.parser import HTMLParser

from vtr_lib.words.lines import width

FIGURE, TABLE, PLAIN = "application/vnd.plotly.v1+json", "text/html", "text/plain"
TAGS = {
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
    *("section", "p", "strong", "span", "mark", "dl", "dt", "dd"),
}
ATTRIBUTES = re.compile(r"class|scope|colspan|data-[a-z]+")
LONG = 15  # rows of a table beside a figure, or of a list of packages, that are shown unasked
SPARED = 3  # more rows than that are worth leaving out on paper
WIDE = 30  # letters of a cell from which on its column needs room to be read
PACKAGE = re.compile(r'<tr><th scope="row" data-code="\d{3}-\d{7}-\d{7}:')
ROW, CELL, TAG = (
    re.compile(r"<tr>.*?</tr>", re.S),
    re.compile(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", re.S),
    re.compile(r"<[^>]*>"),
)


def of(output: dict) -> dict | None:
    """An output as a block: a figure, a table, a box or plain text; None for what a program printed."""
    data = output.get("data", {})
    if FIGURE in data:
        return _figure(data[FIGURE])
    if TABLE in data and is_ours(_text(data[TABLE])):
        return _shown(_text(data[TABLE]))
    return {"kind": "plain", "text": _text(data[PLAIN])} if PLAIN in data else None


def of_own(shown: object) -> dict:
    """A table or box that is not out of a notebook, as a block. Raises ``ValueError`` for what is not ours."""
    text = shown._repr_html_()
    if not is_ours(text):
        raise ValueError(type(shown).__name__)
    return _shown(text)


def tie(blocks: list[dict], anchor: str) -> list[dict]:
    """The blocks with ids for figures and tables. A figure knows the ``table`` that follows it before any other figure
    or prose. Such tables and lists of packages are folded where they are long, and their ``spared`` rows not printed.
    """
    tied: list[dict] = []
    figure = None
    for number, block in enumerate(blocks, 1):
        block = dict(block)
        if block["kind"] in ("figure", "table"):
            block["id"] = f"{block['kind']}-{anchor}-{number}"
        if block["kind"] == "figure":
            figure = block
        elif block["kind"] == "prose":
            figure = None
        elif block["kind"] == "table":
            block["is_folded"] = bool(figure or block["is_list"]) and block["rows"] > LONG
            more = block["rows"] - LONG
            block["spared"] = more if block["is_folded"] and more > SPARED else 0
            if figure:
                figure["table"] = figure["table"] or block["id"]
        tied.append(block)
    return tied


def _shown(text: str) -> dict:
    kind = re.match(r'\s*<section class="vtr-(statement|headline|letter)', text)
    if kind:
        return {"kind": kind[1], "html": text}
    caption = re.search(r"<caption><span>(.*?)</span>", text, re.S)
    body = text.partition("<tbody>")[2].partition("</tbody>")[0]
    return {
        "kind": "table",
        "html": text,
        "caption": entities.unescape(caption[1]) if caption else "",
        "rows": body.count("<tr"),
        "wide": _wide(body),
        "is_list": bool(PACKAGE.search(body)),
        "is_folded": False,
        "spared": 0,
    }


def _wide(body: str) -> list[int]:
    """The columns, counted from 1, that hold sentences."""
    rows = [[width(entities.unescape(TAG.sub("", cell))) for cell in CELL.findall(row)] for row in ROW.findall(body)]
    return [at for at, cells in enumerate(zip(*rows, strict=False), 1) if max(cells) > WIDE]


def _text(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "".join(value)


def _figure(bundle: dict) -> dict:
    """A figure whose title stands in the page's own letters, where it wraps, and no longer in the drawing."""
    layout = dict(bundle["layout"])
    meta, title = layout.pop("meta", {}), layout.pop("title", {})
    if "top" in meta:  # made by ``style.figure``: what the title took is given back
        layout["height"] -= layout["margin"]["t"] - meta["top"]
        layout["margin"] = layout["margin"] | {"t": meta["top"]}
    narrow = meta.get("narrow", {})
    drawing = {"data": bundle["data"], "layout": layout, "narrow": narrow}
    return {
        "kind": "figure",
        "title": meta.get("title") or entities.unescape(title.get("text", "")),
        "subtitle": meta.get("subtitle", ""),
        "alt": meta.get("alt") or meta.get("title") or "",
        "height": layout.get("height", 450),
        "table": "",
        "json": json.dumps(drawing, sort_keys=True, separators=(",", ":"), ensure_ascii=False).replace("<", "\\u003c"),
    }


class _Guard(HTMLParser):
    """Notes whether a text holds anything that our own tables never do."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.first, self.is_strange = "", False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if not self.first:
            self.first = dict(attributes).get("class") or "none"
        self.is_strange |= tag not in TAGS or not all(ATTRIBUTES.fullmatch(name) for name, _ in attributes)

    def handle_comment(self, data: str) -> None:
        self.is_strange = True

    handle_decl = handle_pi = unknown_decl = handle_comment


def is_ours(text: str) -> bool:
    """Whether an output's HTML is one of our tables or boxes: by its first class, and by nothing else being in it."""
    guard = _Guard()
    guard.feed(text)
    guard.close()
    return guard.first.startswith("vtr-") and not guard.is_strange
