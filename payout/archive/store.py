"""What a run leaves so that it can be computed again: its checked tables, and what changed the policy.

`evidence/tables/*.parquet` hold the tables as read and checked (exact decimals), `evidence/overlays/` and
`evidence/changes.json` what was put in force over the policy's own values.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from payout.exact import ExactArray

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pandas.api.extensions import ExtensionArray

    from payout.rules.policy.checked import CheckedTable
    from payout.rules.policy.policy import Policy
    from payout.rules.policy.tables import Column, Table

FOLDER = "evidence"


@dataclass(frozen=True)
class Changes:
    """What was put in force over a policy's own values: overlay files, then `name=value` texts.

    `expects`: the tables that had to be given, beside those that the policy names.
    """

    overlays: tuple[Path, ...] = ()
    sets: tuple[str, ...] = ()
    expects: tuple[str, ...] = ()

    def applied(self, policy: Policy) -> Policy:
        """The policy with the changes in force."""
        return policy.changed(overlays=self.overlays, sets=self.sets)


def write_evidence(
    folder: Path, tables: Sequence[Table], checked: Mapping[str, CheckedTable], changes: Changes
) -> None:
    """Write the evidence of a run into its output folder before that is sealed.

    `tables` are those that were given: one that was not is not there either when the run is computed again.
    """
    home = folder / FOLDER / "tables"
    home.mkdir(parents=True)
    for table in tables:
        frame = checked[table.name].frame
        columns = {column.name: _arrow(frame[column.name].array, column) for column in table.columns}
        pq.write_table(pa.table(columns), home / f"{table.name}.parquet")
    names = []
    for number, path in enumerate(changes.overlays):
        copy = folder / FOLDER / "overlays" / f"{number:02}" / path.name
        copy.parent.mkdir(parents=True)
        copy.write_bytes(path.read_bytes())
        names.append(copy.relative_to(folder).as_posix())
    record = {"overlays": names, "sets": list(changes.sets), "expects": list(changes.expects)}
    text = json.dumps(record, ensure_ascii=False, indent=2)
    (folder / FOLDER / "changes.json").write_text(text + "\n", encoding="utf-8")


def read_changes(out: Path) -> Changes:
    """Read what a run had put in force."""
    content = json.loads((out / FOLDER / "changes.json").read_text(encoding="utf-8"))
    overlays = tuple(out / name for name in content["overlays"])
    return Changes(overlays, tuple(content["sets"]), tuple(content["expects"]))


def tables_folder(out: Path) -> Path:
    """The folder of a run's checked tables, which intake reads like any other."""
    return out / FOLDER / "tables"


def _arrow(values: ExtensionArray, column: Column) -> pa.Array:
    match column.kind:
        case "number" if isinstance(values, ExactArray):
            return values.to_decimal128(column.places or 0)
        case "flag":
            return pa.array(values, type=pa.bool_())
        case "date":
            return pa.array(np.asarray(values, dtype="datetime64[D]"), type=pa.date32())
        case _:
            return pa.array(np.asarray(values.astype(object)), type=pa.string(), from_pandas=True)
