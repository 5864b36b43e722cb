"""The letter as DOCX, to be edited: real headings, a numbered list, two tables, blanks highlighted.

The same plan gives the same bytes. No link leads out of it, and nothing in it says when or where it was made.
"""

import io
import zipfile
from datetime import datetime
from pathlib import Path

from docx import Document
from docx.document import Document as Opened
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from vtr_lib.appeal.letter.plan import Plan, Section, Table
from vtr_lib.appeal.letter.sentences import Said
from vtr_lib.errors import CannotWrite
from vtr_lib.words import Words

PAPERS = {"letter": (Mm(215.9), Mm(279.4)), "a4": (Mm(210), Mm(297))}
LETTER_MARKETPLACES = ("US", "CA", "MX")
MARGIN = Mm(22)
SMALL = Pt(9)  # in tables
LATIN = "Arial"
EAST_ASIAN = {"zh-TW": "Microsoft JhengHei", "zh-CN": "Microsoft YaHei"}
LANGUAGES = {"en": "en-US"}
SIZES = {"Normal": 10, "Title": 18, "Heading 1": 13, "Heading 2": 10.5}
INK, GREY = RGBColor(0x1A, 0x1A, 0x1A), "D9D9D9"
MADE = (1980, 1, 1, 0, 0, 0)  # of every file in it, as ZIP can say at the earliest
OF_TEMPLATE = ("/thumbnail", "/customXml", "/stylesWithEffects", "/extended-properties")
WIDTHS = {
    "causes": (17, 24, 13, 26, 20),
    "measures": (19, 36, 14, 14, 17),
    "records": (18, 26, 11, 14, 14, 17),
}  # shares of the width, in percent


def write(path: str | Path, plan: Plan, words: Words) -> None:
    """Write the letter to ``path``. Raises ``CannotWrite`` where that fails."""
    try:
        Path(path).write_bytes(document(plan, words))
    except OSError as error:
        raise CannotWrite("CANNOT_WRITE", file=path, reason=error.strerror or error) from error


def document(plan: Plan, words: Words) -> bytes:
    """The letter as the bytes of a DOCX file."""
    opened = Document()
    _set_up(opened, plan)
    opened.add_paragraph(plan.title, "Title")
    _head(opened, plan)
    names = words.table("appeal.letter.sections")
    opened.add_heading(names["summary"], 1)
    _put(opened.add_paragraph(style="List Number"), plan.summary.said)
    for section in plan.sections:
        _section(opened, section)
    opened.add_heading(words("appeal.letter.enclosed"), 1)
    for each in plan.enclosures:
        opened.add_paragraph(each.told(words), "List Bullet")
    _properties(opened, plan, words)
    return _packed(opened)


def _head(opened: Opened, plan: Plan) -> None:
    table = opened.add_table(0, 2)
    _widths(table, opened, (16, 84))
    for name, sentence in plan.head:
        cells = table.add_row().cells
        cells[0].paragraphs[0].add_run(name).bold = True
        _put(cells[1].paragraphs[0], sentence.said)
    _tighten(table)
    _widths(table, opened, (16, 84))


def _section(opened: Opened, section: Section) -> None:
    opened.add_heading(section.heading, 1)
    if section.table and not section.table.is_numbered:
        _table(opened, section.table, section.key)
    for group in section.groups:
        if group.heading:
            opened.add_heading(group.heading, 2)
        for sentence in group.sentences:
            _put(opened.add_paragraph(style="List Number"), sentence.said)
    if section.table and section.table.is_numbered:
        _table(opened, section.table, section.key)


def _table(opened: Opened, table: Table, key: str) -> None:
    """A table with its title above; a row that has a number bears it, as one of the list, before its first cell."""
    title = opened.add_paragraph()
    title.add_run(table.title).bold = True
    title.paragraph_format.keep_with_next = True
    title.paragraph_format.space_before = Pt(6)
    made = opened.add_table(1, len(table.heads), "Table Grid")
    for cell, head in zip(made.rows[0].cells, table.heads, strict=True):
        cell.paragraphs[0].add_run(head).bold = True
        _shade(cell)
    made.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row in table.rows:
        cells = made.add_row()
        cells._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, said in zip(cells.cells, row.cells, strict=True):
            _put(cell.paragraphs[0], said)
        if row.number:
            cells.cells[0].paragraphs[0].style = opened.styles["List Number"]
    _tighten(made)
    _widths(made, opened, WIDTHS[key])
    opened.add_paragraph().paragraph_format.space_after = Pt(0)


