"""Evidence: why an amount is what it is."""
