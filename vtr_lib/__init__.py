"""The valid tracking rate of an Amazon seller's own shipments: judged, explained, reported."""

__version__ = "0.1.0"
