"""A mapping: how a roster as offices have it becomes a policy's tables. It is data, and runs nothing.

`read_mapping` reads the file, `draft` makes one of a source to be decided. What is declared is done; all else is refused as
it is without a mapping. `declared` says what a mapping may say, `applying` does it, cell by cell in place: every finding
names the sheet and cell of the source.
"""
