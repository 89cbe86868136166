"""Writes docs/words.md: every word that a policy is written in, with its arguments, what it gives, and an example.

    python tests/docs/words.py

Words, arguments and docstrings are those of the code. The examples stand here; a test takes each of them into a small scheme.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from pathlib import Path

from payout.rules import trees
from payout.rules.language import library, statements, words
from payout.rules.policy import tables
from payout.rules.policy.policy import Policy

PATH = Path(__file__).resolve().parents[2] / "docs" / "words.md"
ABOVE = """# Words of the language

<!-- written by tests/docs/words.py -->

Every word that a policy is written in, with its arguments, what it gives, and a call of it. How they work together is told in
[for-policy-authors.md](for-policy-authors.md); the lesson is [writing-a-policy.md](writing-a-policy.md).

Arguments after `*` are given by name. What may be left out has a default. In a formula every argument is a symbol: a column
(`person.score`), a parameter (`p.rate`), a number, a text, a flag, or what another word gives. `where=` takes a condition: only rows that
meet it take part. `within=` takes levels or columns: the groups of rows. Schemes in brackets are those whose clauses the word states.

Examples are of rules of `person`, whose rows belong to `unit`; those that gather rows of `person` by `total`, `mean` or the like are of
rules of `unit`. `setting` is a table of one row, to which all else belongs. `rules.py` and `checks.py` import `*` from `payout.rules`,
`tables.py` from `payout.rules.tables`.
"""
BELOW = """## Names that are no calls

- `p`: the parameters as symbols, `p.rate`. In `rules.py` it is `policy.p`, in `tables.py` it is imported.
- `row`: in `tables.py`, the row that a cell stands in: `row.months`, of a row above `row.unit.headcount`.
- `MONTHS_OF_A_YEAR` is 12. `LanguageError` is raised where a policy says something that the language does not allow; its message names the
  fix. In a formula it is the finding L401.
- `variant` begins the file of a variant, in place of `Policy.load(__file__)`:
  `policy = variant(__file__, baseline="./scheme", day="2013-01-01", reason="…", document="…", parameters="more.toml")`. Its statements
  replace those of the baseline by level and name, or add to them.
"""
MEASURES = "What a rule gives"
LIMITS = "Limits of a cell (from payout.rules.tables)"
TABLES = "Tables and columns (from payout.rules.tables)"
INTRODUCED = {
    MEASURES: """A rule is a statement: a column on the left, the word for what it gives on the right. All these words take the same.

`word(label, formula, *, clause="", note="", words={})`
""",
    LIMITS: """Limits stand on a column, after its Chinese word. `**more` are `expected=` and `fix=` (each 中文 | English), `clause=` and,
but for `usual`, `severity="warning"`. What is not said is made from the column and the limit.
""",
    TABLES: """`*limits` are the limits of a cell, as above.
