"""Writes docs/words.md: every word that a policy is written in, with its arguments, what it gives, and an example.

    python tests/docs/words.py

Words, arguments and docstrings are those of the code. The examples stand here; a test calls each of them.
"""

from __future__ import annotations

import ast
import inspect
from dataclasses import dataclass
from pathlib import Path

from payout.rules import language, levels, library, tables, trees
from payout.rules.policy.policy import LevelHandle, Policy

PATH = Path(__file__).resolve().parents[2] / "docs" / "words.md"
ABOVE = """# Words of the language

<!-- written by tests/docs/words.py -->

Every word that a policy may import, with its arguments, what it gives, and a call of it. How they work together is told in
[for-policy-authors.md](for-policy-authors.md); the lesson is [writing-a-policy.md](writing-a-policy.md).

Arguments after `*` are given by name. What may be left out has a default. In a rule's body every argument is an expression: a column,
a parameter, a number, a text, a flag, or what another word gives. `where=` takes a condition: only rows that meet it take part. `within=`
takes columns or levels: the groups of rows. Schemes in brackets are those whose clauses the word states.
"""
BELOW = """## Two more names

`MONTHS_OF_A_YEAR` is 12. `LanguageError` is raised where a policy says something that the language does not allow; its message names the
fix. In a rule's body it is the finding L401.
"""
EXAMPLES = {
    "Policy.load": "policy = Policy.load(__file__)",
    "policy.level": 'person = policy.level("person")',
    "policy.derive": '@policy.derive("person.in_service", clause="6.8", zh="年末在岗")',
    "level.rule": '@person.rule(clause="6.1", zh="应发合计", measure="yuan")',
    "level.check": '@person.check(clause="6.5", zh="月数超过 12", column="months", fix=("改正月数", "correct the months"))',
    "when": "when(known(score), score * rate)",
    "first_match": 'first_match((grade == "unfit", 0), (months < 6, pay / 2), otherwise=pay)',
    "known": "known(score)",
    "first_known": "first_known(absent_days, 0)",
    "is_in": 'is_in(grade, ("excellent", "competent"))',
    "least": "least(score, full_marks)",
    "greatest": "greatest(score - absent_days, 0)",
    "clip": "clip(score, 0, full_marks)",
    "total": "total(people.pay, where=known(people.pay))",
    "mean": "mean(people.score, where=known(people.score))",
    "highest": "highest(score, where=known(score), within=unit)",
    "lowest": "lowest(score, where=known(score), within=unit)",
    "count": 'count(people, where=people.grade == "excellent")',
    "count_distinct": "count_distinct(people.grade)",
    "exists": 'exists(people.grade == "unfit")',
    "rank": "rank(score, where=known(score), within=unit)",
    "allocate": "allocate(batch.budget, months, unit=one_fen, within=batch)",
    "rounded": 'rounded(score, 1, "half_even")',
    "to_fen": "to_fen(pay * rate)",
    "to_whole": 'to_whole(count(people) * best_share, "floor")',
    "lookup": "lookup(grade_rates, grade)",
    "band": "band(score_rates, score)",
    "choose": "choose(months_counted, served=prorate(pay, months), whole_year=pay)",
    "via": "via(follows_unit, unit_score)",
    "year_of": "year_of(joined_on)",
    "decide": 'decide("merit", where=is_best, answers={"yes": "是", "no": "否"}, zh="是否记功?", en="Merit?", otherwise="no")',
    "spread": "spread(score, width=gap, where=known(score), within=unit)",
    "weighted_mean": "weighted_mean(score, months, where=known(score), within=unit)",
    "prorate": "prorate(pay, months)",
    "inherited": "inherited(follows_unit, unit_score)",
    "among_best": (
        "among_best(score, places, then=votes, where=known(score), within=unit, "
        'question="best_tie", zh="并列,是否评优?", en="A tie: best?")'
    ),
    "by_distribution": (
        'by_distribution(score, {"good": best_share, "fair": rate, "poor": 0}, '
        'where=known(score), within=unit, question="cut", zh="并列,定哪一等?", en="A tie: which grade?")'
    ),
    "weighted": "weighted(part_weights, service=service, safety=safety)",
    "completion": "completion(done, target, at_most=1)",
    "best_of": "best_of(people.score, where=known(people.score))",
    "points_value": "points_value(batch.budget, score, within=batch)",
    "by_voters": 'by_voters(voter_weights, people.score, people.voter, ("leaders", "peers"))',
    "lowered": 'lowered(grade, ("excellent", "competent", "unfit"), where=absent_days > 15)',
    "after_deductions": "after_deductions(full_marks, absent_days)",
    "net_rewards": "net_rewards(rewards, penalties, at_most=full_marks)",
    "prizes": "prizes(batch.budget, ratio, unit=one_fen, within=batch)",
    "places_by_remainder": (
        "places_by_remainder(exact_places, batch.places_in_all, "
        'where=known(exact_places), within=batch, question="place", zh="余数并列,名额给谁?", en="Equal remainders: a place?")'
    ),
    "grade_places": 'grade_places(count(people), {"good": best_share, "fair": rate})["good"]',
    "standardised": "standardised(score, where=known(score), within=unit, across=batch)",
    "tree_depths": 'tree_depths(indicators["indicator_id"], indicators["parent_id"])',
    "tree_ancestors": 'tree_ancestors(indicators["indicator_id"], indicators["parent_id"], depth=1)',
    "tree_leaves": 'tree_leaves(indicators["indicator_id"], indicators["parent_id"])',
}
DECLARATIONS = {
    "Table": 'units = Table("units", level="unit", zh="单位", key="unit_id", columns=(identifier("unit_id", zh="单位编码"),))',
    "identifier": 'identifier("person_id", zh="人员编号")',
    "text": 'text("name", zh="姓名", personal=True)',
    "reference": 'reference("unit_id", "unit", zh="单位编码", parent=True)',
    "enumeration": 'enumeration("grade", {"excellent": "优秀", "competent": "称职"}, zh="等次", blank=True, clause="6.8")',
    "flag": 'flag("assessed", zh="列入考核", default=True, clause="1.1")',
    "number": 'number("ratio", zh="系数", measure="coefficient", places=3)',
    "money": 'money("pay", zh="基数", clause="6.1")',
    "points": 'points("score", zh="考核分", blank=True, clause="5")',
    "count": 'count("absent_days", zh="缺勤天数", default=0)',
    "date": 'date("joined_on", zh="到岗日期", blank=True)',
    "decisions_table": "decisions = decisions_table()",
    "Grouped": 'unit_class = Grouped("unit_class", "unit_classes", "考核类别", of="unit", by=("category",))',
    "Derived": 'stint = Derived("stint", "stints", "在岗月数", columns=(reference("person_id", "person", zh="人员编号", parent=True),))',
    "DerivedColumn": 'in_service = DerivedColumn("person", flag("in_service", zh="年末在岗", clause="6.8"))',
}


