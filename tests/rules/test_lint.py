"""Every refusal of the linter: the code, where it points, what it says, and a fix."""

from __future__ import annotations

import re

import pytest
from bench import CARD, HEAD, TABLES, findings_of, folder, head_of, policy_of, rule

from payout.rules import LanguageError
from payout.rules.compiled.lint import lint
from payout.rules.policy.loading import find_policy, load_policy

SHEET = '\n[[sheet]]\nlabel = "表 | a sheet"\nlevel = "unit"\ncolumns = "result"\n'


def entry(
    name,
    kind,
    value,
    more="",
    since="since = 2024-01-01",
    measure='measure = "yuan"',
    clause="1",
    bounds="[0, 1000]",
):
    """State one parameter under its clause: a parameters.toml by itself."""
    value = f"{kind} = {value}" + (f"\nbounds = {bounds}" if bounds and kind != "choice" else "")
    more = f"{more}\n"
    return f'["{clause}".{name}]\nlabel = "名 | a name"\n{since}\n{measure}\n{value}\n{more}\n'


CHOICE = entry("way", "choice", '"one"', 'why = "text"\noptions = { one = "一", two = "二" }', measure="")
BASE = entry("base", "money", "100")
TABLE = entry("listed", "table", "{ a = 1, b = 2 }", 'keys = ["category"]')

BODIES = [
    ("unit.scor", "unit has no scor; did you mean score?"),
    ("total(person.pionts)", "person has no pionts; did you mean points?"),
    ("unit.base", "unit has no base; did you mean p.base?"),
    ("p.bse", "no parameter is named bse; did you mean base?"),
    ("lookup(p.listd, unit.category)", "no parameter is named listd; did you mean listed?"),
    ("unit.score + p.base", "points and yuan do not go together: one of them must be converted first"),
    ("unit.score * 0.5", "0.5 is a float, and no float may decide an amount: put the number in parameters.toml"),
    ("0.5 * unit.score", "0.5 is a float"),
    ("least(unit.score, 0.5)", "0.5 is a float"),
    ("person.points", "a column of person is read for each unit: it must pass through an aggregate"),
    ("unit.score + person.points", "must pass through an aggregate"),
    ("unit.category == 'c'", "'c' is not an option: a, b"),
    ("'c' == unit.category", "'c' is not an option: a, b"),
    ("first_match((unit.assessed, 'p'), otherwise='q') == 'r'", "'r' is not an option: p, q"),
    ("unit.category == unit.score", "an enumeration cannot be compared with a number"),
    ("unit.score == unit.name", "a number cannot be compared with a text"),
    ("unit.score == unit.assessed", "a number cannot be compared with a flag"),
    ("unit.name > unit.county.county", "> has no meaning between values of kind text: use == or !="),
    ("unit.category < 'b'", "< has no meaning"),
    ("unit.score + unit.assessed", "a number is needed where a flag stands"),
    ("unit.score & unit.assessed", "a flag is needed where a number stands"),
    ("~unit.score", "a flag is needed where a number stands"),
    ("when(unit.score, 1)", "a flag is needed where a number stands"),
    ("first_match((unit.assessed, 1), otherwise='x')", "the branches differ: number, text"),
    ("first_match((unit.assessed, unit.name), otherwise=unit.category)", "the branches differ"),
    ("first_match()", "first_match needs at least one (condition, value)"),
    ("is_in(unit.category, [])", "is_in needs at least one option"),
    ("total(person.present)", "a number is needed where a flag stands"),
    ("exists(person.points)", "exists takes a level or a condition"),
    ("lookup(p.listed, unit.assessed)", "listed has an entry for a, which category never is"),
    ("lookup(p.listed, unit.category, unit.assessed)", "listed has 1 keys: category"),
    ("lookup(unit.score, unit.category)", "the first argument is a parameter from parameters.toml"),
    ('decide("q", "问 | Q", where=unit.assessed, answers={"yes": "是"}, otherwise="no")',
     "taking= and otherwise= are answers"),
    ('decide("q", "问 | Q", where=unit.assessed, answers={"yes": "是"}, taking="yes", places=1, otherwise="yes")',
     "one excludes the other"),
    ("lookup(p.base, unit.category)", "base is no table"),
    ("band(p.listed, unit.score)", "listed has no bands"),
    ("p.listed * 2", "listed is a table: read it by lookup(…) or band(…)"),
    ("year_of(unit.score)", "a date is needed where a number stands"),
    ("via(unit.score, unit.score)", "score is no link: declare it as a reference in tables.py"),
    ("via(1, unit.score)", "the first argument is a link column"),
    ("rank(unit.score, ties='first')", "ties is lowest, highest or dense"),
    ("allocate(1, unit.score, unit=unit.score)", "unit= is one number for all rows"),
    ("decide('q', '问 | Q', where=unit.assessed, answers={'yes': '是'}, taking='yes')", "go together"),
    ("total(1)", "its operand must be a column or a level"),
    ("None", "a NoneType cannot stand in a formula"),
    ("unit.county == 1", "a level can be compared with a level only"),
    ("known(unit.county)", "county is a level: read one of its columns"),
    ("choose(p.base, one=1, two=2)", "choose: base is no choice"),
    ("total(person.points, through=person.points)", "through=: points is no link: declare it as a reference in tables.py"),
    ("total(person.points, through=person.seconded, within=unit)", "within= and through= exclude each other"),
    ("among_best(unit.score, 1, where=True, then=unit.score, question='q', prompt='问 | Q')", "then= needs within="),
    ("weighted(p.listed)", "weighted needs parts"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "says"), BODIES, ids=[body for body, _ in BODIES])
