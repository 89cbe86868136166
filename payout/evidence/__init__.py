"""Evidence: why an amount is what it is, and whether a policy's worked cases come out."""
