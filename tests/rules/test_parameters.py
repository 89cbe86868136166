"""Parameters: dated values, overlays and --set."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from bench import policy_of

from payout.rules import LanguageError
from payout.rules.policy.overlays import Overlay
from payout.rules.policy.parameters import BandRow, read_parameters, value_of

F = Fraction
TEXT = """
since = 2024-01-01

["1"]
base = { label = "名 | a base", money = 100 }
rate = { label = "名", ratio = "1/3" }
times = { label = "名", count = 2 }
marks = { label = "名", points = 1.25 }
way = { label = "名", choice = "one", why = "text", options = { one = "一", two = "二" } }
listed = { label = "名", measure = "yuan", keys = ["scope", "level"], table = { x = { a = 1, b = 2 }, y = { a = 3 } } }
steps = { label = "名", bands = [{ below = 5, gives = 1 }, { from = 5, gives = "1/2" }] }
bound = { label = "名 | a bounded one", ratio = 0.4, bounds = [0, 0.5] }
bounded = { label = "名", measure = "points", bounds = [0, 10], keys = ["k"], table = { x = 1, y = 10 } }
named = { label = "名", measure = "word", keys = ["k"], table = { x = "good", y = "poor" } }

["2".dated]
label = "名 | dated values"
money = [{ since = 2025-01-01, value = 3 }, { value = 1 }, { since = 2024-12-31, value = 2 }]
note = "注 | a note"
"""


@pytest.fixture
def policy(tmp_path):
    return policy_of(tmp_path, parameters=TEXT)


def test_values_as_written(policy):
    found = {name: one.value for name, one in policy.parameters.items()}
    assert found["base"] == 100
    assert found["rate"] == F(1, 3)
    assert found["marks"] == F(5, 4)
    assert dict(found["listed"]) == {("x", "a"): 1, ("x", "b"): 2, ("y", "a"): 3}
    assert found["steps"] == (BandRow(None, F(5), F(1)), BandRow(F(5), None, F(1, 2)))


def test_what_stands_beside_a_value(policy):
    base, dated = policy.parameters["base"], policy.parameters["dated"]
    assert (base.zh, base.en, base.clause, base.measure, base.kind) == ("名", "a base", "1", "yuan", "money")
    assert (dated.clause, dated.note, dated.note_en) == ("2", "注", "a note")
    assert [since.isoformat() for since, _ in dated.history] == ["2024-01-01", "2024-12-31", "2025-01-01"]
    assert policy.parameters["way"].note == "text"


def test_the_value_in_force_is_the_latest_since_a_day_not_after_as_of(policy):
    assert policy.parameters["dated"].value == 2  # as of 2024-12-31: since that very day


def test_a_value_that_is_not_in_force_yet(policy):
    with pytest.raises(LanguageError, match="base has no value on 2019-01-01: its first is of 2024-01-01"):
        read_parameters(policy.folder / "parameters.toml", date(2019, 1, 1))


def test_values_as_shown(policy):
    shown = {name: one.shown for name, one in policy.parameters.items()}
    assert shown["rate"] == "1/3"
    assert shown["marks"] == "1.25"
    assert shown["listed"] == "x.a = 1; x.b = 2; y.a = 3"
    assert shown["steps"] == "< 5 → 1; ≥ 5 → 0.5"


SET = [
    ("base=7000", "base", F(7000)),
    ("base = 0.01", "base", F(1, 100)),
    ("base=-5", "base", F(-5)),
    ("rate=2/3", "rate", F(2, 3)),
    ("rate= 2 / 3", "rate", F(2, 3)),
    ("times=3", "times", F(3)),
    ("marks=1.5", "marks", F(3, 2)),
    ("way=two", "way", "two"),
    ("bound=0", "bound", F(0)),
    ("bound=1/2", "bound", F(1, 2)),
]


@pytest.mark.parametrize(("assignment", "name", "expected"), SET, ids=[case[0] for case in SET])
def test_set(policy, assignment, name, expected):
    changed = policy.changed(sets=(assignment,)).parameters[name]
    assert (changed.value, changed.source) == (expected, "--set")
    assert changed.default == policy.parameters[name].value


def test_set_one_entry_of_a_table(policy):
    changed = policy.changed(sets=("listed.x.b=1/7",)).parameters["listed"]
    assert dict(changed.value) == {("x", "a"): 1, ("x", "b"): F(1, 7), ("y", "a"): 3}


REFUSED = [
    ("bse=1", "no parameter is named bse; did you mean base?"),
    ("qqqqqq=1", "no parameter is named qqqqqq; there are base, bound, bounded, dated"),
    ("listed.x.a=word", "listed: word stands where a number is needed"),
    ("named.x=1", "named: 1 stands where a word is needed"),
    ("base", "--set base: write name=value"),
    ("way=three", "way = three: the readings are one, two"),
    ("listed.z.a=1", "listed has no entry z.a"),
    ("listed=1", "a table with 2 keys nests 2 deep"),
    ("listed.x=1", "a table with 1 keys nests 1 deep"),
    ("base.x=1", "is not an exact number"),
    ("times=1.5", "1.5 is no count"),
    ("base=0.001", "0.001 is no amount of money: two decimals, to the fen"),
    ("base=1/3", "1/3 is no amount of money"),
    ("bound=40", "bound (a bounded one): 40 is not within its bounds, 0 to 0.5; 40 % is written 0.4"),
    ("bound=0.51", "bound (a bounded one): 0.51 is not within its bounds, 0 to 0.5"),
    ("bound=-0.4", "bound (a bounded one): -0.4 is not within its bounds, 0 to 0.5; write 0.4, without a sign"),
    ("bounded.y=12", "bounded.y (名): 12 is not within its bounds, 0 to 10"),
    *((f"base={text}", "is not an exact number") for text in
      ("nan", "inf", "-inf", "true", "", "1e3", "1_000", "1,000", "1 000", "１００", "1/0", "0x10", "abc")),
]  # fmt: skip


@pytest.mark.parametrize(("assignment", "says"), REFUSED, ids=[case[0] for case in REFUSED])
def test_set_refuses(policy, assignment, says):
    with pytest.raises(LanguageError) as error:
        policy.changed(sets=(assignment,))
    assert says in str(error.value)


def overlay(policy, text):
    path = policy.folder / "new.toml"
    path.write_text(text)
    return policy.changed(overlays=(Overlay.read(path),))


def test_an_overlay_changes_what_it_names(policy):
    changed = overlay(
        policy,
        'baseline = "bench"\n[base]\nvalue = 8000\n[way]\nvalue = "two"\n[listed]\nvalue = { x = { a = 9 } }\n',
    )
    found = changed.parameters
    assert (found["base"].value, found["base"].source) == (8000, "new.toml")
    assert found["way"].value == "two"
    assert dict(found["listed"].value) == {("x", "a"): 9, ("x", "b"): 2, ("y", "a"): 3}
    assert found["rate"].source == "baseline"
    assert policy.parameters["base"].value == 100


def test_set_comes_after_overlays(policy):
    path = policy.folder / "new.toml"
    path.write_text('baseline = "bench"\n[base]\nvalue = 8000\n')
    assert policy.changed(overlays=(Overlay.read(path),), sets=("base=1",)).parameters["base"].value == 1


def test_the_digest_tells_values_apart(policy):
    assert policy.changed(sets=("base=1",)).digest != policy.digest
    assert policy.changed(sets=("base=100",)).digest == policy.digest


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[base]\nvalue = 1\n", 'write baseline = "bench" on top'),
        ('baseline = "other"\n[base]\nvalue = 1\n', 'write baseline = "bench" on top'),
        ('baseline = "bench"\n[bse]\nvalue = 1\n', "did you mean base?"),
        ('baseline = "bench"\n[base]\nvalu = 1\n', "write [base] with value = … below"),
        ('baseline = "bench"\nbase = 1\n', "write [base] with value = … below"),
        ('baseline = "bench"\n[base]\nvalue = nan\n', "is not an exact number"),
        ('baseline = "bench"\n[base]\nvalue = inf\n', "is not an exact number"),
        ('baseline = "bench"\n[base]\nvalue = true\n', "is not an exact number"),
        ('baseline = "bench"\n[way]\nvalue = "three"\n', "the readings are one, two"),
        ("baseline = ", "not valid TOML"),
    ],
)
def test_an_overlay_refuses(policy, text, says):
    with pytest.raises(LanguageError) as error:
        overlay(policy, text)
    assert says in str(error.value)


BOUNDED = """
since = 2024-01-01

