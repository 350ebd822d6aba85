"""Alembic's entry: runs on the connection ``storage.migrate`` hands over."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlmodel.sql.sqltypes import AutoString

from storage.all_tables import metadata


def _render(kind: str, thing: Any, _context: Any) -> str | Literal[False]:
    """Columns are written with SQLAlchemy's own names."""
    return "sa.String()" if kind == "type" and isinstance(thing, AutoString) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=False,
    render_item=_render,
    include_object=lambda thing, name, kind, reflected, other: not (kind == "table" and reflected and other is None),
)
with context.begin_transaction():
    context.run_migrations()
