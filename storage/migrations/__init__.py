"""Migrations, packaged: ``storage.migrate`` runs them without an alembic.ini."""
