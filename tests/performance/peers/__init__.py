"""The same amounts by other means, each a process of its own: `python -m tests.performance.peers NAME FOLDER --rounds 3`.

A contender is a module with `NEEDS` (the distribution whose version is told), `prepare(folder)` and `compute(prepared)`. The second
is timed and gives target and leader's bonus of every person, in whole fen or in yuan. They know nothing of the engine and of each
other; all but `payout_*` run in an environment of their own.
"""