@dataclass(frozen=True)
class Word:
    """One word: its name as it is called, what the code says of it, and its example."""

    name: str
    meaning: object
    example: str

    @property
    def call(self):
        """The word with its arguments, without their types."""
        given = inspect.signature(self.meaning)
        kept = [one.replace(annotation=one.empty) for one in given.parameters.values() if one.name != "self"]
        shown = str(inspect.Signature(kept)).replace("mappingproxy({})", "{}").replace("'", '"')
        return self.name + shown

    @property
    def paragraphs(self):
        """Its docstring, a line a paragraph."""
        return [" ".join(part.split()) for part in inspect.getdoc(self.meaning).split("\n\n")]


def sections():
    """Give every word under its heading, in the order of the code."""
    policy = {
        "Policy.load": Policy.load,
        "policy.level": Policy.level,
        "policy.derive": Policy.derive,
        "level.rule": LevelHandle.rule,
        "level.check": LevelHandle.check,
    }
    without = {name: vars(levels)[name] for name in ("Grouped", "Derived", "DerivedColumn")}
    return {
        "The policy and its levels": _words(policy, EXAMPLES),
        "Values, conditions, rows": _words(_public(language), EXAMPLES),
        "What several schemes say alike": _words(_public(library), EXAMPLES),
        "Rows that hang on each other (for derivations)": _words(_public(trees), EXAMPLES),
        "Tables and columns (from payout.rules.tables)": _words(_public(tables), DECLARATIONS),
        "Levels and columns without a table": _words(without, DECLARATIONS),
    }


def _public(module):
    made = {"Table": module.Table} if module is tables else {}
    found = {
        name: value
        for name, value in vars(module).items()
        if inspect.isfunction(value) and value.__module__ == module.__name__ and not name.startswith("_")
    }
    return {**made, **found}


def _words(meanings, examples):
    return [Word(name, meaning, examples.get(name, "")) for name, meaning in meanings.items()]


def text():
    """Give the whole document."""
    lines = [ABOVE]
    for title, words in sections().items():
        lines.append(f"## {title}\n")
        for word in words:
            lines += [f"### {word.name}\n", f"`{word.call}`\n"]
            lines += [f"{paragraph}\n" for paragraph in word.paragraphs]
            lines.append(f"Example: `{word.example}`\n")
    return "\n".join([*lines, BELOW])


