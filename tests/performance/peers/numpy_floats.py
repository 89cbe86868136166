"""float64 NumPy: the reference that all ratios are to."""

from tests.performance.references import County, by_numpy

NEEDS = "numpy"
prepare, compute = County.load, by_numpy
