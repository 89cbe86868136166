"""Bonuses and payouts as cited rules: exact amounts, each one explained.

What a script or a notebook uses (`docs/python.md` is such a session)::

    import payout

    policy = payout.load("county_target_bonus")
    batch = payout.compute(policy, "fixtures/county_target_bonus/county.xlsx")
    batch.frame("person")[["person_id", "payable"]]
    print(payout.explain(batch, "P00002"))
    payout.publish(batch, "out/county")

Each name is imported when it is first used: `import payout` costs nothing.
"""

from typing import TYPE_CHECKING

from payout.deferred import deferred
from payout.version import __version__

if TYPE_CHECKING:
    from payout.exact import ExactArray, ExactDtype
    from payout.findings import Finding
    from payout.office.errors import AccountsRefused, NotPossible
    from payout.python import (
        Refused,
        changed,
        check,
        compare,
        compute,
        explain,
        lint,
        load,
        notice,
        papers,
        pay,
        policies,
        publish,
        read_back,
        reopen,
        slip,
        slips,
    )
    from payout.rules.tree import LanguageError
else:
    __getattr__ = deferred(__name__)

__all__ = [
    "AccountsRefused",
    "ExactArray",
    "ExactDtype",
    "Finding",
    "LanguageError",
    "NotPossible",
    "Refused",
    "__version__",
    "changed",
    "check",
    "compare",
    "compute",
    "explain",
    "lint",
    "load",
    "notice",
    "papers",
    "pay",
    "policies",
    "publish",
    "read_back",
    "reopen",
    "slip",
    "slips",
]


def __dir__() -> list[str]:
    return sorted(__all__)