""",
}


@dataclass(frozen=True)
class Example:
    """A call of a word, the level of the rule that it stands in, and the word of what that rule gives."""

    call: str
    level: str = "person"
    gives: str = "number"


POLICY = {
    "Policy.load": "policy = Policy.load(__file__)",
    "policy.symbols": 'unit, person = policy.symbols("unit", "person")',
    "policy.clause": 'with policy.clause("6.1", "得分拉开差距 | scores spread the units around the average"):',
}
RULES = {
    "yuan": 'person.payable = yuan("应发合计 | what is paid", to_fen(person.pay * p.rate))',
    "amount": 'person.reckoned = amount("计奖基数 | what the bonus is reckoned on", person.pay)',
    "points": 'unit.score_total = points("考核总分 | the score", unit.service + unit.safety)',
    "ratio": 'person.share_met = ratio("完成率 | how far the target is met", completion(person.done, person.target))',
    "coefficient": 'person.weight = coefficient("系数 | weight in the pool", lookup(p.grade_rates, person.grade))',
    "counted": 'unit.best_ones = counted("先进数 | advanced ones", count(person, where=person.is_best))',
    "people": 'unit.headcount = people("人数 | its people", count(person))',
    "quantity": 'unit.finished = quantity("完成量 | what was finished", total(person.done))',
    "place": 'person.rank = place("名次 | place in the unit", rank(person.score, where=known(person.score)))',
    "year": 'person.year_joined = year("到岗年份 | year of joining", year_of(person.joined_on))',
    "months": 'unit.months_total = months("人月数 | months of all people", total(person.months))',
    "days": 'unit.days_absent = days("缺勤天数 | days of absence", total(person.absent_days))',
    "hours": 'unit.hours_total = hours("学时 | hours of study", total(person.hours))',
    "number": 'person.beyond = number("超额 | beyond the target, in its own measure", person.done - person.target)',
    "flag": 'person.met = flag("达标 | the target is met", person.done >= person.target)',
    "option": (
        'person.result = option("结果 | result", first_match((person.met, "good"), otherwise="fair"), '
        'words={"good": "好", "fair": "中"})'
    ),
    "day": 'person.counted_from = day("起算日 | counted from", person.joined_on)',
    "name": 'person.belongs_to = name("所在单位 | the unit\'s key", unit.unit_id)',
}
CHECKS = {
    "refused": (
        'person.absent_too_long = refused("缺勤天数超过在岗天数 | more days of absence than of service", '
        "person.absent_days > person.months * 31, at=person.absent_days)"
    ),
    "doubtful": (
        'unit.nobody = doubtful("单位没有人员 | a unit without people", ~exists(person), '
        'at=unit.unit_id, fix="核对花名册 | check the roster")'
    ),
    "twice": 'unit.same_name = twice(person, person.name, "单位内同名 | two people of one name in a unit", at=unit.unit_id)',
    "lacking": (
        'person.without_grade = lacking(person.grade, "满一年而没有等次 | a full year and no grade", where=person.months == 12)'
    ),
}
WORDS = {
    "when": Example("when(known(person.score), person.score * p.rate)"),
    "first_match": Example(
        'first_match((person.grade == "unfit", 0), (person.months < 6, person.pay / 2), otherwise=person.pay)'
    ),
    "known": Example("known(person.score)", gives="flag"),
    "first_known": Example("first_known(person.absent_days, 0)"),
    "is_in": Example('is_in(person.grade, ("excellent", "competent"))', gives="flag"),
    "least": Example("least(person.score, p.full_marks)"),
    "greatest": Example("greatest(person.score - p.full_marks, 0)"),
    "clip": Example("clip(person.score, 0, p.full_marks)"),
    "total": Example("total(person.pay, where=known(person.pay))", "unit"),
    "mean": Example("mean(person.score, where=known(person.score))", "unit"),
    "highest": Example("highest(person.score, where=known(person.score), within=unit)"),
    "lowest": Example("lowest(person.score, where=known(person.score), within=unit)"),
    "count": Example('count(person, where=person.grade == "excellent")', "unit"),
    "count_distinct": Example("count_distinct(person.grade)", "unit"),
    "exists": Example('exists(person.grade == "unfit")', "unit", "flag"),
    "rank": Example("rank(person.score, where=known(person.score), within=unit)"),
    "allocate": Example("allocate(setting.budget, person.months, unit=p.one_fen, within=setting)"),
    "rounded": Example('rounded(person.score, 1, "half_even")'),
    "to_fen": Example("to_fen(person.pay * p.rate)"),
    "to_whole": Example('to_whole(count(person) * p.best_share, "floor")', "unit"),
    "lookup": Example("lookup(p.grade_rates, person.grade)"),
    "band": Example("band(p.score_rates, person.score)"),
    "choose": Example(
        "choose(p.months_counted, served=prorate(person.pay, person.months), whole_year=person.pay)"
    ),
    "via": Example("via(unit.follows_unit, unit.unit_score)", "unit"),
    "year_of": Example("year_of(person.joined_on)"),
    "decide": Example(
        'decide("merit", "是否记功? | Is merit recorded?", where=person.is_best, otherwise="no")',
        gives="option",
    ),
}
LIBRARY = {
    "spread": Example("spread(person.score, width=p.gap, where=known(person.score), within=unit)"),
    "weighted_mean": Example(
        "weighted_mean(person.score, person.months, where=known(person.score), within=unit)"
    ),
    "prorate": Example("prorate(person.pay, person.months)"),
    "inherited": Example("inherited(unit.follows_unit, unit.unit_score)", "unit"),
    "among_best": Example(
        "among_best(person.score, p.places, then=person.votes, where=known(person.score), within=unit, "
        'question="best_tie", prompt="并列,是否评优? | A tie: among the best?")',
        gives="flag",
    ),
    "by_distribution": Example(
        'by_distribution(person.score, {"good": p.best_share, "fair": p.rate, "poor": 0}, '
        'where=known(person.score), within=unit, question="cut", prompt="并列,定哪一等? | A tie: which grade?")',
        gives="option",
    ),
    "weighted": Example("weighted(p.part_weights, service=unit.service, safety=unit.safety)", "unit"),
    "completion": Example("completion(person.done, person.target, at_most=1)"),
    "best_of": Example("best_of(person.score, where=known(person.score))", "unit"),
    "points_value": Example("points_value(setting.budget, person.score, within=setting)"),
    "by_voters": Example(
        'by_voters(p.voter_weights, person.score, person.voter, ("leaders", "peers"))', "unit"
    ),
    "lowered": Example(
        'lowered(person.grade, ("excellent", "competent", "unfit"), where=person.absent_days > 15)',
        gives="option",
    ),
    "after_deductions": Example("after_deductions(p.full_marks, person.penalties)"),
    "net_rewards": Example("net_rewards(person.rewards, person.penalties, at_most=p.full_marks)"),
    "by_schedule": Example("by_schedule(person.pay, p.score_rates, p.score_deductions, at=person.score)"),
    "prizes": Example("prizes(setting.budget, person.share, unit=p.one_fen, within=setting)"),
    "places_by_remainder": Example(
        "places_by_remainder(unit.exact_places, setting.places_in_all, where=known(unit.exact_places), within=setting, "
        'question="place", prompt="余数并列,名额给谁? | Equal remainders: does this unit get the place?")',
        "unit",
    ),
    "grade_places": Example(
        'grade_places(count(person), {"good": p.best_share, "fair": p.rate})["good"]', "unit"
    ),
}
TREES = {
    "tree_depths": 'tree_depths(indicators["indicator_id"], indicators["parent_id"])',
    "tree_ancestors": 'tree_ancestors(indicators["indicator_id"], indicators["parent_id"], depth=1)',
    "tree_leaves": 'tree_leaves(indicators["indicator_id"], indicators["parent_id"])',
}
CELLS = {
    "at_most": 'points("score", "考核分", at_most("above_full_marks", p.full_marks))',
    "at_least": 'count("headcount", "人数", at_least("nobody_there", 1))',
    "above": 'money("pay", "基数", above("without_pay", 0, "没有基数 | no pay to reckon on"))',
    "below": 'count("absent_days", "缺勤天数", below("absent_all_year", 366))',
    "required": 'date("joined_on", "到岗日期", required("without_day", where=row.months > 0), blank=True)',
    "blank_unless": 'money("allowance", "津贴", blank_unless("allowance_of_nobody", row.headcount > 0), blank=True)',
    "unique_with": 'text("item", "事项", unique_with("item_twice", "unit_id item"))',
    "usual": 'count("months", "月数", usual("unusual_months", 1, 12))',
}
DECLARATIONS = {
    "Table": 'units = Table("units", "unit", "单位", key="unit_id", clause="1.1").of(identifier("unit_id", "单位编码"))',
    "identifier": 'identifier("person_id", "人员编号")',
    "text": 'text("name", "姓名", personal=True)',
    "reference": 'reference("unit_id", "unit", "单位编码", parent=True)',
    "enumeration": (
        'enumeration("review", {"satisfied": "满意", "low": "较低"}, "评议", blank="按满意 | as satisfied", clause="6.9")'
    ),
    "flag": 'flag("assessed", "列入考核", default=True, clause="1.1")',
    "number": 'number("ratio", "系数", measure="coefficient", places=3, at_most=2)',
    "money": 'money("pay", "基数", clause="6.1")',
    "points": 'points("score", "考核分", blank=True, clause="5")',
    "count": 'count("absent_days", "缺勤天数", default=0)',
    "date": 'date("joined_on", "到岗日期", blank=True)',
    "decisions_table": "decisions = decisions_table()",
    "Grouped": 'unit_class = Grouped("unit_class", "unit_classes", "考核类别", of="unit", by=("category",))',
    "Derived": (
        'stint = Derived("stint", "stints", "在岗月数", by=calendar.stints, clause="6.5").of('
        'reference("person_id", "person", "人员编号", parent=True))'
    ),
    "Shared": 'calendar = Shared("calendar", by=months.calendar)',
    "DerivedColumn": (
        'in_service = DerivedColumn("person", flag("in_service", "年末在岗", clause="6.8"), by=calendar.in_service)'
    ),
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
        kept = [
            one.replace(annotation=one.empty)
            for one in given.parameters.values()
            if one.name not in {"self", "cls"}
        ]
        shown = str(inspect.Signature(kept)).replace("mappingproxy({})", "{}").replace("'", '"')
        return self.name + shown

    @property
    def paragraphs(self):
        """Its docstring, a line a paragraph."""
        return [" ".join(part.split()) for part in inspect.getdoc(self.meaning).split("\n\n")]


def sections():
    """Every word under its heading, in the order of the code."""
    policy = {"Policy.load": Policy.load, "policy.symbols": Policy.symbols, "policy.clause": Policy.clause}
    formulas = {name: value for name, value in _public(words).items() if name in words.__all__}
    declared = {"Table": tables.Table, **_public(tables)}
    declared |= {name: vars(tables)[name] for name in ("Grouped", "Derived", "DerivedColumn", "Shared")}
    return {
        "The policy, its levels and sections": _words(policy, POLICY),
        MEASURES: _words(measures(), RULES),
        "What no row may be": _words({name: vars(statements)[name] for name in CHECKS}, CHECKS),
        "Values, conditions, rows": _words(formulas, calls(WORDS)),
        "What several schemes say alike": _words(_public(library), calls(LIBRARY)),
        "Rows that hang on each other (from payout.rules.trees, for derivations)": _words(
            _public(trees), TREES
        ),
        LIMITS: _words({name: vars(statements)[name] for name in CELLS}, CELLS),
        TABLES: _words(declared, DECLARATIONS),
    }


def measures():
    """The words of what a rule gives, in the order of the code."""
    found = vars(statements).items()
    return {
        name: value for name, value in found if getattr(value, "__qualname__", "").startswith("_measured.")
    }


def calls(examples):
    """The calls of examples."""
    return {name: example.call for name, example in examples.items()}


def _public(module):
    return {
        name: value
        for name, value in vars(module).items()
        if inspect.isfunction(value) and value.__module__ == module.__name__ and not name.startswith("_")
    }


def _words(meanings, examples):
    return [Word(name, meaning, examples.get(name, "")) for name, meaning in meanings.items()]


def text():
    """The whole document."""
    lines = [ABOVE]
    for title, found in sections().items():
        lines.append(f"## {title}\n")
        lines += [INTRODUCED[title]] if title in INTRODUCED else []
        if title == MEASURES:
            lines += [
                *(f"{paragraph}\n" for paragraph in found[0].paragraphs),
                *(_measured(word) for word in found),
                "",
            ]
            continue
        for word in found:
            lines += [f"### {word.name}\n", f"`{word.call}`\n"]
            lines += [f"{paragraph}\n" for paragraph in word.paragraphs]
            lines.append(f"Example: `{word.example}`\n")
    return "\n".join([*lines, BELOW])


def _measured(word):
    """A line of a word for what a rule gives: its kind, its measure, and a statement."""
    stated = word.meaning("例 | example", 1)
    what = {
        "number": "a number",
        "flag": "yes or no",
        "enumeration": "one of some words",
        "date": "a day",
        "text": "a text",
    }
    measure = f" of measure `{stated.measure}`" if stated.measure else ""
    follows = ", whose measure follows from the formula" if stated.kind == "number" and not measure else ""
    return f"- `{word.name}`: {what[stated.kind]}{measure}{follows}. `{word.example}`"


def scheme(folder):
    """Write a small scheme in which every example of a rule, a check or a limit stands; give the folder."""
    stated = [
        f'{example.level}.example_{name} = {example.gives}("例 | example", {example.call})'
        for name, example in {**WORDS, **LIBRARY}.items()
    ]
    (folder / "policy.toml").write_text(CARD, encoding="utf-8")
    (folder / "tables.py").write_text(SHEETS.format(limited=",\n    ".join(CELLS.values())), encoding="utf-8")
    (folder / "parameters.toml").write_text(PARAMETERS, encoding="utf-8")
    (folder / "rules.py").write_text(HEAD + _section([*RULES.values(), *stated]), encoding="utf-8")
    (folder / "checks.py").write_text(HEAD_OF_CHECKS + _section(CHECKS.values()), encoding="utf-8")
    return folder


def _section(stated):
    return "\n".join(['with clause("1", "例 | example"):', *(f"    {one}" for one in stated), ""])


CARD = """
[policy]
id = "words"
version = "1"
label = "例 | example"
document = "例 | example"
as_of = 2024-12-31
clauses = ["1"]
"""
SHEETS = """
from payout.rules.tables import *