def test_a_formula_that_cannot_stand(tmp_path, body, says):
    found = findings_of(tmp_path, rule("unit", body), parameters=BASE + TABLE + CHOICE, card=CARD + SHEET)
    refused = [one for one in found if one[0] == "L401"]
    assert len(refused) == 1
    _, file, subject, problem, fix = refused[0]
    assert (file, subject) == ("rules.py", "unit.result")
    assert says.replace("an enumeration", "a enumeration") in problem
    assert fix


# What Python itself evaluates is refused while rules.py is imported: the message names the line, and the fix.
AT_LOADING = [
    ("1 if unit.score > 1 else 2", "Write when(condition, value) or first_match(…) for if"),
    ("unit.score > 1 and unit.score < 3", "& | ~ for and, or, not"),
    ("unit.score > 1 or unit.score < 3", "& | ~ for and, or, not"),
    ("not (unit.score > 1)", "& | ~ for and, or, not"),
    ("1 < unit.score < 3", "& | ~ for and, or, not"),
    ("unit.score in [1, 2]", "& | ~ for and, or, not"),
    ("1 if person else 2", "cannot ask whether a person is true"),
    (
        "unit.score.best",
        "AttributeError: unit.score is a column and has no best: a level above is named by its level",
    ),
    (
        "person.unit_id.name",
        "person.unit_id is a column and has no name: a level above is named by its level",
    ),
    ("total()", "TypeError: total() missing 1 required positional argument"),
    ("scor", "NameError: name 'scor' is not defined"),
    ("decide('q', '问', where=unit.assessed)", "'问' lacks one language: write 中文 | English"),
]


@pytest.mark.parametrize(("body", "says"), AT_LOADING, ids=[body for body, _ in AT_LOADING])
def test_a_formula_that_python_evaluates(tmp_path, body, says):
    (found,) = findings_of(tmp_path, rule("unit", body), card=CARD + SHEET)
    assert found[:3] == ("L401", "rules.py", "")
    assert says in found[3]
    line = HEAD.count("\n") + 3  # below a blank line and the head of its section
    assert found[3].endswith(f"(rules.py:{line})")


