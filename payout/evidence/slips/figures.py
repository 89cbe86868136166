"""Figures and formulas as a payee reads them: amounts to the fen, other numbers to four decimals, each with its name beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from payout.evidence.rereading.grammar import ROUNDING, rounded
from payout.text import Text, show_number

CUT = re.compile(r"-?\d+\.\d+…")  # a number of which no step stands, such as one in a condition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payout.evidence.steps import Step, Term
    from payout.text import Language

FEN, FOUR = 2, 4  # decimals of an amount, and of any other number
LONGEST = 150  # a condition in words that is longer explains nothing to a payee


@dataclass(frozen=True)
class Figures:
    """Writes figures in one language. What is rounded to be shown is said to be about so much."""

    lang: Language

    def number(self, text: str, exact: str, measure: str) -> str:
        """Write a printed number; a text that is none as it is."""
        return _number(text, exact, measure, self.lang)

    def value(self, step: Step) -> str:
        """Write the value of a step, an amount with its currency."""
        told = self.number(step.value, step.exact, step.measure)
        is_amount = step.measure == "yuan" and told[-1].isdigit()
        return f"{told}{Text(' 元', ' yuan')(self.lang)}" if is_amount else told

    def how(self, step: Step) -> str:
        """Write how a value came about: the formula with names and numbers, its rounding, the conditions it was taken on."""
        if not step.terms or step.value in {"是", "yes"}:
            return step.words if len(step.words) <= LONGEST else ""
        if len(step.terms) == 1 and step.numbers != step.terms[0].printed:
            told = self._stated(step.words)
        else:
            told = self._formula(step)
        held = [one for one in step.held if len(one) <= LONGEST]
        because = (
            Text("因为:", "because: ")(self.lang) + Text(";", "; ")(self.lang).join(held) if held else ""
        )
        return self._short(Text(";", "; ")(self.lang).join(part for part in (told, because) if part))

    def _short(self, text: str) -> str:
        """Write numbers that are cut off, those of conditions, as every other one is written."""
        return CUT.sub(lambda found: self.number(found[0][:-1], f"{found[0][:-1]}1", ""), text)

    def _stated(self, words: str) -> str:
        """A value that one parameter or constant states: its rounding behind it; a bare number says nothing."""
        rounding = ROUNDING.match(words)
        if rounding is None or not _is_one(words[rounding.end() - 1 :]):
            return words
        inner = words[rounding.end() : -1]
        return (
            f"{inner}{Text(',', ', ')(self.lang)}{rounding[0][:-1]}" if any(map(str.isalpha, inner)) else ""
        )

    def _formula(self, step: Step) -> str:
        rounding = ROUNDING.match(step.numbers)
        if rounding is None or not _is_one(step.numbers[rounding.end() - 1 :]):
            return self._floor("".join(self._pieces(step.numbers, step.terms)))
        inner = self._floor("".join(self._pieces(step.numbers[rounding.end() : -1], step.terms)))
        return f"{inner}{Text(',', ', ')(self.lang)}{rounding[0][:-1]}"

    def _floor(self, told: str) -> str:
        """Say of the greater of a formula and 0 that it is not below 0."""
        for word in ("最高", "greatest"):
            if told.startswith(f"{word}(") and told.endswith(", 0)") and _is_one(told[len(word) :]):
                return f"{told[len(word) + 1 : -4]}{Text(',不低于 0', ', not below 0')(self.lang)}"
        return told

    def _pieces(self, text: str, terms: tuple[Term, ...]) -> Iterator[str]:
        """A formula in pieces: each value with its name before it, what stands between them as it is."""
        at, waiting = 0, list(terms)
        while at < len(text):
            if waiting and text.startswith(waiting[0].printed, at):
                term = waiting.pop(0)
                at += len(term.printed)
                told = self.number(term.text, term.exact, term.measure)
                yield f"{term.name} {told}" if term.name else told
                continue
            rounding = ROUNDING.match(text, at)
            end = rounding.end() if rounding else at + 1
            yield text[at:end]
            at = end


@lru_cache(1 << 14)
def _number(text: str, exact: str, measure: str, lang: Language) -> str:
    try:
        found = Fraction(exact or text)
    except ValueError:
        return text
    shown = rounded(found, "half up", FEN if measure == "yuan" else FOUR)
    about = "" if shown == found else Text("约 ", "about ")(lang)
    return f"{about}{amount(shown) if measure == 'yuan' else show_number(shown)}"


def _is_one(text: str) -> bool:
    """Whether a text is one pair of brackets with all of it inside."""
    depth = 0
    for at, one in enumerate(text):
        depth += (one == "(") - (one == ")")
        if depth == 0:
            return at == len(text) - 1
    return False


def amount(value: Fraction) -> str:
    """Write an amount of whole fen with thousands apart: 6,737.87."""
    fen = abs(value.numerator * 100 // value.denominator)
    return f"{'-' if value < 0 else ''}{fen // 100:,}.{fen % 100:02}"
