"""Tax on the one-off bonus: every fen around each cliff, random amounts, and what a bonus in a dead zone costs."""

import random
from fractions import Fraction

import pandas as pd
import pytest

from payout.batch import compute
from payout.intake import Frames
from payout.rules.policy.loading import load_policy
from tests.oracle import bonus_tax as oracle
from tests.policies.test_schemes import ROOT

SEED = 30
AROUND = 150  # fen on either side of a cliff


@pytest.fixture(scope="module")
def taxed():
    """The tax, the loss and the net of bonuses by the engine."""
    policy = load_policy(ROOT / "policies" / "bonus_tax")

    def tax(fens):
        keys = [f"P{at:06}" for at in range(len(fens))]
        amounts = [f"{one // 100}.{one % 100:02}" for one in fens]
        days = ["2025-12-31"] * len(fens)
        bonuses = {"bonus_id": keys, "person_id": keys, "paid_on": days, "bonus_amount": amounts}
        tables = {"people": pd.DataFrame({"person_id": keys}), "bonuses": pd.DataFrame(bonuses)}
        result = compute(Frames(tables), policy).result
        return [
            [Fraction(one) for one in result.column("person", name)[1]]
            for name in ("bonus_total", "tax", "lost", "net")
        ]

    return tax


def by_hand(fens):
    """What each bonus is taxed, by the bracket of its twelfth, in whole fen; nothing is shared with the engine or its oracle's table."""
    quick = {3: 0, 10: 210, 20: 1410, 25: 2660, 30: 4410, 35: 7160, 45: 15160}
    share = Fraction(fens, 1200)
    rate = next(
        (
            rate
            for end, rate in zip((3000, 12000, 25000, 35000, 55000, 80000), quick, strict=False)
            if share <= end
        ),
        45,
    )
    return Fraction((2 * (fens * rate - quick[rate] * 10000) + 100) // 200, 100)


def test_every_fen_around_each_cliff(taxed):
    fens = [end * 100 + step for end in oracle.ENDS for step in range(-AROUND, AROUND + 1)]
    amounts, taxes, losses, nets = taxed(fens)
    for bonus, tax, lost, net in zip(amounts, taxes, losses, nets, strict=True):
        assert tax == oracle.bonus_tax(bonus) == by_hand(int(bonus * 100)), bonus
        assert net == bonus - tax
        floor = oracle.floor_of(bonus)
        assert lost == max((floor - oracle.bonus_tax(floor)) - net, 0), bonus


def test_random_bonuses(taxed):
    dice = random.Random(SEED)
    fens = [dice.randint(0, 2 * 10**8) for _ in range(2000)]
    amounts, taxes, _, _ = taxed(fens)
    wrong = [
        (bonus, tax) for bonus, tax in zip(amounts, taxes, strict=True) if tax != oracle.bonus_tax(bonus)
    ]
    assert not wrong, (SEED, wrong[:3])


def test_nothing_is_lost_just_where_no_smaller_bonus_leaves_more(taxed):
    """The last fen of each dead zone is found by search; behind it nothing is lost."""
    ends = {}
    for end in oracle.ENDS:
        least = end - oracle.bonus_tax(Fraction(end))
        low, high = end * 100 + 1, end * 125
        while low < high:
            middle = (low + high) // 2
            bonus = Fraction(middle, 100)
            low, high = (low, middle) if bonus - oracle.bonus_tax(bonus) >= least else (middle + 1, high)
        ends[end] = low
    fens = [fen + step for fen in ends.values() for step in (-1, 0, 1)]
    _, _, losses, _ = taxed(fens)
    for at, end in enumerate(ends):
        before, there, behind = losses[3 * at : 3 * at + 3]
        assert before > 0, end
        assert (there, behind) == (0, 0), end


def test_published_ends_of_the_dead_zones():
    """Guides for payrolls print them to two decimals."""
    printed = ["38566.67", "160500", "318333.33", "447500", "706538.46", "1120000"]
    for end, text in zip(oracle.ENDS, printed, strict=True):
        bonus = Fraction(text)
        assert abs((bonus - oracle.bonus_tax(bonus)) - (end - oracle.bonus_tax(Fraction(end)))) <= Fraction(
            1, 100
        )
