"""Writes the part of docs/glossary.md that a policy states itself: python tests/docs/glossary.py

Above the marker the glossary is written by hand; below it stand tables, levels, rules, parameters and options with the policy's own labels.
"""

from __future__ import annotations

from pathlib import Path

MARK = "<!-- below: written by tests/docs/glossary.py -->"


def names(policy):
    """Every identifier of a policy: levels, tables, columns, options, rules, parameters, choices and their readings."""
    found = [*policy.levels, *(rule.name for rule in policy.rules), *policy.parameters]
    for level in policy.levels.values():
        found += [level.plural, *level.columns]
        found += [option for column in level.columns.values() for option in column.options]
    for parameter in policy.parameters.values():
        found += parameter.options
    return dict.fromkeys(found)


def tables_of(policy):
    """The generated part: one Markdown table for each kind of word."""
    yield "## Levels and tables / 表与层级\n"
    yield from _table(
        ("level", "table", "中文", "belongs to"),
        (
            (f"`{one.name}`", f"`{one.plural}`", one.zh, ", ".join(f"`{parent}`" for parent in one.parents))
            for one in policy.levels.values()
        ),
    )
    yield "## Input and derived columns / 输入列与推导列\n"
    yield from _table(
        ("identifier", "中文", "kind", "unit", "options", "clause"),
        (
            (
                f"`{level.name}.{column.name}`",
                column.zh,
                column.kind,
                column.measure,
                ", ".join(f"`{name}` {word}" for name, word in column.options.items()),
                column.clause,
            )
            for level in policy.levels.values()
            for column in level.columns.values()
        ),
    )
    yield "## Rules / 规则\n"
    yield from _table(
        ("identifier", "中文", "meaning", "unit", "clause"),
        (
            (f"`{rule.level}.{rule.name}`", rule.label.zh, rule.label.en, rule.measure, rule.clause)
            for rule in policy.rules
        ),
    )
    yield "## Parameters / 参数\n"
    yield from _table(
        ("identifier", "中文", "meaning", "unit", "clause"),
        (
            (f"`{one.name}`", one.zh, one.en, one.measure, one.clause)
            for one in policy.parameters.values()
            if one.kind != "choice"
        ),
    )
    yield "## Choices / 口径\n"
    yield from _table(
        ("identifier", "中文", "readings", "clause"),
        (
            (
                f"`{one.name}`",
                one.zh,
                "; ".join(f"`{name}` {word}" for name, word in one.options.items()),
                one.clause,
            )
            for one in policy.parameters.values()
            if one.kind == "choice"
        ),
    )


def _table(heads, rows):
    yield f"| {' | '.join(heads)} |\n{'|---' * len(heads)}|"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', ' ') for cell in row)} |"
    yield ""


def main():
    """Rewrite the generated part."""
    from payout.rules.policy.loading import find_policy, load_policy  # noqa: PLC0415

    path = Path(__file__).resolve().parents[2] / "docs" / "glossary.md"
    above = path.read_text(encoding="utf-8").partition(MARK)[0]
    below = "\n".join(tables_of(load_policy(find_policy("county_target_bonus"))))
    path.write_text(f"{above}{MARK}\n\n{below}", encoding="utf-8")


if __name__ == "__main__":
    main()
