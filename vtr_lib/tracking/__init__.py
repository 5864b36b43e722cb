"""Tracking numbers: whose number is it, and is it well formed. Numbers in, statuses out."""

from vtr_lib.tracking.check import check

__all__ = ["check"]
