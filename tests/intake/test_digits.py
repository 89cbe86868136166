"""Check digits: published examples hold, and no single wrong character passes."""

import random

import pytest

from payout.intake.digits import identity_holds, is_card, is_identity, lost_its_end, luhn_holds

SEED = 7064
# The examples of GB 11643-1999, appendix B; a card number that ISO/IEC 7812-1 and every text about Luhn's rule shows.
IDENTITIES = ["11010519491231002X", "440524188001010014"]
LUHN = ["79927398713", "4111111111111111"]


@pytest.mark.parametrize("number", IDENTITIES)
def test_examples_of_the_standard_hold(number):
    assert is_identity(number)
    assert identity_holds(number)


@pytest.mark.parametrize("number", LUHN)
def test_known_numbers_hold(number):
    assert luhn_holds(number)


def check_character(body):
    """ISO 7064's own way for MOD 11-2: digit by digit, the last brings the rest to 1."""
    rest = 0
    for digit in body:
        rest = (rest + int(digit)) * 2 % 11
    return "0123456789X"[(1 - rest) % 11]


def test_the_check_character_is_that_of_the_recursive_method():
    dice = random.Random(SEED)
    for _ in range(500):
        day = f"{dice.randint(1900, 2025)}{dice.randint(1, 12):02}{dice.randint(1, 28):02}"
        body = f"{dice.randint(110000, 659999)}{day}{dice.randint(0, 999):03}"
        right = check_character(body)
        held = [last for last in "0123456789X" if identity_holds(body + last)]
        assert held == [right], (SEED, body)


def test_one_wrong_digit_or_two_exchanged_never_pass():
    dice = random.Random(SEED)
    for _ in range(200):
        body = f"62{dice.randint(0, 10**16 - 1):016}"
        card = next(body + last for last in "0123456789" if luhn_holds(body + last))
        at = dice.randrange(len(card))
        other = dice.choice([digit for digit in "0123456789" if digit != card[at]])
        assert not luhn_holds(card[:at] + other + card[at + 1 :]), (SEED, card)
        at = dice.randrange(len(card) - 1)
        pair = card[at : at + 2]
        swapped = card[:at] + pair[::-1] + card[at + 2 :]
        assert luhn_holds(swapped) == (pair[0] == pair[1] or pair in {"09", "90"}), (SEED, card)


def test_what_is_a_card_and_what_has_lost_its_end():
    assert is_card("6200003141590000005")
    assert not is_card("1200003141590000005")
    assert not is_card("62000031415900")
    assert lost_its_end("6222021234567890000")
    assert not lost_its_end("6222021234567890001")
    assert not lost_its_end("622202123456000")


def test_a_day_of_birth_that_is_none_does_not_pass():
    body = "11010519490231002"
    assert not identity_holds(body + check_character(body))
