"""The sheet of what a batch is sensitive to: it stands behind the register of choices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payout.masking import veil_key
from payout.outputs.workbook.listings import Heading, Listing
from payout.rendering.naming import Naming
from payout.text import Text, plain_decimal, show_number

if TYPE_CHECKING:
    from fractions import Fraction

    from payout.evidence.sensitivity import Effect, Interaction, Sensitivity
    from payout.rules.compiled.compiled import CompiledPolicy
    from payout.rules.policy.parameters import Parameter
    from payout.text import Language

SENSITIVITY = Text("口径敏感性", "Sensitivity")
PAIRS = Text("口径两两合用", "Pairs of readings")
AMOUNT, COUNT = "#,##0.00##########", "#,##0"
ABOUT = Text(
    "逐项改用其他读法、数值上下各动一步，其余不变：结果动多少。",
    "Each other reading, and each number a step up and down, all else as it is: what it would move.",
)
PAIRS_ABOUT = Text(
    "两项口径一起改，超出各自之和的部分。", "Two readings at once, and what they move beyond both alone."
)


def _head(zh: str, en: str, widest: int, number: str = "") -> Heading:
    return Heading(Text(zh, en), widest, number)


HEADINGS = (
    _head("改动", "Varied", 28),
    _head("标识", "Identifier", 28),
    _head("现行", "In force", 20),
    _head("改为", "Tried", 20),
    _head("净动", "Net", 16, AMOUNT),
    _head("总动", "Gross", 16, AMOUNT),
    _head("涉及行数", "Rows", 9, COUNT),
    _head("涉及单位", "Units", 9, COUNT),
    _head("最大一笔", "Largest", 14, AMOUNT),
    _head("何人", "Whose", 20),
    _head("等次变动", "Grades moved", 9, COUNT),
    _head("名额变动", "Places moved", 9, COUNT),
    _head("名额不符", "Quotas broken", 9, COUNT),
    _head("说明", "Remarks", 36),
    _head("条款", "Clause", 12),
    _head("现行读法的理由", "Why the reading in force", 40),
)
PAIR_HEADINGS = (
    _head("两项", "Both", 48),
    _head("合起来", "Together", 16, AMOUNT),
    _head("各自之和", "Sum of each alone", 16, AMOUNT),
    _head("超出部分", "Beyond", 16, AMOUNT),
    _head("说明", "Remarks", 36),
)


def sensitivity_lists(found: Sensitivity, lang: Language) -> list[Listing]:
    """The list of readings and numbers; that of pairs where there are any."""
    rows = tuple(_row(one, found.side.compiled, lang) for one in (*found.choices, *found.steps))
    lists = [Listing(SENSITIVITY, _about(found), HEADINGS, rows)]
    if found.pairs:
        pairs = tuple(_pair(one, found.side.compiled, lang) for one in found.pairs)
        lists.append(Listing(PAIRS, PAIRS_ABOUT, PAIR_HEADINGS, pairs))
    return lists


def _about(found: Sensitivity) -> Text:
    frame = found.side.result.frames[found.target.level]
    label, total = frame.field(found.target.column).label, _number(found.total)
    return Text(
        f"{ABOUT.zh}{frame.label.zh}·{label.zh}合计 {total}。",
        f"{ABOUT.en} {frame.label.en}, {label.en}: {total} in all.",
    )


def _row(effect: Effect, compiled: CompiledPolicy, lang: Language) -> tuple[str, ...]:
    (varied,), shift = effect.varied, effect.shift
    parameter = varied.parameter
    why = parameter.note if lang == "zh" else parameter.note_en or parameter.note
    moved = ("",) * 9
    if shift is not None:
        moved = (
            _number(shift.net), _number(shift.gross), str(shift.touched), str(shift.groups), _number(shift.largest),
            shift.who(lang), str(shift.words), str(shift.places), str(shift.broken),
        )  # fmt: skip
    return (
        Naming(compiled, lang).varied(parameter, varied.entry), varied.name, _reading(varied.before, parameter, lang),
        _reading(varied.after, parameter, lang), *moved, remarks(effect, lang), parameter.clause,
        why if parameter.kind == "choice" else "",
    )  # fmt: skip


def _reading(value: str, parameter: Parameter, lang: Language) -> str:
    return f"{parameter.option(value)(lang)}\n{value}" if value in parameter.options else value


def _pair(one: Interaction, compiled: CompiledPolicy, lang: Language) -> tuple[str, ...]:
    figures = (one.effect.net, one.apart, one.beyond)
    return (
        f"{one.effect.named(compiled, lang)}\n{one.effect.key}",
        *("" if value is None else _number(value) for value in figures),
        remarks(one.effect, lang),
    )


def remarks(effect: Effect, lang: Language) -> str:
    """Why nothing came out, and what is found or open then that was not."""
    new = [f"{one.code} {one.problem(lang)}" for one in effect.findings[:3]]
    open_points = [f"{one.prompt(lang)} {veil_key(one.row(lang))}" for one in effect.open_points[:3]]
    parts = [effect.refused(lang), *dict.fromkeys(new), *open_points]
    return "\n".join(part for part in parts if part)


def _number(value: Fraction) -> str:
    return plain_decimal(value, 2) if (value * 100).denominator == 1 else show_number(value)
