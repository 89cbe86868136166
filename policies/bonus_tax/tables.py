"""Who was paid, what the year's other income is where it is known, and the bonuses of the year."""

from payout.rules.tables import *

people = Table("people", "person", "人员", key="person_id").of(
    identifier("person_id", "人员编号"),
    text("name", "姓名", personal=True, blank="不写姓名 | no name is given"),
    money(
        "income_year",
        "全年综合所得收入额",
        blank="不知道:只能单独计税 | not known: taxed apart",
        clause="税法六",
    ),
    money("deductions_year", "全年扣除合计", default=0, clause="税法六"),
)

bonuses = Table("bonuses", "bonus", "奖金", key="bonus_id").of(
    identifier("bonus_id", "奖金编号"),
    reference("person_id", "person", "人员编号", parent=True),
    text("source", "奖金名称", blank="不写名称 | no name is given"),
    date("paid_on", "发放日期", clause="三"),
    money("bonus_amount", "奖金数额", clause="一"),
)

decisions = decisions_table()
