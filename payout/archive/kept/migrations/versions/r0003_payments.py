"""Records of payments, and of payments that never left, may stand in the chain.

No table changes: a program that does not know these records would take them for files of a run, and must not open the archive.
"""

revision, down_revision = "0003", "0002"


def upgrade() -> None:
    """Nothing but the version."""
