"""The look of a tracking number, written a second time with nothing but the published check digits."""

import re

POSTS = {"usps", "china-post", "royal-mail", "japan-post", "india-post", "canada-post", "deutsche-post"}
CONSOLIDATORS = {"yunexpress", "4px", "yanwen", "dhl-ecommerce", "ups-mail-innovations", "asendia", "cainiao"}
PLACEHOLDERS = {"", "NULL", "NONE", "NA", "N/A", "NIL", "TBD", "TBA", "PENDING", "UNKNOWN", "NOTRACKING", "UNTRACKED"}


def plain(raw: str) -> str:
    """The number in capitals, without blanks of any width and dashes; empty where only a placeholder stood."""
    text = re.sub(r"[\s\u200b\u200c\u200d\ufeff\-\u2010-\u2015]", "", raw).upper()
    return "" if text in PLACEHOLDERS or set(text) == {"0"} else text


def letters_as_digits(text: str) -> list[int]:
    """UPS and OnTrac count a letter as its place after 'A', plus two, in the last digit."""
    return [int(c) if c.isdigit() else (ord(c) - 63) % 10 for c in text]


def one_two(text: str) -> bool:
    """UPS 1Z and OnTrac: digits weigh 1, 2, 1, 2 … from the left; the last brings the sum to a ten."""
    digits = letters_as_digits(text)
    total = sum(digit * (1 + place % 2) for place, digit in enumerate(digits[:-1]))
    return (total + digits[-1]) % 10 == 0


def three_one(text: str) -> bool:
    """USPS, DHL, Canada Post and all GS1 numbers: digits before the last weigh 3, 1, 3 … from the right."""
    digits = [int(c) for c in reversed(text)]
    return sum(digit * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10 == 0


def fedex_express(text: str) -> bool:
    """FedEx, 12 digits: weights 3, 1, 7 over eleven; the rest by 11, ten read as nought."""
    total = sum(int(c) * (3, 1, 7)[place % 3] for place, c in enumerate(text[:11]))
    return total % 11 % 10 == int(text[11])


def s10(text: str) -> bool:
    """The post's thirteen: two letters, eight digits and their check, two letters of a country."""
    total = sum(int(c) * weight for c, weight in zip(text[2:10], (8, 6, 4, 2, 3, 5, 9, 7), strict=True))
    return {10: 0, 11: 5}.get(11 - total % 11, 11 - total % 11) == int(text[10])


def sound(text: str) -> bool:
    return True


# shape, check, whose parcels may bear it, and whether it says by itself whose it is
FORMATS = [
    (r"1Z[0-9A-Z]{15}\d", lambda n: one_two(n[2:]), {"ups", "ups-mail-innovations"}, True),
    (r"9[1-5]\d{20}|9[1-5]\d{24}", three_one, {"usps", "osm", "fedex-smartpost"} | CONSOLIDATORS, True),
    (r"420\d{5}9[1-5]\d{20}", lambda n: three_one(n[8:]), {"usps", "osm", "fedex-smartpost"} | CONSOLIDATORS, True),
    (r"92\d{20}", three_one, {"ups", "fedex"}, False),
    (r"(?!00)\d{20}", three_one, {"usps"}, False),
    (r"[A-Z]{2}\d{9}YP", s10, {"yanwen"}, True),
    (r"[A-Z]{2}\d{9}(?!YP)[A-Z]{2}", s10, POSTS | CONSOLIDATORS, True),
    (r"[A-Z]{2}\d{9}DE", s10, {"dhl-paket"}, False),
    (r"\d{12}", fedex_express, {"fedex", "fedex-smartpost"}, False),
    (r"\d{15}", three_one, {"fedex", "fedex-smartpost"}, False),
    (r"[CD]\d{14}", one_two, {"ontrac", "lasership"}, True),
    (r"YT\d{16}", sound, {"yunexpress"}, True),
    (r"4PX\d{13}CN", sound, {"4px", "cainiao"}, True),
    (r"\d{16}", three_one, {"canada-post"}, False),
    (r"00340434\d{12}", three_one, {"dhl-paket", "dhl-express", "dhl-ecommerce", "deutsche-post"}, True),
    (r"(JJD|JVGL)\w+", sound, {"dhl-paket", "dhl-express", "dhl-ecommerce"}, True),
]
KNOWN = set().union(*(carriers for _, _, carriers, _ in FORMATS))


def bearers(text: str, is_telling: bool = False) -> set[str]:
    """Carriers whose parcels bear a number like this one; with ``is_telling`` by formats that name their carrier."""
    found = [
        carriers
        for shape, check, carriers, tells in FORMATS
        if re.fullmatch(shape, text, re.ASCII) and check(text) and (tells or not is_telling)
    ]
    return set().union(*found)


def fault(raw: str, carrier: str) -> str:
    """What is wrong with the look of ``raw`` for a parcel of ``carrier``; empty where nothing is."""
    text = plain(raw)
    if not text:
        return "id.missing"
    if re.fullmatch(r"\d([.,]\d+)?E\+?\d+|\d{15}0{5,}", text, re.ASCII):
        return "id.mangled"  # a spreadsheet's 9.4E+21, or its fifteen digits filled up with noughts
    if not re.fullmatch(r"[0-9A-Z]+", text, re.ASCII):
        return "id.bad_characters"
    if carrier == "unknown" or carrier in bearers(text):
        return ""
    if text.isdigit() and any(carrier in bearers(zeros + text) for zeros in ("0", "00")):
        return "id.mangled"  # a spreadsheet took the leading noughts away
    if bearers(text, is_telling=True):
        return "id.wrong_carrier"
    return "id.bad_format" if carrier in KNOWN else ""
