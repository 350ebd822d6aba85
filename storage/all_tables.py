"""Every table of the memory in one import, for migrations: a new file with tables is one line here."""

from __future__ import annotations

from sqlmodel import SQLModel

import storage.item_store
import storage.schedule.tables
import storage.source_state
import storage.tables  # noqa: F401

metadata = SQLModel.metadata
