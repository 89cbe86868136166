"""Tax on the one-off bonus of a year: apart by the monthly table, or with the year's income by the yearly one."""

from typing import Any

from payout.rules import *

policy = Policy.load(__file__)
clause, p = policy.clause, policy.p
person, bonus = policy.symbols("person", "bonus")
METHODS = {"apart": "单独计税", "merged": "并入综合所得"}


def by_month(amount: Any) -> Any:
    """The tax on a bonus apart, to the fen: its twelfth finds rate and quick deduction."""
    tax = by_schedule(amount, p.monthly_rates, p.monthly_quick_deduction, at=amount / MONTHS_OF_A_YEAR)
    return to_fen(tax)


def by_year(taxable: Any) -> Any:
    """The tax on a year's taxable income, to the fen; nothing where there is none."""
    return to_fen(by_schedule(greatest(taxable, 0), p.annual_rates, p.annual_quick_deduction))


with clause("二", "也可以并入当年综合所得 | it may be taxed with the year's income instead"):
    asked = "奖金单独计税,还是并入综合所得? | The bonus apart, or with the year's income?"
    answer = decide("method", asked, where=known(person.income_year), answers=METHODS, otherwise="apart")
    person.method = option(
        "计税办法 | how the bonus is taxed: apart where nobody decided otherwise",
        first_known(answer, "apart"),
        words=METHODS,
    )

with clause("国税发〔2005〕9号三", "一人一年只用一次 | one bonus a person and year is taxed apart"):
    person.bonus_count = counted("奖金次数 | how many bonuses there are", count(bonus))
    bonus.is_one_of_several = flag(
        "几次奖金之一 | one of several, of which one is taxed apart",
        known(bonus.bonus_amount) & (person.bonus_count > 1) & (person.method == "apart"),
    )
    asked = "哪一次奖金单独计税? | Is this the bonus that is taxed apart?"
    chosen = decide("taxed_apart", asked, where=bonus.is_one_of_several, taking="yes", places=1, within=person)
    bonus.is_apart = flag(
        "可单独计税的一次 | the one that may be taxed apart: the only one, or that which people chose",
        first_match((person.bonus_count == 1, True), (bonus.is_one_of_several, chosen == "yes"), otherwise=False),
    )

with clause("一", "奖金的十二分之一定税率 | a twelfth of the bonus finds the rate"):
    person.bonus_total = yuan("奖金合计 | all bonuses of the year", total(bonus.bonus_amount))
    person.taxed_apart_total = yuan(
        "单独计税的奖金 | the bonus that is taxed apart", total(bonus.bonus_amount, where=bonus.is_apart)
    )
    person.apart_tax = yuan(
        "单独计税部分的税 | its tax: bonus × rate less quick deduction", by_month(person.taxed_apart_total)
    )
    floor = band(p.monthly_floor, person.taxed_apart_total / MONTHS_OF_A_YEAR)
    person.bracket_floor = yuan("临界点 | where its bracket begins, for a year", floor * MONTHS_OF_A_YEAR)
    person.net_at_floor = yuan(
        "恰在临界点的税后数 | what a bonus of just that leaves after tax",
        person.bracket_floor - by_month(person.bracket_floor),
    )
    person.lost = yuan(
        "反而少得 | what the bonus leaves less than one at the cliff below it",
        greatest(person.net_at_floor - (person.taxed_apart_total - person.apart_tax), 0),
    )
    person.is_in_dead_zone = flag(
        "多发反而少得 | paid apart, and a smaller bonus would leave more",
        (person.lost > 0) & (person.method == "apart"),
    )

with clause("税法六", "综合所得按年计税 | a year's income is taxed by the yearly table"):
    person.taxable = yuan(
        "不含奖金的应纳税所得额 | taxable income without bonuses; below nothing where deductions exceed it",
        person.income_year - p.basic_deduction - person.deductions_year,
    )
    person.other_bonuses = yuan(
        "并入的其他奖金 | bonuses that go into the year's income in any case",
        person.bonus_total - person.taxed_apart_total,
    )
    person.tax_without = yuan("不含奖金的税 | the year's tax without bonuses", by_year(person.taxable))
    person.tax_of_others = yuan(
        "其他奖金的税 | what the other bonuses add to the year's tax",
        first_match(
            (person.other_bonuses == 0, 0),
            otherwise=by_year(person.taxable + person.other_bonuses) - person.tax_without,
        ),
    )

with clause("一, 二", "两种办法的税额 | the tax either way"):
    has_one = (person.bonus_count == 1) | (person.method == "apart")
    person.tax_apart = yuan(
        "单独计税共缴 | the tax if one bonus is taxed apart", when(has_one, person.apart_tax + person.tax_of_others)
    )
    person.tax_merged = yuan(
        "并入综合所得共缴 | the tax if all bonuses go into the year's income",
        by_year(person.taxable + person.bonus_total) - person.tax_without,
    )
    person.better = option(
        "税少的办法 | which of the two takes less",
        first_match(
            (~known(person.tax_merged) | ~known(person.tax_apart), "unknown"),
            (person.tax_apart < person.tax_merged, "apart"),
            (person.tax_merged < person.tax_apart, "merged"),
            otherwise="equal",
        ),
        words={**METHODS, "equal": "相同", "unknown": "不能比较"},
    )
    person.tax = yuan(
        "个人所得税 | the tax by the method that is taken",
        first_match((person.method == "merged", person.tax_merged), otherwise=person.tax_apart),
    )
    person.spared = yuan(
        "改用另一办法少缴 | what the other method would spare",
        when(person.better != "unknown", person.tax - least(person.tax_apart, person.tax_merged)),
    )
    person.net = yuan("实发 | what is paid: bonuses less tax", person.bonus_total - person.tax)
