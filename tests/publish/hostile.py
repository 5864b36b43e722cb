"""A store's raw files with a payload in every field a name can stand in, and a person in those for people."""

import csv
import io
import itertools
import json
from collections.abc import Iterator
from pathlib import Path

from vtr_lib.sample import write

PAYLOADS = (
    "=1+1", "=cmd|'/C calc'!A0", "+1+1", "-2+3", "@SUM(1,1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠SUM(1)",
    '=HYPERLINK("http://evil.example/x","y")', '"=1"', ";=1", "</script><script>document.title='X'</script>",
    "<img src=x onerror=\"document.title='X'\">", "\"><svg onload=\"document.title='X'\">",
    "<a href=\"javascript:document.title='X'\">x</a>", '<a href="https://evil.example">x</a>', "https://evil.example/",
    "%{customdata}", "$\\href{javascript:document.title='X'}{x}$", "[l](javascript:document.title='X')",
    "![l](https://evil.example/p.png)", "{{7*7}}", "{x.__class__}", "../../x", "C:\\x", "CON", "é" * 400, "a\u202eb",
    "a\x00b", "'; DROP TABLE o; --", "<!--", "]]>", "&lt;b&gt;", "${7*7}", "`id`", "\u2028x",
)  # fmt: skip
PERSON = ("Planted Name", "planted@example.com", "201-555-0142", "14 Planted Lane")
SIGNS = ("planted", "555-0142", "5550142")
OF_PEOPLE = ("buyer-name", "buyer-email", "buyer-phone-number", "recipient-name", "ship-address-1", "gift-message-text")
HOSTILE = {  # what names stand in, by the beginning of the file's name
    "all-orders": ("product-name", "sku", "ship-service-level", "promotion-ids", "merchant-order-id"),
    "shipping": ("carrier-name", "ship-method", "tracking-number"),
    "sku": ("category",),
    "vtr": ("Carrier Name", "Ship Method", "Product Category"),
}
PEOPLES = {
    "all-orders": ("ship-city", "ship-postal-code"),
    "shipping": ("ship_from_address_name", "ship_from_address_line1", "ship_from_address_city"),
}
SPOKEN = ("name", "description", "location", "message", "city", "sub_status", "subtag", "slug", "service_type")
SPLITTING = str.maketrans("", "", "\t\r\n")  # which would only make other cells and rows of it
REFUSED = str.maketrans("", "", "\r\x00\u202e")  # for which a small table is refused as a whole
EVERY = 3  # rows left as they are between two with payloads


def hostile_files(folder: Path, packages: int = 500, seed: int = 20250115) -> Path:
    """Writes the files into ``folder`` and gives it. Their own names are payloads too, as far as a name may be one."""
    payloads = itertools.cycle(PAYLOADS)
    named = itertools.cycle(
        ["=1+1", "<img src=x onerror=alert(1)>", "{{7*7}}", "[l](javascript:x)", "@SUM(1)", "'; --"]
    )
    for path in sorted(write(folder, packages, seed)):
        if path.suffix == ".json":
            document = json.loads(path.read_text("utf-8"))
            _speak(document, payloads, itertools.count())
            path.write_text(json.dumps(document), "utf-8")
        else:
            _fill(path, payloads)
        path.rename(path.with_name(f"{next(named)} {path.name}"))
    return folder


def _fill(path: Path, payloads: Iterator[str]) -> None:
    kind = next(kind for kind in HOSTILE if path.name.startswith(kind))
    is_tabbed = path.suffix == ".txt"
    lines = list(csv.reader(path.open(encoding="utf-8", newline=""), **_dialect(is_tabbed)))
    at = next(at for at, line in enumerate(lines) if HOSTILE[kind][-1] in line)
    head, rows = lines[at], lines[at + 1 :]
    if kind == "all-orders":
        head += OF_PEOPLE
        rows = [row + [*PERSON, *PERSON][: len(OF_PEOPLE)] for row in rows]
    for number, row in enumerate(rows):
        for name in PEOPLES.get(kind, ()):
            row[head.index(name)] = PERSON[number % len(PERSON)]
        if kind == "sku" or number % EVERY == 0:
            name = HOSTILE[kind][number // EVERY % len(HOSTILE[kind])]
            row[head.index(name)] = next(payloads).translate(SPLITTING if is_tabbed else REFUSED)
            if name == "carrier-name":
                row[head.index("carrier-code")] = "Other"
    text = io.StringIO()
    csv.writer(text, lineterminator="\n", **_dialect(is_tabbed)).writerows([*lines[:at], head, *rows])
    path.write_text(text.getvalue(), "utf-8")


def _dialect(is_tabbed: bool) -> dict:
    return {"delimiter": "\t", "quoting": csv.QUOTE_NONE, "quotechar": None} if is_tabbed else {}


def _speak(value: object, payloads: Iterator[str], count: Iterator[int]) -> None:
    """Puts a payload into every so many of the texts in which carriers and trackers speak."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(inner, dict | list):
            _speak(inner, payloads, count)
        elif key in SPOKEN and isinstance(inner, str) and next(count) % EVERY == 0:
            value[key] = next(payloads)