def _put(paragraph: Paragraph, said: Said) -> None:
    for part in said.parts:
        run = paragraph.add_run(part.text)
        if part.kind == "blank":
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _tighten(table) -> None:
    for cell in (cell for row in table.rows for cell in row.cells):
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1)
            _size_of_number(paragraph)
            for run in paragraph.runs:
                run.font.size = SMALL


def _size_of_number(paragraph: Paragraph) -> None:
    """A number before a paragraph is as large as the mark at its end."""
    mark, size = OxmlElement("w:rPr"), OxmlElement("w:sz")
    size.set(qn("w:val"), str(int(SMALL.pt * 2)))
    mark.append(size)
    paragraph._p.get_or_add_pPr().append(mark)


def _widths(table, opened: Opened, shares: tuple[int, ...]) -> None:
    """Set the columns' widths, in each cell too, for Word looks there and LibreOffice at the columns."""
    section = opened.sections[0]
    whole = section.page_width - section.left_margin - section.right_margin
    table.autofit = False
    for column, share in zip(table.columns, shares, strict=True):
        column.width = whole * share // 100
        for cell in column.cells:
            cell.width = whole * share // 100


def _shade(cell: _Cell) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", GREY)):
        shade.set(qn(name), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _set_up(opened: Opened, plan: Plan) -> None:
    """Paper, margins, fonts and language."""
    section = opened.sections[0]
    paper = PAPERS["letter" if plan.marketplace in LETTER_MARKETPLACES else "a4"]
    section.page_width, section.page_height = paper
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    for name in (*SIZES, "List Number", "List Bullet"):
        style = opened.styles[name]
        _fonts(style.element.get_or_add_rPr(), plan.lang)
        style.font.color.rgb = INK
        if name in SIZES:
            style.font.size = Pt(SIZES[name])
        style.paragraph_format.space_after = Pt(4)
        style.paragraph_format.line_spacing = 1.1
    for name in ("Heading 1", "Heading 2"):
        opened.styles[name].paragraph_format.space_before = Pt(12 if name == "Heading 1" else 8)
    defaults = opened.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    _fonts(defaults, plan.lang)
    for language in defaults.findall(qn("w:lang")):
        defaults.remove(language)
    language = OxmlElement("w:lang")
    language.set(
        qn("w:val"), "en-US" if plan.lang in EAST_ASIAN else LANGUAGES.get(plan.lang, plan.lang)
    )  # Latin words
    language.set(qn("w:eastAsia"), plan.lang if plan.lang in EAST_ASIAN else "zh-CN")
    defaults.append(language)


def _fonts(properties, lang: str) -> None:
    """The fonts of a style for Latin and East Asian text, none of them left to the theme."""
    for found in properties.findall(qn("w:rFonts")):
        properties.remove(found)
    fonts = OxmlElement("w:rFonts")
    for name in ("w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(name), LATIN)
    fonts.set(qn("w:eastAsia"), EAST_ASIAN.get(lang, EAST_ASIAN["zh-CN"]))
    properties.insert(0, fonts)


def _properties(opened: Opened, plan: Plan, words: Words) -> None:
    found, made = opened.core_properties, datetime.fromisoformat(plan.as_of)
    found.author = found.last_modified_by = plan.store
    found.title, found.subject = plan.title, plan.subject.text[:255]
    found.comments, found.keywords, found.category = "", "", ""
    found.created = found.modified = made
    found.revision, found.language = 1, LANGUAGES.get(plan.lang, plan.lang)


def _packed(opened: Opened) -> bytes:
    """The file's bytes, made anew with fixed times and without what the template brings along."""
    for relations in (opened.part.package.rels, opened.part.rels):
        for key in [key for key, each in relations.items() if each.reltype.endswith(OF_TEMPLATE)]:
            del relations[key]
    raw, packed = io.BytesIO(), io.BytesIO()
    opened.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():  # the list of types first, as the format wants it
            entry = zipfile.ZipInfo(name, MADE)
            entry.create_system, entry.external_attr = 3, 0o600 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return packed.getvalue()
