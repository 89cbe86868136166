"""Every refusal of the linter: the code, where it points, what it says, and a fix."""

from __future__ import annotations

import pytest
from bench import CARD, HEAD, TABLES, findings_of, folder, policy_of, rule

from payout.rules import LanguageError
from payout.rules.compiled.lint import lint
from payout.rules.policy.loading import find_policy, load_policy

SHEET = '\n[[sheet]]\nzh = "表"\nlevel = "unit"\ncolumns = ["result"]\n'


def entry(
    name, kind, value, more="", since="since = 2024-01-01", measure='measure = "yuan"', clause='clause = "1"'
):
    return f'[{name}]\nzh = "名"\nkind = "{kind}"\n{clause}\n{since}\n{measure}\nvalue = {value}\n{more}\n'


CHOICE = entry("way", "choice", '"one"', 'why = "text"\noptions = { one = "一", two = "二" }')
BASE = entry("base", "money", "100")
TABLE = entry("listed", "table", "{ a = 1, b = 2 }", 'keys = ["category"]')

BODIES = [
    ("scor", ["scor"], "nothing is named scor; did you mean score?"),
    ("people.pionts", ["people"], "nothing is named pionts; did you mean points?"),
    ("score * 0.5", ["score"], "0.5 is a float, and no float may decide an amount: put the number in parameters.toml"),
    ("0.5 * score", ["score"], "0.5 is a float"),
    ("least(score, 0.5)", ["score"], "0.5 is a float"),
    ("1 if score > 1 else 2", ["score"], "Write when(condition, value) or first_match(…) for if"),
    ("score > 1 and score < 3", ["score"], "& | ~ for and, or, not"),
    ("score > 1 or score < 3", ["score"], "& | ~ for and, or, not"),
    ("not (score > 1)", ["score"], "& | ~ for and, or, not"),
    ("1 < score < 3", ["score"], "& | ~ for and, or, not"),
    ("score in [1, 2]", ["score"], "& | ~ for and, or, not"),
    ("1 if people else 2", ["people"], "cannot ask whether a person is true"),
    ("people.points", ["people"], "a column of person is read for each unit: it must pass through an aggregate"),
    ("score + people.points", ["score", "people"], "must pass through an aggregate"),
    ("category == 'c'", ["category"], "'c' is not an option: a, b"),
    ("'c' == category", ["category"], "'c' is not an option: a, b"),
    ("first_match((assessed, 'p'), otherwise='q') == 'r'", ["assessed"], "'r' is not an option: p, q"),
    ("category == score", ["category", "score"], "an enumeration cannot be compared with a number"),
    ("score == name", ["score", "name"], "a number cannot be compared with a text"),
    ("score == assessed", ["score", "assessed"], "a number cannot be compared with a flag"),
    ("name > county.county", ["name", "county"], "> has no meaning between values of kind text: use == or !="),
    ("category < 'b'", ["category"], "< has no meaning"),
    ("score + assessed", ["score", "assessed"], "a number is needed where a flag stands"),
    ("score & assessed", ["score", "assessed"], "a flag is needed where a number stands"),
    ("~score", ["score"], "a flag is needed where a number stands"),
    ("when(score, 1)", ["score"], "a flag is needed where a number stands"),
    ("first_match((assessed, 1), otherwise='x')", ["assessed"], "the branches differ: number, text"),
    ("first_match((assessed, name), otherwise=category)", ["assessed", "name", "category"], "the branches differ"),
    ("first_match()", [], "first_match needs at least one (condition, value)"),
    ("is_in(category, [])", ["category"], "is_in needs at least one option"),
    ("total(people.present)", ["people"], "a number is needed where a flag stands"),
    ("exists(people.points)", ["people"], "exists takes a level or a condition"),
    ("lookup(listed, assessed)", ["listed", "assessed"], "listed has an entry for a, which category never is"),
    ("lookup(listed, category, assessed)", ["listed", "category", "assessed"], "listed has 1 keys: category"),
    ("lookup(score, category)", ["score", "category"], "the first argument is a parameter from parameters.toml"),
    ('decide("q", where=assessed, answers={"yes": "是"}, zh="", en="", otherwise="no")', ["assessed"],
     "taking= and otherwise= are answers"),
    ('decide("q", where=assessed, answers={"yes": "是"}, zh="", en="", taking="yes", places=1, otherwise="yes")', ["assessed"],
     "one excludes the other"),
    ("lookup(base, category)", ["base", "category"], "base is no table"),
    ("band(listed, score)", ["listed", "score"], "listed has no bands"),
    ("listed * 2", ["listed"], "listed is a table: read it by lookup(…) or band(…)"),
    ("year_of(score)", ["score"], "a date is needed where a number stands"),
    ("via(score, score)", ["score"], "score is no link: declare it as a reference in tables.py"),
    ("via(1, score)", ["score"], "the first argument is a link column"),
    ("rank(score, ties='first')", ["score"], "ties is lowest, highest or dense"),
    ("allocate(1, score, unit=score)", ["score"], "unit= is one number for all rows"),
    ("decide('q', where=assessed, answers={'yes': '是'}, zh='问', en='Q', taking='yes')", ["assessed"], "go together"),
    ("total(1)", [], "its operand must be a column or a level"),
    ("score.best", ["score"], "has no attribute 'best'"),
    ("total()", [], "missing 1 required positional argument"),
    ("None", [], "a NoneType cannot stand in a formula"),
    ("county == 1", ["county"], "a level can be compared with a level only"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "names", "says"), BODIES, ids=[body for body, *_ in BODIES])
