"""A notebook's Markdown as HTML: no HTML of its own, no pictures, no links that lead away."""

import re
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

SAFE_TARGET = re.compile(r"#[\w-]+|[\w-]+\.(ipynb|html|xlsx|json|parquet|pdf)")
SHOWN = (3, 4)  # levels of the headings that the contents list
READER = MarkdownIt("commonmark", {"html": False}).enable("table")


def read(source: str) -> list[Token]:
    """The tokens of a Markdown text, with nothing in them that would be loaded or lead away."""
    tokens = READER.parse(source)
    for token in tokens:
        if token.type == "inline":
            token.children = _tame(token.children)
    return tokens


def levels(tokens: list[Token]) -> list[int]:
    """The levels of the headings, 1 for the highest."""
    return [int(token.tag[1]) for token in tokens if token.type == "heading_open"]


def title(tokens: list[Token]) -> str:
    """The text of the first heading, empty where there is none."""
    return next((_plain(after) for token, after in pairwise(tokens) if token.type == "heading_open"), "")


def render(tokens: list[Token], lower: int, above: int, prefix: str) -> tuple[str, list[dict]]:
    """The tokens as HTML, each heading ``lower`` levels down but none skipped after one of level ``above``; and every
    heading as ``{anchor, title, level}``, the anchor empty where the contents don't list it.
    """
    headings: list[dict] = []
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            level = min(int(token.tag[1]) + lower, (headings[-1]["level"] if headings else above) + 1, 6)
            anchor = f"{prefix}-{len(headings) + 1}" if level in SHOWN else ""
            if anchor:
                token.attrSet("id", anchor)
            headings.append({"anchor": anchor, "title": _plain(tokens[place + 1]), "level": level})
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{headings[-1]['level']}"
    return READER.renderer.render(tokens, READER.options, {}), headings


def _plain(inline: Token) -> str:
    return "".join(child.content for child in inline.children)


def _tame(tokens: list[Token]) -> list[Token]:
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
