"""Findings in Chinese name columns and values by the words of the policy, whatever is wrong; JSON has the identifiers too."""

import re

import pytest

from payout.batch import compute
from payout.rules.compiled.compiled import compiled
from payout.rules.tree import Decide, walk
from tests.intake.spoilt import SCHEMES, policy_of, rows_of, written


def spoilt(scheme, change):
    """The rows of a fixture, the first of each table changed cell by cell: `change(column, cell)`."""
    tables = {table.name: table for table in policy_of(scheme).tables}
    rows = rows_of(scheme)
    for name, (head, *below) in rows.items():
        by_word = {word: one for one in tables[name].columns for word in (one.name, one.zh)}
        if below:
            rows[name][1] = [change(by_word[word], cell) for word, cell in zip(head, below[0], strict=True)]
    return rows


CHANGES = {
    "words": lambda column, cell: "乱" if column.kind in ("number", "date", "flag", "enumeration") else cell,
    "blank": lambda column, cell: cell if column.kind in ("identifier", "reference") else "",
    "large": lambda column, cell: "9999" if column.kind == "number" else cell,
    "turned": lambda _, cell: {"是": "否", "否": "是", "yes": "no", "no": "yes"}.get(cell, cell),
    "unknown": lambda column, cell: "ZZ9" if column.kind == "reference" else cell,
}


def identifiers_of(scheme):
    """Of what has words: columns, options."""
    ready = compiled(policy_of(scheme))
    columns = {name for level in ready.levels for name in ready.columns(level)}
    options = {
        option
        for level in ready.levels.values()
        for column in level.columns.values()
        for option, word in column.options.items()
        if option != word
    }
    return columns - questions_of(ready) | options


def questions_of(ready):
    """What is written into the table of decisions as it is, and `unit`, in what tells how a row is written there."""
    asked = {node.question for built in ready.rules for node in walk(built.node) if isinstance(node, Decide)}
    return asked | {"unit"}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_identifier_stands_where_there_is_a_word(scheme, change, tmp_path):
    rows = spoilt(scheme, CHANGES[change])
    found = compute(written(rows, tmp_path / "in"), policy_of(scheme)).result.findings
    names = identifiers_of(scheme)
    for one in found:
        told = " ".join(
            text.zh for text in (one.heading, one.shown, one.problem, one.expected, one.fix, one.row)
        )
        assert not names & set(re.findall(r"[A-Za-z]\w+", told)), one.line("zh")
        assert one.record("zh")["column"] == one.column == one.heading.en


def test_the_line_and_the_record_of_a_finding_by_a_check(tmp_path):
    rows = rows_of("mining_five_in_one")
    at = rows["months"][0].index("confirmed")
    rows["months"][1][at] = "no"
    found = compute(written(rows, tmp_path / "in"), policy_of("mining_five_in_one")).result.findings
    one = next(one for one in found if one.place.row == 2)
    assert one.line("zh").splitlines()[0] == 'P-not-confirmed months.csv 第 2 行 月份 1月 组长签字 = "否"'
    assert one.line("en").splitlines()[0] == 'P-not-confirmed months.csv row 2 month 1月 confirmed = "no"'
    record = one.record("zh")
    assert (record["column"], record["title"], record["value"], record["meaning"]) == (
        "confirmed",
        "组长签字",
        "no",
        "否",
    )
