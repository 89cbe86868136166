"""`python -m payout.cli` is the program `payout`."""

from payout.cli.main import main

main()
