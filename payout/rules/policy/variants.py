"""Variants: a structural change of a policy, as one Python file that names its baseline and states rules anew.

::

    from payout.rules import *

    policy = variant(__file__, baseline="county_target_bonus", day="2013-01-01", reason="试算 | a trial")
    clause, p = policy.clause, policy.p
    (unit,) = policy.symbols("unit")

    with clause("6.1", "得分差额不再计入 | scores no longer spread the units"):
        unit.formula_bonus = yuan("公式人均奖金 | bonus per head, the same for all", p.county_average)

A statement replaces the rule or check of its level and name, or adds one; all else is inherited: tables, levels, derivations,
parameters, clauses, outputs. What a variant says of its baseline is read without running it, for the digest of a run is judged
before anything of it is imported.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from payout.rules.policy.parameters import read_parameters
from payout.rules.tree import LanguageError

if TYPE_CHECKING:
    from pathlib import Path

    from payout.rules.policy.card import Card
    from payout.rules.policy.declared import Files
    from payout.rules.policy.parameters import Parameter

CALL = 'policy = variant(__file__, baseline="…", reason="…")'


@dataclass(frozen=True)
class Variant:
    """What a variant says of itself, as text in its one call of `variant(…)`."""

    baseline: str
    day: str = ""
    reason: str = ""
    document: str = ""
    parameters: str = (
        ""  # a file beside it, in the form of parameters.toml: parameters that the baseline lacks
    )

    def __post_init__(self) -> None:
        """Refuse a day that is none."""
        if self.day:
            try:
                date.fromisoformat(self.day)
            except ValueError as fault:
                raise LanguageError(
                    f"variant: day={self.day!r} is no day: write it as 2013-01-01",
                    f"variant:day={self.day!r} 不是日期,写作 2013-01-01",
                ) from fault

    @property
    def cited(self) -> str:
        """Why, and by which paper."""
        return "; ".join(part for part in (self.reason, self.document) if part)


def is_variant(place: Path) -> bool:
    """Whether a policy is a variant's file and no folder."""
    return place.suffix == ".py"


def stated_of(file: Path) -> Variant:
    """What a variant's file says of itself, without running it. Raises LanguageError where it does not say it plainly."""
    try:
        tree = ast.parse(file.read_bytes())
    except (SyntaxError, ValueError) as fault:
        raise LanguageError(
            f"{file.name} is no Python: {fault}", f"{file.name} 不是 Python 文件:{fault}"
        ) from fault
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "variant"
    ]
    if len(calls) != 1:
        raise LanguageError(
            f"{file.name} is no variant: it must say once {CALL}",
            f"{file.name} 不是变通办法:其中应写一次 {CALL}",
        )
    said = {one.arg: one.value for one in calls[0].keywords}
    unknown = sorted(str(name) for name in set(said) - set(Variant.__dataclass_fields__))
    if unknown or "baseline" not in said:
        what = f"does not know {unknown[0]}" if unknown else "lacks baseline"
        zh = f"不认识 {unknown[0]}" if unknown else "没有写 baseline"
        raise LanguageError(
            f"{file.name}: variant(…) {what}: write {CALL}", f"{file.name}:variant(…) {zh},写作 {CALL}"
        )
    return Variant(**{str(name): _text(file, str(name), value) for name, value in said.items()})


def _text(file: Path, name: str, value: ast.expr) -> str:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value
    raise LanguageError(
        f"{file.name}:{value.lineno}: {name}= is a text as it stands, which is read without running the file",
        f"{file.name}:{value.lineno}:{name}= 应直接写成文字,不运行文件也能读出",
    )


def card_of(card: Card, file: Path) -> Card:
    """The card of a variant: its baseline's, with the file in the version, so that no cover takes one for the other."""
    return replace(card, version=f"{card.version}+{file.stem}")


def files_of_variant(file: Path, said: Variant, files: Files) -> Files:
    """What a variant computes with: its baseline's files, its own, and that of its parameters."""
    own = [file, *([file.parent / said.parameters] if said.parameters else [])]
    return (*files, *((f"variant/{one.name}", one.read_bytes()) for one in own))


def values_of_variant(
    file: Path, said: Variant, card: Card, values: dict[str, Parameter]
) -> dict[str, Parameter]:
    """The baseline's parameters and those that a variant adds. A value that changes stands in an overlay."""
    if not said.parameters:
        return values
    path = file.parent / said.parameters
    if path.parent != file.parent or not path.is_file():
        raise LanguageError(
            f"{file.name}: there is no {said.parameters} beside it",
            f"{file.name}:旁边没有 {said.parameters}",
        )
    added = read_parameters(path, card.as_of)
    again = sorted(set(added) & set(values))
    if again:
        raise LanguageError(
            f"{path.name}: {again[0]} is a parameter of {said.baseline}: another value of it stands in an overlay",
            f"{path.name}:{again[0]} 是 {said.baseline} 已有的参数,改数值请用变更文件",
        )
    return {**values, **added}
