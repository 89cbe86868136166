"""What an office does with a published run: slips and a notice, papers to sign, payment files. Commands and Python use the same."""