STATEMENTS = [
    ("unit.result = unit.score", "unit.result = …: say what it is, yuan(…), points(…), flag(…)"),
    ("unit.result = 5", "unit.result = …: say what it is"),
    ('unit.county.result = word("结果 | result", 1)', "a rule of county is stated on county itself"),
    ('unit.result = word("结果", 1)', "'结果' lacks one language: write 中文 | English"),
    ('unit.result = word("| result", 1)', "'| result' lacks one language"),
    (
        'unit.result = refused("查 | odd", unit.score > 1, at=unit.score > 1)',
        "at= is the column whose cell is wrong",
    ),
    ('unit.result = refused("查 | odd", unit.score > 1, fix="改")', "'改' lacks one language"),
]


@pytest.mark.parametrize(("statement", "says"), STATEMENTS, ids=[one for one, _ in STATEMENTS])
def test_a_statement_that_states_nothing(tmp_path, statement, says):
    (found,) = findings_of(tmp_path, f'\nwith clause("1", "一 | one"):\n    {statement}\n')
    assert says in found[3]
    assert re.search(r"\(rules\.py:\d+\)$", found[3])


PROMISES = [
    ("flag", "unit.score", "the word promises a flag, and the formula gives a number"),
    ("option", "unit.score", "the word promises a enumeration, and the formula gives a number"),
    ("day", "unit.score", "the word promises a date, and the formula gives a number"),
    ("points", "unit.assessed", "the word promises a number, and the formula gives a flag"),
    ("yuan", "unit.score", "the word says yuan, and the formula gives points"),
    ("months", "unit.score * 2", "the word says months, and the formula gives points"),
]


@pytest.mark.parametrize(
    ("word", "formula", "says"), PROMISES, ids=[f"{word} {one}" for word, one, _ in PROMISES]
)
def test_a_word_that_promises_what_the_formula_does_not_give(tmp_path, word, formula, says):
    found = findings_of(tmp_path, rule("unit", formula, word=word), card=CARD + SHEET)
    assert ("L401", "rules.py", "unit.result", says) in [one[:4] for one in found]


DIAMOND = """
from payout.rules.tables import *

tops = Table("tops", "top", "顶", key="top_id").of(identifier("top_id", "码"), text("name", "名", blank=True))
lefts = Table("lefts", "left", "左", key="left_id").of(identifier("left_id", "码"), reference("top_id", "top", "顶", parent=True))
rights = Table("rights", "right", "右", key="right_id").of(identifier("right_id", "码"), reference("top_id", "top", "顶", parent=True))
lows = Table("lows", "low", "底", key="low_id").of(
    identifier("low_id", "码"), reference("left_id", "left", "左", parent=True), reference("right_id", "right", "右", parent=True))
"""


def test_a_level_that_two_parents_lead_to_must_be_qualified(tmp_path):
    texts = {"tables": DIAMOND, "head": head_of("top", "low")}
    found = findings_of(tmp_path, rule("low", "known(top.name)"), **texts)
    assert ("L401", "low reaches top by left.top or right.top: qualify which") in [
        (one[0], one[3]) for one in found
    ]
    qualified = findings_of(tmp_path / "said", rule("low", "known(low.left.top.name)"), **texts)
    assert "L401" not in {one[0] for one in qualified}


def test_a_level_with_two_parents_must_say_within(tmp_path):
    found = findings_of(tmp_path, rule("spell", "total(spell.months)"))
    assert ("L401", "spell has 2 parents: say within=…") in [(one[0], one[3]) for one in found]


def test_rows_without_a_key_cannot_be_decided(tmp_path):
    body = "decide('q', '问 | Q', where=spell.months > 1, answers={'yes': '是'}) == 'yes'"
    found = findings_of(tmp_path, rule("spell", body))
    assert ("L401", "decide: rows of spell have no key by which a decision could name them") in [
        (o[0], o[3]) for o in found
    ]


def test_enumerations_without_a_common_option_are_never_equal(tmp_path):
    found = findings_of(tmp_path, rule("person", "person.grade == unit.category"))
    assert ("L401", "these are never equal, no option is common to both: x, y and a, b") in [
        (o[0], o[3]) for o in found
    ]


def test_a_link_gathers_rows_for_the_level_that_it_names(tmp_path):
    found = findings_of(tmp_path, rule("county", "total(person.points, through=person.seconded)"))
    assert ("L401", "a column of unit is read for each county: it must pass through an aggregate") in [
        (o[0], o[3]) for o in found
    ]


