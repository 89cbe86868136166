"""The command line: one file a command. Each parses, calls and prints; nothing is computed here."""

from payout.cli.main import main

__all__ = ["main"]
