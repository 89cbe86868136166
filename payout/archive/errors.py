"""What can stop a directory from being published."""

from __future__ import annotations

from payout.outputs import OutputError


class OutputExists(OutputError):  # noqa: N818 -- named as the file error that it is
    """Something stands where the output directory should go, and may not be replaced."""
