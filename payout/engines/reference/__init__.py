"""The reference engine: exact, a function a node; the oracle of every other."""
