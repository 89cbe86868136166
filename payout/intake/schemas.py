"""The pandera schemas that guard what intake read, built from what a policy declares of its tables.

pandera only compares: `coerce=False`, for its coercion rounds in silence (1234.56 became 1235); `strict=True`, a column
that is not declared is a fault of ours. It is here and not beside the declarations, so that whoever reads a policy
without reading data (lint, documents, help) does not wait for it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pandas as pd
import pandera.pandas as pa
from pandera.dtypes import immutable
from pandera.engines import pandas_engine

from payout.exact import ExactDtype
from payout.exact.columns import dtype_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pandera.dtypes import DataType

    from payout.exact import ExactArray
    from payout.rules.policy.tables import Column, Table


@pandas_engine.Engine.register_dtype(equivalents=["exact", ExactDtype, ExactDtype()])
@immutable
class _ExactInPandera(pandas_engine.DataType):
    """Makes columns of exact numbers known to pandera, which compares dtypes and never coerces here."""

    type = ExactDtype()


@lru_cache(maxsize=256)
def table_schema(table: Table) -> pa.DataFrameSchema:
    """The schema of a table as read: strict, nothing coerced; made once, for pandera takes as long to make one as to judge by it."""
    columns = {column.name: column_schema(column) for column in table.columns}
    return pa.DataFrameSchema(columns, strict=True, coerce=False, name=table.name, title=table.zh)


@immutable(init=True)
class _Declared(pandas_engine.DataType):
    """A dtype as it is declared, compared as pandas compares: pandera's own for texts holds those of any missing value for one."""

    type: Any

    def check(self, pandera_dtype: DataType, data_container: Any = None) -> bool:
        """Whether a column has just this dtype."""
        found = pandera_dtype if data_container is None else data_container.dtype
        return bool(found == self.type)


def column_schema(column: Column) -> pa.Column:
    """The schema of a column: dtype exactly as declared, no coercion, blanks and bounds as declared.

    Not that keys stand once: `cross` tells it, with the rows.
    """
    return pa.Column(
        _Declared(dtype_of(column.kind, column.options)),
        checks=list(_bounds(column)),
        nullable=column.nullable and column.default is None,
        coerce=False,
        title=column.zh,
        metadata={"kind": column.kind, "clause": column.clause, "personal": column.personal},
    )


def _bounds(column: Column) -> Iterator[pa.Check]:
    """The checks of the least and the most that a number may be, each under the name by which `assemble` knows it."""
    if column.at_least is not None:
        least = column.at_least
        yield _check(lambda values: values >= least, f"at_least_{least}")
    if column.at_most is not None:
        most = column.at_most
        yield _check(lambda values: values <= most, f"at_most_{most}")


def _check(within: Callable[[ExactArray], Any], name: str) -> pa.Check:
    # A blank passes: whether one may stand there is `nullable`'s to say, and to say once.
    return pa.Check(
        lambda values: pd.Series(
            pd.array(within(values.array), dtype="boolean").fillna(value=True), index=values.index
        ),
        name=name,
        error=name.replace("_", " "),
    )