["1"]
share = { label = "扣发比例 | A share", ratio = 0.3, bounds = [0, 1] }
rates = { label = "倍数 | Rates", measure = "ratio", keys = ["a", "b"], table = { x = { m = 1.1, n = 2 } }, bounds = [0.5, 3] }
steps = { label = "档 | Steps", measure = "points", bands = [{ below = 5, gives = -3 }, { from = 5, gives = 4 }], bounds = [-5, 5] }
year = { label = "年度 | The year", measure = "year", count = 2024, bounds = [1949, 2100] }
pay = { label = "数额 | An amount", money = 100, bounds = [0.01, 1000] }
"""
BEYOND = [
    ("share=33", "share (A share): 33 is not within its bounds, 0 to 1; 33 % is written 0.33",
     "share(扣发比例):33 超出范围,应在 0 至 1 之间;33% 写作 0.33"),
    ("share=1/0.5", "is not an exact number", ""),
    ("share=4/3", "share (A share): 4/3 is not within its bounds, 0 to 1", ""),
    ("share=-0.5", "write 0.5, without a sign", "写 0.5,不带负号"),
    ("share=-2", "-2 is not within its bounds, 0 to 1", "-2 超出范围,应在 0 至 1 之间"),
    ("rates.x.m=110", "rates.x.m (Rates): 110 is not within its bounds, 0.5 to 3; 110 % is written 1.1", "rates.x.m(倍数)"),
    ("rates.x.n=0.2", "rates.x.n (Rates): 0.2 is not within its bounds, 0.5 to 3", ""),
    ("year=24", "24 is not within its bounds, 1949 to 2100; a year is written with four digits, such as 2012", "年度写四位数"),
    ("pay=0", "0 is not within its bounds, 0.01 to 1000", ""),
    ("pay=100000", "100000 is not within its bounds, 0.01 to 1000", ""),
]  # fmt: skip


@pytest.mark.parametrize(("assignment", "en", "zh"), BEYOND, ids=[case[0] for case in BEYOND])
def test_a_number_beyond_its_bounds_is_refused_with_what_was_meant(tmp_path, assignment, en, zh):
    with pytest.raises(LanguageError) as refused:
        policy_of(tmp_path, parameters=BOUNDED).changed(sets=(assignment,))
    assert en in str(refused.value)
    assert zh in refused.value.zh


@pytest.mark.parametrize(
    "assignment", ["share=0", "share=1", "share=1/3", "rates.x.m=0.5", "rates.x.m=3", "pay=0.01"]
)
def test_the_ends_of_bounds_are_inside(tmp_path, assignment):
    assert policy_of(tmp_path, parameters=BOUNDED).changed(sets=(assignment,))


def test_bands_are_bounded_in_what_they_give(tmp_path):
    policy = policy_of(tmp_path, parameters=BOUNDED)
    text = (
        'baseline = "bench"\n[steps]\nvalue = [{ below = 900, gives = -5 }, { from = 900, gives = GIVES }]\n'
    )
    assert overlay(policy, text.replace("GIVES", "5"))
    with pytest.raises(
        LanguageError, match=r"new.toml: steps \(Steps\): 5.5 is not within its bounds, -5 to 5"
    ) as refused:
        overlay(policy, text.replace("GIVES", "5.5"))
    assert refused.value.zh == "new.toml:steps(档):5.5 超出范围,应在 -5 至 5 之间"


def test_a_value_of_any_day_is_bounded(tmp_path):
    text = BOUNDED.replace(
        "ratio = 0.3", "ratio = [{ since = 2024-01-01, value = 0.3 }, { since = 2030-01-01, value = 30 }]"
    )
    with pytest.raises(
        LanguageError, match=r"parameters.toml: share \(A share\): 30 is not within its bounds"
    ):
        policy_of(tmp_path, parameters=text)


@pytest.mark.parametrize(
    ("bounds", "says"),
    [
        ("[0]", "bounds are two numbers, the least and the most"),
        ("1", "bounds are two numbers"),
        ("[1, 0]", "its bounds stand the wrong way round"),
        ("[0, nan]", "is not an exact number"),
        ("[0, 0.2]", "0.3 is not within its bounds, 0 to 0.2"),
    ],
)
def test_bounds_that_cannot_stand(tmp_path, bounds, says):
    with pytest.raises(LanguageError) as refused:
        policy_of(tmp_path, parameters=BOUNDED.replace("bounds = [0, 1]", f"bounds = {bounds}"))
    assert says in str(refused.value)


@pytest.mark.parametrize(("kind", "keys", "nothing"), [("bands", (), []), ("table", ("k",), {})])
def test_a_value_of_no_entry_is_refused(kind, keys, nothing):
    """A score would be in no band of none."""
    with pytest.raises(LanguageError, match="x holds no entry"):
        value_of("x", kind, keys, nothing)
