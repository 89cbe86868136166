"""Mathematics: it is MathML, it says of every scheme what its rules say, and read back it gives what the tree gives.

The tree is evaluated here by a few lines over Fractions, and what was printed by a reader of MathML that knows no tree: they share
nothing with the program, nor with one another.
"""

from __future__ import annotations

import random
from fractions import Fraction
from math import ceil, floor
from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring

from payout.rendering.markup import element
from payout.rendering.mathematics import Mathematics
from payout.rendering.steps import lettered
from payout.rendering.words import Writer
from payout.rules.compiled.compiled import compiled
from payout.rules.policy.loading import load_policy
from payout.rules.tree import (
    Aggregate,
    Arithmetic,
    ColumnValue,
    Compare,
    Constant,
    Extreme,
    FirstMatch,
    Grouping,
    Home,
    Logic,
    Not,
    Round,
    Schema,
    When,
    walk,
)

ROOT = Path(__file__).resolve().parents[2]
SCHEMES = sorted(path.parent.name for path in ROOT.glob("policies/*/policy.toml"))
# MathML Core: how many children each element has; None: any number
CHILDREN = {
    "math": None, "mrow": None, "mtable": None, "mtr": None, "mtd": None, "mtext": None, "mfrac": 2, "msub": 2,
    "munder": 2, "mi": 0, "mn": 0, "mo": 0, "mspace": 0,
}  # fmt: skip


# ---- every rule of every scheme --------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_rule_and_check_of_a_scheme_is_mathml(scheme, lang):
    policy = compiled(load_policy(ROOT / "policies" / scheme))
    for built in (*policy.rules, *policy.checks):
        drawer = Mathematics(policy, lang, named=lettered(built.node))
        for left, node in (("x", built.node), *((letter, part) for part, letter in drawer.named.items())):
            tree = fromstring(str(drawer.equation(left, node)))
            assert tree.tag == "math"
            for one in tree.iter():
                wanted = CHILDREN[one.tag]
                assert wanted is None or len(one) == wanted, (scheme, built.key, one.tag)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_column_parameter_and_reading_of_a_rule_is_shown(scheme):
    """Nothing of the tree is left out: each leaf stands in the formula or in one of its lettered parts."""
    policy = compiled(load_policy(ROOT / "policies" / scheme))
    for built in policy.rules:
        drawer = Mathematics(
            policy, "zh", link=lambda *named: "#" + ".".join(named), named=lettered(built.node)
        )
        roots = (built.node, *drawer.named)
        shown = "".join(str(drawer.equation("x", root)) for root in roots)
        for level, name in built.reads:
            assert f'href="#column.{level}.{name}"' in shown, (built.key, name)
        for choice in (node for node in walk(built.node) if type(node).__name__ == "Choose"):
            for reading, _ in choice.branches:
                assert policy.policy.parameters[choice.choice].options[reading] in fromstring_text(shown)


def fromstring_text(markup):
    return "".join(fromstring(f"<all>{markup}</all>").itertext())


def test_a_part_that_stands_twice_has_a_letter_and_is_told_once():
    policy = compiled(load_policy(ROOT / "policies" / "county_target_bonus"))
    built = policy.by_key["unit", "formula_bonus"]
    named = lettered(built.node)
    assert list(named.values()) == ["A", "B"]
    words = Writer(policy, "zh", named=named).spelled(built.node)
    assert "(A − B)" in words
    assert "A = B" in words
    assert [Writer(policy, "zh", named=named).spelled(part)[:2] for part in named] == ["最高", "最低"]


def test_what_a_label_holds_is_no_markup():
    text = "<mi>&amp;]]>\"'\x07"
    made = str(element("mtext", element("a", text, href=text)))
    tree = fromstring(made)
    assert tree[0].text == text.replace("\x07", "\N{REPLACEMENT CHARACTER}")
    assert len(tree[0]) == 0


# ---- read back -------------------------------------------------------------------------------------


def number(rng, depth, pool):
    """A formula; now and then one that was made before."""
    if pool and rng.random() < 0.12:
        return rng.choice(pool[-12:])
    pool.append(made := fresh(rng, depth, pool))
    return made


