"""What a run leaves so that it can be computed again: its checked tables, and what changed the policy.

`evidence/tables/*.parquet` hold the tables as read and checked (exact decimals), `evidence/overlays/` and
`evidence/changes.json` what was put in force over the policy's own values. `evidence/mapping.toml` is the mapping by which the
source became these tables, where there was one: they need it no more, and it is kept for people to read.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from payout import intake
from payout.archive.changes import Changes
from payout.archive.reopening import damaged
from payout.exact import ExactArray
from payout.outputs import text_values
from payout.outputs.packed import ROW_GROUP_ROWS, packed
from payout.rules.policy.overlays import Overlay

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from typing import BinaryIO

    from pandas.api.extensions import ExtensionArray

    from payout.intake import SourceMap
    from payout.rules.policy.checked import CheckedTable
    from payout.rules.policy.policy import Policy
    from payout.rules.policy.tables import Column, Table

FOLDER = "evidence"
MAPPING = f"{FOLDER}/mapping.toml"
OVERLAY = re.compile(r"evidence/overlays/[0-9]+/[^/]+")


def write_evidence(
    folder: Path, tables: Sequence[Table], checked: Mapping[str, CheckedTable], changes: Changes
) -> None:
    """Write the evidence of a run into its output folder before that is sealed.

    `tables` are those that were given: one that was not is not there either when the run is computed again.
    """
    home = folder / FOLDER / "tables"
    home.mkdir(parents=True)
    for table in tables:
        with (home / f"{table.name}.parquet").open("xb") as stream:
            _write_rows(table, checked[table.name], stream)
    names = []
    for number, overlay in enumerate(changes.overlays):
        copy = folder / FOLDER / "overlays" / f"{number:02}" / overlay.name
        copy.parent.mkdir(parents=True)
        copy.write_bytes(overlay.data)
        names.append(copy.relative_to(folder).as_posix())
    if changes.mapping is not None:
        (folder / MAPPING).write_bytes(changes.mapping.content)
    record = {"overlays": names, "sets": list(changes.sets), "expects": list(changes.expects)}
    text = json.dumps(record, ensure_ascii=False, indent=2)
    (folder / FOLDER / "changes.json").write_text(text + "\n", encoding="utf-8")


def _write_rows(table: Table, checked: CheckedTable, stream: BinaryIO) -> None:
    """Write a table as it was read, a group of rows at a time."""
    kinds = [(column.name, column.kind) for column in table.columns]
    with packed(stream, _rows(table, checked, 0, 0).schema, kinds) as writer:
        for start in range(0, max(len(checked.frame), 1), ROW_GROUP_ROWS):
            writer.write_table(_rows(table, checked, start, start + ROW_GROUP_ROWS))


def _rows(table: Table, checked: CheckedTable, start: int, stop: int) -> pa.Table:
    """Some rows of a table, what was blank in its file blank again."""
    blank = {name: rows[(rows >= start) & (rows < stop)] - start for name, rows in checked.blank.items()}
    columns = {
        column.name: _as_read(
            _arrow(checked.frame[column.name].array[start:stop], column), blank.get(column.name)
        )
        for column in table.columns
    }
    own = {name: pa.array(texts[start:stop], pa.string()) for name, texts in checked.carried.items()}
    return pa.table({**columns, **own})


def read_changes(out: Path) -> Changes:
    """What a run had put in force. Raises RunChanged where its record is damaged, or names files that are not its own."""
    try:
        content = json.loads((out / FOLDER / "changes.json").read_text(encoding="utf-8"))
        overlays, sets, expects = content["overlays"], content["sets"], content["expects"]
        names = [name for name in (*overlays, *sets, *expects) if not isinstance(name, str)]
        names += [name for name in overlays if not OVERLAY.fullmatch(name) or not (out / name).is_file()]
        held = tuple(Overlay.read(out / name) for name in overlays if not names)
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as fault:
        raise damaged(out, "changes.json") from fault
    if names:
        raise damaged(out, "changes.json")
    return Changes(held, tuple(sets), tuple(expects))


def kept_mapping(out: Path, policy: Policy) -> SourceMap | None:
    """The mapping by which a run's tables were made, if any: it is told again and not applied again. Raises LanguageError."""
    path = out / MAPPING
    return intake.read_mapping(path, policy.card.id, policy.tables, kept=True) if path.is_file() else None


def tables_folder(out: Path) -> Path:
    """The folder of a run's checked tables, which intake reads like any other."""
    return out / FOLDER / "tables"


def _as_read(values: pa.Array, blank: np.ndarray | None) -> pa.Array:
    """A column with its blank cells blank again: what they mean is put in when it is read, and how many they are is told."""
    if blank is None:
        return values
    there = np.ones(len(values), dtype=bool)
    there[blank] = False
    return pc.if_else(pa.array(there), values, pa.scalar(None, values.type))


def _arrow(values: ExtensionArray, column: Column) -> pa.Array:
    match column.kind:
        case "number" if isinstance(values, ExactArray):
            return values.to_decimal128(column.places or 0)
        case "flag":
            return pa.array(values, type=pa.bool_())
        case "date":
            return pa.array(np.asarray(values, dtype="datetime64[D]"), type=pa.date32())
        case _:
            return text_values(values)
