"""Which part of which notebook stands on which page of the report.

A cell's tag ``page-causes`` says that from there on, up to the next Markdown cell with such a tag, everything goes to
the page of the causes. The findings page is made here: the box with the rate, then what every notebook found, in the
words of its opening statement. A page begins with the notebooks that begin on it.
"""

import re
from collections.abc import Mapping, Sequence

from vtr_lib.report import blocks, prose

PAGES = ("findings", "rate", "causes", "actions", "recovery", "quality", "method")
TAG = "page-"
NOTEBOOK_ONLY = "notebook-only"  # the tag of a cell that speaks to the user of the notebook
UNTAGGED = "rate"  # the page of what stands before the first tag
LINE, LINES = re.compile(r"<p>.*?</p>\s*", re.DOTALL), 3  # of a statement's paragraphs the findings page has its first


def arrange(
    notebooks: Sequence,
    names: Sequence[str] = (),
    beside: Mapping[str, Sequence] | None = None,
    headline: object = None,
) -> list[dict]:
    """The pages that have anything to show, in their order.

    A page is ``{name, parts, headings}``, a part ``{anchor, name, blocks}`` with the name of the notebook's file; the
    findings page has ``box`` (the first headline among the outputs, else ``headline`` itself) and ``findings`` too.
    ``beside`` are tables and boxes out of no notebook, by page. Raises ``ValueError`` for a page there is none of.
    """
    parts: dict[str, list[dict]] = {page: [] for page in PAGES}
    findings: list[dict] = []
    for number, notebook in enumerate(notebooks, 1):
        name = names[number - 1] if number <= len(names) else ""
        placed = _placed(notebook)
        home = placed[0][2] if placed else UNTAGGED
        for page in PAGES:
            cells = [(place, cell) for place, cell, own in placed if own == page]
            parts[page] += [_part(cells, f"{page}-{number}", name) | {"is_home": page == home}] if cells else []
        findings += _opening(placed, number, name)
    for shown in parts.values():
        shown.sort(key=lambda part: not part["is_home"])
    for page, shown in (beside or {}).items():
        if page not in parts:
            raise ValueError(page)
        more = blocks.tie([blocks.of_own(each) for each in shown], f"{page}-beside")
        parts[page] += [{"anchor": f"{page}-beside", "name": "", "blocks": more, "headings": []}] if more else []
    shown = [block for page in PAGES for part in parts[page] for block in part["blocks"]]
    box = next((block for block in shown if block["kind"] == "headline"), None) or blocks.of_own(headline)
    pages = [{"name": page, "parts": parts[page], "headings": _headings(parts[page]), "box": None} for page in PAGES]
    pages[0] |= {"box": box, "findings": findings}
    pages[0]["headings"] = [{**each, "level": prose.SHOWN[0]} for each in findings] + pages[0]["headings"]
    return [page for page in pages if page["parts"] or page["name"] == "findings"]


def _placed(notebook) -> list[tuple]:
    """Number, cell and page of every cell that is shown."""
    placed, page = [], UNTAGGED
    for number, cell in enumerate(notebook.cells, 1):
        tags = cell.metadata.get("tags", ())
        own = next((each for each in PAGES if TAG + each in tags), page)
        page = own if cell.cell_type == "markdown" else page
        if NOTEBOOK_ONLY not in tags:
            placed.append((number, cell, own))
    return placed


def _part(cells: list, anchor: str, name: str) -> dict:
    """What a notebook shows on one page: its prose, the highest heading just below the page's own, and its outputs."""
    read = {number: prose.read(cell.source) for number, cell in cells if cell.cell_type == "markdown"}
    found = [level for tokens in read.values() for level in prose.levels(tokens)]
    lower, above, made, headings = prose.SHOWN[0] - min(found, default=1), prose.SHOWN[0] - 1, [], []
    for number, cell in cells:
        if number in read:
            text, own = prose.render(read[number], lower, above, f"{anchor}-{number}")
            above = own[-1]["level"] if own else above
            headings += own
            made.append({"kind": "prose", "html": text})
        made += [block for output in cell.get("outputs", ()) if (block := blocks.of(output))]
    return {"anchor": anchor, "name": name, "blocks": blocks.tie(made, anchor), "headings": headings}


def _opening(placed: list[tuple], number: int, name: str) -> list[dict]:
    """A notebook's opening statement, with where to read on; none where it has no such box."""
    titles = (prose.title(prose.read(cell.source)) for _, cell, _ in placed if cell.cell_type == "markdown")
    title = next(filter(None, titles), name)
    for _, cell, page in placed:
        for block in map(blocks.of, cell.get("outputs", ())):
            if block and block["kind"] == "statement" and page != PAGES[0]:
                own = {"anchor": f"findings-of-{number}", "title": title, "html": _short(block["html"])}
                return [own | {"page": page, "target": f"{page}-{number}"}]
    return []


def _short(statement: str) -> str:
    """A statement's lead and its first lines; the rest is read on its own page."""
    rest = LINE.findall(statement)[1 + LINES :]
    for line in rest:
        statement = statement.replace(line, "", 1)
    return statement


def _headings(parts: list[dict]) -> list[dict]:
    return [heading for part in parts for heading in part["headings"] if heading["anchor"]]
