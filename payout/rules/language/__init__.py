"""What rules.py says: symbols, words, the library, statements."""
