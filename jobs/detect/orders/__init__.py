"""Orders: which papers concern duties, what they do, and which order they belong to."""

from __future__ import annotations

from jobs.detect.orders.detector import OrdersDetector

__all__ = ["OrdersDetector"]
