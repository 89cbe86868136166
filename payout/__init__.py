"""Bonuses and payouts as cited rules: exact amounts, each one explained."""

__version__ = "0.1.0"
