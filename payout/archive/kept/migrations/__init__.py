"""How the tables of an archive came to be so, version by version (Alembic)."""