def body(word):
    """Give a word's example as a rule of the small scheme below: its arguments are the names that the example reads."""
    tree = ast.parse(word.example)
    read = {
        node.id: None for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id not in EXAMPLES
    }
    level = "unit" if {"people", *UNIT_COLUMNS} & set(read) else "person"
    return (
        f'@{level}.rule(clause="1", zh="例", measure="points")\n'
        f'def example_{word.name}({", ".join(read)}):\n    """An example."""\n    return {word.example}\n\n'
    )


def scheme(folder):
    """Write a small scheme in which every example of a rule's words stands as a rule; give the folder."""
    found = sections()
    words = [*found["Values, conditions, rows"], *found["What several schemes say alike"]]
    (folder / "policy.toml").write_text(CARD, encoding="utf-8")
    (folder / "tables.py").write_text(TABLES, encoding="utf-8")
    (folder / "parameters.toml").write_text(PARAMETERS, encoding="utf-8")
    (folder / "rules.py").write_text(HEAD + "".join(body(word) for word in words), encoding="utf-8")
    return folder


STATED = (
    "Policy.load",
    "policy.level",
    "policy.derive",
    "level.rule",
    "level.check",
    "tree_depths",
    "tree_ancestors",
    "tree_leaves",
)
UNIT_COLUMNS = ("follows_unit", "unit_score", "service", "exact_places")
CARD = """
[policy]
id = "words"
version = "1"
zh = "例"
document = "例"
as_of = 2024-12-31
clauses = ["1"]
"""
TABLES = """
from payout.rules.policy.tables import *

batch = Table("batches", level="batch", zh="本批", single=True, columns=(
    money("budget", zh="总额"), count("places_in_all", zh="名额")))
units = Table("units", level="unit", zh="单位", key="unit_id", columns=(
    identifier("unit_id", zh="编码"), reference("follows_unit", "unit", zh="参照", blank=True), points("unit_score", zh="分"),
    points("service", zh="服务"), points("safety", zh="平安"), points("exact_places", zh="应得")))
people = Table("people", level="person", zh="人员", key="person_id", columns=(
    identifier("person_id", zh="编号"), reference("unit_id", "unit", zh="单位", parent=True),
    enumeration("grade", {"excellent": "优", "competent": "良", "unfit": "差"}, zh="等次"),
    enumeration("voter", {"leaders": "领导", "peers": "同事"}, zh="投票人"), flag("is_best", zh="先进"), date("joined_on", zh="到岗"),
    points("score", zh="分"), money("pay", zh="基数"), count("months", zh="月"), count("absent_days", zh="缺勤"),
    points("ratio", zh="比"), points("done", zh="完成"), points("target", zh="目标"), points("rewards", zh="奖"),
    points("penalties", zh="罚"), points("votes", zh="票")))
decisions = decisions_table()
"""
PARAMETERS = "".join(
    f'[{name}]\nzh = "例"\nclause = "1"\nsince = 2024-01-01\n{rest}\n'
    for name, rest in {
        "rate": 'kind = "ratio"\nvalue = 0.5',
        "best_share": 'kind = "ratio"\nvalue = 0.2',
        "full_marks": 'kind = "points"\nvalue = 100',
        "gap": 'kind = "money"\nvalue = 600',
        "places": 'kind = "count"\nvalue = 1',
        "one_fen": 'kind = "money"\nvalue = 0.01',
        "grade_rates": 'kind = "table"\nmeasure = "ratio"\nkeys = ["grade"]\nvalue = { excellent = 1.2, unfit = 0 }',
        "part_weights": 'kind = "table"\nmeasure = "weight"\nkeys = ["part"]\nvalue = { service = 0.6, safety = 0.4 }',
        "voter_weights": 'kind = "table"\nmeasure = "weight"\nkeys = ["voter"]\nvalue = { leaders = 0.6, peers = 0.4 }',
        "score_rates": 'kind = "bands"\nvalue = [{ from = 60, gives = 1 }, { below = 60, gives = 0 }]',
        "months_counted": 'kind = "choice"\nvalue = "served"\nwhy = "例"\noptions = { served = "一", whole_year = "二" }',
    }.items()
)
HEAD = """
from payout.rules import *

policy = Policy.load(__file__)
unit, person = policy.level("unit"), policy.level("person")

"""


def main():
    """Write the document."""
    PATH.write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    main()
