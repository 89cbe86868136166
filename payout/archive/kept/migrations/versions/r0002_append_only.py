"""What stands is neither changed nor taken away, and a record follows the last one: the database refuses all else.

SQLite's REPLACE takes a row away without asking the trigger for that, so that a row whose key stands already is refused too.
"""

from alembic import op

revision, down_revision = "0002", "0001"
TABLES = ("payout_records", "payout_contents", "payout_pieces")
KEYS = {
    "payout_records": "number = NEW.number OR digest = NEW.digest",
    "payout_contents": "sha256 = NEW.sha256",
    "payout_pieces": "sha256 = NEW.sha256 AND number = NEW.number",
}
FOLLOWS = (
    "NEW.number = (SELECT coalesce(max(number), 0) + 1 FROM payout_records) AND NEW.previous = "
    "coalesce((SELECT digest FROM payout_records WHERE number = NEW.number - 1), '" + "0" * 64 + "')"
)


def upgrade() -> None:
    """Make the triggers."""
    (_sqlite if op.get_context().dialect.name == "sqlite" else _postgresql)()


def _sqlite() -> None:
    for table in TABLES:
        for event in ("UPDATE", "DELETE"):
            _refuse(f"{table}_{event.lower()}", f"{event} ON {table}")
        again = f"EXISTS (SELECT 1 FROM {table} WHERE {KEYS[table]})"  # noqa: S608 -- names of ours
        _refuse(f"{table}_again", f"INSERT ON {table} WHEN {again}")
    _refuse("payout_records_follow", f"INSERT ON payout_records WHEN NOT ({FOLLOWS})")


def _refuse(name: str, event: str) -> None:
    op.execute(f"CREATE TRIGGER {name} BEFORE {event} BEGIN SELECT RAISE(ABORT, 'append-only'); END")


def _postgresql() -> None:
    op.execute(
        "CREATE FUNCTION payout_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'append-only'; END $$"
    )
    op.execute(
        "CREATE FUNCTION payout_follow() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF NOT ({FOLLOWS}) THEN RAISE EXCEPTION 'append-only'; END IF; RETURN NEW; END $$"
    )
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_stands BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION payout_refuse()"
        )
    op.execute(
        "CREATE TRIGGER payout_records_follow BEFORE INSERT ON payout_records "
        "FOR EACH ROW EXECUTE FUNCTION payout_follow()"
    )
