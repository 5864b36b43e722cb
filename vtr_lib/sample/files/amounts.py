"""Cents as the files write them."""


def money(cents: int) -> str:
    """``13.99``"""
    return f"{cents // 100}.{cents % 100:02d}"


def money_or_blank(cents: int) -> str:
    """``13.99``, and nothing for nothing."""
    return money(cents) if cents else ""
