"""Other values in force: overlay files and `name=value` texts. Each names what there is, and stays within its bounds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from fractions import Fraction
from typing import TYPE_CHECKING

from payout.rules.policy.parameters import entries_of, given_by, parsed_toml, said_of, show, value_of
from payout.rules.tree import LanguageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from payout.rules.policy.parameters import Parameter


MOST_BYTES = 1 << 20  # of an overlay: some thousand times what one says
CITED = ("reason", "document", "clause")  # why a value changes, by which paper, of which clause
ENTRIES = ("value", "since", *CITED)


@dataclass(frozen=True)
class Overlay:
    """A file of changed values as it was read, once: what is put in force, and what a run keeps, are the same bytes."""

    name: str
    data: bytes

    @classmethod
    def read(cls, path: Path) -> Overlay:
        """Read a file. Raises LanguageError for one that is far too large, or has no end."""
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise LanguageError(
                f"{path.name} is no file of changed values: it is larger than {MOST_BYTES >> 20} MB",
                f"{path.name} 不是改动参数的文件:大于 {MOST_BYTES >> 20} MB",
            )
        return cls(path.name, data)


def override(parameter: Parameter, value: object, source: str, cited: str = "") -> Parameter:
    """Put another value in force; `cited`: why, and by which paper. Raises LanguageError with what would be right."""
    new = value_of(parameter.name, parameter.kind, parameter.keys, value)
    if parameter.kind == "choice" and new not in parameter.options:
        raise LanguageError(
            f"{parameter.name} = {new}: the readings are {', '.join(parameter.options)}",
            f"{parameter.name}({parameter.zh})= {new}:可选 {'、'.join(f'{name}({zh})' for name, zh in parameter.options.items())}",
        )
    strange = [
        entry
        for entry in given_by(new)
        if isinstance(entry, str) != isinstance(given_by(parameter.default)[0], str)
    ]
    if strange:
        other, zh = ("a number", "数") if isinstance(strange[0], str) else ("a word", "文字")
        raise LanguageError(
            f"{parameter.name}: {show(strange[0])} stands where {other} is needed",
            f"{parameter.name}({parameter.zh}):{show(strange[0])} 处应为{zh}",
        )
    parameter.refuse_beyond(new)
    return replace(parameter, value=new, source=source, cited=cited)


def apply_overlay(
    parameters: Mapping[str, Parameter], overlay: Overlay, policy: str, as_of: date
) -> dict[str, Parameter]:
    """Apply an overlay: `baseline = "<policy id>"`, then for each parameter that changes a table with `value`.

    On top may stand `date`, the day of the change, `reason`, `document` and `clause`; with a value its own, and `since`, the day
    from which it holds. Whatever else the file says is refused, and so is a value that does not hold yet on the policy's day:
    nothing that was meant is left out in silence.
    """
    content, file = parsed_toml(overlay.data, overlay.name), overlay.name
    if content.pop("baseline", None) != policy:
        raise LanguageError(
            f'{file}: an overlay names its baseline: write baseline = "{policy}" on top',
            f'{file}:没有写明所据的办法,请在最上面写 baseline = "{policy}"',
        )
    day = content.pop("date", None)
    if day is not None and type(day) is not date:
        raise LanguageError(
            f"{file}: date is a day such as 2013-01-01, without quotes",
            f"{file}:date 是日期,如 2013-01-01,不加引号",
        )
    on_top = _cited(file, {name: content.pop(name) for name in CITED if name in content})
    result = dict(parameters)
    for name, entry in content.items():
        _must_exist(name, result)
        if not isinstance(entry, dict) or "value" not in entry:
            raise LanguageError(
                f"{file}: write [{name}] with value = … below",
                f"{file}:请写 [{name}],下面写 value = …",
            )
        _refuse_unheeded(file, name, entry, as_of)
        with said_of(file):
            cited = "; ".join(_cited(file, entry) or on_top)
            new = override(result[name], _merged(result[name], entry["value"]), file, cited)
        result[name] = _in_order(new, result)
    return result


def _in_order(new: Parameter, among: Mapping[str, Parameter]) -> Parameter:
    """A parameter with a value put in force, the last of those that were."""
    return replace(new, stated=1 + max(one.stated for one in among.values()))


def _cited(file: str, entry: Mapping[str, object]) -> tuple[str, ...]:
    """Why a value changes, as its file says it."""
    said = [(name, entry[name]) for name in CITED if name in entry]
    for name, text in said:
        if not isinstance(text, str):
            raise LanguageError(f"{file}: {name} is a text", f"{file}:{name} 应为文字")
    return tuple(str(text) for _, text in said)


def _refuse_unheeded(file: str, name: str, entry: Mapping[str, object], as_of: date) -> None:
    unknown = sorted(set(entry) - set(ENTRIES))
    if unknown:
        close = get_close_matches(unknown[0], ENTRIES, 1)
        hint = f"did you mean {close[0]}?" if close else f"it has {', '.join(ENTRIES)}"
        hint_zh = f"是不是 {close[0]}?" if close else f"可写 {'、'.join(ENTRIES)}"
        raise LanguageError(
            f"{file}: [{name}] does not know {', '.join(unknown)}; {hint}",
            f"{file}:[{name}] 不认识 {'、'.join(unknown)};{hint_zh}",
        )
    since = entry.get("since", as_of)
    if not isinstance(since, date):
        raise LanguageError(
            f"{file}: [{name}] since is a day such as 2013-01-01, without quotes",
            f"{file}:[{name}] 的 since 是日期,如 2013-01-01,不加引号",
        )
    if since > as_of:
        raise LanguageError(
            f"{file}: [{name}] holds only since {since}, and the policy is that of {as_of}: it would not count; "
            "to try it on this batch nonetheless, write the day on top as date = … instead",
            f"{file}:[{name}] 自 {since} 起才生效,办法为 {as_of} 的办法,用不上;"
            "如只是试算,请把日期写在最上面的 date = …,不写 since",
        )


def apply_set(parameters: Mapping[str, Parameter], assignment: str) -> dict[str, Parameter]:
    """Apply `name=value`, or `table.key.key=value` for one entry of a table."""
    target, equals, text = assignment.partition("=")
    if not equals:
        raise LanguageError(
            f"--set {assignment}: write name=value", f"--set {assignment}:写作 名称=值,如 year=2013"
        )
    named, *keys = target.strip().split(".")
    name = named_parameter(named, parameters)
    value: object = text.strip()
    for key in reversed(keys):
        value = {key: value}
    parameter = parameters[name]
    return {
        **parameters,
        name: _in_order(override(parameter, _merged(parameter, value), "--set"), parameters),
    }


def _merged(parameter: Parameter, value: object) -> object:
    """A table's new entries over its present ones; anything else as it is."""
    if (
        parameter.kind != "table"
        or not isinstance(value, dict)
        or isinstance(parameter.value, (str, tuple, Fraction))
    ):
        return value
    changed = dict(entries_of(value, len(parameter.keys)))
    unknown = sorted(set(changed) - set(parameter.value))
    if unknown:
        named = ".".join(unknown[0])
        raise LanguageError(
            f"{parameter.name} has no entry {named}", f"{parameter.name}({parameter.zh})没有 {named} 这一项"
        )
    merged: dict[str, object] = {}
    for keys, entry in {**parameter.value, **changed}.items():
        below = merged
        for key in keys[:-1]:
            below = below.setdefault(key, {})  # type: ignore[assignment]
        below[keys[-1]] = entry
    return merged


