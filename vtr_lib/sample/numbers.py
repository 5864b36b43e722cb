"""Well-formed tracking numbers of made-up shipments, check digits and all.

Each maker takes a serial number of its own, so that no two packages share a number unless the story wants it.
Sources of the check digits: UPU S10; USPS Publication 199; GS1 General Specifications; the label guides of UPS and
FedEx; the public test numbers of OnTrac and Canada Post.
"""

from collections.abc import Callable


def gs1_digit(body: str) -> int:
    """Check digit with weights 3, 1, 3 … from the right (USPS, Canada Post, SSCC)."""
    return -(3 * sum(map(int, body[::-2])) + sum(map(int, body[-2::-2]))) % 10


def ups_digit(body: str) -> int:
    """Check digit with weights 1, 2, 1 … from the left; a letter counts its code − 63 (UPS after ``1Z``, OnTrac)."""
    values = [int(char) if char.isdigit() else (ord(char) - 63) % 10 for char in body]
    return -(sum(values[::2]) + 2 * sum(values[1::2])) % 10


def fedex_digit(body: str) -> int:
    """Check digit of eleven digits with weights 3, 1, 7 … modulo 11, ten read as 0."""
    return sum(int(digit) * (3, 1, 7)[place % 3] for place, digit in enumerate(body)) % 11 % 10


def s10_digit(body: str) -> int:
    """Check digit of the eight digits of a postal item."""
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(body, (8, 6, 4, 2, 3, 5, 9, 7), strict=True)) % 11
    return {10: 0, 11: 5}.get(rest, rest)


def _gs1(prefix: str, width: int, before: str = "") -> Callable[[int], str]:
    def number(serial: int) -> str:
        body = f"{prefix}{scatter(serial, width)}"
        return f"{before}{body}{gs1_digit(body)}"

    return number


def _s10(service: str, country: str) -> Callable[[int], str]:
    def number(serial: int) -> str:
        body = scatter(serial, 8)
        return f"{service}{body}{s10_digit(body)}{country}"

    return number


def _ups(serial: int) -> str:
    body = f"999AA103{scatter(serial, 7)}"
    return f"1Z{body}{ups_digit(body)}"


def _fedex(serial: int) -> str:
    body = f"799{scatter(serial, 8)}"
    return f"{body}{fedex_digit(body)}"


def _ontrac(serial: int) -> str:
    body = f"{'CD'[serial % 2]}1099{scatter(serial, 9)}"
    return f"{body}{ups_digit(body)}"


def scatter(serial: int, width: int) -> str:
    """``width`` digits that look random and never repeat for serials below 10 ** width."""
    return f"{(serial * 7_778_742_049 + 12_586_269_025) % 10**width:0{width}d}"


MAKERS: dict[str, Callable[[int], str]] = {
    "usps": _gs1("9400199", 14),
    "ups": _ups,
    "fedex": _fedex,
    "ontrac": _ontrac,
    "dhl-ecommerce": _gs1("9361269999", 11),
    "yunexpress": lambda serial: f"YT2499{scatter(serial, 12)}",
    "4px": lambda serial: f"4PX3009{scatter(serial, 9)}CN",
    "yanwen": _s10("UB", "YP"),
    "china-post": _s10("LZ", "CN"),
    "canada-post": _gs1("7399999", 8),
    "royal-mail": _s10("RN", "GB"),
    "india-post": _s10("EZ", "IN"),
    "dhl-paket": _gs1("340434", 11, before="00"),
    "japan-post": _s10("EM", "JP"),
    "old-dominion": lambda serial: f"799{scatter(serial, 8)}",
    "xpo": lambda serial: f"799{scatter(serial, 6)}",
}