def fresh(rng, depth, pool):
    if depth == 0 or rng.random() < 0.15:
        return Constant(Fraction(rng.randint(-9, 30), rng.choice((1, 1, 2, 3, 10))))
    kind = rng.random()
    if kind < 0.6:
        return Arithmetic(rng.choice("+-*/"), number(rng, depth - 1, pool), number(rng, depth - 1, pool))
    if kind < 0.75:
        members = tuple(number(rng, depth - 1, pool) for _ in range(rng.randint(2, 3)))
        return Extreme(rng.choice(("least", "greatest")), members)
    if kind < 0.87:
        return Round(number(rng, depth - 1, pool), 0, rng.choice(("half_up", "floor", "ceiling")))
    cases = tuple(
        When(condition(rng, depth - 1, pool), number(rng, depth - 1, pool)) for _ in range(rng.randint(1, 2))
    )
    return FirstMatch(cases, number(rng, depth - 1, pool))


def condition(rng, depth, pool):
    kind = rng.random()
    if depth > 0 and kind < 0.35:
        return Logic(rng.choice("&|"), condition(rng, depth - 1, pool), condition(rng, depth - 1, pool))
    if depth > 0 and kind < 0.5:
        return Not(condition(rng, depth - 1, pool))
    relation = rng.choice(("==", "!=", "<", "<=", ">", ">="))
    return Compare(relation, number(rng, min(depth, 1), pool), number(rng, min(depth, 1), pool))


def half_up(value):
    return floor(value + Fraction(1, 2)) if value >= 0 else -floor(-value + Fraction(1, 2))


