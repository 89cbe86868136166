"""Explanations read back: what is printed is computed again, in Python's fractions, by nothing that computed it first."""