def named_parameter(named: str, parameters: Mapping[str, Parameter]) -> str:
    """The identifier of a parameter by identifier or Chinese label. Raises LanguageError for what names none."""
    name = _by_label(named.strip(), parameters)
    _must_exist(name, parameters)
    return name


def _by_label(name: str, parameters: Mapping[str, Parameter]) -> str:
    """The identifier of a parameter that is named by its Chinese label; a label that two bear names neither."""
    if name in parameters:
        return name
    bearing = [one.name for one in parameters.values() if one.zh == name]
    if len(bearing) > 1:
        raise LanguageError(
            f"{name} is the label of {' and '.join(bearing)}: write one of these",
            f"有 {len(bearing)} 个参数叫 {name}:{'、'.join(bearing)},请写其中一个标识",
        )
    return bearing[0] if bearing else name


def _must_exist(name: str, parameters: Mapping[str, Parameter]) -> None:
    if name not in parameters:
        labels = {one.zh: one.name for one in parameters.values()}
        close = get_close_matches(name, [*sorted(parameters), *sorted(labels)], 1)
        hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(sorted(parameters))}"
        hint_zh = (
            f"是不是 {close[0]}?"
            if close
            else f"有 {'、'.join(f'{one}({zh})' for zh, one in sorted(labels.items()))}"
        )
        raise LanguageError(f"no parameter is named {name}; {hint}", f"没有叫 {name} 的参数;{hint_zh}")
