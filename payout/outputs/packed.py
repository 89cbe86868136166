"""How every table of a run is written as Parquet: the results, and the tables that they were computed from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import BinaryIO

    import pyarrow as pa

ROW_GROUP_ROWS = 131_072
# The kinds that a dictionary makes smaller; for others it only costs time.
REPEATING = ("enumeration", "reference")


def packed(stream: BinaryIO, schema: pa.Schema, kinds: Iterable[tuple[str, str]]) -> pq.ParquetWriter:
    """What writes groups of `ROW_GROUP_ROWS` rows to a stream, for Arrow takes a path for UTF-8, whatever the system's is.

    `kinds`: the columns by name, each with the kind of its field.
    """
    repeating = [name for name, kind in kinds if kind in REPEATING]
    return pq.ParquetWriter(stream, schema, compression="zstd", use_dictionary=repeating)