def test_words_are_of_what_the_rule_gives(tmp_path):
    stated = rule("unit", 'first_match((unit.assessed, "p"), otherwise="q")', 'words={"r": "合格"}')
    problem = findings_of(tmp_path, stated, card=CARD + SHEET)[0]
    assert problem[0] == "L401"
    assert "words: r is nothing that the rule gives" in problem[3]


def check(formula, *more):
    return rule("unit", formula, *more, name="odd", word="refused", label="查 | odd")


def test_a_check_is_a_condition(tmp_path):
    found = findings_of(tmp_path, checks=check("unit.score"))
    assert ("L401", "checks.py", "unit.odd", "a check is a condition, not a number") in [
        one[:4] for one in found
    ]


def test_a_limit_that_cannot_stand_names_its_file_and_itself(tmp_path):
    tables = TABLES.replace('"得分", ', '"得分", at_most("too_much", row.scor), ', 1)
    found = findings_of(tmp_path, tables=tables)
    assert ("L401", "tables.py", "unit.too_much", "unit has no scor; did you mean score?") in [
        one[:4] for one in found
    ]


GOOD = rule("unit", "unit.score")
EXTRA = (
    TABLES
    + '\n\ndef more(GIVEN):\n    return units["score"]\n\n\nextra = DerivedColumn("unit", flag("extra", "另"), by=more)\n'
)
CIRCLE = rule("unit", "unit.other") + rule("unit", "unit.result", name="other")
FILE = '[[file]]\nname = "units"\nlevel = "unit"\nfirst = "absent"\n'
PAID = '[[file]]\nname = "units"\nlevel = "unit"\nfirst = "unit_id result"\ntotal = "result"\n'
KEYS = 'keys = ["category"]'


def shares(value, measure):
    return entry("shares", "table", value, KEYS, measure=f'measure = "{measure}"')


def steps(value):
    return entry("steps", "bands", value)


def answered(text, choice):
    return f'{text}answered_by = "{choice}"\n'


