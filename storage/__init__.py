"""The memory: tables, queries, migrations, and the embedded facts under ``facts/``."""