settings = Table("settings", "setting", "设置", single=True, clause="1").of(
    money("budget", "总额"), count("places_in_all", "名额"))
units = Table("units", "unit", "单位", key="unit_id", clause="1").of(
    identifier("unit_id", "编码"), reference("follows_unit", "unit", "参照", blank="无 | none"), points("unit_score", "分"),
    points("service", "服务"), points("safety", "平安"), points("exact_places", "应得"))
people = Table("people", "person", "人员", key="person_id", clause="1").of(
    identifier("person_id", "编号"), text("name", "姓名"), reference("unit_id", "unit", "单位", parent=True),
    enumeration("grade", {{"excellent": "优", "competent": "良", "unfit": "差"}}, "等次", blank="无 | none"),
    enumeration("voter", {{"leaders": "领导", "peers": "同事"}}, "投票人"), flag("is_best", "先进"), date("joined_on", "到岗"),
    points("score", "分"), money("pay", "基数"), count("months", "月"), count("absent_days", "缺勤", blank="无 | none"),
    number("share", "比", measure="coefficient", places=2), number("done", "完成", measure="quantity", places=2),
    number("target", "目标", measure="quantity", places=2), number("hours", "学时", measure="hours", places=1),
    points("rewards", "奖"), points("penalties", "罚"), count("votes", "票"))
