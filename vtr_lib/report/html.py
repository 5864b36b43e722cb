"""The page: executed notebooks in, one HTML file out that opens offline.

The page is made of what the notebooks show (their prose and outputs, never their code), so page and notebook can't
disagree. Prose is Markdown without HTML; a figure is its JSON, drawn by the one inlined plotly.js; a table is passed on
only where it is built of nothing but the tags and attributes our own tables have. All else is shown as plain text. The
page's Content-Security-Policy names its two scripts by their hashes: nothing else that might stand in it can run, and
nothing can be fetched.
"""

import base64
import hashlib
import html as entities
import json
import re
from collections.abc import Sequence
from html.parser import HTMLParser

from markdown_it import MarkdownIt
from plotly.offline import get_plotlyjs

from vtr_lib.report import markup, style, tables
from vtr_lib.words import Words

FIGURE, TABLE, PLAIN = "application/vnd.plotly.v1+json", "text/html", "text/plain"
NOTEBOOK_ONLY = "notebook-only"  # the tag of a cell that speaks to the user of the notebook
TAGS = {
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
    *("section", "p", "strong", "span", "dl", "dt", "dd"),
}
ATTRIBUTES = re.compile(r"class|scope|colspan|data-[a-z]+")
SAFE_TARGET = re.compile(r"#[\w-]+|[\w-]+\.(ipynb|html|xlsx|json)")
SHOWN_LEVELS = ("h2", "h3")


def page(notebooks: Sequence, summary: dict, words: Words, names: Sequence[str] = ()) -> str:
    """The report as one HTML text.

    ``notebooks`` are executed notebook nodes in their order, a section each; ``names`` the files they lie in beside the
    page, to be linked to. Cells tagged ``notebook-only`` and all code are left out; the first headline box among the
    outputs moves to the page's head. The same input gives the same text.
    """
    sections = [_section(notebook, f"part-{number}") for number, notebook in enumerate(notebooks, 1)]
    blocks = [block for section in sections for block in section]
    own = {"html": tables.headline(summary, words)._repr_html_()}
    plotly = get_plotlyjs() if any(block["kind"] == "figure" for block in blocks) else ""
    draw = markup.read("page.js")
    return markup.render(
        "page.html",
        lang=words.lang,
        say=words.table("report.page"),
        summary=summary,
        box=next((block for block in blocks if block.get("is_headline")), own),
        contents=[heading for block in blocks for heading in block.get("headings", ())],
        sections=sections,
        names=names,
        fonts=style.fonts(words.lang),
        style=markup.read("page.css"),
        plotly=plotly,
        draw=draw,
        hashes=[_hash(script) for script in (plotly, draw)],
    )


def _section(notebook, anchor: str) -> list[dict]:
    """The blocks of a notebook: its prose and what its cells put out, in their order."""
    blocks = []
    for number, cell in enumerate(notebook.cells, 1):
        if NOTEBOOK_ONLY in cell.metadata.get("tags", ()):
            continue
        if cell.cell_type == "markdown":
            prose, headings = _prose(cell.source, f"{anchor}-{number}")
            blocks.append({"kind": "prose", "html": prose, "headings": headings})
        blocks += [block for output in cell.get("outputs", ()) if (block := _block(output))]
    return blocks


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _prose(source: str, prefix: str) -> tuple[str, list[dict]]:
    """Markdown as HTML without any of its own, each heading a level lower; and the headings of the first two levels."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens, headings = reader.parse(source), []
    for place, token in enumerate(tokens):
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
        if token.type == "heading_open" and token.tag in SHOWN_LEVELS:
            anchor = f"{prefix}-{len(headings) + 1}"
            token.attrSet("id", anchor)
            title = "".join(child.content for child in tokens[place + 1].children)
            headings.append({"anchor": anchor, "title": title, "level": SHOWN_LEVELS.index(token.tag) + 1})
        if token.type == "inline":
            token.children = _tame(token.children)
    return reader.renderer.render(tokens, reader.options, {}), headings


def _tame(tokens: list) -> list:
    """Inline Markdown without pictures, and with links only within the page and to the files beside it."""
    kept, target = [], ""
    for token in tokens:
        if token.type == "image":
            token.type = "text"
        elif token.type == "link_open" and not SAFE_TARGET.fullmatch(str(token.attrs.get("href", ""))):
            target = str(token.attrs.get("href", ""))
            continue
        elif token.type == "link_close" and target:
            token.type, token.tag, token.content, token.nesting = "text", "", f" ({target})", 0
            target = ""
        kept.append(token)
    return kept


def _block(output: dict) -> dict | None:
    """An output as a block of the page: a figure, one of our tables, or plain text; None for what a program printed."""
    data = output.get("data", {})
    if FIGURE in data:
        return _figure(data[FIGURE])
    if TABLE in data and is_ours(_text(data[TABLE])):
        text = _text(data[TABLE])
        if text.lstrip().startswith('<section class="vtr-statement'):
            return {"kind": "statement", "html": text}
        is_headline = text.lstrip().startswith('<section class="vtr-headline')
        caption = re.search(r"<caption><span>(.*?)</span>", text, re.S)
        label = entities.unescape(caption[1]) if caption else ""
        return {"kind": "table", "html": text, "caption": label, "is_headline": is_headline}
    return {"kind": "plain", "text": _text(data[PLAIN])} if PLAIN in data else None


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
    drawing = {"data": bundle["data"], "layout": layout, "narrow": narrow, "config": style.CONFIG}
    return {
        "kind": "figure",
        "title": meta.get("title") or entities.unescape(title.get("text", "")),
        "subtitle": meta.get("subtitle", ""),
        "alt": meta.get("alt") or meta.get("title") or "",
        "height": layout.get("height", 450),
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
