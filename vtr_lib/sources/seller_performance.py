"""Amazon's seller performance report (``GET_V2_SELLER_PERFORMANCE_REPORT``): its own rate, to compare with ours.

Never an input to our rate: in Amazon's own example more shipments are valid than there are shipments.
"""

from collections.abc import Iterator

from vtr_lib.sources import documents, events, marketplaces
from vtr_lib.sources.documents import Document, Row, at, text
from vtr_lib.sources.reading import Reading

FORMAT, VERSION = "seller_performance", "2"
KINDS = {
    "amazon_rates": {"window_from_at": "instant", "window_to_at": "instant", "shipments": "count", "valid": "count"}
}


def records(tree: object) -> list | None:
    """The marketplaces' metrics, or None where it is no such report."""
    found = [body["performanceMetrics"] for body in documents.bodies(tree) if "performanceMetrics" in body]
    return (
        [record for records in found for record in records]
        if found and all(isinstance(each, list) for each in found)
        else None
    )


def read(source: Document, metrics: list, zone: str) -> Reading:
    """Amazon's rates; ``rate`` and ``target`` stay text as written. A marketplace without the metric gives no row."""
    return documents.read(source, FORMAT, VERSION, metrics, _flatten, KINDS)


def _flatten(record: dict) -> Iterator[tuple[str, Row]]:
    metric = at(record, "validTrackingRate")
    if metric is None:
        return
    yield (
        "amazon_rates",
        {
            "marketplace": marketplaces.BY_ID.get(text(record, "marketplaceId") or ""),
            "window_from_at": text(metric, "reportingDateRange.reportingDateFrom"),
            "window_to_at": text(metric, "reportingDateRange.reportingDateTo"),
            "shipments": text(metric, "shipmentCount"),
            "valid": text(metric, "validTrackingCount"),
            "rate": events.coded(text(metric, "rate")),
            "target": events.coded(text(metric, "targetValue")),
            "target_condition": events.coded(text(metric, "targetCondition")),
            "status": events.coded(text(metric, "status")),
        },
    )