WHOLE = [
    ("L402", "rules.py", "unit.result", {"rules": GOOD + GOOD}),
    ("L402", "rules.py", "unit.score", {"rules": GOOD + rule("unit", "1", name="score")}),
    ("L403", "rules.py", "unit.result", {"rules": CIRCLE}),
    ("L403", "rules.py", "unit.result", {"rules": rule("unit", "unit.result + 1")}),
    ("L404", "tables.py", "unit.extra", {"rules": GOOD, "tables": EXTRA.replace("GIVEN", "nothing")}),
    ("L405", "policy.toml", "a sheet", {"card": CARD + SHEET.replace('"result"', '"result absent"')}),
    ("L405", "policy.toml", "a sheet", {"card": CARD + SHEET.replace('"result"', '["result", "absent"]')}),
    ("L405", "policy.toml", "a sheet", {"card": CARD + SHEET.replace('"result"', '"result person.name"')}),
    ("L405", "policy.toml", "a sheet", {"card": CARD + SHEET + 'where = "absent"\n'}),
    ("L405", "policy.toml", "a sheet", {"card": CARD + SHEET + 'order = "absent"\n'}),
    ("L405", "policy.toml", "a sheet", {"card": CARD + SHEET.replace('"unit"', '"nothing"')}),
    ("L405", "policy.toml", "slip", {"card": CARD + SHEET + '[[slip]]\nlevel = "nothing"\ncolumns = "result"\n'}),
    ("L405", "policy.toml", "slip", {"card": CARD + SHEET + '[[slip]]\nlevel = "unit"\ncolumns = "absent"\n'}),
    (
        "L405",
        "policy.toml",
        "slip",
        {"card": CARD + SHEET + '[[slip]]\nlevel = "unit"\ncolumns = "result"\nrows = "unit"\n'},
    ),
    ("L405", "policy.toml", "units", {"card": CARD + SHEET + FILE}),
    ("L405", "policy.toml", "nothing", {"card": CARD + SHEET + '[[file]]\nlevel = "nothing"\n'}),
    ("L405", "checks.py", "unit.odd", {"checks": check("unit.score > 1", 'at="absent"')}),
    ("L405", "checks.py", "unit.odd", {"checks": check("unit.score > 1", 'at="score", fix="改 {absent} | mend {absent}"')}),
    ("L406", "rules.py", "unit.unread", {"rules": GOOD + rule("unit", "unit.score", name="unread")}),
    ("L407", "parameters.toml", "base", {"parameters": BASE}),
    ("L408", "tables.py", "unit.score", {"parameters": entry("score", "money", "1")}),
    ("L408", "rules.py", "unit.result", {"parameters": entry("result", "money", "1")}),
    ("L409", "rules.py", "1", {"rules": GOOD.replace(', "一 | one"', "")}),
    ("L409", "rules.py", "1", {"rules": GOOD.replace('"一 | one"', '"一"')}),
    ("L410", "parameters.toml", "base", {"parameters": entry("base", "money", "1", clause="")}),
    ("L410", "parameters.toml", "base", {"parameters": entry("base", "table", "{ a = 1 }", 'keys = ["category"]', measure="")}),
    ("L410", "parameters.toml", "base", {"parameters": entry("base", "money", "1", since="")}),
    ("L410", "parameters.toml", "base", {"parameters": BASE.replace('label = "名 | a name"', "")}),
    ("L411", "parameters.toml", "shares", {"parameters": shares("{ a = 0.5, b = 0.4 }", "weight")}),
    ("L411", "parameters.toml", "shares", {"parameters": shares("{ a = 50, b = 40 }", "weight_points")}),
    ("L412", "parameters.toml", "steps", {"parameters": steps("[{ below = 5, gives = 1 }, { from = 6, gives = 2 }]")}),
    ("L412", "parameters.toml", "steps", {"parameters": steps("[{ below = 7, gives = 1 }, { from = 6, gives = 2 }]")}),
    ("L412", "parameters.toml", "steps", {"parameters": steps("[{ gives = 1 }, { from = 6, gives = 2 }]")}),
    ("L412", "parameters.toml", "steps", {"parameters": steps("[{ from = 7, below = 7, gives = 1 }, { from = 7, gives = 2 }]")}),
    ("L412", "parameters.toml", "steps", {"parameters": steps("[{ to = 5, gives = 1 }, { from = 5, gives = 2 }]")}),
    ("L412", "parameters.toml", "steps", {"parameters": steps("[{ to = 5, gives = 1 }, { from = 6, gives = 2 }]")}),
    ("L412", "parameters.toml", "steps", {"parameters": steps("[{ below = 5, gives = 1 }, { above = 5, gives = 2 }]")}),
    ("L412", "parameters.toml", "steps", {"parameters": steps("[{ to = 5, gives = 1 }, { above = 5, to = 5, gives = 2 }]")}),
    ("L413", "parameters.toml", "shares", {"parameters": answered(shares("{ a = 0.5, b = 0.4 }", "weight"), "absent")}),
    ("L413", "parameters.toml", "shares", {"parameters": answered(shares("{ a = 0.5, b = 0.4 }", "weight"), "base") + BASE}),
    ("L413", "parameters.toml", "way", {"parameters": CHOICE.replace('why = "text"', "")}),
    ("L413", "parameters.toml", "way", {"parameters": CHOICE.replace('"one"', '"three"')}),
    ("L413", "parameters.toml", "way", {"parameters": CHOICE, "rules": rule("unit", "choose(p.way, one=unit.score)")}),
    ("L413", "parameters.toml", "way", {
        "parameters": CHOICE, "rules": rule("unit", "choose(p.way, one=unit.score, two=1, three=2)")}),
    ("L415", "parameters.toml", "base", {"parameters": entry("base", "money", "1", bounds="")}),
    ("L415", "parameters.toml", "listed", {"parameters": entry("listed", "table", "{ a = 1 }", KEYS, bounds="")}),
    ("L415", "parameters.toml", "steps", {"parameters": entry("steps", "bands", "[{ gives = 1 }]", bounds="")}),
    ("L416", "tables.py", "units.score", {"rules": rule("unit", "first_known(unit.score, 0)")}),
    ("L416", "tables.py", "units.score", {"rules": rule("unit", "known(unit.score)")}),
    ("L416", "tables.py", "units.score", {"rules": rule("unit", "first_match((unit.score > 1, 1), otherwise=0)")}),
    ("L416", "tables.py", "units.score", {"rules": rule("county", "total(unit.score, where=known(unit.score))")}),
    ("L416", "tables.py", "units.score", {"rules": rule("county", "count(unit.score)")}),
    ("L416", "tables.py", "units.score", {"rules": rule("unit", "rank(unit.score, where=unit.score > 0)")}),
    ("L416", "tables.py", "people.grade", {"rules": rule("unit", "exists(person.grade == 'x')")}),
    ("L418", "policy.toml", "units", {"card": CARD + PAID, "rules": rule("unit", "unit.score / 3")}),
    ("L418", "policy.toml", "units", {"card": CARD + PAID, "rules": rule("unit", "unit.score * unit.score")}),
    ("L418", "policy.toml", "units", {
        "card": CARD + PAID, "rules": rule("unit", "lookup(p.listed, unit.category)"),
        "parameters": entry("listed", "table", '{ a = 1, b = "1/3" }', KEYS)}),
    ("L420", "rules.py", "unit.result", {"rules": GOOD.replace('clause("1"', 'clause("1, 9"')}),
    ("L420", "parameters.toml", "base", {"parameters": entry("base", "money", "1", clause="8")}),
    ("L420", "tables.py", "units.score", {"tables": TABLES.replace('"得分", ', '"得分", clause="8", ', 1)}),
    ("L420", "tables.py", "unit.extra", {"tables": EXTRA.replace("GIVEN", "units").replace('"另"', '"另", clause="8"')}),
    ("L420", "checks.py", "unit.odd", {"checks": check("unit.score > 1", 'clause="8"')}),
    ("L421", "policy.toml", "2", {"card": CARD.replace('["1"]', '["1", "2"]') + SHEET}),
    ("L422", "policy.toml", "7", {"card": CARD + '[not_computed]\n"7" = "无"\n' + SHEET}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "file", "subject", "texts"),
    WHOLE,
    ids=[f"{case[0]} {case[2]} {n}" for n, case in enumerate(WHOLE)],
)
def test_what_a_policy_may_not_leave_undone(tmp_path, code, file, subject, texts):
    texts = {"rules": GOOD, "card": CARD + SHEET, **texts}
    found = [one for one in findings_of(tmp_path, **texts) if one[0] == code]
    assert [(one[1], one[2]) for one in found] == [(file, subject)]
    assert found[0][3]
    assert found[0][4], "the finding names no fix"


