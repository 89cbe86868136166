"""The tree of rules: nodes, what is known of them, and how they are read. Readings import it from here."""

from payout.rules.tree.branches import Choose, Extreme, FirstMatch, When
from payout.rules.tree.fault import LanguageError, told
from payout.rules.tree.formulas import (
    Arithmetic,
    Band,
    Compare,
    Known,
    Logic,
    Lookup,
    Not,
    Round,
    TableShape,
    YearOf,
)
from payout.rules.tree.grouped import Aggregate, Allocate, Decide, Rank
from payout.rules.tree.leaves import ColumnValue, Constant, ParameterValue, Rows, Through, Up
from payout.rules.tree.node import NODES, Grouping, Need, Node, walk, word
from payout.rules.tree.reading import Incomplete, Reading
from payout.rules.tree.schema import WHOLE, Home, Options, Schema

__all__ = [
    "NODES",
    "WHOLE",
    "Aggregate",
    "Allocate",
    "Arithmetic",
    "Band",
    "Choose",
    "ColumnValue",
    "Compare",
    "Constant",
    "Decide",
    "Extreme",
    "FirstMatch",
    "Grouping",
    "Home",
    "Incomplete",
    "Known",
    "LanguageError",
    "Logic",
    "Lookup",
    "Need",
    "Node",
    "Not",
    "Options",
    "ParameterValue",
    "Rank",
    "Reading",
    "Round",
    "Rows",
    "Schema",
    "TableShape",
    "Through",
    "Up",
    "When",
    "YearOf",
    "told",
    "walk",
    "word",
]
