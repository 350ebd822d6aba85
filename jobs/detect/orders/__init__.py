"""Orders: which papers concern duties, what they do, and which order they belong to."""

from __future__ import annotations

from jobs.detect.orders.detector import OrdersDetector
from jobs.detect.orders.news import OrderNews, detect_order_news, order_changes

__all__ = ["OrderNews", "OrdersDetector", "detect_order_news", "order_changes"]
