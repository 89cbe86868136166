"""`python -m payout` is the program `payout`."""

from payout.cli import main

main()