def test_a_body_that_is_no_expression(tmp_path, body, names, says):
    found = findings_of(
        tmp_path, rule("unit", body, *names), parameters=BASE + TABLE + CHOICE, card=CARD + SHEET
    )
    refused = [one for one in found if one[0] == "L401"]
    assert len(refused) == 1
    _, file, subject, problem, fix = refused[0]
    assert (file, subject) == ("rules.py", "unit.result")
    assert says.replace("an enumeration", "a enumeration") in problem
    assert fix


def test_a_name_that_two_parents_bear_must_be_qualified(tmp_path):
    found = findings_of(tmp_path, rule("spell", "known(name)", "name"))
    assert ("L401", "name is ambiguous: write person.name or unit.name") in [
        (one[0], one[3]) for one in found
    ] or (
        "L401",
        "name is ambiguous: write unit.name or person.name",
    ) in [(one[0], one[3]) for one in found]


def test_a_level_with_two_parents_must_say_within(tmp_path):
    found = findings_of(tmp_path, rule("spell", "total(months)", "months"))
    assert ("L401", "spell has 2 parents: say within=…") in [(one[0], one[3]) for one in found]


def test_rows_without_a_key_cannot_be_decided(tmp_path):
    body = "decide('q', where=months > 1, answers={'yes': '是'}, zh='问', en='Q') == 'yes'"
    found = findings_of(tmp_path, rule("spell", body, "months"))
    assert ("L401", "decide: rows of spell have no key by which a decision could name them") in [
        (o[0], o[3]) for o in found
    ]


def test_enumerations_without_a_common_option_are_never_equal(tmp_path):
    found = findings_of(tmp_path, rule("person", "grade == unit.category", "grade", "unit"))
    assert ("L401", "these are never equal, no option is common to both: x, y and a, b") in [
        (o[0], o[3]) for o in found
    ]


def test_words_are_of_what_the_rule_gives(tmp_path):
    rules = '\n@unit.rule(clause="1", zh="结果", words={"r": "合格"})\n'
    rules += (
        'def result(assessed):\n    """Result."""\n    return first_match((assessed, "p"), otherwise="q")\n'
    )
    problem = findings_of(tmp_path, rules, card=CARD + SHEET)[0]
    assert problem[0] == "L401"
    assert "words: r is nothing that the rule gives" in problem[3]


def test_a_check_is_a_condition(tmp_path):
    check = '@unit.check(clause="1", zh="查")\ndef odd(score):\n    "Odd."\n    return score\n'
    assert ("L401", "a check is a condition, not a number") in [
        (o[0], o[3]) for o in findings_of(tmp_path, check)
    ]