@pytest.mark.parametrize(
    ("text", "body"),
    [
        (shares("{ a = 0.5, b = 0.4 }", "weight"), "lookup(p.shares, unit.category)"),
        (shares("{ a = 50, b = 35 }", "weight_points"), "lookup(p.shares, unit.category)"),
        (steps("[{ below = 5, gives = 1 }, { from = 6, gives = 2 }]"), "band(p.steps, unit.score)"),
        (steps("[{ to = 5, gives = 1 }, { from = 6, gives = 2 }]"), "band(p.steps, unit.score)"),
    ],
)
def test_what_a_text_leaves_out_is_answered_by_a_choice(tmp_path, text, body):
    choice = rule("unit", f"choose(p.way, one={body}, two=0)")
    texts = {"parameters": answered(text, "way") + CHOICE, "card": CARD + SHEET}
    assert findings_of(tmp_path, choice, **texts) == []


SCORE = 'number("score", "得分", measure="points", places=2, signed=True, blank=True)'
SAYS_ITSELF = [
    SCORE.replace("blank=True", 'blank="按零分 | as zero"'),
    SCORE.replace("blank=True", "default=0"),
    SCORE.replace('"得分", ', '"得分", required("no_score", clause="1"), '),
]


@pytest.mark.parametrize("column", SAYS_ITSELF)
def test_a_blank_that_says_what_it_means_or_that_may_not_be(tmp_path, column):
    stated = rule("unit", "first_known(unit.score, 0)")
    assert SCORE in TABLES
    found = findings_of(tmp_path, stated, card=CARD + SHEET, tables=TABLES.replace(SCORE, column))
    assert found == []


