"""Inputs that are nearly right, or attacked: mutants of every scheme's tables, judged by the scheme's oracle."""
