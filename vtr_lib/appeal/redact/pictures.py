"""Pictures as files that hold nothing but pixels: PNG, JPEG, a PDF with a picture a page. Same pixels, same bytes."""

import io
import zlib
from collections.abc import Sequence

from PIL import Image, ImageChops, ImageDraw

from vtr_lib.appeal.redact.places import Box

QUALITY = 85  # of a JPEG, out of 100
POINTS = 72
SMALL = 640  # px, the wider side of a picture in the preview


def covered(picture: Image.Image, boxes: Sequence[Box]) -> Image.Image:
    """A copy of the picture with every box black."""
    picture = picture.copy()
    draw = ImageDraw.Draw(picture)
    for box in boxes:
        left, top = max(0, int(box.left)), max(0, int(box.top))
        right, bottom = min(picture.width - 1, int(box.right) + 1), min(picture.height - 1, int(box.bottom) + 1)
        if left <= right and top <= bottom:
            draw.rectangle((left, top, right, bottom), fill="black")
    return picture


def png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=9)
    return out.getvalue()


def jpeg(picture: Image.Image, quality: int = QUALITY) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, subsampling=0, optimize=True)
    return out.getvalue()


def small(picture: Image.Image) -> bytes:
    """The picture as a small JPEG, to be looked at."""
    picture = picture.copy()
    picture.thumbnail((SMALL, SMALL * 2))
    return jpeg(picture)


def pdf(pages: Sequence[tuple[bytes, tuple[int, int], float]]) -> bytes:
    """A PDF of ``pages``: each is a ``stream``, the size of its picture in pixels, and the pixels an inch.

    Written by hand because it then holds a catalogue, pages and pictures and nothing else: no dates, no names of
    programs, no metadata.
    """
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b""]
    kids = []
    for body, (width, height), dpi in pages:
        number = len(objects) + 1
        # A hair less than the pixels: whoever draws the page rounds up, and gets the picture as it is.
        wide, high = (f"{(pixels - 0.02) * POINTS / dpi:.4f}" for pixels in (width, height))
        drawn = f"q {wide} 0 0 {high} 0 0 cm /P Do Q".encode()
        kids.append(f"{number} 0 R")
        objects += [
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {wide} {high}]/Contents {number + 1} 0 R"
            f"/Resources<</XObject<</P {number + 2} 0 R>>>>>>".encode(),
            b"<</Length %d>>\nstream\n%b\nendstream" % (len(drawn), drawn),
            body,
        ]
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>".encode()
    out, places = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(out)


def stream(picture: Image.Image) -> bytes:
    """A picture as an object of a PDF: as a JPEG, or without loss where that is smaller, as it is for plain text."""
    is_grey = all(low == high == 0 for low, high in _colour(picture))
    picture = picture.convert("L") if is_grey else picture
    lossy, exact = jpeg(picture), zlib.compress(picture.tobytes(), 9)
    way, data = ("DCTDecode", lossy) if len(lossy) < len(exact) else ("FlateDecode", exact)
    head = (
        f"<</Type/XObject/Subtype/Image/Width {picture.width}/Height {picture.height}/BitsPerComponent 8"
        f"/ColorSpace/{'DeviceGray' if is_grey else 'DeviceRGB'}/Filter/{way}/Length {len(data)}>>"
    )
    return head.encode() + b"\nstream\n" + data + b"\nendstream"


def _colour(picture: Image.Image) -> list[tuple[int, int]]:
    """How far red and blue differ from green: no way where the picture is grey."""
    red, green, blue = picture.split()
    return [ImageChops.difference(one, green).getextrema() for one in (red, blue)]
