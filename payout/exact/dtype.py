"""The pandas dtype of a column of exact numbers."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pandas as pd
from pandas.api.extensions import ExtensionDtype, register_extension_dtype

if TYPE_CHECKING:
    from payout.exact.array import ExactArray


@register_extension_dtype
class ExactDtype(ExtensionDtype):
    """Rational numbers without error; frames name it `"exact"`."""

    name = "exact"
    type = Fraction
    kind = "O"
    na_value = pd.NA

    @classmethod
    def construct_array_type(cls) -> type[ExactArray]:  # type: ignore[valid-type]
        """Give the array class, `ExactArray`."""
        from payout.exact.array import ExactArray  # noqa: PLC0415 -- the array needs its dtype first

        return ExactArray

    @property
    def _is_numeric(self) -> bool:
        return True

    def _get_common_dtype(self, dtypes: list[Any]) -> Any:
        """Give exact for exact beside integers.

        Floats and texts beside exact numbers make an object column.
        """
        for dtype in dtypes:
            if not (isinstance(dtype, ExactDtype) or getattr(dtype, "kind", "") in "iu"):
                return None
        return self
