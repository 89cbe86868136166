"""The schemes, a folder each."""
