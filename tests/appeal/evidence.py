"""Twenty-five papers as a seller might drop them, with people planted in them and the right answer for each."""

import io
import os
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

CHINESE = "STSong-Light"  # a font every reader has, so that none is embedded
STRANGE = os.name != "nt"  # whether the system lets a file have any name
NOWHERE = "999-9999999-9999999"  # no order of anybody
QUANTITY = 120
WIDE = (A4[0] * 2, A4[1] * 2)


@dataclass(frozen=True)
class Answer:
    """What is right of one file.

    ``packages`` are the tracking numbers of the packages it speaks of; ``needs_ocr`` says that this shows in a picture
    only. ``fault`` and ``kind`` are codes. ``asin`` and ``quantity`` are what an invoice or contract says. ``people``
    are the names planted in it.
    """

    path: str
    bucket: str
    kind: str = "other"
    packages: tuple[str, ...] = ()
    by: str = ""
    fault: str = ""
    needs_ocr: bool = False
    asin: str = ""
    quantity: int | None = None
    people: tuple[str, ...] = ()


def write_evidence(
    folder: Path, packages: Sequence[dict], people: Sequence[dict], others: Sequence[dict] = ()
) -> list[Answer]:
    """Writes the papers into ``folder``; the same arguments give the same bytes. The answers come in the files' order.

    ``packages`` are dicts with order_id, tracking, asin, six or more of different orders; ``people`` dicts with name,
    street, phone, two or more; ``others`` packages of the store outside the case, whose paper is one of no order where
    there are none.
    """
    one, two, three, four, five, six = packages[:6]
    ann, ben = people[:2]
    elsewhere = others[0] if others else {"order_id": NOWHERE, "tracking": "999999999999"}
    answers: list[Answer] = []

    def put(path: str, raw: bytes, bucket: str, *about: dict, who: Sequence[dict] = (), **more: object) -> None:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(raw)
        numbers = tuple(package["tracking"] for package in about)
        answers.append(Answer(path, bucket, packages=numbers, people=tuple(each["name"] for each in who), **more))

    def strange(name: str, plain: str) -> str:
        return name if STRANGE else plain

    # Text in PDF.
    first = pdf([_delivery(_spaced(one["tracking"]), one["order_id"], ann)])
    put("delivery/proof 1.pdf", first, "matched", one, who=[ann], kind="delivery", by="tracking")
    raw = pdf([_delivery("", two["order_id"], ben)])
    name = strange("delivery/pod \u202efdp.gpj.pdf", "delivery/pod.pdf")
    put(name, raw, "matched", two, who=[ben], kind="delivery", by="order")
    raw = pdf([_delivery(three["tracking"], "", ann), _delivery(four["tracking"], "", ben)])
    put("pod/two parcels.pdf", raw, "matched", three, four, who=[ann, ben], kind="delivery", by="tracking")
    raw = pdf(
        [
            [
                "签收证明",
                f"运单号：{five['tracking']}",
                f"收件人：{ann['name']}",
                ann["street"],
                "已签收，谢谢使用本公司的快递服务。",
            ]
        ]
    )
    put("签收/签收证明.pdf", raw, "matched", five, who=[ann], kind="delivery", by="tracking")
    raw = pdf([_history(six["tracking"], ben)])
    put("tracking/history.pdf", raw, "matched", six, who=[ben], kind="screenshot", by="tracking")
    raw = pdf([_delivery(elsewhere["tracking"], elsewhere["order_id"], ann)])
    put("delivery/other.pdf", raw, "elsewhere" if others else "unmatched", who=[ann], kind="delivery")
    raw = pdf([_delivery("", NOWHERE, ann)])
    put(strange("=1+1.pdf", "formula.pdf"), raw, "unmatched", who=[ann], kind="delivery")
    raw = pdf([_delivery(f"{one['tracking']}07 and 3{two['tracking']}", "", ann)])
    put("CON.pdf" if STRANGE else "device.pdf", raw, "unmatched", who=[ann], kind="delivery")
    raw = pdf(
        [["Proof of delivery", "The parcel was left at the front door.", f"Signed by: {ben['name']}", ben["phone"]]]
    )
    put(f"delivery/{two['order_id']}-2.pdf", raw, "matched", two, who=[ben], kind="delivery", by="name")

    # Scans.
    seen = {"needs_ocr": True, "by": "tracking"}
    raw = pdf([picture(_delivery(two["tracking"], two["order_id"], ann))])
    put("scans/delivery.pdf", raw, "matched", two, who=[ann], kind="delivery", **seen)
    raw = pdf([picture(_delivery(three["tracking"], "", ben))], under=["scanned with a telephone, page one of one"])
    put("scans/with text.pdf", raw, "matched", three, who=[ben], kind="delivery", **seen)
    raw = pdf([_delivery(four["tracking"], "", ann), picture(_delivery("", "", ben))])
    put("scans/mixed.pdf", raw, "matched", four, who=[ann, ben], kind="delivery", by="tracking")

    # Pictures.
    raw = png(picture(_history(_spaced(one["tracking"]), ann)))
    name = strange("screenshots/<img src=x onerror=alert(1)>.png", "screenshots/img.png")
    put(name, raw, "matched", one, who=[ann], kind="screenshot", **seen)
    raw = png(picture(_history(five["tracking"], ben)).resize((620, 877)))
    put("screenshots/small.png", raw, "matched", five, who=[ben], kind="screenshot", **seen)
    put(f"doorstep_{six['tracking']}.png", png(doorstep(1)), "matched", six, by="name")
    raw = jpeg(picture(_delivery(six["tracking"], six["order_id"], ann)).rotate(90, expand=True), ann, turned=True)
    put("delivery/photo.jpg", raw, "matched", six, who=[ann], kind="delivery", **seen)
    raw = jpeg(picture(_delivery("", four["order_id"], ben)), ben)
    name = strange("'; DROP TABLE o; --.png", "ending.png")
    put(name, raw, "matched", four, who=[ben], kind="delivery", needs_ocr=True, by="order")
    put("delivery/nothing to read.jpg", jpeg(doorstep(2)), "unreadable", kind="delivery")

    # Wrong ones.
    put("empty.pdf", b"", "unreadable", fault="empty")
    put("delivery/cut off.pdf", first[: len(first) // 3], "unreadable", kind="delivery", fault="broken", who=[ann])
    put("locked.pdf", encrypted(first), "unreadable", fault="encrypted")
    put("notes.pdf", f"order {one['order_id']}".encode(), "unreadable", fault="format")
    put("pod/copy of proof 1.pdf", first, "duplicate", who=[ann])

    # Invoices and contracts.
    more = {"asin": one["asin"], "quantity": QUANTITY}
    raw = pdf([_goods("INVOICE No: INV-2025-017", "Qty", one["asin"], ann)])
    put("invoices/invoice.pdf", raw, "unmatched", who=[ann], kind="invoice", **more)
    more = {"asin": two["asin"], "quantity": QUANTITY}
    raw = pdf([_goods("采购合同 合同编号：HT-2025-03", "数量", two["asin"], ben)])
    put("采购合同/合同.pdf", raw, "unmatched", who=[ben], kind="contract", **more)
    return answers


def _spaced(number: str) -> str:
    """A number as carriers print it, in groups of four."""
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


def _delivery(tracking: str, order: str, who: dict) -> list[str]:
    return [
        "Proof of delivery",
        *([f"Tracking number: {tracking}"] if tracking else []),
        *([f"Order: {order}"] if order else []),
        "Status: delivered, left at the front door",
        "Date: 2025-02-12 14:05",
        f"Delivered to: {who['name']}",
        who["street"],
        f"Phone: {who['phone']}",
        f"Signed by: {who['name']}",
    ]


def _history(tracking: str, who: dict) -> list[str]:
    return [
        "Tracking history",
        f"Number: {tracking}",
        "2025-02-12 14:05 Delivered, front door",
        "2025-02-12 08:10 Out for delivery",
        "2025-02-11 22:40 In transit, arrived at facility",
        f"To: {who['name']}, {who['street']}",
    ]


def _goods(title: str, heading: str, asin: str, who: dict) -> list[str | tuple[str, ...]]:
    return [
        title,
        f"Contact: {who['name']}, {who['phone']}",
        ("ASIN", "Description", heading, "Price"),
        (asin, "Steel pan 28 cm", str(QUANTITY), "4.50"),
        ("B0UNSOLD00", "Lid", "75", "1.20"),
    ]


def pdf(pages: Sequence[list | Image.Image], under: list[str] = ()) -> bytes:
    """A PDF: a page for each list of lines, of which a tuple is a row in four columns, or picture as large as the page.

    ``under`` is written before the pictures, as programs do that find the letters of a scan.
    """
    raw = io.BytesIO()
    pdfmetrics.registerFont(UnicodeCIDFont(CHINESE))
    sheet = canvas.Canvas(raw, pagesize=A4, invariant=1)
    for page in pages:
        for number, line in enumerate(under if isinstance(page, Image.Image) else page):
            cells = line if isinstance(line, tuple) else (line,)
            for left, cell in zip((72, 200, 400, 470), cells, strict=False):
                sheet.setFont("Helvetica" if cell.isascii() else CHINESE, 11)
                sheet.drawString(left, 760 - 22 * number, cell)
        if isinstance(page, Image.Image):
            sheet.drawImage(ImageReader(page), 0, 0, *A4)
        sheet.showPage()
    sheet.save()
    return raw.getvalue()


def picture(lines: list[str]) -> Image.Image:
    """A page with ``lines`` as a scanner sees it."""
    page = Image.new("RGB", tuple(map(int, WIDE)), "white")
    draw, font = ImageDraw.Draw(page), ImageFont.load_default(30)
    for number, line in enumerate(lines):
        draw.text((110, 120 + 62 * number), line, font=font, fill="black")
    return page


def doorstep(seed: int) -> Image.Image:
    """A picture without a letter."""
    dice = random.Random(seed)
    page = Image.linear_gradient("L").resize((800, 600)).convert("RGB")
    ImageDraw.Draw(page).rectangle((250, 250, 500 + dice.randrange(99), 480), fill=(150, 110, 70))
    return page


def png(page: Image.Image) -> bytes:
    raw = io.BytesIO()
    page.save(raw, "PNG")
    return raw.getvalue()


def jpeg(page: Image.Image, who: dict | None = None, turned: bool = False) -> bytes:
    """A JPEG as a telephone writes it, with ``who`` in its EXIF, which may say that it must be turned."""
    raw, exif = io.BytesIO(), Image.Exif()
    if who:
        exif[0x013B] = exif[0x010E] = who["name"]  # artist, description
    if turned:
        exif[0x0112] = 6  # turn a quarter to the right
    page.save(raw, "JPEG", quality=90, exif=exif)
    return raw.getvalue()


def encrypted(raw: bytes, user: str = "secret") -> bytes:
    """The PDF behind a password."""
    writer, out = PdfWriter(clone_from=PdfReader(io.BytesIO(raw))), io.BytesIO()
    writer.encrypt(user, "owner", algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()
