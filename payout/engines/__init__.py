"""Engines: what an evaluation of the rules gives, as the records that everybody reads."""
