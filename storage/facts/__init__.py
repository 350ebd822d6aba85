"""The embedded facts: data files, and the loaders that check them.

How to write a measure or a product list is told at the top of ``storage/facts/schema.py``.
"""

from storage.facts.law import load_law
from storage.facts.schema import FactError

__all__ = ["FactError", "load_law"]
