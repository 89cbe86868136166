"""The dtype that a column of each kind has: what intake makes, rules compute on, and outputs read."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from payout.exact.dtype import ExactDtype

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pandas.api.extensions import ExtensionDtype


@lru_cache(maxsize=1024)
def categories_of(options: tuple[str, ...]) -> pd.CategoricalDtype[object]:
    """The dtype of an enumeration, made once: what pandas makes sure of takes longer than reading a short column."""
    return pd.CategoricalDtype(list(options))


def dtype_of(kind: str, options: Iterable[str] = ()) -> ExtensionDtype | np.dtype[np.datetime64]:
    """The dtype of a kind: numbers are exact, an enumeration's options are its categories, all else is text."""
    match kind:
        case "number":
            return ExactDtype()
        case "flag":
            return pd.BooleanDtype()
        case "enumeration":
            return categories_of(tuple(options))
        case "date":
            return np.dtype("datetime64[s]")
        case _:
            return pd.StringDtype(na_value=pd.NA)
