"""Years in which the rule is not in force, days of another year, bonuses just above a cliff, the dearer method."""

from payout.rules import *

from .rules import bonus, clause, p, person

with clause("三"):
    bonus.not_in_force = refused(
        "此年度不能单独计税 | in this year no bonus is taxed apart",
        (p.tax_year < p.first_year_apart) | (p.tax_year > p.last_year_apart),
        at=bonus.paid_on,
        expected="2019 年至 2027 年 | 2019 to 2027",
        fix="按当年的规定计税;延期的,补上新公告的年度 | tax by what holds in that year; where it was extended, enter the new year",
    )
    bonus.of_another_year = refused(
        "发放日期不在纳税年度内 | paid in another year than the tax year",
        year_of(bonus.paid_on) != p.tax_year,
        at=bonus.paid_on,
        fix="核对日期,或用 --year 写明年度 | check the date, or say the year by --year",
    )

with clause("国税发〔2005〕9号三"):
    person.income_is_needed = refused(
        "有几次奖金,其余的要并入综合所得,而没有填全年收入 | of several bonuses the others go with the year's income, which is not given",
        (person.bonus_count > 1) & ~known(person.income_year),
        at=person.income_year,
        fix="补填全年综合所得收入额和扣除合计 | fill in the year's income and deductions",
    )
    person.no_bonus = doubtful(
        "没有奖金 | nobody's bonus",
        person.bonus_count == 0,
        at=person.person_id,
        fix="补登奖金,或删去此人 | enter the bonus, or remove the person",
    )

with clause("一"):
    person.above_cliff = doubtful(
        "奖金略高于临界点,税后反而少 | a bonus just above a cliff leaves less after tax",
        person.is_in_dead_zone,
        at=person.person_id,
        expected="少发到 {bracket_floor} 元,税后可多得 {lost} 元 | a bonus of {bracket_floor} would leave {lost} more",
        fix="核对发放数;办法允许的,调整发放或并入综合所得 | check the amount; where the scheme lets you, pay less or take the other method",
    )

with clause("一, 二"):
    person.dearer_method = doubtful(
        "另一办法税更少 | the other method takes less",
        person.spared > 0,
        at=person.person_id,
        expected="改用税少的办法可少缴 {spared} 元 | the other would spare {spared}",
        fix="由本人选择,写入决定事项(method) | the person decides: answer the question method in the decisions table",
    )