GOOD = rule("unit", "score", "score")
EXTRA = TABLES + '\nextra = DerivedColumn("unit", flag("extra", zh="另"))\n'
DERIVE = '@policy.derive("unit.extra", clause="1", zh="另")\ndef extra(units):\n    "Extra."\n'
ODD = '@unit.check(clause="1", zh="查", column="absent")\ndef odd(score):\n    "Odd."\n    return score > 1\n'
CIRCLE = rule("unit", "other", "other") + rule("unit", "result", "result", name="other")
FILE = '[[file]]\nname = "units"\nlevel = "unit"\nfirst = ["absent"]\n'
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
    ("L404", "rules.py", "unit.extra", {"tables": EXTRA}),
    ("L404", "rules.py", "unit.extra", {"rules": GOOD + DERIVE}),
    ("L404", "rules.py", "unit.extra", {"rules": GOOD + DERIVE.replace("(units)", "(nothing)"), "tables": EXTRA}),
    ("L404", "rules.py", "unit.extra", {"rules": GOOD + DERIVE + DERIVE, "tables": EXTRA}),
    ("L405", "policy.toml", "表", {"card": CARD + SHEET.replace('"result"', '"result", "absent"')}),
    ("L405", "policy.toml", "表", {"card": CARD + SHEET.replace('"result"', '"result", "person.name"')}),
    ("L405", "policy.toml", "表", {"card": CARD + SHEET + 'where = "absent"\n'}),
    ("L405", "policy.toml", "表", {"card": CARD + SHEET.replace('"unit"', '"nothing"')}),
    ("L405", "policy.toml", "units", {"card": CARD + SHEET + FILE}),
    ("L405", "rules.py", "unit.odd", {"rules": GOOD + ODD}),
    ("L406", "rules.py", "unit.unread", {"rules": GOOD + rule("unit", "score", "score", name="unread")}),
    ("L407", "parameters.toml", "base", {"parameters": BASE}),
    ("L408", "tables.py", "unit.score", {"parameters": entry("score", "money", "1")}),
    ("L408", "rules.py", "unit.result", {"parameters": entry("result", "money", "1")}),
    ("L409", "rules.py", "unit.result", {"rules": GOOD.replace('    """Result."""\n', "")}),
    ("L409", "rules.py", "unit.result", {"rules": GOOD.replace('zh="结果"', 'zh=""')}),
    ("L410", "parameters.toml", "base", {"parameters": entry("base", "money", "1", clause="")}),
    ("L410", "parameters.toml", "base", {"parameters": entry("base", "table", "{ a = 1 }", 'keys = ["category"]', measure="")}),
    ("L410", "parameters.toml", "base", {"parameters": entry("base", "money", "1", since="")}),
    ("L411", "parameters.toml", "shares", {"parameters": shares("{ a = 0.5, b = 0.4 }", "weight")}),
    ("L411", "parameters.toml", "shares", {"parameters": shares("{ a = 50, b = 40 }", "weight_points")}),
    ("L412", "parameters.toml", "steps", {"parameters": steps("[{ below = 5, gives = 1 }, { from = 6, gives = 2 }]")}),
    ("L412", "parameters.toml", "steps", {"parameters": steps("[{ below = 7, gives = 1 }, { from = 6, gives = 2 }]")}),
    ("L412", "parameters.toml", "steps", {"parameters": steps("[{ gives = 1 }, { from = 6, gives = 2 }]")}),
    ("L412", "parameters.toml", "steps", {"parameters": steps("[{ from = 7, below = 7, gives = 1 }, { from = 7, gives = 2 }]")}),
    ("L412", "parameters.toml", "steps", {"parameters": steps("[{ to = 5, gives = 1 }, { from = 5, gives = 2 }]")}),
    ("L412", "parameters.toml", "steps", {"parameters": steps("[{ to = 5, gives = 1 }, { from = 6, gives = 2 }]")}),
    ("L413", "parameters.toml", "shares", {"parameters": answered(shares("{ a = 0.5, b = 0.4 }", "weight"), "absent")}),
    ("L413", "parameters.toml", "shares", {"parameters": answered(shares("{ a = 0.5, b = 0.4 }", "weight"), "base") + BASE}),
    ("L413", "parameters.toml", "way", {"parameters": CHOICE.replace('why = "text"', "")}),
    ("L413", "parameters.toml", "way", {"parameters": CHOICE.replace('"one"', '"three"')}),
    ("L413", "parameters.toml", "way", {"parameters": CHOICE, "rules": rule("unit", "choose(way, one=score)", "way", "score")}),
    ("L413", "parameters.toml", "way", {
        "parameters": CHOICE, "rules": rule("unit", "choose(way, one=score, two=1, three=2)", "way", "score")}),
    ("L420", "rules.py", "unit.result", {"rules": GOOD.replace('clause="1"', 'clause="1, 9"')}),
    ("L420", "parameters.toml", "base", {"parameters": entry("base", "money", "1", clause='clause = "8"')}),
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
    ("text", "body", "name"),
    [
        (shares("{ a = 0.5, b = 0.4 }", "weight"), "lookup(shares, category)", "shares"),
        (shares("{ a = 50, b = 35 }", "weight_points"), "lookup(shares, category)", "shares"),
        (steps("[{ below = 5, gives = 1 }, { from = 6, gives = 2 }]"), "band(steps, score)", "steps"),
        (steps("[{ to = 5, gives = 1 }, { from = 6, gives = 2 }]"), "band(steps, score)", "steps"),
    ],
)
def test_what_a_text_leaves_out_is_answered_by_a_choice(tmp_path, text, body, name):
    choice = rule("unit", f"choose(way, one={body}, two=score)", "way", name, "category", "score")
    texts = {"parameters": answered(text, "way") + CHOICE, "card": CARD + SHEET}
    assert findings_of(tmp_path, choice, **texts) == []