@pytest.mark.parametrize(
    "column",
    [
        SCORE.replace('"得分", ', '"得分", required("no_score", where=row.assessed, clause="1"), '),
        SCORE.replace('"得分", ', '"得分", required("no_score", severity="warning", clause="1"), '),
    ],
)
def test_a_blank_that_is_refused_at_times_still_says_what_it_means(tmp_path, column):
    stated = rule("unit", "first_known(unit.score, 0)")
    found = findings_of(tmp_path, stated, card=CARD + SHEET, tables=TABLES.replace(SCORE, column))
    assert [one[:3] for one in found] == [("L416", "tables.py", "units.score")]


def test_a_value_that_is_only_missing_where_a_cell_is_needs_no_word(tmp_path):
    stated = rule("unit", "when(unit.score > 1, unit.score * 2)")
    assert findings_of(tmp_path, stated, card=CARD + SHEET) == []


def test_words_need_no_bounds(tmp_path):
    words = entry("listed", "table", '{ a = "x", b = "y" }', KEYS, measure='measure = "word"', bounds="")
    found = findings_of(
        tmp_path, rule("unit", "lookup(p.listed, unit.category)"), parameters=words, card=CARD + SHEET
    )
    assert found == []


def test_a_clean_policy_has_no_finding(tmp_path):
    assert findings_of(tmp_path, GOOD, card=CARD + SHEET) == []


def test_the_county_is_clean():
    assert lint(load_policy(find_policy("county_target_bonus"))) == []


