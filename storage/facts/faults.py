"""The one error of fact files."""

from __future__ import annotations


class FactError(ValueError):
    """A fault in a fact file, in one sentence: "measures/x.yaml, measure y, field z: ..."."""
