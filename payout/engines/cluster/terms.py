"""On what terms a worker may take part: the same programs, and the same policy with the same values in force."""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

from payout.engines.parts.plan import planned
from payout.rules.compiled.compiled import compiled
from payout.rules.policy.loading import find_installed, load_policy
from payout.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping

    from payout.engines.parts.layout import Layout
    from payout.engines.parts.plan import Rounds
    from payout.rules.policy.policy import Policy

PROGRAMS = ("numpy", "pandas", "pyarrow", "distributed")
LOADING = (
    RLock()
)  # a policy's files are imported by one thread at a time: one that computes, or the one that answers


@dataclass(frozen=True)
class Discrepancy:
    """What a worker has otherwise than the program that asks it. `wanted` blank: it has none that can be used, and `found` says why."""

    what: str
    wanted: str
    found: str


class Unfit(Exception):  # noqa: N818 - it says what a worker is
    """A worker that does not meet the terms was given a part."""

    def __init__(self, worker: str, found: tuple[Discrepancy, ...]) -> None:
        super().__init__(worker, found)
        self.worker, self.found = worker, found


@dataclass(frozen=True)
class Terms:
    """What is asked of a worker. `place`: where the policy stands; where nothing stands there, the one installed by its name counts."""

    policy: str
    place: str
    digest: str
    programs: tuple[tuple[str, str], ...]
    values: Mapping[str, Any] = field(compare=False, repr=False)

    @classmethod
    def of(cls, policy: Policy, place: Path) -> Terms:
        """The terms of a policy with its values in force."""
        values = {name: _plain(one.value) for name, one in policy.parameters.items()}
        return cls(policy.card.id, str(place.resolve()), policy.digest, programs(), values)

    def of_programs(self) -> tuple[Discrepancy, ...]:
        """Which programs this process has otherwise."""
        own = dict(programs())
        return tuple(Discrepancy(name, said, own[name]) for name, said in self.programs if own[name] != said)

    def differences(self) -> tuple[Discrepancy, ...]:
        """What this process has otherwise."""
        found = self.of_programs()
        if found:
            return found  # of another program no policy is loaded
        try:
            with LOADING:
                digest = loaded(self).digest
        except Exception as fault:  # noqa: BLE001 - a policy's files are programs: what they end with there is what is told
            return (Discrepancy(self.policy, "", str(fault) or type(fault).__name__),)
        return () if digest == self.digest else (Discrepancy(self.policy, self.digest[:12], digest[:12]),)


def programs() -> tuple[tuple[str, str], ...]:
    """The versions that must be the same on every machine."""
    found = {"payout": f"{__version__} ({_code()})", "python": platform.python_version()}
    return tuple((found | {name: version(name) for name in PROGRAMS}).items())


@cache
def _code() -> str:
    """What tells one state of the program's own files from another of the same version."""
    package = Path(__file__).parents[2]
    files = sorted(path.relative_to(package).as_posix() for path in package.rglob("*.py"))
    whole = sha256()
    for name in files:
        whole.update(f"{name}\0".encode() + (package / name).read_bytes() + b"\0")
    return whole.hexdigest()[:12]


def loaded(terms: Terms) -> Policy:
    """The policy as it is here, with the values in force that were sent. Raises LanguageError."""
    place = Path(terms.place)
    policy = load_policy(place if place.exists() else find_installed(terms.policy))
    sent = {
        name: replace(one, value=terms.values.get(name, one.value)) for name, one in policy.parameters.items()
    }
    return replace(policy, parameters=sent)


@dataclass(frozen=True)
class Remote:
    """A policy in rounds as a worker makes it for itself, once."""

    terms: Terms
    layout: Layout

    @property
    def plan(self) -> Rounds:
        """The rounds; raises Unfit where the worker does not meet the terms."""
        with LOADING:
            return _plan(self.terms, self.layout)


@lru_cache(maxsize=4)
def _plan(terms: Terms, layout: Layout) -> Rounds:
    found = terms.differences()
    if found:
        raise Unfit(worker_here(), found)
    return planned(compiled(loaded(terms)), layout)


def worker_here() -> str:
    """The address of the worker that this is."""
    distributed: Any = sys.modules["distributed"]
    return str(distributed.get_worker().address)


def _plain(value: Any) -> Any:
    """A value in force as it can be sent: tables are kept where nobody can change them, and such a view cannot be sent."""
    return dict(value) if hasattr(value, "items") else value
