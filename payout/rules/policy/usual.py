"""The usual range of an amount, which `policy.toml` states in two words: numbers, or names of parameters."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from payout.rules.policy.parameters import EXACT_TEXT
from payout.rules.tree import LanguageError
from payout.text import show_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from payout.rules.policy.card import OutputFile
    from payout.rules.policy.parameters import Parameter


def usual_range(file: OutputFile, parameters: Mapping[str, Parameter]) -> tuple[Fraction, Fraction] | None:
    """The range of a file's total; None where the policy states none. Raises LanguageError for words that name no range."""
    if not file.usual:
        return None
    low, high = (_number(word, parameters) for word in file.usual)
    if low > high:
        told = f"{show_number(low)} is above {show_number(high)}"
        raise LanguageError(f'policy.toml: usual = "{" ".join(file.usual)}": {told}')
    return low, high


def _number(word: str, parameters: Mapping[str, Parameter]) -> Fraction:
    if EXACT_TEXT.fullmatch(word):
        return Fraction(word)
    found = parameters.get(word)
    if found is None or not isinstance(found.value, Fraction):
        raise LanguageError(
            f"policy.toml: usual: {word} is no number, nor the name of a parameter that is one"
        )
    return found.value
