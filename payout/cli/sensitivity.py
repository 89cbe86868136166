"""`payout sensitivity`: what each other reading of the text, and each number a step up or down, would move."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from payout.cli.common import (
    given_options,
    input_argument,
    json_option,
    lang_option,
    policy_of,
    policy_option,
    print_changes,
    print_findings,
    print_json,
    print_open_points,
    stages,
)
from payout.cli.exits import CONTROL, INPUT, OK
from payout.cli.speaking import Misused, Spoken, harmless
from payout.masking import veil_key
from payout.outputs.comparison.figures import amount, signed
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from payout.cli.common import GivenOptions
    from payout.evidence.sensitivity import Effect, Sensitivity, Shift
    from payout.rules.policy.policy import Policy
    from payout.rules.policy.varying import StepSize
    from payout.sides import Asking
    from payout.text import Language

MOST_STEPS, MOST_PAIRS = 20, 12


@click.command(name="sensitivity", cls=Spoken)
@input_argument
@policy_option
@click.option(
    "--choice",
    "choices",
    multiple=True,
    metavar="NAME",
    help="只试这一项口径或参数,可写几次。 | Try this choice or parameter alone; may be given several times.",
)
@click.option(
    "--pairs",
    is_flag=True,
    help="两项口径一起改,说明合起来另动多少。 | Two readings at once, and what both together move beyond each.",
)
@click.option(
    "--step",
    "steps",
    multiple=True,
    metavar="STEP",
    help="数值上下各动多少:1%,或 名称=数(只试所写的参数)。默认 1%,比率 0.01,计数 1。 | How far numbers move: 1%, or NAME=NUMBER (those "
    "parameters alone). By default 1%, ratios 0.01, counts 1.",
)
@click.option(
    "--out",
    "-o",
    type=click.Path(path_type=Path),
    help="写成工作簿:口径登记表,其后是敏感性。 | A workbook: the register of choices, behind it this.",
)
@click.option("--force", is_flag=True, help="替换已有的文件。 | Replace a file that is there.")
@given_options
@lang_option
@json_option
def command(
    *,
    source: Path,
    policy: str,
    choices: tuple[str, ...],
    pairs: bool,
    steps: tuple[str, ...],
    out: Path | None,
    force: bool,
    given: GivenOptions,
    lang: Language,
    as_json: bool,
) -> int:
    """Say what each other reading of each choice in --policy would move in SOURCE, and each number a step up or down.

    For each: yuan moved, people touched, the largest single change, quotas. A reading under which SOURCE is refused says so.

    ----
    口径逐项改用其他读法、数值上下各动一步,SOURCE 的结果动多少。

    逐项列出:动多少元、涉及多少人、最大的一笔、名额。某一读法下输入被拒的,如实列出。

    \b
    Example:
      payout sensitivity county.xlsx --policy county_target_bonus --choice mean_weight
    """
    from payout.archive import whole_file
    from payout.evidence.comparing import NotComparable
    from payout.outputs import write_sensitivity_workbook
    from payout.sides import SideRefused, sensitivity, tried

    if out is not None and out.exists() and not force:
        raise Misused(
            Text(
                f"{out.name} 已存在:换一个名字,或加 --force。",
                f"{out.name} exists: name another file, or add --force.",
            )
        )
    found, said = given.over(policy_of(policy))
    asking = _asking(found, choices, steps, pairs=pairs)
    try:
        with stages(lang) as progress:
            trial = tried(source, found, progress, expects=said.expects, mapping=said.mapping)
            result = sensitivity(trial, asking, progress)
    except SideRefused as refused:
        print_findings(refused.findings, lang)
        return INPUT
    except NotComparable as refused:
        print_open_points(refused.open_points, lang)
        return CONTROL
    if out is not None:
        with whole_file(out) as path:
            write_sensitivity_workbook(result, path, lang=lang)
    print_changes(result.side.result.settings, lang)
    if as_json:
        print_json(record_of(result, lang))
    else:
        _print(result, lang)
        if out is not None:
            click.echo(f"{Text('工作簿', 'workbook')(lang)}: {out}")
    return OK


# ---- what is asked -------------------------------------------------------------------------------


def _asking(policy: Policy, names: Sequence[str], steps: Sequence[str], *, pairs: bool) -> Asking:
    """What the options ask for; where choices are named, numbers are moved only where a step is given."""
    from payout.rules.policy.overlays import named_parameter
    from payout.sides import Asking

    chosen = tuple(named_parameter(name, policy.parameters) for name in names)
    numeric = [name for name in chosen if policy.parameters[name].kind != "choice"]
    found = dict(_step(text, policy) for text in steps)
    wanted = found if steps or numeric or not chosen else None
    return Asking(chosen, wanted, pairs)


def _step(text: str, policy: Policy) -> tuple[str, StepSize]:
    """`2%` for all numbers, `name=5` or `name=2%` for one parameter."""
    from payout.rules.policy.overlays import named_parameter
    from payout.rules.policy.parameters import exact
    from payout.rules.policy.varying import StepSize
    from payout.rules.tree import LanguageError

    name, equals, size = text.rpartition("=")
    known = named_parameter(name, policy.parameters) if equals else ""
    if known and not policy.parameters[known].is_numeric:
        raise Misused(Text(f"--step {text}:{name} 没有数值", f"--step {text}: {name} has no number"))
    try:
        moved = exact(size.strip().rstrip("%"))
    except LanguageError as fault:
        raise Misused(
            Text(f"--step {text}:写作 1% 或 名称=数", f"--step {text}: write 1% or NAME=NUMBER")
        ) from fault
    if moved <= 0:
        raise Misused(Text(f"--step {text}:应大于零", f"--step {text}: it must be above zero"))
    part = size.strip().endswith("%")
    if not part and not known:
        raise Misused(
            Text(
                f"--step {text}:全部数值同动时写百分数,如 1%",
                f"--step {text}: of all numbers it is a part, such as 1%",
            )
        )
    return known, StepSize(moved / 100, relative=True) if part else StepSize(moved, absolute=True)


# ---- how it is printed ---------------------------------------------------------------------------


def record_of(found: Sensitivity, lang: Language) -> dict[str, object]:
    """What a batch is sensitive to as plain values: the contract of `--json`. Amounts are exact decimals or fractions, as text."""
    field = found.side.result.frames[found.target.level].field(found.target.column)
    return {
        "policy_digest": found.side.result.stamp.digest,
        "level": found.target.level,
        "column": found.target.column,
        "measure": field.measure,
        "total": amount(found.total),
        "choices": [_record(one, lang) for one in found.choices],
        "steps": [_record(one, lang) for one in found.steps],
        "pairs": [
            {
                **_record(one.effect, lang),
                "apart": None if one.apart is None else amount(one.apart),
                "interaction": None if one.beyond is None else amount(one.beyond),
            }
            for one in found.pairs
        ],
    }


def _record(effect: Effect, lang: Language) -> dict[str, object]:
    return {
        "varied": [
            {
                "name": one.name,
                "label": one.label(lang),
                "clause": one.parameter.clause,
                "in_force": one.before,
                "tried": one.after,
                **(
                    {"why": _why(one.parameter.note, one.parameter.note_en, lang)}
                    if one.parameter.note
                    else {}
                ),
            }
            for one in effect.varied
        ],
        **_moved(effect.shift),
        "refused": effect.refused(lang),
        "open_points": [
            {"question": one.question, "subject": veil_key(one.subject)} for one in effect.open_points
        ],
        "findings": [one.record(lang) for one in effect.findings],
    }


def _moved(shift: Shift | None) -> dict[str, object]:
    """What moves; None where amounts do not come out."""
    if shift is None:
        return {
            "net": None,
            "gross": None,
            "people": None,
            "groups": None,
            "grades": None,
            "largest": None,
            "places": None,
            "broken": None,
        }
    largest = {"key": veil_key(shift.key), "difference": amount(shift.largest)} if shift.key else None
    return {
        "net": amount(shift.net),
        "gross": amount(shift.gross),
        "people": shift.touched,
        "groups": shift.groups,
        "grades": shift.words,
        "largest": largest,
        "places": shift.places,
        "broken": shift.broken,
    }


def _why(zh: str, en: str, lang: Language) -> str:
    return zh if lang == "zh" else en or zh


HEADS = (
    Text("净动", "net"),
    Text("总动", "gross"),
    Text("涉及", "rows"),
    Text("单位", "units"),
    Text("等次", "grades"),
    Text("名额", "places"),
    Text("最大一笔", "largest"),
)


def _print(found: Sensitivity, lang: Language) -> None:
    """The readings first, then the numbers that move most, then the pairs."""
    frame = found.side.result.frames[found.target.level]
    label = frame.field(found.target.column).label
    rows = len(frame.table)
    head = Text(
        f"{frame.label.zh}·{label.zh}({rows:,} 行):{signed(found.total).lstrip('+')}",
        f"{frame.label.en}, {label.en} ({rows:,} rows): {signed(found.total).lstrip('+')}",
    )
    lines = [head(lang)]
    if found.choices:
        lines += ["", Text("口径改用其他读法:", "Other readings of choices:")(lang)]
        lines += _table([(one, one.key) for one in found.choices], found, lang)
        lines += _reasons(found.choices, lang)
    lines += _steps(found, lang)
    lines += _pairs(found, lang)
    if not found.choices and not found.steps:
        lines.append(Text("没有可改的口径或数值。", "There is no choice or number to vary.")(lang))
    click.echo(harmless("\n".join(lines)))


def _table(effects: Sequence[tuple[Effect, str]], found: Sensitivity, lang: Language) -> list[str]:
    """Two lines each: what is varied in words, by clause; below it as `--set` has it, and what moves."""
    from payout.cli.printed.columns import aligned

    rows = [("", *(head(lang) for head in HEADS))]
    rows += [(name, *_cells(one, lang)) for one, name in effects]
    head, *lines = aligned(rows, frozenset(range(1, 7)))
    told = (f"  {one.named(found.side.compiled, lang)} {_clauses(one)}" for one, _ in effects)
    return [
        f"    {head}",
        *(text for pair in zip(told, ("    " + line for line in lines), strict=True) for text in pair),
    ]


def _cells(effect: Effect, lang: Language) -> tuple[str, ...]:
    shift = effect.shift
    new = [
        Text(f"新增提醒 {len(effect.findings)}", f"{len(effect.findings)} new findings")(lang)
        if effect.findings and shift is not None
        else "",
    ]
    if shift is None:
        told = [one.code for one in effect.findings[:1]]
        return (*"——————", " ".join([effect.refused(lang), *told]).strip())
    largest = f"{signed(shift.largest)}  {shift.who(lang)}".strip() if shift.key else ""
    broken = f" ({shift.broken:+} ✗)" if shift.broken else ""
    return (
        signed(shift.net) or "0",
        signed(shift.gross).lstrip("+") or "0",
        f"{shift.touched:,}",
        f"{shift.groups:,}",
        f"{shift.words:,}",
        f"{shift.places:,}{broken}",
        "  ".join(part for part in (largest, *new) if part),
    )


def _clauses(effect: Effect) -> str:
    return "〔" + ", ".join(dict.fromkeys(one.parameter.clause for one in effect.varied)) + "〕"


def _reasons(effects: Sequence[Effect], lang: Language) -> list[str]:
    """Why each choice reads as it does."""
    seen = {one.varied[0].parameter.name: one.varied[0] for one in effects}
    told = ((one, _why(one.parameter.note, one.parameter.note_en, lang)) for one in seen.values())
    lines = [
        f"    {one.label(lang)} ({one.parameter.name}={one.before}){Text(':', ': ')(lang)}"
        f"{one.parameter.option(one.before)(lang)}; {why}"
        for one, why in told
    ]
    return [Text("  现行读法的理由:", "  Why the reading in force was taken:")(lang), *lines] if lines else []


def _steps(found: Sensitivity, lang: Language) -> list[str]:
    effects = found.steps
    if not effects:
        return []
    told = [one for one in effects if one.shift is None or one.shift.gross or one.findings]
    shown = sorted(told, key=lambda one: -(one.shift.gross if one.shift else Fraction(0)))[:MOST_STEPS]
    still, rest = len(effects) - len(told), len(told) - len(shown)
    head = Text("数值上下各动一步,动得最多的:", "Numbers a step up and down, those that move most:")(lang)
    tail = Text(
        f"  另有 {rest} 项见 --json 或 --out;{still} 项一分不动。",
        f"  {rest} more in --json or --out; {still} move nothing.",
    )(lang)
    named = [(one, one.key) for one in shown]
    return ["", head, *(_table(named, found, lang) if named else []), tail]


def _pairs(found: Sensitivity, lang: Language) -> list[str]:
    from payout.cli.printed.columns import aligned

    pairs = found.pairs
    if not pairs:
        return []
    told = [one for one in pairs if one.beyond is None or one.beyond][:MOST_PAIRS]
    rows = [
        (
            one.effect.key,
            "—" if one.effect.net is None else signed(one.effect.net) or "0",
            "—" if one.beyond is None else signed(one.beyond),
            one.effect.refused(lang),
        )
        for one in told
    ]
    heads = ("", Text("合起来", "together")(lang), Text("超出两项之和", "beyond both alone")(lang), "")
    first, *below = aligned([heads, *rows], frozenset({1, 2}))
    lines = [f"    {first}"] if rows else []
    for one, line in zip(told, below, strict=True):
        lines += [f"  {one.effect.named(found.side.compiled, lang)}", f"    {line}"]
    plain = sum(one.beyond == 0 for one in pairs)
    return [
        "",
        Text("两项口径一起改:", "Two readings at once:")(lang),
        *lines,
        Text(
            f"  {len(pairs)} 对中 {plain} 对互不影响。",
            f"  of {len(pairs)} pairs {plain} do not act on each other.",
        )(lang),
    ]
