"""pandas with a Decimal object a cell."""

from tests.performance.references import County, by_decimal

NEEDS = "pandas"
prepare, compute = County.load, by_decimal
