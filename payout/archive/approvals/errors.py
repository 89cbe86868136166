"""Why a run cannot be signed."""

from __future__ import annotations

from payout.text import Text


class ApprovalRefused(Exception):  # noqa: N818 -- it says what happened
    """A signature that the order of roles, or who signed before, does not allow."""

    def __init__(self, problem: Text) -> None:
        super().__init__(problem.en)
        self.problem = problem


class KeyFault(Exception):  # noqa: N818 -- it says what is wrong
    """A key, or the list of those who may sign, that cannot be used; no text of it holds anything of a private key."""

    def __init__(self, problem: Text) -> None:
        super().__init__(problem.en)
        self.problem = problem


class LibraryMissing(Exception):  # noqa: N818 -- it says what is wrong
    """A part of the program whose libraries are not installed; `extra` brings them."""

    def __init__(self, extra: str) -> None:
        super().__init__(extra)
        self.problem = Text(
            f"没有安装所需的库。请先运行:pip install 'payout[{extra}]'",
            f"Libraries that this needs are not installed. Run first: pip install 'payout[{extra}]'",
        )
