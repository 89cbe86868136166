"""The program that `tests.performance.parts` starts: an ordinary run in so many parts, which tells how far each round is.

Before a round it writes `round COUNT` and waits for a line; of each part that is back `part NUMBER`; at the end what was sent and got.
"""

from __future__ import annotations

import sys

from payout.cli.main import code_of
from payout.engines.cluster import client as clients


class Weighed(clients.Cluster):
    """A cluster that cuts into so many parts, tells of each, and weighs what it sends and gets."""

    parts = 0
    sent = got = largest = 0

    def parts_of(self, rows):
        return Weighed.parts or super().parts_of(rows)

    def begin(self, plan, called):
        super().begin(plan, called)
        self.count = len(called)

    def step(self, parts):
        say(f"round {self.count}")
        sys.stdin.readline()
        for number, outcome in super().step(parts):
            say(f"part {number}")
            yield number, outcome

    def _submit(self, part):
        weight = len(clients.Packed.of(part).data)
        Weighed.sent += weight
        Weighed.largest = max(Weighed.largest, weight)
        return super()._submit(part)

    def _got(self, future, number):
        packed = super()._got(future, number)
        Weighed.got += len(packed.data)
        return packed


def say(text) -> None:
    print(text, flush=True)  # noqa: T201 - what it is for


def main() -> None:
    Weighed.parts = int(sys.argv[1])
    clients.Cluster = Weighed
    code = code_of(sys.argv[2:])
    say(f"weighed {Weighed.sent} {Weighed.got} {Weighed.largest}")
    sys.exit(code)


if __name__ == "__main__":
    main()
