"""What happens in the sample store: the facts a reader or a test may rely on.

A seller in Oregon sells on Amazon.com, partly from partner warehouses abroad. From ``BAD_FROM`` on the carrier of most
``BAD_CATEGORY`` packages leaves many of them unscanned. The files were all exported at ``KNOWN_UNTIL``.
"""

from datetime import UTC, date, datetime

PACKAGES = 1500
SEED = 20250115

FIRST_DAY = date(2024, 12, 1)
LAST_DAY = date(2025, 2, 28)
KNOWN_UNTIL = datetime(2025, 3, 1, 4, 30, tzinfo=UTC)
"""The instant of the exports, 20:30 Pacific on the last day: no scan, answer or row is later."""

RULE_DAY = date(2025, 1, 15)
"""From this day packages of five more origins count."""

API_FROM = date(2025, 1, 19)
"""Orders bought from this Pacific day on are in the Orders API pages, which alone know promises and Prime."""

BAD_CARRIER = "ontrac"
BAD_CATEGORY = "Home & Kitchen"
BAD_FROM = date(2025, 2, 3)
BAD_SHARE = 0.64
"""Share of the bad carrier's packages that are never scanned from ``BAD_FROM`` on."""

UNSCANNED_SHARE = 0.002
"""The same of every carrier, always."""

LINE_CATEGORY = "Musical Instruments"
LINE_FROM = date(2025, 1, 30)
"""From this day exactly 19 of 20 packages of ``LINE_CATEGORY`` are valid: the category stands on the line."""

WINDOW = (date(2025, 1, 30), date(2025, 2, 28))
"""The 30 days by confirmation that end on ``LAST_DAY``."""

AMAZON_WINDOW = (date(2025, 1, 20), date(2025, 2, 18))
"""The 30 days by promise that Amazon shows on ``LAST_DAY``."""

COUNTED_BEFORE = frozenset({"US", "PR", "CN"})
COUNTED_SINCE = frozenset({"US", "PR", "CN", "CA", "GB", "IN", "AS", "UM"})
TWO_SCANS_FROM = {"CN": 500, "CA": 500, "AS": 500, "UM": 500, "GB": 1500, "IN": 1500}
"""Cents from which Amazon asks for two scans, by origin; before ``RULE_DAY`` only China counts among them."""
