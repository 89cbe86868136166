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

from importlib import import_module
from typing import TYPE_CHECKING, Any

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

HOME = {
    **dict.fromkeys(
        ("changed", "check", "compare", "compute", "explain", "lint", "load", "policies", "publish"),
        "payout.python",
    ),
    **dict.fromkeys(("read_back", "reopen", "slip", "Refused"), "payout.python"),
    **dict.fromkeys(("notice", "papers", "pay", "slips"), "payout.python"),
    **dict.fromkeys(("AccountsRefused", "NotPossible"), "payout.office.errors"),
    "ExactArray": "payout.exact",
    "ExactDtype": "payout.exact",
    "Finding": "payout.findings",
    "LanguageError": "payout.rules.tree",
}

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


def __getattr__(name: str) -> Any:
    """Import a name of the package from where it stands."""
    if name not in HOME:
        raise AttributeError(f"payout has no {name}; it has {', '.join(__all__)}")
    return getattr(import_module(HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
