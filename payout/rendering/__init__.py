"""Readings without data: formulas in words."""