def tree_value(node):  # noqa: PLR0911
    match node:
        case Constant(value=value):
            return value
        case Arithmetic(op=op, left=left, right=right):
            a, b = tree_value(left), tree_value(right)
            return {"+": lambda: a + b, "-": lambda: a - b, "*": lambda: a * b, "/": lambda: a / b}[op]()
        case Extreme(which=which, members=members):
            return (min if which == "least" else max)(map(tree_value, members))
        case Round(operand=operand, mode=mode):
            return Fraction({"half_up": half_up, "floor": floor, "ceiling": ceil}[mode](tree_value(operand)))
        case FirstMatch(cases=cases, otherwise=otherwise):
            taken = (case.value for case in cases if tree_value(case.condition))
            return tree_value(next(taken, otherwise))
        case Logic(op=op, left=left, right=right):
            a, b = tree_value(left), tree_value(right)
            return a and b if op == "&" else a or b
        case Not(operand=operand):
            return not tree_value(operand)
        case Compare(op=op, left=left, right=right):
            a, b = tree_value(left), tree_value(right)
            return {"==": a == b, "!=": a != b, "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[op]
    raise AssertionError(node)


LEVELS = (("∨",), ("∧",), ("=", "≠", "<", "≤", ">", "≥"), ("+", "−"), ("×",))
CLOSING = {"(": ")", "⌊": ("⌋", "⌉"), "⌈": "⌉"}


class Reader:
    """Reads MathML as a reader of a textbook does: signs by their rank, brackets, fractions, cases."""

    def __init__(self, tokens, letters):
        self.tokens, self.letters = tokens, letters
        self.at = 0

    def whole(self):
        value = self.read()
        assert self.peek() is None, self.peek()
        return value

    def of(self, tokens):
        return Reader(tokens, self.letters).whole()

    def peek(self):
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def take(self):
        self.at += 1
        return self.tokens[self.at - 1]

    def read(self, rank=0):
        if rank == len(LEVELS):
            return self.prefixed()
        value = self.read(rank + 1)
        while self.peek() in LEVELS[rank]:
            value = joined(self.take(), value, self.read(rank + 1))
        return value

    def prefixed(self):
        if self.peek() == "¬":
            self.take()
            return not self.prefixed()
        if self.peek() == "−":
            self.take()
            return -self.prefixed()
        return self.atom()

    def atom(self):
        token = self.take()
        if token in {"max", "min"}:
            assert self.take() == "("
            members = [self.read()]
            while self.peek() == ",":
                self.take()
                members.append(self.read())
            assert self.take() == ")"
            return (max if token == "max" else min)(members)  # noqa: S105
        if token in CLOSING:
            value, closed = self.read(), self.take()
            assert closed in CLOSING[token]
            how = {"()": lambda one: one, "⌊⌋": floor, "⌊⌉": half_up, "⌈⌉": ceil}[token + closed]
            return how(value) if closed == ")" else Fraction(how(value))
        if token == "{":  # noqa: S105
            token = self.take()
        assert not isinstance(token, str), token
        return self.shape(token)

    def shape(self, tree):
        if tree.tag == "mn":
            return Fraction(tree.text)
        if tree.tag == "mi":
            return self.of(self.letters[tree.text])
        if tree.tag == "mfrac":
            above, below = (self.of(tokens_of(child)) for child in tree)
            return above / below
        assert tree.tag == "mtable"
        for row in tree:
            tokens = [token for cell in row for child in cell for token in tokens_of(child)]
            place = next(at for at, token in enumerate(tokens) if getattr(token, "tag", "") == "mtext")
            if tokens[place].text == "otherwise" or self.of(tokens[place + 1 :]):
                return self.of(tokens[:place])
        raise AssertionError("no case holds")


def joined(sign, a, b):
    return {
        "∨": lambda: a or b, "∧": lambda: a and b, "+": lambda: a + b, "−": lambda: a - b, "×": lambda: a * b,
        "=": lambda: a == b, "≠": lambda: a != b, "<": lambda: a < b, "≤": lambda: a <= b, ">": lambda: a > b,
        "≥": lambda: a >= b,
    }[sign]()  # fmt: skip


def tokens_of(tree):
    """Signs as texts; what has a shape of its own as its element. Rows and broken lines are seen through."""
    match tree.tag:
        case "mo":
            return [tree.text]
        case "mspace":
            return []
        case "mtable" if tree.get("class") != "cases":
            return [token for row in tree for cell in row for child in cell for token in tokens_of(child)]
        case "math" | "mrow":
            return [token for child in tree for token in tokens_of(child)]
        case _:
            return [tree]


def body_of(equation):
    """What stands behind the sign of an equation."""
    return tokens_of(fromstring(str(equation)))[2:]


@pytest.mark.parametrize("seed", range(4))
def test_a_formula_read_back_gives_what_the_tree_gives(seed):
    """Trees that divide by nothing somewhere are drawn again; a part that stands twice is read from where its letter is told."""
    rng, pool = random.Random(seed), []
    checked = lettered_ones = 0
    while checked < 150:
        node = number(rng, rng.randint(1, 5), pool)
        named = lettered(node)
        drawer = Mathematics(None, "en", named=named)
        letters = {letter: body_of(drawer.equation(letter, part)) for part, letter in named.items()}
        try:
            wanted = tree_value(node)
            found = Reader(body_of(drawer.equation("x", node)), letters).whole()
        except ZeroDivisionError:  # the reader of a condition evaluates both of its sides
            continue
        assert found == wanted, node
        checked, lettered_ones = checked + 1, lettered_ones + bool(named)
    assert lettered_ones > 20


# ---- what differs looks different ------------------------------------------------------------------

UNIT = Home("unit")
AGGREGATES = ("total", "mean", "highest", "count")
COLUMN = ColumnValue("unit", "headcount", Schema("number", UNIT))


def one_deeper(formulas):
    """Every formula of these, and every one that a word or sign makes of them."""
    yield from formulas
    yield from (Aggregate(which, one, None, Grouping(UNIT)) for which in AGGREGATES for one in formulas)
    pairs = [(left, right) for left in formulas for right in formulas]
    yield from (Arithmetic(sign, left, right) for sign in "+-*/" for left, right in pairs)
    yield from (Extreme("least", pair) for pair in pairs)


def seen(tree):
    """What an eye sees: signs and shapes in their order; rows of MathML are invisible."""
    if tree.tag in {"math", "mrow"}:
        return tuple(one for child in tree for one in seen(child))
    if tree.tag == "mtable":
        return tuple(one for row in tree for cell in row for child in cell for one in seen(child))
    if tree.tag in {"mfrac", "munder", "msub"}:
        return ((tree.tag, *(seen(child) for child in tree)),)
    return ("".join(tree.itertext()),)


def test_formulas_that_differ_look_different():
    """All of two steps. The sum of products and the product of a sum, say: brackets are not spared where they tell something."""
    drawer = Mathematics(compiled(load_policy(ROOT / "policies" / "county_target_bonus")), "zh")
    found = {}
    for node in dict.fromkeys(one_deeper(list(one_deeper([COLUMN])))):
        look = seen(fromstring(str(drawer.equation("x", node))))
        assert found.setdefault(look, node) == node
    assert len(found) == 541
