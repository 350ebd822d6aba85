"""The embedded facts: data files, and the loaders that check them.

How to write a measure or a product list is told at the top of ``storage/facts/schema.py``.
"""

from storage.facts.faults import FactError
from storage.facts.law import load_law

__all__ = ["FactError", "load_law"]
