"""A small policy, written to a folder: one bonus with a share, a threshold, a bound, a reading, a rounding, a check."""

from pathlib import Path

FILES = {
    "policy.toml": """
[policy]
id = "small"
version = "1"
label = "小奖 | Small bonus"
document = "小奖办法 | Rules on a small bonus"
as_of = 2012-12-31
clauses = ["1", "2"]
[[file]]
level = "person"
name = "people"
first = ["person_id"]
total = "bonus"
""",
    "parameters.toml": """
since = 2012-01-01

["1"]
rate = { label = "比例 | Share", ratio = "1/3", bounds = [0, 1] }
least_score = { label = "合格分 | Least score", points = 60, bounds = [0, 100] }

["2"]
most = { label = "上限 | Most", money = 500, bounds = [0, 10000] }

["2".tied]
label = "同分 | Equal scores"
choice = "paid"
options = { paid = "照发", unpaid = "不发" }
why = "原文未定 | the text does not say"
""",
    "tables.py": '''"""One table."""

from payout.rules.tables import *

people = Table("people", "person", "人员", key="person_id").of(
    identifier("person_id", "编号"),
    number("score", "得分", places=2, measure="points", clause="1"),
    money("wage", "工资", clause="1"),
)
''',
    "rules.py": '''"""The rules."""

from payout.rules import *

policy = Policy.load(__file__)
clause, p = policy.clause, policy.p
(person,) = policy.symbols("person")

with clause("1", "合格的按工资的三分之一 | a third of the wage for who passes"):
    person.passes = flag("合格 | passes", person.score >= p.least_score)
    person.share = yuan("应得 | share", first_match((person.passes, person.wage * p.rate), otherwise=0))

with clause("2", "最多五百元,分值相同另定 | at most 500; equal scores as the text is read"):
    person.equals = counted("同分人数 | with this score", count(person, within=person.score))
    person.bonus = yuan(
        "奖金 | bonus",
        to_fen(
            choose(
                p.tied,
                paid=least(person.share, p.most),
                unpaid=first_match((person.equals > 1, 0), otherwise=least(person.share, p.most)),
            )
        ),
    )
''',
    "checks.py": '''"""No checks."""
''',
    "cases/base/people.csv": "person_id,score,wage\nP1,60,1000\nP2,80,900\nP3,59.99,900\nP4,70,3000\n",
}
HEADER = "case,clause,given,expect,working,why\n"
THOROUGH = (
    HEADER
    + """\
at the limit,1,,"person P1 bonus=333.33",1000/3,60 is enough; a third of 1000
below,1,,"person P3 bonus=0, share=0",,59.99 is not
whole,1,,"person P2 bonus=300, share=300",900/3,
exact,1,,"person P1 share=1000/3",1000/3,unrounded
at most,2,,"person P4 bonus=500",,1000 is more than 500
equal are paid,2,people P2: score=70,"person P2 bonus=300, equals=2",,
equal are not,2,people P2: score=70; set tied=unpaid,"person P2 bonus=0; person P1 bonus=333.33; person P4 bonus=0",,
alone is,2,set tied=unpaid,"person P4 bonus=500; person P3 bonus=0, equals=1; person P2 bonus=300",,
up,1,people P1: wage=0.05,"person P1 bonus=0.02",0.05/3,1.67 fen
"""
)
POOR = HEADER + 'whole,1,,"person P2 bonus=300",900/3,nothing of limits\n'


def write(folder: Path, **changed: str) -> Path:
    """The policy as a folder; `changed` replaces files, their dots and slashes written as `_`."""
    files = {**FILES, "cases/some.csv": THOROUGH}
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        own = changed.get(name.replace("/", "_").replace(".", "_"), text)
        path.write_text(own, encoding="utf-8")
    return folder
