"""The pandas dtype of a column of exact numbers."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar

import pandas as pd
from pandas.api.extensions import ExtensionDtype, register_extension_dtype

if TYPE_CHECKING:
    from pandas.api.extensions import ExtensionArray


@register_extension_dtype
class ExactDtype(ExtensionDtype):
    """Rational numbers without error; frames name it `"exact"`."""

    name = "exact"
    type = Fraction
    kind = "O"
    na_value = pd.NA
    array_type: ClassVar[type[ExtensionArray]]  # type: ignore[valid-type]  # set by the array, which needs its dtype first

    @classmethod
    def construct_array_type(cls) -> type[ExtensionArray]:  # type: ignore[valid-type]
        """The array class, `ExactArray`."""
        return cls.array_type

    def __repr__(self) -> str:
        return self.name

    @property
    def _is_numeric(self) -> bool:
        return True

    def _get_common_dtype(self, dtypes: list[Any]) -> Any:
        """The exact dtype for exact beside integers.

        Floats and texts beside exact numbers make an object column.
        """
        for dtype in dtypes:
            if not (isinstance(dtype, ExactDtype) or getattr(dtype, "kind", "") in "iu"):
                return None
        return self
