"""A person to be found nowhere, the orders that tell of her, papers she stands in, and a reader of pictures."""

import csv
import functools
import io
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

ORDER, OTHER = "999-0000001-0000001", "999-0000002-0000002"
NAME, STREET, DOOR, MAIL, PHONE = (
    "Jane Quimbly",
    "14 Quillfeather Lane",
    "Apt 5B",
    "jq.home@example.com",
    "201-555-0142",
)
TRACKING = "1Z999AA10123456784"
LINES = (
    "Proof of Delivery",
    f"Tracking number: {TRACKING}",
    "Status: Delivered, Front Door",
    "Delivered on: January 10, 2025 2:31 pm",
    f"Delivered to: {NAME}",
    STREET,
    "Springfield, IL",
    "Phone (201) 555.0142",
    "Signed by: J QUIMBLY",
    "Weight: 2.3 lb",
    "Service: Ground",
)
PLANTED = ("jane", "quimbly", "quillfeather", "555.0142", "5550142", "jq.home")
REST = ("Proof", "Tracking", TRACKING, "January", "Weight", "Ground")
HEAD = (
    "order-id", "order-item-id", "recipient-name", "buyer-email", "ship-address-1", "ship-address-2", "ship-city",
    "ship-postal-code", "ship-phone-number", "gift-message-text",
)  # fmt: skip
ROW = (ORDER, "1", NAME, MAIL, STREET, DOOR, "Springfield", "62704-1234", f"+1 {PHONE} ext. 01234",
       "Happy hatching day dear old badger")  # fmt: skip


def orders(folder: Path, *rows: tuple[str, ...]) -> Path:
    """An Order report with ``rows``, the planted one where none is given."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = ["\t".join(row) for row in (HEAD, *(rows or (ROW,)))]
    (folder / "orders.txt").write_text("\n".join(lines) + "\n", "utf-8")
    return folder


SMALL = (330, 420)  # points; the less of a page, the less there is to read


def pdf(lines: tuple[str, ...] = LINES, draw=lambda page: None, pagesize=SMALL, **settings) -> bytes:
    """A page of text; ``draw`` may add to it, in its lower half."""
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=pagesize, invariant=1, **settings)
    for number, line in enumerate(lines):
        page.drawString(30, 390 - 20 * number, line)
    draw(page)
    page.showPage()
    page.save()
    return out.getvalue()


def picture(lines: tuple[str, ...] = LINES, size: tuple[int, int] = (1000, 900)) -> Image.Image:
    """The same as print on paper that was photographed."""
    image = Image.new("RGB", size, "white")
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(36)
    for number, line in enumerate(lines):
        draw.text((80, 40 + 76 * number), line, "black", font)
    return image


def scan(image: Image.Image, rotation: int = 0) -> bytes:
    """A PDF that is a picture only."""
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=(image.width / 2, image.height / 2), invariant=1)
    page.drawImage(ImageReader(image), 0, 0, image.width / 2, image.height / 2)
    page.setPageRotation(rotation)
    page.showPage()
    page.save()
    return out.getvalue()


@dataclass(frozen=True)
class Word:
    text: str
    left: float
    top: float
    width: float
    height: float


def seen(lines: tuple[str, ...] = LINES):
    """A reader who knows the words of ``picture(lines)`` and sees those that are not covered."""
    font = ImageFont.load_default(36)
    words = []
    for number, line in enumerate(lines):
        at = 80.0
        for text in line.split():
            left, top, right, bottom = font.getbbox(text)
            words.append(Word(text, at + left, 40 + 76 * number + top, right - left, bottom - top))
            at += font.getlength(text + " ")

    def read(image: Image.Image) -> list[Word]:
        ratio, grey, found = image.width / 1000, image.convert("L"), []
        for word in words:
            box = [round(each * ratio) for each in (word.left, word.top, word.width, word.height)]
            part = grey.crop((box[0], box[1], box[0] + box[2], box[1] + box[3]))
            if part.getextrema()[1] > 0:
                found.append(Word(word.text, *box))
        return found

    return read


@functools.cache
def languages() -> str:
    """The languages of the tesseract on this machine; empty where there is none."""
    if not shutil.which("tesseract"):
        return ""
    said = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=True).stdout
    return "+".join(each for each in ("eng", "chi_sim") if each in said.split())


def tesseract(image: Image.Image, lang: str = "eng") -> list[Word]:
    out = io.BytesIO()
    image.save(out, "PNG")
    command = ["tesseract", "stdin", "stdout", "-l", lang, "--dpi", "200", "tsv"]
    alone = os.environ | {"OMP_THREAD_LIMIT": "1"}
    told = subprocess.run(command, input=out.getvalue(), capture_output=True, check=True, env=alone).stdout.decode()
    rows = csv.DictReader(io.StringIO(told), delimiter="\t", quoting=csv.QUOTE_NONE)
    places = ("left", "top", "width", "height")
    return [Word(row["text"], *(int(row[key]) for key in places)) for row in rows if (row["text"] or "").strip()]