UNREADABLE = [
    ({"card": CARD + "colour = 1\n"}, r"\[policy\] does not know colour; it knows"),
    ({"card": CARD + "[colour]\nx = 1\n"}, "the file does not know colour"),
    ({"card": CARD + SHEET + "colour = 1\n"}, r"\[\[sheet\]\] does not know colour"),
    ({"card": CARD + '[[sheet]]\nlabel = "表"\n'}, r"\[\[sheet\]\] lacks level"),
    ({"card": CARD + '[[file]]\nname = "a"\n'}, r"\[\[file\]\] lacks level"),
    ({"card": CARD + SHEET.replace('"result"', "5")}, "5 is no list of columns: name them in one text"),
    ({"card": "x = 1"}, "does not know x"),
    ({"card": "[policy]\nid = 'a'\n"}, "lacks version, label, document, as_of, clauses"),
    ({"card": CARD.replace("2024-12-31", '"2024-12-31"')}, "as_of is a day such as 2012-12-31"),
    ({"card": "[policy"}, "policy.toml: not valid TOML"),
    ({"parameters": entry("base", "money", "nan")}, "base: .*is not an exact number"),
    ({"parameters": entry("base", "money", "inf")}, "base: .*is not an exact number"),
    ({"parameters": entry("base", "money", "true")}, "base: True is not an exact number"),
    ({"parameters": entry("base", "table", "{ a = nan }", 'keys = ["k"]')}, "base: .*is not an exact number"),
    ({"parameters": steps("[{ from = 1, below = 5, to = 4, gives = 1 }]")}, "a band has from"),
    ({"parameters": entry("base", "money", "1", "colour = 1")}, "base does not know colour; it knows answered_by"),
    ({"parameters": entry("base", "amount", "1")}, "base has one value, named by its kind: money, ratio"),
    ({"parameters": entry("base", "money", "1", "ratio = 1")}, "base has one value, named by its kind"),
    ({"parameters": entry("base", "count", "1.5")}, "base: 1.5 is no count: a count is whole"),
    ({"parameters": '["1".base]\nlabel = "名"\n'}, "base has one value, named by its kind"),
    ({"parameters": entry("base", "money", "1", since='since = "2024-01-01"')}, "base: since is a day such as 2012-01-31"),
    ({"parameters": entry("base", "money", "[{ since = 2024, value = 1 }]")}, "base: since is a day such as 2012-01-31"),
    ({"parameters": entry("base", "money", "1.234")}, "base: 1.234 is no amount of money: two decimals, to the fen"),
    ({"parameters": entry("base", "money", "1000.01")}, "base .*: 1000.01 is not within its bounds, 0 to 1000"),
    ({"parameters": BASE.replace("[0, 1000]", "[0, 99]")}, r"parameters.toml: base \(a name\): 100 is not within its bounds"),
    ({"parameters": BASE.replace("[0, 1000]", "[100, 0]")}, "base: its bounds stand the wrong way round"),
    ({"parameters": BASE.replace("[0, 1000]", "[100]")}, r"base: bounds are two numbers, the least and the most"),
    ({"parameters": TABLE.replace("[0, 1000]", "[0, 1]")}, r"listed\.b \(a name\): 2 is not within its bounds, 0 to 1"),
    ({"parameters": "base = 1"}, r'base is no clause: write \["base"\] and below it name = '),
    ({"parameters": '[base]\nkind = "money"\nvalue = 1\n'}, r'base is no clause: write \["base"\] and below it name = '),
    ({"parameters": BASE + entry("base", "money", "1", clause="2")}, "base stands under 1 and under 2"),
    ({"tables": TABLES + '\nextra = DerivedColumn("unit", flag("extra", "另"))\n'}, "missing 1 required positional argument: 'by'"),
    ({"tables": EXTRA.replace("GIVEN", "units").replace("by=more", 'by="more"')}, "unit.extra: by= is the function that derives it"),
    ({"tables": EXTRA.replace("GIVEN", "units") + 'again = DerivedColumn("unit", flag("extra", "又"), by=more)\n'},
     "unit.extra is declared twice in tables.py"),
    ({"tables": EXTRA.replace("GIVEN", "units").replace('flag("extra"', 'flag("score"')}, "unit.score is declared twice in tables.py"),
    ({"tables": TABLES.replace('text("town"', 'text("name"')}, "unit.name is declared twice in tables.py"),
    ({"tables": EXTRA.replace("GIVEN", "units").replace('DerivedColumn("unit"', 'DerivedColumn("county"')},
     "extra: a derived column is added to the level of a table, and no table holds county"),
    ({"tables": TABLES + '\nmore = Grouped("x", "xs", "组", of="nothing", by=("a",))\n'}, "there is no nothing to group by"),
    ({"tables": TABLES + '\nmore = Grouped("x", "xs", "组", of="unit", by=("absent",))\n'}, "there is no absent to group by"),
    ({"tables": TABLES + '\nmore = Grouped("unit", "xs", "组", of="unit", by=("county",))\n'}, "two declarations make the level unit"),
    ({"tables": TABLES + '\nmore = DerivedColumn("nothing", flag("x", "另"), by=len)\n'}, "nothing makes the level nothing"),
    ({"tables": TABLES.replace('reference("unit_id", "unit"', 'reference("unit_id", "house"', 1)}, "no table holds the level house"),
    ({"head": HEAD + "policy.symbols('house')\n"}, r"no level is named house; tables.py declares unit, .* \(rules.py:\d+\)"),
]  # fmt: skip


@pytest.mark.parametrize(("texts", "says"), UNREADABLE, ids=[says for _, says in UNREADABLE])
def test_what_cannot_be_read_at_all(tmp_path, texts, says):
    with pytest.raises(LanguageError, match=says):
        policy_of(tmp_path, **texts)


def test_a_folder_without_a_policy(tmp_path):
    folder(tmp_path, "", head="x = 1\n")
    with pytest.raises(LanguageError, match=r"rules\.py must hold one policy = Policy\.load"):
        load_policy(tmp_path)


def test_a_policy_that_is_not_there():
    with pytest.raises(LanguageError, match=r"no policy is named moon; there are .*county_target_bonus"):
        find_policy("moon")
