"""Check digits: of bank cards (Luhn, ISO/IEC 7812) and of resident identity numbers (ISO 7064 MOD 11-2, GB 11643)."""

from __future__ import annotations

from datetime import date

CARD_LENGTHS = range(16, 20)
UNIONPAY = "62"  # how the cards of this country's banks begin
WEIGHTS = tuple(pow(2, 17 - place, 11) for place in range(17))
CHECKS = "10X98765432"  # the last character by the weighted sum modulo 11
DOUBLE_DIGITS = 15  # that a spreadsheet keeps of a number


def is_card(account: str) -> bool:
    """Whether an account number is that of a bank card, which has a check digit. Those of passbooks and of companies have none."""
    return account.isdecimal() and account.startswith(UNIONPAY) and len(account) in CARD_LENGTHS


def luhn_holds(card: str) -> bool:
    """Whether the last digit of a card number is the one that the others ask for."""
    doubled = [sum(divmod(2 * int(digit), 10)) for digit in card[-2::-2]]
    return (sum(doubled) + sum(int(digit) for digit in card[::-2])) % 10 == 0


def is_identity(number: str) -> bool:
    """Whether a text has the form of a resident identity number: 17 digits, then a digit or X."""
    return len(number) == 18 and number.isascii() and number[:17].isdecimal() and (number[17] in CHECKS)


def identity_holds(number: str) -> bool:
    """Whether the check character of an identity number is right, and its day of birth is a day."""
    if (
        CHECKS[sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False)) % 11]
        != number[17]
    ):
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return True


def lost_its_end(account: str) -> bool:
    """Whether a long number ends in nothing but zeros behind its fifteenth digit: a spreadsheet that took it for a number wrote them."""
    return account.isdecimal() and len(account) > DOUBLE_DIGITS and not account[DOUBLE_DIGITS:].strip("0")
