"""The tables of an archive. How they came to be so, `migrations` says; a test holds both against one another."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData()

records = Table(
    "payout_records",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),  # 1, 2, 3, …: one chain
    Column("digest", String(64), nullable=False, unique=True),
    Column("previous", String(64), nullable=False),
    Column("at", String(32), nullable=False),
    Column("kind", String(16), nullable=False),  # run; of a run that is kept: beside, payment, void
    Column("body", Text, nullable=False),
)

contents = Table(
    "payout_contents",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("size", BigInteger, nullable=False),
)

pieces = Table(
    "payout_pieces",
    metadata,
    Column("sha256", String(64), ForeignKey("payout_contents.sha256"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("packed", Boolean, nullable=False),
    Column("data", LargeBinary, nullable=False),
)
