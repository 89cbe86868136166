"""What ends the worker that is given it: a part that asks for more memory than there is ends so."""

from __future__ import annotations

import os
import signal
from time import sleep


def deadly(*_):
    sleep(1.5)  # a worker that ends while it starts is not started again
    os.kill(os.getpid(), signal.SIGKILL)
