"""The page: executed notebooks in, one HTML file out that opens offline.

The page is made of what the notebooks show (their prose and outputs, never their code), so page and notebook can't
disagree: ``prose`` and ``blocks`` say what of it may stand there, ``pages`` where. The figures are drawn by plotly.js,
which is packed in and unpacked by the browser once a figure is to be seen. The page's Content-Security-Policy names its
two scripts by their hashes: nothing else that might stand in it can run, and nothing can be fetched.
"""

import base64
import functools
import gzip
import hashlib
import json
import re
from collections.abc import Mapping, Sequence

from plotly.offline import get_plotlyjs

from vtr_lib.report import markup, pages, prose, style, tables
from vtr_lib.report.blocks import FIGURE, is_ours
from vtr_lib.words import Words

__all__ = ["FIGURE", "is_ours", "page"]

UP = re.compile(r"(\.\./){0,6}[\w-]+(\.[\w-]+)?\.html")


def page(
    notebooks: Sequence,
    summary: dict,
    words: Words,
    names: Sequence[str] = (),
    *,
    beside: Mapping[str, Sequence] | None = None,
    files: Sequence[str] = (),
    up: str = "",
) -> str:
    """The report as one HTML text.

    ``notebooks`` are executed notebook nodes in their order; ``names`` the files they lie in beside the page, to be
    linked to. ``pages`` says which cell stands where; cells tagged ``notebook-only`` and all code are left out.
    ``beside`` adds tables and boxes to a page by its name, ``files`` are more files beside the page, ``up`` leads to
    the page above it. The same input gives the same text. Raises ``ValueError`` for a link that would lead elsewhere.
    """
    for target in (*names, *files):
        _check(target, prose.SAFE_TARGET)
    if up:
        _check(up, UP)
    shown = pages.arrange(notebooks, names, beside, tables.headline(summary, words))
    kinds = {block["kind"] for each in shown for part in each["parts"] for block in part["blocks"]}
    plotly = _packed() if "figure" in kinds else ("", "")
    draw = markup.read("page.js")
    return markup.render(
        "page.html",
        lang=words.lang,
        words=words,
        say=words.table("report.page"),
        names=words.table("report.pages"),
        paper=words.table("report.paper"),
        summary=summary,
        as_of=summary["as_of"],
        pages=shown,
        files=files,
        up=up,
        fonts=style.fonts(words.lang),
        style=markup.read("page.css"),
        dark=json.dumps(style.DARK),
        config=json.dumps(style.CONFIG),
        plotly=plotly[0],
        draw=draw,
        hashes=[hash for hash in (plotly[1], _hash(draw)) if hash],
    )


def _check(target: str, safe: re.Pattern) -> None:
    if not safe.fullmatch(target) or target.startswith("#"):
        raise ValueError(target)


@functools.cache
def _packed() -> tuple[str, str]:
    """plotly.js as gzip in base64, and the hash by which its text may run once it is unpacked."""
    script = get_plotlyjs()
    return base64.b64encode(gzip.compress(script.encode(), mtime=0)).decode(), _hash(script)


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
