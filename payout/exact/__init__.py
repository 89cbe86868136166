"""Exact numbers: columns of rationals, what is computed with them, and the grammar of amounts in text."""

from payout.exact.apportion import apportion
from payout.exact.array import ExactArray
from payout.exact.dtype import ExactDtype
from payout.exact.groups import (
    Groups,
    group_any,
    group_count,
    group_highest,
    group_lowest,
    group_mean,
    group_total,
)
from payout.exact.matching import positions_among
from payout.exact.money import MoneyTextError, NumberGrammar, number_from_double, parse_column, parse_number
from payout.exact.order import greatest, least, rank

__all__ = [
    "ExactArray",
    "ExactDtype",
    "Groups",
    "MoneyTextError",
    "NumberGrammar",
    "apportion",
    "greatest",
    "group_any",
    "group_count",
    "group_highest",
    "group_lowest",
    "group_mean",
    "group_total",
    "least",
    "number_from_double",
    "parse_column",
    "parse_number",
    "positions_among",
    "rank",
]