def test_a_clean_policy_has_no_finding(tmp_path):
    assert findings_of(tmp_path, GOOD, card=CARD + SHEET) == []


def test_the_county_is_clean():
    assert lint(load_policy(find_policy("county_target_bonus"))) == []


UNREADABLE = [
    ({"card": CARD + "colour = 1\n"}, r"\[policy\] does not know colour; it knows"),
    ({"card": CARD + "[colour]\nx = 1\n"}, "the file does not know colour"),
    ({"card": CARD + SHEET + "colour = 1\n"}, r"\[\[sheet\]\] does not know colour"),
    ({"card": CARD + '[[sheet]]\nzh = "表"\nlevel = "unit"\n'}, r"\[\[sheet\]\] lacks columns"),
    ({"card": CARD + '[[file]]\nname = "a"\nlevel = "unit"\n'}, r"\[\[file\]\] lacks first"),
    ({"card": "x = 1"}, "does not know x"),
    ({"card": "[policy]\nid = 'a'\n"}, "lacks version, zh, document, as_of, clauses"),
    ({"card": CARD.replace("2024-12-31", '"2024-12-31"')}, "as_of is a day such as 2012-12-31"),
    ({"card": "[policy"}, "policy.toml: not valid TOML"),
    ({"parameters": entry("base", "money", "nan")}, "base: .*is not an exact number"),
    ({"parameters": entry("base", "money", "inf")}, "base: .*is not an exact number"),
    ({"parameters": entry("base", "money", "true")}, "base: True is not an exact number"),
    ({"parameters": entry("base", "table", "{ a = nan }", 'keys = ["k"]')}, "base: .*is not an exact number"),
    ({"parameters": steps("[{ from = 1, below = 5, to = 4, gives = 1 }]")}, "a band has from, below"),
    ({"parameters": entry("base", "money", "1", "colour = 1")}, "base does not know colour; it knows answered_by"),
    ({"parameters": entry("base", "amount", "1")}, "base: kind is one of money"),
    ({"parameters": entry("base", "count", "1.5")}, "base: 1.5 is no count: a count is whole"),
    ({"parameters": '[base]\nkind = "money"\n'}, "base has no value"),
    ({"parameters": "base = 1"}, r"base is not a table: write \[base\]"),
    ({"tables": TABLES + '\nmore = Grouped("x", "xs", "组", of="nothing", by=("a",))\n'}, "there is no nothing to group by"),
    ({"tables": TABLES + '\nmore = Grouped("x", "xs", "组", of="unit", by=("absent",))\n'}, "there is no absent to group by"),
    ({"tables": TABLES + '\nmore = Grouped("unit", "xs", "组", of="unit", by=("county",))\n'}, "two declarations make the level unit"),
    ({"tables": TABLES + '\nmore = DerivedColumn("nothing", flag("x", zh="另"))\n'}, "nothing makes the level nothing"),
    ({"tables": TABLES.replace('reference("unit_id", "unit"', 'reference("unit_id", "house"', 1)}, "no table holds the level house"),
    ({"head": HEAD + "policy.level('house')\n"}, "no level is named house"),
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
