"""Column types every table shares: instants in UTC, big numbers, JSON; alike on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, Table, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import SQLModel


class Instant(TypeDecorator[datetime]):
    """An aware instant, UTC. SQLite keeps no zone, so it is stripped on the way in and put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times: a guess about their zone would move an alert by hours."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive time {value!r}: give an aware one")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Always aware, always UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Json(TypeDecorator[Any]):
    """JSON; JSONB on PostgreSQL."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """JSONB where there is one."""
        return dialect.type_descriptor(JSONB() if dialect.name == "postgresql" else JSON())


BigId = BigInteger().with_variant(Integer(), "sqlite")
"""64 bits everywhere; on SQLite the plain INTEGER that may count up by itself."""


def table_of(model: type[SQLModel]) -> Table:
    """The table of a model, for statements that touch many rows."""
    table: Table = model.__table__  # type: ignore[attr-defined]
    return table