limited = Table("limited", "limit", "限制", clause="1").of(
    reference("unit_id", "unit", "单位", parent=True),
    {limited})
decisions = decisions_table()
"""
PARAMETERS = """
since = 2024-01-01

["1"]
rate = { label = "例", ratio = 0.5, bounds = [0, 1] }
best_share = { label = "例", ratio = 0.2, bounds = [0, 1] }
full_marks = { label = "例", points = 100, bounds = [1, 1000] }
gap = { label = "例", money = 600, bounds = [0, 10000] }
places = { label = "例", count = 1, bounds = [0, 10] }
one_fen = { label = "例", money = 0.01, bounds = [0.01, 10] }
grade_rates = { label = "例", measure = "ratio", keys = ["grade"], table = { excellent = 1.2, unfit = 0 }, bounds = [0, 3] }
part_weights = { label = "例", measure = "weight", keys = ["part"], table = { service = 0.6, safety = 0.4 }, bounds = [0, 1] }
voter_weights = { label = "例", measure = "weight", keys = ["voter"], table = { leaders = 0.6, peers = 0.4 }, bounds = [0, 1] }
score_deductions = { label = "例", measure = "yuan", bands = [{ to = 60, gives = 0 }, { above = 60, gives = 5 }], bounds = [0, 9] }
score_rates = { label = "例", bands = [{ from = 60, gives = 1 }, { below = 60, gives = 0 }], bounds = [0, 3] }
months_counted = { label = "例", choice = "served", options = { served = "一", whole_year = "二" }, why = "例" }
"""
HEAD = """
from payout.rules import *

policy = Policy.load(__file__)
clause, p = policy.clause, policy.p
setting, unit, person = policy.symbols("setting", "unit", "person")

"""
HEAD_OF_CHECKS = """
from payout.rules import *

from .rules import clause, person, unit

"""


def main():
    """Write the document."""
    PATH.write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    main()
