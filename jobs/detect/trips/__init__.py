"""Officials' trips from news and notices in English and Japanese."""

from jobs.detect.trips.detector import TripDetector
from jobs.detect.trips.reading import read_item
from jobs.detect.trips.statement import Statement, Status, Traveler, Window

__all__ = ["Statement", "Status", "Traveler", "TripDetector", "Window", "read_item"]
