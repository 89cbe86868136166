"""Tax on the one-off bonus, computed a second time: cell texts in, fractions out.

The yearly tax is summed bracket by bracket, each part at its own rate: no quick deduction stands here. The monthly table is applied to
the whole bonus at the rate of its bracket, less what the lower brackets of one month would have saved: 210 is derived, not copied.
"""

from fractions import Fraction
from random import Random

CHOICES = {}
FILES = {
    "people": [
        "person_id", "bonus_total", "taxed_apart_total", "tax_apart", "tax_merged", "better", "method", "tax", "net", "lost",
        "spared", "bracket_floor",
    ],
    "bonuses": ["bonus_id", "bonus_amount", "is_apart"],
}  # fmt: skip
ENDS = [36000, 144000, 300000, 420000, 660000, 960000]
RATES = [Fraction(one, 100) for one in (3, 10, 20, 25, 30, 35, 45)]


def fen(value):
    """Half up, away from zero."""
    whole = (abs(value) * 100 + Fraction(1, 2)).__floor__()
    return Fraction(whole if value >= 0 else -whole, 100)


def year_tax(taxable):
    """Each part of a year's taxable income at the rate of its own bracket."""
    tax, start = Fraction(0), Fraction(0)
    for end, rate in zip([*ENDS, None], RATES, strict=True):
        if taxable > start:
            tax += ((taxable if end is None else min(taxable, end)) - start) * rate
        start = end
    return fen(tax)


def bonus_tax(bonus):
    """The whole bonus at the rate that its twelfth finds, less one month's quick deduction."""
    at = sum(bonus > end for end in ENDS)
    rate, saved, start = RATES[at], Fraction(0), Fraction(0)
    for end, lower in zip(ENDS[:at], RATES, strict=False):
        saved += (Fraction(end, 12) - start) * (rate - lower)
        start = Fraction(end, 12)
    return fen(bonus * rate - saved)


def floor_of(bonus):
    """The end of the bracket below."""
    return Fraction([0, *ENDS][sum(bonus > end for end in ENDS)])


def answers(tables):
    return {
        (row["question"], row["subject"]): row["answer"]
        for row in tables.get("decisions", [])
        if row["answer"]
    }


def method_of(row, said):
    known = row.get("income_year")
    return said.get(("method", f"person:{row['person_id']}"), "apart") if known else "apart"


def several_apart(tables):
    """The bonuses of those who have several and take one of them apart, by person."""
    said = answers(tables)
    found = {}
    for row in tables["people"]:
        own = [one for one in tables["bonuses"] if one["person_id"] == row["person_id"]]
        if len(own) > 1 and method_of(row, said) == "apart":
            found[row["person_id"]] = [one["bonus_id"] for one in own]
    return found


def open_points(tables):
    """The bonuses of which it is not said which is taxed apart."""
    said = answers(tables)
    found = set()
    for bonuses in several_apart(tables).values():
        given = [said.get(("taxed_apart", f"bonus:{one}")) for one in bonuses]
        if None in given or given.count("yes") != 1:
            found |= {("taxed_apart", f"bonus:{one}") for one in bonuses}
    return found


def compute(tables):
    """The tax of everybody, and which bonus is taxed apart."""
    said, several = answers(tables), several_apart(tables)
    people, bonuses = [], []
    for row in sorted(tables["people"], key=lambda one: one["person_id"]):
        key = row["person_id"]
        own = [one for one in tables["bonuses"] if one["person_id"] == key]
        apart = {one["bonus_id"] for one in own} if len(own) == 1 else set()
        apart |= {one for one in several.get(key, []) if said.get(("taxed_apart", f"bonus:{one}")) == "yes"}
        bonuses += [
            {
                "bonus_id": one["bonus_id"],
                "bonus_amount": Fraction(one["bonus_amount"]),
                "is_apart": one["bonus_id"] in apart,
            }
            for one in own
        ]
        people.append(_person(row, own, apart, method_of(row, said)))
    return {"people": people, "bonuses": bonuses}


def _person(row, own, apart, method):
    total = sum((Fraction(one["bonus_amount"]) for one in own), Fraction(0))
    base = sum((Fraction(one["bonus_amount"]) for one in own if one["bonus_id"] in apart), Fraction(0))
    income = Fraction(row["income_year"]) if row.get("income_year") else None
    tax_apart = tax_merged = None
    others = total - base
    if income is not None:
        taxable = income - 60000 - Fraction(row.get("deductions_year") or 0)
        without = year_tax(taxable)
        tax_merged = year_tax(taxable + total) - without
    if (len(own) == 1 or method == "apart") and (income is not None or not others):
        more = year_tax(taxable + others) - without if others else 0
        tax_apart = bonus_tax(base) + more
    better = "unknown"
    if tax_apart is not None and tax_merged is not None:
        better = "apart" if tax_apart < tax_merged else "merged" if tax_merged < tax_apart else "equal"
    tax = tax_merged if method == "merged" else tax_apart
    floor = floor_of(base)
    return {
        "person_id": row["person_id"],
        "bonus_total": total,
        "taxed_apart_total": base,
        "tax_apart": tax_apart,
        "tax_merged": tax_merged,
        "better": better,
        "method": method,
        "tax": tax,
        "net": total - tax,
        "lost": max((floor - bonus_tax(floor)) - (base - bonus_tax(base)), Fraction(0)),
        "spared": None if better == "unknown" else tax - min(tax_apart, tax_merged),
        "bracket_floor": floor,
    }


def _amount(random):
    """Often near a cliff, in whole fen."""
    if random.random() < 0.6:
        fens = random.choice(ENDS) * 100 + random.randint(-3, 3) * random.choice([1, 100, 10000])
    else:
        fens = random.randint(0, 120_000_000)
    return f"{fens // 100}.{fens % 100:02}"


def random_tables(seed):
    """A few people, some with several bonuses, some with income of which part is near the end of a bracket."""
    random = Random(seed)
    tables = {"people": [], "bonuses": [], "decisions": []}
    for at in range(random.randint(2, 8)):
        key, count = f"P{at:02}", random.choice([1, 1, 1, 2, 3])
        row = {"person_id": key, "name": f"人员{at}"}
        if count > 1 or random.random() < 0.7:
            row["income_year"] = str(60000 + random.choice([0, 36000, 144000, random.randint(-50000, 10**6)]))
            row["deductions_year"] = random.choice(["", "0", "30000", f"{random.randint(0, 99999)}.5"])
        tables["people"].append(row)
        method = random.choice(["", "apart", "merged"]) if row.get("income_year") else ""
        if method:
            tables["decisions"].append({"subject": f"person:{key}", "question": "method", "answer": method})
        which = random.randrange(count)
        for number in range(count):
            bonus = {"bonus_id": f"{key}-{number}", "person_id": key, "paid_on": f"2025-{number + 1:02}-28"}
            tables["bonuses"].append({**bonus, "bonus_amount": _amount(random)})
            if count > 1 and method != "merged" and random.random() < 0.97:
                answer = "yes" if number == which else "no"
                subject = f"bonus:{bonus['bonus_id']}"
                tables["decisions"].append({"subject": subject, "question": "taxed_apart", "answer": answer})
    return tables
