"""A policy made ready to run: formulas placed and typed, rules in order, lint; and the records of what a run gives."""
