"""The program that opens papers, run as a process of its own within limits; nothing else imports this.

On standard input one paper after another: a line of JSON with its length and its limits, then its bytes. On standard
output a line of JSON for each page, followed by the page drawn in grey where its letters must be looked for, and one
line that ends the paper with its fault. It stands alone, so that starting it costs no import of the rest.
"""

import contextlib
import io
import json
import sys
import unicodedata
from collections.abc import Iterator

PICTURES = {"png": ("PNG",), "jpeg": ("JPEG", "MPO")}
SOUND = 0.9  # of what is printed on a page, if its fonts say what their letters are


class Fault(Exception):
    """Why a paper can't be read, as its code."""


def limited(memory: int) -> None:
    """No more address space than this, where the system can hold a process to it."""
    with contextlib.suppress(ImportError):
        import resource

        for what, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CORE, 0)):
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(what, (most, most))


def letters(text: str) -> int:
    """Letters and digits of a text; none where too much of it is what a font without a key to its letters gives."""
    shown = [char for char in text if not char.isspace()]
    sound = [char for char in shown if unicodedata.category(char) not in ("Cc", "Co", "Cn") and char != "\ufffd"]
    return sum(map(str.isalnum, sound)) if len(sound) >= SOUND * len(shown) else 0


def picture_pages(raw: bytes, form: str, limits: dict) -> Iterator[tuple[dict, object]]:
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # compared here, so that it is an error from the limit on
    try:
        with Image.open(io.BytesIO(raw), formats=PICTURES[form]) as picture:
            if picture.width * picture.height > limits["pixels"]:
                raise Fault("pixels")
            picture.load()
            yield {"text": None, "lines": None}, grey(ImageOps.exif_transpose(picture))
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise Fault("broken") from error


def grey(picture):
    """A picture of any kind in shades of grey; what is see-through lies on white."""
    from PIL import Image

    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture)
    if picture.mode.startswith("I"):
        picture = picture.point(lambda value: value / 256).convert("L")
    return picture.convert("L")


def pdf_pages(raw: bytes, limits: dict) -> Iterator[tuple[dict, object]]:
    import pypdfium2

    reader = text_reader(raw)
    try:
        document = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        raise Fault("encrypted" if "password" in str(error).lower() else "broken") from error
    count = len(document)
    if not count:
        raise Fault("broken")
    if count > limits["pages"]:
        raise Fault("pages")
    for number in range(count):
        yield pdf_page(document, number, reader, limits)


def text_reader(raw: bytes):
    """pypdf's reader, or None where it can't open the file: then pdfium's text is taken."""
    import pypdf

    try:
        reader = pypdf.PdfReader(io.BytesIO(raw))
        is_open = not reader.is_encrypted or reader.decrypt("")
        return reader if is_open and len(reader.pages) else None
    except MemoryError:
        raise
    except Exception:
        return None


def pdf_page(document, number: int, reader, limits: dict) -> tuple[dict, object]:
    """The page's text, and the page drawn where that is no text or where a scan lies on it."""
    try:
        page = document[number]
    except Exception:
        return {"text": None, "lines": None}, None
    text, lines = pdf_text(page, number, reader)
    is_text = letters(text) >= limits["letters"]
    found = {"text": text if is_text else None, "lines": lines if is_text else None}
    if is_text and not is_scan(page, limits["covered_percent"]):
        return found, None
    try:
        width, height = page.get_size()
        scale = min(limits["drawn_dpi"] / 72, (limits["drawn_pixels"] / max(width * height, 1)) ** 0.5)
        return found, page.render(scale=scale, grayscale=True).to_pil().convert("L")
    except MemoryError:
        raise
    except Exception:
        return found, None


def pdf_text(page, number: int, reader) -> tuple[str, str]:
    """The text in its own order, and as it lies on the page with its columns kept apart."""
    try:
        source = reader.pages[number]
        text = source.extract_text()
        lines = source.extract_text(
            extraction_mode="layout", layout_mode_space_vertically=False, layout_mode_strip_rotated=False
        )
        return text, lines
    except MemoryError:
        raise
    except Exception:
        with contextlib.suppress(Exception):
            text = page.get_textpage().get_text_bounded().replace("\r\n", "\n")
            return text, text
        return "", ""


def is_scan(page, percent: int) -> bool:
    """Whether pictures cover so much of the page; one inside of a form counts as if it did: its place is its own."""
    import pypdfium2.raw as pdfium

    width, height = page.get_size()
    covered = 0.0
    for image in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE]):
        if image.level:
            return True
        left, bottom, right, top = image.get_bounds()
        across, along = min(right, width) - max(left, 0), min(top, height) - max(bottom, 0)
        covered += max(across, 0) * max(along, 0)
    return covered * 100 >= percent * width * height


def answers(raw: bytes, form: str, limits: dict) -> Iterator[tuple[dict, object]]:
    """Each page, what is said of it and its picture or None; at the end the paper's fault, empty where it has none."""
    fault = ""
    try:
        yield from pdf_pages(raw, limits) if form == "pdf" else picture_pages(raw, form, limits)
    except Fault as found:
        fault = str(found)
    except (MemoryError, RecursionError):
        fault = "limits"
    except Exception:
        fault = "broken"
    yield {"fault": fault}, None


def tell(head: dict, picture=None) -> None:
    out = sys.stdout.buffer
    size = picture.size if picture else None
    out.write(json.dumps(head | {"picture": size}).encode() + b"\n" + (picture.tobytes() if picture else b""))
    out.flush()


def main(memory: int) -> None:
    limited(memory)
    while line := sys.stdin.buffer.readline():
        asked = json.loads(line)
        raw = sys.stdin.buffer.read(asked["bytes"])
        for head, picture in answers(raw, asked["format"], asked["limits"]):
            tell(head, picture)


if __name__ == "__main__":
    main(int(sys.argv[1]))
