"""The PDF: a finished report.html printed on A4 by a browser of this machine, byte for byte the same every time.

The page is printed as it stands, its figures as vectors, with bookmarks from its headings, tags for screen readers and
a footer with the page's number. A browser writes into a PDF when it was made; here the day the report stands on is put
in its place.
"""

import base64
import html
import re
from datetime import date
from pathlib import Path

from vtr_lib.errors import ConfigError, DataError
from vtr_lib.report import browser, markup, style
from vtr_lib.report.browser import find_browser
from vtr_lib.words import Words

SECONDS = 120  # a page that takes longer is not coming
MARGIN = {"marginTop": 0.5, "marginBottom": 0.65, "marginLeft": 0.55, "marginRight": 0.55}  # inches
A4 = {"paperWidth": 210 / 25.4, "paperHeight": 297 / 25.4}
SCREEN = {"width": 800, "height": 1100, "deviceScaleFactor": 1, "mobile": False}
LIGHT = [{"name": "prefers-color-scheme", "value": "light"}]
NO_NETWORK = {"offline": True, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
DATES = re.compile(rb"(?m)(^/(?:CreationDate|ModDate) )\(D:\d{14}\+00'00'\)")
NODES, HEAD = re.compile(rb"\(node(\d{8})\)"), re.compile(rb"\(node\d{8}\) \d+ 0 R")
HEADS = re.compile(rb"/Limits \[\(node\d{8}\) \(node\d{8}\)\](\s*/Names \[)((?:\(node\d{8}\) \d+ 0 R ?)+)\]")
FOOTER = """<div lang="{lang}" style="width:100%;margin:0 14mm;display:flex;justify-content:space-between;
font:7.5pt {fonts};color:#595959"><span>{foot}</span><span>{page}</span></div>"""


def write(page: Path, target: Path, *, words: Words, store: str, month: str, policy: str, as_of: date | str) -> None:
    """Print ``page`` to ``target``; at the foot of each page stand the store, the month and the policy.

    Title and language are the page's own. Raises ``ConfigError``: ``NO_BROWSER`` where there is none (see
    ``find_browser``), ``BROWSER_FAILED`` where it does not start or ends before its time, ``BROWSER_TIMEOUT`` where the
    page is not ready in time; ``DataError`` ``PAGE_FAILED`` where a script of the page fails or it asks for something.
    """
    path = find_browser()
    if path is None:
        raise ConfigError("NO_BROWSER")
    foot = words("report.pdf.foot", store=store, month=month, policy=policy)
    with browser.opened(path, SECONDS) as tab:
        paper = _printed(tab, page, _footer(foot, words))
    target.write_bytes(dated(numbered(paper), as_of))


def _printed(tab: browser.Page, page: Path, footer: str) -> bytes:
    for method in ("Page.enable", "Runtime.enable", "Log.enable", "Network.enable"):
        tab(method)
    tab("Page.setLifecycleEventsEnabled", enabled=True)
    tab("Network.emulateNetworkConditions", **NO_NETWORK)
    tab("Emulation.setDeviceMetricsOverride", **SCREEN)
    tab("Emulation.setEmulatedMedia", media="print", features=LIGHT)
    reached = tab("Page.navigate", url=page.resolve().as_uri())
    _no_fault(page, reached.get("errorText"))
    tab.wait_for("Page.lifecycleEvent", loaderId=reached["loaderId"], name="load")  # not that of the empty page before
    _no_fault(page, *_faults(tab.events))
    ready = tab("Runtime.evaluate", expression=markup.read("print.js"), awaitPromise=True)
    _no_fault(page, *_faults([{"params": ready}]))
    paper = tab(
        "Page.printToPDF",
        **A4 | MARGIN,
        printBackground=True,
        displayHeaderFooter=True,
        headerTemplate="<span></span>",
        footerTemplate=footer,
        generateTaggedPDF=True,
        generateDocumentOutline=True,
    )
    _no_fault(page, *_faults(tab.events))
    return base64.b64decode(paper["data"])


def _footer(foot: str, words: Words) -> str:
    number, count = ('<span class="pageNumber"></span>', '<span class="totalPages"></span>')
    return FOOTER.format(
        lang=words.lang,
        fonts=html.escape(style.fonts(words.lang)),
        foot=html.escape(foot),
        page=words("report.pdf.page", page=number, pages=count),
    )


def _faults(events: list[dict]) -> list[str]:
    """What went wrong in the page: scripts that failed, and what it asked for or ran against its own rules."""
    found = []
    for told in events:
        details, entry = told["params"].get("exceptionDetails"), told["params"].get("entry", {})
        if details:
            found.append(details.get("exception", {}).get("description") or details["text"])
        elif entry.get("level") == "error":
            found.append(entry["text"])
    return found


def _no_fault(page: Path, *faults: str | None) -> None:
    for fault in filter(None, faults):
        raise DataError("PAGE_FAILED", file=page.name, reason=fault.splitlines()[0])


def numbered(paper: bytes) -> bytes:
    """``paper`` with the heads of its tables numbered from 1 as they come. A browser numbers them by when it first
    looked at each part of the page, which is never quite the same; where it keeps them in another way they are left.
    """
    listed = HEADS.findall(paper)
    if len(listed) != 1:
        return paper
    ranks = {number: rank for rank, number in enumerate(dict.fromkeys(NODES.findall(paper)), 1)}
    renamed = NODES.sub(lambda found: b"(node%08d)" % ranks[found[1]], paper)
    limits = b"/Limits [(node%08d) (node%08d)]" % (1, len(ranks))
    return HEADS.sub(lambda found: limits + found[1] + b" ".join(sorted(HEAD.findall(found[2]))) + b"]", renamed)


def dated(paper: bytes, as_of: date | str) -> bytes:
    """``paper`` made at midnight (UTC) of ``as_of``: its two dates replaced by ones of the same length, so that every
    place in it stays where its table says. Raises ``ConfigError`` where they are not there.
    """
    day = str(as_of).replace("-", "").encode()
    made, count = DATES.subn(rb"\1(D:" + day + b"000000+00'00')", paper)
    if count != 2:
        raise ConfigError("BROWSER_FAILED", reason="CreationDate, ModDate")
    return made
