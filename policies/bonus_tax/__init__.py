"""A resident's income tax on the one-off bonus of a year."""
